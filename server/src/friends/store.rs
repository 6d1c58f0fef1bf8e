//! Friendships and requests as rows.

use std::collections::BTreeMap;

use common::ids::{FriendRequestId, FriendshipId, UserId};
use serde::Deserialize;
use sqlx::SqliteConnection;

use crate::db::Rows;

/// A request.
#[derive(Clone, Copy, Debug, sqlx::FromRow, Deserialize)]
pub(super) struct RequestRow {
    id: i64,
    sender_id: i64,
    receiver_id: i64,
    /// Milliseconds since 1970 UTC.
    pub(super) send_at: i64,
}

impl RequestRow {
    pub(super) fn id(self) -> FriendRequestId {
        FriendRequestId(self.id)
    }

    pub(super) fn sender(self) -> UserId {
        UserId(self.sender_id)
    }

    pub(super) fn receiver(self) -> UserId {
        UserId(self.receiver_id)
    }
}

/// Which requests of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Sent and received.
    All,
    /// Received.
    Received,
}

/// Requests of a user, newest first, and how many there are.
pub(super) async fn requests(
    reader: &mut SqliteConnection,
    user: UserId,
    which: Which,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(i64, Vec<RequestRow>)> {
    let all = which == Which::All;
    let (count, Rows(rows)) = sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM friend_requests WHERE receiver_id = $1)
              + CASE WHEN $2 THEN (SELECT COUNT(*) FROM friend_requests WHERE sender_id = $1) ELSE 0 END,
                (SELECT json_group_array(json_array(id, sender_id, receiver_id, send_at)) FROM (
                     SELECT id, sender_id, receiver_id, send_at FROM friend_requests WHERE receiver_id = $1
                     UNION ALL
                     SELECT id, sender_id, receiver_id, send_at FROM friend_requests WHERE $2 AND sender_id = $1
                     ORDER BY id DESC LIMIT $3 OFFSET $4))",
    )
    .bind(user.0)
    .bind(all)
    .bind(limit)
    .bind(offset)
    .fetch_one(reader)
    .await?;
    Ok((count, rows))
}

/// A request, if the user sent or received it.
pub(super) async fn request(connection: &mut SqliteConnection, user: UserId, id: FriendRequestId) -> sqlx::Result<Option<RequestRow>> {
    sqlx::query_as("SELECT id, sender_id, receiver_id, send_at FROM friend_requests WHERE id = $1 AND $2 IN (sender_id, receiver_id)")
        .bind(id.0)
        .bind(user.0)
        .fetch_optional(connection)
        .await
}

/// The newest request to the user that the user has not looked at.
pub(super) async fn newest_unseen(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Option<FriendRequestId>> {
    let id: Option<i64> = sqlx::query_scalar("SELECT MAX(id) FROM friend_requests WHERE receiver_id = $1 AND NOT seen")
        .bind(user.0)
        .fetch_one(reader)
        .await?;
    Ok(id.map(FriendRequestId))
}

/// The user has looked at the requests up to this one.
pub(super) async fn see(tx: &mut SqliteConnection, user: UserId, newest: FriendRequestId) -> sqlx::Result<()> {
    sqlx::query("UPDATE friend_requests SET seen = TRUE WHERE receiver_id = $1 AND id <= $2 AND NOT seen")
        .bind(user.0)
        .bind(newest.0)
        .execute(tx)
        .await?;
    Ok(())
}

/// Requests of this user that wait for an answer.
pub(super) async fn waiting(connection: &mut SqliteConnection, sender: UserId) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM friend_requests WHERE sender_id = $1").bind(sender.0).fetch_one(connection).await
}

/// Whether one of the two has asked the other.
pub(super) async fn is_asked(connection: &mut SqliteConnection, one: UserId, other: UserId) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM friend_requests WHERE sender_id = $1 AND receiver_id = $2)
             OR EXISTS (SELECT 1 FROM friend_requests WHERE sender_id = $2 AND receiver_id = $1)",
    )
    .bind(one.0)
    .bind(other.0)
    .fetch_one(connection)
    .await
}

