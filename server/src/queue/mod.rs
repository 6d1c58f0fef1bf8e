//! Wanting a match: the queue for a duel, and two on one keyboard.

mod line_up;
mod local;
mod routes;
mod service;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use line_up::LineUp;
pub(crate) use routes::routes;
pub(crate) use service::start;

/// Handle to the queue; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queue(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    duel: Mutex<LineUp>,
    /// Somebody has come.
    grown: Notify,
}

impl Queue {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    fn duel(&self) -> MutexGuard<'_, LineUp> {
        self.0.duel.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
