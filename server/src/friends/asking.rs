//! Who may ask whom for friendship. Pure.

use common::api::error::{ErrorCode, FieldCode};
use common::api::friends::REQUESTS_MAX;
use common::ids::UserId;

use crate::http::ApiError;
use crate::relations::Relation;

/// A wish for friendship, as far as it decides whether it is allowed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    pub(super) from: UserId,
    pub(super) to: UserId,
    /// How `from` stands to `to`.
    pub(super) relation: Relation,
    /// Whether `to` wants to be asked.
    pub(super) is_welcome: bool,
    /// Requests of `from` that wait for an answer.
    pub(super) waiting: i64,
    /// Whether one of the two has asked the other already.
    pub(super) is_asked: bool,
}

impl Wish {
    /// # Errors
    /// Why it is not allowed: what is forbidden first, then what is wrong, then what is so already.
    pub(super) fn check(self) -> Result<(), ApiError> {
        let is_own = self.from == self.to;
        if self.relation.blocks() {
            return Err(ErrorCode::BlockedByYou.into());
        }
        if !self.is_welcome && !is_own {
            return Err(ErrorCode::NotAccepting.into());
        }
        if self.waiting >= REQUESTS_MAX {
            return Err(ErrorCode::TooManyRequests.into());
        }
        if is_own {
            return Err(ApiError::field("username", FieldCode::Yourself));
        }
        if self.relation.friends {
            return Err(ErrorCode::AlreadyFriends.into());
        }
        if self.is_asked { Err(ErrorCode::AlreadyRequested.into()) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WISH: Wish = Wish {
        from: UserId(1),
        to: UserId(2),
        relation: Relation { friends: false, blocked_since: None, blocked_by_since: None },
        is_welcome: true,
        waiting: REQUESTS_MAX - 1,
        is_asked: false,
    };

    #[test]
    fn of_several_reasons_the_first_in_the_order_of_refusals_is_said() {
        let mut wish = WISH;
        let mut codes = Vec::new();
        let mut say = |wish: Wish| codes.push(wish.check().map_err(|error| error.code));
        say(wish);
        wish.is_asked = true;
        say(wish);
        wish.relation.friends = true;
        say(wish);
        wish.to = wish.from;
        say(wish);
        wish.waiting += 1;
        say(wish);
        wish.to = UserId(2);
        wish.is_welcome = false;
        say(wish);
        wish.relation.blocked_since = Some(1);
        say(wish);
        use ErrorCode::{AlreadyFriends, AlreadyRequested, BlockedByYou, Invalid, NotAccepting, TooManyRequests};
        let refused = [AlreadyRequested, AlreadyFriends, Invalid, TooManyRequests, NotAccepting, BlockedByYou].map(Err);
        assert_eq!(codes, [&[Ok(())][..], &refused].concat());
    }

    #[test]
    fn who_wants_no_requests_hears_of_a_wish_for_oneself_what_everybody_hears() {
        let own = Wish { to: WISH.from, is_welcome: false, ..WISH };
        assert_eq!(own.check(), Err(ApiError::field("username", FieldCode::Yourself)));
    }
}
