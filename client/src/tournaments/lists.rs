//! The tournaments of this server: those that can be joined, those that run, those that one was in, and one that is looked at.

use bevy::prelude::Resource;
use common::api::Page;
use common::api::matches::Match;
use common::api::tournament::{Tournament, TournamentRow};
use common::ids::{TournamentCode, TournamentId, UserId};

use crate::net::{NetError, RequestId};

/// How often a list is asked for while it is seen, microseconds.
const EVERY_US: u64 = 3_000_000;
/// How long somebody must have stopped typing before it is looked for, microseconds.
const PAUSE_US: u64 = 300_000;
/// Most tournaments of the past that are listed.
pub const PAST_MAX: usize = 12;

/// A list that is asked for again and again while it is seen.
#[derive(Clone, Debug)]
pub struct Polled<T> {
    /// What came last.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: usize,
    /// Whether anything came yet.
    pub known: bool,
    /// Why it did not come.
    pub problem: Option<NetError>,
    asked: Option<RequestId>,
    asked_us: Option<u64>,
}

impl<T> Default for Polled<T> {
    fn default() -> Self {
        Self { items: Vec::new(), total: 0, known: false, problem: None, asked: None, asked_us: None }
    }
}

impl<T: Clone> Polled<T> {
    /// Whether it is to be asked for now.
    #[must_use]
    pub fn is_due(&self, now_us: u64) -> bool {
        self.asked.is_none() && self.asked_us.is_none_or(|asked| now_us.saturating_sub(asked) >= EVERY_US)
    }

    /// At once.
    pub const fn again(&mut self) {
        self.asked_us = None;
    }

    /// Whether it is under way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.asked.is_some()
    }

    /// It was asked for.
    pub const fn asked(&mut self, id: RequestId, now_us: u64) {
        self.asked = Some(id);
        self.asked_us = Some(now_us);
    }

    /// It came, or did not; what is known stays then.
    pub fn answered(&mut self, id: RequestId, result: &Result<Page<T>, NetError>) {
        if self.asked.take_if(|asked| *asked == id).is_none() {
            return;
        }
        match result {
            Ok(page) => {
                self.problem = None;
                self.known = true;
                self.items.clone_from(&page.results);
                self.total = usize::try_from(page.count).unwrap_or_default();
            }
            Err(error) => self.problem = Some(error.clone()),
        }
    }

    /// All of it, as if it had come.
    #[must_use]
    pub fn of(items: Vec<T>) -> Self {
        // Nothing is asked for any more.
        Self { total: items.len(), items, known: true, asked_us: Some(u64::MAX), ..Self::default() }
    }
}

/// Those that can be joined, by name.
#[derive(Resource, Clone, Debug, Default)]
pub struct Open {
    /// The list.
    pub list: Polled<TournamentRow>,
    /// What it was asked for with.
    sought: String,
    /// What was typed when somebody typed last, and when.
    typed: (String, u64),
}

impl Open {
    /// Looks at what is typed now. What to ask for, when it is to be asked.
    pub fn next(&mut self, text: &str, now_us: u64) -> Option<String> {
        let text = text.trim();
        if self.typed.0 != text {
            self.typed = (text.to_owned(), now_us);
        }
        let rested = text.is_empty() || now_us.saturating_sub(self.typed.1) >= PAUSE_US;
        if text != self.sought && rested && !self.list.is_busy() {
            self.list.again();
        }
        (rested && self.list.is_due(now_us)).then(|| text.to_owned())
    }

    /// This is looked for.
    pub fn asked(&mut self, id: RequestId, name: String, now_us: u64) {
        self.sought = name;
        self.list.asked(id, now_us);
    }

    /// Whether what is listed is what is typed.
    #[must_use]
    pub fn is_for(&self, text: &str) -> bool {
        self.sought == text.trim()
    }
}

/// Those that run.
#[derive(Resource, Clone, Debug, Default)]
pub struct Running(pub Polled<Tournament>);

