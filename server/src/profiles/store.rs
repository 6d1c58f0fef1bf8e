//! Users as rows, as far as others see them.

use common::ids::{PictureId, UserId};
use sqlx::SqliteConnection;

/// Catchphrase and biography.
pub(super) async fn words(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<(String, String)> {
    sqlx::query_as("SELECT catchphrase, bio FROM users WHERE id = $1").bind(user.0).fetch_one(reader).await
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
