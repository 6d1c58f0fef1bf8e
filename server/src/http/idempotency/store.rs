//! Keys and answers as rows.

use http::StatusCode;
use sqlx::SqliteConnection;

use super::{Key, Known};
use crate::db::Tx;

/// How long answers are kept, milliseconds.
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// What is stored of a key.
#[derive(sqlx::FromRow)]
struct KeyRow {
    body_hash: Vec<u8>,
    status: Option<i64>,
    body: Option<Vec<u8>>,
}

/// What is known of the key.
pub(super) async fn known(reader: &mut SqliteConnection, key: &Key) -> sqlx::Result<Known> {
    let row: Option<KeyRow> = sqlx::query_as(
        "SELECT body_hash, status, body FROM idempotency_keys WHERE user_id = $1 AND method = $2 AND path = $3 AND key = $4",
    )
    .bind(key.user.0)
    .bind(&key.method)
    .bind(&key.path)
    .bind(&key.key)
    .fetch_optional(reader)
    .await?;
    Ok(match row {
        None => Known::No,
        Some(row) if row.body_hash != key.body_hash => Known::Other,
        Some(row) => {
            let status = row.status.and_then(|status| StatusCode::from_u16(u16::try_from(status).ok()?).ok());
            Known::Answered(status.zip(row.body))
        }
    })
}

/// The request takes effect with this transaction.
pub(super) async fn mark(tx: &mut Tx, key: &Key) -> sqlx::Result<()> {
    insert(tx, key, None).await
}

/// The request was answered.
pub(super) async fn answer(tx: &mut Tx, key: &Key, status: u16, body: &[u8]) -> sqlx::Result<()> {
    insert(tx, key, Some((status, body))).await
}

async fn insert(tx: &mut Tx, key: &Key, answer: Option<(u16, &[u8])>) -> sqlx::Result<()> {
    let now_ms = tx.now_ms();
    sqlx::query(
        "INSERT INTO idempotency_keys (user_id, method, path, key, body_hash, created_at, status, body)
         SELECT id, $2, $3, $4, $5, $6, $7, $8 FROM users WHERE id = $1 AND NOT deleted
         ON CONFLICT (user_id, method, path, key) DO UPDATE SET status = COALESCE(excluded.status, status), body = COALESCE(excluded.body, body)",
    )
    .bind(key.user.0)
    .bind(&key.method)
    .bind(&key.path)
    .bind(&key.key)
    .bind(&key.body_hash)
    .bind(now_ms)
    .bind(answer.map(|(status, _)| i64::from(status)))
    .bind(answer.map(|(_, body)| body))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Forgets answers that are old.
pub(crate) async fn prune(tx: &mut Tx) -> sqlx::Result<()> {
    let before_ms = tx.now_ms() - KEPT_MS;
    sqlx::query("DELETE FROM idempotency_keys WHERE created_at < $1").bind(before_ms).execute(&mut **tx).await?;
    Ok(())
}
