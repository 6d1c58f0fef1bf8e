//! Conversations and messages as rows.

use common::api::channel::CHANNEL_KEEPS;
use common::ids::{ChallengeId, ChatId, MessageId, UserId};
use serde::Deserialize;
use sqlx::SqliteConnection;

use crate::db::{Rows, flag};

/// A conversation as one of the two, the viewer, has it.
#[derive(Clone, Debug, sqlx::FromRow, Deserialize)]
pub(super) struct ConversationRow {
    pub(super) id: i64,
    pub(super) user_id: i64,
    pub(super) other_id: i64,
    pub(super) created_at: i64,
    /// 0: nothing was written yet.
    pub(super) last_message_id: i64,
    #[serde(deserialize_with = "flag")]
    pub(super) shown: bool,
    #[serde(deserialize_with = "flag")]
    pub(super) other_shown: bool,
    pub(super) read_through: i64,
    pub(super) other_read_through: i64,
    pub(super) unread: i64,
    #[serde(deserialize_with = "flag")]
    pub(super) other_deleted: bool,
    /// The two are kept apart.
    #[serde(deserialize_with = "flag")]
    pub(super) apart: bool,
}

impl ConversationRow {
    pub(super) fn chat(&self) -> ChatId {
        ChatId(self.id)
    }

    pub(super) fn viewer(&self) -> UserId {
        UserId(self.user_id)
    }

    pub(super) fn other(&self) -> UserId {
        UserId(self.other_id)
    }

    pub(super) fn writable(&self) -> bool {
        !self.apart && !self.other_deleted
    }

    /// Whether this message of it was read by whom it is for.
    pub(super) fn is_read(&self, message: &MessageRow) -> bool {
        let through = if message.author_id == Some(self.user_id) { self.other_read_through } else { self.read_through };
        message.id <= through
    }
}

/// A message.
#[derive(Clone, Debug, sqlx::FromRow, Deserialize)]
pub(super) struct MessageRow {
    pub(super) id: i64,
    pub(super) chat_id: Option<i64>,
    pub(super) channel: Option<String>,
    pub(super) author_id: Option<i64>,
    pub(super) content: String,
    pub(super) sent_at: i64,
    pub(super) kind: String,
    pub(super) challenge_id: Option<i64>,
    /// Which of its conversation, from 1 and without gaps; 0 elsewhere.
    place: i64,
}

/// [`MessageRow`], in the order of its fields.
const MESSAGE: &str = "json_array(id, chat_id, channel, author_id, content, sent_at, kind, challenge_id, place)";

/// What is to be written.
pub(super) struct New<'a> {
    pub(super) author: Option<UserId>,
    pub(super) content: &'a str,
    pub(super) kind: &'static str,
    pub(super) challenge: Option<ChallengeId>,
}

/// One conversation, if it is the viewer's.
pub(super) async fn conversation(connection: &mut SqliteConnection, viewer: UserId, chat: ChatId) -> sqlx::Result<Option<ConversationRow>> {
    sqlx::query_as(
        "SELECT conversations.*, users.deleted AS other_deleted,
                EXISTS (SELECT 1 FROM apart WHERE apart.user_id = $1 AND apart.other_id = conversations.other_id) AS apart
         FROM conversations JOIN users ON users.id = conversations.other_id WHERE conversations.id = $2 AND conversations.user_id = $1",
    )
    .bind(viewer.0)
    .bind(chat.0)
    .fetch_optional(connection)
    .await
}

/// The conversation of two.
pub(super) async fn between(connection: &mut SqliteConnection, viewer: UserId, other: UserId) -> sqlx::Result<Option<ChatId>> {
    let id: Option<i64> = sqlx::query_scalar("SELECT id FROM chats WHERE low_id = MIN($1, $2) AND high_id = MAX($1, $2)")
        .bind(viewer.0)
        .bind(other.0)
        .fetch_optional(connection)
        .await?;
    Ok(id.map(ChatId))
}

/// Whom the list of a user's conversations is about: the shown ones, or with a text those whose other's name contains it.
const LISTED: &str = "conversations.user_id = $1
   AND NOT EXISTS (SELECT 1 FROM apart WHERE apart.user_id = $1 AND apart.other_id = conversations.other_id)
   AND CASE $2 WHEN '' THEN conversations.shown ELSE INSTR(users.username_lower, LOWER($2)) > 0 END";

