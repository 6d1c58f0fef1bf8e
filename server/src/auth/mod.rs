//! Accounts, sessions and tokens. Part of the foundation: the door asks it who calls.

mod password;
mod refresh;
mod routes;
pub(crate) mod service;
pub(crate) mod store;
mod token;

use common::api::error::ErrorCode;
use common::ids::{SessionId, UserId};

pub(crate) use password::Hasher;
pub(crate) use routes::{credentials, new_password, routes};
pub(crate) use token::Keys;

use crate::App;
use crate::http::{ApiError, Caller};
use store::SessionUser;

/// Who speaks with this access token: its signature, its time, its session and its user are checked.
///
/// # Errors
/// [`ErrorCode::TokenNotValid`], [`ErrorCode::UserNotFound`], and those of the database.
pub(crate) async fn verify_access(app: &App, token: &str) -> Result<Caller, ApiError> {
    let claims = app.keys.read_access(token, app.clock.now_ms()).ok_or(ErrorCode::TokenNotValid)?;
    live(app, claims.user(), claims.session(), claims.until_ms()).await
}

/// The caller as of now, whose session is live still; a guest can have become an account meanwhile.
///
/// # Errors
/// Like [`verify_access`].
pub(crate) async fn still_live(app: &App, caller: Caller) -> Result<Caller, ApiError> {
    live(app, caller.id, caller.session, caller.until_ms).await
}

async fn live(app: &App, id: UserId, session: SessionId, until_ms: i64) -> Result<Caller, ApiError> {
    match store::session_user(&mut *app.db.read().await?, id, session).await? {
        None | Some(SessionUser { deleted: true, .. }) => Err(ErrorCode::UserNotFound.into()),
        Some(SessionUser { live: false, .. }) => Err(ErrorCode::TokenNotValid.into()),
        Some(SessionUser { is_guest, .. }) => Ok(Caller { id, session, is_guest, until_ms }),
    }
}
