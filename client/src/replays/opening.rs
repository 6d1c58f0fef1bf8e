//! Opening something, as a machine of states: who is signed in, what the server knows, its log, whether it is true.

use std::path::PathBuf;

use bevy::prelude::Resource;
use common::api::matches::{GameMode, Match};
use common::ids::{MatchCode, UserId};
use common::sim::{TICK_HZ, Tick};

use super::reading::Problem;
use crate::link::{Link, Target};
use crate::net::{NetError, RequestId, ServerState, Session, SessionState};
use crate::play::{PlaySpec, Replay};

/// Longest wait for the server and for who is signed in, seconds.
const SETTLE_TIMEOUT_S: f32 = 12.0;

/// What is being opened, and how far it has come.
#[derive(Resource, Debug, Default)]
pub struct Opening {
    target: Option<Target>,
    stage: Stage,
    waited_s: f32,
    /// Why the last one could not be opened.
    pub problem: Option<Problem>,
}

#[derive(Debug, Default)]
enum Stage {
    /// Nothing to do, or it did not work.
    #[default]
    Rest,
    /// The server and whoever is signed in are not known yet.
    Settling(Link),
    /// The server is to be asked about a match.
    Unasked(Link),
    /// The server was asked about a match.
    Asking(Link, RequestId),
    /// The log of a match that is over is to be fetched.
    Unfetched(Link, Box<Match>),
    /// The log was asked for.
    Fetching(Link, Box<Match>, RequestId),
    /// Something is to be read.
    Unread(Raw),
    /// Something is being read.
    Reading(Option<u32>),
}

/// Something that a replay is to be made of.
#[derive(Clone, Debug)]
pub enum Raw {
    /// A file.
    File(PathBuf),
    /// A replay of the shelf.
    Kept(String),
    /// The log of a match, from the server, and the second to begin with.
    Log(Box<Match>, Vec<u8>, Option<u32>),
}

/// What must be done next.
#[derive(Clone, Debug)]
pub enum Step {
    /// Ask the server about this match, and say [`Opening::asked`].
    Ask(MatchCode),
    /// Fetch the log of this match, and say [`Opening::asked`].
    Fetch(MatchCode),
    /// Read this away from the frame, and say [`Opening::read`].
    Read(Raw),
}

impl Opening {
    /// Begins with this one; whatever was under way is forgotten. A place where one plays is none of ours.
    pub fn begin(&mut self, target: Target) {
        let stage = match &target {
            Target::Lobby(_) | Target::Tournament(_) | Target::Bracket(_) | Target::Place(_) => Stage::Rest,
            Target::Match(link) => Stage::Settling(*link),
            Target::File(file) => Stage::Unread(Raw::File(file.clone())),
            Target::Kept(name) => Stage::Unread(Raw::Kept(name.clone())),
        };
        *self = Self { target: Some(target), stage, ..Self::default() };
    }

    /// Forgets what is under way.
    pub fn cancel(&mut self) {
        *self = Self::default();
    }

    /// What is being opened just now.
    #[must_use]
    pub fn busy(&self) -> Option<&Target> {
        match self.stage {
            Stage::Rest => None,
            Stage::Settling(_)
            | Stage::Unasked(_)
            | Stage::Asking(..)
            | Stage::Unfetched(..)
            | Stage::Fetching(..)
            | Stage::Unread(_)
            | Stage::Reading(_) => self.target.as_ref(),
        }
    }

    /// What was, or is, opened last.
    #[must_use]
    pub const fn last(&self) -> Option<&Target> {
        self.target.as_ref()
    }

    /// It cannot be opened.
    pub fn fail(&mut self, problem: Problem) {
        self.stage = Stage::Rest;
        self.problem = Some(problem);
    }

