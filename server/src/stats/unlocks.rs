//! Which pictures a standing unlocks. Pure. Guest and Register, the first two, are not unlocked by playing.

use std::collections::BTreeMap;

use common::api::stats::StatsMode;
use common::ids::PictureId;

/// What somebody has reached so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) modes: BTreeMap<StatsMode, Totals>,
    /// Over all games.
    pub(super) trophies: i64,
    pub(super) friends: i64,
}

/// What somebody has reached in one mode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    pub(super) played: i64,
    pub(super) wins: i64,
    pub(super) scored: i64,
    pub(super) longest_win_streak: i64,
    pub(super) tournament_wins: i64,
}

/// What is measured.
#[derive(Clone, Copy)]
enum Measure {
    TournamentsWon,
    ClashWins,
    DuelWins,
    Trophies,
    /// Modes with at least one match.
    ModesPlayed,
    Goals,
    Friends,
    /// Wins one after the other in one mode.
    Streak,
}

/// Picture, what is measured, and from where on.
const RULES: [(u8, Measure, i64); 21] = [
    (2, Measure::TournamentsWon, 1),
    (3, Measure::TournamentsWon, 10),
    (4, Measure::TournamentsWon, 100),
    (5, Measure::ClashWins, 10),
    (6, Measure::ClashWins, 50),
    (7, Measure::ClashWins, 100),
    (8, Measure::DuelWins, 10),
    (9, Measure::DuelWins, 50),
    (10, Measure::DuelWins, 100),
    (11, Measure::Trophies, 100),
    (12, Measure::Trophies, 500),
    (13, Measure::Trophies, 1000),
    (14, Measure::Trophies, 2000),
    (15, Measure::Trophies, 3000),
    (16, Measure::Trophies, 5000),
    (17, Measure::ModesPlayed, 4),
    (18, Measure::Goals, 100),
    (19, Measure::Goals, 1000),
    (20, Measure::Friends, 1),
    (21, Measure::Friends, 50),
    (22, Measure::Streak, 10),
];

/// The four modes; the sum of all is none.
const MODES: [StatsMode; 4] = [StatsMode::Duel, StatsMode::Clash, StatsMode::Ranked, StatsMode::Tournament];

/// Every picture that this standing unlocks.
pub(super) fn unlocked(standing: &Standing) -> Vec<PictureId> {
    let reached = RULES.into_iter().filter(|(_, measure, from)| standing.measure(*measure) >= *from);
    reached.map(|(picture, ..)| PictureId(picture)).collect()
}

impl Standing {
    fn measure(&self, measure: Measure) -> i64 {
        match measure {
            Measure::TournamentsWon => self.of(StatsMode::Tournament).tournament_wins,
            Measure::ClashWins => self.of(StatsMode::Clash).wins,
            Measure::DuelWins => self.of(StatsMode::Duel).wins,
            Measure::Trophies => self.trophies,
            Measure::ModesPlayed => MODES.iter().map(|mode| self.of(*mode).played.min(1)).sum(),
            Measure::Goals => self.of(StatsMode::Global).scored,
            Measure::Friends => self.friends,
            Measure::Streak => MODES.iter().map(|mode| self.of(*mode).longest_win_streak).max().unwrap_or(0),
        }
    }

    fn of(&self, mode: StatsMode) -> Totals {
        self.modes.get(&mode).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use common::api::users::PICTURES;

    use super::*;

    fn with(mode: StatsMode, totals: Totals) -> Standing {
        Standing { modes: BTreeMap::from([(mode, totals)]), ..Standing::default() }
    }

    /// Pictures of a standing made for each of these amounts.
    fn ladder(amounts: &[i64], standing: impl Fn(i64) -> Standing) -> Vec<Vec<u8>> {
        amounts.iter().map(|amount| unlocked(&standing(*amount)).iter().map(|picture| picture.0).collect()).collect()
    }

    #[test]
    fn every_picture_but_the_first_two_has_a_rule() {
        assert!(RULES.iter().map(|(picture, ..)| usize::from(*picture)).eq(2..PICTURES.len()));
    }

    #[test]
    fn wins_unlock_at_their_numbers_and_not_before() {
        let wins = |wins| Totals { wins, played: wins, ..Totals::default() };
        let [none, one, two, three] = [vec![], vec![8], vec![8, 9], vec![8, 9, 10]];
        let expected = [none.clone(), one.clone(), one, two.clone(), two, three];
        assert_eq!(ladder(&[9, 10, 49, 50, 99, 100], |n| with(StatsMode::Duel, wins(n))), expected);
        assert_eq!(ladder(&[9, 10, 50, 100], |n| with(StatsMode::Clash, wins(n))), [vec![], vec![5], vec![5, 6], vec![5, 6, 7]]);
        assert_eq!(ladder(&[100], |n| with(StatsMode::Ranked, wins(n))), [Vec::<u8>::new()]);
        assert_eq!(ladder(&[1000], |n| with(StatsMode::Global, wins(n))), [none]);
    }

    #[test]
    fn tournaments_that_were_won_unlock_and_their_matches_do_not() {
        let won = |tournament_wins| Totals { tournament_wins, ..Totals::default() };
        let expected = [vec![], vec![2], vec![2], vec![2, 3], vec![2, 3], vec![2, 3, 4]];
        assert_eq!(ladder(&[0, 1, 9, 10, 99, 100], |n| with(StatsMode::Tournament, won(n))), expected);
        assert_eq!(ladder(&[100], |wins| with(StatsMode::Tournament, Totals { wins, ..Totals::default() })), [Vec::<u8>::new()]);
    }

    #[test]
    fn trophies_unlock_the_tiers() {
        let steps = [(100, 11), (500, 12), (1000, 13), (2000, 14), (3000, 15), (5000, 16)];
        for (from, picture) in steps {
            let at = |trophies| unlocked(&Standing { trophies, ..Standing::default() });
            assert!(!at(from - 1).contains(&PictureId(picture)));
            assert!((11..=picture).map(PictureId).eq(at(from)));
        }
    }

    #[test]
    fn one_match_in_each_of_the_four_modes_and_not_in_three_makes_a_fun_player() {
        let played = Totals { played: 1, ..Totals::default() };
        let mut modes: BTreeMap<_, _> = StatsMode::ALL.into_iter().map(|mode| (mode, played)).collect();
        assert_eq!(unlocked(&Standing { modes: modes.clone(), ..Standing::default() }), [PictureId(17)]);
        modes.remove(&StatsMode::Ranked);
        assert_eq!(unlocked(&Standing { modes, ..Standing::default() }), []);
    }

    #[test]
    fn goals_friends_and_a_streak_unlock() {
        let scored = |scored| with(StatsMode::Global, Totals { scored, ..Totals::default() });
        assert_eq!(ladder(&[99, 100, 999, 1000], scored), [vec![], vec![18], vec![18], vec![18, 19]]);
        let friends = |friends| Standing { friends, ..Standing::default() };
        assert_eq!(ladder(&[0, 1, 49, 50], friends), [vec![], vec![20], vec![20], vec![20, 21]]);
        let streak = |mode| move |longest_win_streak| with(mode, Totals { longest_win_streak, ..Totals::default() });
        assert_eq!(ladder(&[9, 10], streak(StatsMode::Ranked)), [vec![], vec![22]]);
        assert_eq!(ladder(&[10], streak(StatsMode::Global)), [Vec::<u8>::new()], "in one mode");
    }
}
