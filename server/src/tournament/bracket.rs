//! A bracket: who meets whom, and who goes on. Pure.
//!
//! All matches of all stages are there from the start. The winner of the matches 1 and 2 of a stage meet in match 1 of the next, and so
//! on. Seeds are set so that the strongest meet as late as possible: 1 and 2 in the final only.

use common::api::matches::FinishReason;
use common::api::tournament::Stage;
use common::ids::{MatchCode, MatchId, UserId};

/// One of the two places of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Corner {
    /// Side `a`.
    One,
    /// Side `b`.
    Two,
}

/// A match that was made, by its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Made {
    pub(super) id: MatchId,
    pub(super) code: MatchCode,
}

/// How a match of the bracket ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Who goes on. `None`: nobody, and so the next match has an empty place.
    pub(super) winner: Option<Corner>,
    pub(super) reason: FinishReason,
    /// Goals of the winner and of the loser, where there is a winner and was a match.
    pub(super) score: Option<(i64, i64)>,
    /// `None`: never played.
    pub(super) played: Option<MatchId>,
}

/// Where a match of the bracket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Its time has not come.
    Open,
    /// It is to be made; whoever cannot take the seat by then, milliseconds since 1970 UTC, forfeits.
    Due {
        by: i64,
    },
    /// It is played; whoever has not come by then forfeits.
    Made {
        made: Made,
        by: i64,
    },
    Over(Outcome),
}

/// A match of the bracket, whether it has been made or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pairing {
    pub(super) stage: Stage,
    /// Place in the stage, from 1.
    pub(super) n: u8,
    /// `None`: not known yet, or nobody.
    pub(super) users: [Option<UserId>; 2],
    pub(super) state: State,
    /// The server gave the match up once already.
    pub(super) aborted: bool,
}

/// All matches, first stage first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bracket(pub(super) Vec<Pairing>);

impl Corner {
    pub(super) const BOTH: [Self; 2] = [Self::One, Self::Two];

    pub(super) fn index(self) -> usize {
        match self {
            Self::One => 0,
            Self::Two => 1,
        }
    }

    pub(super) fn other(self) -> Self {
        match self {
            Self::One => Self::Two,
            Self::Two => Self::One,
        }
    }
}

impl Outcome {
    /// The end of one that is never played.
    pub(super) fn not_played(winner: Option<Corner>) -> Self {
        Self { winner, reason: FinishReason::GameNotPlayed, score: None, played: None }
    }
}

impl Pairing {
    pub(super) fn user(&self, corner: Corner) -> Option<UserId> {
        self.users[corner.index()]
    }

    pub(super) fn corner_of(&self, user: UserId) -> Option<Corner> {
        Corner::BOTH.into_iter().find(|corner| self.user(*corner) == Some(user))
    }

    pub(super) fn outcome(&self) -> Option<Outcome> {
        match self.state {
            State::Over(outcome) => Some(outcome),
            State::Open | State::Due { .. } | State::Made { .. } => None,
        }
    }

    /// The match that is played, if it is.
    pub(super) fn made(&self) -> Option<Made> {
        match self.state {
            State::Made { made, .. } => Some(made),
            State::Open | State::Due { .. } | State::Over(_) => None,
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.outcome().is_some()
    }

    /// Who went on.
    pub(super) fn winner(&self) -> Option<UserId> {
        self.user(self.outcome()?.winner?)
    }
}

impl Bracket {
    /// A bracket of this many places for these users, the strongest first. Places that are left are byes, for the strongest; those
    /// matches are over.
    pub(super) fn draw(size: u8, seeded: &[UserId]) -> Self {
        let stages = Stage::of_size(size);
        let pairing = |stage, n| Pairing { stage, n, users: [None; 2], state: State::Open, aborted: false };
        let mut bracket = Self(stages.flat_map(|stage| (1..=stage.matches()).map(move |n| pairing(stage, n))).collect());
        let mut byes = Vec::new();
        for (place, seeds) in positions(size).chunks(2).enumerate() {
            let users = [0, 1].map(|corner| seeded.get(usize::from(seeds[corner]) - 1).copied());
            bracket.0[place].users = users;
            match users {
                [Some(_), Some(_)] => {}
                [Some(_), None] => byes.push((place, Some(Corner::One))),
                [None, Some(_)] => byes.push((place, Some(Corner::Two))),
                [None, None] => byes.push((place, None)),
            }
        }
        for (place, winner) in byes {
            bracket.finish(place, Outcome::not_played(winner));
        }
        bracket
    }

