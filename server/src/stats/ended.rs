//! A match that has ended, as far as it is counted.

use common::api::matches::{Game, GameMode};
use common::api::stats::StatsMode;
use common::ids::{MatchId, UserId};

/// A match that counts, and that somebody won.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    pub(super) id: MatchId,
    pub(super) mode: GameMode,
    /// The rules it was played by: which ladder it belongs to.
    pub(super) game: Game,
    /// When it ended, milliseconds since 1970 UTC.
    pub(super) at: i64,
    pub(super) players: Vec<Player>,
}

/// Somebody who played in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Player {
    pub(super) user: UserId,
    pub(super) won: bool,
    pub(super) goals: i64,
    pub(super) own_goals: i64,
}

impl Ended {
    /// What it is counted for: everything goes to the sum; matches of one keyboard and of friends among themselves only there.
    pub(super) fn modes(&self) -> Vec<StatsMode> {
        let own = match self.mode {
            GameMode::Duel => Some(StatsMode::Duel),
            GameMode::Clash => Some(StatsMode::Clash),
            GameMode::Ranked => Some(StatsMode::Ranked),
            GameMode::Tournament => Some(StatsMode::Tournament),
            GameMode::CustomGame | GameMode::Local => None,
        };
        std::iter::once(StatsMode::Global).chain(own).collect()
    }

    /// Whether it moves trophies.
    pub(super) fn is_ranked(&self) -> bool {
        self.mode == GameMode::Ranked
    }

    /// Those of the side that won, or of the other.
    pub(super) fn side(&self, won: bool) -> impl Iterator<Item = &Player> + Clone {
        self.players.iter().filter(move |player| player.won == won)
    }

    pub(super) fn users(&self) -> Vec<UserId> {
        self.players.iter().map(|player| player.user).collect()
    }

    /// Every two who were on the same side, and whether that side won.
    pub(super) fn mates(&self) -> Vec<(UserId, UserId, bool)> {
        let pairs = self.players.iter().enumerate().flat_map(|(place, one)| {
            let later = self.players[place + 1..].iter().filter(|other| other.won == one.won);
            later.map(|other| (one.user, other.user, one.won))
        });
        pairs.collect()
    }

    /// Every two who were on different sides, the winner first.
    pub(super) fn rivals(&self) -> Vec<(UserId, UserId)> {
        self.side(true).flat_map(|winner| self.side(false).map(|loser| (winner.user, loser.user))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(mode: GameMode, sides: [&[i64]; 2]) -> Ended {
        let player = |user: &i64, won| Player { user: UserId(*user), won, goals: 0, own_goals: 0 };
        let players = sides[0].iter().map(|user| player(user, true)).chain(sides[1].iter().map(|user| player(user, false))).collect();
        Ended { id: MatchId(1), mode, game: Game::Duel, at: 0, players }
    }

    #[test]
    fn every_match_is_in_the_sum_and_most_in_a_mode_of_their_own() {
        let modes = |mode| ended(mode, [&[1], &[2]]).modes();
        assert_eq!(modes(GameMode::Duel), [StatsMode::Global, StatsMode::Duel]);
        assert_eq!(modes(GameMode::Clash), [StatsMode::Global, StatsMode::Clash]);
        assert_eq!(modes(GameMode::Ranked), [StatsMode::Global, StatsMode::Ranked]);
        assert_eq!(modes(GameMode::Tournament), [StatsMode::Global, StatsMode::Tournament]);
        assert_eq!(modes(GameMode::Local), [StatsMode::Global]);
        assert_eq!(modes(GameMode::CustomGame), [StatsMode::Global]);
    }

    #[test]
    fn every_two_of_a_match_are_mates_or_rivals_once() {
        let clash = ended(GameMode::Clash, [&[1, 2, 3], &[4, 5, 6]]);
        let mates: Vec<_> = clash.mates().into_iter().map(|(one, other, won)| (one.0, other.0, won)).collect();
        assert_eq!(mates, [(1, 2, true), (1, 3, true), (2, 3, true), (4, 5, false), (4, 6, false), (5, 6, false)]);
        assert_eq!(clash.rivals().len(), 9);
        let duel = ended(GameMode::Duel, [&[7], &[8]]);
        assert_eq!((duel.mates(), duel.rivals()), (vec![], vec![(UserId(7), UserId(8))]));
    }
}
