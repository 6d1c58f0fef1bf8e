//! Who sits where: two sides of up to three seats, and the one order in which they are always taken.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Seats of the largest court.
pub const SEATS_MAX: usize = 6;

/// One half of the court.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The right half.
    A,
    /// The left half.
    B,
}

impl Side {
    /// Both, in order.
    pub const ALL: [Self; 2] = [Self::A, Self::B];

    /// The opponent.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::A => Self::B,
            Self::B => Self::A,
        }
    }

    /// 0 for `a`, 1 for `b`.
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::A => 0,
            Self::B => 1,
        }
    }
}

/// A place at a paddle. Seats are ordered by their slot: a0 a1 a2 b0 b1 b2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Seat {
    /// The half of the court it defends.
    pub side: Side,
    /// 0..3, from the wall towards the middle.
    pub index: u8,
}

impl Seat {
    /// Seats of one side on the largest court.
    pub const PER_SIDE_MAX: u8 = 3;

    /// Every seat there can be, by slot.
    pub const ALL: [Self; SEATS_MAX] = [
        Self::new(Side::A, 0),
        Self::new(Side::A, 1),
        Self::new(Side::A, 2),
        Self::new(Side::B, 0),
        Self::new(Side::B, 1),
        Self::new(Side::B, 2),
    ];

    /// The seat `index` of a side. An index of 3 or more names no seat of any court.
    #[must_use]
    pub const fn new(side: Side, index: u8) -> Self {
        Self { side, index }
    }

    /// Where this seat stands in every array of seats; `SEATS_MAX` or more for a seat that no court has.
    #[must_use]
    pub const fn slot(self) -> usize {
        if self.index >= Self::PER_SIDE_MAX {
            return SEATS_MAX;
        }
        self.side.index() * Self::PER_SIDE_MAX as usize + self.index as usize
    }

    /// The seat at a slot, if there is one.
    #[must_use]
    pub fn from_slot(slot: usize) -> Option<Self> {
        Self::ALL.get(slot).copied()
    }
}

impl fmt::Display for Seat {
    /// `a0` to `b2`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            Side::A => 'a',
            Side::B => 'b',
        };
        write!(f, "{side}{}", self.index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_ordered_by_their_slot() {
        for (slot, seat) in Seat::ALL.into_iter().enumerate() {
            assert_eq!(seat.slot(), slot);
            assert_eq!(Seat::from_slot(slot), Some(seat));
        }
        assert!(Seat::ALL.is_sorted());
    }

    #[test]
    fn a_seat_outside_every_court_has_no_slot() {
        assert!(Seat::new(Side::A, 3).slot() >= SEATS_MAX);
        assert!(Seat::new(Side::B, 255).slot() >= SEATS_MAX);
        assert_eq!(Seat::from_slot(SEATS_MAX), None);
    }
}
