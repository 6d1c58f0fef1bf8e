//! Places in the queues as rows.

use common::ids::{QueueEntryId, UserId};
use sqlx::SqliteConnection;

use super::Mode;

/// Somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) id: QueueEntryId,
    pub(super) user: UserId,
    pub(super) is_guest: bool,
    /// Milliseconds since 1970 UTC.
    pub(super) join_at: i64,
    pub(super) trophies: i64,
}

/// Somebody comes; who is there already keeps the place, who waits in another queue leaves that. `None` when `most` wait, or the user is
/// gone.
pub(super) async fn join(
    tx: &mut SqliteConnection,
    user: UserId,
    mode: Mode,
    trophies: i64,
    join_at: i64,
    most: i64,
) -> sqlx::Result<Option<Place>> {
    sqlx::query("DELETE FROM queue_places WHERE user_id = $1 AND game_mode <> $2").bind(user.0).bind(mode.name()).execute(&mut *tx).await?;
    sqlx::query(
        "INSERT INTO queue_places (user_id, game_mode, trophies, join_at)
         SELECT $1, $2, $3, $4 WHERE (SELECT COUNT(*) FROM queue_places) < $5
           AND EXISTS (SELECT 1 FROM users WHERE id = $1 AND NOT deleted)
         ON CONFLICT (user_id) DO NOTHING",
    )
    .bind(user.0)
    .bind(mode.name())
    .bind(trophies)
    .bind(join_at)
    .bind(most)
    .execute(&mut *tx)
    .await?;
    let found: Option<Row> = sqlx::query_as(
        "SELECT p.id, p.user_id, u.is_guest, p.join_at, p.trophies FROM queue_places p JOIN users u ON u.id = p.user_id
         WHERE p.user_id = $1",
    )
    .bind(user.0)
    .fetch_optional(tx)
    .await?;
    Ok(found.map(Place::from))
}

/// Somebody goes. False: was not in this queue.
pub(super) async fn leave(tx: &mut SqliteConnection, user: UserId, mode: Mode) -> sqlx::Result<bool> {
    let gone = sqlx::query("DELETE FROM queue_places WHERE user_id = $1 AND game_mode = $2");
    let gone = gone.bind(user.0).bind(mode.name()).execute(tx).await?;
    Ok(gone.rows_affected() > 0)
}

/// Takes this place away. False: it is not there any more.
pub(super) async fn take(tx: &mut SqliteConnection, place: QueueEntryId) -> sqlx::Result<bool> {
    let taken = sqlx::query("DELETE FROM queue_places WHERE id = $1").bind(place.0).execute(tx).await?;
    Ok(taken.rows_affected() > 0)
}

/// Who waits in this queue, first come first.
pub(super) async fn waiting(reader: &mut SqliteConnection, mode: Mode) -> sqlx::Result<Vec<Place>> {
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT p.id, p.user_id, u.is_guest, p.join_at, p.trophies FROM queue_places p JOIN users u ON u.id = p.user_id
         WHERE p.game_mode = $1 ORDER BY p.id",
    )
    .bind(mode.name())
    .fetch_all(reader)
    .await?;
    Ok(rows.into_iter().map(Place::from).collect())
}

/// Who waits in any queue.
pub(super) async fn users(reader: &mut SqliteConnection) -> sqlx::Result<Vec<UserId>> {
    let users: Vec<i64> = sqlx::query_scalar("SELECT user_id FROM queue_places ORDER BY id").fetch_all(reader).await?;
    Ok(users.into_iter().map(UserId).collect())
}

type Row = (i64, i64, bool, i64, i64);

impl From<Row> for Place {
    fn from((id, user, is_guest, join_at, trophies): Row) -> Self {
        Self { id: QueueEntryId(id), user: UserId(user), is_guest, join_at, trophies }
    }
}
