//! The chat socket, `GET /ws/chat/`: JSON text frames. Each action is answered with the event it caused, or with an error; both carry
//! its `ref`.

use serde::{Deserialize, Serialize};

use super::challenge::ChallengeState;
use super::chat::{Chat, Message};
use super::error::ErrorCode;
use super::matches::Game;
use crate::ids::{ChallengeId, ChatId, MessageId, UserId};

/// Path of the socket.
pub const CHAT_SOCKET_PATH: &str = "/ws/chat/";
/// First value of `Sec-WebSocket-Protocol`; the access token is the second.
pub const CHAT_PROTOCOL: &str = "rebound.chat";
/// Largest frame in either direction, bytes. A larger one closes the socket with [`CLOSE_TOO_LARGE`].
pub const CHAT_FRAME_BYTES_MAX: usize = 16 * 1024;
/// Longest `ref`, bytes.
pub const REF_BYTES_MAX: usize = 64;
/// The frame was too large.
pub const CLOSE_TOO_LARGE: u16 = 1009;
/// The token has run out, or the session has ended: come back with a fresh one.
pub const CLOSE_SIGN_IN_AGAIN: u16 = 4401;
/// The reader is too slow.
pub const CLOSE_TOO_SLOW: u16 = 4009;
/// How often somebody's typing is told, milliseconds.
pub const TYPING_EVERY_MS: u64 = 1000;
/// How long typing is shown without another word of it, milliseconds.
pub const TYPING_SHOWN_MS: u64 = 5000;

/// How a challenge is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ChallengeAnswer {
    /// The challenged plays.
    Accept,
    /// The challenged does not.
    Decline,
    /// The challenger takes it back.
    Cancel,
}

impl ChallengeAnswer {
    /// What becomes of the challenge.
    #[must_use]
    pub fn outcome(self) -> ChallengeState {
        match self {
            Self::Accept => ChallengeState::Accepted,
            Self::Decline => ChallengeState::Declined,
            Self::Cancel => ChallengeState::Cancelled,
        }
    }
}

/// Where a message goes: exactly one of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// A conversation.
    ChatId(ChatId),
    /// A public channel.
    Channel(String),
}

/// With whom a conversation is opened: exactly one of the two.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Opened {
    /// Somebody, by name.
    Username(String),
    /// A conversation that exists.
    ChatId(ChatId),
}

/// What a client wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum Action {
    /// Stores the message, and delivers it to everybody in the group.
    SendMessage {
        /// Where.
        #[serde(flatten)]
        to: Group,
        /// The words.
        content: String,
    },
    /// Everything up to that message is read.
    MarkRead {
        /// Of which.
        chat_id: ChatId,
        /// The newest that was read.
        message_id: MessageId,
    },
    /// The other side sees it for some seconds.
    Typing {
        /// Where.
        chat_id: ChatId,
    },
    /// Finds or creates the conversation, and opens it on this socket.
    OpenChat {
        /// Which.
        #[serde(flatten)]
        with: Opened,
    },
    /// It is no longer open on this socket.
    CloseChat {
        /// Which.
        chat_id: ChatId,
    },
    /// Hears a public channel.
    JoinChannel {
        /// Which.
        channel: String,
    },
    /// Hears it no more.
    LeaveChannel {
        /// Which.
        channel: String,
    },
    /// As the REST call does.
    BlockUser {
        /// Whom.
        user_id: UserId,
    },
    /// As the REST call does.
    UnblockUser {
        /// Whom.
        user_id: UserId,
    },
    /// A 60-second challenge in the conversation.
    Challenge {
        /// Whom.
        user_id: UserId,
        /// What to play.
        game: Game,
    },
    /// As the REST calls do.
    AnswerChallenge {
        /// Which.
        challenge_id: ChallengeId,
        /// How.
        answer: ChallengeAnswer,
    },
}

impl Action {
    /// Every name.
    pub const NAMES: [&'static str; 11] = [
        "send_message",
        "mark_read",
        "typing",
        "open_chat",
        "close_chat",
        "join_channel",
        "leave_channel",
        "block_user",
        "unblock_user",
        "challenge",
        "answer_challenge",
    ];

