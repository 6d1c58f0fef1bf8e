//! Tournaments: a knock-out of 4, 8 or 16, which runs itself. `/api/play/tournament/`, and of the past `/api/game/tournaments/`.

mod requests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::matches::{FinishReason, Game, GameMode, MatchType, TeamName, Teams};
use super::time::{Span, Timestamp};
use super::users::{SmallProfilePicture, SmallUser};
use crate::ids::{MatchCode, MatchId, TournamentCode, TournamentId, UserId};

pub use requests::{
    BanFromTournament, CreateTournament, GetMyTournament, GetPastTournament, GetTournament, InviteToTournament, JoinTournament,
    LeaveTournament, ListLiveTournaments, SayInTournament, SearchTournaments,
};

/// Places that a tournament can have.
pub const SIZES: [u8; 3] = [4, 8, 16];
/// Least and most time that an organiser can give players to turn up, seconds.
pub const FORFEIT_SECS: std::ops::RangeInclusive<u16> = 10..=600;
/// Time to turn up when the organiser sets none, seconds.
pub const FORFEIT_SECS_DEFAULT: u16 = 60;
/// Time between 80 % of the places and the start, milliseconds.
pub const START_AFTER_MS: i64 = 20_000;
/// Time that the bracket is shown before the matches of a round are made, milliseconds.
pub const BRACKET_MS: i64 = 3_000;

/// A round of a bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Eight matches.
    #[serde(rename = "round-of-16")]
    RoundOf16,
    /// Four.
    QuarterFinal,
    /// Two.
    SemiFinal,
    /// One.
    Final,
}

impl Stage {
    /// In the order in which they are played.
    pub const ALL: [Self; 4] = [Self::RoundOf16, Self::QuarterFinal, Self::SemiFinal, Self::Final];

    /// The number that stands for it in a match and in a participant: 1 is the final, 4 the round of 16.
    #[must_use]
    pub const fn id(self) -> i64 {
        match self {
            Self::RoundOf16 => 4,
            Self::QuarterFinal => 3,
            Self::SemiFinal => 2,
            Self::Final => 1,
        }
    }

    /// The stage of this number.
    #[must_use]
    pub fn from_id(id: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.id() == id)
    }

    /// Matches of this stage.
    #[must_use]
    pub const fn matches(self) -> u8 {
        match self {
            Self::RoundOf16 => 8,
            Self::QuarterFinal => 4,
            Self::SemiFinal => 2,
            Self::Final => 1,
        }
    }

    /// The stages of a tournament with this many places, in the order in which they are played.
    pub fn of_size(size: u8) -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(move |stage| stage.matches() * 2 <= size)
    }
}

/// A tournament.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Tournament {
    /// Which.
    pub id: TournamentId,
    /// Its name for those who join.
    pub code: TournamentCode,
    /// Its name for people.
    pub name: String,
    /// What is played.
    pub game: Game,
    /// Places: 4, 8 or 16.
    pub size: u8,
    /// In no list, and seen only by those who are in it or know its code.
    pub private: bool,
    /// Whether the bracket is drawn.
    pub is_started: bool,
    /// Whether it is over.
    pub is_finished: bool,
    /// When it starts by itself, if nothing changes; then when it did start.
    pub start_at: Option<Timestamp>,
    /// Time that players have to turn up, seconds; none: [`FORFEIT_SECS_DEFAULT`].
    pub forfeit_after: Option<u16>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who organises it now.
    pub created_by: UserId,
    /// In the order in which they came; by seed, once started.
    pub participants: Vec<TournamentParticipant>,
    /// Who won; nobody while it runs, or when both finalists forfeited.
    pub winner: Option<SmallUser>,
    /// Every match of every stage, in the order of the bracket; only once started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<BTreeMap<String, Vec<TournamentMatch>>>))]
    pub matches: Option<BTreeMap<Stage, Vec<TournamentMatch>>>,
}

impl Tournament {
    /// The place of this user, if there is one.
    #[must_use]
    pub fn participant(&self, user: UserId) -> Option<&TournamentParticipant> {
        self.participants.iter().find(|participant| participant.id == user)
    }

    /// All its matches, first round first.
    pub fn all_matches(&self) -> impl Iterator<Item = (Stage, &TournamentMatch)> {
        self.matches.iter().flatten().flat_map(|(stage, matches)| matches.iter().map(|shown| (*stage, shown)))
    }
}

