//! `/api/play/`: the ways in.

use http::Method;

use super::local;
use super::way::{Kind, Way};
use crate::http::{Answer, Call, Caller, Route, reply};
use crate::lobby;
use crate::queue::{self, Mode};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::user(Method::POST, "/api/play/duel/", |caller, call| join_queue(caller, call, Mode::Duel)).needs_stream(),
        Route::account(Method::POST, "/api/play/ranked/", |caller, call| join_queue(caller, call, Mode::Ranked)).needs_stream(),
        Route::account(Method::POST, "/api/play/lobby/", create_lobby).needs_stream(),
        Route::user(Method::POST, "/api/play/lobby/{code}/", join_lobby).needs_stream(),
        Route::account(Method::POST, "/api/play/local/", start_local).needs_stream(),
    ]
}

async fn join_queue(caller: Caller, call: Call, mode: Mode) -> Answer {
    let mut way = Way::begin(&call.app, caller).await?;
    let entry = queue::join(&call.app, &mut way.tx, caller, mode).await?;
    let answer = way.enter(Kind::Queue, &entry).await?;
    call.app.queue.wake();
    Ok(answer)
}

async fn create_lobby(caller: Caller, mut call: Call) -> Answer {
    let wanted = lobby::wanted(&mut call.fields)?;
    let mut way = Way::begin(&call.app, caller).await?;
    let made = lobby::create(&call.app, &mut way.tx, caller, wanted).await?;
    way.enter(Kind::Lobby, &made).await
}

async fn join_lobby(caller: Caller, call: Call) -> Answer {
    let code = call.param(0)?;
    let mut way = Way::begin(&call.app, caller).await?;
    let joined = lobby::join(&call.app, &mut way.tx, caller, code).await?;
    way.enter(Kind::Lobby, &joined).await
}

async fn start_local(caller: Caller, call: Call) -> Answer {
    Ok(reply::created(&local::start(&call.app, caller, call.fields).await?))
}
