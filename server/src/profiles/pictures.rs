//! The 23 pictures, as somebody has them.

use std::collections::BTreeSet;

use common::api::error::ErrorCode;
use common::api::profiles::ProfilePicture;
use common::api::users::PICTURES;
use common::ids::{PictureId, UserId};
use sqlx::SqliteConnection;

use super::store;
use crate::App;
use crate::http::ApiError;
use crate::users;

/// Which pictures somebody has.
struct Album {
    equipped: PictureId,
    unlocked: BTreeSet<PictureId>,
}

impl Album {
    async fn read(connection: &mut SqliteConnection, user: UserId) -> Result<Self, ApiError> {
        let row = store::album(connection, user).await?.ok_or(ErrorCode::UserNotFound)?;
        let mut unlocked: BTreeSet<_> = store::unlocked(connection, user).await?.into_iter().collect();
        // These two are known without a row. What somebody wears was unlocked.
        unlocked.extend([PictureId(u8::from(!row.is_guest)), row.picture]);
        Ok(Self { equipped: row.picture, unlocked })
    }

    fn show(&self, id: PictureId) -> ProfilePicture {
        ProfilePicture::of(id, self.unlocked.contains(&id), id == self.equipped)
    }
}

/// All pictures as a user has them: equipped, then unlocked, then by id.
///
/// # Errors
/// [`ErrorCode::UserNotFound`], and those of the database.
pub(crate) async fn pictures(reader: &mut SqliteConnection, user: UserId) -> Result<Vec<ProfilePicture>, ApiError> {
    let album = Album::read(reader, user).await?;
    let mut pictures: Vec<_> = (0..).take(PICTURES.len()).map(|id| album.show(PictureId(id))).collect();
    pictures.sort_by_key(|picture| (!picture.is_equiped, !picture.unlock, picture.id));
    Ok(pictures)
}

/// Puts a picture on; those who see the user hear of it. Putting it on again changes nothing.
pub(super) async fn equip(app: &App, user: UserId, id: PictureId) -> Result<ProfilePicture, ApiError> {
    let mut tx = app.db.begin().await?;
    let mut album = Album::read(&mut tx, user).await?;
    if !album.unlocked.contains(&id) {
        return Err(ErrorCode::Locked.into());
    }
    if album.equipped != id {
        store::equip(&mut tx, user, id).await?;
        users::announce(app, &mut tx, user).await?;
        album.equipped = id;
        tx.commit().await?;
    }
    Ok(album.show(id))
}
