//! Conversations of two: `/api/chat/`. What happens in them while they are open goes through [`super::chat_socket`].

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::challenge::Challenge;
use super::time::Timestamp;
use super::users::{SmallUser, Status};
use super::{Endpoint, Method, Page, in_query, paged};
use crate::ids::{ChatId, MessageId};

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum MessageKind {
    /// Somebody's words.
    Text,
    /// A challenge, which changes.
    Challenge,
    /// The game's own.
    Notice,
}

/// A message of a conversation or of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Message {
    /// Which; grows with time.
    pub id: MessageId,
    /// The conversation; none for a message of a channel.
    pub chat_id: Option<ChatId>,
    /// The channel, for a message of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// Who wrote it; none for the game's own.
    pub author: Option<SmallUser>,
    /// The words. Of a notice: an English sentence.
    pub content: String,
    /// When.
    pub sent_at: Timestamp,
    /// Whether the other has read it.
    pub is_read: bool,
    /// What it is.
    pub kind: MessageKind,
    /// The challenge, for a message that is one.
    pub challenge: Option<Challenge>,
}

/// The other side of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatUser {
    /// Who.
    #[serde(flatten)]
    pub user: SmallUser,
    /// Presence.
    pub status: Status,
}

/// A conversation, as one of the two sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Chat {
    /// Which.
    pub id: ChatId,
    /// The other.
    pub chat_with: ChatUser,
    /// The newest message.
    pub last_message: Option<Message>,
    /// Since when.
    pub created_at: Timestamp,
    /// Whether the caller has it among the shown ones.
    pub view_chat: bool,
    /// Messages of the other that the caller has not read.
    pub unread_messages: i64,
    /// Whether something can be written; not while one of the two blocks the other.
    pub writable: bool,
}

/// The caller's conversations, last message first: the shown ones, or with a text all whose other's name contains it.
#[derive(Clone, Debug, Serialize)]
pub struct ListChats {
    /// The text, in any case; empty: the shown ones.
    #[serde(skip)]
    pub q: String,
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
    /// Conversations to pass over.
    #[serde(skip)]
    pub offset: u32,
}

impl Endpoint for ListChats {
    const METHOD: Method = Method::Get;
    type Response = Page<Chat>;
    fn path(&self) -> Cow<'static, str> {
        let path = if self.q.is_empty() { "/api/chat/".to_owned() } else { format!("/api/chat/?q={}", in_query(&self.q)) };
        paged(&path, self.limit, self.offset)
    }
}

/// Begins a conversation. The refusal `already_exists` carries [`ChatExists`].
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateChat {
    /// With whom, by name.
    pub username: String,
}

impl Endpoint for CreateChat {
    const METHOD: Method = Method::Post;
    type Response = Chat;
    fn path(&self) -> Cow<'static, str> {
        "/api/chat/".into()
    }
}

/// One conversation, which is shown from now on.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GetChat {
    /// Which.
    #[serde(skip)]
    pub id: ChatId,
}

impl Endpoint for GetChat {
    const METHOD: Method = Method::Get;
    type Response = Chat;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/chat/{}/", self.id).into()
    }
}

/// Shows it no more; nothing is deleted.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct HideChat {
    /// Which.
    #[serde(skip)]
    pub id: ChatId,
}

impl Endpoint for HideChat {
    const METHOD: Method = Method::Delete;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        format!("/api/chat/{}/", self.id).into()
    }
}

/// Its messages, newest first.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ListMessages {
    /// Of which.
    #[serde(skip)]
    pub chat: ChatId,
    /// Only older ones than this, so that scrolling back is stable.
    #[serde(skip)]
    pub before: Option<MessageId>,
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
}

impl Endpoint for ListMessages {
    const METHOD: Method = Method::Get;
    type Response = Page<Message>;
    fn path(&self) -> Cow<'static, str> {
        let before = self.before.map_or(String::new(), |before| format!("?before={before}"));
        paged(&format!("/api/chat/{}/messages/{before}", self.chat), self.limit, 0)
    }
}

/// Writes.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostMessage {
    /// Where.
    #[serde(skip)]
    pub chat: ChatId,
    /// The words.
    pub content: String,
}

impl Endpoint for PostMessage {
    const METHOD: Method = Method::Post;
    type Response = Message;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/chat/{}/messages/", self.chat).into()
    }
}

/// Everything up to this message is read.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReadChat {
    /// Of which.
    #[serde(skip)]
    pub chat: ChatId,
    /// The newest that was read.
    pub message_id: MessageId,
}

impl Endpoint for ReadChat {
    const METHOD: Method = Method::Post;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        format!("/api/chat/{}/read/", self.chat).into()
    }
}

/// What a refusal with `already_exists` says besides: the conversation that there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChatExists {
    /// Which.
    pub chat_id: ChatId,
}
