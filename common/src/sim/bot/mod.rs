//! A player made of integers: it sees late, judges badly, and cannot press keys faster than a person.

use super::pong::Pong;
use super::rng::{Rng, Seed};
use super::seat::Seat;
use super::steer::Steer;

/// How well a bot plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skill(u8);

impl Skill {
    /// The lowest and the highest level.
    pub const LEVELS: std::ops::RangeInclusive<u8> = 1..=7;

    /// A level, if there is such a one.
    #[must_use]
    pub fn new(level: u8) -> Option<Self> {
        Self::LEVELS.contains(&level).then_some(Self(level))
    }

    /// 1 to 7.
    #[must_use]
    pub const fn level(self) -> u8 {
        self.0
    }
}

/// A player for one seat.
#[derive(Clone, Debug)]
pub struct Bot {
    skill: Skill,
    seat: Seat,
    rng: Rng,
}

impl Bot {
    /// A bot that has just sat down.
    #[must_use]
    pub const fn new(skill: Skill, seat: Seat, seed: u64) -> Self {
        Self { skill, seat, rng: Rng::new(Seed(seed)) }
    }

    /// What the bot does in the next step. Called once per tick.
    pub fn steer(&mut self, pong: &Pong) -> Steer {
        let (Some(paddle), _) = (pong.paddle(self.seat), self.rng.draw()) else { return Steer::Still };
        let way = pong.ball().at.y - paddle.at.y;
        match way.floor() / (i32::from(self.skill.level()) * 8) {
            i32::MIN..=-1 => Steer::Up,
            0 => Steer::Still,
            1.. => Steer::Down,
        }
    }
}
