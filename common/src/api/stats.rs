//! What somebody has done: statistics by mode, trophies over time, the leaderboard.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::matches::Game;
use super::time::Timestamp;
use super::users::{SmallUser, Tier};
use super::{Endpoint, Method, Page, paged};
use crate::ids::{RankedStatId, UserId};

/// What is counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum StatsMode {
    /// Every match that counts.
    Global,
    /// Quick duels.
    Duel,
    /// Three against three from teams.
    Clash,
    /// For trophies.
    Ranked,
    /// Matches of brackets.
    Tournament,
}

impl StatsMode {
    /// In the order of the API.
    pub const ALL: [Self; 5] = [Self::Global, Self::Duel, Self::Clash, Self::Ranked, Self::Tournament];
}

/// What somebody has done in one mode.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stats {
    /// Its row.
    pub id: i64,
    /// Which.
    pub game_mode: StatsMode,
    /// Matches.
    pub game_played: i64,
    /// Of those, won.
    pub wins: i64,
    /// Goals.
    pub scored: i64,
    /// Most wins one after the other.
    pub longest_win_streak: i64,
    /// Wins since the last loss.
    pub current_win_streak: i64,
    /// Goals against the own side; clash only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_goals: Option<i64>,
    /// Brackets won; tournament only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tournament_wins: Option<i64>,
}

/// One change of somebody's trophies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RankedStat {
    /// Which.
    pub id: RankedStatId,
    /// The change.
    pub trophies: i64,
    /// After it.
    pub total_trophies: i64,
    /// When.
    pub at: Timestamp,
}

/// Somebody's standing in a game, as others see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rank {
    /// Which.
    pub game: Game,
    /// Points of the ladder.
    pub trophies: i64,
    /// Tier of those.
    pub tier: Tier,
    /// Address of its icon, relative to the server.
    pub icon: String,
    /// Ranked matches.
    pub ranked_played: i64,
    /// Of those, won.
    pub ranked_won: i64,
    /// Of those, lost.
    pub ranked_lost: i64,
}

/// One line of the leaderboard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Ranked {
    /// Who.
    #[serde(flatten)]
    pub user: SmallUser,
    /// Standing.
    #[serde(flatten)]
    pub rank: Rank,
}

/// The caller's statistics: one for each of [`StatsMode::ALL`].
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct GetMyStats {}

impl Endpoint for GetMyStats {
    const METHOD: Method = Method::Get;
    type Response = Vec<Stats>;
    fn path(&self) -> Cow<'static, str> {
        "/api/users/me/stats/".into()
    }
}

/// How the caller's trophies changed, oldest first.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ListMyRankedStats {
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
    /// Changes to pass over.
    #[serde(skip)]
    pub offset: u32,
}

impl Endpoint for ListMyRankedStats {
    const METHOD: Method = Method::Get;
    type Response = Page<RankedStat>;
    fn path(&self) -> Cow<'static, str> {
        paged("/api/users/me/stats/ranked/", self.limit, self.offset)
    }
}

/// Somebody's statistics.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GetStats {
    /// Whose.
    #[serde(skip)]
    pub user: UserId,
}

impl Endpoint for GetStats {
    const METHOD: Method = Method::Get;
    type Response = Vec<Stats>;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/users/{}/stats/", self.user).into()
    }
}

/// Who has most trophies in a game; without those who have none.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ListLeaderboard {
    /// Which.
    #[serde(skip)]
    pub game: Game,
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
    /// Users to pass over.
    #[serde(skip)]
    pub offset: u32,
}

impl Endpoint for ListLeaderboard {
    const METHOD: Method = Method::Get;
    type Response = Page<Ranked>;
    fn path(&self) -> Cow<'static, str> {
        let game = match self.game {
            Game::Duel => "duel",
            Game::Clash => "clash",
        };
        paged(&format!("/api/game/leaderboard/?game={game}"), self.limit, self.offset)
    }
}
