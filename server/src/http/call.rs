//! What a handler is given.

use std::net::IpAddr;
use std::str::FromStr;

use common::api::error::ErrorCode;
use common::ids::{SessionId, UserId};
use http::HeaderMap;

use super::upgrade::Upgrade;
use super::{ApiError, Fields, PageQuery};
use crate::App;

/// Who calls, as a valid access token of a live session says. Only [`crate::auth::verify_access`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    /// The user.
    pub(crate) id: UserId,
    /// The sign-in that the token belongs to.
    pub(crate) session: SessionId,
    /// Guest or account.
    pub(crate) is_guest: bool,
    /// When the token runs out, milliseconds since 1970 UTC.
    pub(crate) until_ms: i64,
}

/// A request that has passed the door.
pub(crate) struct Call {
    pub(crate) app: App,
    pub(crate) path: String,
    /// The varying segments of the path, in order.
    pub(crate) params: Vec<String>,
    /// Decoded, in order.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    /// Of the client; behind a trusted proxy the one that it forwards.
    pub(crate) address: IpAddr,
    pub(crate) caller: Option<Caller>,
    /// The body; empty for GET.
    pub(crate) fields: Fields,
    /// To take over the connection.
    pub(crate) upgrade: Option<Upgrade>,
}

impl Call {
    /// A varying segment of the path.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`]: something that is no id can be the id of nothing.
    pub(crate) fn param<T: FromStr>(&self, place: usize) -> Result<T, ApiError> {
        self.params.get(place).and_then(|raw| raw.parse().ok()).ok_or_else(|| ErrorCode::NotFound.into())
    }

    /// The first value of a parameter of the query.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A header that is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Which part of a list is wanted.
    ///
    /// # Errors
    /// [`ErrorCode::Malformed`] for a `limit` or `offset` that is none.
    pub(crate) fn page(&self) -> Result<PageQuery, ApiError> {
        PageQuery::read(self)
    }
}