/// How many conversations [`list`] has.
pub(super) async fn count(connection: &mut SqliteConnection, viewer: UserId, q: &str) -> sqlx::Result<i64> {
    // Each side by itself: nothing is read of a conversation but who is in it, and of the others only what is looked for.
    let count = if q.is_empty() {
        sqlx::query_scalar(
            "SELECT (SELECT COUNT(*) FROM chats WHERE low_id = $1 AND low_view
                       AND high_id NOT IN (SELECT other_id FROM apart WHERE user_id = $1))
                  + (SELECT COUNT(*) FROM chats WHERE high_id = $1 AND high_view
                       AND low_id NOT IN (SELECT other_id FROM apart WHERE user_id = $1))",
        )
    } else {
        sqlx::query_scalar(
            "SELECT (SELECT COUNT(*) FROM chats JOIN users ON users.id = high_id WHERE low_id = $1
                       AND high_id NOT IN (SELECT other_id FROM apart WHERE user_id = $1) AND INSTR(username_lower, LOWER($2)) > 0)
                  + (SELECT COUNT(*) FROM chats JOIN users ON users.id = low_id WHERE high_id = $1
                       AND low_id NOT IN (SELECT other_id FROM apart WHERE user_id = $1) AND INSTR(username_lower, LOWER($2)) > 0)",
        )
    };
    count.bind(viewer.0).bind(q).fetch_one(connection).await
}

/// Conversations of the viewer, last message first.
pub(super) async fn list(
    connection: &mut SqliteConnection,
    viewer: UserId,
    q: &str,
    (limit, offset): (i64, i64),
) -> sqlx::Result<Vec<ConversationRow>> {
    let list = format!(
        "SELECT json_group_array(json_array(id, user_id, other_id, created_at, last_message_id, shown, other_shown, read_through,
                                            other_read_through, unread, other_deleted, FALSE))
         FROM (SELECT conversations.*, users.deleted AS other_deleted
               FROM conversations JOIN users ON users.id = conversations.other_id WHERE {LISTED}
               ORDER BY conversations.last_message_id DESC, conversations.id DESC LIMIT $3 OFFSET $4)"
    );
    let list = sqlx::query_scalar(sqlx::AssertSqlSafe(list)).bind(viewer.0).bind(q).bind(limit).bind(offset);
    let Rows(rows) = list.fetch_one(connection).await?;
    Ok(rows)
}

/// Everybody whom the user has a conversation with.
pub(super) async fn partners(connection: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<(ChatId, UserId)>> {
    let rows: Vec<(i64, i64)> =
        sqlx::query_as("SELECT id, other_id FROM conversations WHERE user_id = $1 ORDER BY id").bind(user.0).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|(chat, other)| (ChatId(chat), UserId(other))).collect())
}

/// A new conversation, shown to nobody yet. There is none between the two.
pub(super) async fn insert(tx: &mut SqliteConnection, one: UserId, other: UserId, now_ms: i64) -> sqlx::Result<ChatId> {
    let id: i64 = sqlx::query_scalar("INSERT INTO chats (low_id, high_id, created_at) VALUES (MIN($1, $2), MAX($1, $2), $3) RETURNING id")
        .bind(one.0)
        .bind(other.0)
        .bind(now_ms)
        .fetch_one(tx)
        .await?;
    Ok(ChatId(id))
}

/// Shows the conversation to the viewer, or not.
pub(super) async fn set_shown(tx: &mut SqliteConnection, viewer: UserId, chat: ChatId, shown: bool) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE chats SET low_view = CASE low_id WHEN $1 THEN $3 ELSE low_view END,
                high_view = CASE high_id WHEN $1 THEN $3 ELSE high_view END WHERE id = $2",
    )
    .bind(viewer.0)
    .bind(chat.0)
    .bind(shown)
    .execute(tx)
    .await?;
    Ok(())
}

/// Writes into a conversation, which both are shown from now on; those who did not write it have one more to read.
pub(super) async fn insert_message(tx: &mut SqliteConnection, chat: ChatId, new: &New<'_>, now_ms: i64) -> sqlx::Result<MessageRow> {
    let row: MessageRow = sqlx::query_as(
        "INSERT INTO messages (chat_id, author_id, content, sent_at, kind, challenge_id, place)
         SELECT $1, $2, $3, $4, $5, $6,
                1 + COALESCE((SELECT place FROM messages WHERE id = (SELECT last_message_id FROM chats WHERE id = $1)), 0)
         RETURNING *",
    )
    .bind(chat.0)
    .bind(new.author.map(|author| author.0))
    .bind(new.content)
    .bind(now_ms)
    .bind(new.kind)
    .bind(new.challenge.map(|challenge| challenge.0))
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query(
        "UPDATE chats SET last_message_id = $2, low_view = TRUE, high_view = TRUE,
                low_unread = low_unread + (low_id IS NOT $3), high_unread = high_unread + (high_id IS NOT $3) WHERE id = $1",
    )
    .bind(chat.0)
    .bind(row.id)
    .bind(row.author_id)
    .execute(tx)
    .await?;
    Ok(row)
}

