//! Blocks as one side has them. Who is kept apart from whom is asked of `relations`.

use common::ids::{BlockId, UserId};
use serde::Deserialize;
use sqlx::SqliteConnection;

use crate::db::Rows;

/// A block.
#[derive(Clone, Copy, Debug, Deserialize)]
pub(super) struct BlockRow {
    id: i64,
    blocked_id: i64,
    /// Milliseconds since 1970 UTC.
    pub(super) blocked_at: i64,
}

impl BlockRow {
    pub(super) fn id(&self) -> BlockId {
        BlockId(self.id)
    }

    pub(super) fn blocked(&self) -> UserId {
        UserId(self.blocked_id)
    }
}

/// Blocks by this user, newest first, and how many there are.
pub(super) async fn blocked(reader: &mut SqliteConnection, user: UserId, limit: i64, offset: i64) -> sqlx::Result<(i64, Vec<BlockRow>)> {
    let page = sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM blocks WHERE blocker_id = $1),
                (SELECT json_group_array(json_array(id, blocked_id, blocked_at)) FROM (
                     SELECT id, blocked_id, blocked_at FROM blocks WHERE blocker_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3))",
    );
    let (count, Rows(rows)) = page.bind(user.0).bind(limit).bind(offset).fetch_one(reader).await?;
    Ok((count, rows))
}

/// How many this user keeps away.
pub(super) async fn count(connection: &mut SqliteConnection, user: UserId) -> sqlx::Result<i64> {
    sqlx::query_scalar("SELECT COUNT(*) FROM blocks WHERE blocker_id = $1").bind(user.0).fetch_one(connection).await
}

/// The block by which one keeps the other away.
pub(super) async fn block_of(connection: &mut SqliteConnection, blocker: UserId, blocked: UserId) -> sqlx::Result<Option<BlockId>> {
    let id: Option<i64> = sqlx::query_scalar("SELECT id FROM blocks WHERE blocker_id = $1 AND blocked_id = $2")
        .bind(blocker.0)
        .bind(blocked.0)
        .fetch_optional(connection)
        .await?;
    Ok(id.map(BlockId))
}
