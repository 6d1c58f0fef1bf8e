//! The way into a lobby: made here, or known by its code. It waits for the server, and for a guest where nobody is signed in.

use common::api::error::ErrorCode;
use common::api::lobby::LobbyMode;
use common::ids::LobbyCode;

use crate::net::{NetError, RequestId, ServerState, Session, SessionState};

/// Longest wait for the server and the event stream, seconds.
const READY_TIMEOUT_S: f32 = 15.0;

/// Which lobby.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// A new one of this kind.
    New(LobbyMode),
    /// The one of this code.
    Code(LobbyCode),
    /// The one of this code, or else a tournament of this code: nobody said which.
    Either(LobbyCode),
}

/// What has to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Become a guest.
    BeGuest,
    /// Make one, and say [`Entering::asked`].
    Create(LobbyMode),
    /// Go into this one, and say [`Entering::asked`].
    Join(LobbyCode),
}

/// The way in.
#[derive(Clone, Debug, Default)]
pub struct Entering {
    /// Where one wants to be.
    pub door: Option<Door>,
    /// Why one cannot.
    pub problem: Option<NetError>,
    stage: Stage,
    waited_s: f32,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// Waits for the server, its events, and who is signed in.
    #[default]
    Waiting,
    /// A guest is being made.
    Guest,
    /// The server was asked.
    Asked(RequestId),
    /// The server let us in; what is inside is being read.
    Inside,
}

impl Entering {
    /// Begins.
    pub fn begin(&mut self, door: Door) {
        *self = Self { door: Some(door), ..Self::default() };
    }

    /// Nobody wants to go anywhere any more, or is there.
    pub fn end(&mut self) {
        *self = Self::default();
    }

    /// Whether somebody is on the way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.door.is_some() && self.problem.is_none()
    }

    /// Whether the server let us in, and what is inside is not known yet.
    #[must_use]
    pub fn is_inside(&self) -> bool {
        self.door.is_some() && self.stage == Stage::Inside
    }

    /// It does not work.
    pub fn fail(&mut self, error: &NetError) {
        if self.door.is_some() {
            self.problem = Some(error.clone());
        }
    }

    /// Once more.
    pub fn again(&mut self) {
        if let Some(door) = self.door {
            self.begin(door);
        }
    }

    /// Lets time pass, and says what has to be done.
    pub fn go_on(&mut self, session: &Session, seconds: f32) -> Option<Step> {
        let door = self.door.filter(|_| self.problem.is_none() && matches!(self.stage, Stage::Waiting | Stage::Guest))?;
        self.waited_s += seconds;
        if matches!(session.server, ServerState::WrongVersion { .. } | ServerState::Down { .. }) {
            self.problem = Some(NetError::Offline("no server".to_owned()));
            return None;
        }
        if self.waited_s > READY_TIMEOUT_S {
            self.problem = Some(NetError::Timeout);
            return None;
        }
        if session.is_ready() {
            return Some(match door {
                Door::New(mode) => Step::Create(mode),
                Door::Code(code) | Door::Either(code) => Step::Join(code),
            });
        }
        if session.is_up() && session.state == SessionState::SignedOut && self.stage == Stage::Waiting {
            // Only somebody with an account can make one; anybody can come into one.
            if matches!(door, Door::New(_)) {
                self.problem = Some(NetError::SignedOut);
                return None;
            }
            self.stage = Stage::Guest;
            return Some(Step::BeGuest);
        }
        None
    }

    /// The server was asked.
    pub fn asked(&mut self, id: RequestId) {
        self.stage = Stage::Asked(id);
    }

    /// The server answered. True: one is inside now. `Err(code)`: there is no such lobby, perhaps a tournament.
    ///
    /// # Errors
    /// The code that is none of a lobby, where it may be that of a tournament.
    pub fn answered(&mut self, id: RequestId, result: Result<(), &NetError>) -> Result<bool, LobbyCode> {
        if self.stage != Stage::Asked(id) {
            return Ok(false);
        }
        match (result, self.door) {
            (Ok(()), _) => {
                self.stage = Stage::Inside;
                Ok(true)
            }
            (Err(error), Some(Door::Either(code))) if error.code() == Some(ErrorCode::NotFound) => {
                self.end();
                Err(code)
            }
            // The stream was lost in the same moment: once more, when it is back.
            (Err(error), _) if error.code() == Some(ErrorCode::SseConnectionRequired) => {
                self.stage = Stage::Waiting;
                Ok(false)
            }
            (Err(error), _) => {
                self.problem = Some(error.clone());
                Ok(false)
            }
        }
    }
}
