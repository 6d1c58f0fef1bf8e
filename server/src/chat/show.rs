//! Conversations and messages as the API shows them, in a number of queries that does not grow with how many they are.

use std::collections::BTreeMap;

use common::api::channel::NOTICES;
use common::api::chat::{Chat, ChatUser, Message, MessageKind};
use common::api::time::Timestamp;
use common::api::users::{SmallUser, Status};
use common::ids::{ChallengeId, ChatId, MessageId, UserId};
use sqlx::SqliteConnection;

use super::store::{self, ConversationRow, MessageRow};
use crate::App;
use crate::http::ApiError;
use crate::{challenge, users};

/// Conversations of one viewer.
pub(super) async fn chats(
    app: &App,
    connection: &mut SqliteConnection,
    viewer: UserId,
    rows: Vec<ConversationRow>,
) -> Result<Vec<Chat>, ApiError> {
    let others: Vec<_> = rows.iter().map(ConversationRow::other).collect();
    // Whoever wrote the last message is one of these.
    let both: Vec<_> = others.iter().copied().chain([viewer]).collect();
    let seen = users::seen(app, connection, viewer, &both).await?;
    let small: BTreeMap<_, _> = seen.iter().map(|(id, (user, _))| (*id, user.clone())).collect();
    let last: Vec<_> = rows.iter().map(|row| MessageId(row.last_message_id)).collect();
    let last = store::by_ids(connection, &last).await?;
    let of_chat: BTreeMap<i64, &ConversationRow> = rows.iter().map(|row| (row.id, row)).collect();
    let read = |message: &MessageRow| message.chat_id.and_then(|chat| of_chat.get(&chat)).is_some_and(|row| row.is_read(message));
    let mut last: BTreeMap<_, _> =
        with_authors(app, connection, viewer, last, &small, read).await?.into_iter().map(|one| (one.id.0, one)).collect();
    let shown = rows.iter().filter_map(|row| {
        let (user, status) = seen.get(&row.other())?.clone();
        let status = if row.other_deleted { offline(row) } else { status };
        Some(Chat {
            id: row.chat(),
            chat_with: ChatUser { user, status },
            last_message: last.remove(&row.last_message_id),
            created_at: Timestamp(row.created_at),
            view_chat: row.shown,
            unread_messages: row.unread,
            writable: row.writable(),
        })
    });
    Ok(shown.collect())
}

/// One conversation of the viewer.
pub(super) async fn chat(app: &App, connection: &mut SqliteConnection, row: ConversationRow) -> Result<Chat, ApiError> {
    let viewer = row.viewer();
    chats(app, connection, viewer, vec![row]).await?.pop().ok_or_else(|| ApiError::internal(&"a conversation with nobody"))
}

/// Messages in their order, as the viewer sees them.
pub(super) async fn messages(
    app: &App,
    connection: &mut SqliteConnection,
    viewer: UserId,
    rows: Vec<MessageRow>,
    is_read: impl Fn(&MessageRow) -> bool,
) -> Result<Vec<Message>, ApiError> {
    let authors: Vec<_> = rows.iter().filter_map(|row| row.author_id.map(UserId)).collect();
    let authors = users::small_many(connection, &authors).await?;
    with_authors(app, connection, viewer, rows, &authors, is_read).await
}

/// The same with authors who are known already.
async fn with_authors(
    app: &App,
    connection: &mut SqliteConnection,
    viewer: UserId,
    rows: Vec<MessageRow>,
    authors: &BTreeMap<UserId, SmallUser>,
    is_read: impl Fn(&MessageRow) -> bool,
) -> Result<Vec<Message>, ApiError> {
    let challenges: Vec<_> = rows.iter().filter_map(|row| row.challenge_id.map(ChallengeId)).collect();
    let challenges =
        if challenges.is_empty() { BTreeMap::new() } else { challenge::show_many(app, connection, viewer, &challenges).await? };
    let shown = rows.into_iter().map(|row| {
        let kind = kind(&row.kind)?;
        Ok(Message {
            id: MessageId(row.id),
            chat_id: row.chat_id.map(ChatId),
            is_read: is_read(&row),
            // Of a notice that is in no conversation.
            channel: row.channel.or_else(|| row.chat_id.is_none().then(|| NOTICES.to_owned())),
            author: row.author_id.and_then(|author| authors.get(&UserId(author)).cloned()),
            content: row.content,
            sent_at: Timestamp(row.sent_at),
            kind,
            challenge: row.challenge_id.and_then(|id| challenges.get(&ChallengeId(id)).cloned()),
        })
    });
    shown.collect()
}

/// One message of a conversation, as the viewer of it sees it.
pub(super) async fn message(
    app: &App,
    connection: &mut SqliteConnection,
    of: &ConversationRow,
    row: MessageRow,
) -> Result<Message, ApiError> {
    let shown = messages(app, connection, of.viewer(), vec![row], |message| of.is_read(message)).await?.pop();
    shown.ok_or_else(|| ApiError::internal(&"a message was lost while it was shown"))
}

/// How messages of a kind are stored.
pub(super) fn name(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::Text => "text",
        MessageKind::Challenge => "challenge",
        MessageKind::Notice => "notice",
    }
}

fn kind(stored: &str) -> Result<MessageKind, ApiError> {
    let all = [MessageKind::Text, MessageKind::Challenge, MessageKind::Notice];
    all.into_iter().find(|kind| name(*kind) == stored).ok_or_else(|| ApiError::internal(&format!("no kind of message: {stored}")))
}

/// Of somebody whose account is gone.
fn offline(row: &ConversationRow) -> Status {
    use common::api::users::Activity;
    Status { is_online: false, game_playing: None, last_online: Timestamp(row.created_at), activity: Activity::Offline }
}
