//! The search as a machine of states: who, connection, queue, found. It goes on while other pages are looked at.

use bevy::prelude::Resource;
use common::api::error::ErrorCode;
use common::ids::MatchCode;

use crate::net::{NetError, RequestId, ServerState, Session, SessionState};
use crate::waiting::Wanted;

/// Longest wait for the server and the event stream before the search says that it failed, seconds.
const READY_TIMEOUT_S: f32 = 15.0;
/// Ranked: so far away from the own trophies the other may be at first; the window doubles every [`WINDOW_STEP_S`].
const WINDOW_MIN: u32 = 50;
/// Ranked: how often the window doubles, seconds.
const WINDOW_STEP_S: f32 = 10.0;
/// Ranked: from now on anybody will do, seconds.
const ANYBODY_S: f32 = 60.0;

/// Where the search is.
#[derive(Resource, Clone, Debug, Default, PartialEq)]
pub struct Search {
    wanted: Wanted,
    stage: Stage,
    waited_s: f32,
    /// How long the server thinks that it takes, as it said when the place was given, seconds.
    expected_s: Option<u32>,
    /// The server gave us a place and keeps it for a while, though the stream is lost: it may find a match before we ask again.
    has_place: bool,
    /// The place was given up, and the server has not said yet that it is: a match may have been found in the same moment.
    leaving: Option<RequestId>,
}

/// Where the search is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    /// Nothing is searched.
    #[default]
    Rest,
    /// Waits for the server, or for its event stream.
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
    Join(Wanted),
}

/// How far away from the own trophies the other may be by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// At most so many trophies.
    Within(u32),
    /// Anybody will do.
    Anybody,
}

impl Search {
    /// Looks for this from now on. One that is looked for already goes on.
    pub fn begin(&mut self, wanted: Wanted) {
        if !(self.is_active() && self.wanted == wanted) {
            *self = Self { wanted, stage: Stage::Connecting, has_place: self.is_queued(), ..Self::default() };
        }
    }

    /// What is, or was, looked for.
    #[must_use]
    pub const fn wanted(&self) -> Wanted {
        self.wanted
    }

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

    /// How long it may still take as far as the server can say, seconds; none while that is not known, or is over.
    #[must_use]
    pub fn left_s(&self) -> Option<f32> {
        let expected = self.expected_s.filter(|_| self.stage == Stage::Waiting)?;
        #[expect(clippy::cast_precision_loss, reason = "seconds of one sitting")]
        let left = expected as f32 - self.waited_s;
        (left > 0.0).then_some(left)
    }

