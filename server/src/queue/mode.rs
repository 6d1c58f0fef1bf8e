//! The queues that there are.

use common::api::matches::GameMode;

/// A queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// For the first two who want a match.
    Duel,
    /// For trophies: against somebody about as good.
    Ranked,
}

/// How far apart the trophies of two may be at first.
const REACH_AT_ONCE: i64 = 50;
/// After each of these the reach doubles.
const STEP_MS: i64 = 10_000;
/// After so many of them anybody will do.
const STEPS: i64 = 6;

impl Mode {
    pub(super) const ALL: [Self; 2] = [Self::Duel, Self::Ranked];

    /// How matches from this queue are called.
    pub(crate) fn game_mode(self) -> GameMode {
        match self {
            Self::Duel => GameMode::Duel,
            Self::Ranked => GameMode::Ranked,
        }
    }

    /// The name of the queue in its rows.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Duel => "duel",
            Self::Ranked => "ranked",
        }
    }

    pub(super) fn index(self) -> usize {
        match self {
            Self::Duel => 0,
            Self::Ranked => 1,
        }
    }

    /// How far apart trophies may be for somebody who has waited so long. `None`: anybody will do.
    pub(super) fn reach(self, waited_ms: i64) -> Option<i64> {
        let steps = waited_ms.max(0) / STEP_MS;
        (self == Self::Ranked && steps < STEPS).then(|| REACH_AT_ONCE << steps)
    }

    /// In how many milliseconds the reach of somebody who has waited so long widens. `None`: it is as wide as can be.
    pub(super) fn widens_in(self, waited_ms: i64) -> Option<i64> {
        self.reach(waited_ms).map(|_| STEP_MS - waited_ms.max(0) % STEP_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reach_doubles_every_10_seconds_and_after_60_anybody_will_do() {
        let at = |seconds: i64| Mode::Ranked.reach(seconds * 1000);
        let reaches = [Some(50), Some(100), Some(200), Some(400), Some(800), Some(1600), None];
        assert!((0..7).map(|step| at(step * 10)).eq(reaches));
        assert!((0..7).map(|step| at(step * 10 + 9)).eq(reaches));
        assert_eq!((at(100_000), Mode::Ranked.reach(-5)), (None, Some(50)), "also when the clock was set back");
        assert_eq!(Mode::Duel.reach(0), None);
    }

    #[test]
    fn it_is_known_when_a_reach_widens() {
        let widens = [0, 9_999, 10_000, 59_999, 60_000, -3].map(|waited| Mode::Ranked.widens_in(waited));
        assert_eq!(widens, [Some(10_000), Some(1), Some(10_000), Some(1), None, Some(10_000)]);
        assert_eq!(Mode::Duel.widens_in(0), None);
    }
}
