//! Time inside a match: a count of steps, and nothing else.

use std::fmt;
use std::ops::{Add, Sub};

use serde::{Deserialize, Serialize};

/// Steps of the simulation in a second.
pub const TICK_HZ: u32 = 120;

/// A moment of a match: the number of steps taken before it. The first step leads from `Tick(0)` to `Tick(1)`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tick(pub u32);

impl Tick {
    /// The moment one step later.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The moment `ticks` earlier, or the beginning.
    #[must_use]
    pub const fn earlier(self, ticks: u32) -> Self {
        Self(self.0.saturating_sub(ticks))
    }
}

impl Add<u32> for Tick {
    type Output = Self;

    fn add(self, ticks: u32) -> Self {
        Self(self.0.saturating_add(ticks))
    }
}

/// The distance between two moments in ticks, negative when `self` is the earlier one.
impl Sub for Tick {
    type Output = i32;

    fn sub(self, earlier: Self) -> i32 {
        let distance = i64::from(self.0) - i64::from(earlier.0);
        i32::try_from(distance).unwrap_or(if distance < 0 { i32::MIN } else { i32::MAX })
    }
}

impl fmt::Display for Tick {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
