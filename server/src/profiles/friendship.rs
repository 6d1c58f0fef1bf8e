//! Friendships, as one of the two sees them.

use common::api::friends::{Friend, FriendUser};
use common::api::time::Timestamp;
use common::ids::{FriendshipId, UserId};
use sqlx::SqliteConnection;

use super::store;
use crate::App;
use crate::{stats, users};

/// The friendship of a user with another, if there is one.
pub(super) async fn friendship(app: &App, reader: &mut SqliteConnection, user: UserId, other: UserId) -> sqlx::Result<Option<Friend>> {
    Ok(some(app, reader, user, Some(other)).await?.pop())
}

/// All friendships of a user, oldest first, with a fixed number of queries.
///
/// # Errors
/// Those of the database.
pub(crate) async fn friendships(app: &App, reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<Friend>> {
    some(app, reader, user, None).await
}

async fn some(app: &App, reader: &mut SqliteConnection, user: UserId, other: Option<UserId>) -> sqlx::Result<Vec<Friend>> {
    let rows = store::friendships(reader, user, other).await?;
    let ids: Vec<_> = rows.iter().map(|row| UserId(row.friend_id)).collect();
    let names = users::small_many(reader, &ids).await?;
    let statuses = users::statuses(app, reader, user, &ids).await?;
    let trophies = stats::trophies_of(reader, &ids).await?;
    let friend = |row: store::FriendRow| {
        let id = UserId(row.friend_id);
        let (user, status) = (names.get(&id)?.clone(), statuses.get(&id)?.clone());
        Some(Friend {
            id: FriendshipId(row.id),
            friend: FriendUser { user, status, trophies: trophies.get(&id).copied().unwrap_or(0) },
            friend_win: row.friend_wins,
            me_win: row.my_wins,
            friends_since: Timestamp(row.since),
            matches_play_against: row.against,
            matches_played_together: row.together,
            matches_won_together: row.won_together,
        })
    };
    Ok(rows.into_iter().filter_map(friend).collect())
}