/// Somebody in a tournament.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TournamentParticipant {
    /// Who.
    pub id: UserId,
    /// Name shown.
    pub username: String,
    /// Picture shown.
    pub profile_picture: SmallProfilePicture,
    /// Of which tournament.
    pub tournament: TournamentId,
    /// The stage that the player is in, or was last in: [`Stage::id`]. None before the start.
    pub stage: Option<i64>,
    /// From 1, the strongest. None before the start.
    pub seed: Option<i64>,
    /// Whether the player can still win.
    pub still_in: bool,
    /// Whether this is who organises it.
    pub creator: bool,
    /// Since when.
    pub join_at: Timestamp,
}

/// A match of a bracket, whether it has been made or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TournamentMatch {
    /// Its row. None: not made yet, or never played.
    pub id: Option<MatchId>,
    /// Its name for ever. None: as `id`.
    pub code: Option<MatchCode>,
    /// Always `tournament`.
    pub game_mode: GameMode,
    /// Time played; so far, while it runs.
    pub game_duration: Span,
    /// When it was made; when the tournament started, as long as it is not.
    pub created_at: Timestamp,
    /// Whether it is over.
    pub finished: bool,
    /// Who won: `a` is `user_1`.
    pub winner: Option<TeamName>,
    /// Who lost.
    pub looser: Option<TeamName>,
    /// Why it ended.
    pub finish_reason: Option<FinishReason>,
    /// Players on each side.
    pub match_type: MatchType,
    /// Always: everybody may watch.
    pub spectators_allowed: bool,
    /// Whether it counts for statistics.
    pub counts: bool,
    /// Tournament it belongs to.
    pub tournament_id: Option<i64>,
    /// Stage of that: [`Stage::id`].
    pub tournament_stage_id: Option<i64>,
    /// Place in that stage, from 1.
    pub tournament_n: Option<i64>,
    /// Who plays; nobody until both are known.
    pub teams: Teams,
    /// Place in its stage, from 1. The winner goes on to match `(n + 1) / 2` of the next stage.
    pub n: i64,
    /// On side `a`. None: not known yet, or nobody.
    pub user_1: Option<TournamentParticipant>,
    /// On side `b`. None: not known yet, or nobody.
    pub user_2: Option<TournamentParticipant>,
    /// Who has not turned up by then forfeits. None: not made, or over.
    pub due_at: Option<Timestamp>,
    /// Goals of the winner.
    pub score_winner: Option<i64>,
    /// Goals of the loser.
    pub score_looser: Option<i64>,
}

/// A tournament in the list of those that can be joined.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TournamentRow {
    /// Which.
    pub id: TournamentId,
    /// Its name for those who join.
    pub code: TournamentCode,
    /// Its name for people.
    pub name: String,
    /// What is played.
    pub game: Game,
    /// Places taken.
    pub n_participants: u8,
    /// Places.
    pub size: u8,
    /// Name of who organises it.
    pub created_by: String,
}

/// Data of `tournament-leave`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TournamentLeft {
    /// Who has gone.
    pub id: UserId,
    /// Of which tournament.
    pub tournament: TournamentId,
}

/// Data of `tournament-update-participant`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TournamentPromoted {
    /// Who.
    pub id: UserId,
    /// Of which tournament.
    pub tournament: TournamentId,
    /// Organises it now.
    pub creator: bool,
}

/// Data of `tournament-banned` and `tournament-destroy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TournamentGone {
    /// Which tournament the user is not in any more.
    pub tournament: TournamentId,
}

/// Data of `tournament-message`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TournamentSaid {
    /// Who.
    pub author: SmallUser,
    /// What.
    pub content: String,
    /// In which tournament.
    pub tournament: TournamentId,
}

/// Data of `tournament-start-at` and `tournament-start-cancel`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TournamentStartAt {
    /// Which.
    pub id: TournamentId,
    /// When; none: not by itself any more.
    pub start_at: Option<Timestamp>,
}

/// Data of `tournament-match-finish`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TournamentMatchFinish {
    /// As it is now. On the wire its own `winner` is hidden by that of the match; with the final the two are the same.
    #[serde(flatten)]
    pub tournament: Tournament,
    /// Who won the match.
    pub winner: Option<SmallUser>,
    /// Who lost it.
    pub looser: Option<SmallUser>,
    /// Goals of the winner.
    pub score_winner: Option<i64>,
    /// Goals of the loser.
    pub score_looser: Option<i64>,
    /// Why it ended.
    pub finish_reason: FinishReason,
}

/// Data of `tournament-finish`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TournamentFinish {
    /// Which.
    pub id: TournamentId,
    /// Its name for people.
    pub name: String,
    /// Who won; nobody, when both finalists forfeited.
    pub username: Option<String>,
}