    /// Lets time pass, and says what must be done next, once.
    pub fn go_on(&mut self, session: &Session, seconds: f32) -> Option<Step> {
        if let Stage::Settling(link) = self.stage {
            self.waited_s += seconds;
            match settled(session) {
                Some(true) => self.stage = Stage::Unasked(link),
                Some(false) => self.fail(Problem::Net(NetError::Offline(String::new()))),
                None if self.waited_s > SETTLE_TIMEOUT_S => self.fail(Problem::Net(NetError::Timeout)),
                None => {}
            }
        }
        match &self.stage {
            Stage::Unasked(link) => Some(Step::Ask(link.code)),
            Stage::Unfetched(link, _) => Some(Step::Fetch(link.code)),
            Stage::Unread(raw) => {
                let raw = raw.clone();
                self.stage = Stage::Reading(if let Raw::Log(_, _, second) = &raw { *second } else { None });
                Some(Step::Read(raw))
            }
            Stage::Rest | Stage::Settling(_) | Stage::Asking(..) | Stage::Fetching(..) | Stage::Reading(_) => None,
        }
    }

    /// The server was asked what the last step named.
    pub fn asked(&mut self, id: RequestId) {
        if let Stage::Unasked(link) = self.stage {
            self.stage = Stage::Asking(link, id);
        } else if let Stage::Unfetched(link, found) = &self.stage {
            self.stage = Stage::Fetching(*link, found.clone(), id);
        }
    }

    /// The server said what it knows of a match. Returns what to play when it runs.
    pub fn answered(&mut self, id: RequestId, result: &Result<Match, NetError>, session: &Session) -> Option<PlaySpec> {
        let Stage::Asking(link, asked) = self.stage else { return None };
        if asked != id {
            return None;
        }
        match result {
            Err(error) => self.fail(Problem::Net(error.clone())),
            Ok(found) if found.finished => self.stage = Stage::Unfetched(link, Box::new(found.clone())),
            Ok(found) => {
                self.stage = Stage::Rest;
                return Some(running(link, found, session));
            }
        }
        None
    }

    /// The log came.
    pub fn fetched(&mut self, id: RequestId, result: &Result<Vec<u8>, NetError>) {
        let Stage::Fetching(link, found, asked) = &self.stage else { return };
        if *asked != id {
            return;
        }
        match result {
            Ok(bytes) => self.stage = Stage::Unread(Raw::Log(found.clone(), bytes.clone(), link.at_s)),
            Err(error) => self.fail(Problem::Net(error.clone())),
        }
    }

    /// It was read. Returns what to play.
    pub fn read(&mut self, result: Result<Replay, Problem>) -> Option<PlaySpec> {
        let Stage::Reading(second) = self.stage else { return None };
        match result {
            Ok(replay) => {
                self.stage = Stage::Rest;
                let at = moment(second).min(replay.log.through());
                Some(PlaySpec::Replay { replay: replay.into(), at })
            }
            Err(problem) => {
                self.fail(problem);
                None
            }
        }
    }
}

/// Whether the server answers, once that and who is signed in are known.
fn settled(session: &Session) -> Option<bool> {
    match (&session.server, &session.state) {
        (ServerState::Down { .. } | ServerState::WrongVersion { .. }, _) => Some(false),
        (ServerState::Connecting, _) | (ServerState::Up(_), SessionState::Returning) => None,
        (ServerState::Up(_), SessionState::SignedOut | SessionState::Guest(_) | SessionState::Account(_)) => Some(true),
    }
}

fn moment(second: Option<u32>) -> Tick {
    Tick(second.unwrap_or_default().saturating_mul(TICK_HZ))
}

/// A match that runs: in the own seat, or from outside. Of two at one keyboard one alone cannot take both seats.
fn running(link: Link, found: &Match, session: &Session) -> PlaySpec {
    use crate::net::Bearer;
    let me = session.user().map(|me| me.id);
    if me.is_some_and(|me| plays(found, me)) && found.game_mode != GameMode::Local {
        return PlaySpec::Online { code: found.code, bearers: vec![Bearer::Session] };
    }
    PlaySpec::Watch { code: found.code, bearer: me.map(|_| Bearer::Session), at: link.at_s.map(|second| moment(Some(second))) }
}

/// Whether somebody has a seat in a match.
pub(super) fn plays(found: &Match, user: UserId) -> bool {
    found.teams.a.players.iter().chain(&found.teams.b.players).any(|player| player.user.id == user)
}
