//! What can be done with a place in the queue.
//!
//! Every change is a transaction, and what it means for others in memory is done inside of it: there is one at a time, so the
//! last word is that of the last one.

use common::api::error::ErrorCode;
use common::api::matches::Match;
use common::api::users::Activity;
use common::ids::UserId;

use super::store::{self, Place};
use crate::App;
use crate::db::Tx;
use crate::http::{ApiError, Caller};
use crate::play::MatchSpec;

/// Users who can wait at a time. More are told to come back later.
const WAITING_MAX: i64 = 10_000;

/// The caller wants a duel. Once this returns, the place is kept whatever becomes of the server.
pub(super) async fn join(app: &App, caller: Caller) -> Result<Place, ApiError> {
    if app.play.is_playing(caller.id).await {
        return Err(ErrorCode::AlreadyPlaying.into());
    }
    if app.stop.is_cancelled() || !app.play.takes_matches() {
        return Err(ErrorCode::Unavailable.into());
    }
    let mut tx = app.db.begin().await?;
    // Somebody else may have put the caller into a match while the writer was busy.
    if app.play.is_taken(caller.id) {
        return Err(ErrorCode::AlreadyPlaying.into());
    }
    let now_ms = tx.now_ms();
    let place = store::join(&mut tx, caller.id, now_ms, WAITING_MAX).await?.ok_or(ErrorCode::Unavailable)?;
    app.events.set_activity(caller.id, Activity::Queue, None);
    if let Err(error) = tx.commit().await {
        app.events.set_activity(caller.id, Activity::Idle, None);
        return Err(error.into());
    }
    app.queue.grown.notify_one();
    Ok(place)
}

/// The user does not want it any more. False: did not wait.
pub(super) async fn leave(app: &App, user: UserId) -> Result<bool, ApiError> {
    let mut tx = app.db.begin().await?;
    if !store::leave(&mut tx, user).await? {
        return Ok(false);
    }
    app.events.set_activity(user, Activity::Idle, None);
    let left = tx.commit().await;
    if left.is_err() {
        app.events.set_activity(user, Activity::Queue, None);
    }
    left?;
    Ok(true)
}

/// Makes a match in this transaction, in which `left` gave up their places: both, or neither.
pub(super) async fn play(app: &App, tx: Tx, left: &[UserId], spec: MatchSpec) -> Result<Match, ApiError> {
    let made = app.play.start(app, tx, spec).await;
    if made.is_err() {
        left.iter().for_each(|user| app.events.set_activity(*user, Activity::Queue, None));
    }
    made
}
