//! The one outcome of a challenge: noted in a transaction, and told to both with it.

use common::api::challenge::ChallengeState;
use common::api::event::{ChallengeEvent, ServerEvent};
use common::ids::{MatchCode, UserId};

use crate::App;
use crate::challenge::{self, Wish, store};
use crate::chat;
use crate::db::Tx;
use crate::http::ApiError;

/// Ends a challenge in this transaction, and tells both. False: it had ended before, and nothing happens.
pub(super) async fn settle(
    app: &App,
    tx: &mut Tx,
    wish: &Wish,
    state: ChallengeState,
    match_code: Option<MatchCode>,
) -> Result<bool, ApiError> {
    let now_ms = tx.now_ms();
    if !store::settle(tx, wish.id, state, match_code, now_ms).await? {
        return Ok(false);
    }
    for user in wish.players() {
        let settled = challenge::show(app, tx, user, wish.id).await?;
        tx.emit(user, ServerEvent::Challenge(ChallengeEvent::Updated(Box::new(settled))));
    }
    chat::challenge_changed(app, tx, wish.id).await?;
    Ok(true)
}

/// Ends all of these that still wait.
async fn settle_all(app: &App, tx: &mut Tx, wishes: Vec<Wish>, state: ChallengeState) -> Result<(), ApiError> {
    for wish in wishes {
        settle(app, tx, &wish, state, None).await?;
    }
    Ok(())
}

/// Ends those whose time is over by now.
pub(super) async fn expire(app: &App, tx: &mut Tx) -> Result<(), ApiError> {
    let now_ms = tx.now_ms();
    let due = store::due(tx, now_ms).await?;
    settle_all(app, tx, due, ChallengeState::Expired).await
}

/// Takes back what waits between these two, in both directions, because one of them blocks the other.
///
/// # Errors
/// Those of the database.
pub(crate) async fn withdraw_between(app: &App, tx: &mut Tx, one: UserId, other: UserId) -> Result<(), ApiError> {
    let pending = store::pending_between(tx, one, other).await?;
    settle_all(app, tx, pending, ChallengeState::Cancelled).await
}

/// Takes back whatever waits by or for this user, who goes for ever.
///
/// # Errors
/// Those of the database.
pub(crate) async fn withdraw_of(app: &App, tx: &mut Tx, user: UserId) -> Result<(), ApiError> {
    let pending = store::pending_with(tx, user).await?;
    settle_all(app, tx, pending, ChallengeState::Cancelled).await
}

/// Takes back what waits by these users, as far as they are not there.
pub(super) async fn withdraw_absent(app: &App, tx: &mut Tx, senders: &[UserId]) -> Result<(), ApiError> {
    let pending = store::pending_from(tx, senders).await?;
    // Who came back and challenged again did so in an earlier transaction.
    let gone = pending.into_iter().filter(|wish| !app.events.is_online(wish.sender)).collect();
    settle_all(app, tx, gone, ChallengeState::Cancelled).await
}
