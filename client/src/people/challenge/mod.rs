//! Challenges, as far as more than one room has to do with them: what is wished of them, and what can be done with one now.

pub mod view;

use bevy::prelude::{Message, Resource};
use common::api::challenge::{Challenge, ChallengeState, Watch};
use common::api::chat_socket::ChallengeAnswer;
use common::api::time::Timestamp;
use common::ids::{ChallengeId, MatchCode, UserId};

use crate::net::{NetError, RequestId};

/// Most refusals that are kept to be seen.
const REFUSED_MAX: usize = 16;

/// What somebody wants with a challenge.
#[derive(Message, Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChallengeWish {
    /// Challenges this user: for 60 seconds in the conversation, or until it is answered.
    Send {
        /// Whom.
        user: UserId,
        /// In the conversation.
        in_chat: bool,
    },
    /// Accepts, declines or takes back this one.
    Answer(ChallengeId, ChallengeAnswer),
}

/// What can be done with a challenge now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    /// Nothing: it has its outcome, or somebody else's.
    Nothing,
    /// The challenger can take it back.
    Cancel,
    /// The challenged can accept or decline.
    Answer,
    /// The challenger is busy: their match can be watched meanwhile, or the challenge declined.
    Watch(MatchCode),
    /// The challenger is busy, and cannot be watched: it can only be declined.
    Wait,
}

impl Choices {
    /// Of whoever looks at it at this moment of the server.
    #[must_use]
    pub fn of(challenge: &Challenge, me: UserId, now: Timestamp) -> Self {
        let over = challenge.state != ChallengeState::Pending || seconds_left(challenge, now) == Some(0);
        match (&challenge.watch, challenge.sender.id == me, challenge.receiver.id == me) {
            _ if over => Self::Nothing,
            (_, true, _) => Self::Cancel,
            (None, false, true) => Self::Answer,
            (Some(Watch::Code(code)), false, true) => Self::Watch(*code),
            (Some(Watch::Refused(_)), false, true) => Self::Wait,
            (_, false, false) => Self::Nothing,
        }
    }
}

/// How long a challenge of a conversation waits still, seconds, at this moment of the server; none for one without an end.
#[must_use]
pub fn seconds_left(challenge: &Challenge, now: Timestamp) -> Option<u32> {
    let end = challenge.expires_at?;
    let whole = end.0.saturating_sub(challenge.created_at.0).max(0);
    let left = end.0.saturating_sub(now.0).clamp(0, whole);
    Some(u32::try_from(left.saturating_add(999) / 1000).unwrap_or(u32::MAX))
}

/// Wishes that are under way, and those that were refused.
#[derive(Resource, Clone, Debug, Default)]
pub struct Wishes {
    under_way: Vec<(RequestId, ChallengeWish)>,
    refused: Vec<(ChallengeWish, NetError)>,
}

impl Wishes {
    /// The server was asked. What was refused before is said no more.
    pub fn asked(&mut self, id: RequestId, wish: ChallengeWish) {
        self.refused.retain(|(known, _)| !same_thing(*known, wish));
        self.under_way.push((id, wish));
    }

    /// The server answered. Returns what had been wished.
    pub fn answered(&mut self, id: RequestId, problem: Option<&NetError>) -> Option<ChallengeWish> {
        let at = self.under_way.iter().position(|(known, _)| *known == id)?;
        let (_, wish) = self.under_way.swap_remove(at);
        if let Some(problem) = problem {
            self.refuse(wish, problem.clone());
        }
        Some(wish)
    }

    /// This was refused.
    pub fn refuse(&mut self, wish: ChallengeWish, problem: NetError) {
        self.refused.push((wish, problem));
        if self.refused.len() > REFUSED_MAX {
            self.refused.remove(0);
        }
    }

    /// Whether an answer to this challenge is under way.
    #[must_use]
    pub fn is_answering(&self, challenge: ChallengeId) -> bool {
        self.under_way.iter().any(|(_, wish)| matches!(wish, ChallengeWish::Answer(id, _) if *id == challenge))
    }

