//! Challenges as the API shows them.

use std::collections::BTreeMap;

use common::api::challenge::{Challenge, ChallengeState, Challenges, Watch};
use common::api::time::Timestamp;
use common::ids::{ChallengeId, UserId};
use sqlx::SqliteConnection;

use super::Wish;
use super::store;
use crate::App;
use crate::matches::LiveMatch;
use crate::{relations, users};

/// Pending challenges that are shown in each direction, the newest.
const SHOWN_MAX: i64 = 100;
/// Why a match in which somebody does not want it is not watched.
const REFUSED: &str = "One of the players does not let others watch this match.";

/// These challenges as the viewer sees them, with three queries for all; those that never were are left out.
///
/// # Errors
/// Those of the database.
pub(crate) async fn show_many(
    app: &App,
    connection: &mut SqliteConnection,
    viewer: UserId,
    ids: &[ChallengeId],
) -> sqlx::Result<BTreeMap<ChallengeId, Challenge>> {
    let wishes = store::by_ids(connection, ids).await?;
    let shown = all(app, connection, viewer, &wishes).await?;
    Ok(shown.into_iter().map(|challenge| (challenge.id, challenge)).collect())
}

/// One challenge as the viewer sees it.
///
/// # Errors
/// Those of the database; [`sqlx::Error::RowNotFound`] for one that never was.
pub(crate) async fn show(app: &App, connection: &mut SqliteConnection, viewer: UserId, id: ChallengeId) -> sqlx::Result<Challenge> {
    show_many(app, connection, viewer, &[id]).await?.remove(&id).ok_or(sqlx::Error::RowNotFound)
}

/// What waits for an answer, by or for the viewer, newest first; people who are kept apart from the viewer are left out.
///
/// # Errors
/// Those of the database.
pub(crate) async fn pending(app: &App, connection: &mut SqliteConnection, viewer: UserId) -> sqlx::Result<Challenges> {
    let received = store::received(connection, viewer, SHOWN_MAX).await?;
    let sent = store::sent(connection, viewer, SHOWN_MAX).await?;
    Ok(Challenges { received: all(app, connection, viewer, &received).await?, sent: all(app, connection, viewer, &sent).await? })
}

async fn all(app: &App, connection: &mut SqliteConnection, viewer: UserId, wishes: &[Wish]) -> sqlx::Result<Vec<Challenge>> {
    let users: Vec<_> = wishes.iter().flat_map(Wish::players).collect();
    let users = users::small_many(connection, &users).await?;
    let mut watches = watches(app, connection, viewer, wishes).await?;
    let shown = wishes.iter().filter_map(|wish| {
        Some(Challenge {
            id: wish.id,
            game: wish.game,
            sender: users.get(&wish.sender)?.clone(),
            receiver: users.get(&wish.receiver)?.clone(),
            state: wish.state,
            created_at: Timestamp(wish.created_at),
            expires_at: wish.expires_at.map(Timestamp),
            match_code: wish.match_code,
            watch: watches.remove(&wish.id),
        })
    });
    Ok(shown.collect())
}

/// What the challenged can do while the challenger plays another match. The challenger knows that, and so does who plays in it too.
async fn watches(
    app: &App,
    connection: &mut SqliteConnection,
    viewer: UserId,
    wishes: &[Wish],
) -> sqlx::Result<BTreeMap<ChallengeId, Watch>> {
    let waiting: Vec<_> = wishes.iter().filter(|wish| wish.state == ChallengeState::Pending && wish.receiver == viewer).collect();
    let senders: Vec<_> = waiting.iter().map(|wish| wish.sender).collect();
    let mut running = app.matches.of(&senders);
    running.retain(|_, live| !live.players.contains(&viewer));
    if running.is_empty() {
        return Ok(BTreeMap::new());
    }
    let players: Vec<_> = running.values().flat_map(|live| live.players.iter().copied()).collect();
    let relations = relations::with_all(connection, viewer, &players).await?;
    let watch = |live: &LiveMatch| {
        let is_kept_away = live.players.iter().any(|player| relations.get(player).is_some_and(|relation| relation.is_apart()));
        let allowed = live.spectators_allowed && !is_kept_away;
        if allowed { Watch::Code(live.code) } else { Watch::Refused(REFUSED.to_owned()) }
    };
    Ok(waiting.into_iter().filter_map(|wish| Some((wish.id, watch(running.get(&wish.sender)?)))).collect())
}
