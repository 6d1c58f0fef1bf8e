//! The hash of a state: every field, in the order in which it is written here.

use crate::sim::fx::Point;
use crate::sim::hash::Fnv;
use crate::sim::rules::Rules;
use crate::sim::seat::{Seat, Side};

use super::{Phase, Pong};

impl Pong {
    /// A hash of the whole state, the same on every machine.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut hash = Fnv::new();
        hash.rules(&self.rules);
        hash.u64(self.rng.state());
        hash.u32(self.tick.0);
        hash.u32(self.play_ticks);
        match self.phase {
            Phase::Countdown { ticks_left, held } => {
                hash.u8(1 + u8::from(held));
                hash.u16(ticks_left);
            }
            Phase::Rally => hash.u8(3),
            Phase::Over => hash.u8(4),
        }
        hash.point(self.ball.at);
        hash.point(self.ball.velocity);
        hash.u16(self.ball.speed);
        hash.u16(self.ball.returns);
        for seat in self.rules.court.seats() {
            hash.i32(self.paddles[seat.slot()].at.y.bits());
            let tally = self.tallies[seat.slot()];
            hash.u8(tally.goals);
            hash.u8(tally.own_goals);
            hash.u16(tally.returns);
        }
        self.score.into_iter().for_each(|goals| hash.u8(goals));
        hash.seat(self.last_touch);
        hash.side(self.winner);
        hash.finish()
    }
}

impl Fnv {
    pub(crate) fn rules(&mut self, rules: &Rules) {
        self.u8(rules.court.code());
        self.u8(rules.goals_to_win);
        self.u32(rules.time_limit_ticks);
    }

    fn point(&mut self, point: Point) {
        self.i32(point.x.bits());
        self.i32(point.y.bits());
    }

    fn seat(&mut self, seat: Option<Seat>) {
        self.u8(seat.map_or(u8::MAX, |seat| seat.index + 3 * u8::from(seat.side == Side::B)));
    }

    pub(crate) fn side(&mut self, side: Option<Side>) {
        self.u8(side.map_or(u8::MAX, |side| u8::from(side == Side::B)));
    }
}
