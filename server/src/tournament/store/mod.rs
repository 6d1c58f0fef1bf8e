//! Tournaments as rows.

mod lists;

use common::ids::{MatchId, TournamentCode, TournamentId, UserId};
use sqlx::SqliteConnection;

use super::life::{Life, Phase};
use super::rows::{self, Card, HeadRow, PairingRow, PlayerRow};
use crate::db::Tx;

pub(super) use lists::{live, of_user, search};

/// A tournament that was read.
#[derive(Clone, Debug)]
pub(super) struct Held {
    pub(super) card: Card,
    pub(super) life: Life,
}

/// Which tournament is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    Row(TournamentId),
    Code(TournamentCode),
}

pub(super) async fn find(reader: &mut SqliteConnection, which: Which) -> sqlx::Result<Option<Held>> {
    let id = match which {
        Which::Row(id) => Some(id.0),
        Which::Code(code) => {
            let found = sqlx::query_scalar("SELECT id FROM tournaments WHERE code = $1").bind(code.to_string());
            found.fetch_optional(&mut *reader).await?
        }
    };
    match id {
        Some(id) => Ok(all(reader, &[TournamentId(id)]).await?.pop()),
        None => Ok(None),
    }
}

/// These tournaments in this order, with three queries for all.
pub(super) async fn all(reader: &mut SqliteConnection, ids: &[TournamentId]) -> sqlx::Result<Vec<Held>> {
    let list = serde_json::to_string(ids).expect("ids are numbers");
    let heads: Vec<HeadRow> = sqlx::query_as(
        "SELECT id, code, name, size, private, forfeit_after, created_at, created_by, phase, start_at, stage, round_at, winner_id
         FROM tournaments WHERE id IN (SELECT value FROM json_each($1))",
    )
    .bind(&list)
    .fetch_all(&mut *reader)
    .await?;
    let players: Vec<PlayerRow> = sqlx::query_as(
        "SELECT p.tournament_id, p.user_id, u.is_guest, p.join_at, p.seed, p.stage, p.still_in, p.has_left
         FROM tournament_players p JOIN users u ON u.id = p.user_id
         WHERE p.tournament_id IN (SELECT value FROM json_each($1)) ORDER BY p.tournament_id, p.joined",
    )
    .bind(&list)
    .fetch_all(&mut *reader)
    .await?;
    let pairings: Vec<PairingRow> = sqlx::query_as(
        "SELECT t.tournament_id, t.stage, t.n, t.user_1, t.user_2, t.state, t.due_at, t.match_id, m.code, t.aborted, t.winner,
                t.finish_reason, t.score_winner, t.score_looser
         FROM tournament_matches t LEFT JOIN matches m ON m.id = t.match_id
         WHERE t.tournament_id IN (SELECT value FROM json_each($1)) ORDER BY t.tournament_id, t.stage DESC, t.n",
    )
    .bind(&list)
    .fetch_all(reader)
    .await?;
    let mut held = Vec::new();
    for id in ids {
        let Some(head) = heads.iter().find(|head| head.id == id.0) else { continue };
        let players = players.iter().filter(|player| player.tournament_id == id.0);
        let pairings = pairings.iter().filter(|pairing| pairing.tournament_id == id.0);
        held.push(Held { card: head.card()?, life: rows::read(head, players, pairings)? });
    }
    Ok(held)
}

/// Makes its row, without anybody in it. `None`: the code was used before.
pub(super) async fn insert(tx: &mut Tx, card: &Card, life: &Life) -> sqlx::Result<Option<TournamentId>> {
    let head = HeadRow::of(card, life);
    let id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO tournaments (code, name, name_lower, size, private, forfeit_after, created_at, created_by, phase)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (code) DO NOTHING RETURNING id",
    )
    .bind(head.code)
    .bind(head.name)
    .bind(card.name.to_lowercase())
    .bind(head.size)
    .bind(head.private)
    .bind(head.forfeit_after)
    .bind(head.created_at)
    .bind(head.created_by)
    .bind(head.phase)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(id.map(TournamentId))
}

