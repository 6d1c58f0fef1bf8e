//! The life of a tournament, from the first place taken to its end. Pure: time is an argument, and what has happened is returned.
//!
//! A round begins 3 seconds after the one before, and ends when all its matches have. Whatever players do, each match ends: whoever
//! does not come forfeits, and a place that both forfeit is empty in the next round.

mod played;
#[cfg(test)]
mod simulated;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use common::api::tournament::{BRACKET_MS, START_AFTER_MS, Stage};
use common::ids::{MatchCode, UserId};

use super::bracket::Bracket;

pub(super) use played::Ending;

/// After a restart of the server, a start that is near waits this long, milliseconds: those who do not come back give their places up
/// after 30 seconds.
const BACK_MS: i64 = 35_000;

/// A tournament, as far as rules are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Life {
    /// Places.
    pub(super) size: u8,
    /// Time that players have to turn up, milliseconds.
    pub(super) patience_ms: i64,
    pub(super) organiser: UserId,
    pub(super) phase: Phase,
    /// In the order in which they came.
    pub(super) players: Vec<Entrant>,
    /// Empty before the start.
    pub(super) bracket: Bracket,
}

/// Where a tournament stands. Times are milliseconds since 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Places are taken.
    Gathering {
        /// When it starts by itself.
        start_at: Option<i64>,
    },
    Running {
        started_at: i64,
        stage: Stage,
        /// When the matches of the stage are made; they are, when there is none.
        round_at: Option<i64>,
    },
    Finished {
        started_at: i64,
        winner: Option<UserId>,
    },
    /// Nobody was left who could organise it.
    CalledOff,
}

/// Somebody in a tournament.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entrant {
    pub(super) user: UserId,
    pub(super) is_guest: bool,
    /// Milliseconds since 1970 UTC.
    pub(super) join_at: i64,
    /// From 1; `None` before the start.
    pub(super) seed: Option<u8>,
    /// The stage that the player is in, or was last in; `None` before the start.
    pub(super) stage: Option<Stage>,
    /// Whether the player can still win.
    pub(super) still_in: bool,
    /// Went away after the start.
    pub(super) has_left: bool,
}

/// Why nobody comes in any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closed {
    Full,
    Started,
}

/// Something that has happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum News {
    Joined(UserId),
    Left(UserId),
    /// Organises it now.
    Promoted(UserId),
    /// It is over before it began, for these who were left.
    CalledOff(Vec<UserId>),
    StartAt(i64),
    StartCancelled,
    Started,
    /// The match at this place of the bracket is to be made.
    Due(usize),
    /// It has been made.
    Made(usize),
    /// It is over.
    Over(usize),
    /// Somebody left during a match, which is to end with that.
    Resigned(MatchCode, UserId),
    Finished,
}

/// Fewest players with which a tournament starts by itself: 80 %.
pub(super) fn enough(size: u8) -> usize {
    (usize::from(size) * 4).div_ceil(5)
}

impl Life {
    /// A new one, with its organiser in it.
    pub(super) fn new(size: u8, patience_ms: i64, organiser: UserId, now: i64) -> Self {
        let mut life = Self {
            size,
            patience_ms,
            organiser,
            phase: Phase::Gathering { start_at: None },
            players: Vec::new(),
            bracket: Bracket::default(),
        };
        life.players.push(Entrant::new(organiser, false, now));
        life
    }

    pub(super) fn entrant(&self, user: UserId) -> Option<&Entrant> {
        self.players.iter().find(|entrant| entrant.user == user)
    }

    /// Those who hear of it: everybody but who went away.
    pub(super) fn audience(&self) -> impl Iterator<Item = UserId> {
        self.players.iter().filter(|entrant| !entrant.has_left).map(|entrant| entrant.user)
    }

    pub(super) fn is_running(&self) -> bool {
        matches!(self.phase, Phase::Running { .. })
    }

    pub(super) fn is_gathering(&self) -> bool {
        matches!(self.phase, Phase::Gathering { .. })
    }

    /// Somebody takes a place, or has one already.
    pub(super) fn join(&mut self, user: UserId, is_guest: bool, now: i64) -> Result<Vec<News>, Closed> {
        if self.entrant(user).is_some_and(|entrant| !entrant.has_left) {
            return Ok(Vec::new());
        }
        if !self.is_gathering() {
            return Err(Closed::Started);
        }
        if self.players.len() >= usize::from(self.size) {
            return Err(Closed::Full);
        }
        self.players.push(Entrant::new(user, is_guest, now));
        let mut news = vec![News::Joined(user)];
        self.settle_start(now, &mut news);
        Ok(news)
    }

    /// Somebody goes. `None`: was not in it.
    pub(super) fn leave(&mut self, user: UserId, now: i64) -> Option<Vec<News>> {
        let place = self.players.iter().position(|entrant| entrant.user == user && !entrant.has_left)?;
        let mut news = Vec::new();
        match self.phase {
            Phase::Gathering { .. } => {
                self.players.remove(place);
                news.push(News::Left(user));
                self.settle_organiser(&mut news);
                self.settle_start(now, &mut news);
            }
            Phase::Running { .. } => {
                let entrant = &mut self.players[place];
                (entrant.has_left, entrant.still_in) = (true, false);
                news.push(News::Left(user));
                self.forfeit(user, &mut news);
                self.advance(now, &mut news);
            }
            Phase::Finished { .. } | Phase::CalledOff => return None,
        }
        Some(news)
    }

