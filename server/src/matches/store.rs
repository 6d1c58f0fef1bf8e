//! Matches as rows.

use std::collections::BTreeMap;

use common::api::matches::{FinishReason, GameMode, TeamName};
use common::ids::{MatchCode, MatchId, TournamentId, UserId};
use common::sim::{Court, Rules, SIM_VERSION, Seat, Seed, Side, Tally};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::SqliteConnection;

use crate::db::{Rows, flag};

/// A match that is to be made.
#[derive(Clone, Debug)]
pub(crate) struct NewMatch {
    pub(crate) game_mode: GameMode,
    pub(crate) rules: Rules,
    pub(crate) seed: Seed,
    pub(crate) players: Vec<(Seat, UserId)>,
    /// Trophies of each player, if the match is about trophies.
    pub(crate) trophies: Option<BTreeMap<UserId, i64>>,
    pub(crate) spectators_allowed: bool,
    pub(crate) counts: bool,
    /// The tournament it belongs to, the number of the stage, and the place in it.
    pub(crate) place: Option<(TournamentId, i64, i64)>,
    /// How long its players have to come, if that is another time than for most.
    pub(crate) connect_ticks: Option<u32>,
}

/// How a match ended.
#[derive(Clone, Debug)]
pub(crate) struct Result {
    pub(crate) id: MatchId,
    pub(crate) reason: FinishReason,
    pub(crate) winner: Option<Side>,
    /// Goals of `a` and `b`.
    pub(crate) score: [u8; 2],
    /// Steps of the simulation.
    pub(crate) ticks: u32,
    pub(crate) tallies: Vec<(Seat, Tally)>,
    /// The file.
    pub(crate) log: Vec<u8>,
}

/// A match without its players.
#[derive(Clone, Debug, sqlx::FromRow, Deserialize)]
pub(crate) struct MatchRow {
    pub(crate) id: i64,
    code: String,
    game_mode: String,
    pub(crate) created_at: i64,
    court: String,
    goals_to_win: i64,
    time_limit_ticks: i64,
    seed: i64,
    pub(crate) sim_version: i64,
    #[serde(deserialize_with = "flag")]
    pub(crate) spectators_allowed: bool,
    #[serde(deserialize_with = "flag")]
    pub(crate) counts: bool,
    pub(crate) tournament_id: Option<i64>,
    pub(crate) tournament_stage_id: Option<i64>,
    pub(crate) tournament_n: Option<i64>,
    connect_ticks: Option<i64>,
    pub(crate) finished_at: Option<i64>,
    finish_reason: Option<String>,
    winner: Option<String>,
    pub(crate) ticks: i64,
    pub(crate) score_a: i64,
    pub(crate) score_b: i64,
}

/// [`MatchRow`], in the order of its fields.
const MATCH: &str =
    "json_array(id, code, game_mode, created_at, court, goals_to_win, time_limit_ticks, seed, sim_version, spectators_allowed,
    counts, tournament_id, tournament_stage_id, tournament_n, connect_ticks, finished_at, finish_reason, winner, ticks, score_a, score_b)";

/// A player of a match.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct PlayerRow {
    pub(crate) match_id: i64,
    slot: i64,
    user_id: i64,
    pub(crate) goals: i64,
    pub(crate) own_goals: i64,
    pub(crate) returns: i64,
    pub(crate) trophies: Option<i64>,
    pub(crate) trophies_before: Option<i64>,
}

impl MatchRow {
    pub(crate) fn code(&self) -> sqlx::Result<MatchCode> {
        self.code.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))
    }

    pub(crate) fn game_mode(&self) -> sqlx::Result<GameMode> {
        read(&self.game_mode)
    }

    pub(crate) fn finish_reason(&self) -> sqlx::Result<Option<FinishReason>> {
        self.finish_reason.as_deref().map(read).transpose()
    }

    pub(crate) fn winner(&self) -> sqlx::Result<Option<TeamName>> {
        self.winner.as_deref().map(read).transpose()
    }

    pub(crate) fn court(&self) -> sqlx::Result<Court> {
        read(&self.court)
    }

    pub(crate) fn rules(&self) -> sqlx::Result<Rules> {
        Ok(Rules { court: self.court()?, goals_to_win: number(self.goals_to_win)?, time_limit_ticks: number(self.time_limit_ticks)? })
    }

    pub(crate) fn connect_ticks(&self) -> sqlx::Result<Option<u32>> {
        self.connect_ticks.map(number).transpose()
    }

    pub(crate) fn seed(&self) -> Seed {
        Seed(self.seed.cast_unsigned())
    }
}