/// Writes what has changed since `before`.
pub(super) async fn save(tx: &mut Tx, before: &Life, held: &Held) -> sqlx::Result<()> {
    let Held { card, life } = held;
    if life.phase == Phase::CalledOff {
        sqlx::query("DELETE FROM tournaments WHERE id = $1").bind(card.id.0).execute(&mut **tx).await?;
        return Ok(());
    }
    let (old_head, old_players, old_pairings) = rows::written(card, before);
    let (head, players, pairings) = rows::written(card, life);
    if head != old_head {
        save_head(tx, &head).await?;
    }
    for gone in old_players.iter().filter(|old| !players.iter().any(|player| player.user_id == old.user_id)) {
        sqlx::query("DELETE FROM tournament_players WHERE tournament_id = $1 AND user_id = $2")
            .bind(gone.tournament_id)
            .bind(gone.user_id)
            .execute(&mut **tx)
            .await?;
    }
    for player in players.iter().filter(|player| !old_players.contains(player)) {
        save_player(tx, player).await?;
    }
    for pairing in pairings.iter().filter(|pairing| !old_pairings.contains(pairing)) {
        save_pairing(tx, pairing).await?;
    }
    Ok(())
}

async fn save_head(tx: &mut Tx, head: &HeadRow) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE tournaments SET created_by = $2, phase = $3, start_at = $4, stage = $5, round_at = $6, winner_id = $7 WHERE id = $1",
    )
    .bind(head.id)
    .bind(head.created_by)
    .bind(&head.phase)
    .bind(head.start_at)
    .bind(head.stage)
    .bind(head.round_at)
    .bind(head.winner_id)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn save_player(tx: &mut Tx, player: &PlayerRow) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO tournament_players (tournament_id, user_id, join_at, joined, seed, stage, still_in, has_left)
         VALUES ($1, $2, $3, (SELECT COALESCE(MAX(joined), 0) + 1 FROM tournament_players WHERE tournament_id = $1), $4, $5, $6, $7)
         ON CONFLICT (tournament_id, user_id) DO UPDATE SET
             seed = excluded.seed, stage = excluded.stage, still_in = excluded.still_in, has_left = excluded.has_left",
    )
    .bind(player.tournament_id)
    .bind(player.user_id)
    .bind(player.join_at)
    .bind(player.seed)
    .bind(player.stage)
    .bind(player.still_in)
    .bind(player.has_left)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn save_pairing(tx: &mut Tx, pairing: &PairingRow) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO tournament_matches (tournament_id, stage, n, user_1, user_2, state, due_at, match_id, aborted, winner,
                                         finish_reason, score_winner, score_looser)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         ON CONFLICT (tournament_id, stage, n) DO UPDATE SET
             user_1 = excluded.user_1, user_2 = excluded.user_2, state = excluded.state, due_at = excluded.due_at,
             match_id = excluded.match_id, aborted = excluded.aborted, winner = excluded.winner,
             finish_reason = excluded.finish_reason, score_winner = excluded.score_winner, score_looser = excluded.score_looser",
    )
    .bind(pairing.tournament_id)
    .bind(pairing.stage)
    .bind(pairing.n)
    .bind(pairing.user_1)
    .bind(pairing.user_2)
    .bind(&pairing.state)
    .bind(pairing.due_at)
    .bind(pairing.match_id)
    .bind(pairing.aborted)
    .bind(pairing.winner)
    .bind(&pairing.finish_reason)
    .bind(pairing.score_winner)
    .bind(pairing.score_looser)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The tournament that this match belongs to and waits for.
pub(super) async fn of_match(tx: &mut Tx, id: MatchId) -> sqlx::Result<Option<TournamentId>> {
    let found: Option<i64> = sqlx::query_scalar("SELECT tournament_id FROM tournament_matches WHERE match_id = $1 AND state = 'made'")
        .bind(id.0)
        .fetch_optional(&mut **tx)
        .await?;
    Ok(found.map(TournamentId))
}

/// Tournaments that have not ended and that the user is in, the one first that matters most: where the user can still win, or waits
/// for the start; then the newest.
pub(super) async fn unfinished_of(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<TournamentId>> {
    let found: Vec<i64> = sqlx::query_scalar(
        "SELECT t.id FROM tournament_players p JOIN tournaments t ON t.id = p.tournament_id
         WHERE p.user_id = $1 AND t.phase <> 'finished' AND NOT p.has_left ORDER BY p.still_in DESC, t.id DESC",
    )
    .bind(user.0)
    .fetch_all(reader)
    .await?;
    Ok(found.into_iter().map(TournamentId).collect())
}

/// The tournament that has not started and that the user is in.
pub(super) async fn unstarted_of(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Option<TournamentId>> {
    let found: Option<i64> = sqlx::query_scalar(
        "SELECT t.id FROM tournament_players p JOIN tournaments t ON t.id = p.tournament_id
         WHERE p.user_id = $1 AND t.phase = 'gathering'",
    )
    .bind(user.0)
    .fetch_optional(reader)
    .await?;
    Ok(found.map(TournamentId))
}

/// Whether the user can still win a tournament that has started.
pub(super) async fn holds(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<bool> {
    sqlx::query_scalar(
        "SELECT EXISTS (SELECT 1 FROM tournament_players p JOIN tournaments t ON t.id = p.tournament_id
                        WHERE p.user_id = $1 AND p.still_in AND t.phase = 'running')",
    )
    .bind(user.0)
    .fetch_one(reader)
    .await
}

/// Whether the user organises one that has not ended.
pub(super) async fn organises(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM tournaments WHERE created_by = $1 AND phase <> 'finished')")
        .bind(user.0)
        .fetch_one(reader)
        .await
}

/// Whether one that has not ended has this name.
pub(super) async fn is_name_taken(reader: &mut SqliteConnection, name: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM tournaments WHERE name_lower = $1 AND phase <> 'finished')")
        .bind(name.to_lowercase())
        .fetch_one(reader)
        .await
}