/// Those that whoever is signed in has played in, read from their matches, one after the other.
#[derive(Resource, Clone, Debug, Default)]
pub struct Past {
    whose: Option<UserId>,
    /// Those that came, newest first.
    pub items: Vec<Tournament>,
    /// Whether all of them came.
    pub known: bool,
    /// Why they did not come.
    pub problem: Option<NetError>,
    wanted: Vec<TournamentId>,
    asked: Option<RequestId>,
    stage: Reading,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Reading {
    #[default]
    Rest,
    Wanted,
    Matches,
    Tournaments,
}

/// What is to be asked for tournaments of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastStep {
    /// The matches of this user.
    Matches(UserId),
    /// This tournament.
    Tournament(TournamentId),
}

impl Past {
    /// They are to be read again.
    pub const fn want(&mut self) {
        self.stage = Reading::Wanted;
        self.asked = None;
    }

    /// Whether they are being read.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.stage != Reading::Rest
    }

    /// What is to be asked now.
    pub fn next(&mut self, me: Option<UserId>) -> Option<PastStep> {
        if self.whose != me {
            *self = Self { whose: me, stage: Reading::Wanted, ..Self::default() };
        }
        let me = me.filter(|_| self.asked.is_none())?;
        match self.stage {
            Reading::Rest | Reading::Matches => None,
            Reading::Wanted => {
                self.stage = Reading::Matches;
                Some(PastStep::Matches(me))
            }
            Reading::Tournaments => match self.wanted.first() {
                Some(next) => Some(PastStep::Tournament(*next)),
                None => {
                    self.stage = Reading::Rest;
                    self.known = true;
                    None
                }
            },
        }
    }

    /// It was asked for.
    pub const fn asked(&mut self, id: RequestId) {
        self.asked = Some(id);
    }

    /// The matches came: each tournament among them is looked at once.
    pub fn matches(&mut self, id: RequestId, result: &Result<Page<Match>, NetError>) {
        if self.asked.take_if(|asked| *asked == id).is_none() {
            return;
        }
        match result {
            Err(error) => self.fail(error),
            Ok(page) => {
                let mut wanted: Vec<TournamentId> = Vec::new();
                for found in page.results.iter().filter_map(|found| found.tournament_id.map(TournamentId)) {
                    if !wanted.contains(&found) && wanted.len() < PAST_MAX {
                        wanted.push(found);
                    }
                }
                self.items.retain(|known| wanted.contains(&known.id) && known.is_finished);
                wanted.retain(|id| !self.items.iter().any(|known| known.id == *id));
                (self.wanted, self.stage, self.problem) = (wanted, Reading::Tournaments, None);
            }
        }
    }

    /// One of them came. One that is not there any more is left out.
    pub fn tournament(&mut self, id: RequestId, result: &Result<Tournament, NetError>) {
        if self.asked.take_if(|asked| *asked == id).is_none() || self.wanted.is_empty() {
            return;
        }
        match result {
            Err(error) if error.code().is_none() => self.fail(error),
            result => {
                self.wanted.remove(0);
                self.items.extend(result.iter().filter(|came| came.is_finished).cloned());
                self.items.sort_by_key(|known| std::cmp::Reverse(known.created_at));
            }
        }
    }

    fn fail(&mut self, error: &NetError) {
        self.problem = Some(error.clone());
        self.stage = Reading::Rest;
    }

    /// All of them, as if they had come.
    #[must_use]
    pub fn of(whose: UserId, items: Vec<Tournament>) -> Self {
        Self { whose: Some(whose), items, known: true, ..Self::default() }
    }
}

/// How a tournament is named that is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// By its code.
    Code(TournamentCode),
    /// By its row.
    Id(TournamentId),
}

/// A tournament that is looked at, without being in it.
#[derive(Resource, Clone, Debug, Default)]
pub struct Seen {
    named: Option<Named>,
    /// It, as it came last.
    pub tournament: Option<Tournament>,
    /// Why it did not come.
    pub problem: Option<NetError>,
    asked: Option<RequestId>,
    asked_us: Option<u64>,
}

