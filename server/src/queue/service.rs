//! What can be done with a place in a queue.

use common::api::error::ErrorCode;
use common::api::queue::QueueEntry;
use common::api::time::Timestamp;
use common::ids::UserId;
use sqlx::SqliteConnection;

use super::{Mode, store};
use crate::App;
use crate::db::Tx;
use crate::events::Place;
use crate::http::{ApiError, Caller};
use crate::stats;

/// Users who can wait at a time. More are told to come back later.
const WAITING_MAX: i64 = 10_000;

/// The caller waits in this queue from the commit on, and in no other. Who waits in it already keeps the place.
///
/// # Errors
/// [`ErrorCode::Unavailable`] when there is no room, or no matches are made; those of the database.
pub(crate) async fn join(app: &App, tx: &mut Tx, caller: Caller, mode: Mode) -> Result<QueueEntry, ApiError> {
    if app.stop.is_cancelled() || !app.play.takes_matches() {
        return Err(ErrorCode::Unavailable.into());
    }
    let trophies = stats::trophies_of(tx, &[caller.id]).await?.remove(&caller.id).unwrap_or(0);
    let now_ms = tx.now_ms();
    let place = store::join(tx, caller.id, mode, trophies, now_ms, WAITING_MAX).await?.ok_or(ErrorCode::Unavailable)?;
    tx.enters(caller.id, Place::Queue);
    Ok(QueueEntry {
        id: place.id,
        game_mode: mode.game_mode(),
        trophies,
        join_at: Timestamp(place.join_at),
        estimated_wait: app.queue.waits.estimate(mode),
    })
}

/// The user does not want it any more. False: did not wait in this queue.
pub(super) async fn leave(app: &App, user: UserId, mode: Mode) -> Result<bool, ApiError> {
    let mut tx = app.db.begin().await?;
    if !store::leave(&mut tx, user, mode).await? {
        return Ok(false);
    }
    tx.leaves(user, Place::Queue);
    tx.commit().await?;
    Ok(true)
}

/// The user waits in no queue from the commit on: is somewhere else, plays, or has gone.
///
/// # Errors
/// Those of the database.
pub(crate) async fn leave_for_other(tx: &mut Tx, user: UserId) -> sqlx::Result<()> {
    for mode in Mode::ALL {
        if store::leave(tx, user, mode).await? {
            tx.leaves(user, Place::Queue);
        }
    }
    Ok(())
}

/// Everybody who waits in a queue.
///
/// # Errors
/// Those of the database.
pub(crate) async fn everybody(reader: &mut SqliteConnection) -> sqlx::Result<Vec<UserId>> {
    store::users(reader).await
}
