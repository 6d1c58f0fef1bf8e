//! `/api/game/`.

use common::api::error::ErrorCode;
use common::api::matches::LOG_CONTENT_TYPE;
use common::ids::{MatchCode, MatchId, UserId};
use http::Method;
use tokio::sync::oneshot;

use super::{service, store};
use crate::http::{Answer, Call, Caller, Route, reply};
use crate::{relations, users};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::user(Method::GET, "/api/game/matches/{user}/", history),
        Route::optional(Method::GET, "/api/game/match/{code}/", one),
        Route::optional(Method::GET, "/api/game/match/{code}/log/", log),
        Route::user(Method::GET, "/api/game/live/", live),
    ]
}

/// Whoever may find the user reads it as it was, whoever else is in it.
async fn history(caller: Caller, call: Call) -> Answer {
    let user: UserId = call.param(0)?;
    let page = call.page()?;
    let mut reader = call.app.db.read().await?;
    users::person(&mut reader, caller.id, user).await?;
    let (count, rows) = store::history(&mut reader, user, page.limit, page.offset).await?;
    let matches = service::assemble(&mut reader, &call.app.matches, rows).await?;
    Ok(reply::json(&page.of(count, matches)))
}

async fn one(caller: Option<Caller>, call: Call) -> Answer {
    let code: MatchCode = call.param(0)?;
    let mut reader = call.app.db.read().await?;
    let row = service::find(&mut reader, code, caller.map(|caller| caller.id)).await?;
    let found = service::assemble(&mut reader, &call.app.matches, vec![row]).await?.pop();
    Ok(reply::json(&found.ok_or(ErrorCode::NotFound)?))
}

async fn log(caller: Option<Caller>, call: Call) -> Answer {
    let code: MatchCode = call.param(0)?;
    let caller = caller.map(|caller| caller.id);
    // Nothing of the database is held while the match is asked.
    let row = service::find(&mut *call.app.db.read().await?, code, caller).await?;
    if let Some(running) = call.app.matches.get(code).filter(|_| row.finished_at.is_none()) {
        let (ask, answer) = oneshot::channel();
        (running.ask_log)(ask);
        if let Ok(log) = answer.await {
            return Ok(reply::bytes(LOG_CONTENT_TYPE, log));
        }
        // It has ended since: its log is a row now.
    }
    match store::log(&mut *call.app.db.read().await?, MatchId(row.id)).await? {
        Some(log) => Ok(reply::bytes(LOG_CONTENT_TYPE, log)),
        None => Err(ErrorCode::NotFound.into()),
    }
}

/// Without those of players who are kept apart from the caller, unless the caller is one of them.
async fn live(caller: Caller, call: Call) -> Answer {
    let page = call.page()?;
    let mut reader = call.app.db.read().await?;
    let apart = relations::apart_from(&mut reader, caller.id).await?;
    let may_see = |players: &[UserId]| players.contains(&caller.id) || !players.iter().any(|player| apart.contains(player));
    let watchable = call.app.matches.watchable(may_see);
    let count = i64::try_from(watchable.len()).unwrap_or(i64::MAX);
    let skip = usize::try_from(page.offset).unwrap_or(usize::MAX);
    let take = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let ids: Vec<_> = watchable.into_iter().skip(skip).take(take).map(|live| live.id).collect();
    let mut rows = store::by_ids(&mut reader, &ids).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| id.0 == row.id));
    let matches = service::assemble(&mut reader, &call.app.matches, rows).await?;
    Ok(reply::json(&page.of(count, matches)))
}
