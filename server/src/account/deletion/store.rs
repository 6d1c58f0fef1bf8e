//! What goes with an account, as rows.

use common::ids::UserId;

use crate::db::Tx;

/// What belongs to the user alone, and is nobody else's concern.
const OWN: [&str; 5] = [
    "DELETE FROM lobby_bans WHERE user_id = $1",
    "DELETE FROM tournament_bans WHERE user_id = $1",
    "DELETE FROM known_addresses WHERE user_id = $1",
    "DELETE FROM idempotency_keys WHERE user_id = $1",
    "DELETE FROM events WHERE user_id = $1",
];

/// Takes everything personal out of the row, which stays because matches and conversations point at it, and removes the rest.
pub(super) async fn forget(tx: &mut Tx, user: UserId) -> sqlx::Result<()> {
    for statement in OWN {
        sqlx::query(statement).bind(user.0).execute(&mut **tx).await?;
    }
    sqlx::query(
        "UPDATE users SET username = NULL, username_lower = NULL, password_hash = NULL, picture = 0, catchphrase = '', bio = '',
                last_online = created_at, deleted = TRUE
         WHERE id = $1",
    )
    .bind(user.0)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
