//! Frames for chat sockets, and the one that answers an action.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use common::api::chat_socket::ChatEvent;
use common::ids::UserId;
use serde::Serialize;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use super::SocketId;

tokio::task_local! {
    /// The action that this task carries out.
    static ASKED: Asked;
}

/// Who hears a frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Hearers {
    /// Every socket of a user.
    User(UserId),
    /// The socket of this user whose action it is, if it is one: others know, or do not need to.
    Asker(UserId),
    /// Those in a channel, but for these users.
    Channel { name: String, without: Vec<UserId> },
}

/// An action of a socket, whose answer carries its `ref`.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    socket: SocketId,
    reference: Option<String>,
    answered: Arc<AtomicBool>,
}

/// A frame that is told with a commit.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(super) to: Hearers,
    pub(super) frame: Utf8Bytes,
    /// The same for the socket whose action it was.
    pub(super) answer: Option<Answer>,
}

/// What answers an action.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) asked: Asked,
    pub(super) frame: Utf8Bytes,
}

impl Asked {
    pub(crate) fn new(socket: SocketId, reference: Option<String>) -> Self {
        Self { socket, reference, answered: Arc::default() }
    }

    pub(crate) fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// Whether an event was told that answers it.
    pub(crate) fn is_answered(&self) -> bool {
        self.answered.load(Ordering::Relaxed)
    }

    pub(super) fn socket(&self) -> SocketId {
        self.socket
    }

    pub(super) fn set_answered(&self) {
        self.answered.store(true, Ordering::Relaxed);
    }
}

/// Carries out an action: the first frame of it that reaches its socket is the answer.
pub(crate) async fn asking<F: Future>(asked: Asked, action: F) -> F::Output {
    ASKED.scope(asked, action).await
}

/// The frame for those who hear it; `answers`: nothing in this transaction has answered the action yet.
pub(crate) fn said(to: Hearers, event: &ChatEvent, answers: bool) -> Said {
    let asked = ASKED.try_with(Clone::clone).ok().filter(|asked| {
        let concerned = match &to {
            Hearers::User(user) | Hearers::Asker(user) => *user == asked.socket.user,
            Hearers::Channel { .. } => true,
        };
        // Somebody's notices come with an action now and then, and answer none.
        answers && concerned && !asked.is_answered() && !matches!(event, ChatEvent::Notice(_))
    });
    let answer = asked.map(|asked| Answer { frame: written(event, asked.reference()), asked });
    Said { frame: written(event, None), to, answer }
}

impl Said {
    /// Whether it answers the action.
    pub(crate) fn is_answer(&self) -> bool {
        self.answer.is_some()
    }
}

/// An event as it is sent.
pub(crate) fn written(event: &ChatEvent, reference: Option<&str>) -> Utf8Bytes {
    #[derive(Serialize)]
    struct Frame<'a> {
        #[serde(flatten)]
        event: &'a ChatEvent,
        #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
        reference: Option<&'a str>,
    }
    serde_json::to_string(&Frame { event, reference }).expect("an event has only string keys").into()
}