/// Whether this is a message of this conversation.
pub(super) async fn is_of(connection: &mut SqliteConnection, chat: ChatId, message: MessageId) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM messages WHERE id = $2 AND chat_id = $1)")
        .bind(chat.0)
        .bind(message.0)
        .fetch_one(connection)
        .await
}

/// The viewer has read everything up to this message. Only what came after it is counted again.
pub(super) async fn set_read(tx: &mut SqliteConnection, row: &ConversationRow, message: MessageId) -> sqlx::Result<()> {
    sqlx::query(
        "WITH later (n) AS (SELECT COUNT(*) FROM messages WHERE chat_id = $2 AND id > $3 AND author_id IS NOT $1)
         UPDATE chats SET low_read = CASE low_id WHEN $1 THEN $3 ELSE low_read END,
                high_read = CASE high_id WHEN $1 THEN $3 ELSE high_read END,
                low_unread = CASE low_id WHEN $1 THEN (SELECT n FROM later) ELSE low_unread END,
                high_unread = CASE high_id WHEN $1 THEN (SELECT n FROM later) ELSE high_unread END WHERE id = $2",
    )
    .bind(row.user_id)
    .bind(row.id)
    .bind(message.0)
    .execute(tx)
    .await?;
    Ok(())
}

/// The newest message up to this one that the viewer did not write, if it is newer than `after`.
pub(super) async fn newest_read(
    connection: &mut SqliteConnection,
    row: &ConversationRow,
    after: i64,
    through: MessageId,
) -> sqlx::Result<Option<MessageRow>> {
    sqlx::query_as("SELECT * FROM messages WHERE chat_id = $1 AND id > $2 AND id <= $3 AND author_id IS NOT $4 ORDER BY id DESC LIMIT 1")
        .bind(row.id)
        .bind(after)
        .bind(through.0)
        .bind(row.user_id)
        .fetch_optional(connection)
        .await
}

/// These messages, in no particular order.
pub(super) async fn by_ids(connection: &mut SqliteConnection, ids: &[MessageId]) -> sqlx::Result<Vec<MessageRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = serde_json::to_string(ids).expect("ids are numbers");
    let rows = format!("SELECT json_group_array({MESSAGE}) FROM messages WHERE id IN (SELECT value FROM json_each($1))");
    let Rows(rows) = sqlx::query_scalar(sqlx::AssertSqlSafe(rows)).bind(list).fetch_one(connection).await?;
    Ok(rows)
}

/// The message that shows this challenge, and where.
pub(super) async fn of_challenge(connection: &mut SqliteConnection, challenge: ChallengeId) -> sqlx::Result<Option<MessageRow>> {
    sqlx::query_as("SELECT * FROM messages WHERE challenge_id = $1 AND chat_id IS NOT NULL ORDER BY id DESC LIMIT 1")
        .bind(challenge.0)
        .fetch_optional(connection)
        .await
}

/// The two of a conversation.
pub(super) async fn both(connection: &mut SqliteConnection, chat: ChatId) -> sqlx::Result<[UserId; 2]> {
    let (low, high) = sqlx::query_as("SELECT low_id, high_id FROM chats WHERE id = $1").bind(chat.0).fetch_one(connection).await?;
    Ok([UserId(low), UserId(high)])
}

/// Messages of a conversation before this one, newest first, and how many there are in all: read off the newest of them.
pub(super) async fn messages(
    connection: &mut SqliteConnection,
    chat: ChatId,
    before: i64,
    (limit, offset): (i64, i64),
) -> sqlx::Result<(i64, Vec<MessageRow>)> {
    let rows = format!(
        "SELECT json_group_array({MESSAGE}) FROM (
             SELECT * FROM messages WHERE chat_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3 OFFSET $4)"
    );
    let rows = sqlx::query_scalar(sqlx::AssertSqlSafe(rows)).bind(chat.0).bind(before).bind(limit).bind(offset);
    let Rows::<MessageRow>(rows) = rows.fetch_one(&mut *connection).await?;
    if let Some(first) = rows.first() {
        return Ok((first.place + offset, rows));
    }
    // Behind the last of them.
    let count = sqlx::query_scalar("SELECT place FROM messages WHERE chat_id = $1 AND id < $2 ORDER BY id DESC LIMIT 1");
    let count: Option<i64> = count.bind(chat.0).bind(before).fetch_optional(connection).await?;
    Ok((count.unwrap_or(0), rows))
}