impl Seen {
    /// Looks at this one from now on.
    pub fn look_at(&mut self, named: Named) {
        if self.named != Some(named) {
            *self = Self { named: Some(named), ..Self::default() };
        }
        self.asked_us = None;
    }

    /// Which one.
    #[must_use]
    pub const fn named(&self) -> Option<Named> {
        self.named
    }

    /// Asks at once.
    pub fn again(&mut self) {
        self.asked_us = None;
        self.problem = None;
    }

    /// What is to be asked now: again and again, as long as it is not over.
    #[must_use]
    pub fn next(&self, now_us: u64) -> Option<Named> {
        let over = self.tournament.as_ref().is_some_and(|known| known.is_finished);
        // What cannot be seen is not asked for again unless somebody wants it.
        let due = self.asked_us.is_none_or(|asked| self.problem.is_none() && !over && now_us.saturating_sub(asked) >= EVERY_US);
        self.named.filter(|_| self.asked.is_none() && due)
    }

    /// It was asked for.
    pub const fn asked(&mut self, id: RequestId, now_us: u64) {
        self.asked = Some(id);
        self.asked_us = Some(now_us);
    }

    /// Whether it is under way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.asked.is_some()
    }

    /// It came, or did not.
    pub fn answered(&mut self, id: RequestId, result: &Result<Tournament, NetError>) {
        if self.asked.take_if(|asked| *asked == id).is_none() {
            return;
        }
        match result {
            Ok(tournament) => (self.tournament, self.problem) = (Some(tournament.clone()), None),
            Err(error) => self.problem = Some(error.clone()),
        }
    }

    /// This one, as if it had come.
    #[must_use]
    pub fn of(tournament: Tournament) -> Self {
        let named = Some(Named::Code(tournament.code));
        Self { named, tournament: Some(tournament), asked_us: Some(u64::MAX), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn an_id() -> RequestId {
        let app = crate::logic(None, None);
        app.world().resource::<crate::net::Requests>().send(common::api::meta::GetMeta {})
    }

    #[test]
    fn a_list_is_asked_for_again_after_a_while_and_at_once_when_something_else_is_typed() {
        let (mut open, id) = (Open::default(), an_id());
        assert_eq!(open.next("", 0), Some(String::new()));
        open.asked(id, String::new(), 0);
        assert_eq!(open.next("", EVERY_US * 2), None, "one question at a time");
        open.list.answered(id, &Ok(Page { count: 0, next: None, previous: None, results: Vec::new() }));
        assert_eq!(open.next("", EVERY_US - 1), None);
        assert_eq!(open.next("cup", EVERY_US - 1), None, "somebody types");
        assert_eq!(open.next("cup", EVERY_US - 1 + PAUSE_US), Some("cup".to_owned()));
        assert!(!open.is_for("cup"));
    }

    #[test]
    fn the_past_is_read_once_from_the_matches_and_says_why_not() {
        let (mut past, me, id) = (Past::default(), UserId(4), an_id());
        assert_eq!(past.next(Some(me)), Some(PastStep::Matches(me)));
        past.asked(id);
        assert_eq!(past.next(Some(me)), None);
        past.matches(id, &Err(NetError::Timeout));
        assert_eq!((past.problem.clone(), past.is_busy(), past.next(Some(me))), (Some(NetError::Timeout), false, None));
        past.want();
        assert_eq!(past.next(Some(me)), Some(PastStep::Matches(me)));
        past.asked(id);
        past.matches(id, &Ok(Page { count: 0, next: None, previous: None, results: Vec::new() }));
        assert_eq!(past.next(Some(me)), None);
        assert!(past.known && !past.is_busy());
        assert_eq!(past.next(Some(UserId(5))), Some(PastStep::Matches(UserId(5))), "somebody else has another past");
    }
}
