//! What a user said and was told: conversations with both sides of them, channels, notices.

use std::collections::BTreeMap;

use common::api::challenge::Challenge;
use common::api::chat::{ChatUser, Message};
use common::api::time::Timestamp;
use common::api::users::SmallUser;
use common::ids::{ChallengeId, ChatId, MessageId, UserId};
use sqlx::SqliteConnection;

use super::named;
use super::shape::ChatData;
use super::store::{self, ChatRow, MessageRow};
use crate::App;
use crate::http::ApiError;
use crate::{relations, users};

/// The channel that a user's notices are said to be in.
const NOTICES: &str = "notices";

/// All of it.
#[derive(Default)]
pub(super) struct Conversations {
    pub(super) chats: Vec<ChatData>,
    pub(super) channels: Vec<Message>,
    pub(super) notices: Vec<Message>,
}

pub(super) async fn gather(
    app: &App,
    reader: &mut SqliteConnection,
    user: UserId,
    names: &BTreeMap<UserId, SmallUser>,
    challenges: &BTreeMap<ChallengeId, Challenge>,
) -> Result<Conversations, ApiError> {
    let rows = store::chats(reader, user).await?;
    let others: Vec<_> = rows.iter().map(|row| UserId(row.other_id)).collect();
    let statuses = users::statuses(app, reader, user, &others).await?;
    let apart = relations::with_all(reader, user, &others).await?;
    let mut chats = BTreeMap::new();
    for row in &rows {
        let other = UserId(row.other_id);
        let chat = ChatData {
            id: ChatId(row.id),
            chat_with: ChatUser {
                user: named(names, row.other_id)?,
                status: statuses.get(&other).cloned().ok_or(sqlx::Error::RowNotFound)?,
            },
            messages: Vec::new(),
            created_at: Timestamp(row.created_at),
            view_chat: row.view_chat,
            unread_messages: row.unread,
            writable: !row.other_deleted && apart.get(&other).is_none_or(|relation| !relation.is_apart()),
        };
        chats.insert(row.id, (row, chat));
    }
    let mut gathered = Conversations::default();
    for message in store::messages(reader, user).await? {
        let chat = message.chat_id.and_then(|id| chats.get_mut(&id));
        let is_read = chat.as_ref().is_none_or(|(row, _)| is_read(row, &message, user));
        let is_notice = message.is_notice;
        let shown = shown(message, is_read, names, challenges)?;
        match chat {
            Some((_, chat)) => chat.messages.push(shown),
            None if is_notice => gathered.notices.push(shown),
            None => gathered.channels.push(shown),
        }
    }
    gathered.chats = chats.into_values().map(|(_, chat)| chat).collect();
    Ok(gathered)
}

/// Whether the one to whom it was said has read it.
fn is_read(chat: &ChatRow, message: &MessageRow, user: UserId) -> bool {
    let mark = if message.author_id == Some(user.0) { chat.other_read } else { chat.read };
    message.id <= mark
}

fn shown(
    row: MessageRow,
    is_read: bool,
    names: &BTreeMap<UserId, SmallUser>,
    challenges: &BTreeMap<ChallengeId, Challenge>,
) -> Result<Message, ApiError> {
    Ok(Message {
        id: MessageId(row.id),
        chat_id: row.chat_id.map(ChatId),
        channel: if row.is_notice { Some(NOTICES.to_owned()) } else { row.channel },
        author: row.author_id.map(|author| named(names, author)).transpose()?,
        content: row.content,
        sent_at: Timestamp(row.sent_at),
        is_read,
        kind: store::read(&row.kind)?,
        challenge: row.challenge_id.and_then(|id| challenges.get(&ChallengeId(id)).cloned()),
    })
}
