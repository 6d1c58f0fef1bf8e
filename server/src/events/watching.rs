//! Somebody who watches a match.

use common::ids::UserId;

use super::EventHub;

/// A user watches as long as this lives.
#[derive(Debug)]
pub(crate) struct Watching {
    hub: EventHub,
    user: UserId,
}

impl Watching {
    pub(super) fn new(hub: EventHub, user: UserId) -> Self {
        Self { hub, user }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.hub.watches_no_more(self.user);
    }
}
