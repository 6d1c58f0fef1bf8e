//! Wanting a match: the queue for a duel, and two on one keyboard.
//!
//! The queue is its rows and nothing else, so a place outlives the server. `service` changes them, `pairing` looks through them.

mod local;
mod pairing;
mod routes;
mod service;
mod store;

use std::sync::Arc;

use tokio::sync::Notify;

pub(crate) use pairing::start;
pub(crate) use routes::routes;
pub(crate) use service::{begin, give_up};

/// What wakes whoever pairs; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue {
    /// Somebody has come.
    grown: Arc<Notify>,
}
