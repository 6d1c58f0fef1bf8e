//! What a seat does with its paddle, and the steer of all seats in one step.

use serde::{Deserialize, Serialize};

use super::seat::{SEATS_MAX, Seat};

/// The whole of a player's input.
#[repr(i8)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Steer {
    /// Towards y = 0.
    Up = -1,
    /// The paddle stands.
    #[default]
    Still = 0,
    /// Away from y = 0.
    Down = 1,
    /// Nobody is at the seat: the paddle stands, and courts that hold the serve hold it. Set by the referee only.
    Away = 2,
}

impl Steer {
    /// Every steer, by code.
    pub const ALL: [Self; 4] = [Self::Still, Self::Up, Self::Down, Self::Away];

    /// -1, 0 or 1: the sense in which the paddle moves along y.
    #[must_use]
    pub const fn direction(self) -> i32 {
        match self {
            Self::Up => -1,
            Self::Still | Self::Away => 0,
            Self::Down => 1,
        }
    }

    /// 0..4, as in log files and hashes.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Still => 0,
            Self::Up => 1,
            Self::Down => 2,
            Self::Away => 3,
        }
    }

    pub(crate) fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

/// The steer of every seat in one step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inputs([Steer; SEATS_MAX]);

impl Inputs {
    /// The steer of a seat; `Still` for a seat that no court has.
    #[must_use]
    pub fn get(&self, seat: Seat) -> Steer {
        self.0.get(seat.slot()).copied().unwrap_or_default()
    }

    /// Sets the steer of a seat. A seat that no court has is ignored.
    pub fn set(&mut self, seat: Seat, steer: Steer) {
        if let Some(slot) = self.0.get_mut(seat.slot()) {
            *slot = steer;
        }
    }

    /// The same inputs with the steer of one seat set.
    #[must_use]
    pub fn with(mut self, seat: Seat, steer: Steer) -> Self {
        self.set(seat, steer);
        self
    }
}
