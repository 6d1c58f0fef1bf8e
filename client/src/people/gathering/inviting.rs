//! Which friends were asked to come to the place where one is.

use common::ids::UserId;

use crate::net::{NetError, RequestId};

/// The friends who were asked.
#[derive(Clone, Debug, Default)]
pub struct Inviting {
    /// Whether the list of friends is open.
    pub open: bool,
    asked: Vec<(RequestId, UserId)>,
    done: Vec<UserId>,
    refused: Vec<(UserId, NetError)>,
}

impl Inviting {
    /// This friend is being asked.
    pub fn ask(&mut self, id: RequestId, friend: UserId) {
        self.refused.retain(|(user, _)| *user != friend);
        self.asked.push((id, friend));
    }

    /// The friend was asked, or could not be.
    pub fn answered(&mut self, id: RequestId, result: Result<(), &NetError>) {
        let Some(at) = self.asked.iter().position(|(asked, _)| *asked == id) else { return };
        let (_, friend) = self.asked.swap_remove(at);
        match result {
            Ok(()) => self.done.push(friend),
            Err(error) => self.refused.push((friend, error.clone())),
        }
    }

    /// Whether this friend is being asked.
    #[must_use]
    pub fn is_asking(&self, friend: UserId) -> bool {
        self.asked.iter().any(|(_, user)| *user == friend)
    }

    /// Whether this friend was asked.
    #[must_use]
    pub fn is_asked(&self, friend: UserId) -> bool {
        self.done.contains(&friend)
    }

    /// Why this friend could not be asked.
    #[must_use]
    pub fn refused(&self, friend: UserId) -> Option<&NetError> {
        self.refused.iter().find(|(user, _)| *user == friend).map(|(_, error)| error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_friend_who_could_not_be_asked_can_be_asked_again() {
        let app = crate::logic(None, None);
        let ask = || app.world().resource::<crate::net::Requests>().send(common::api::meta::GetMeta {});
        let (mut inviting, friend, first, second) = (Inviting::default(), UserId(3), ask(), ask());
        inviting.ask(first, friend);
        inviting.answered(first, Err(&NetError::Timeout));
        assert_eq!((inviting.refused(friend), inviting.is_asked(friend)), (Some(&NetError::Timeout), false));
        inviting.ask(second, friend);
        assert!(inviting.is_asking(friend) && inviting.refused(friend).is_none());
        inviting.answered(second, Ok(()));
        assert!(inviting.is_asked(friend) && !inviting.is_asking(friend));
    }
}
