//! Time between ticks: moments and distances in 65,536ths of a tick.

use crate::sim::{TICK_HZ, Tick};

/// Parts of a tick.
const PARTS: i64 = 1 << 16;

/// A moment of a match, finer than a tick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

/// A time in 65,536ths of a tick, negative for the past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lag(pub(super) i64);

impl Moment {
    /// `fraction` 65,536ths after a tick.
    #[must_use]
    pub fn new(tick: Tick, fraction: u16) -> Self {
        Self(i64::from(tick.0) * PARTS + i64::from(fraction))
    }

    /// The last tick that is not later; the first one for moments before it.
    #[must_use]
    pub fn tick(self) -> Tick {
        Tick(u32::try_from((self.0 / PARTS).max(0)).unwrap_or(u32::MAX))
    }

    /// What has passed since that tick, in 65,536ths of a tick; 0 for moments before the first one.
    #[must_use]
    pub fn fraction(self) -> u16 {
        u16::try_from(self.0.max(0) % PARTS).expect("less than a tick")
    }

    pub(super) const fn after(self, lag: Lag) -> Self {
        Self(self.0 + lag.0)
    }

    pub(super) const fn since(self, earlier: Self) -> Lag {
        Lag(self.0 - earlier.0)
    }
}

impl Lag {
    /// No time.
    pub const ZERO: Self = Self(0);

    /// Whole ticks.
    #[must_use]
    pub fn ticks(ticks: u32) -> Self {
        Self(i64::from(ticks) * PARTS)
    }

    /// From microseconds, exact for any time below two years.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros * (PARTS * TICK_HZ as i64) / 1_000_000)
    }

    /// In microseconds, rounded towards zero.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0 * 1_000_000 / (PARTS * TICK_HZ as i64)
    }

    pub(super) fn within(self, limit: Self) -> Self {
        Self(self.0.clamp(-limit.0, limit.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_is_as_many_ticks_as_it_should_be() {
        assert_eq!(Lag::from_micros(1_000_000), Lag::ticks(TICK_HZ));
        assert_eq!(Lag::ticks(TICK_HZ).micros(), 1_000_000);
        let moment = Moment::new(Tick(7), 3).after(Lag::from_micros(500_000));
        assert_eq!((moment.tick(), moment.fraction()), (Tick(67), 3));
        assert_eq!(Moment::new(Tick(1), 0).after(Lag::ticks(5)).since(Moment::new(Tick(2), 0)), Lag::ticks(4));
    }

    #[test]
    fn before_the_beginning_is_the_beginning() {
        let moment = Moment::default().after(Lag(-5));
        assert_eq!((moment.tick(), moment.fraction()), (Tick(0), 0));
    }
}
