//! What one user is doing, as far as streams tell. Pure: no clock, no tasks.

use common::api::users::Activity;
use common::ids::{MatchCode, SessionId};
use tokio::sync::mpsc;

use super::Emitted;

/// One open stream.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) id: u64,
    pub(super) session: SessionId,
    pub(super) queue: mpsc::Sender<Emitted>,
}

/// What a user is doing now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Presence {
    /// Whether a stream is open, or was until a moment ago.
    pub(crate) is_online: bool,
    /// What the user is doing; offline for somebody who is not online.
    pub(crate) activity: Activity,
    /// The match the user is in.
    pub(crate) playing: Option<MatchCode>,
}

impl Presence {
    /// Of somebody who is not there and plays nothing.
    pub(crate) const OFFLINE: Self = Self { is_online: false, activity: Activity::Offline, playing: None };
}

/// Everything the hub knows of one user who is online.
#[derive(Debug)]
pub(super) struct Connected {
    pub(super) streams: Vec<Stream>,
    /// Counts up whenever the last stream closes, so that an older wait for its end can tell that it is out of date.
    pub(super) closings: u64,
}

impl Connected {
    pub(super) fn new() -> Self {
        Self { streams: Vec::new(), closings: 0 }
    }

    /// Puts the event into every queue; streams whose queue is full are closed. Returns how many those were.
    pub(super) fn tell(&mut self, event: &Emitted) -> usize {
        let before = self.streams.len();
        self.streams.retain(|stream| stream.queue.try_send(event.clone()).is_ok());
        before - self.streams.len()
    }
}
