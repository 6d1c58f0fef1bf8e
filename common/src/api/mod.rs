//! The HTTP API: an endpoint is a type, shared by both sides. `../shared`'s api page is mirrored here field by field, code by code.

pub mod auth;
pub mod challenge;
pub mod channel;
pub mod chat;
pub mod chat_socket;
pub mod error;
pub mod event;
pub mod friends;
pub mod lobby;
pub mod matches;
pub mod meta;
pub mod profiles;
pub mod queue;
pub mod stats;
pub mod time;
pub mod tournament;
pub mod users;

use std::borrow::Cow;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Largest body of a request, bytes.
pub const BODY_BYTES_MAX: usize = 16 * 1024;
/// Length of a page unless told otherwise.
pub const PAGE_LIMIT_DEFAULT: u32 = 20;
/// Longest page; more is cut down to it.
pub const PAGE_LIMIT_MAX: u32 = 100;

/// Method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Makes.
    Post,
    /// Replaces.
    Put,
    /// Changes.
    Patch,
    /// Removes.
    Delete,
}

/// A request. What serialises is the body; a GET has none, its parameters are part of the path.
pub trait Endpoint: Serialize + Send + Sync + 'static {
    /// Method.
    const METHOD: Method;
    /// Whether a token is needed.
    const NEEDS_TOKEN: bool = true;
    /// Whether somebody who is signed in says so, because others may be told less.
    const TAKES_TOKEN: bool = Self::NEEDS_TOKEN;
    /// What comes back with a 2xx; `()` for 204.
    type Response: DeserializeOwned + Send + Sync + 'static;
    /// Path and query.
    fn path(&self) -> Cow<'static, str>;
}

/// `?limit=&offset=` of a list.
pub(crate) fn paged(path: &str, limit: u32, offset: u32) -> Cow<'static, str> {
    let sign = if path.contains('?') { '&' } else { '?' };
    format!("{path}{sign}limit={limit}&offset={offset}").into()
}

/// A text as part of a query: everything but letters, digits, `-`, `_`, `.` and `~` as percent and two digits.
pub(crate) fn in_query(text: &str) -> String {
    let mut written = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => written.push(char::from(byte)),
            _ => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}

/// Part of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// Length of the whole list.
    pub count: i64,
    /// Absolute URL of the next part.
    pub next: Option<String>,
    /// Absolute URL of the part before.
    pub previous: Option<String>,
    /// This part.
    pub results: Vec<T>,
}
