//! Rows about one user, from every table that has some. Lists are in the order in which things came to be.

use std::collections::BTreeMap;

use common::api::matches::Game;
use common::api::queue::QueueEntry;
use common::api::time::Timestamp;
use common::ids::{EventId, MatchId, PictureId, QueueEntryId, RankedStatId, UserId};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::SqliteConnection;

use super::shape::{AnsweredRequest, EventData, KnownAddress};

/// Everybody whom the file names: the user, and those with whom the user has a request, a block, a conversation or a challenge.
pub(super) async fn others(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<UserId>> {
    let ids: Vec<i64> = sqlx::query_scalar(
        "SELECT $1 UNION SELECT receiver_id FROM friend_requests WHERE sender_id = $1
         UNION SELECT sender_id FROM friend_requests WHERE receiver_id = $1
         UNION SELECT blocked_id FROM blocks WHERE blocker_id = $1
         UNION SELECT high_id FROM chats WHERE low_id = $1 UNION SELECT low_id FROM chats WHERE high_id = $1
         UNION SELECT receiver_id FROM challenges WHERE sender_id = $1 UNION SELECT sender_id FROM challenges WHERE receiver_id = $1
         UNION SELECT author_id FROM messages WHERE owner_id = $1 AND author_id IS NOT NULL",
    )
    .bind(user.0)
    .fetch_all(reader)
    .await?;
    Ok(ids.into_iter().map(UserId).collect())
}

pub(super) async fn unlocked_at(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<BTreeMap<PictureId, Timestamp>> {
    let rows: Vec<(u8, i64)> =
        sqlx::query_as("SELECT picture, unlocked_at FROM unlocked_pictures WHERE user_id = $1").bind(user.0).fetch_all(reader).await?;
    Ok(rows.into_iter().map(|(picture, at)| (PictureId(picture), Timestamp(at))).collect())
}

/// On which ladder, and by which match, trophies changed.
pub(super) async fn changes_of_matches(
    reader: &mut SqliteConnection,
    user: UserId,
) -> sqlx::Result<BTreeMap<RankedStatId, (Game, MatchId)>> {
    let rows: Vec<(i64, String, i64)> =
        sqlx::query_as("SELECT id, game, match_id FROM trophy_changes WHERE user_id = $1").bind(user.0).fetch_all(reader).await?;
    rows.into_iter().map(|(id, game, match_id)| Ok((RankedStatId(id), (read(&game)?, MatchId(match_id))))).collect()
}

#[derive(sqlx::FromRow)]
pub(super) struct RequestRow {
    pub(super) id: i64,
    pub(super) sender_id: i64,
    pub(super) receiver_id: i64,
    pub(super) send_at: i64,
}

/// Friend requests that the user sent, or received.
pub(super) async fn requests(reader: &mut SqliteConnection, user: UserId, sent: bool) -> sqlx::Result<Vec<RequestRow>> {
    let query = if sent {
        "SELECT id, sender_id, receiver_id, send_at FROM friend_requests WHERE sender_id = $1 ORDER BY id"
    } else {
        "SELECT id, sender_id, receiver_id, send_at FROM friend_requests WHERE receiver_id = $1 ORDER BY id"
    };
    sqlx::query_as(query).bind(user.0).fetch_all(reader).await
}

/// Id, whom, and since when.
pub(super) async fn blocked(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<(i64, i64, i64)>> {
    sqlx::query_as("SELECT id, blocked_id, blocked_at FROM blocks WHERE blocker_id = $1 ORDER BY id").bind(user.0).fetch_all(reader).await
}

#[derive(sqlx::FromRow)]
pub(super) struct ChallengeRow {
    pub(super) id: i64,
    pub(super) game: String,
    pub(super) sender_id: i64,
    pub(super) receiver_id: i64,
    pub(super) state: String,
    pub(super) created_at: i64,
    pub(super) expires_at: Option<i64>,
    pub(super) match_code: Option<String>,
}

pub(super) async fn challenges(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<ChallengeRow>> {
    sqlx::query_as(
        "SELECT id, game, sender_id, receiver_id, state, created_at, expires_at, match_code FROM challenges
         WHERE sender_id = $1 OR receiver_id = $1",
    )
    .bind(user.0)
    .fetch_all(reader)
    .await
}

/// A conversation, as the user has it.
#[derive(sqlx::FromRow)]
pub(super) struct ChatRow {
    pub(super) id: i64,
    pub(super) other_id: i64,
    pub(super) other_deleted: bool,
    pub(super) created_at: i64,
    pub(super) view_chat: bool,
    pub(super) unread: i64,
    /// How far the user has read, and the other.
    pub(super) read: i64,
    pub(super) other_read: i64,
}

pub(super) async fn chats(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<ChatRow>> {
    sqlx::query_as(
        "SELECT c.id, other_id, u.deleted AS other_deleted, c.created_at, view_chat, unread, read, other_read FROM (
             SELECT id, high_id AS other_id, created_at, low_view AS view_chat, low_unread AS unread, low_read AS read, high_read AS other_read
             FROM chats WHERE low_id = $1
             UNION ALL
             SELECT id, low_id, created_at, high_view, high_unread, high_read, low_read FROM chats WHERE high_id = $1) c
         JOIN users u ON u.id = other_id",
    )
    .bind(user.0)
    .fetch_all(reader)
    .await
}

#[derive(sqlx::FromRow)]
pub(super) struct MessageRow {
    pub(super) id: i64,
    pub(super) chat_id: Option<i64>,
    pub(super) channel: Option<String>,
    pub(super) is_notice: bool,
    pub(super) author_id: Option<i64>,
    pub(super) content: String,
    pub(super) sent_at: i64,
    pub(super) kind: String,
    pub(super) challenge_id: Option<i64>,
}

/// Messages of the user's conversations, of both sides; what the user said in channels; notices to the user.
pub(super) async fn messages(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<MessageRow>> {
    sqlx::query_as(
        "SELECT id, chat_id, channel, owner_id IS NOT NULL AS is_notice, author_id, content, sent_at, kind, challenge_id FROM messages
         WHERE id IN (
             SELECT m.id FROM messages m JOIN chats c ON c.id = m.chat_id WHERE c.low_id = $1
             UNION ALL SELECT m.id FROM messages m JOIN chats c ON c.id = m.chat_id WHERE c.high_id = $1
             UNION ALL SELECT id FROM messages WHERE author_id = $1 AND channel IS NOT NULL
             UNION ALL SELECT id FROM messages WHERE owner_id = $1)
         ORDER BY id",
    )
    .bind(user.0)
    .fetch_all(reader)
    .await
}

/// Every match in which the user sits or sat, also those that nobody came to.
pub(super) async fn matches(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<MatchId>> {
    let ids: Vec<i64> = sqlx::query_scalar("SELECT match_id FROM match_players WHERE user_id = $1").bind(user.0).fetch_all(reader).await?;
    Ok(ids.into_iter().map(MatchId).collect())
}

/// Places in queues, with the trophies of the user.
pub(super) async fn places(reader: &mut SqliteConnection, user: UserId, trophies: i64) -> sqlx::Result<Vec<QueueEntry>> {
    let rows: Vec<(i64, String, i64)> =
        sqlx::query_as("SELECT id, game_mode, join_at FROM queue_places WHERE user_id = $1").bind(user.0).fetch_all(reader).await?;
    let place = |(id, mode, at): (i64, String, i64)| {
        let (id, game_mode, join_at) = (QueueEntryId(id), read(&mode)?, Timestamp(at));
        Ok(QueueEntry { id, game_mode, trophies, join_at, estimated_wait: None })
    };
    rows.into_iter().map(place).collect()
}

/// Code, since when, creator, ready, side.
pub(super) async fn lobbies(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<(String, i64, bool, bool, String)>> {
    let rows = sqlx::query_as(
        "SELECT l.code, p.join_at, p.creator, p.ready, p.team FROM lobby_members p JOIN lobbies l ON l.id = p.lobby_id WHERE p.user_id = $1",
    );
    rows.bind(user.0).fetch_all(reader).await
}

pub(super) async fn lobby_bans(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<String>> {
    let codes =
        sqlx::query_scalar("SELECT l.code FROM lobby_bans b JOIN lobbies l ON l.id = b.lobby_id WHERE b.user_id = $1 ORDER BY l.id");
    codes.bind(user.0).fetch_all(reader).await
}

pub(super) async fn tournament_bans(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<String>> {
    let codes = sqlx::query_scalar(
        "SELECT t.code FROM tournament_bans b JOIN tournaments t ON t.id = b.tournament_id WHERE b.user_id = $1 ORDER BY t.id",
    );
    codes.bind(user.0).fetch_all(reader).await
}

/// By whom, whom, where to, since when.
pub(super) async fn invitations(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<(i64, i64, String, i64)>> {
    let rows = sqlx::query_as(
        "SELECT inviter_id, user_id, place, created_at FROM invitations WHERE user_id = $1 OR inviter_id = $1 ORDER BY event_id",
    );
    rows.bind(user.0).fetch_all(reader).await
}

pub(super) async fn addresses(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<KnownAddress>> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("SELECT address, seen_at FROM known_addresses WHERE user_id = $1 ORDER BY seen_at, address")
            .bind(user.0)
            .fetch_all(reader)
            .await?;
    Ok(rows.into_iter().map(|(address, at)| KnownAddress { address, seen_at: Timestamp(at) }).collect())
}

/// Without the answers, which say again what is elsewhere in the file.
pub(super) async fn answered(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<AnsweredRequest>> {
    let rows: Vec<(String, String, String, i64, Option<i64>)> =
        sqlx::query_as("SELECT method, path, key, created_at, status FROM idempotency_keys WHERE user_id = $1 ORDER BY created_at, key")
            .bind(user.0)
            .fetch_all(reader)
            .await?;
    let request = |(method, path, key, at, status)| AnsweredRequest { method, path, key, created_at: Timestamp(at), status };
    Ok(rows.into_iter().map(request).collect())
}

pub(super) async fn events(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<EventData>> {
    let rows: Vec<(i64, i64, String)> =
        sqlx::query_as("SELECT id, created_at, envelope FROM events WHERE user_id = $1 ORDER BY id").bind(user.0).fetch_all(reader).await?;
    let event = |(id, at, envelope): (i64, i64, String)| {
        let envelope = serde_json::from_str(&envelope).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        Ok(EventData { id: EventId(id), created_at: Timestamp(at), envelope })
    };
    rows.into_iter().map(event).collect()
}

/// The variant of a stored name.
pub(super) fn read<T: DeserializeOwned>(name: &str) -> sqlx::Result<T> {
    serde_json::from_value(Value::from(name)).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}
