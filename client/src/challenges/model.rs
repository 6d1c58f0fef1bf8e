//! The challenges that wait, and the match that one of them has become.

use bevy::prelude::Resource;
use common::api::challenge::{Challenge, ChallengeState, Challenges as Listed};
use common::api::event::ChallengeEvent;
use common::api::time::Timestamp;
use common::api::users::{PlayMode, SmallUser};
use common::ids::{ChallengeId, MatchCode, UserId};

use crate::net::{NetError, RequestId, Session, SessionState};
use crate::people::challenge::Choices;

/// Most challenges of each direction that are kept, whatever a server sends.
const LISTED_MAX: usize = 50;
/// Most answers from here that are remembered.
const ANSWERED_MAX: usize = 50;

/// What somebody should be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// This user challenges the own one.
    Received(SmallUser),
    /// This user does not want to play.
    Declined(SmallUser),
    /// This user did not answer in time.
    Expired(SmallUser),
    /// This user has taken the challenge back.
    Withdrawn(SmallUser),
}

/// The challenges of whoever is signed in.
#[derive(Resource, Clone, Debug, Default)]
pub struct Challenges {
    whose: Option<UserId>,
    /// By others, newest first.
    pub received: Vec<Challenge>,
    /// Own ones, newest first.
    pub sent: Vec<Challenge>,
    /// Whether the server has given the list.
    known: bool,
    /// Whether the stream of events was open when last looked at.
    listening: bool,
    asked: Option<RequestId>,
    stale: bool,
    /// Answers that were given at this machine: only here the match is gone to.
    answered_here: Vec<ChallengeId>,
    /// How far the server's clock is ahead of this machine's, milliseconds.
    ahead_ms: i64,
    /// The match to go to, once.
    call: Option<MatchCode>,
    begun: Option<MatchCode>,
}

impl Challenges {
    /// Looks at who is signed in. True: the list has to be read.
    pub fn follow(&mut self, session: &Session) -> bool {
        let whose = match &session.state {
            SessionState::Account(me) => Some(me.id),
            SessionState::SignedOut | SessionState::Returning | SessionState::Guest(_) => None,
        };
        if whose != self.whose {
            *self = Self { whose, begun: self.begun, ahead_ms: self.ahead_ms, ..Self::default() };
        }
        let opened = session.stream_open && !self.listening;
        self.listening = session.stream_open;
        self.stale |= opened;
        std::mem::take(&mut self.stale) && self.whose.is_some() && session.stream_open
    }

    /// What is known may be out of date.
    pub const fn again(&mut self) {
        self.stale = true;
    }

    /// The server was asked for the list.
    pub const fn asked(&mut self, id: RequestId) {
        self.asked = Some(id);
    }

    /// The server gave the list.
    pub fn listed(&mut self, id: RequestId, result: &Result<Listed, NetError>) {
        if self.asked != Some(id) {
            return;
        }
        self.asked = None;
        if let Ok(listed) = result {
            self.known = true;
            let pending = |all: &[Challenge]| all.iter().filter(|one| is_pending(one)).take(LISTED_MAX).cloned().collect();
            (self.received, self.sent) = (pending(&listed.received), pending(&listed.sent));
        }
    }

    /// An event about one of them. Says what somebody should be told.
    pub fn heard(&mut self, event: &ChallengeEvent) -> Option<Told> {
        let me = self.whose?;
        let (ChallengeEvent::Received(challenge) | ChallengeEvent::Updated(challenge)) = event;
        let was_known = self.received.iter().any(|known| known.id == challenge.id);
        let is_own = challenge.sender.id == me;
        if !is_own && challenge.receiver.id != me {
            return None;
        }
        self.take(challenge);
        match (challenge.state, is_own) {
            (ChallengeState::Pending, false) if !was_known => Some(Told::Received(challenge.sender.clone())),
            (ChallengeState::Accepted, _) => {
                if is_own || self.answered_here.contains(&challenge.id) {
                    self.call = challenge.match_code;
                }
                None
            }
            (ChallengeState::Declined, true) => Some(Told::Declined(challenge.receiver.clone())),
            (ChallengeState::Expired, true) => Some(Told::Expired(challenge.receiver.clone())),
            (ChallengeState::Cancelled, false) => Some(Told::Withdrawn(challenge.sender.clone())),
            (ChallengeState::Pending | ChallengeState::Declined | ChallengeState::Cancelled | ChallengeState::Expired, _) => None,
        }
    }

