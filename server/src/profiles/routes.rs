//! `/api/users/`, as far as it is about others, statistics and pictures, and the leaderboard.

use common::api::error::ErrorCode;
use common::api::matches::Game;
use common::api::users::PICTURES;
use common::ids::{PictureId, UserId};
use http::Method;

use super::{pictures, service};
use crate::http::{Answer, ApiError, Call, Caller, Route, reply};

/// The router takes the first that fits: names come before ids.
pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::user(Method::GET, "/api/users/", list),
        Route::user(Method::GET, "/api/users/profile-pictures/", list_pictures),
        Route::user(Method::PUT, "/api/users/profile-picture/{id}/", equip),
        Route::user(Method::GET, "/api/users/me/stats/", my_stats),
        Route::account(Method::GET, "/api/users/me/stats/ranked/", my_changes),
        Route::user(Method::GET, "/api/users/{id}/", one),
        Route::user(Method::GET, "/api/users/{id}/stats/", stats),
        Route::user(Method::GET, "/api/game/leaderboard/", leaderboard),
    ]
}

async fn list(caller: Caller, call: Call) -> Answer {
    let page = call.page()?;
    let (count, found) = service::find(&call.app, caller.id, call.query("q").unwrap_or_default(), page.limit, page.offset).await?;
    Ok(reply::json(&page.of(count, found)))
}

async fn one(caller: Caller, call: Call) -> Answer {
    let id: UserId = call.param(0)?;
    Ok(reply::json(&service::profile(&call.app, caller.id, id).await?))
}

async fn list_pictures(caller: Caller, call: Call) -> Answer {
    Ok(reply::json(&pictures::pictures(&mut *call.app.db.read().await?, caller.id).await?))
}

async fn equip(caller: Caller, call: Call) -> Answer {
    let id = picture(&call)?;
    Ok(reply::json(&pictures::equip(&call.app, caller.id, id).await?))
}

async fn my_stats(caller: Caller, call: Call) -> Answer {
    Ok(reply::json(&crate::stats::of_user(&mut *call.app.db.read().await?, caller.id).await?))
}

async fn my_changes(caller: Caller, call: Call) -> Answer {
    let page = call.page()?;
    let (count, changes) = crate::stats::changes(&mut *call.app.db.read().await?, caller.id, page.limit, page.offset).await?;
    Ok(reply::json(&page.of(count, changes)))
}

async fn stats(caller: Caller, call: Call) -> Answer {
    let id: UserId = call.param(0)?;
    Ok(reply::json(&service::stats(&call.app, caller.id, id).await?))
}

async fn leaderboard(caller: Caller, call: Call) -> Answer {
    let page = call.page()?;
    let game = match call.query("game") {
        None | Some("duel") => Game::Duel,
        Some("clash") => Game::Clash,
        Some(_) => return Err(ErrorCode::Malformed.into()),
    };
    let (count, ranked) = service::leaderboard(&call.app, caller.id, game, page.limit, page.offset).await?;
    Ok(reply::json(&page.of(count, ranked)))
}

/// The picture that the path names: from 0, so it is no id like the others.
fn picture(call: &Call) -> Result<PictureId, ApiError> {
    let raw = call.params.first().filter(|raw| raw.bytes().all(|byte| byte.is_ascii_digit()));
    let id: Option<u8> = raw.and_then(|raw| raw.parse().ok());
    id.filter(|id| usize::from(*id) < PICTURES.len()).map(PictureId).ok_or_else(|| ErrorCode::NotFound.into())
}
