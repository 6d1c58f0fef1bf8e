//! The ball: a square with a middle, a velocity and a speed that grows with each return.

use super::fx::{Fx, Point};
use super::tick::TICK_HZ;
use super::trig::Angle;

/// Half the side of the ball, in court units.
pub const BALL_HALF: Fx = Fx::units(10);
/// Court units per second after the serve.
pub const SPEED_SERVE: u16 = 350;
/// Court units per second that a return adds.
pub const SPEED_GAIN: u16 = 60;
/// Court units per second that no ball exceeds.
pub const SPEED_MAX: u16 = 1000;

/// Where the ball is and where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ball {
    /// Its middle.
    pub at: Point,
    /// The way of the next tick; zero during a countdown.
    pub velocity: Point,
    /// Court units per second, `SPEED_SERVE..=SPEED_MAX`; during a countdown, of the serve to come.
    pub speed: u16,
    /// Returns in this rally.
    pub returns: u16,
}

impl Ball {
    /// A ball that waits for the serve.
    pub(super) const fn resting(at: Point) -> Self {
        Self { at, velocity: Point::ZERO, speed: SPEED_SERVE, returns: 0 }
    }

    /// The ball becomes faster, as it does with every return.
    pub(super) fn hasten(&mut self) {
        self.speed = self.speed.saturating_add(SPEED_GAIN).min(SPEED_MAX);
        self.returns = self.returns.saturating_add(1);
    }

    /// Sends the ball off at its speed.
    pub(super) fn send(&mut self, angle: Angle, to_the_right: bool) {
        self.velocity = angle.velocity(per_tick(self.speed), to_the_right);
    }

    /// Flies straight for `fraction` 65,536ths of a tick.
    pub(super) fn advance(&mut self, fraction: i32) {
        self.at.x += self.velocity.x.part(fraction);
        self.at.y += self.velocity.y.part(fraction);
    }
}

/// A speed in court units per second as the way of one tick.
#[expect(clippy::cast_possible_wrap, reason = "120 is far below 2^31")]
pub(super) const fn per_tick(speed: u16) -> Fx {
    Fx::from_bits(speed as i32 * Fx::ONE.bits() / TICK_HZ as i32)
}
