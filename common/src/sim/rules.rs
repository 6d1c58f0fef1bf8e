//! What two players agree on before a match, and the bounds of it.

use serde::{Deserialize, Serialize};

use super::court::Court;
use super::tick::TICK_HZ;

/// The version of these rules of nature. It changes whenever the same log would give another match.
pub const SIM_VERSION: u16 = 1;

/// Fewest goals that can win a match.
pub const GOALS_MIN: u8 = 1;
/// Most goals that can be asked for.
pub const GOALS_MAX: u8 = 21;
/// Goals that win unless somebody chose otherwise.
pub const GOALS_DEFAULT: u8 = 3;

/// Shortest time limit, in ticks of rally: ten seconds.
pub const TIME_LIMIT_TICKS_MIN: u32 = 10 * TICK_HZ;
/// Longest time limit, in ticks of rally: half an hour.
pub const TIME_LIMIT_TICKS_MAX: u32 = 30 * 60 * TICK_HZ;
/// Time limit unless somebody chose otherwise, in ticks of rally: five minutes.
pub const TIME_LIMIT_TICKS_DEFAULT: u32 = 5 * 60 * TICK_HZ;
/// How long a match that is level at its time limit waits for a goal, in ticks of rally: two minutes.
pub const OVERTIME_TICKS: u32 = 2 * 60 * TICK_HZ;

/// The rules of one match.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rules {
    /// Where it is played.
    pub court: Court,
    /// The first side to score so often wins; `GOALS_MIN..=GOALS_MAX`.
    pub goals_to_win: u8,
    /// After so many ticks of rally the leader wins; `TIME_LIMIT_TICKS_MIN..=TIME_LIMIT_TICKS_MAX`.
    pub time_limit_ticks: u32,
}

/// Why rules from outside are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RulesError {
    /// Too few or too many goals to win.
    #[error("a match is won with {GOALS_MIN} to {GOALS_MAX} goals, not with {0}")]
    Goals(u8),
    /// The time limit is too short or too long.
    #[error("a time limit is {TIME_LIMIT_TICKS_MIN} to {TIME_LIMIT_TICKS_MAX} ticks, not {0}")]
    TimeLimit(u32),
}

impl Rules {
    /// The usual rules on a court.
    #[must_use]
    pub const fn new(court: Court) -> Self {
        Self { court, goals_to_win: GOALS_DEFAULT, time_limit_ticks: TIME_LIMIT_TICKS_DEFAULT }
    }

    /// The same rules with another number of goals to win.
    #[must_use]
    pub const fn with_goals(mut self, goals_to_win: u8) -> Self {
        self.goals_to_win = goals_to_win;
        self
    }

    /// Whether a match can be played by these rules. Rules from outside are checked before they are used.
    ///
    /// # Errors
    /// Which number is out of its bounds.
    pub fn check(&self) -> Result<(), RulesError> {
        if !(GOALS_MIN..=GOALS_MAX).contains(&self.goals_to_win) {
            return Err(RulesError::Goals(self.goals_to_win));
        }
        if !(TIME_LIMIT_TICKS_MIN..=TIME_LIMIT_TICKS_MAX).contains(&self.time_limit_ticks) {
            return Err(RulesError::TimeLimit(self.time_limit_ticks));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_from_outside_are_held_to_their_bounds() {
        let rules = Rules::new(Court::Duel);
        assert_eq!(rules.check(), Ok(()));
        assert_eq!(rules.with_goals(0).check(), Err(RulesError::Goals(0)));
        assert_eq!(rules.with_goals(21).check(), Ok(()));
        assert_eq!(rules.with_goals(22).check(), Err(RulesError::Goals(22)));
        let endless = Rules { time_limit_ticks: u32::MAX, ..rules };
        assert_eq!(endless.check(), Err(RulesError::TimeLimit(u32::MAX)));
    }
}
