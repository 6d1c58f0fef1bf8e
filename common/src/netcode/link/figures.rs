//! Many matches, taken together.

use super::{Outcome, Profile, Report, Setup, play};
use crate::sim::{Court, Rules, Side, Skill, TICK_HZ};

/// What all players of many matches saw.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Matches that were played.
    pub matches: u32,
    /// Matches that were left before their end.
    pub left: u32,
    /// Seconds of all matches.
    pub seconds: u64,
    /// What was seen, all together.
    pub all: Report,
    /// Twice the matches that the far side won; a draw counts once.
    pub far_wins_twice: u32,
}

impl Figures {
    /// The match of a seed in which everybody has the same line.
    #[must_use]
    pub fn even(court: Court, line: Profile, seed: u64, seconds_max: u32) -> Setup {
        let skill = Skill::new(6).expect("a level");
        Setup { rules: Rules::new(court), seed, skill, lines: [line; 2], watched: false, seconds_max }
    }

    /// The duel of a seed between somebody near and somebody far, who changes sides with every seed.
    #[must_use]
    pub fn uneven(near: Profile, far: Profile, seed: u64, seconds_max: u32) -> Setup {
        let lines = if far_side(seed) == Side::A { [far, near] } else { [near, far] };
        Setup { lines, ..Self::even(Court::Duel, near, seed, seconds_max) }
    }

    /// Plays a match and counts it in.
    pub fn play(&mut self, setup: &Setup) {
        self.count(setup.seed, &play(setup));
    }

    fn count(&mut self, seed: u64, outcome: &Outcome) {
        self.matches += 1;
        self.left += u32::from(outcome.pong.winner().is_none());
        self.seconds += u64::from(outcome.pong.tick().0 / TICK_HZ);
        outcome.reports.iter().for_each(|report| self.all.add(report));
        self.far_wins_twice += match outcome.leader() {
            None => 1,
            Some(side) => 2 * u32::from(side == far_side(seed)),
        };
    }

    /// Adds what was seen in other matches.
    pub fn add(&mut self, other: &Self) {
        self.matches += other.matches;
        self.left += other.left;
        self.seconds += other.seconds;
        self.all.add(&other.all);
        self.far_wins_twice += other.far_wins_twice;
    }
}

/// The side of whoever is far in the match of a seed.
const fn far_side(seed: u64) -> Side {
    if seed.is_multiple_of(2) { Side::A } else { Side::B }
}
