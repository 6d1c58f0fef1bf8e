//! Users as rows.

use common::ids::UserId;
use sqlx::SqliteConnection;

/// What others see of a user.
#[derive(sqlx::FromRow)]
pub(crate) struct NameRow {
    pub(crate) id: i64,
    pub(crate) username: Option<String>,
    pub(crate) picture: i64,
}

/// Names and pictures of these users.
pub(crate) async fn names(connection: &mut SqliteConnection, ids: &[UserId]) -> sqlx::Result<Vec<NameRow>> {
    let list = serde_json::to_string(ids).expect("ids are numbers");
    sqlx::query_as("SELECT id, username, picture FROM users WHERE id IN (SELECT value FROM json_each($1))")
        .bind(list)
        .fetch_all(connection)
        .await
}
