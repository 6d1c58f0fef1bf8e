//! Accounts, sessions and tokens.

mod store;
mod token;

use common::api::error::ErrorCode;

pub(crate) use token::Keys;

use crate::App;
use crate::http::{ApiError, Caller, Route};

/// `/api/auth/`.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}

/// Who speaks with this access token: its signature, its time, its session and its user are checked.
///
/// # Errors
/// [`ErrorCode::TokenNotValid`], [`ErrorCode::UserNotFound`], and those of the database.
pub(crate) async fn verify_access(app: &App, token: &str) -> Result<Caller, ApiError> {
    let claims = app.keys.read_access(token, app.clock.now_ms()).ok_or(ErrorCode::TokenNotValid)?;
    let mut reader = app.db.read().await?;
    let row = store::session_user(&mut reader, claims.user(), claims.session()).await?;
    match row {
        None => Err(ErrorCode::UserNotFound.into()),
        Some(store::SessionUser { deleted: true, .. }) => Err(ErrorCode::UserNotFound.into()),
        Some(store::SessionUser { live: false, .. }) => Err(ErrorCode::TokenNotValid.into()),
        Some(store::SessionUser { is_guest, .. }) => Ok(Caller { id: claims.user(), session: claims.session(), is_guest }),
    }
}
