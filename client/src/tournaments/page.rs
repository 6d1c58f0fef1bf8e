//! What somebody chose and typed on the page of tournaments, and everything that it shows.

use bevy::prelude::Resource;
use common::api::time::Timestamp;
use common::api::tournament::Tournament;
use common::ids::{TournamentCode, UserId};
use common::text::TournamentName;

use super::doing::Doing;
use super::lists::{Open, Past, Running, Seen};
use super::model::Own;
use crate::link::Target;
use crate::net::Reader;
use crate::people::circle::Circle;
use crate::play::wall::Wall;

/// What fills the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Showing {
    /// Tournaments to join and to watch.
    #[default]
    Lists,
    /// A new one is being described.
    Create,
    /// The own one.
    Own,
    /// Another one.
    Seen,
}

/// A list of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Those that can be joined.
    #[default]
    Open,
    /// Those that run.
    Running,
    /// Those that one was in.
    Past,
}

impl Tab {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Open, Self::Running, Self::Past];
}

/// A question before something that cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asking {
    /// Give the tournament up?
    Leave,
    /// Put this one out?
    Ban(UserId),
}

/// A tournament that is being described.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its name.
    pub name: String,
    /// Its places.
    pub size: u8,
    /// In no list.
    pub private: bool,
    /// Time that players have to turn up, seconds.
    pub forfeit_after: Option<u16>,
}

impl Default for Form {
    fn default() -> Self {
        Self { name: String::new(), size: 8, private: false, forfeit_after: None }
    }
}

impl Form {
    /// Whether the server can be asked for it.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        TournamentName::parse(&self.name).is_ok()
    }
}

/// What somebody chose and typed.
#[derive(Resource, Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// What fills the page.
    pub showing: Showing,
    /// Which list is seen.
    pub tab: Tab,
    /// Part of a name, in the list of those that can be joined.
    pub search: String,
    /// A code or a link.
    pub typed: String,
    /// Whether that is neither.
    pub nonsense: bool,
    /// The tournament that is being described.
    pub form: Form,
    /// What is asked.
    pub asking: Option<Asking>,
    /// The first round of the bracket that is to be seen, where not all have room.
    pub first: Option<usize>,
    /// Whether the matches of the round are seen side by side.
    pub courts: bool,
}

impl Draft {
    /// Shows something else.
    pub fn show(&mut self, showing: Showing) {
        self.showing = showing;
        (self.asking, self.first, self.courts, self.nonsense) = (None, None, false, false);
    }
}

/// The code in what somebody typed or pasted.
#[must_use]
pub fn code_of(typed: &str) -> Option<TournamentCode> {
    match Target::typed(typed) {
        Some(Target::Tournament(code)) => Some(code),
        Some(Target::Match(_) | Target::Lobby(_) | Target::Bracket(_) | Target::Place(_) | Target::File(_) | Target::Kept(_)) | None => {
            typed.trim().parse().ok()
        }
    }
}

/// Everything that the page shows.
#[derive(Clone, Copy)]
pub struct PageModel<'a> {
    /// Who looks at it.
    pub reader: Reader,
    /// What time it is here.
    pub now: Timestamp,
    /// The tournament that one is in.
    pub own: &'a Own,
    /// Those that can be joined.
    pub open: &'a Open,
    /// Those that run.
    pub running: &'a Running,
    /// Those that one was in.
    pub past: &'a Past,
    /// The one that is looked at.
    pub seen: &'a Seen,
    /// What is under way.
    pub doing: &'a Doing,
    /// Friends.
    pub circle: &'a Circle,
    /// Matches side by side.
    pub wall: &'a Wall,
}

impl<'a> PageModel<'a> {
    /// The tournament that fills the page, if one does.
    #[must_use]
    pub fn shown(&self, showing: Showing) -> Option<&'a Tournament> {
        match showing {
            Showing::Lists | Showing::Create => None,
            Showing::Own => self.own.tournament.as_ref(),
            Showing::Seen => self.seen.tournament.as_ref(),
        }
    }
}
