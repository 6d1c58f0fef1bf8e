//! A paddle: it stands at one x for ever and moves along y.

use super::court::CourtDims;
use super::fx::{Fx, Point};
use super::steer::Steer;
use super::tick::TICK_HZ;

/// Court units per second.
pub const PADDLE_SPEED: u16 = 500;

/// The way of a paddle in one tick: 4 1/6 court units, less a 65,536th.
#[expect(clippy::cast_possible_wrap, reason = "120 is far below 2^31")]
pub(super) const STEP: Fx = Fx::from_bits(PADDLE_SPEED as i32 * Fx::ONE.bits() / TICK_HZ as i32);

/// Where a paddle is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paddle {
    /// Its middle.
    pub at: Point,
}

impl Paddle {
    /// Moves as steered for one tick, not out of the court.
    pub(super) fn steer(&mut self, steer: Steer, dims: &CourtDims) {
        let (top, bottom) = dims.paddle_range();
        let moved = Fx::from_bits(self.at.y.bits() + STEP.bits() * steer.direction());
        self.at.y = moved.clamp(top, bottom);
    }
}
