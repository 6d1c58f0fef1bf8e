//! `/api/users/`, and the guest who becomes an account.

use common::api::error::ErrorCode;
use common::text::Username;
use http::Method;

use super::service::{self, Changes};
use crate::auth;
use crate::http::{Answer, ApiError, Call, Caller, Fields, Route, reply};

/// What only accounts have.
const ACCOUNTS_ONLY: [&str; 4] = ["password", "old_password", "catchphrase", "bio"];

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::user(Method::PUT, "/api/auth/register/guest/", register_guest),
        Route::user(Method::GET, "/api/users/me/", get_me),
        Route::user(Method::PATCH, "/api/users/me/", patch_me),
    ]
}

async fn register_guest(caller: Caller, mut call: Call) -> Answer {
    call.app.limiter.register_from(call.address)?;
    if !caller.is_guest {
        return Err(ErrorCode::NotAGuest.into());
    }
    let (username, password) = auth::credentials(&mut call.fields)?;
    Ok(reply::json(&service::register_guest(&call.app, caller, username, password).await?))
}

async fn get_me(caller: Caller, call: Call) -> Answer {
    Ok(reply::json(&service::me(&call.app, caller.id).await?))
}

async fn patch_me(caller: Caller, mut call: Call) -> Answer {
    if caller.is_guest && ACCOUNTS_ONLY.iter().any(|name| call.fields.has(name)) {
        return Err(ErrorCode::GuestNotAllowed.into());
    }
    if call.fields.has("password") && !call.fields.has("old_password") {
        return Err(ErrorCode::PasswordConfirmationRequired.into());
    }
    let present = service::name(&call.app, caller.id).await?;
    let changes = changes(&mut call.fields, &present)?;
    Ok(reply::json(&service::change(&call.app, caller, changes).await?))
}

/// What the body wants changed; `present` is the name that a new password must not be.
fn changes(fields: &mut Fields, present: &str) -> Result<Changes, ApiError> {
    // A guest that sends back its own name does not choose it.
    let keeps_name = fields.has("username") && fields.optional::<String>("username").is_some_and(|name| name == present);
    fields.finish()?;
    let username = if keeps_name { None } else { fields.optional::<Username>("username") };
    let name = username.as_ref().map_or(present, Username::as_str).to_owned();
    let changes = Changes {
        username,
        password: auth::new_password(fields, &name),
        old_password: fields.optional("old_password"),
        accept_friend_request: fields.optional("accept_friend_request"),
        accept_chat_from: fields.optional("accept_chat_from"),
        accept_challenges: fields.optional("accept_challenges"),
        allow_spectators: fields.optional("allow_spectators"),
        play_mode: fields.optional("play_mode"),
        catchphrase: fields.optional("catchphrase"),
        bio: fields.optional("bio"),
    };
    fields.finish()?;
    Ok(changes)
}
