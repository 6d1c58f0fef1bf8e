//! A line that delays, jitters and stalls, one way.

use std::collections::VecDeque;

use crate::sim::{Rng, Seed};

/// How a line delays, one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    one_way_us: u32,
    jitter_us: u32,
    /// Of 1,000 packets, so many are held up by `stall_us`, and all behind them.
    stalls: u32,
    stall_us: u32,
}

impl Profile {
    /// A round trip in milliseconds, with jitter of a sixth of it.
    #[must_use]
    pub const fn round_trip(ms: u32) -> Self {
        Self { one_way_us: ms * 500, jitter_us: ms * 1_000 / 6, stalls: 0, stall_us: 0 }
    }

    /// One packet in 100 is held up for a round trip and 50 ms.
    #[must_use]
    pub const fn with_stalls(self) -> Self {
        Self { stalls: 10, stall_us: 2 * self.one_way_us + 50_000, ..self }
    }
}

/// One direction of a connection: nothing is lost, nothing overtakes.
pub(super) struct Line<T> {
    profile: Profile,
    rng: Rng,
    queue: VecDeque<(i64, T)>,
}

impl<T> Line<T> {
    pub(super) fn new(profile: Profile, seed: u64) -> Self {
        Self { profile, rng: Rng::new(Seed(seed)), queue: VecDeque::new() }
    }

    pub(super) fn send(&mut self, now_us: i64, message: T) {
        let Profile { one_way_us, jitter_us, stalls, stall_us } = self.profile;
        let stall = if self.rng.below(1_000) < stalls { stall_us } else { 0 };
        // Half of the round trip's jitter on each way.
        let due = now_us + i64::from(one_way_us + self.rng.below(jitter_us / 2 + 1) + stall);
        let due = self.queue.back().map_or(due, |(last, _)| due.max(*last));
        self.queue.push_back((due, message));
    }

    /// In the same packet as the last message, which was sent just now.
    pub(super) fn send_along(&mut self, message: T) {
        let (due, _) = self.queue.back().expect("something was sent just now");
        self.queue.push_back((*due, message));
    }

    /// The next message that has arrived by now, and when it did.
    pub(super) fn receive(&mut self, now_us: i64) -> Option<(i64, T)> {
        self.queue.pop_front_if(|(due, _)| *due <= now_us)
    }
}
