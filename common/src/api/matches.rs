//! Matches of the past and of now: `/api/game/`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::time::{Span, Timestamp};
use super::users::{SmallUser, Tier};
use super::{Endpoint, Method, Page};
use crate::ids::{MatchCode, MatchId, UserId};

/// A rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Game {
    /// One against one.
    Duel,
    /// Three against three.
    Clash,
}

/// How a match came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum GameMode {
    /// The first two who wanted one.
    Duel,
    /// For trophies.
    Ranked,
    /// Three against three from teams.
    Clash,
    /// A private match.
    CustomGame,
    /// A match of a bracket.
    Tournament,
    /// Two on one keyboard, refereed.
    Local,
}

/// A side, as the API writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum TeamName {
    /// Side a.
    A,
    /// Side b.
    B,
}

impl From<crate::sim::Side> for TeamName {
    fn from(side: crate::sim::Side) -> Self {
        match side {
            crate::sim::Side::A => Self::A,
            crate::sim::Side::B => Self::B,
        }
    }
}

/// Why a match ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum FinishReason {
    /// By the rules of the court.
    NormalEnd,
    /// A player left and did not come back in time.
    PlayerDisconnect,
    /// A player never came: 3-0.
    PlayerNotConnected,
    /// Nobody came.
    PlayersTimeout,
    /// A bye, or a place that both forfeited.
    GameNotPlayed,
    /// The server gave it up.
    Aborted,
}

/// Players on each side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MatchType {
    /// One against one.
    #[serde(rename = "1v1")]
    OneOnOne,
    /// Three against three.
    #[serde(rename = "3v3")]
    ThreeOnThree,
}

/// A player in a match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TeamPlayer {
    /// Who.
    #[serde(flatten)]
    pub user: SmallUser,
    /// Goals.
    pub score: i64,
    /// Own goals.
    pub own_goal: i64,
    /// Returns.
    pub returns: i64,
    /// Change of trophies; none unless ranked and finished.
    pub trophies: Option<i64>,
    /// What the match is about for this player, fixed when it was made; none unless ranked.
    pub stakes: Option<Stakes>,
}

/// What a ranked match is about for one of its players: the same before it and after it, when `TeamPlayer::trophies` says which of the
/// two changes it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stakes {
    /// Trophies before the match.
    pub trophies: i64,
    /// Tier of those.
    pub tier: Tier,
    /// Chance of winning beforehand, in percent, 0 to 100: what the changes come from.
    pub chance: u8,
    /// Change of trophies with a win, 0 to 40.
    pub win: i64,
    /// Change of trophies with a loss, -30 to 0; nobody falls below 0 in total.
    pub loss: i64,
}

/// One side of a match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Team {
    /// Goals.
    pub score: i64,
    /// In the order of the seats.
    pub players: Vec<TeamPlayer>,
}

/// Both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Teams {
    /// On the right.
    pub a: Team,
    /// On the left.
    pub b: Team,
}

/// A match, running or finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Match {
    /// Its row.
    pub id: MatchId,
    /// Its name for ever.
    pub code: MatchCode,
    /// How it came about.
    pub game_mode: GameMode,
    /// Time played; so far, while it runs.
    pub game_duration: Span,
    /// When it was made.
    pub created_at: Timestamp,
    /// Whether it is over.
    pub finished: bool,
    /// Who won.
    pub winner: Option<TeamName>,
    /// Who lost.
    pub looser: Option<TeamName>,
    /// Why it ended.
    pub finish_reason: Option<FinishReason>,
    /// Players on each side.
    pub match_type: MatchType,
    /// Whether anybody may watch.
    pub spectators_allowed: bool,
    /// Whether it counts for statistics.
    pub counts: bool,
    /// Tournament it belongs to.
    pub tournament_id: Option<i64>,
    /// Stage of that.
    pub tournament_stage_id: Option<i64>,
    /// Place in that stage.
    pub tournament_n: Option<i64>,
    /// Who plays.
    pub teams: Teams,
}

/// Finished matches of a user, newest first.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ListMatches {
    /// Whose.
    #[serde(skip)]
    pub user: UserId,
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
    /// Matches to pass over.
    #[serde(skip)]
    pub offset: u32,
}

impl Endpoint for ListMatches {
    const METHOD: Method = Method::Get;
    type Response = Page<Match>;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/game/matches/{}/?limit={}&offset={}", self.user, self.limit, self.offset).into()
    }
}

/// One match.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GetMatch {
    /// Its name.
    #[serde(skip)]
    pub code: MatchCode,
}

impl Endpoint for GetMatch {
    const METHOD: Method = Method::Get;
    const NEEDS_TOKEN: bool = false;
    const TAKES_TOKEN: bool = true;
    type Response = Match;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/game/match/{}/", self.code).into()
    }
}

/// Content type of a log, at `GET /api/game/match/<code>/log/`.
pub const LOG_CONTENT_TYPE: &str = "application/vnd.rebound.match";

/// Path of the log of a match.
#[must_use]
pub fn log_path(code: MatchCode) -> String {
    format!("/api/game/match/{code}/log/")
}

/// Path of the socket of a match.
#[must_use]
pub fn socket_path(code: MatchCode) -> String {
    format!("/ws/match/{code}/")
}

/// Matches that can be watched now, most spectators first.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ListLive {
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
    /// Matches to pass over.
    #[serde(skip)]
    pub offset: u32,
}

impl Endpoint for ListLive {
    const METHOD: Method = Method::Get;
    type Response = Page<Match>;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/game/live/?limit={}&offset={}", self.limit, self.offset).into()
    }
}
