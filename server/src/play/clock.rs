//! Which tick a room is at, for answers to pings that need not wait for the room.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use common::sim::{TICK_HZ, Tick};
use tokio::time::Instant;

/// How many ticks a worker has made, and when. One for all its rooms: to say it for each in every tick costs more than to play the tick.
#[derive(Debug)]
pub(super) struct Pulse {
    epoch: Instant,
    /// The ticks, modulo 2^32, in the upper half; in the lower the microseconds between `epoch` and the last of them, modulo 2^32.
    at: AtomicU64,
}

/// The clock of one room.
#[derive(Debug)]
pub(super) struct Clock {
    pulse: Arc<Pulse>,
    /// How many ticks of the worker the room has not taken part in, modulo 2^32; above that, while the room's clock has not run yet.
    behind: AtomicU64,
}

/// Of a clock that has not run yet.
const NOT_BEGUN: u64 = u64::MAX;

impl Pulse {
    pub(super) fn new() -> Self {
        Self { epoch: Instant::now(), at: AtomicU64::new(0) }
    }

    /// Ticks that the worker has made, modulo 2^32.
    pub(super) fn ticks(&self) -> u32 {
        upper(self.at.load(Ordering::Relaxed))
    }

    /// The worker has made so many ticks now, modulo 2^32.
    pub(super) fn beat(&self, ticks: u32, now: Instant) {
        self.at.store((u64::from(ticks) << 32) | u64::from(self.micros(now)), Ordering::Relaxed);
    }

    /// The ticks, and the microseconds since the last one, below one tick's length.
    fn read(&self, now: Instant) -> (u32, u16) {
        let at = self.at.load(Ordering::Relaxed);
        let since = self.micros(now).wrapping_sub(lower(at));
        let most = 1_000_000 / TICK_HZ - 1;
        (upper(at), u16::try_from(since.min(most)).expect("a tick has fewer microseconds than that"))
    }

    fn micros(&self, now: Instant) -> u32 {
        let micros = now.saturating_duration_since(self.epoch).as_micros() & u128::from(u32::MAX);
        u32::try_from(micros).expect("the lower 32 bits")
    }
}

impl Clock {
    pub(super) fn new(pulse: Arc<Pulse>) -> Self {
        Self { pulse, behind: AtomicU64::new(NOT_BEGUN) }
    }

    /// The room's clock runs, so many ticks behind its worker's, modulo 2^32.
    pub(super) fn runs(&self, behind: u32) {
        self.behind.store(u64::from(behind), Ordering::Relaxed);
    }

    /// The tick, and the microseconds since it began, below one tick's length. `Tick(0)` and 0 before the start.
    pub(super) fn read(&self, now: Instant) -> (Tick, u16) {
        let behind = self.behind.load(Ordering::Relaxed);
        if behind == NOT_BEGUN {
            return (Tick(0), 0);
        }
        let (ticks, micros) = self.pulse.read(now);
        (Tick(ticks.wrapping_sub(lower(behind))), micros)
    }
}

fn upper(word: u64) -> u32 {
    u32::try_from(word >> 32).expect("the upper half has 32 bits")
}

fn lower(word: u64) -> u32 {
    u32::try_from(word & u64::from(u32::MAX)).expect("the lower half has 32 bits")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_clock_tells_the_tick_and_how_long_ago_it_began() {
        let pulse = Arc::new(Pulse::new());
        let began = Instant::now() + Duration::from_secs(100 * 60);
        pulse.beat(3, began);
        let clock = Clock::new(pulse.clone());
        assert_eq!(clock.read(began), (Tick(0), 0));
        // A match that goes on at its 77th tick.
        clock.runs(3_u32.wrapping_sub(77));
        assert_eq!(clock.read(began + Duration::from_micros(1234)), (Tick(77), 1234));
        assert_eq!(clock.read(began + Duration::from_secs(1)), (Tick(77), 8332));
        pulse.beat(4, began + Duration::from_secs(1));
        assert_eq!(clock.read(began + Duration::from_secs(1)), (Tick(78), 0));
        pulse.beat(u32::MAX, began);
        clock.runs(u32::MAX - 5);
        assert_eq!((clock.read(began), pulse.ticks()), ((Tick(5), 0), u32::MAX));
    }
}
