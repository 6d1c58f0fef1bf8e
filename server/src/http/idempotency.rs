//! The same POST sent again does nothing again.

use crate::db::{DbError, Tx};

tokio::task_local! {
    /// The key of the request that this task answers.
    static KEY: Option<Key>;
}

/// What makes two requests the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    user: i64,
    method: String,
    path: String,
    key: String,
    body_hash: Vec<u8>,
}

/// Notes in the transaction of a request that its key is used up: what follows a crash cannot take effect twice.
pub(crate) async fn mark(tx: &mut Tx) -> Result<(), DbError> {
    let Ok(Some(key)) = KEY.try_with(Clone::clone) else { return Ok(()) };
    let now_ms = tx.now_ms();
    sqlx::query(
        "INSERT INTO idempotency_keys (user_id, method, path, key, body_hash, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT DO NOTHING",
    )
    .bind(key.user)
    .bind(key.method)
    .bind(key.path)
    .bind(key.key)
    .bind(key.body_hash)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How long answers are kept, milliseconds.
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// Forgets answers that are old.
pub(crate) async fn prune(tx: &mut Tx) -> sqlx::Result<()> {
    let before_ms = tx.now_ms() - KEPT_MS;
    sqlx::query("DELETE FROM idempotency_keys WHERE created_at < $1").bind(before_ms).execute(&mut **tx).await?;
    Ok(())
}
