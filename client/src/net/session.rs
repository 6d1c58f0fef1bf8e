//! Who is signed in, and how the server is: what the rest of the app knows of it.

use bevy::prelude::*;
use common::api::auth::Tokens;
use common::api::meta::Meta;
use common::api::users::UserMe;
use common::ids::UserId;

use super::requests::NetError;
use super::task::Line;
use super::user;

/// Who is signed in, and how the server is.
#[derive(Resource, Clone, Debug, Default)]
pub struct Session {
    /// Who.
    pub state: SessionState,
    /// The server.
    pub server: ServerState,
    /// Whether the server's events come in.
    pub stream_open: bool,
    /// Whether the server is this program's own.
    pub own_server: bool,
}

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum SessionState {
    /// Nobody.
    #[default]
    SignedOut,
    /// Somebody from an earlier time; the server has not said who yet.
    Returning,
    /// A guest.
    Guest(Box<UserMe>),
    /// Somebody with an account.
    Account(Box<UserMe>),
}

/// How the server is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ServerState {
    /// Not known yet.
    #[default]
    Connecting,
    /// It answers.
    Up(Meta),
    /// It does not answer.
    Down {
        /// Since when, seconds since the program started.
        since_s: u64,
        /// Why this program's own server cannot run, if that is so.
        reason: Option<String>,
    },
    /// It speaks another protocol.
    WrongVersion {
        /// Its protocol number.
        server: u16,
    },
}

/// Who looks at a page whose things are the server's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// There is no server.
    Offline,
    /// Nobody is signed in.
    Nobody,
    /// A guest.
    Guest(UserId),
    /// Somebody with an account.
    Account(UserId),
}

impl Reader {
    /// Who it is.
    #[must_use]
    pub const fn me(self) -> Option<UserId> {
        match self {
            Self::Offline | Self::Nobody => None,
            Self::Guest(me) | Self::Account(me) => Some(me),
        }
    }
}

impl Session {
    /// Who looks at a page now.
    #[must_use]
    pub const fn reader(&self) -> Reader {
        match (&self.server, &self.state) {
            (ServerState::Down { .. } | ServerState::WrongVersion { .. }, _) => Reader::Offline,
            (_, SessionState::Account(me)) => Reader::Account(me.id),
            (_, SessionState::Guest(me)) => Reader::Guest(me.id),
            (_, SessionState::SignedOut | SessionState::Returning) => Reader::Nobody,
        }
    }

    /// Whoever is signed in.
    #[must_use]
    pub fn user(&self) -> Option<&UserMe> {
        match &self.state {
            SessionState::Guest(me) | SessionState::Account(me) => Some(me),
            SessionState::SignedOut | SessionState::Returning => None,
        }
    }

    /// The server said how whoever is signed in is now, in answer to a change. Nothing if somebody else is by now.
    pub fn know(&mut self, me: UserMe) {
        if self.user().is_some_and(|known| known.id == me.id) {
            self.state = if me.is_guest { SessionState::Guest(Box::new(me)) } else { SessionState::Account(Box::new(me)) };
        }
    }

    /// Whether the server answers and speaks our language.
    #[must_use]
    pub const fn is_up(&self) -> bool {
        matches!(self.server, ServerState::Up(_))
    }

    /// Whether the server can be asked for a match in somebody's name.
    #[must_use]
    pub fn is_ready(&self) -> bool {
        self.is_up() && self.stream_open && self.user().is_some()
    }
}

/// What became of a wish about who is signed in.
#[derive(Message, Clone, Debug)]
pub enum SessionFact {
    /// Somebody is signed in, and known by name.
    SignedIn,
    /// Nobody is, or the guest of before is again.
    SignedOut {
        /// Whether the server ended it, not the person.
        ended: bool,
    },
    /// It did not work.
    Failed(NetError),
}

/// Changes who is signed in.
#[derive(Resource)]
pub struct Account {
    line: Line,
}

impl Account {
    pub(super) const fn new(line: Line) -> Self {
        Self { line }
    }

    /// Becomes the guest of before, or a new one. Does nothing when somebody is signed in.
    pub fn be_guest(&self) {
        self.line.run(|net| async move { user::be_guest(&net).await });
    }

    /// Takes over what a sign-in or a registration gave.
    pub fn sign_in(&self, tokens: Tokens) {
        self.line.run(|net| async move { user::sign_in(&net, tokens).await });
    }

    /// The guest has become an account: the same user with other tokens.
    pub fn promote(&self, tokens: Tokens) {
        self.line.run(|net| async move { user::promote(&net, tokens).await });
    }

    /// Ends the session of the account. The guest of before comes back.
    pub fn sign_out(&self) {
        self.line.run(|net| async move { user::sign_out(&net).await });
    }

    /// Asks for the user again, after a change.
    pub fn refresh(&self) {
        self.line.run(|net| async move { user::refresh(&net).await });
    }

    /// Asks the server now instead of later.
    pub fn try_now(&self) {
        self.line.run(|net| async move { net.nudge.notify_waiters() });
    }
}
