//! `/api/game/`.

use common::api::error::ErrorCode;
use common::api::matches::LOG_CONTENT_TYPE;
use common::ids::{MatchCode, MatchId, UserId};
use http::Method;
use tokio::sync::oneshot;

use super::{service, store};
use crate::http::{Answer, Call, Caller, Route, reply};
use crate::users;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::user(Method::GET, "/api/game/matches/{user}/", history),
        Route::optional(Method::GET, "/api/game/match/{code}/", one),
        Route::optional(Method::GET, "/api/game/match/{code}/log/", log),
        Route::user(Method::GET, "/api/game/live/", live),
    ]
}

async fn history(_caller: Caller, call: Call) -> Answer {
    let user: UserId = call.param(0)?;
    let page = call.page()?;
    let mut reader = call.app.db.read().await?;
    if users::small_many(&mut reader, &[user]).await?.is_empty() {
        return Err(ErrorCode::NotFound.into());
    }
    let (count, rows) = store::history(&mut reader, user, page.limit, page.offset).await?;
    let matches = service::assemble(&mut reader, &call.app.matches, rows).await?;
    Ok(reply::json(&page.of(count, matches)))
}

async fn one(caller: Option<Caller>, call: Call) -> Answer {
    let code: MatchCode = call.param(0)?;
    let mut reader = call.app.db.read().await?;
    let (row, _) = service::find(&mut reader, code, caller.map(|caller| caller.id)).await?;
    let found = service::assemble(&mut reader, &call.app.matches, vec![row]).await?.pop();
    Ok(reply::json(&found.ok_or(ErrorCode::NotFound)?))
}

async fn log(caller: Option<Caller>, call: Call) -> Answer {
    let code: MatchCode = call.param(0)?;
    let caller = caller.map(|caller| caller.id);
    let running = call.app.matches.get(code);
    if let Some(running) = running.filter(|live| may_know(live.spectators_allowed, &live.players, caller)) {
        let (ask, answer) = oneshot::channel();
        (running.ask_log)(ask);
        if let Ok(log) = answer.await {
            return Ok(reply::bytes(LOG_CONTENT_TYPE, log));
        }
        // It has ended since: its log is a row now.
    }
    let mut reader = call.app.db.read().await?;
    let (row, _) = service::find(&mut reader, code, caller).await?;
    match store::log(&mut reader, MatchId(row.id)).await? {
        Some(log) => Ok(reply::bytes(LOG_CONTENT_TYPE, log)),
        None => Err(ErrorCode::NotFound.into()),
    }
}

fn may_know(spectators_allowed: bool, players: &[UserId], caller: Option<UserId>) -> bool {
    spectators_allowed || caller.is_some_and(|caller| players.contains(&caller))
}

async fn live(_caller: Caller, call: Call) -> Answer {
    let page = call.page()?;
    let watchable = call.app.matches.watchable();
    let count = i64::try_from(watchable.len()).unwrap_or(i64::MAX);
    let skip = usize::try_from(page.offset).unwrap_or(usize::MAX);
    let take = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let ids: Vec<_> = watchable.into_iter().skip(skip).take(take).map(|live| live.id).collect();
    let mut reader = call.app.db.read().await?;
    let mut rows = store::by_ids(&mut reader, &ids).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| id.0 == row.id));
    let matches = service::assemble(&mut reader, &call.app.matches, rows).await?;
    Ok(reply::json(&page.of(count, matches)))
}
