//! `/api/play/`.

use common::api::error::ErrorCode;
use common::api::matches::GameMode;
use common::api::queue::QueueEntry;
use common::api::time::Timestamp;
use http::Method;

use super::{local, service};
use crate::http::{Answer, Call, Caller, Route, reply};
use crate::stats;

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::user(Method::POST, "/api/play/duel/", join_duel).needs_stream(),
        Route::user(Method::DELETE, "/api/play/duel/", leave_duel),
        Route::account(Method::POST, "/api/play/local/", start_local).needs_stream(),
    ]
}

async fn join_duel(caller: Caller, call: Call) -> Answer {
    let entry = service::join(&call.app, caller).await?;
    let trophies = stats::trophies_of(&mut *call.app.db.read().await?, &[caller.id]).await?.remove(&caller.id).unwrap_or(0);
    Ok(reply::created(&QueueEntry { id: entry.id, game_mode: GameMode::Duel, trophies, join_at: Timestamp(entry.join_at) }))
}

async fn leave_duel(caller: Caller, call: Call) -> Answer {
    if service::leave(&call.app, caller.id).await? { Ok(reply::no_content()) } else { Err(ErrorCode::NotFound.into()) }
}

async fn start_local(caller: Caller, call: Call) -> Answer {
    Ok(reply::created(&local::start(&call.app, caller, call.fields).await?))
}
