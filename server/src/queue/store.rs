//! Places in the queue as rows.

use common::ids::{QueueEntryId, UserId};
use sqlx::SqliteConnection;

/// Somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) id: QueueEntryId,
    pub(super) user: UserId,
    pub(super) is_guest: bool,
    /// Milliseconds since 1970 UTC.
    pub(super) join_at: i64,
}

/// Somebody comes; who is there already keeps the place. `None` when `most` wait, or the user is gone.
pub(super) async fn join(tx: &mut SqliteConnection, user: UserId, join_at: i64, most: i64) -> sqlx::Result<Option<Place>> {
    sqlx::query(
        "INSERT INTO duel_places (user_id, join_at) SELECT $1, $2 WHERE (SELECT COUNT(*) FROM duel_places) < $3
           AND EXISTS (SELECT 1 FROM users WHERE id = $1 AND NOT deleted)
         ON CONFLICT (user_id) DO NOTHING",
    )
    .bind(user.0)
    .bind(join_at)
    .bind(most)
    .execute(&mut *tx)
    .await?;
    let found: Option<Row> = sqlx::query_as(
        "SELECT p.id, p.user_id, u.is_guest, p.join_at FROM duel_places p JOIN users u ON u.id = p.user_id WHERE p.user_id = $1",
    )
    .bind(user.0)
    .fetch_optional(tx)
    .await?;
    Ok(found.map(Place::from))
}

/// Somebody goes. False: was not there.
pub(super) async fn leave(tx: &mut SqliteConnection, user: UserId) -> sqlx::Result<bool> {
    let gone = sqlx::query("DELETE FROM duel_places WHERE user_id = $1").bind(user.0).execute(tx).await?;
    Ok(gone.rows_affected() > 0)
}

/// Takes this place away. False: it is not there any more.
pub(super) async fn take(tx: &mut SqliteConnection, place: QueueEntryId) -> sqlx::Result<bool> {
    let taken = sqlx::query("DELETE FROM duel_places WHERE id = $1").bind(place.0).execute(tx).await?;
    Ok(taken.rows_affected() > 0)
}

/// Who waits, first come first.
pub(super) async fn waiting(reader: &mut SqliteConnection) -> sqlx::Result<Vec<Place>> {
    let rows: Vec<Row> =
        sqlx::query_as("SELECT p.id, p.user_id, u.is_guest, p.join_at FROM duel_places p JOIN users u ON u.id = p.user_id ORDER BY p.id")
            .fetch_all(reader)
            .await?;
    Ok(rows.into_iter().map(Place::from).collect())
}

type Row = (i64, i64, bool, i64);

impl From<Row> for Place {
    fn from((id, user, is_guest, join_at): Row) -> Self {
        Self { id: QueueEntryId(id), user: UserId(user), is_guest, join_at }
    }
}
