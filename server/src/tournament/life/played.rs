//! Rounds and matches of a tournament that has started.

use common::api::matches::FinishReason;
use common::api::tournament::{BRACKET_MS, Stage};
use common::ids::{MatchId, UserId};

use super::{Life, News, Phase};
use crate::tournament::bracket::{Corner, Made, Outcome, State};

/// How a match ended on its court.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tournament) struct Ending {
    pub(in crate::tournament) winner: Option<Corner>,
    pub(in crate::tournament) reason: FinishReason,
    /// Goals of side `a` and side `b`.
    pub(in crate::tournament) score: [i64; 2],
}

impl Life {
    /// Begins the round whose time has come: matches of two are due, and whoever has nobody to play goes on.
    pub(in crate::tournament) fn begin_round(&mut self, now: i64) -> Vec<News> {
        let mut news = Vec::new();
        let Phase::Running { stage, round_at, .. } = &mut self.phase else { return news };
        if round_at.is_none_or(|round_at| round_at > now) {
            return news;
        }
        *round_at = None;
        let stage = *stage;
        for place in self.bracket.places_of(stage) {
            if self.bracket.0[place].state != State::Open {
                continue;
            }
            if self.bracket.0[place].users.into_iter().all(|user| self.is_there(user)) {
                self.bracket.0[place].state = State::Due { by: now + self.patience_ms };
                news.push(News::Due(place));
            } else {
                self.walk_over(place, &mut news);
            }
        }
        self.advance(now, &mut news);
        news
    }

    /// The match at this place has been made. False: it is not due any more, and must not be.
    pub(in crate::tournament) fn made(&mut self, place: usize, made: Made, now: i64) -> bool {
        let by = now + self.patience_ms;
        let Some(pairing) = self.bracket.0.get_mut(place).filter(|pairing| matches!(pairing.state, State::Due { .. })) else {
            return false;
        };
        pairing.state = State::Made { made, by };
        true
    }

    /// A match that is due could not be made, because these of its players are in another. Once their time is over, they forfeit.
    pub(in crate::tournament) fn cannot_come(&mut self, place: usize, taken: [bool; 2], now: i64) -> Vec<News> {
        let mut news = Vec::new();
        match self.bracket.0[place].state {
            State::Due { by } if by <= now && taken != [false; 2] => {}
            State::Due { .. } | State::Open | State::Made { .. } | State::Over(_) => return news,
        }
        let winner = match taken {
            [true, true] | [false, false] => None,
            [true, false] => Some(Corner::Two),
            [false, true] => Some(Corner::One),
        };
        self.end(place, Outcome::not_played(winner), &mut news);
        self.advance(now, &mut news);
        news
    }

    /// A match has ended on its court. One that the server gave up is made once more: nobody is to lose by that.
    pub(in crate::tournament) fn over(&mut self, id: MatchId, ending: Ending, now: i64) -> Vec<News> {
        let mut news = Vec::new();
        let Some(place) = self.bracket.0.iter().position(|pairing| pairing.made().is_some_and(|made| made.id == id)) else {
            return news;
        };
        let pairing = self.bracket.0[place];
        let there = pairing.users.map(|user| self.is_there(user));
        if ending.reason == FinishReason::Aborted && !pairing.aborted && there == [true; 2] {
            self.bracket.0[place].aborted = true;
            self.bracket.0[place].state = State::Due { by: now + self.patience_ms };
            news.push(News::Due(place));
            return news;
        }
        // Who went away meanwhile has lost, whatever happened on the court.
        let goes_on = |corner: Corner| if there[corner.index()] { Some(corner) } else { None };
        let winner = ending.winner.and_then(|winner| goes_on(winner).or_else(|| goes_on(winner.other())));
        let score = winner.map(|winner| (ending.score[winner.index()], ending.score[winner.other().index()]));
        self.end(place, Outcome { winner, reason: ending.reason, score, played: Some(id) }, &mut news);
        self.advance(now, &mut news);
        news
    }

    /// The user has gone: a match that is played is to end with that, and one that is due is not made.
    pub(super) fn forfeit(&mut self, user: UserId, news: &mut Vec<News>) {
        let Some(place) = self.bracket.place_of(user) else { return };
        match self.bracket.0[place].state {
            State::Made { made, .. } => news.push(News::Resigned(made.code, user)),
            State::Due { .. } => self.walk_over(place, news),
            State::Open | State::Over(_) => {}
        }
    }

    /// Ends the match of a pair of whom at least one is not there.
    fn walk_over(&mut self, place: usize, news: &mut Vec<News>) {
        let users = self.bracket.0[place].users;
        let winner = Corner::BOTH.into_iter().find(|corner| self.is_there(users[corner.index()]));
        self.end(place, Outcome::not_played(winner), news);
    }

    fn end(&mut self, place: usize, outcome: Outcome, news: &mut Vec<News>) {
        self.bracket.finish(place, outcome);
        let pairing = self.bracket.0[place];
        for corner in Corner::BOTH {
            match pairing.user(corner) {
                Some(user) if outcome.winner == Some(corner) => self.goes_on(user, pairing.stage),
                Some(user) => self.entrant_mut(user).into_iter().for_each(|entrant| entrant.still_in = false),
                None => {}
            }
        }
        news.push(News::Over(place));
    }

    /// The user has won a match of this stage.
    pub(super) fn goes_on(&mut self, user: UserId, stage: Stage) {
        let next = Stage::from_id(stage.id() - 1).unwrap_or(stage);
        self.entrant_mut(user).into_iter().for_each(|entrant| entrant.stage = Some(next));
    }

    /// When all matches of the stage are over, the next one begins in 3 seconds, or it is the end.
    pub(super) fn advance(&mut self, now: i64, news: &mut Vec<News>) {
        let Phase::Running { started_at, stage, .. } = self.phase else { return };
        if !self.bracket.is_over(stage) {
            return;
        }
        match Stage::from_id(stage.id() - 1) {
            Some(next) => self.phase = Phase::Running { started_at, stage: next, round_at: Some(now + BRACKET_MS) },
            None => {
                let winner = self.bracket.0.last().and_then(|last| last.winner());
                self.phase = Phase::Finished { started_at, winner };
                news.push(News::Finished);
            }
        }
    }

    /// Whoever is waited for is waited for anew.
    pub(super) fn wait_anew(&mut self, now: i64) {
        let until = now + self.patience_ms;
        for pairing in &mut self.bracket.0 {
            match &mut pairing.state {
                State::Due { by } | State::Made { by, .. } => *by = until,
                State::Open | State::Over(_) => {}
            }
        }
    }
}
