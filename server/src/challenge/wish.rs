//! A challenge as a value, and the rules of its one outcome. Pure.

use common::api::challenge::ChallengeState;
use common::api::chat_socket::ChallengeAnswer;
use common::api::error::ErrorCode;
use common::api::matches::Game;
use common::ids::{ChallengeId, MatchCode, UserId};

/// One user's wish to play another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    pub(crate) id: ChallengeId,
    pub(crate) game: Game,
    pub(crate) sender: UserId,
    pub(crate) receiver: UserId,
    pub(crate) state: ChallengeState,
    /// Milliseconds since 1970 UTC.
    pub(crate) created_at: i64,
    /// Likewise; `None`: waits until it is answered.
    pub(crate) expires_at: Option<i64>,
    pub(crate) match_code: Option<MatchCode>,
}

impl Wish {
    /// The two it is about, the challenger first.
    pub(crate) fn players(&self) -> [UserId; 2] {
        [self.sender, self.receiver]
    }

    /// How it ends if this user answers so.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for somebody whom it is none of the business of, [`ErrorCode::Forbidden`] for the wrong one of the
    /// two, [`ErrorCode::NotPending`] when it has ended.
    pub(crate) fn answered(&self, user: UserId, answer: ChallengeAnswer) -> Result<ChallengeState, ErrorCode> {
        let entitled = match answer {
            ChallengeAnswer::Accept | ChallengeAnswer::Decline => self.receiver,
            ChallengeAnswer::Cancel => self.sender,
        };
        if !self.players().contains(&user) {
            Err(ErrorCode::NotFound)
        } else if user != entitled {
            Err(ErrorCode::Forbidden)
        } else if self.state != ChallengeState::Pending {
            Err(ErrorCode::NotPending)
        } else {
            Ok(answer.outcome())
        }
    }

    /// Whether its time is over, although nobody has written that down yet.
    pub(crate) fn is_due(&self, now_ms: i64) -> bool {
        self.state == ChallengeState::Pending && self.expires_at.is_some_and(|at| at <= now_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADA: UserId = UserId(1);
    const BOB: UserId = UserId(2);

    fn wish(state: ChallengeState) -> Wish {
        let (id, game) = (ChallengeId(7), Game::Duel);
        Wish { id, game, sender: ADA, receiver: BOB, state, created_at: 0, expires_at: Some(60_000), match_code: None }
    }

    #[test]
    fn each_of_the_two_has_answers_of_their_own_and_nobody_else_has_any() {
        let waiting = wish(ChallengeState::Pending);
        for answer in [ChallengeAnswer::Accept, ChallengeAnswer::Decline] {
            assert_eq!(waiting.answered(BOB, answer), Ok(answer.outcome()));
            assert_eq!(waiting.answered(ADA, answer), Err(ErrorCode::Forbidden));
        }
        assert_eq!(waiting.answered(ADA, ChallengeAnswer::Cancel), Ok(ChallengeState::Cancelled));
        assert_eq!(waiting.answered(BOB, ChallengeAnswer::Cancel), Err(ErrorCode::Forbidden));
        assert_eq!(waiting.answered(UserId(3), ChallengeAnswer::Cancel), Err(ErrorCode::NotFound));
    }

    #[test]
    fn what_has_ended_ends_no_second_time() {
        use ChallengeState::{Accepted, Cancelled, Declined, Expired};
        for state in [Accepted, Declined, Cancelled, Expired] {
            assert_eq!(wish(state).answered(BOB, ChallengeAnswer::Accept), Err(ErrorCode::NotPending));
            assert!(!wish(state).is_due(i64::MAX));
        }
    }

    #[test]
    fn the_last_moment_is_the_one_before_it_expires() {
        let waiting = wish(ChallengeState::Pending);
        assert!(!waiting.is_due(59_999) && waiting.is_due(60_000));
        assert!(!Wish { expires_at: None, ..waiting }.is_due(i64::MAX));
    }
}
