//! Accounts and their sessions: `/api/auth/`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::time::Timestamp;
use super::{Endpoint, Method};
use crate::ids::SessionId;

/// What a client keeps to speak for a user.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tokens {
    /// 15 minutes.
    pub access: String,
    /// 30 days, for once when rotated.
    pub refresh: String,
}

/// Answer to a refresh: a new pair with `rotate`, otherwise the access token alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refreshed {
    /// 15 minutes.
    pub access: String,
    /// Only with `rotate`; the old one is spent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh: Option<String>,
}

/// One sign-in, as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionView {
    /// Its id.
    pub id: SessionId,
    /// When it began.
    pub created_at: Timestamp,
    /// When a token of it was last used to get another.
    pub last_used_at: Timestamp,
    /// Network address it was last used from.
    pub address: String,
    /// `User-Agent` it began with, cleaned and shortened.
    pub client: String,
    /// Whether it is the caller's own.
    pub current: bool,
}

/// Makes a guest.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct CreateGuest {}

impl Endpoint for CreateGuest {
    const METHOD: Method = Method::Post;
    const NEEDS_TOKEN: bool = false;
    type Response = Tokens;
    fn path(&self) -> Cow<'static, str> {
        "/api/auth/guest/".into()
    }
}

/// Name and password as somebody typed them; the server parses.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Register {
    /// Wanted name.
    pub username: String,
    /// Wanted password.
    pub password: String,
}

impl Endpoint for Register {
    const METHOD: Method = Method::Post;
    const NEEDS_TOKEN: bool = false;
    type Response = Tokens;
    fn path(&self) -> Cow<'static, str> {
        "/api/auth/register/".into()
    }
}

/// Makes the calling guest an account; same id, same history.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterGuest {
    /// Wanted name.
    pub username: String,
    /// Wanted password.
    pub password: String,
}

impl Endpoint for RegisterGuest {
    const METHOD: Method = Method::Put;
    type Response = Tokens;
    fn path(&self) -> Cow<'static, str> {
        "/api/auth/register/guest/".into()
    }
}

/// Signs in.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Login {
    /// Name, in any case.
    pub username: String,
    /// Password.
    pub password: String,
}

impl Endpoint for Login {
    const METHOD: Method = Method::Post;
    const NEEDS_TOKEN: bool = false;
    type Response = Tokens;
    fn path(&self) -> Cow<'static, str> {
        "/api/auth/login/".into()
    }
}

/// A new access token.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refresh {
    /// The refresh token.
    pub refresh: String,
    /// Whether a new refresh token is wanted too.
    #[serde(default)]
    pub rotate: bool,
}

impl Endpoint for Refresh {
    const METHOD: Method = Method::Post;
    const NEEDS_TOKEN: bool = false;
    type Response = Refreshed;
    fn path(&self) -> Cow<'static, str> {
        "/api/auth/refresh/".into()
    }
}

/// Ends the session of this refresh token, or without one all sessions.
#[derive(Clone, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Logout {
    /// Whose session; none: all of the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh: Option<String>,
}

impl Endpoint for Logout {
    const METHOD: Method = Method::Post;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        "/api/auth/logout/".into()
    }
}

/// The caller's sessions.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct ListSessions {}

impl Endpoint for ListSessions {
    const METHOD: Method = Method::Get;
    type Response = Vec<SessionView>;
    fn path(&self) -> Cow<'static, str> {
        "/api/auth/sessions/".into()
    }
}

/// Ends one session of the caller.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct EndSession {
    /// Which.
    #[serde(skip)]
    pub id: SessionId,
}

impl Endpoint for EndSession {
    const METHOD: Method = Method::Delete;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        format!("/api/auth/sessions/{}/", self.id).into()
    }
}