/// A new request. There must be none between the two.
pub(super) async fn insert_request(tx: &mut SqliteConnection, sender: UserId, receiver: UserId, now_ms: i64) -> sqlx::Result<RequestRow> {
    sqlx::query_as(
        "INSERT INTO friend_requests (sender_id, receiver_id, send_at) VALUES ($1, $2, $3) RETURNING id, sender_id, receiver_id, send_at",
    )
    .bind(sender.0)
    .bind(receiver.0)
    .bind(now_ms)
    .fetch_one(tx)
    .await
}

pub(super) async fn delete_request(tx: &mut SqliteConnection, id: FriendRequestId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM friend_requests WHERE id = $1").bind(id.0).execute(tx).await?;
    Ok(())
}

/// Takes away what the two asked of each other.
pub(super) async fn take_between(tx: &mut SqliteConnection, one: UserId, other: UserId) -> sqlx::Result<Vec<RequestRow>> {
    sqlx::query_as(
        "DELETE FROM friend_requests WHERE (sender_id = $1 AND receiver_id = $2) OR (sender_id = $2 AND receiver_id = $1)
         RETURNING id, sender_id, receiver_id, send_at",
    )
    .bind(one.0)
    .bind(other.0)
    .fetch_all(tx)
    .await
}

/// Takes away all requests of this user, sent and received.
pub(super) async fn take_requests(tx: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<RequestRow>> {
    sqlx::query_as("DELETE FROM friend_requests WHERE sender_id = $1 OR receiver_id = $1 RETURNING id, sender_id, receiver_id, send_at")
        .bind(user.0)
        .fetch_all(tx)
        .await
}

/// Takes away all friendships of this user, with the other of each.
pub(super) async fn take_friendships(tx: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<(FriendshipId, UserId)>> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "DELETE FROM friendships WHERE low_id = $1 OR high_id = $1 RETURNING id, CASE low_id WHEN $1 THEN high_id ELSE low_id END",
    )
    .bind(user.0)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|(id, friend)| (FriendshipId(id), UserId(friend))).collect())
}

/// The other side of a friendship of this user.
pub(super) async fn other_of(connection: &mut SqliteConnection, user: UserId, id: FriendshipId) -> sqlx::Result<Option<UserId>> {
    let other: Option<i64> = sqlx::query_scalar("SELECT friend_id FROM friends WHERE id = $1 AND user_id = $2")
        .bind(id.0)
        .bind(user.0)
        .fetch_optional(connection)
        .await?;
    Ok(other.map(UserId))
}

/// The user's friends by name.
pub(super) async fn friends_by_name(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<UserId>> {
    let ids = sqlx::query_scalar(
        "SELECT json_group_array(id) FROM (
             SELECT id FROM users WHERE id IN (SELECT friend_id FROM friends WHERE user_id = $1) ORDER BY username_lower, id)",
    );
    let Rows(ids) = ids.bind(user.0).fetch_one(reader).await?;
    Ok(ids)
}

/// A friendship as one side has it.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct FriendRow {
    pub(super) id: i64,
    friend_id: i64,
    /// Milliseconds since 1970 UTC.
    pub(super) since: i64,
    pub(super) against: i64,
    pub(super) friend_wins: i64,
    pub(super) my_wins: i64,
    pub(super) together: i64,
    pub(super) won_together: i64,
}

/// The user's friendships with these.
pub(super) async fn friendships(
    connection: &mut SqliteConnection,
    user: UserId,
    friends: &[UserId],
) -> sqlx::Result<BTreeMap<UserId, FriendRow>> {
    if friends.is_empty() {
        return Ok(BTreeMap::new());
    }
    let list = serde_json::to_string(friends).expect("ids are numbers");
    let rows = sqlx::query_scalar(
        "SELECT json_group_array(json_array(id, friend_id, since, against, friend_wins, my_wins, together, won_together))
         FROM friends WHERE user_id = $1 AND friend_id IN (SELECT value FROM json_each($2))",
    );
    let Rows::<FriendRow>(rows) = rows.bind(user.0).bind(list).fetch_one(connection).await?;
    Ok(rows.into_iter().map(|row| (UserId(row.friend_id), row)).collect())
}