    /// Whether a challenge to this user is under way.
    #[must_use]
    pub fn is_sending(&self, to: UserId) -> bool {
        self.under_way.iter().any(|(_, wish)| matches!(wish, ChallengeWish::Send { user, .. } if *user == to))
    }

    /// Why the answer to this challenge was refused.
    #[must_use]
    pub fn answer_refused(&self, challenge: ChallengeId) -> Option<&NetError> {
        self.refusal(|wish| matches!(wish, ChallengeWish::Answer(id, _) if id == challenge))
    }

    /// Why a challenge to this user, from the conversation, was refused.
    #[must_use]
    pub fn sending_refused(&self, to: UserId) -> Option<&NetError> {
        self.refusal(|wish| wish == ChallengeWish::Send { user: to, in_chat: true })
    }

    fn refusal(&self, of: impl Fn(ChallengeWish) -> bool) -> Option<&NetError> {
        self.refused.iter().rev().find(|(wish, _)| of(*wish)).map(|(_, problem)| problem)
    }
}

fn same_thing(one: ChallengeWish, other: ChallengeWish) -> bool {
    match (one, other) {
        (ChallengeWish::Send { user: one, .. }, ChallengeWish::Send { user: other, .. }) => one == other,
        (ChallengeWish::Answer(one, _), ChallengeWish::Answer(other, _)) => one == other,
        (ChallengeWish::Send { .. }, ChallengeWish::Answer(..)) | (ChallengeWish::Answer(..), ChallengeWish::Send { .. }) => false,
    }
}

#[cfg(test)]
mod tests {
    use common::api::matches::Game;
    use common::api::users::{SmallProfilePicture, SmallUser};
    use common::ids::PictureId;

    use super::*;

    fn user(id: i64) -> SmallUser {
        SmallUser { id: UserId(id), username: format!("user{id}"), profile_picture: SmallProfilePicture::of(PictureId(1)) }
    }

    fn challenge() -> Challenge {
        Challenge {
            id: ChallengeId(3),
            game: Game::Duel,
            sender: user(1),
            receiver: user(2),
            state: ChallengeState::Pending,
            created_at: Timestamp(1_000_000),
            expires_at: Some(Timestamp(1_060_000)),
            match_code: None,
            watch: None,
        }
    }

    #[test]
    fn the_clock_counts_the_sixty_seconds_whatever_the_clock_of_this_machine_says() {
        let left = |now| seconds_left(&challenge(), Timestamp(now));
        assert_eq!([left(1_000_000), left(1_000_001), left(1_059_001), left(1_060_000)], [Some(60), Some(60), Some(1), Some(0)]);
        assert_eq!([left(0), left(i64::MAX), left(i64::MIN)], [Some(60), Some(0), Some(60)]);
        assert_eq!(seconds_left(&Challenge { expires_at: None, ..challenge() }, Timestamp(0)), None);
    }

    #[test]
    fn each_side_can_do_what_is_its_own_and_nothing_once_it_is_over() {
        let of = |challenge: &Challenge, me| Choices::of(challenge, UserId(me), Timestamp(1_010_000));
        assert_eq!([of(&challenge(), 1), of(&challenge(), 2), of(&challenge(), 3)], [Choices::Cancel, Choices::Answer, Choices::Nothing]);
        let settled = Challenge { state: ChallengeState::Declined, ..challenge() };
        assert_eq!([of(&settled, 1), of(&settled, 2)], [Choices::Nothing; 2]);
        assert_eq!(Choices::of(&challenge(), UserId(2), Timestamp(1_060_000)), Choices::Nothing);
    }

    #[test]
    fn a_busy_challenger_can_be_watched_or_has_to_be_waited_for() {
        let code = "7KDW3Q".parse().unwrap();
        let of = |watch| Choices::of(&Challenge { watch: Some(watch), ..challenge() }, UserId(2), Timestamp(1_010_000));
        assert_eq!(of(Watch::Code(code)), Choices::Watch(code));
        assert_eq!(of(Watch::Refused("private".to_owned())), Choices::Wait);
    }
}