    /// Its name, as a frame carries it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        let [send, read, typing, open, close, join, leave, block, unblock, challenge, answer] = Self::NAMES;
        match self {
            Self::SendMessage { .. } => send,
            Self::MarkRead { .. } => read,
            Self::Typing { .. } => typing,
            Self::OpenChat { .. } => open,
            Self::CloseChat { .. } => close,
            Self::JoinChannel { .. } => join,
            Self::LeaveChannel { .. } => leave,
            Self::BlockUser { .. } => block,
            Self::UnblockUser { .. } => unblock,
            Self::Challenge { .. } => challenge,
            Self::AnswerChallenge { .. } => answer,
        }
    }
}

/// A frame from the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionFrame {
    /// What is wanted.
    #[serde(flatten)]
    pub action: Action,
    /// Comes back with the answer.
    #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

/// Who is in a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelMembers {
    /// Which.
    pub channel: String,
    /// How many users.
    pub members: i64,
}

/// Somebody types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typing {
    /// Where.
    pub chat_id: ChatId,
    /// Who.
    pub user_id: UserId,
}

/// Why an action was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatRefusal {
    /// For programs.
    pub code: ErrorCode,
    /// For people who read English.
    pub detail: String,
    /// With `throttled`: how long to wait, milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_ms: Option<u64>,
}

/// What the server tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", content = "data", rename_all = "snake_case")]
pub enum ChatEvent {
    /// A message of an open conversation, or of a channel that is heard.
    Message(Box<Message>),
    /// A challenge changed its state; a message was marked as read.
    MessageUpdated(Box<Message>),
    /// Writable or not, read marker, last message.
    ChatUpdated(Box<Chat>),
    /// Somebody types.
    Typing(Typing),
    /// The channel is heard from now on.
    ChannelJoined(ChannelMembers),
    /// It is heard no more.
    ChannelLeft(ChannelMembers),
    /// An action that caused no event of its own.
    Ok {},
    /// A message of the channel `notices`.
    Notice(Box<Message>),
    /// The action was refused.
    Error(ChatRefusal),
}

impl ChatEvent {
    /// Every name.
    pub const NAMES: [&'static str; 9] =
        ["message", "message_updated", "chat_updated", "typing", "channel_joined", "channel_left", "ok", "notice", "error"];

    /// Its name, as a frame carries it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        let [message, message_updated, chat_updated, typing, joined, left, ok, notice, error] = Self::NAMES;
        match self {
            Self::Message(_) => message,
            Self::MessageUpdated(_) => message_updated,
            Self::ChatUpdated(_) => chat_updated,
            Self::Typing(_) => typing,
            Self::ChannelJoined(_) => joined,
            Self::ChannelLeft(_) => left,
            Self::Ok {} => ok,
            Self::Notice(_) => notice,
            Self::Error(_) => error,
        }
    }
}

/// A frame from the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventFrame {
    /// What happened.
    #[serde(flatten)]
    pub event: ChatEvent,
    /// Of the action that caused it, on the socket that sent it.
    #[serde(rename = "ref", default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_written_flat_as_the_contract_has_it() {
        let send = Action::SendMessage { to: Group::ChatId(ChatId(7)), content: "hi".to_owned() };
        let frame = ActionFrame { action: send, reference: Some("a1".to_owned()) };
        let written = serde_json::to_value(&frame).unwrap();
        assert_eq!(written, serde_json::json!({ "action": "send_message", "chat_id": 7, "content": "hi", "ref": "a1" }));
        assert_eq!(written["action"], frame.action.name());
        assert_eq!(serde_json::from_value::<ActionFrame>(written).unwrap(), frame);
        let open: ActionFrame = serde_json::from_str(r#"{"action": "open_chat", "username": "ada"}"#).unwrap();
        assert_eq!(open.action, Action::OpenChat { with: Opened::Username("ada".to_owned()) });
    }

    #[test]
    fn an_event_is_written_with_its_name_its_data_and_its_ref() {
        let typing = EventFrame { event: ChatEvent::Typing(Typing { chat_id: ChatId(7), user_id: UserId(3) }), reference: None };
        let written = serde_json::to_value(&typing).unwrap();
        assert_eq!(written, serde_json::json!({ "event": "typing", "data": { "chat_id": 7, "user_id": 3 } }));
        assert_eq!(written["event"], typing.event.name());
        let ok = EventFrame { event: ChatEvent::Ok {}, reference: Some("x".to_owned()) };
        let written = serde_json::to_value(&ok).unwrap();
        assert_eq!(written, serde_json::json!({ "event": "ok", "data": {}, "ref": "x" }));
        assert_eq!(serde_json::from_value::<EventFrame>(written).unwrap(), ok);
    }
}
