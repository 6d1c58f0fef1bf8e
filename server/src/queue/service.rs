//! What can be done with a place in the queue.
//!
//! Every change is a transaction, and what it means for others in memory is done inside of it: there is one at a time, so the
//! last word is that of the last one.

use common::api::error::ErrorCode;
use common::api::matches::{GameMode, Match};
use common::api::queue::QueueEntry;
use common::api::time::Timestamp;
use common::api::users::Activity;
use common::ids::UserId;
use http::StatusCode;

use super::store;
use crate::App;
use crate::db::Tx;
use crate::http::{ApiError, Caller, keep_answer};
use crate::play::{MatchSpec, Prepared};
use crate::stats;

/// Users who can wait at a time. More are told to come back later.
const WAITING_MAX: i64 = 10_000;

/// The caller wants a duel. Once this returns, the place is kept whatever becomes of the server.
pub(super) async fn join(app: &App, caller: Caller) -> Result<QueueEntry, ApiError> {
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
    let trophies = stats::trophies_of(&mut tx, &[caller.id]).await?.remove(&caller.id).unwrap_or(0);
    let entry = QueueEntry { id: place.id, game_mode: GameMode::Duel, trophies, join_at: Timestamp(place.join_at) };
    keep_answer(&mut tx, StatusCode::CREATED, &entry).await?;
    app.events.set_activity(caller.id, Activity::Queue, None);
    if let Err(error) = tx.commit().await {
        app.events.set_activity(caller.id, Activity::Idle, None);
        return Err(error.into());
    }
    app.queue.grown.notify_one();
    Ok(entry)
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

/// Those of these users who wait give their places up in this transaction, because a match of theirs is made in it. Returns who
/// they are, for [`begin`].
pub(crate) async fn give_up(tx: &mut Tx, users: &[UserId]) -> sqlx::Result<Vec<UserId>> {
    let mut left = Vec::new();
    for user in users {
        if store::leave(tx, *user).await? {
            left.push(*user);
        }
    }
    Ok(left)
}

/// Makes a match in this transaction, in which `left` gave up their places: both, or neither.
pub(super) async fn play(app: &App, mut tx: Tx, left: &[UserId], spec: MatchSpec) -> Result<Match, ApiError> {
    let prepared = app.play.prepare(app, &mut tx, spec).await?;
    begin(app, tx, left, prepared).await
}

/// The second half of that, for those who note the match elsewhere in the same transaction.
pub(crate) async fn begin(app: &App, tx: Tx, left: &[UserId], prepared: Prepared) -> Result<Match, ApiError> {
    let made = app.play.begin(app, tx, prepared).await;
    if made.is_err() {
        left.iter().for_each(|user| app.events.set_activity(*user, Activity::Queue, None));
    }
    made
}
