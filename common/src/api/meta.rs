//! What a server says of itself.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Endpoint, Method};

/// The server in a few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Meta {
    /// What its operator calls it.
    pub name: String,
    /// Version of the program.
    pub version: String,
    /// Protocol number of the match socket.
    pub protocol: u16,
    /// Oldest client that may connect.
    pub oldest_client: String,
}

/// Asks for it.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct GetMeta {}

impl Endpoint for GetMeta {
    const METHOD: Method = Method::Get;
    const NEEDS_TOKEN: bool = false;
    type Response = Meta;
    fn path(&self) -> Cow<'static, str> {
        "/api/meta/".into()
    }
}
