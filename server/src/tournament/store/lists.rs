//! Lists of tournaments.

use common::ids::{TournamentId, UserId};
use sqlx::SqliteConnection;

/// A tournament that can be joined.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::tournament) struct OpenRow {
    pub(in crate::tournament) id: i64,
    pub(in crate::tournament) code: String,
    pub(in crate::tournament) name: String,
    pub(in crate::tournament) size: i64,
    pub(in crate::tournament) n_participants: i64,
    pub(in crate::tournament) created_by: i64,
}

/// What can be joined, as far as the viewer may know of it: `$1` is the viewer, `$2` a part of the name in lower case.
const OPEN: &str = "FROM tournaments t WHERE t.phase = 'gathering' AND NOT t.private AND instr(t.name_lower, $2) > 0
    AND NOT EXISTS (SELECT 1 FROM tournament_bans b WHERE b.tournament_id = t.id AND b.user_id = $1)
    AND NOT EXISTS (SELECT 1 FROM apart a WHERE a.user_id = $1 AND a.other_id = t.created_by)";

/// What runs and is public, as far as the viewer, `$1`, may know of it: who is in a bracket sees it, whoever organises it.
const LIVE: &str = "FROM tournaments t WHERE t.phase = 'running' AND NOT t.private
    AND (NOT EXISTS (SELECT 1 FROM apart a WHERE a.user_id = $1 AND a.other_id = t.created_by)
         OR EXISTS (SELECT 1 FROM tournament_players p WHERE p.tournament_id = t.id AND p.user_id = $1))";

/// Public ones that can be joined and whose name contains `q`, newest first, and how many there are.
pub(in crate::tournament) async fn search(
    reader: &mut SqliteConnection,
    viewer: UserId,
    q: &str,
    (limit, offset): (i64, i64),
) -> sqlx::Result<(i64, Vec<OpenRow>)> {
    let q = q.to_lowercase();
    let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) {OPEN}"));
    let count = sqlx::query_scalar(count).bind(viewer.0).bind(&q).fetch_one(&mut *reader).await?;
    let rows = sqlx::AssertSqlSafe(format!(
        "SELECT t.id, t.code, t.name, t.size, t.created_by,
                (SELECT COUNT(*) FROM tournament_players p WHERE p.tournament_id = t.id) AS n_participants
         {OPEN} ORDER BY t.id DESC LIMIT $3 OFFSET $4"
    ));
    let rows = sqlx::query_as(rows).bind(viewer.0).bind(&q).bind(limit).bind(offset).fetch_all(reader).await?;
    Ok((count, rows))
}

/// Public ones that are running, newest first, and how many there are.
pub(in crate::tournament) async fn live(
    reader: &mut SqliteConnection,
    viewer: UserId,
    (limit, offset): (i64, i64),
) -> sqlx::Result<(i64, Vec<TournamentId>)> {
    let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) {LIVE}"));
    let count = sqlx::query_scalar(count).bind(viewer.0).fetch_one(&mut *reader).await?;
    let ids = sqlx::AssertSqlSafe(format!("SELECT t.id {LIVE} ORDER BY t.id DESC LIMIT $2 OFFSET $3"));
    let ids: Vec<i64> = sqlx::query_scalar(ids).bind(viewer.0).bind(limit).bind(offset).fetch_all(reader).await?;
    Ok((count, ids.into_iter().map(TournamentId).collect()))
}

/// Every tournament that the user is or was in, newest first.
pub(in crate::tournament) async fn of_user(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<TournamentId>> {
    let ids: Vec<i64> = sqlx::query_scalar("SELECT tournament_id FROM tournament_players WHERE user_id = $1 ORDER BY tournament_id DESC")
        .bind(user.0)
        .fetch_all(reader)
        .await?;
    Ok(ids.into_iter().map(TournamentId).collect())
}
