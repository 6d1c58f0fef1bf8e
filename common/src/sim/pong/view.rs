//! What can be seen of a match.

use super::{Phase, Pong};
use crate::sim::ball::Ball;
#[cfg(any(test, feature = "simulated-link"))]
use crate::sim::fx::Point;
use crate::sim::paddle::Paddle;
use crate::sim::rules::Rules;
use crate::sim::score::Tally;
#[cfg(any(test, feature = "simulated-link"))]
use crate::sim::seat::SEATS_MAX;
use crate::sim::seat::{Seat, Side};
use crate::sim::tick::Tick;

impl Pong {
    /// Steps taken so far.
    #[must_use]
    pub const fn tick(&self) -> Tick {
        self.tick
    }

    /// The rules it is played by.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// What it is doing.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// The ball.
    #[must_use]
    pub const fn ball(&self) -> Ball {
        self.ball
    }

    /// The paddle of a seat; `None` for a seat that this court does not have.
    #[must_use]
    pub fn paddle(&self, seat: Seat) -> Option<Paddle> {
        self.rules.court.has(seat).then(|| self.paddles[seat.slot()])
    }

    /// Goals of a side.
    #[must_use]
    pub const fn score(&self, side: Side) -> u8 {
        self.score[side.index()]
    }

    /// The deeds of a seat; all zero for a seat that no court has.
    #[must_use]
    pub fn tally(&self, seat: Seat) -> Tally {
        self.tallies.get(seat.slot()).copied().unwrap_or_default()
    }

    /// Ticks of rally so far, which count against the time limit.
    #[must_use]
    pub const fn play_ticks(&self) -> u32 {
        self.play_ticks
    }

    /// Who won, once the match is over.
    #[must_use]
    pub const fn winner(&self) -> Option<Side> {
        self.winner
    }

    /// Who struck the ball last in this rally, with a face of the paddle; an edge does not count.
    #[must_use]
    pub const fn last_touch(&self) -> Option<Seat> {
        self.last_touch
    }

    /// Whether the next goal of a side ends the match.
    #[must_use]
    pub fn next_goal_wins(&self, side: Side) -> bool {
        let (own, other) = (self.score(side) + 1, self.score(side.other()));
        let time_is_up = self.play_ticks >= self.rules.time_limit_ticks;
        self.winner.is_none() && (own >= self.rules.goals_to_win || (time_is_up && own > other))
    }

    /// The side whose next goal ends the match, when that is true of exactly one; [`Pong::next_goal_wins`] answers for each.
    #[must_use]
    pub fn is_match_point(&self) -> Option<Side> {
        match (self.next_goal_wins(Side::A), self.next_goal_wins(Side::B)) {
            (true, false) => Some(Side::A),
            (false, true) => Some(Side::B),
            (true, true) | (false, false) => None,
        }
    }

    /// The same match as somebody sees it: the ball and the paddles where they are drawn.
    #[cfg(any(test, feature = "simulated-link"))]
    pub(crate) fn as_seen(&self, phase: Phase, ball: Ball, paddles: &[Option<Point>; SEATS_MAX]) -> Self {
        let paddles = std::array::from_fn(|slot| paddles[slot].map_or(self.paddles[slot], |at| Paddle { at }));
        Self { phase, ball, paddles, ..*self }
    }
}
