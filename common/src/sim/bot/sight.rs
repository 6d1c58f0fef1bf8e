//! What a bot has seen: the recent past, of which it knows only the part that has reached it.

use super::skill::Foresight;
use crate::sim::ball::{Ball, arrival, straight};
use crate::sim::court::CourtDims;
use crate::sim::fx::{Fx, Point};
use crate::sim::pong::{Phase, Pong};
use crate::sim::seat::Seat;

/// Glances that are remembered; more than the slowest reaction and the longest lapse together.
const GLANCES: usize = 96;

/// The court at one tick, as far as a player looks at it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glance {
    /// The ball, while it is in play.
    pub(super) ball: Option<Ball>,
    /// The y of the opponent's last paddle.
    pub(super) rival_y: Fx,
}

/// The last `GLANCES` ticks.
#[derive(Clone, Debug)]
pub(super) struct Sight {
    glances: [Glance; GLANCES],
    taken: usize,
}

impl Sight {
    pub(super) const fn new() -> Self {
        Self { glances: [Glance { ball: None, rival_y: Fx::ZERO }; GLANCES], taken: 0 }
    }

    /// Remembers the present.
    pub(super) fn look(&mut self, pong: &Pong, own: Seat) {
        let ball = (pong.phase() == Phase::Rally).then(|| pong.ball());
        let rival_y = pong.paddle(Seat::new(own.side.other(), 0)).map_or(Fx::ZERO, |paddle| paddle.at.y);
        self.glances[self.taken % GLANCES] = Glance { ball, rival_y };
        self.taken += 1;
    }

    /// What was to be seen `ticks` before the last look, or the first thing of all.
    pub(super) fn ago(&self, ticks: usize) -> Glance {
        let ticks = ticks.min(GLANCES - 1).min(self.taken.saturating_sub(1));
        self.glances[(self.taken + GLANCES - 1 - ticks) % GLANCES]
    }
}

/// Where along y the ball gets to x, as a player with this foresight believes.
pub(super) fn foresee(at: Point, velocity: Point, x: Fx, dims: &CourtDims, foresight: Foresight) -> Fx {
    match foresight {
        Foresight::None => at.y,
        Foresight::Line => {
            let (top, bottom) = dims.ball_range();
            let y = straight(at, velocity, x).clamp(i64::from(top.bits()), i64::from(bottom.bits()));
            Fx::from_bits(i32::try_from(y).expect("between the top and the bottom"))
        }
        Foresight::Bounces => arrival(at, velocity, x, dims),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Court;

    fn at(x: i16, y: i16) -> Point {
        Point::new(Fx::units(x), Fx::units(y))
    }

    #[test]
    fn foresight_folds_the_line_at_the_walls() {
        let dims = Court::Duel.dims();
        let believed = |foresight| foresee(at(500, 300), at(4, 4), Fx::units(890), dims, foresight);
        assert_eq!(believed(Foresight::None), Fx::units(300));
        assert_eq!(believed(Foresight::Line), Fx::units(590));
        assert_eq!(believed(Foresight::Bounces), Fx::units(490));
    }
}
