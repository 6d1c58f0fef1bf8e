//! The end of an account: everything personal goes, and so does everything that the others had with it. What was played stays.

mod store;

use common::api::error::ErrorCode;
use common::api::event::{AuthEvent, ServerEvent};
use common::ids::UserId;
use http::Method;

use crate::App;
use crate::auth::service as auth;
use crate::db::Tx;
use crate::http::{Answer, ApiError, Call, Caller, Route, reply};
use crate::{challenging, chat, friends, invites, places, relations, stats, tournament, users};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::user(Method::DELETE, "/api/users/me/", delete_me)]
}

async fn delete_me(caller: Caller, mut call: Call) -> Answer {
    let password = call.fields.optional::<String>("password");
    call.fields.finish()?;
    delete(&call.app, caller, password).await?;
    Ok(reply::no_content())
}

/// Guests have no password to confirm it with. Streams hear of it and end; sockets end with their sessions.
async fn delete(app: &App, caller: Caller, password: Option<String>) -> Result<(), ApiError> {
    if !caller.is_guest {
        auth::confirm_password(app, caller.id, password).await?;
    }
    if app.play.is_playing(caller.id).await {
        return Err(ErrorCode::AlreadyPlaying.into());
    }
    let mut tx = app.db.begin().await?;
    // Matches are made by whoever holds the writer: from here on, none is made with this user.
    if app.play.is_taken(caller.id) {
        return Err(ErrorCode::AlreadyPlaying.into());
    }
    users::still_there(&mut tx, caller.id).await?;
    let ended = auth::delete_sessions(&mut tx, caller.id, None).await?;
    forget(app, &mut tx, caller.id).await?;
    tx.emit(caller.id, ServerEvent::Auth(AuthEvent::Deleted));
    tx.commit().await?;
    auth::end_all(app, caller.id, ended);
    Ok(())
}

/// Slice by slice; then the user's own row, and what belongs to nobody else.
async fn forget(app: &App, tx: &mut Tx, user: UserId) -> Result<(), ApiError> {
    friends::forget(tx, user).await?;
    relations::forget(tx, user).await?;
    challenging::withdraw_of(app, tx, user).await?;
    places::leave_all(app, tx, user).await?;
    tournament::forget(app, tx, user).await?;
    invites::forget(tx, user).await?;
    stats::forget(tx, user).await?;
    store::forget(tx, user).await?;
    // After the row is emptied: what the others are shown has a deleted user in it.
    chat::user_deleted(app, tx, user).await
}
