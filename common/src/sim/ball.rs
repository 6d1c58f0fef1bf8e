//! The ball: a square with a middle, a velocity and a speed that grows with each return.

use super::court::CourtDims;
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

    /// Where along y the ball gets to `x`, bounces from the walls included, if it meets no paddle. Meant for places that lie ahead of it.
    #[must_use]
    pub fn arrival(&self, x: Fx, dims: &CourtDims) -> Fx {
        arrival(self.at, self.velocity, x, dims)
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

/// Where along y something that flies from `at` gets to `x`, with all bounces. What stands stays where it is.
pub(super) fn arrival(at: Point, velocity: Point, x: Fx, dims: &CourtDims) -> Fx {
    let (top, bottom) = dims.ball_range();
    let (top, bottom) = (i64::from(top.bits()), i64::from(bottom.bits()));
    let span = bottom - top;
    let folded = (straight(at, velocity, x) - top).rem_euclid(2 * span);
    Fx::from_bits(i32::try_from(top + folded.min(2 * span - folded)).expect("between the top and the bottom"))
}

/// Where along y, in 65,536ths of a court unit, something that flies from `at` would get to `x` if there were no walls.
pub(super) fn straight(at: Point, velocity: Point, x: Fx) -> i64 {
    let way = i64::from((x - at.x).bits()) * i64::from(velocity.y.bits());
    i64::from(at.y.bits()) + way.checked_div(i64::from(velocity.x.bits())).unwrap_or(0)
}

/// A speed in court units per second as the way of one tick.
#[expect(clippy::cast_possible_wrap, reason = "120 is far below 2^31")]
pub(super) const fn per_tick(speed: u16) -> Fx {
    Fx::from_bits(speed as i32 * Fx::ONE.bits() / TICK_HZ as i32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::court::Court;

    #[test]
    fn a_ball_arrives_where_its_bounces_take_it() {
        let dims = Court::Duel.dims();
        let mut ball = Ball::resting(Point::new(Fx::units(500), Fx::units(300)));
        assert_eq!(ball.arrival(Fx::units(890), dims), Fx::units(300), "one that rests stays");
        ball.velocity = Point::new(Fx::units(4), Fx::units(4));
        assert_eq!(ball.arrival(Fx::units(700), dims), Fx::units(500));
        assert_eq!(ball.arrival(Fx::units(890), dims), Fx::units(490), "folded at the bottom");
    }
}