impl PlayerRow {
    pub(crate) fn user(&self) -> UserId {
        UserId(self.user_id)
    }

    pub(crate) fn seat(&self) -> sqlx::Result<Seat> {
        let seat = Seat::from_slot(number(self.slot)?);
        seat.ok_or_else(|| sqlx::Error::Decode(format!("slot {} is no seat", self.slot).into()))
    }
}

/// `None` when the code was used before.
pub(super) async fn insert(tx: &mut SqliteConnection, code: MatchCode, new: &NewMatch, now_ms: i64) -> sqlx::Result<Option<MatchId>> {
    let id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO matches (code, game_mode, created_at, court, goals_to_win, time_limit_ticks, seed, sim_version, spectators_allowed, counts,
                              tournament_id, tournament_stage_id, tournament_n, connect_ticks)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (code) DO NOTHING RETURNING id",
    )
    .bind(code.to_string())
    .bind(name(&new.game_mode))
    .bind(now_ms)
    .bind(name(&new.rules.court))
    .bind(i64::from(new.rules.goals_to_win))
    .bind(i64::from(new.rules.time_limit_ticks))
    .bind(new.seed.0.cast_signed())
    .bind(i64::from(SIM_VERSION))
    .bind(new.spectators_allowed)
    .bind(new.counts)
    .bind(new.place.map(|(tournament, _, _)| tournament.0))
    .bind(new.place.map(|(_, stage, _)| stage))
    .bind(new.place.map(|(_, _, n)| n))
    .bind(new.connect_ticks.map(i64::from))
    .fetch_optional(&mut *tx)
    .await?;
    let Some(id) = id else { return Ok(None) };
    for (seat, user) in &new.players {
        let trophies = new.trophies.as_ref().map(|trophies| trophies.get(user).copied().unwrap_or(0));
        sqlx::query("INSERT INTO match_players (match_id, slot, user_id, open, trophies_before) VALUES ($1, $2, $3, TRUE, $4)")
            .bind(id)
            .bind(slot(*seat))
            .bind(user.0)
            .bind(trophies)
            .execute(&mut *tx)
            .await?;
    }
    Ok(Some(MatchId(id)))
}

/// Writes the result and the log. False when the match had ended before; then nothing changes.
pub(super) async fn finish(tx: &mut SqliteConnection, result: &Result, now_ms: i64) -> sqlx::Result<bool> {
    let changed = sqlx::query(
        "UPDATE matches SET finished_at = $2, finish_reason = $3, winner = $4, ticks = $5, score_a = $6, score_b = $7
         WHERE id = $1 AND finished_at IS NULL",
    )
    .bind(result.id.0)
    .bind(now_ms)
    .bind(name(&result.reason))
    .bind(result.winner.map(|side| name(&side)))
    .bind(i64::from(result.ticks))
    .bind(i64::from(result.score[0]))
    .bind(i64::from(result.score[1]))
    .execute(&mut *tx)
    .await?;
    if changed.rows_affected() == 0 {
        return Ok(false);
    }
    // One that nobody came to is in no history.
    let listed = result.reason != FinishReason::PlayersTimeout;
    for (seat, tally) in &result.tallies {
        sqlx::query(
            "UPDATE match_players SET open = FALSE, listed = $6, goals = $3, own_goals = $4, returns = $5 WHERE match_id = $1 AND slot = $2",
        )
        .bind(result.id.0)
        .bind(slot(*seat))
        .bind(i64::from(tally.goals))
        .bind(i64::from(tally.own_goals))
        .bind(i64::from(tally.returns))
        .bind(listed)
        .execute(&mut *tx)
        .await?;
    }
    sqlx::query("INSERT INTO match_logs (match_id, log) VALUES ($1, $2)").bind(result.id.0).bind(&result.log).execute(&mut *tx).await?;
    Ok(true)
}

