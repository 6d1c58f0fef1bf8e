//! Users: the caller's own profile, and how a user looks to others.

mod people;
mod routes;
pub(crate) mod service;
mod store;
mod waiting;

use std::collections::BTreeMap;

use common::api::event::{ServerEvent, UsersEvent};
use common::api::users::{SmallProfilePicture, SmallUser};
use common::ids::{PictureId, UserId};
use sqlx::SqliteConnection;

pub(crate) use people::{account_named, person, seen, status_of, statuses, still_there};
pub(crate) use routes::routes;
pub(crate) use service::note_offline;
pub(crate) use store::{all_allow_spectators, last_online, prune_guests};

use crate::App;
use crate::db::Tx;
use crate::relations;

/// What a deleted user is called in histories.
pub(crate) const DELETED_NAME: &str = "deleted user";

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

/// Tells friends, and those in the same place, that the user has a new name or picture.
pub(crate) async fn announce(app: &App, tx: &mut Tx, user: UserId) -> sqlx::Result<()> {
    let updated = small(tx, user).await?;
    let mut others = app.events.in_same_place(user);
    others.extend(relations::friends_of_all(tx, &[user]).await?.into_iter().map(|(_, friend)| friend));
    for other in others.into_iter().filter(|other| app.events.can_hear(*other)) {
        tx.emit(other, ServerEvent::Users(UsersEvent::Updated(updated.clone())));
    }
    Ok(())
}

fn small_of(row: store::NameRow) -> SmallUser {
    SmallUser {
        id: UserId(row.id),
        username: row.username.unwrap_or_else(|| DELETED_NAME.to_owned()),
        profile_picture: picture(row.picture),
    }
}

fn picture(id: i64) -> SmallProfilePicture {
    SmallProfilePicture::of(PictureId(u8::try_from(id).unwrap_or(0)))
}
