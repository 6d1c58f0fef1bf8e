//! Messages and conversations as tests and pictures need them.

use std::ops::RangeInclusive;

use common::api::chat::{Chat, ChatUser, Message, MessageKind};
use common::api::time::Timestamp;
use common::api::users::{Activity, SmallProfilePicture, SmallUser, Status};
use common::ids::{ChatId, MessageId, PictureId, UserId};

pub(super) fn user(id: i64) -> SmallUser {
    SmallUser { id: UserId(id), username: format!("user{id}"), profile_picture: SmallProfilePicture::of(PictureId(1)) }
}

/// In the conversation 1.
pub(super) fn message(id: i64, author: i64, content: &str) -> Message {
    Message {
        id: MessageId(id),
        chat_id: Some(ChatId(1)),
        channel: None,
        author: Some(user(author)),
        content: content.to_owned(),
        sent_at: Timestamp(1_000_000 + id * 1000),
        is_read: false,
        kind: MessageKind::Text,
        challenge: None,
    }
}

/// Newest first, as the server gives them.
pub(super) fn page(ids: RangeInclusive<i64>) -> Vec<Message> {
    ids.rev().map(|id| message(id, 2, "x")).collect()
}

/// The conversation of this id with the user of this id.
pub(super) fn chat(id: i64, with: i64) -> Chat {
    let status = Status { is_online: true, game_playing: None, last_online: Timestamp(0), activity: Activity::Idle };
    Chat {
        id: ChatId(id),
        chat_with: ChatUser { user: user(with), status },
        last_message: None,
        created_at: Timestamp(1_000_000),
        view_chat: true,
        unread_messages: 0,
        writable: true,
    }
}
