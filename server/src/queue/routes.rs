//! `/api/play/`: the ways out of the queues. Those in are in `places`.

use common::api::error::ErrorCode;
use http::Method;

use super::{Mode, service};
use crate::http::{Answer, Call, Caller, Route, reply};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::user(Method::DELETE, "/api/play/duel/", |caller, call| leave(caller, call, Mode::Duel)),
        Route::user(Method::DELETE, "/api/play/ranked/", |caller, call| leave(caller, call, Mode::Ranked)),
    ]
}

async fn leave(caller: Caller, call: Call, mode: Mode) -> Answer {
    if service::leave(&call.app, caller.id, mode).await? { Ok(reply::no_content()) } else { Err(ErrorCode::NotFound.into()) }
}
