//! `/api/play/lobby/`. The ways in are among `places`, because they lead out of others.

use common::api::error::{ErrorCode, FieldCode};
use common::api::lobby::{LobbyMode, LobbyTeam};
use common::api::matches::MatchType;
use common::ids::LobbyCode;
use common::sim::{GOALS_MAX, GOALS_MIN};
use http::{Method, StatusCode};
use tokio::time::Instant;

use super::service::{self, SetUp, Wish};
use super::store::Which;
use super::{court, inviting};
use crate::chat;
use crate::http::{Answer, ApiError, Call, Caller, Fields, Route, keep_answer, reply};

/// Methods of a team, which nobody sets up.
const ALLOW: &str = "GET, POST";

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::user(Method::GET, "/api/play/lobby/", get).needs_stream(),
        Route::account(Method::PATCH, "/api/play/lobby/", set_up).needs_stream(),
        Route::user(Method::PATCH, "/api/play/lobby/{code}/", change).needs_stream(),
        Route::user(Method::DELETE, "/api/play/lobby/{code}/", leave),
        Route::account(Method::DELETE, "/api/play/lobby/{code}/ban/{user}/", ban).needs_stream(),
        Route::account(Method::POST, "/api/play/lobby/{code}/invite/{user}/", invite).needs_stream(),
        Route::user(Method::POST, "/api/play/lobby/{code}/message/", say).needs_stream(),
    ]
}

/// What lobby the body asks for.
///
/// # Errors
/// [`ErrorCode::Invalid`].
pub(crate) fn wanted(fields: &mut Fields) -> Result<(LobbyMode, MatchType), ApiError> {
    let (mode, match_type) = (fields.required("game_mode"), fields.optional("match_type"));
    if mode == Some(LobbyMode::Clash) && match_type == Some(MatchType::OneOnOne) {
        fields.fail("match_type", FieldCode::InvalidChoice);
    }
    fields.finish()?;
    let mode = mode.ok_or_else(|| fields.refusal())?;
    Ok((mode, match_type.unwrap_or(MatchType::OneOnOne)))
}

async fn get(caller: Caller, call: Call) -> Answer {
    let mut reader = call.app.db.read().await?;
    Ok(reply::json(&service::of(&mut reader, caller.id).await?))
}

async fn set_up(caller: Caller, mut call: Call) -> Answer {
    let mut tx = call.app.db.begin().await?;
    let held = service::open(&mut tx, Which::Of(caller.id)).await?;
    match held.room.may_be_set_up(caller.id) {
        Err(ErrorCode::MethodNotAllowed) => {
            return Err(ApiError { allow: Some(ALLOW.to_owned()), ..ErrorCode::MethodNotAllowed.into() });
        }
        allowed => allowed?,
    }
    let wanted = SetUp { match_type: call.fields.optional("match_type"), goals: goals(&mut call.fields) };
    call.fields.finish()?;
    Ok(reply::json(&service::set_up(&call.app, tx, held, caller.id, wanted).await?))
}

/// Goals to win, if they are given and not wrong.
fn goals(fields: &mut Fields) -> Option<u8> {
    let goals: i64 = fields.optional("goals")?;
    let goals = u8::try_from(goals).ok().filter(|goals| (GOALS_MIN..=GOALS_MAX).contains(goals));
    if goals.is_none() {
        fields.fail("goals", FieldCode::OutOfRange);
    }
    goals
}

async fn change(caller: Caller, mut call: Call) -> Answer {
    let code: LobbyCode = call.param(0)?;
    let ready = call.fields.optional("is_ready");
    if ready == Some(true) {
        // A match that is over, and only waits for its result to be stored, is waited for; the answer counts in the transaction.
        court::settle(&call.app, caller.id).await?;
    }
    let mut tx = call.app.db.begin().await?;
    let held = service::open_as(&mut tx, code, caller.id).await?;
    if held.room.mode == LobbyMode::Clash && call.fields.has("team") {
        return Err(ErrorCode::Forbidden.into());
    }
    let team: Option<LobbyTeam> = call.fields.optional("team");
    call.fields.finish()?;
    Ok(reply::json(&service::change(&call.app, tx, held, caller.id, Wish { ready, team }).await?))
}

async fn leave(caller: Caller, call: Call) -> Answer {
    let mut tx = call.app.db.begin().await?;
    let held = service::open(&mut tx, Which::Code(call.param(0)?)).await?;
    service::leave(&call.app, &mut tx, held, caller.id).await?;
    tx.commit().await?;
    Ok(reply::no_content())
}

async fn ban(caller: Caller, call: Call) -> Answer {
    let (code, user) = (call.param(0)?, call.param(1)?);
    let mut tx = call.app.db.begin().await?;
    service::ban(&call.app, &mut tx, code, (caller.id, user)).await?;
    tx.commit().await?;
    Ok(reply::no_content())
}

async fn invite(caller: Caller, call: Call) -> Answer {
    let (code, user) = (call.param(0)?, call.param(1)?);
    let mut tx = call.app.db.begin().await?;
    inviting::invite(&call.app, &mut tx, code, (caller.id, user)).await?;
    keep_answer(&mut tx, StatusCode::NO_CONTENT, &()).await?;
    tx.commit().await?;
    Ok(reply::no_content())
}

async fn say(caller: Caller, mut call: Call) -> Answer {
    let code: LobbyCode = call.param(0)?;
    let wait = call.app.messages.write(caller.id, Instant::now());
    wait.map_err(|wait| ApiError::throttled(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)))?;
    let mut tx = call.app.db.begin().await?;
    let held = service::open_as(&mut tx, code, caller.id).await?;
    let text = chat::content(&mut call.fields)?;
    let said = service::say(&mut tx, &held, caller.id, &text).await?;
    keep_answer(&mut tx, StatusCode::CREATED, &said).await?;
    tx.commit().await?;
    Ok(reply::created(&said))
}
