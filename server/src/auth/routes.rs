//! `/api/auth/`: URL to arguments, result to answer.

use common::api::auth::Refreshed;
use common::api::error::FieldCode;
use common::ids::SessionId;
use common::text::{Password, Username};
use http::Method;
use http::header::USER_AGENT;

use super::password;
use super::service::{self, Client};
use crate::http::{Answer, ApiError, Call, Caller, Fields, Route, reply};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::open(Method::POST, "/api/auth/guest/", guest),
        Route::open(Method::POST, "/api/auth/register/", register),
        Route::open(Method::POST, "/api/auth/login/", login),
        Route::open(Method::POST, "/api/auth/refresh/", refresh),
        Route::user(Method::POST, "/api/auth/logout/", logout),
        Route::account(Method::GET, "/api/auth/sessions/", sessions),
        Route::account(Method::DELETE, "/api/auth/sessions/{id}/", end_session),
    ]
}

async fn guest(call: Call) -> Answer {
    call.app.limiter.register_from(call.address)?;
    Ok(reply::created(&service::guest(&call.app, client(&call)).await?))
}

async fn register(mut call: Call) -> Answer {
    call.app.limiter.register_from(call.address)?;
    let (username, password) = credentials(&mut call.fields)?;
    Ok(reply::created(&service::register(&call.app, username, password, client(&call)).await?))
}

async fn login(mut call: Call) -> Answer {
    call.app.limiter.sign_in_from(call.address)?;
    let fields = &mut call.fields;
    let (username, password) = (fields.required::<String>("username"), fields.required::<String>("password"));
    let (Some(username), Some(password)) = (username, password) else { return Err(fields.refusal()) };
    Ok(reply::json(&service::login(&call.app, &username, Password::given(password), client(&call)).await?))
}

async fn refresh(mut call: Call) -> Answer {
    call.app.limiter.sign_in_from(call.address)?;
    let (token, rotate) = (call.fields.required::<String>("refresh"), call.fields.optional::<bool>("rotate"));
    call.fields.finish()?;
    let token = token.unwrap_or_default();
    let refreshed: Refreshed = service::refresh(&call.app, &token, rotate.unwrap_or(false), &client(&call)).await?;
    Ok(reply::json(&refreshed))
}

async fn logout(caller: Caller, mut call: Call) -> Answer {
    let token = call.fields.optional::<String>("refresh");
    call.fields.finish()?;
    service::logout(&call.app, caller, token.as_deref()).await?;
    Ok(reply::no_content())
}

async fn sessions(caller: Caller, call: Call) -> Answer {
    Ok(reply::json(&service::sessions(&call.app, caller).await?))
}

async fn end_session(caller: Caller, call: Call) -> Answer {
    let id: SessionId = call.param(0)?;
    service::end_session(&call.app, caller, id).await?;
    Ok(reply::no_content())
}

/// A name and a password that may be chosen.
///
/// # Errors
/// What is wrong with either.
pub(crate) fn credentials(fields: &mut Fields) -> Result<(Username, Password), ApiError> {
    let raw_name = fields.optional::<String>("username").unwrap_or_default();
    // The line above notes a wrong type already; here the name is parsed, or its lack is noted.
    fields.finish()?;
    let username = fields.required::<Username>("username");
    let password = new_password(fields, &raw_name);
    if !fields.has("password") {
        fields.fail("password", FieldCode::Required);
    }
    match (username, password) {
        (Some(username), Some(password)) => Ok((username, password)),
        (None | Some(_), None | Some(_)) => Err(fields.refusal()),
    }
}

fn client(call: &Call) -> Client {
    Client::new(call.address, call.header(USER_AGENT.as_str()).unwrap_or_default())
}

/// The field `password`, if there is one: a password that the user of this name may choose. What is wrong with it is noted.
pub(crate) fn new_password(fields: &mut Fields, username: &str) -> Option<Password> {
    let raw = fields.optional::<String>("password")?;
    match password::parse(&raw, username) {
        Ok(password) => Some(password),
        Err(error) => {
            fields.fail("password", error);
            None
        }
    }
}