/// Everybody who is somewhere because of a tournament: in one that has not started, or can still win one.
pub(super) async fn places(reader: &mut SqliteConnection) -> sqlx::Result<Vec<(TournamentId, UserId, bool)>> {
    let rows: Vec<(i64, i64, bool)> = sqlx::query_as(
        "SELECT t.id, p.user_id, t.phase = 'running' FROM tournaments t JOIN tournament_players p ON p.tournament_id = t.id
         WHERE t.phase <> 'finished' AND p.still_in",
    )
    .fetch_all(reader)
    .await?;
    Ok(rows.into_iter().map(|(id, user, running)| (TournamentId(id), UserId(user), running)).collect())
}

/// Those whose next moment has come, and those that are full and not started.
pub(super) async fn due(tx: &mut Tx, now_ms: i64) -> sqlx::Result<Vec<TournamentId>> {
    let found: Vec<i64> = sqlx::query_scalar(
        "SELECT t.id FROM tournaments t
         WHERE (t.phase = 'gathering' AND t.start_at <= $1) OR (t.phase = 'running' AND t.round_at <= $1)
            OR (t.phase = 'gathering' AND t.size = (SELECT COUNT(*) FROM tournament_players p WHERE p.tournament_id = t.id))
         ORDER BY t.id",
    )
    .bind(now_ms)
    .fetch_all(&mut **tx)
    .await?;
    Ok(found.into_iter().map(TournamentId).collect())
}

/// When the next moment of any comes, milliseconds since 1970 UTC.
pub(super) async fn next_at(tx: &mut Tx) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("SELECT MIN(CASE phase WHEN 'gathering' THEN start_at ELSE round_at END) FROM tournaments WHERE phase <> 'finished'")
        .fetch_one(&mut **tx)
        .await
}

/// Those with matches that are to be made.
pub(super) async fn with_due_matches(reader: &mut SqliteConnection) -> sqlx::Result<Vec<TournamentId>> {
    let found: Vec<i64> = sqlx::query_scalar("SELECT DISTINCT tournament_id FROM tournament_matches WHERE state = 'due' ORDER BY 1")
        .fetch_all(reader)
        .await?;
    Ok(found.into_iter().map(TournamentId).collect())
}

/// Those that have not ended.
pub(super) async fn unfinished(tx: &mut Tx) -> sqlx::Result<Vec<TournamentId>> {
    let found: Vec<i64> =
        sqlx::query_scalar("SELECT id FROM tournaments WHERE phase <> 'finished' ORDER BY id").fetch_all(&mut **tx).await?;
    Ok(found.into_iter().map(TournamentId).collect())
}

pub(super) async fn ban(tx: &mut Tx, id: TournamentId, user: UserId) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO tournament_bans (tournament_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
        .bind(id.0)
        .bind(user.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn forgive(tx: &mut Tx, id: TournamentId, user: UserId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM tournament_bans WHERE tournament_id = $1 AND user_id = $2").bind(id.0).bind(user.0).execute(&mut **tx).await?;
    Ok(())
}

pub(super) async fn is_banned(reader: &mut SqliteConnection, id: TournamentId, user: UserId) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM tournament_bans WHERE tournament_id = $1 AND user_id = $2)")
        .bind(id.0)
        .bind(user.0)
        .fetch_one(reader)
        .await
}

/// Counts a message. Its number.
pub(super) async fn say(tx: &mut Tx, id: TournamentId) -> sqlx::Result<i64> {
    sqlx::query_scalar("UPDATE tournaments SET messages = messages + 1 WHERE id = $1 RETURNING messages")
        .bind(id.0)
        .fetch_one(&mut **tx)
        .await
}
