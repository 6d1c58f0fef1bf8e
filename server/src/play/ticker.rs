//! The one clock of a worker: 120 ticks a second, for all its rooms together.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use common::sim::TICK_HZ;
use tokio::time::Instant;

/// Ticks that a late worker makes up for at once. If it is later than that, the clocks of its matches move instead:
/// nobody can play what rushes past.
const CATCH_UP_TICKS_MAX: u64 = 4;
/// Mean lateness from which a worker takes no new matches, microseconds: a tick and a half.
const OVERLOAD_LATE_US: u32 = 12_500;
const SECOND_NS: u64 = 1_000_000_000;

/// Tells when ticks are due.
#[derive(Debug)]
pub(super) struct Ticker {
    start: Instant,
    /// Ticks since `start` that have been handed out or dropped.
    done: u64,
}

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Due {
    /// Ticks to make now; at least one.
    pub(super) ticks: u32,
    /// How late the first of them is.
    pub(super) late: Duration,
}

impl Ticker {
    /// The first tick is due one interval after `start`.
    pub(super) fn new(start: Instant) -> Self {
        Self { start, done: 0 }
    }

    /// When the next tick is due.
    pub(super) fn next(&self) -> Instant {
        self.at(self.done + 1)
    }

    /// What is due at `now`, which is not before [`Ticker::next`].
    pub(super) fn due(&mut self, now: Instant) -> Due {
        let late = now.saturating_duration_since(self.next());
        let passed = nanos(now.saturating_duration_since(self.start)).saturating_mul(u64::from(TICK_HZ)) / SECOND_NS;
        let due = passed.saturating_sub(self.done).max(1);
        self.done += due;
        let ticks = u32::try_from(due.min(CATCH_UP_TICKS_MAX)).expect("the bound is small");
        Due { ticks, late }
    }

    fn at(&self, tick: u64) -> Instant {
        self.start + Duration::from_nanos(tick * SECOND_NS / u64::from(TICK_HZ))
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// How late a worker's ticks are, on average over the last quarter of a second. Shared with those who start matches.
#[derive(Debug, Default)]
pub(super) struct Lateness(AtomicU32);

impl Lateness {
    /// Notes how late a tick was.
    pub(super) fn note(&self, late: Duration) {
        let late = u32::try_from(late.as_micros()).unwrap_or(u32::MAX).min(1 << 24);
        let mean = self.mean();
        self.0.store(mean - mean.div_ceil(32) + late / 32, Ordering::Relaxed);
    }

    /// In microseconds.
    pub(super) fn mean(&self) -> u32 {
        self.0.load(Ordering::Relaxed)
    }

    /// Whether the worker has no time for more.
    pub(super) fn is_overload(&self) -> bool {
        self.mean() > OVERLOAD_LATE_US
    }

    /// The worker stands still; nothing can be late.
    pub(super) fn forget(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_second_has_120_ticks_however_they_are_asked_for() {
        let start = Instant::now();
        let mut ticker = Ticker::new(start);
        let mut ticks = 0;
        while ticker.next() <= start + Duration::from_secs(1) {
            // A timer that is up to a millisecond late.
            let now = ticker.next() + Duration::from_micros(999);
            ticks += ticker.due(now).ticks;
        }
        assert_eq!(ticks, TICK_HZ);
    }

    #[tokio::test(start_paused = true)]
    async fn a_late_worker_makes_up_for_a_little_and_drops_the_rest() {
        let start = Instant::now();
        let mut ticker = Ticker::new(start);
        assert_eq!(ticker.due(start + Duration::from_millis(25)).ticks, 3);
        let due = ticker.due(start + Duration::from_secs(10));
        assert_eq!(u64::from(due.ticks), CATCH_UP_TICKS_MAX);
        assert!(due.late > Duration::from_secs(9));
        assert!(ticker.next() > start + Duration::from_secs(10), "what was dropped is not made up for later");
    }

    #[test]
    fn one_long_stop_is_an_overload_for_a_moment_only() {
        let lateness = Lateness::default();
        lateness.note(Duration::from_millis(1));
        assert!(!lateness.is_overload());
        lateness.note(Duration::from_secs(2));
        assert!(lateness.is_overload());
        (0..TICK_HZ * 2).for_each(|_| lateness.note(Duration::from_micros(500)));
        assert!(!lateness.is_overload());
    }
}
