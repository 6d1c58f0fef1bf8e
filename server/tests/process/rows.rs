//! The database file, read beside the server that has it open.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use common::ids::{MatchCode, QueueEntryId, UserId};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use crate::contradictions;
use crate::gathered::Gathered;

/// Everything that is looked at.
pub(crate) struct Rows {
    /// Names of accounts.
    pub(crate) accounts: Vec<String>,
    pub(crate) guests: usize,
    pub(crate) challenges: usize,
    pub(crate) matches: BTreeMap<MatchCode, MatchRow>,
    /// Who waits in the queue.
    pub(crate) places: BTreeMap<UserId, PlaceRow>,
    /// How often each user was told what of which match.
    pub(crate) told: BTreeMap<(UserId, String, MatchCode), usize>,
    /// Lobbies and tournaments.
    pub(crate) gathered: Gathered,
    /// What contradicts itself.
    pub(crate) contradictions: Vec<String>,
}

/// A place in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlaceRow {
    pub(crate) id: QueueEntryId,
    pub(crate) join_at: i64,
}

/// A match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MatchRow {
    pub(crate) game_mode: String,
    /// Somebody who plays it has left its tournament.
    pub(crate) is_given_up: bool,
    pub(crate) players: Vec<UserId>,
    /// Players who are still in it.
    pub(crate) open: usize,
    pub(crate) result: Option<ResultRow>,
}

/// A result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ResultRow {
    pub(crate) reason: String,
    pub(crate) winner: Option<String>,
    pub(crate) score: [i64; 2],
    pub(crate) ticks: i64,
    pub(crate) log: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct Found {
    id: i64,
    code: String,
    game_mode: String,
    given_up: bool,
    finish_reason: Option<String>,
    winner: Option<String>,
    score_a: i64,
    score_b: i64,
    ticks: i64,
    log: Option<Vec<u8>>,
}

impl Rows {
    /// Reads all of it, as it is at one moment.
    pub(crate) async fn read(data: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new().filename(data.join("rebound.db")).read_only(true).disable_statement_logging();
        let mut file = options.connect().await?;
        let mut file = file.begin().await?;
        Ok(Self {
            accounts: sqlx::query_scalar("SELECT username FROM users WHERE NOT is_guest").fetch_all(&mut *file).await?,
            guests: count(&mut file, "SELECT COUNT(*) FROM users WHERE is_guest").await?,
            challenges: count(&mut file, "SELECT COUNT(*) FROM challenges").await?,
            matches: matches(&mut file).await?,
            places: places(&mut file).await?,
            told: told(&mut file).await?,
            gathered: Gathered::read(&mut file).await?,
            contradictions: contradictions::find(&mut file).await?,
        })
    }
}

async fn count(file: &mut SqliteConnection, query: &'static str) -> Result<usize> {
    Ok(usize::try_from(sqlx::query_scalar::<_, i64>(query).fetch_one(file).await?)?)
}

async fn matches(file: &mut SqliteConnection) -> Result<BTreeMap<MatchCode, MatchRow>> {
    let found: Vec<Found> = sqlx::query_as(
        "SELECT m.id, m.code, m.game_mode, m.finish_reason, m.winner, m.score_a, m.score_b, m.ticks, l.log,
                EXISTS (SELECT 1 FROM match_players p JOIN tournament_players e ON e.user_id = p.user_id
                        WHERE p.match_id = m.id AND e.tournament_id = m.tournament_id AND e.has_left) AS given_up
         FROM matches m LEFT JOIN match_logs l ON l.match_id = m.id",
    )
    .fetch_all(&mut *file)
    .await?;
    let seats: Vec<(i64, i64, bool)> =
        sqlx::query_as("SELECT match_id, user_id, open FROM match_players ORDER BY match_id, slot").fetch_all(&mut *file).await?;
    let mut by_match: BTreeMap<i64, Vec<(UserId, bool)>> = BTreeMap::new();
    for (id, user, open) in seats {
        by_match.entry(id).or_default().push((UserId(user), open));
    }
    found
        .into_iter()
        .map(|row| {
            let seats = by_match.remove(&row.id).unwrap_or_default();
            let open = seats.iter().filter(|(_, open)| *open).count();
            let result = row.finish_reason.map(|reason| ResultRow {
                reason,
                winner: row.winner,
                score: [row.score_a, row.score_b],
                ticks: row.ticks,
                log: row.log.unwrap_or_default(),
            });
            let players = seats.into_iter().map(|(user, _)| user).collect();
            let (game_mode, is_given_up) = (row.game_mode, row.given_up);
            Ok((row.code.parse()?, MatchRow { game_mode, is_given_up, players, open, result }))
        })
        .collect()
}

async fn places(file: &mut SqliteConnection) -> Result<BTreeMap<UserId, PlaceRow>> {
    let rows: Vec<(i64, i64, i64)> = sqlx::query_as("SELECT user_id, id, join_at FROM queue_places").fetch_all(file).await?;
    Ok(rows.into_iter().map(|(user, id, join_at)| (UserId(user), PlaceRow { id: QueueEntryId(id), join_at })).collect())
}

async fn told(file: &mut SqliteConnection) -> Result<BTreeMap<(UserId, String, MatchCode), usize>> {
    let events: Vec<(i64, String, String)> =
        sqlx::query_as("SELECT user_id, code, envelope FROM events WHERE code IN ('game-start', 'match-finish')").fetch_all(file).await?;
    let mut told = BTreeMap::new();
    for (user, event, envelope) in events {
        let envelope: serde_json::Value = serde_json::from_str(&envelope)?;
        let code: MatchCode = envelope["data"]["code"].as_str().unwrap_or_default().parse()?;
        *told.entry((UserId(user), event, code)).or_default() += 1;
    }
    Ok(told)
}
