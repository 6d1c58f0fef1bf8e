//! `/api/play/tournament/`, but for the ways in, which are in `places`; and tournaments of the past.

use common::api::error::ErrorCode;
use common::ids::{TournamentCode, TournamentId};
use http::{Method, StatusCode};
use tokio::time::Instant;

use super::store::{self, Which};
use super::{inviting, lists, service};
use crate::chat;
use crate::http::{Answer, ApiError, Call, Caller, Route, keep_answer, reply};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::user(Method::GET, "/api/play/tournament/", mine).needs_stream(),
        Route::user(Method::GET, "/api/play/tournament/search/", search),
        Route::user(Method::GET, "/api/play/tournament/live/", live),
        Route::optional(Method::GET, "/api/play/tournament/{code}/", one),
        Route::user(Method::DELETE, "/api/play/tournament/{code}/", leave),
        Route::account(Method::DELETE, "/api/play/tournament/{code}/ban/{user}/", ban).needs_stream(),
        Route::account(Method::POST, "/api/play/tournament/{code}/invite/{user}/", invite).needs_stream(),
        Route::user(Method::POST, "/api/play/tournament/{code}/message/", say).needs_stream(),
        Route::optional(Method::GET, "/api/game/tournaments/{id}/", past),
    ]
}

async fn mine(caller: Caller, call: Call) -> Answer {
    Ok(reply::json(&lists::mine(&call.app, caller.id).await?))
}

async fn search(caller: Caller, call: Call) -> Answer {
    let page = call.page()?;
    let (count, found) = lists::search(&call.app, caller.id, call.query("q").unwrap_or_default(), &page).await?;
    Ok(reply::json(&page.of(count, found)))
}

async fn live(caller: Caller, call: Call) -> Answer {
    let page = call.page()?;
    let (count, running) = lists::live(&call.app, caller.id, &page).await?;
    Ok(reply::json(&page.of(count, running)))
}

async fn one(caller: Option<Caller>, call: Call) -> Answer {
    let code: TournamentCode = call.param(0)?;
    Ok(reply::json(&lists::one(&call.app, Which::Code(code), caller.map(|caller| caller.id)).await?))
}

async fn past(caller: Option<Caller>, call: Call) -> Answer {
    let id: TournamentId = call.param(0)?;
    Ok(reply::json(&lists::one(&call.app, Which::Row(id), caller.map(|caller| caller.id)).await?))
}

async fn leave(caller: Caller, call: Call) -> Answer {
    let mut tx = call.app.db.begin().await?;
    // Nobody is in a tournament that is not.
    let held = store::find(&mut tx, Which::Code(call.param(0)?)).await?.ok_or(ErrorCode::Forbidden)?;
    let after = service::leave(&call.app, &mut tx, held, caller.id).await?;
    tx.commit().await?;
    after.run(&call.app).await;
    Ok(reply::no_content())
}

async fn ban(caller: Caller, call: Call) -> Answer {
    let mut tx = call.app.db.begin().await?;
    service::ban(&call.app, &mut tx, call.param(0)?, (caller.id, call.param(1)?)).await?;
    tx.commit().await?;
    Ok(reply::no_content())
}

async fn invite(caller: Caller, call: Call) -> Answer {
    let mut tx = call.app.db.begin().await?;
    inviting::invite(&call.app, &mut tx, call.param(0)?, (caller.id, call.param(1)?)).await?;
    keep_answer(&mut tx, StatusCode::NO_CONTENT, &()).await?;
    tx.commit().await?;
    Ok(reply::no_content())
}

async fn say(caller: Caller, mut call: Call) -> Answer {
    let code = call.param(0)?;
    let wait = call.app.messages.write(caller.id, Instant::now());
    wait.map_err(|wait| ApiError::throttled(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)))?;
    let mut tx = call.app.db.begin().await?;
    let held = service::open_as(&mut tx, code, caller.id).await?;
    let said = service::say(&mut tx, &held, caller.id, &chat::content(&mut call.fields)?).await?;
    keep_answer(&mut tx, StatusCode::CREATED, &said).await?;
    tx.commit().await?;
    Ok(reply::created(&said))
}
