//! Waiting for a match: the queues for a duel and for a ranked match, and who is put together with whom.
//!
//! The queues are their rows and nothing else, so a place outlives the server. `service` changes them, `rounds` looks through them
//! again and again, `pairing` is the rule of who plays whom. `teams` is that of clash, whose lobbies wait elsewhere. Whoever waits in
//! the queue is in no other place: the ways in and out are in `places`.

mod mode;
mod pairing;
mod rounds;
mod routes;
mod service;
mod store;
pub(crate) mod teams;
#[cfg(test)]
mod tests;
mod waits;

use std::sync::Arc;

use tokio::sync::Notify;

pub(crate) use mode::Mode;
pub(crate) use rounds::start;
pub(crate) use routes::routes;
pub(crate) use service::{everybody, join, leave_for_other};
use waits::Waits;

/// What wakes whoever pairs, and how long people waited of late; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue {
    /// Somebody has come.
    grown: Arc<Notify>,
    waits: Waits,
}

impl Queue {
    /// Somebody has come, and is a row: the queues are looked through at once.
    pub(crate) fn wake(&self) {
        self.grown.notify_one();
    }
}
