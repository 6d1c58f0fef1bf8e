//! Statistics and ladders as rows: how they are read.

use std::collections::BTreeMap;

use common::api::matches::Game;
use common::api::stats::{Rank, RankedStat, StatsMode};
use common::api::time::Timestamp;
use common::api::users::Tier;
use common::ids::{RankedStatId, UserId};
use serde::Deserialize;
use sqlx::SqliteConnection;

use crate::db::Rows;
use crate::stats::store::{list, name, read};

/// What somebody has done in one mode.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Done {
    pub(super) played: i64,
    pub(super) wins: i64,
    pub(super) scored: i64,
    pub(super) own_goals: i64,
    pub(super) longest_win_streak: i64,
    pub(super) win_streak: i64,
    pub(super) tournament_wins: i64,
}

/// By mode; without those in which nothing was done.
pub(super) async fn stats(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<BTreeMap<StatsMode, Done>> {
    type Row = (String, i64, i64, i64, i64, i64, i64, i64);
    let rows = sqlx::query_scalar(
        "SELECT json_group_array(json_array(game_mode, played, wins, scored, own_goals, longest_win_streak, win_streak, tournament_wins))
         FROM stats WHERE user_id = $1",
    );
    let Rows::<Row>(rows) = rows.bind(user.0).fetch_one(reader).await?;
    let done = |(mode, played, wins, scored, own_goals, longest_win_streak, win_streak, tournament_wins): Row| {
        Ok((read(&mode)?, Done { played, wins, scored, own_goals, longest_win_streak, win_streak, tournament_wins }))
    };
    rows.into_iter().map(done).collect()
}

#[derive(Deserialize)]
struct RankRow {
    user_id: i64,
    game: String,
    trophies: i64,
    played: i64,
    won: i64,
    lost: i64,
}

impl RankRow {
    fn rank(&self) -> sqlx::Result<Rank> {
        let tier = Tier::of(self.trophies);
        Ok(Rank {
            game: read(&self.game)?,
            trophies: self.trophies,
            tier,
            icon: tier.icon().to_owned(),
            ranked_played: self.played,
            ranked_won: self.won,
            ranked_lost: self.lost,
        })
    }
}

/// Without the games in which nothing was played.
pub(super) async fn ranks(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<Rank>> {
    let rows =
        sqlx::query_scalar("SELECT json_group_array(json_array(user_id, game, trophies, played, won, lost)) FROM ranks WHERE user_id = $1");
    let Rows::<RankRow>(rows) = rows.bind(user.0).fetch_one(reader).await?;
    rows.iter().map(RankRow::rank).collect()
}

/// Over all games; 0 for those who have none.
pub(super) async fn trophies(reader: &mut SqliteConnection, users: &[UserId]) -> sqlx::Result<BTreeMap<UserId, i64>> {
    let rows = sqlx::query_scalar(
        "SELECT json_group_array(json_array(u.value, (SELECT COALESCE(SUM(trophies), 0) FROM ranks WHERE user_id = u.value)))
         FROM json_each($1) u",
    );
    let Rows(rows) = rows.bind(list(users)).fetch_one(reader).await?;
    Ok(rows.into_iter().collect())
}

pub(super) async fn changes(reader: &mut SqliteConnection, user: UserId, limit: i64, offset: i64) -> sqlx::Result<(i64, Vec<RankedStat>)> {
    let page = sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM trophy_changes WHERE user_id = $1),
                (SELECT json_group_array(json_array(id, change, total, at)) FROM (
                     SELECT id, change, total, at FROM trophy_changes WHERE user_id = $1 ORDER BY id LIMIT $2 OFFSET $3))",
    );
    let (count, Rows::<(i64, i64, i64, i64)>(rows)) = page.bind(user.0).bind(limit).bind(offset).fetch_one(reader).await?;
    let change = |(id, trophies, total_trophies, at)| RankedStat { id: RankedStatId(id), trophies, total_trophies, at: Timestamp(at) };
    Ok((count, rows.into_iter().map(change).collect()))
}

pub(super) async fn leaderboard(
    reader: &mut SqliteConnection,
    viewer: UserId,
    game: Game,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(i64, Vec<(UserId, Rank)>)> {
    let page = sqlx::query_as(
        "SELECT ranked - (SELECT COUNT(*) FROM hidden h JOIN ranks r ON r.user_id = h.user_id
                          WHERE h.viewer_id = $2 AND r.game = $1 AND r.trophies > 0),
                (SELECT json_group_array(json_array(user_id, game, trophies, played, won, lost)) FROM (
                     SELECT * FROM ranks
                     WHERE game = $1 AND trophies > 0 AND user_id NOT IN (SELECT user_id FROM hidden WHERE viewer_id = $2)
                     ORDER BY trophies DESC, user_id LIMIT $3 OFFSET $4))
         FROM ladders WHERE game = $1",
    );
    let page = page.bind(name(game)).bind(viewer.0).bind(limit).bind(offset);
    let (count, Rows::<RankRow>(rows)) = page.fetch_one(reader).await?;
    let ranked = rows.iter().map(|row| Ok((UserId(row.user_id), row.rank()?))).collect::<sqlx::Result<_>>()?;
    Ok((count, ranked))
}
