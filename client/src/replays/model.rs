//! What the page of matches knows: which list is seen, what is in it, what is typed, what is asked.

use bevy::prelude::Resource;
use common::api::Page;
use common::api::matches::{Match, TeamName};
use common::api::time::Timestamp;
use common::ids::UserId;

use super::opening::Opening;
use super::others::{Cups, Friendly};
use super::shelf::Shelf;
use crate::net::{NetError, RequestId};
use crate::people::circle::Circle;

/// Most matches of a list that are held.
pub const HELD_MAX: usize = 400;
/// Matches on the shelf that are shown at first, and with each press of *more*.
pub const SHOWN_STEP: usize = 20;

/// A list of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Matches that run now.
    #[default]
    Live,
    /// Tournaments that run now, with their matches.
    Cups,
    /// Friends who play, and what they have played.
    Friends,
    /// What whoever is signed in has played.
    Mine,
    /// What was played on this machine.
    Kept,
}

impl Tab {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Live, Self::Cups, Self::Friends, Self::Mine, Self::Kept];
}

/// What somebody chose and typed on the page.
#[derive(Resource, Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Which list is seen.
    pub tab: Tab,
    /// A code, a link or a file.
    pub typed: String,
    /// Whether what was typed is nothing that can be opened.
    pub nonsense: bool,
    /// The replay that is about to be taken away, if that is confirmed.
    pub removing: Option<String>,
    /// How many replays of the shelf are shown.
    pub shown: usize,
}

impl Default for Draft {
    fn default() -> Self {
        Self { tab: Tab::default(), typed: String::new(), nonsense: false, removing: None, shown: SHOWN_STEP }
    }
}

/// A list of matches that the server gives in parts.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// Those that came.
    pub items: Vec<Match>,
    /// How many there are in all.
    pub total: usize,
    /// Whether anything came yet.
    pub known: bool,
    /// Why the last part did not come.
    pub problem: Option<NetError>,
    asked: Option<(RequestId, Part)>,
}

/// What an answer is to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its beginning: replaces everything.
    First,
    /// Comes after what is there.
    Next,
}

impl Matches {
    /// A part was asked for.
    pub fn ask(&mut self, id: RequestId, part: Part) {
        self.asked = Some((id, part));
    }

    /// Whether a part is under way.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.asked.is_some()
    }

    /// Whether there is more than what came.
    #[must_use]
    pub const fn has_more(&self) -> bool {
        self.items.len() < self.total && self.items.len() < HELD_MAX
    }

    /// A part came, or did not.
    pub fn answered(&mut self, id: RequestId, result: &Result<Page<Match>, NetError>) {
        let Some((_, part)) = self.asked.filter(|(asked, _)| *asked == id) else { return };
        self.asked = None;
        match result {
            Ok(page) => {
                self.problem = None;
                self.known = true;
                self.total = usize::try_from(page.count).unwrap_or_default();
                if part == Part::First {
                    self.items.clear();
                }
                // A match that has ended meanwhile moves the others down by one.
                let new = page.results.iter().filter(|new| !self.items.iter().any(|known| known.code == new.code)).cloned();
                let new: Vec<Match> = new.take(HELD_MAX - self.items.len()).collect();
                self.items.extend(new);
            }
            Err(error) => self.problem = Some(error.clone()),
        }
    }
}

/// Everything that the page shows.
#[derive(Clone, Copy)]
pub struct WatchModel<'a> {
    /// Whoever is signed in.
    pub me: Option<UserId>,
    /// Whether there is a server, or one is looked for.
    pub online: bool,
    /// What time it is.
    pub now: Timestamp,
    /// Matches that run now.
    pub live: &'a Matches,
    /// Tournaments that run now.
    pub cups: &'a Cups,
    /// Friends, and what they do.
    pub circle: &'a Circle,
    /// What friends have played.
    pub friendly: &'a Friendly,
    /// What whoever is signed in has played.
    pub mine: &'a Matches,
    /// What was played on this machine.
    pub shelf: &'a Shelf,
    /// What is being opened.
    pub opening: &'a Opening,
}

/// A match as one of its players sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    /// Whether the own side won; none when nobody did.
    pub won: Option<bool>,
    /// Goals of the own side and of the other.
    pub score: [i64; 2],
    /// Change of the own trophies.
    pub trophies: Option<i64>,
}

impl Own {
    /// None: this user has no seat in it.
    #[must_use]
    pub fn of(found: &Match, me: UserId) -> Option<Self> {
        let teams = [(TeamName::A, &found.teams.a, &found.teams.b), (TeamName::B, &found.teams.b, &found.teams.a)];
        let (side, own, other) = teams.into_iter().find(|(_, own, _)| own.players.iter().any(|player| player.user.id == me))?;
        let trophies = own.players.iter().find(|player| player.user.id == me).and_then(|player| player.trophies);
        Some(Self { won: found.winner.map(|winner| winner == side), score: [own.score, other.score], trophies })
    }
}
