//! `/api/play/`: the ways in.

use http::Method;

use super::local;
use super::way::{Kind, Way};
use crate::http::{Answer, Call, Caller, Route, reply};
use crate::queue::{self, Mode};
use crate::tournament::Joined;
use crate::{lobby, tournament};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::user(Method::POST, "/api/play/duel/", |caller, call| join_queue(caller, call, Mode::Duel)).needs_stream(),
        Route::account(Method::POST, "/api/play/ranked/", |caller, call| join_queue(caller, call, Mode::Ranked)).needs_stream(),
        Route::account(Method::POST, "/api/play/lobby/", create_lobby).needs_stream(),
        Route::user(Method::POST, "/api/play/lobby/{code}/", join_lobby).needs_stream(),
        Route::account(Method::POST, "/api/play/tournament/", create_tournament).needs_stream(),
        Route::user(Method::POST, "/api/play/tournament/{code}/", join_tournament).needs_stream(),
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

async fn create_tournament(caller: Caller, mut call: Call) -> Answer {
    let mut way = Way::begin(&call.app, caller).await?;
    let made = tournament::create(&call.app, &mut way.tx, caller, &mut call.fields).await?;
    way.enter(Kind::Tournament, &made).await
}

async fn join_tournament(caller: Caller, call: Call) -> Answer {
    let code = call.param(0)?;
    let mut way = Way::begin(&call.app, caller).await?;
    let joined = tournament::join(&call.app, &mut way.tx, caller, code).await?;
    match joined {
        Joined::Now(participant) => way.enter(Kind::Tournament, &participant).await,
        Joined::Before(participant) => way.stay(&participant).await,
    }
}

async fn start_local(caller: Caller, call: Call) -> Answer {
    Ok(reply::created(&local::start(&call.app, caller, call.fields).await?))
}
