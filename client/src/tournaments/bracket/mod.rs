//! A bracket as it is seen: who stands where, with which score, what goes on. Pure: a tournament comes in.

pub mod layout;
#[cfg(test)]
mod tests;
pub mod view;

use common::api::matches::{FinishReason, TeamName};
use common::api::tournament::{Stage, Tournament, TournamentMatch, TournamentParticipant};
use common::ids::{MatchCode, UserId};

/// Who stands at one of the two places of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot<'a> {
    /// This one.
    Known(&'a TournamentParticipant),
    /// Whoever wins a match that has not ended.
    Open,
    /// Nobody, for good: a bye, or both forfeited the match before.
    Nobody,
}

/// What goes on at a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not both of its players are known.
    Ahead,
    /// Both are, and it is made in a moment.
    Soon,
    /// Its players are waited for.
    Due,
    /// It is played.
    Running,
    /// It was played.
    Over,
    /// Somebody did not come, or left for good.
    Forfeit,
    /// There was nothing to play: one had no opponent, or nobody was left.
    Bye,
}

/// A match of the bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell<'a> {
    /// In which round.
    pub stage: Stage,
    /// Place in it, from 0, top to bottom.
    pub place: usize,
    /// Upper and lower.
    pub slots: [Slot<'a>; 2],
    /// Goals of each.
    pub goals: [Option<i64>; 2],
    /// What goes on.
    pub state: State,
    /// Which of the two won.
    pub winner: Option<usize>,
    /// Its name, once it is made.
    pub code: Option<MatchCode>,
    /// Whether whoever looks plays, or played, in it.
    pub mine: bool,
}

/// All of it, first round first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bracket<'a> {
    /// The rounds.
    pub rounds: Vec<Vec<Cell<'a>>>,
}

/// What comes next for a player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next<'a> {
    /// Nothing: not in it, or out of it.
    Out,
    /// Nothing: won it.
    Won,
    /// This match, now.
    Play {
        /// Its name.
        code: MatchCode,
        /// Against whom.
        against: &'a str,
    },
    /// A match in a moment, against this one.
    Soon(&'a str),
    /// A match against one of these two.
    Either(&'a str, &'a str),
    /// A match against whoever comes through matches that are not known yet.
    Later,
}

impl<'a> Bracket<'a> {
    /// None before the tournament has started.
    #[must_use]
    pub fn of(tournament: &'a Tournament, me: Option<UserId>) -> Option<Self> {
        let mut rounds: Vec<Vec<Cell<'a>>> = Vec::new();
        for (stage, matches) in tournament.matches.as_ref()? {
            let before = rounds.last();
            let round = matches.iter().enumerate().map(|(place, found)| cell(*stage, place, found, before, me)).collect();
            rounds.push(round);
        }
        Some(Self { rounds })
    }

    /// All matches, first round first.
    pub fn cells(&self) -> impl Iterator<Item = &Cell<'a>> {
        self.rounds.iter().flatten()
    }

    /// The first round in which something is still to come, or the last one.
    #[must_use]
    pub fn current(&self) -> usize {
        let open = self.rounds.iter().position(|round| round.iter().any(|cell| !cell.state.is_over()));
        open.unwrap_or(self.rounds.len().saturating_sub(1))
    }

    /// Matches that can be watched now.
    pub fn running(&self) -> impl Iterator<Item = MatchCode> + '_ {
        self.cells().filter(|cell| cell.state.is_live()).filter_map(|cell| cell.code)
    }

    /// What comes next for this player.
    #[must_use]
    pub fn next(&self, me: UserId) -> Next<'a> {
        for (number, round) in self.rounds.iter().enumerate().rev() {
            let Some((cell, own)) = round.iter().find_map(|cell| Some((cell, cell.place_of(me)?))) else { continue };
            if cell.state.is_over() {
                let last = number + 1 == self.rounds.len();
                return if last && cell.winner == Some(own) { Next::Won } else { Next::Out };
            }
            return match (cell.slots[1 - own], cell.code) {
                (Slot::Known(other), Some(code)) => Next::Play { code, against: &other.username },
                (Slot::Known(other), None) => Next::Soon(&other.username),
                (Slot::Open | Slot::Nobody, _) => {
                    let feeder = number.checked_sub(1).and_then(|before| self.rounds[before].get(cell.place * 2 + 1 - own));
                    match feeder.map(|feeder| feeder.slots) {
                        Some([Slot::Known(one), Slot::Known(other)]) => Next::Either(&one.username, &other.username),
                        Some(_) | None => Next::Later,
                    }
                }
            };
        }
        Next::Out
    }
}

