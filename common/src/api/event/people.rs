//! What the event stream tells about people: friends, conversations, challenges.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{EventError, EventKind, Told, json};
use crate::api::challenge::Challenge;
use crate::api::chat::{Chat, Message};
use crate::api::friends::{Friend, FriendRequest};
use crate::ids::{FriendRequestId, FriendshipId};

/// Which friendship ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndedFriendship {
    /// Its id.
    pub id: FriendshipId,
}

/// Which friend request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EndedRequest {
    /// Its id.
    pub id: FriendRequestId,
}

/// About friends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FriendsEvent {
    /// `accept-friend-request`, to whoever asked.
    Accepted(Box<Friend>),
    /// `receive-friend-request`, to whoever is asked.
    Received(Box<FriendRequest>),
    /// `reject-friend-request`, to whoever asked.
    Rejected(EndedRequest),
    /// `cancel-friend-request`, to whoever was asked.
    Cancelled(EndedRequest),
    /// `delete-friend`, to the other.
    Ended(EndedFriendship),
}

/// About conversations that are not open on a chat socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChatNews {
    /// `receive-message`.
    Message(Box<Message>),
    /// `chat-updated`.
    Updated(Box<Chat>),
}

/// About challenges.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChallengeEvent {
    /// `challenge-received`, to the challenged.
    Received(Box<Challenge>),
    /// `challenge-updated`, to both.
    Updated(Box<Challenge>),
}

impl FriendsEvent {
    /// Every code.
    pub(super) const CODES: [&'static str; 5] =
        ["accept-friend-request", "receive-friend-request", "reject-friend-request", "cancel-friend-request", "delete-friend"];

    pub(super) fn code(&self) -> &'static str {
        let [accept, receive, reject, cancel, delete] = Self::CODES;
        match self {
            Self::Accepted(_) => accept,
            Self::Received(_) => receive,
            Self::Rejected(_) => reject,
            Self::Cancelled(_) => cancel,
            Self::Ended(_) => delete,
        }
    }

    pub(super) fn told(&self) -> Told {
        let (kind, message, data) = match self {
            Self::Accepted(friend) => (EventKind::Notification, "You have a new friend.", json(friend)),
            Self::Received(request) => (EventKind::Notification, "Somebody wants to be your friend.", json(request)),
            Self::Rejected(ended) => (EventKind::Event, "A friend request was rejected.", json(ended)),
            Self::Cancelled(ended) => (EventKind::Event, "A friend request was taken back.", json(ended)),
            Self::Ended(ended) => (EventKind::Event, "A friendship ended.", json(ended)),
        };
        Told { service: "friends", kind, message, target: None, data }
    }

    pub(super) fn from_parts(code: &str, data: Value) -> Result<Self, EventError> {
        Ok(match code {
            "accept-friend-request" => Self::Accepted(serde_json::from_value(data)?),
            "receive-friend-request" => Self::Received(serde_json::from_value(data)?),
            "reject-friend-request" => Self::Rejected(serde_json::from_value(data)?),
            "cancel-friend-request" => Self::Cancelled(serde_json::from_value(data)?),
            "delete-friend" => Self::Ended(serde_json::from_value(data)?),
            unknown => return Err(EventError::UnknownCode(unknown.to_owned())),
        })
    }
}

impl ChatNews {
    /// Every code.
    pub(super) const CODES: [&'static str; 2] = ["receive-message", "chat-updated"];

    pub(super) fn code(&self) -> &'static str {
        let [message, updated] = Self::CODES;
        match self {
            Self::Message(_) => message,
            Self::Updated(_) => updated,
        }
    }

    pub(super) fn told(&self) -> Told {
        let (kind, message, data) = match self {
            Self::Message(message) => (EventKind::Notification, "You have a new message.", json(message)),
            Self::Updated(chat) => (EventKind::Event, "A conversation changed.", json(chat)),
        };
        Told { service: "chat", kind, message, target: None, data }
    }

    pub(super) fn from_parts(code: &str, data: Value) -> Result<Self, EventError> {
        Ok(match code {
            "receive-message" => Self::Message(serde_json::from_value(data)?),
            "chat-updated" => Self::Updated(serde_json::from_value(data)?),
            unknown => return Err(EventError::UnknownCode(unknown.to_owned())),
        })
    }
}

impl ChallengeEvent {
    /// Every code.
    pub(super) const CODES: [&'static str; 2] = ["challenge-received", "challenge-updated"];

    pub(super) fn code(&self) -> &'static str {
        let [received, updated] = Self::CODES;
        match self {
            Self::Received(_) => received,
            Self::Updated(_) => updated,
        }
    }

    pub(super) fn told(&self) -> Told {
        let (kind, message, data) = match self {
            Self::Received(challenge) => (EventKind::Notification, "Somebody challenges you.", json(challenge)),
            Self::Updated(challenge) => (EventKind::Event, "A challenge changed.", json(challenge)),
        };
        Told { service: "game", kind, message, target: None, data }
    }

    pub(super) fn from_parts(code: &str, data: Value) -> Result<Self, EventError> {
        Ok(match code {
            "challenge-received" => Self::Received(serde_json::from_value(data)?),
            "challenge-updated" => Self::Updated(serde_json::from_value(data)?),
            unknown => return Err(EventError::UnknownCode(unknown.to_owned())),
        })
    }
}
