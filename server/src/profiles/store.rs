//! Users as rows, as far as others see them.

use common::ids::{PictureId, UserId};
use sqlx::SqliteConnection;

/// Catchphrase and biography.
pub(super) async fn words(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<(String, String)> {
    sqlx::query_as("SELECT catchphrase, bio FROM users WHERE id = $1").bind(user.0).fetch_one(reader).await
}

/// Accounts whose name in lower case contains `q`, by name; without those whom the viewer may not find. How many there are, and the ids
/// of `limit` of them from `offset` on. No character of `q` means anything but itself.
pub(super) async fn found(
    reader: &mut SqliteConnection,
    viewer: UserId,
    q: &str,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(i64, Vec<UserId>)> {
    let count = sqlx::query_scalar(
        "SELECT COUNT(*) FROM users
         WHERE NOT is_guest AND NOT deleted AND INSTR(username_lower, $2) > 0 AND id NOT IN (SELECT user_id FROM hidden WHERE viewer_id = $1)",
    )
    .bind(viewer.0)
    .bind(q)
    .fetch_one(&mut *reader)
    .await?;
    let ids: Vec<i64> = sqlx::query_scalar(
        "SELECT id FROM users
         WHERE NOT is_guest AND NOT deleted AND INSTR(username_lower, $2) > 0 AND id NOT IN (SELECT user_id FROM hidden WHERE viewer_id = $1)
         ORDER BY username_lower, id LIMIT $3 OFFSET $4",
    )
    .bind(viewer.0)
    .bind(q)
    .bind(limit)
    .bind(offset)
    .fetch_all(reader)
    .await?;
    Ok((count, ids.into_iter().map(UserId).collect()))
}

/// What decides which pictures somebody has without a row.
pub(super) struct AlbumRow {
    pub(super) is_guest: bool,
    pub(super) picture: PictureId,
}

/// `None`: deleted, or never was.
pub(super) async fn album(connection: &mut SqliteConnection, user: UserId) -> sqlx::Result<Option<AlbumRow>> {
    let row: Option<(bool, u8)> =
        sqlx::query_as("SELECT is_guest, picture FROM users WHERE id = $1 AND NOT deleted").bind(user.0).fetch_optional(connection).await?;
    Ok(row.map(|(is_guest, picture)| AlbumRow { is_guest, picture: PictureId(picture) }))
}

/// Pictures that have a row.
pub(super) async fn unlocked(connection: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<PictureId>> {
    let ids: Vec<u8> =
        sqlx::query_scalar("SELECT picture FROM unlocked_pictures WHERE user_id = $1").bind(user.0).fetch_all(connection).await?;
    Ok(ids.into_iter().map(PictureId).collect())
}

pub(super) async fn equip(tx: &mut SqliteConnection, user: UserId, picture: PictureId) -> sqlx::Result<()> {
    sqlx::query("UPDATE users SET picture = $2 WHERE id = $1").bind(user.0).bind(picture.0).execute(tx).await?;
    Ok(())
}
