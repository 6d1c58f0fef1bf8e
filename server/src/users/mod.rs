//! Users: the caller's own profile, and how a user looks to others.

pub(crate) mod store;

use std::collections::BTreeMap;

use common::api::users::{SmallProfilePicture, SmallUser};
use common::ids::{PictureId, UserId};
use sqlx::SqliteConnection;

use crate::http::Route;

/// What a deleted user is called in histories.
pub(crate) const DELETED_NAME: &str = "deleted user";

/// `/api/users/`.
pub(crate) fn routes() -> Vec<Route> {
    Vec::new()
}

/// A user wherever one is named.
///
/// # Errors
/// Those of the database; [`sqlx::Error::RowNotFound`] for a user that never was.
pub(crate) async fn small(connection: &mut SqliteConnection, id: UserId) -> sqlx::Result<SmallUser> {
    small_many(connection, &[id]).await?.remove(&id).ok_or(sqlx::Error::RowNotFound)
}

/// Several of them; those that never were are left out.
///
/// # Errors
/// Those of the database.
pub(crate) async fn small_many(connection: &mut SqliteConnection, ids: &[UserId]) -> sqlx::Result<BTreeMap<UserId, SmallUser>> {
    let rows = store::names(connection, ids).await?;
    Ok(rows.into_iter().map(|row| (UserId(row.id), small_of(row))).collect())
}

fn small_of(row: store::NameRow) -> SmallUser {
    let picture = PictureId(u8::try_from(row.picture).unwrap_or(0));
    SmallUser {
        id: UserId(row.id),
        username: row.username.unwrap_or_else(|| DELETED_NAME.to_owned()),
        profile_picture: SmallProfilePicture::of(picture),
    }
}
