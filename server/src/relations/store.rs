//! Friendships and blocks as rows.

use std::collections::{BTreeMap, BTreeSet};

use common::ids::{BlockId, FriendshipId, UserId};
use sqlx::SqliteConnection;

use super::{Apart, Relation};

/// How the viewer, `$1`, stands to `other`, whose id is `other.id`: columns of a statement, which a [`Relation`] is read from.
pub(crate) const COLUMNS: &str =
    "EXISTS (SELECT 1 FROM friendships WHERE low_id = MIN($1, other.id) AND high_id = MAX($1, other.id)) AS friends,
     (SELECT blocked_at FROM blocks WHERE blocker_id = $1 AND blocked_id = other.id) AS blocked_since,
     (SELECT blocked_at FROM blocks WHERE blocker_id = other.id AND blocked_id = $1) AS blocked_by_since";

/// A relation, and to whom.
#[derive(sqlx::FromRow)]
struct RelationRow {
    id: i64,
    #[sqlx(flatten)]
    relation: Relation,
}

/// How `viewer` stands to each of `others`, with one query; strangers are left out.
pub(super) async fn relations(
    connection: &mut SqliteConnection,
    viewer: UserId,
    others: &[UserId],
) -> sqlx::Result<BTreeMap<UserId, Relation>> {
    let list = serde_json::to_string(others).expect("ids are numbers");
    let asked = format!("SELECT other.id, {COLUMNS} FROM (SELECT value AS id FROM json_each($2)) other");
    let rows: Vec<RelationRow> = sqlx::query_as(sqlx::AssertSqlSafe(asked)).bind(viewer.0).bind(list).fetch_all(connection).await?;
    let known = rows.into_iter().map(|row| (UserId(row.id), row.relation));
    Ok(known.filter(|(_, relation)| *relation != Relation::default()).collect())
}

/// Makes two users friends. `None`: they are already.
pub(crate) async fn befriend(tx: &mut SqliteConnection, one: UserId, other: UserId, now_ms: i64) -> sqlx::Result<Option<FriendshipId>> {
    let id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO friendships (low_id, high_id, since) VALUES (MIN($1, $2), MAX($1, $2), $3)
         ON CONFLICT (low_id, high_id) DO NOTHING RETURNING id",
    )
    .bind(one.0)
    .bind(other.0)
    .bind(now_ms)
    .fetch_optional(tx)
    .await?;
    Ok(id.map(FriendshipId))
}

/// Ends the friendship of two. `None`: there was none.
pub(crate) async fn unfriend(tx: &mut SqliteConnection, one: UserId, other: UserId) -> sqlx::Result<Option<FriendshipId>> {
    let id: Option<i64> = sqlx::query_scalar("DELETE FROM friendships WHERE low_id = MIN($1, $2) AND high_id = MAX($1, $2) RETURNING id")
        .bind(one.0)
        .bind(other.0)
        .fetch_optional(tx)
        .await?;
    Ok(id.map(FriendshipId))
}

/// Keeps somebody away. `None`: is kept away already.
pub(crate) async fn block(tx: &mut SqliteConnection, blocker: UserId, blocked: UserId, now_ms: i64) -> sqlx::Result<Option<BlockId>> {
    let id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO blocks (blocker_id, blocked_id, blocked_at) VALUES ($1, $2, $3)
         ON CONFLICT (blocker_id, blocked_id) DO NOTHING RETURNING id",
    )
    .bind(blocker.0)
    .bind(blocked.0)
    .bind(now_ms)
    .fetch_optional(tx)
    .await?;
    Ok(id.map(BlockId))
}

/// Ends a block of this user. Whom it kept away; `None`: there is no such block of this user.
pub(crate) async fn unblock(tx: &mut SqliteConnection, blocker: UserId, block: BlockId) -> sqlx::Result<Option<UserId>> {
    let blocked: Option<i64> = sqlx::query_scalar("DELETE FROM blocks WHERE id = $1 AND blocker_id = $2 RETURNING blocked_id")
        .bind(block.0)
        .bind(blocker.0)
        .fetch_optional(tx)
        .await?;
    Ok(blocked.map(UserId))
}

/// Counts a match for the friendship of two who played it against each other, if they were friends when it ended.
pub(super) async fn count_against(tx: &mut SqliteConnection, winner: UserId, loser: UserId, at: i64) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE friendships SET matches_against = matches_against + 1, low_wins = low_wins + (low_id = $1), high_wins = high_wins + (high_id = $1)
         WHERE low_id = MIN($1, $2) AND high_id = MAX($1, $2) AND since <= $3",
    )
    .bind(winner.0)
    .bind(loser.0)
    .bind(at)
    .execute(tx)
    .await?;
    Ok(())
}

/// The same for two who played it on the same side.
pub(super) async fn count_together(tx: &mut SqliteConnection, one: UserId, other: UserId, won: bool, at: i64) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE friendships SET matches_together = matches_together + 1, won_together = won_together + $3
         WHERE low_id = MIN($1, $2) AND high_id = MAX($1, $2) AND since <= $4",
    )
    .bind(one.0)
    .bind(other.0)
    .bind(i64::from(won))
    .bind(at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Friendships of all these users, as pairs of one of them and a friend.
pub(crate) async fn friends_of_all(connection: &mut SqliteConnection, users: &[UserId]) -> sqlx::Result<Vec<(UserId, UserId)>> {
    let list = serde_json::to_string(users).expect("ids are numbers");
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT user_id, friend_id FROM friends WHERE user_id IN (SELECT value FROM json_each($1)) ORDER BY user_id, friend_id",
    )
    .bind(list)
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|(user, friend)| (UserId(user), UserId(friend))).collect())
}

/// Who is kept apart from this user, whoever of the two wants it.
pub(crate) async fn apart_from(connection: &mut SqliteConnection, user: UserId) -> sqlx::Result<BTreeSet<UserId>> {
    let others: Vec<i64> = sqlx::query_scalar("SELECT other_id FROM apart WHERE user_id = $1").bind(user.0).fetch_all(connection).await?;
    Ok(others.into_iter().map(UserId).collect())
}

/// Which of these users are kept apart from each other.
pub(crate) async fn apart_among(connection: &mut SqliteConnection, users: &[UserId]) -> sqlx::Result<Apart> {
    let list = serde_json::to_string(users).expect("ids are numbers");
    // The plus keeps the second condition out of the index, which would be asked for every pair.
    let pairs: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT blocker_id, blocked_id FROM blocks
         WHERE blocker_id IN (SELECT value FROM json_each($1)) AND +blocked_id IN (SELECT value FROM json_each($1))",
    )
    .bind(list)
    .fetch_all(connection)
    .await?;
    Ok(Apart::new(pairs.into_iter().map(|(one, other)| (UserId(one), UserId(other)))))
}

/// Ends every block by and of this user.
pub(crate) async fn forget(tx: &mut SqliteConnection, user: UserId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM blocks WHERE blocker_id = $1 OR blocked_id = $1").bind(user.0).execute(tx).await?;
    Ok(())
}