impl State {
    /// Whether it has ended.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Over | Self::Forfeit | Self::Bye)
    }

    /// Whether there is something to watch.
    #[must_use]
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Due | Self::Running)
    }
}

impl<'a> Cell<'a> {
    /// Which of the two places this user has.
    #[must_use]
    pub fn place_of(&self, user: UserId) -> Option<usize> {
        self.slots.iter().position(|slot| matches!(slot, Slot::Known(who) if who.id == user))
    }

    /// Whoever won it.
    #[must_use]
    pub fn won_by(&self) -> Option<&'a TournamentParticipant> {
        match self.slots[self.winner?] {
            Slot::Known(who) => Some(who),
            Slot::Open | Slot::Nobody => None,
        }
    }

    /// Whether this place was given away without being played for.
    #[must_use]
    pub fn gave_up(&self, slot: usize) -> bool {
        self.state == State::Forfeit && self.winner != Some(slot) && matches!(self.slots[slot], Slot::Known(_))
    }
}

/// The round before tells who stands where the server has not said it yet.
fn cell<'a>(stage: Stage, place: usize, found: &'a TournamentMatch, before: Option<&Vec<Cell<'a>>>, me: Option<UserId>) -> Cell<'a> {
    let slot = |user: &'a Option<TournamentParticipant>, upper: usize| match (user, before) {
        (Some(who), _) => Slot::Known(who),
        (None, None) => Slot::Nobody,
        (None, Some(before)) => match before.get(place * 2 + upper) {
            Some(feeder) if feeder.state.is_over() => feeder.won_by().map_or(Slot::Nobody, Slot::Known),
            Some(_) => Slot::Open,
            None => Slot::Nobody,
        },
    };
    let slots = [slot(&found.user_1, 0), slot(&found.user_2, 1)];
    let winner = found.winner.map(|winner| match winner {
        TeamName::A => 0,
        TeamName::B => 1,
    });
    let state = state(found, &slots);
    let goals = match (state, winner) {
        (State::Running, _) => [Some(found.teams.a.score), Some(found.teams.b.score)],
        (State::Over | State::Forfeit, Some(0)) => [found.score_winner, found.score_looser],
        (State::Over | State::Forfeit, Some(_)) => [found.score_looser, found.score_winner],
        _ => [None, None],
    };
    let mine = me.is_some_and(|me| slots.iter().any(|slot| matches!(slot, Slot::Known(who) if who.id == me)));
    Cell { stage, place, slots, goals, state, winner, code: found.code, mine }
}

fn state(found: &TournamentMatch, slots: &[Slot<'_>; 2]) -> State {
    if found.finished {
        return match found.finish_reason {
            Some(FinishReason::NormalEnd) => State::Over,
            Some(FinishReason::GameNotPlayed) | None => State::Bye,
            Some(
                FinishReason::PlayerDisconnect | FinishReason::PlayerNotConnected | FinishReason::PlayersTimeout | FinishReason::Aborted,
            ) => State::Forfeit,
        };
    }
    match (found.code, slots) {
        (Some(_), _) if found.game_duration.0 > 0 => State::Running,
        (Some(_), _) => State::Due,
        (None, [Slot::Known(_), Slot::Known(_)]) => State::Soon,
        (None, _) => State::Ahead,
    }
}
