//! Sessions and refresh tokens as rows.

use common::ids::{SessionId, UserId};
use sqlx::SqliteConnection;

/// The user of a token, and whether its session is live.
#[derive(sqlx::FromRow)]
pub(super) struct SessionUser {
    pub(super) is_guest: bool,
    pub(super) deleted: bool,
    pub(super) live: bool,
}

/// `None`: the user is gone.
pub(super) async fn session_user(reader: &mut SqliteConnection, user: UserId, session: SessionId) -> sqlx::Result<Option<SessionUser>> {
    sqlx::query_as(
        "SELECT is_guest, deleted, EXISTS (SELECT 1 FROM sessions WHERE sessions.id = $2 AND sessions.user_id = users.id) AS live
         FROM users WHERE id = $1",
    )
    .bind(user.0)
    .bind(session.0)
    .fetch_optional(reader)
    .await
}