    /// Ranked: who will do by now.
    #[must_use]
    pub fn window(&self) -> Option<Window> {
        if self.wanted != Wanted::Ranked || self.stage != Stage::Waiting {
            return None;
        }
        if self.waited_s >= ANYBODY_S {
            return Some(Window::Anybody);
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "less than a minute in steps, never negative")]
        let doubled = (self.waited_s.max(0.0) / WINDOW_STEP_S) as u32;
        Some(Window::Within(WINDOW_MIN << doubled))
    }

    /// Whether something is looked for.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        matches!(self.stage, Stage::Connecting | Stage::Guest | Stage::Joining(_) | Stage::Waiting)
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
            Stage::Rest | Stage::Guest | Stage::Found(_) | Stage::Failed(_) => false,
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
                    *self = Self { wanted: self.wanted, stage: Stage::Connecting, has_place: true, ..Self::default() };
                }
                None
            }
            Stage::Rest | Stage::Found(_) | Stage::Failed(_) => None,
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
            (SessionState::SignedOut, _) if self.wanted == Wanted::Ranked => {
                self.fail(NetError::SignedOut);
                None
            }
            (SessionState::SignedOut, Stage::Connecting) => {
                self.stage = Stage::Guest;
                Some(Step::BeGuest)
            }
            (SessionState::Guest(_) | SessionState::Account(_), _) if session.is_ready() => {
                self.stage = Stage::Joining(None);
                self.waited_s = 0.0;
                Some(Step::Join(self.wanted))
            }
            (SessionState::SignedOut | SessionState::Returning | SessionState::Guest(_) | SessionState::Account(_), _) => None,
        }
    }

    /// The server was asked for a place.
    pub fn asked(&mut self, id: RequestId) {
        self.stage = Stage::Joining(Some(id));
    }

    /// The server answered: there is a place, and perhaps how long it may take, seconds. True: it was the place that is wanted.
    pub fn joined(&mut self, id: RequestId, result: Result<Option<u32>, NetError>) -> bool {
        if self.stage != Stage::Joining(Some(id)) {
            return false;
        }
        match result {
            Ok(expected_s) => {
                self.stage = Stage::Waiting;
                self.expected_s = expected_s;
                return true;
            }
            // The stream was lost in the same moment: once more, from the start.
            Err(error) if error.code() == Some(ErrorCode::SseConnectionRequired) => self.again(),
            Err(error) => self.fail(error),
        }
        false
    }

    /// Nothing is looked for any more. The server has taken the place away, or never gave one.
    pub fn rest(&mut self) {
        *self = Self { wanted: self.wanted, leaving: self.leaving, ..Self::default() };
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
        if self.is_active() {
            self.stage = Stage::Failed(error);
        }
    }

    /// Once more, from the start.
    pub fn again(&mut self) {
        if !self.is_found() {
            *self = Self { wanted: self.wanted, stage: Stage::Connecting, ..Self::default() };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> MatchCode {
        "7KDW3Q".parse().unwrap()
    }

    fn waiting(wanted: Wanted) -> Search {
        Search { wanted, stage: Stage::Waiting, ..Search::default() }
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
        let mut search = waiting(Wanted::Duel);
        search.begun(code());
        assert!(search.is_found() && !search.is_queued());
        assert!(!search.found(code()));
    }

    #[test]
    fn a_search_without_a_server_fails_in_time_and_can_be_tried_again() {
        let mut search = Search::default();
        let session = Session::default();
        assert_eq!(search.go_on(&session, 100.0), None);
        assert_eq!(search.stage(), &Stage::Rest, "nothing is searched by itself");
        search.begin(Wanted::Duel);
        for _ in 0..16 {
            assert_eq!(search.go_on(&session, 1.0), None);
        }
        assert_eq!(search.stage(), &Stage::Failed(NetError::Timeout));
        search.again();
        assert_eq!(search.stage(), &Stage::Connecting);
    }

    #[test]
    fn whoever_loses_the_stream_in_the_queue_asks_for_a_place_again() {
        let mut search = waiting(Wanted::Ranked);
        assert_eq!(search.go_on(&Session::default(), 0.1), None);
        assert_eq!((search.stage(), search.wanted()), (&Stage::Connecting, Wanted::Ranked));
        assert!(search.is_queued(), "whoever leaves now gives the place up");
        assert!(search.found(code()), "and the server may have paired us as soon as the stream was back");
    }

    #[test]
    fn a_search_that_goes_on_is_not_begun_anew_unless_something_else_is_wanted() {
        let mut search = Search { waited_s: 30.0, ..waiting(Wanted::Duel) };
        search.begin(Wanted::Duel);
        assert_eq!((search.stage(), search.waited_s()), (&Stage::Waiting, 30.0));
        search.begin(Wanted::Ranked);
        assert_eq!((search.stage(), search.waited_s()), (&Stage::Connecting, 0.0));
        assert!(search.is_queued(), "the other place is given up by the server only when it gives the new one");
    }

    #[test]
    fn a_ranked_search_says_who_will_do_by_now_and_a_duel_does_not() {
        let after = |waited_s| Search { waited_s, ..waiting(Wanted::Ranked) }.window();
        let within = |trophies| Some(Window::Within(trophies));
        assert_eq!([after(0.0), after(9.9), after(10.0), after(59.9)], [within(50), within(50), within(100), within(1600)]);
        assert_eq!(after(60.0), Some(Window::Anybody));
        assert_eq!(waiting(Wanted::Duel).window(), None);
    }

    #[test]
    fn what_the_server_expects_is_counted_down_and_not_said_once_it_was_wrong() {
        let mut search = Search { expected_s: Some(20), ..waiting(Wanted::Duel) };
        assert_eq!(search.left_s(), Some(20.0));
        search.waited_s = 20.0;
        assert_eq!(search.left_s(), None);
        assert_eq!(waiting(Wanted::Duel).left_s(), None);
    }
}