    /// This challenge has just been made: that is now.
    pub const fn made(&mut self, challenge: &Challenge, here: Timestamp) {
        self.ahead_ms = challenge.created_at.0.saturating_sub(here.0);
    }

    /// What time it is at the server, when it is this time here.
    #[must_use]
    pub const fn server_time(&self, here: Timestamp) -> Timestamp {
        Timestamp(here.0.saturating_add(self.ahead_ms))
    }

    /// This is how it stands now.
    pub fn take(&mut self, challenge: &Challenge) {
        let own = self.whose == Some(challenge.sender.id);
        let list = if own { &mut self.sent } else { &mut self.received };
        let at = list.iter().position(|known| known.id == challenge.id);
        match (at, is_pending(challenge)) {
            (Some(at), true) => list[at] = challenge.clone(),
            (Some(at), false) => drop(list.remove(at)),
            (None, true) => {
                list.insert(0, challenge.clone());
                list.truncate(LISTED_MAX);
            }
            (None, false) => {}
        }
    }

    /// The challenge of this user that can be accepted at this moment of the server: to challenge them is to say yes to it.
    #[must_use]
    pub fn to_accept(&self, user: UserId, now: Timestamp) -> Option<ChallengeId> {
        let me = self.whose?;
        self.received.iter().find(|one| one.sender.id == user && Choices::of(one, me, now) == Choices::Answer).map(|one| one.id)
    }

    /// An answer is on its way from here.
    pub fn answering(&mut self, id: ChallengeId) {
        self.answered_here.push(id);
        if self.answered_here.len() > ANSWERED_MAX {
            self.answered_here.remove(0);
        }
    }

    /// The server took the answer to one, or not: then what is known of it is old.
    pub fn answered(&mut self, id: ChallengeId, problem: Option<&NetError>) {
        if problem.is_some() {
            self.stale = true;
        } else {
            self.received.retain(|known| known.id != id);
            self.sent.retain(|known| known.id != id);
        }
    }

    /// The answer to an own yes: this match.
    pub const fn call(&mut self, code: MatchCode) {
        self.call = Some(code);
    }

    /// This match was begun here.
    pub const fn begun(&mut self, code: MatchCode) {
        self.begun = Some(code);
    }

    /// The match to go to, unless it was begun already.
    pub fn take_call(&mut self) -> Option<MatchCode> {
        let code = self.call.take()?;
        (self.begun != Some(code)).then_some(code)
    }

    /// How many wait for an answer of whoever is signed in; none while that is not known.
    #[must_use]
    pub fn waiting(&self) -> Option<u32> {
        (self.known || self.whose.is_none()).then(|| u32::try_from(self.received.len()).unwrap_or(u32::MAX))
    }

    /// Whether they are listed for whoever is signed in: somebody with an account who plays online.
    #[must_use]
    pub fn are_listed(&self, session: &Session) -> bool {
        let online = matches!(&session.state, SessionState::Account(me) if me.play_mode == PlayMode::Online);
        online && !(self.received.is_empty() && self.sent.is_empty())
    }
}

fn is_pending(challenge: &Challenge) -> bool {
    challenge.state == ChallengeState::Pending
}

#[cfg(test)]
mod tests {
    use common::api::matches::Game;
    use common::api::users::SmallProfilePicture;
    use common::ids::PictureId;

    use super::*;

    fn user(id: i64) -> SmallUser {
        SmallUser { id: UserId(id), username: format!("user{id}"), profile_picture: SmallProfilePicture::of(PictureId(1)) }
    }

    fn challenge(id: i64, sender: i64, receiver: i64, state: ChallengeState) -> Challenge {
        let match_code = (state == ChallengeState::Accepted).then(|| "7KDW3Q".parse().unwrap());
        let (sender, receiver) = (user(sender), user(receiver));
        let created_at = Timestamp(1_000_000);
        Challenge { id: ChallengeId(id), game: Game::Duel, sender, receiver, state, created_at, expires_at: None, match_code, watch: None }
    }