/// Writes into a public channel, which keeps its newest messages.
pub(super) async fn insert_in_channel(
    tx: &mut SqliteConnection,
    channel: &str,
    author: UserId,
    content: &str,
    now_ms: i64,
) -> sqlx::Result<MessageRow> {
    let row =
        sqlx::query_as("INSERT INTO messages (channel, author_id, content, sent_at, kind) VALUES ($1, $2, $3, $4, 'text') RETURNING *")
            .bind(channel)
            .bind(author.0)
            .bind(content)
            .bind(now_ms)
            .fetch_one(&mut *tx)
            .await?;
    sqlx::query(
        "DELETE FROM messages WHERE channel = $1
           AND id <= (SELECT id FROM messages WHERE channel = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)",
    )
    .bind(channel)
    .bind(CHANNEL_KEEPS)
    .execute(tx)
    .await?;
    Ok(row)
}

/// Everybody who is kept apart from this user.
pub(super) async fn apart_from(connection: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<UserId>> {
    let others: Vec<i64> = sqlx::query_scalar("SELECT other_id FROM apart WHERE user_id = $1").bind(user.0).fetch_all(connection).await?;
    Ok(others.into_iter().map(UserId).collect())
}

/// Messages of a public channel before this one, newest first, but for those of people who are kept apart from the viewer.
pub(super) async fn in_channel(
    connection: &mut SqliteConnection,
    (viewer, channel): (UserId, &str),
    before: i64,
    (limit, offset): (i64, i64),
) -> sqlx::Result<(i64, Vec<MessageRow>)> {
    // A channel keeps so few that all of them are counted.
    let page = format!(
        "WITH heard AS (SELECT * FROM messages WHERE channel = $1 AND id < $2
                          AND author_id NOT IN (SELECT other_id FROM apart WHERE user_id = $3))
         SELECT (SELECT COUNT(*) FROM heard),
                (SELECT json_group_array({MESSAGE}) FROM (SELECT * FROM heard ORDER BY id DESC LIMIT $4 OFFSET $5))"
    );
    let page = sqlx::query_as(sqlx::AssertSqlSafe(page)).bind(channel).bind(before).bind(viewer.0).bind(limit).bind(offset);
    let (count, Rows(rows)) = page.fetch_one(connection).await?;
    Ok((count, rows))
}

/// A notice for this user alone.
pub(super) async fn insert_notice(tx: &mut SqliteConnection, owner: UserId, content: &str, now_ms: i64) -> sqlx::Result<MessageRow> {
    sqlx::query_as("INSERT INTO messages (owner_id, content, sent_at, kind) VALUES ($1, $2, $3, 'notice') RETURNING *")
        .bind(owner.0)
        .bind(content)
        .bind(now_ms)
        .fetch_one(tx)
        .await
}

/// Notices of a user before this one that are not older than `since_ms`, newest first.
pub(super) async fn notices(
    connection: &mut SqliteConnection,
    owner: UserId,
    since_ms: i64,
    before: i64,
    (limit, offset): (i64, i64),
) -> sqlx::Result<(i64, Vec<MessageRow>)> {
    let count = sqlx::query_scalar("SELECT COUNT(*) FROM messages WHERE owner_id = $1 AND id < $2 AND sent_at >= $3")
        .bind(owner.0)
        .bind(before)
        .bind(since_ms)
        .fetch_one(&mut *connection)
        .await?;
    let rows =
        sqlx::query_as("SELECT * FROM messages WHERE owner_id = $1 AND id < $2 AND sent_at >= $3 ORDER BY id DESC LIMIT $4 OFFSET $5");
    Ok((count, rows.bind(owner.0).bind(before).bind(since_ms).bind(limit).bind(offset).fetch_all(connection).await?))
}

/// Removes notices from before this moment.
pub(super) async fn prune_notices(tx: &mut SqliteConnection, before_ms: i64) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM messages WHERE owner_id IS NOT NULL AND sent_at < $1").bind(before_ms).execute(tx).await?;
    Ok(())
}

/// What belongs to a deleted user alone, or was said to everybody.
pub(super) async fn delete_of(tx: &mut SqliteConnection, user: UserId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM messages WHERE owner_id = $1").bind(user.0).execute(&mut *tx).await?;
    sqlx::query("DELETE FROM messages WHERE author_id = $1 AND channel IS NOT NULL").bind(user.0).execute(tx).await?;
    Ok(())
}
