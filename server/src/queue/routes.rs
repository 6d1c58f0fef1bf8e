//! `/api/play/`.

use common::api::error::ErrorCode;
use http::Method;

use super::{local, service};
use crate::http::{Answer, Call, Caller, Route, reply};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::user(Method::POST, "/api/play/duel/", join_duel).needs_stream(),
        Route::user(Method::DELETE, "/api/play/duel/", leave_duel),
        Route::account(Method::POST, "/api/play/local/", start_local).needs_stream(),
    ]
}

async fn join_duel(caller: Caller, call: Call) -> Answer {
    Ok(reply::created(&service::join(&call.app, caller).await?))
}

async fn leave_duel(caller: Caller, call: Call) -> Answer {
    if service::leave(&call.app, caller.id).await? { Ok(reply::no_content()) } else { Err(ErrorCode::NotFound.into()) }
}

async fn start_local(caller: Caller, call: Call) -> Answer {
    Ok(reply::created(&local::start(&call.app, caller, call.fields).await?))
}
