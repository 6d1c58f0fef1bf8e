//! Challenges as the API shows them.

use std::collections::BTreeMap;

use common::api::challenge::{Challenge, ChallengeState, Challenges, Watch};
use common::api::time::Timestamp;
use common::api::users::SmallUser;
use common::ids::{ChallengeId, UserId};
use sqlx::SqliteConnection;

use super::Wish;
use super::store;
use crate::App;
use crate::users;

/// Pending challenges that are shown in each direction, the newest.
const SHOWN_MAX: i64 = 100;
/// Why a match in which somebody does not want it is not watched.
const REFUSED: &str = "One of the players does not let others watch this match.";

/// These challenges as the viewer sees them, with two queries for all; those that never were are left out.
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
    let users = named(connection, &wishes).await?;
    Ok(wishes.iter().filter_map(|wish| Some((wish.id, shown(app, viewer, wish, &users)?))).collect())
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
    let users = named(connection, received.iter().chain(&sent)).await?;
    let all = |wishes: &[Wish]| wishes.iter().filter_map(|wish| shown(app, viewer, wish, &users)).collect();
    Ok(Challenges { received: all(&received), sent: all(&sent) })
}

async fn named<'a>(
    connection: &mut SqliteConnection,
    wishes: impl IntoIterator<Item = &'a Wish>,
) -> sqlx::Result<BTreeMap<UserId, SmallUser>> {
    let users: Vec<_> = wishes.into_iter().flat_map(Wish::players).collect();
    users::small_many(connection, &users).await
}

fn shown(app: &App, viewer: UserId, wish: &Wish, users: &BTreeMap<UserId, SmallUser>) -> Option<Challenge> {
    Some(Challenge {
        id: wish.id,
        game: wish.game,
        sender: users.get(&wish.sender)?.clone(),
        receiver: users.get(&wish.receiver)?.clone(),
        state: wish.state,
        created_at: Timestamp(wish.created_at),
        expires_at: wish.expires_at.map(Timestamp),
        match_code: wish.match_code,
        watch: watch(app, viewer, wish),
    })
}

/// What the challenged can do meanwhile. The challenger knows, and so does who plays in that match too.
fn watch(app: &App, viewer: UserId, wish: &Wish) -> Option<Watch> {
    if wish.state != ChallengeState::Pending || viewer != wish.receiver {
        return None;
    }
    let running = app.matches.get(app.events.presence(wish.sender).playing?)?;
    if running.players.contains(&viewer) {
        return None;
    }
    Some(if running.spectators_allowed { Watch::Code(running.code) } else { Watch::Refused(REFUSED.to_owned()) })
}