    fn of_user_one() -> Challenges {
        Challenges { whose: Some(UserId(1)), known: true, ..Challenges::default() }
    }

    fn updated(id: i64, sender: i64, receiver: i64, state: ChallengeState) -> ChallengeEvent {
        ChallengeEvent::Updated(Box::new(challenge(id, sender, receiver, state)))
    }

    #[test]
    fn a_challenge_is_told_and_counted_once_and_leaves_the_list_with_its_outcome() {
        let mut challenges = of_user_one();
        let received = ChallengeEvent::Received(Box::new(challenge(5, 2, 1, ChallengeState::Pending)));
        assert_eq!(challenges.heard(&received), Some(Told::Received(user(2))));
        assert_eq!(challenges.heard(&received), None);
        assert_eq!(challenges.waiting(), Some(1));
        assert_eq!(challenges.heard(&updated(5, 2, 1, ChallengeState::Cancelled)), Some(Told::Withdrawn(user(2))));
        assert_eq!(challenges.waiting(), Some(0));
    }

    #[test]
    fn whoever_challenges_somebody_who_challenges_them_says_yes_to_that() {
        let mut challenges = of_user_one();
        challenges.take(&challenge(5, 2, 1, ChallengeState::Pending));
        challenges.take(&challenge(6, 1, 3, ChallengeState::Pending));
        let mut soon = challenge(7, 4, 1, ChallengeState::Pending);
        soon.expires_at = Some(Timestamp(1_060_000));
        challenges.take(&soon);
        let to_accept = |now| [2, 3, 4].map(|user| challenges.to_accept(UserId(user), Timestamp(now)));
        assert_eq!(to_accept(1_010_000), [Some(ChallengeId(5)), None, Some(ChallengeId(7))]);
        assert_eq!(to_accept(1_060_000), [Some(ChallengeId(5)), None, None], "too late");
    }

    #[test]
    fn an_accepted_challenge_is_gone_to_once_by_the_challenger() {
        let mut challenges = of_user_one();
        challenges.take(&challenge(5, 1, 2, ChallengeState::Pending));
        assert_eq!(challenges.heard(&updated(5, 1, 2, ChallengeState::Accepted)), None);
        assert_eq!(challenges.take_call(), "7KDW3Q".parse().ok());
        assert_eq!(challenges.take_call(), None);
        assert!(challenges.sent.is_empty());
    }

    #[test]
    fn a_challenge_that_was_accepted_at_another_machine_takes_nobody_away_here() {
        let mut challenges = of_user_one();
        challenges.heard(&updated(5, 2, 1, ChallengeState::Accepted));
        assert_eq!(challenges.take_call(), None);
        challenges.answering(ChallengeId(6));
        challenges.heard(&updated(6, 2, 1, ChallengeState::Accepted));
        assert!(challenges.take_call().is_some());
    }

    #[test]
    fn a_match_that_the_search_has_begun_is_not_begun_again() {
        let mut challenges = of_user_one();
        challenges.heard(&updated(5, 1, 2, ChallengeState::Accepted));
        challenges.begun("7KDW3Q".parse().unwrap());
        assert_eq!(challenges.take_call(), None);
    }

    #[test]
    fn the_clock_of_a_challenge_is_that_of_the_server_whatever_this_machine_believes() {
        let mut challenges = of_user_one();
        challenges.made(&challenge(5, 1, 2, ChallengeState::Pending), Timestamp(9_000_000));
        assert_eq!(challenges.server_time(Timestamp(9_010_000)), Timestamp(1_010_000));
    }

    #[test]
    fn a_challenge_between_others_is_none_of_ours_and_no_list_grows_without_end() {
        let mut challenges = of_user_one();
        assert_eq!(challenges.heard(&updated(5, 2, 3, ChallengeState::Pending)), None);
        for id in 1..1000 {
            challenges.heard(&updated(id, 2, 1, ChallengeState::Pending));
        }
        assert_eq!(challenges.received.len(), LISTED_MAX);
    }
}
