//! Queues: who wants a match.

use crate::App;
use crate::http::Route;

/// Handle to the queues.
#[derive(Clone)]
pub(crate) struct Queue;

impl Queue {
    pub(crate) fn new() -> Self {
        Self
    }
}

/// Starts pairing.
pub(crate) fn start(_app: &App) {}

/// `/api/play/`.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}
