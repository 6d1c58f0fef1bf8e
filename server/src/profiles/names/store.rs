//! Names as rows, and what has changed about them.

use common::ids::UserId;
use sqlx::SqliteConnection;

use crate::db::Rows;

/// An account whose name has changed.
#[derive(sqlx::FromRow)]
pub(super) struct ChangeRow {
    pub(super) id: i64,
    pub(super) user_id: i64,
    /// In lower case, as it is by now. `None`: the account is gone.
    pub(super) name: Option<String>,
}

/// All accounts with their names in lower case, by name.
pub(super) async fn all(reader: &mut SqliteConnection) -> sqlx::Result<Vec<(String, UserId)>> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("SELECT username_lower, id FROM users WHERE NOT is_guest AND NOT deleted ORDER BY username_lower, id")
            .fetch_all(reader)
            .await?;
    Ok(rows.into_iter().map(|(name, id)| (name, UserId(id))).collect())
}

/// 0: nothing has changed since changes were forgotten.
pub(super) async fn newest_change(reader: &mut SqliteConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT COALESCE(MAX(id), 0) FROM name_changes").fetch_one(reader).await
}

pub(super) async fn changes_after(reader: &mut SqliteConnection, through: i64) -> sqlx::Result<Vec<ChangeRow>> {
    sqlx::query_as(
        "SELECT c.id, c.user_id, CASE WHEN u.is_guest OR u.deleted THEN NULL ELSE u.username_lower END AS name
         FROM name_changes c LEFT JOIN users u ON u.id = c.user_id WHERE c.id > $1 ORDER BY c.id",
    )
    .bind(through)
    .fetch_all(reader)
    .await
}

/// The newest change, as [`newest_change`] says, and whom the viewer may not find; with one query, as every search asks for both.
pub(super) async fn news(reader: &mut SqliteConnection, viewer: UserId) -> sqlx::Result<(i64, Vec<UserId>)> {
    let (newest, Rows(hidden)) = sqlx::query_as(
        "SELECT (SELECT COALESCE(MAX(id), 0) FROM name_changes),
                (SELECT json_group_array(user_id) FROM hidden WHERE viewer_id = $1)",
    )
    .bind(viewer.0)
    .fetch_one(reader)
    .await?;
    Ok((newest, hidden))
}

pub(super) async fn prune(tx: &mut SqliteConnection, through: i64) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM name_changes WHERE id <= $1").bind(through).execute(tx).await?;
    Ok(())
}