pub(super) async fn by_code(reader: &mut SqliteConnection, code: MatchCode) -> sqlx::Result<Option<MatchRow>> {
    sqlx::query_as("SELECT * FROM matches WHERE code = $1").bind(code.to_string()).fetch_optional(reader).await
}

/// In no particular order.
pub(super) async fn by_ids(reader: &mut SqliteConnection, ids: &[MatchId]) -> sqlx::Result<Vec<MatchRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = format!("SELECT json_group_array({MATCH}) FROM matches WHERE id IN (SELECT value FROM json_each($1))");
    let Rows(rows) = sqlx::query_scalar(sqlx::AssertSqlSafe(rows)).bind(list(ids)).fetch_one(reader).await?;
    Ok(rows)
}

/// Matches that have not ended.
pub(crate) async fn unfinished(reader: &mut SqliteConnection) -> sqlx::Result<Vec<MatchRow>> {
    sqlx::query_as("SELECT * FROM matches WHERE finished_at IS NULL ORDER BY id").fetch_all(reader).await
}

/// The players of these matches, by match, then by seat.
pub(crate) async fn players(reader: &mut SqliteConnection, ids: &[MatchId]) -> sqlx::Result<Vec<PlayerRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query_scalar(
        "SELECT json_group_array(json_array(match_id, slot, user_id, goals, own_goals, returns, trophies, trophies_before)) FROM (
             SELECT * FROM match_players WHERE match_id IN (SELECT value FROM json_each($1)) ORDER BY match_id, slot)",
    );
    let Rows(rows) = rows.bind(list(ids)).fetch_one(reader).await?;
    Ok(rows)
}

/// The finished matches of a user, newest first, and how many there are. One that nobody came to is none of them.
pub(super) async fn history(reader: &mut SqliteConnection, user: UserId, limit: i64, offset: i64) -> sqlx::Result<(i64, Vec<MatchRow>)> {
    let page = format!(
        "SELECT (SELECT COUNT(*) FROM match_players WHERE user_id = $1 AND listed),
                (SELECT json_group_array({MATCH}) FROM (
                     SELECT m.* FROM match_players p JOIN matches m ON m.id = p.match_id WHERE p.user_id = $1 AND p.listed
                     ORDER BY p.match_id DESC LIMIT $2 OFFSET $3))"
    );
    let page = sqlx::query_as(sqlx::AssertSqlSafe(page)).bind(user.0).bind(limit).bind(offset);
    let (count, Rows(rows)) = page.fetch_one(reader).await?;
    Ok((count, rows))
}

/// The log of a finished match, as a file.
pub(super) async fn log(reader: &mut SqliteConnection, id: MatchId) -> sqlx::Result<Option<Vec<u8>>> {
    sqlx::query_scalar("SELECT log FROM match_logs WHERE match_id = $1").bind(id.0).fetch_optional(reader).await
}

fn slot(seat: Seat) -> i64 {
    i64::try_from(seat.slot()).expect("there are six slots")
}

fn list(ids: &[MatchId]) -> String {
    serde_json::to_string(ids).expect("ids are numbers")
}

/// The name of a variant, as the API writes it.
fn name<T: Serialize>(variant: &T) -> String {
    match serde_json::to_value(variant) {
        Ok(Value::String(name)) => name,
        Ok(_) | Err(_) => unreachable!("these enums have names only"),
    }
}

fn read<T: DeserializeOwned>(name: &str) -> sqlx::Result<T> {
    serde_json::from_value(Value::from(name)).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

fn number<T: TryFrom<i64, Error: std::error::Error + Send + Sync + 'static>>(raw: i64) -> sqlx::Result<T> {
    T::try_from(raw).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}
