//! The verbs: count a match, unlock pictures, forget somebody.

use common::api::event::{ServerEvent, UsersEvent};
use common::api::profiles::ProfilePicture;
use common::ids::{MatchId, UserId};
use sqlx::SqliteConnection;

use super::ended::{Ended, Player};
use super::{store, trophies, unlocks};
use crate::db::Tx;
use crate::relations;

/// Counts a match, which has ended in this transaction: statistics, trophies, friendships, pictures. Called once for each match.
/// One that does not count, or that nobody won, moves nothing.
pub(crate) async fn count(tx: &mut Tx, id: MatchId) -> sqlx::Result<()> {
    let Some(ended) = store::ended(tx, id).await? else { return Ok(()) };
    let modes = ended.modes();
    for player in &ended.players {
        store::add(tx, player, &modes).await?;
    }
    relations::count_match(tx, &ended.rivals(), &ended.mates(), ended.at).await?;
    if ended.is_ranked() {
        move_trophies(tx, &ended).await?;
    }
    unlock(tx, &ended.users(), ended.at).await
}

/// Winners climb, losers fall, but never below 0. A side of several is as strong as its members on average.
async fn move_trophies(tx: &mut SqliteConnection, ended: &Ended) -> sqlx::Result<()> {
    let before = store::ladder(tx, ended.game, &ended.users()).await?;
    let trophies = |player: &Player| before.get(&player.user).copied().unwrap_or(0);
    let strength = |won| trophies::strength(ended.side(won).map(trophies));
    let (gain, loss) = trophies::exchange(strength(true), strength(false));
    for player in &ended.players {
        let change = if player.won { gain } else { -trophies::fallen(trophies(player), loss) };
        store::climb(tx, ended, player, change).await?;
    }
    Ok(())
}

/// The user has won a tournament, which ends with this transaction. Its matches were counted one by one.
pub(crate) async fn tournament_won(tx: &mut Tx, user: UserId) -> sqlx::Result<()> {
    let now_ms = tx.now_ms();
    store::add_tournament_won(tx, user).await?;
    unlock(tx, &[user], now_ms).await
}

/// Unlocks what the number of friends unlocks. Called for both when a friendship is made, in its transaction.
pub(crate) async fn unlock_for_friends(tx: &mut Tx, user: UserId) -> sqlx::Result<()> {
    let now_ms = tx.now_ms();
    unlock(tx, &[user], now_ms).await
}

/// Unlocks what these users have reached and do not have yet, and tells them.
async fn unlock(tx: &mut Tx, users: &[UserId], at: i64) -> sqlx::Result<()> {
    for (user, standing, has) in store::standings(tx, users).await? {
        for picture in unlocks::unlocked(&standing).into_iter().filter(|picture| !has.contains(picture)) {
            store::unlock(tx, user, picture, at).await?;
            let unlocked = Box::new(ProfilePicture::of(picture, true, false));
            tx.emit(user, ServerEvent::Users(UsersEvent::PictureUnlocked(unlocked)));
        }
    }
    Ok(())
}

/// Removes everything that was counted for a user who is being deleted. Matches stay.
pub(crate) async fn forget(tx: &mut SqliteConnection, user: UserId) -> sqlx::Result<()> {
    store::forget(tx, user).await
}
