//! What can be asked of tournaments.

use std::borrow::Cow;

use serde::Serialize;

use super::{Tournament, TournamentParticipant, TournamentRow};
use crate::api::lobby::SaidInPlace;
use crate::api::matches::Game;
use crate::api::{Endpoint, Method, Page, in_query, paged};
use crate::ids::{TournamentCode, TournamentId, UserId};
use crate::text::{ChatText, TournamentName};

/// Organises a tournament; whoever does is in it. Needs an open event stream.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateTournament {
    /// Its name for people.
    pub name: TournamentName,
    /// Places: one of [`super::SIZES`].
    pub size: u8,
    /// In no list.
    pub private: bool,
    /// What is played; `duel` only, for a bracket is of single players.
    pub game: Game,
    /// Time that players have to turn up, seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forfeit_after: Option<u16>,
}

impl Endpoint for CreateTournament {
    const METHOD: Method = Method::Post;
    type Response = Tournament;
    fn path(&self) -> Cow<'static, str> {
        "/api/play/tournament/".into()
    }
}

/// The tournament that the caller is in. Needs an open event stream.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct GetMyTournament {}

impl Endpoint for GetMyTournament {
    const METHOD: Method = Method::Get;
    type Response = Tournament;
    fn path(&self) -> Cow<'static, str> {
        "/api/play/tournament/".into()
    }
}

/// One tournament, by its code; needs no token when it is public.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GetTournament {
    /// Which.
    #[serde(skip)]
    pub code: TournamentCode,
}

impl Endpoint for GetTournament {
    const METHOD: Method = Method::Get;
    const NEEDS_TOKEN: bool = false;
    const TAKES_TOKEN: bool = true;
    type Response = Tournament;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/tournament/{}/", self.code).into()
    }
}

/// Takes a place; once more, while in it: nothing changes. Needs an open event stream.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct JoinTournament {
    /// Of which.
    #[serde(skip)]
    pub code: TournamentCode,
}

impl Endpoint for JoinTournament {
    const METHOD: Method = Method::Post;
    type Response = TournamentParticipant;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/tournament/{}/", self.code).into()
    }
}

/// Gives the place up; once started, that is a forfeit.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct LeaveTournament {
    /// Of which.
    #[serde(skip)]
    pub code: TournamentCode,
}

impl Endpoint for LeaveTournament {
    const METHOD: Method = Method::Delete;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/tournament/{}/", self.code).into()
    }
}

/// Puts somebody out for good, before the start. Needs an open event stream.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct BanFromTournament {
    /// Of which.
    #[serde(skip)]
    pub code: TournamentCode,
    /// Whom.
    #[serde(skip)]
    pub user: UserId,
}

impl Endpoint for BanFromTournament {
    const METHOD: Method = Method::Delete;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/tournament/{}/ban/{}/", self.code, self.user).into()
    }
}

/// Asks a friend to join, before the start. Needs an open event stream.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct InviteToTournament {
    /// Into which.
    #[serde(skip)]
    pub code: TournamentCode,
    /// Whom.
    #[serde(skip)]
    pub user: UserId,
}

impl Endpoint for InviteToTournament {
    const METHOD: Method = Method::Post;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/tournament/{}/invite/{}/", self.code, self.user).into()
    }
}

/// Says something to the others in it. Needs an open event stream.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SayInTournament {
    /// In which.
    #[serde(skip)]
    pub code: TournamentCode,
    /// What.
    pub content: ChatText,
}

impl Endpoint for SayInTournament {
    const METHOD: Method = Method::Post;
    type Response = SaidInPlace;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/tournament/{}/message/", self.code).into()
    }
}

/// Public ones that can be joined, newest first.
#[derive(Clone, Debug, Serialize)]
pub struct SearchTournaments {
    /// Part of the name; empty: all.
    #[serde(skip)]
    pub q: String,
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
    /// Tournaments to pass over.
    #[serde(skip)]
    pub offset: u32,
}

impl Endpoint for SearchTournaments {
    const METHOD: Method = Method::Get;
    type Response = Page<TournamentRow>;
    fn path(&self) -> Cow<'static, str> {
        paged(&format!("/api/play/tournament/search/?q={}", in_query(&self.q)), self.limit, self.offset)
    }
}

/// Public ones that are running, newest first.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ListLiveTournaments {
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
    /// Tournaments to pass over.
    #[serde(skip)]
    pub offset: u32,
}

impl Endpoint for ListLiveTournaments {
    const METHOD: Method = Method::Get;
    type Response = Page<Tournament>;
    fn path(&self) -> Cow<'static, str> {
        paged("/api/play/tournament/live/", self.limit, self.offset)
    }
}

/// One tournament, running or finished, by its id.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GetPastTournament {
    /// Which.
    #[serde(skip)]
    pub id: TournamentId,
}

impl Endpoint for GetPastTournament {
    const METHOD: Method = Method::Get;
    const NEEDS_TOKEN: bool = false;
    const TAKES_TOKEN: bool = true;
    type Response = Tournament;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/game/tournaments/{}/", self.id).into()
    }
}