    /// Whether it is time to start.
    pub(super) fn wants_start(&self, now: i64) -> bool {
        match self.phase {
            Phase::Gathering { start_at } => {
                self.players.len() == usize::from(self.size) || start_at.is_some_and(|start_at| start_at <= now)
            }
            Phase::Running { .. } | Phase::Finished { .. } | Phase::CalledOff => false,
        }
    }

    /// Draws the bracket: who has most trophies is the strongest, and of equals whoever came first. The first matches are made 3
    /// seconds later.
    pub(super) fn start(&mut self, trophies: &BTreeMap<UserId, i64>, now: i64) -> Vec<News> {
        let mut order: Vec<_> = (0..self.players.len()).collect();
        order.sort_by_key(|place| (Reverse(trophies.get(&self.players[*place].user).copied().unwrap_or(0)), *place));
        let first = Stage::of_size(self.size).next().unwrap_or(Stage::Final);
        let mut seeded = Vec::new();
        for (seed, place) in (1..).zip(order) {
            let entrant = &mut self.players[place];
            (entrant.seed, entrant.stage) = (Some(seed), Some(first));
            seeded.push(entrant.user);
        }
        self.bracket = Bracket::draw(self.size, &seeded);
        let onward: Vec<_> = self.bracket.0.iter().filter_map(|pairing| Some((pairing.winner()?, pairing.stage))).collect();
        onward.into_iter().for_each(|(user, stage)| self.goes_on(user, stage));
        self.phase = Phase::Running { started_at: now, stage: first, round_at: Some(now + BRACKET_MS) };
        let mut news = vec![News::Started];
        // With hardly anybody there, a round can be over as it begins.
        self.advance(now, &mut news);
        news
    }

    /// The server has started again: whatever is waited for is waited for anew, so that nobody loses by the pause.
    pub(super) fn resume(&mut self, now: i64) -> Vec<News> {
        match &mut self.phase {
            Phase::Gathering { start_at: Some(start_at) } => {
                *start_at = (*start_at).max(now + BACK_MS);
                return vec![News::StartAt(*start_at)];
            }
            Phase::Running { round_at, .. } => {
                *round_at = round_at.map(|round_at| round_at.max(now + BRACKET_MS));
                self.wait_anew(now);
            }
            Phase::Gathering { start_at: None } | Phase::Finished { .. } | Phase::CalledOff => {}
        }
        Vec::new()
    }

    /// When something happens by itself: milliseconds since 1970 UTC. The server asks its rows.
    #[cfg(test)]
    pub(super) fn next_at(&self) -> Option<i64> {
        match self.phase {
            Phase::Gathering { start_at } => start_at,
            Phase::Running { round_at, .. } => round_at,
            Phase::Finished { .. } | Phase::CalledOff => None,
        }
    }

    /// The organiser has gone, perhaps: the earliest account that is left organises it now.
    fn settle_organiser(&mut self, news: &mut Vec<News>) {
        if self.entrant(self.organiser).is_some() {
            return;
        }
        match self.players.iter().find(|entrant| !entrant.is_guest) {
            Some(heir) => {
                self.organiser = heir.user;
                news.push(News::Promoted(heir.user));
            }
            None => {
                self.phase = Phase::CalledOff;
                news.push(News::CalledOff(self.players.iter().map(|entrant| entrant.user).collect()));
                self.players.clear();
            }
        }
    }

    /// The 20 seconds begin when 80 % are there, and are forgotten when there are fewer again.
    fn settle_start(&mut self, now: i64, news: &mut Vec<News>) {
        let Phase::Gathering { start_at } = &mut self.phase else { return };
        let is_enough = self.players.len() >= enough(self.size);
        match (*start_at, is_enough) {
            // One that is full starts at once.
            (None, true) if self.players.len() < usize::from(self.size) => {
                *start_at = Some(now + START_AFTER_MS);
                news.push(News::StartAt(now + START_AFTER_MS));
            }
            (Some(_), false) => {
                *start_at = None;
                news.push(News::StartCancelled);
            }
            (None | Some(_), true | false) => {}
        }
    }

    fn entrant_mut(&mut self, user: UserId) -> Option<&mut Entrant> {
        self.players.iter_mut().find(|entrant| entrant.user == user)
    }

    /// Whether the user can take a seat.
    fn is_there(&self, user: Option<UserId>) -> bool {
        user.and_then(|user| self.entrant(user)).is_some_and(|entrant| !entrant.has_left)
    }
}

impl Entrant {
    fn new(user: UserId, is_guest: bool, join_at: i64) -> Self {
        Self { user, is_guest, join_at, seed: None, stage: None, still_in: true, has_left: false }
    }
}