    /// Ends the match at this place of the list; its winner goes on.
    pub(super) fn finish(&mut self, place: usize, outcome: Outcome) {
        let pairing = &mut self.0[place];
        pairing.state = State::Over(outcome);
        let (stage, n, winner) = (pairing.stage, pairing.n, pairing.winner());
        let corner = if n % 2 == 1 { Corner::One } else { Corner::Two };
        let next = self.0.iter_mut().find(|next| next.stage.id() == stage.id() - 1 && next.n == n.div_ceil(2));
        next.into_iter().for_each(|next| next.users[corner.index()] = winner);
    }

    /// Where in the list those of a stage are.
    pub(super) fn places_of(&self, stage: Stage) -> Vec<usize> {
        (0..self.0.len()).filter(|place| self.0[*place].stage == stage).collect()
    }

    /// The match of this user that is not over, if there is one.
    pub(super) fn place_of(&self, user: UserId) -> Option<usize> {
        self.0.iter().position(|pairing| !pairing.is_over() && pairing.corner_of(user).is_some())
    }

    pub(super) fn is_over(&self, stage: Stage) -> bool {
        self.0.iter().filter(|pairing| pairing.stage == stage).all(Pairing::is_over)
    }
}

/// The seeds of the first stage in the order of its places, two to a match: 1 8, 4 5, 2 7, 3 6. Each round of halving puts beside every
/// seed the one that makes the sum right, so the strongest half meets the other in order, in every stage.
fn positions(size: u8) -> Vec<u8> {
    let mut seeds = vec![1];
    while seeds.len() < usize::from(size) {
        let sum = u8::try_from(seeds.len() * 2 + 1).expect("a bracket has 16 places at most");
        seeds = seeds.into_iter().flat_map(|seed| [seed, sum - seed]).collect();
    }
    seeds
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users(count: i64) -> Vec<UserId> {
        (1..=count).map(UserId).collect()
    }

    /// Plays a bracket in which the stronger always wins.
    fn played(size: u8, count: i64) -> Bracket {
        let mut bracket = Bracket::draw(size, &users(count));
        for place in 0..bracket.0.len() {
            if bracket.0[place].is_over() {
                continue;
            }
            let [one, two] = bracket.0[place].users;
            let winner = match (one, two) {
                (Some(one), Some(two)) => Some(if one < two { Corner::One } else { Corner::Two }),
                (Some(_), None) => Some(Corner::One),
                (None, Some(_)) => Some(Corner::Two),
                (None, None) => None,
            };
            bracket.finish(place, Outcome::not_played(winner));
        }
        bracket
    }

    #[test]
    fn seeds_are_set_so_that_the_strongest_meet_last() {
        assert_eq!(positions(4), [1, 4, 2, 3]);
        assert_eq!(positions(8), [1, 8, 4, 5, 2, 7, 3, 6]);
        for (size, count) in [(4, 4), (8, 7), (8, 8), (16, 13), (16, 16)] {
            let bracket = played(size, count);
            let last = bracket.0.last().unwrap();
            assert_eq!((last.stage, last.users), (Stage::Final, [Some(UserId(1)), Some(UserId(2))]), "{size} {count}");
            let semis: Vec<_> = bracket.0.iter().filter(|pairing| pairing.stage == Stage::SemiFinal).map(|pairing| pairing.users).collect();
            assert_eq!(semis, [[Some(UserId(1)), Some(UserId(4))], [Some(UserId(2)), Some(UserId(3))]], "{size} {count}");
        }
    }

    #[test]
    fn byes_go_to_the_top_seeds_and_are_over_from_the_start() {
        let bracket = Bracket::draw(16, &users(13));
        let byes: Vec<_> = bracket.0.iter().filter(|pairing| pairing.is_over()).map(|pairing| pairing.users).collect();
        assert_eq!(byes, [[Some(UserId(1)), None], [Some(UserId(2)), None], [Some(UserId(3)), None]]);
        let next: Vec<_> = bracket.places_of(Stage::QuarterFinal).into_iter().map(|place| bracket.0[place].users[0]).collect();
        assert_eq!(next, [Some(UserId(1)), None, Some(UserId(2)), Some(UserId(3))]);
    }

    #[test]
    fn a_place_that_both_forfeit_stays_empty_and_whoever_meets_it_goes_on() {
        let mut bracket = Bracket::draw(4, &users(4));
        bracket.finish(0, Outcome::not_played(None));
        bracket.finish(1, Outcome::not_played(Some(Corner::Two)));
        assert_eq!(bracket.0[2].users, [None, Some(UserId(3))]);
        assert!(bracket.is_over(Stage::SemiFinal) && !bracket.is_over(Stage::Final));
    }
}
