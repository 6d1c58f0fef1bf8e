//! The search as a machine of states: who, connection, queue, found.

use bevy::prelude::Resource;
use common::api::error::ErrorCode;
use common::ids::MatchCode;

use crate::net::{NetError, RequestId, ServerState, Session, SessionState};

/// Longest wait for the server and the event stream before the search says that it failed, seconds.
const READY_TIMEOUT_S: f32 = 15.0;

/// Where the search is.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub struct Search {
    stage: Stage,
    waited_s: f32,
    /// The server gave us a place and keeps it for a while, though the stream is lost: it may find a match before we ask again.
    has_place: bool,
    /// The place was given up, and the server has not said yet that it is: a match may have been found in the same moment.
    leaving: Option<RequestId>,
}

/// Where the search is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    /// Waits for the server, or for its event stream.
    #[default]
    Connecting,
    /// A guest is being made.
    Guest,
    /// The server is asked for a place.
    Joining(Option<RequestId>),
    /// In the queue.
    Waiting,
    /// A match is there.
    Found(MatchCode),
    /// Something went wrong.
    Failed(NetError),
}

/// What has to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Become a guest.
    BeGuest,
    /// Ask for a place.
    Join,
}

impl Search {
    /// Where it is.
    #[must_use]
    pub const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Since when, seconds.
    #[must_use]
    pub const fn waited_s(&self) -> f32 {
        self.waited_s
    }

    /// Whether a match is there.
    #[must_use]
    pub const fn is_found(&self) -> bool {
        matches!(self.stage, Stage::Found(_))
    }

    /// Whether the server may have us in its queue.
    #[must_use]
    pub const fn is_queued(&self) -> bool {
        match self.stage {
            Stage::Joining(_) | Stage::Waiting => true,
            Stage::Connecting => self.has_place,
            Stage::Guest | Stage::Found(_) | Stage::Failed(_) => false,
        }
    }

    /// Lets time pass; says what has to be done.
    pub fn go_on(&mut self, session: &Session, seconds: f32) -> Option<Step> {
        match &self.stage {
            Stage::Connecting | Stage::Guest => {
                self.waited_s += seconds;
                if self.waited_s > READY_TIMEOUT_S {
                    self.fail(NetError::Timeout);
                    return None;
                }
                self.approach(session)
            }
            Stage::Waiting | Stage::Joining(_) => {
                self.waited_s += seconds;
                // The server forgets who is gone for long: the place is asked for again once the stream is back.
                if self.stage == Stage::Waiting && !session.stream_open {
                    *self = Self { has_place: true, ..Self::default() };
                }
                None
            }
            Stage::Found(_) | Stage::Failed(_) => None,
        }
    }

    fn approach(&mut self, session: &Session) -> Option<Step> {
        if matches!(session.server, ServerState::WrongVersion { .. } | ServerState::Down { reason: Some(_), .. }) {
            self.fail(NetError::Offline("no server".to_owned()));
            return None;
        }
        if !session.is_up() {
            return None;
        }
        match (&session.state, &self.stage) {
            (SessionState::SignedOut, Stage::Connecting) => {
                self.stage = Stage::Guest;
                Some(Step::BeGuest)
            }
            (SessionState::Guest(_) | SessionState::Account(_), _) if session.is_ready() => {
                self.stage = Stage::Joining(None);
                self.waited_s = 0.0;
                Some(Step::Join)
            }
            (SessionState::SignedOut | SessionState::Returning | SessionState::Guest(_) | SessionState::Account(_), _) => None,
        }
    }

    /// The server was asked for a place.
    pub fn asked(&mut self, id: RequestId) {
        self.stage = Stage::Joining(Some(id));
    }

    /// The server answered.
    pub fn joined(&mut self, id: RequestId, result: Result<(), NetError>) {
        if self.stage != Stage::Joining(Some(id)) {
            return;
        }
        match result {
            Ok(()) => self.stage = Stage::Waiting,
            // The stream was lost in the same moment: once more, from the start.
            Err(error) if error.code() == Some(ErrorCode::SseConnectionRequired) => self.again(),
            Err(error) => self.fail(error),
        }
    }

    /// The place is given up with this request; everything else begins anew.
    #[must_use]
    pub fn left(id: RequestId) -> Self {
        Self { leaving: Some(id), ..Self::default() }
    }

    /// The server answered that. When it says that there was no place, a match was found before.
    pub fn left_answered(&mut self, id: RequestId, gone: bool) {
        if gone && self.leaving == Some(id) {
            self.leaving = None;
        }
    }

    /// Something else was begun since.
    pub const fn forget_leaving(&mut self) {
        self.leaving = None;
    }

    /// A match is there. False: nobody searches here. Whoever was about to leave plays it: the other one is there too.
    pub fn found(&mut self, code: MatchCode) -> bool {
        let wanted = self.is_queued() || self.leaving.take().is_some();
        if wanted {
            self.stage = Stage::Found(code);
        }
        wanted
    }

    /// A match was begun here that was not found by the search: there is nothing to search any more.
    pub fn begun(&mut self, code: MatchCode) {
        self.leaving = None;
        self.stage = Stage::Found(code);
    }

    /// Something went wrong.
    pub fn fail(&mut self, error: NetError) {
        if !self.is_found() {
            self.stage = Stage::Failed(error);
        }
    }

    /// Once more, from the start.
    pub fn again(&mut self) {
        if !self.is_found() {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> MatchCode {
        "7KDW3Q".parse().unwrap()
    }

    #[test]
    fn a_match_that_nobody_searches_is_not_taken() {
        let mut search = Search::default();
        assert!(!search.found(code()));
        search.stage = Stage::Waiting;
        assert!(search.found(code()));
        assert!(!search.found(code()));
    }

    #[test]
    fn a_match_that_was_begun_elsewhere_ends_the_search_and_is_not_begun_twice() {
        let mut search = Search { stage: Stage::Waiting, ..Search::default() };
        search.begun(code());
        assert!(search.is_found() && !search.is_queued());
        assert!(!search.found(code()));
    }

    #[test]
    fn a_search_without_a_server_fails_in_time_and_can_be_tried_again() {
        let mut search = Search::default();
        let session = Session::default();
        for _ in 0..16 {
            assert_eq!(search.go_on(&session, 1.0), None);
        }
        assert_eq!(search.stage(), &Stage::Failed(NetError::Timeout));
        search.again();
        assert_eq!(search.stage(), &Stage::Connecting);
    }

    #[test]
    fn whoever_loses_the_stream_in_the_queue_asks_for_a_place_again() {
        let mut search = Search { stage: Stage::Waiting, waited_s: 60.0, ..Search::default() };
        assert_eq!(search.go_on(&Session::default(), 0.1), None);
        assert_eq!(search.stage(), &Stage::Connecting);
        assert!(search.is_queued(), "whoever leaves now gives the place up");
        assert!(search.found(code()), "and the server may have paired us as soon as the stream was back");
    }
}
