//! Others, as somebody may find and see them: the door through which every slice asks for another user.

use std::collections::BTreeMap;

use common::api::error::ErrorCode;
use common::api::time::Timestamp;
use common::api::users::{AcceptChat, Activity, PlayMode, SmallUser, Status};
use common::ids::UserId;
use sqlx::SqliteConnection;

use super::small_of;
use super::store::{self, PersonRow};
use crate::App;
use crate::db::Tx;
use crate::events::Presence;
use crate::http::ApiError;
use crate::relations::Relation;

/// Another user, as far as is needed to decide what may be done with them.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) id: UserId,
    pub(crate) is_guest: bool,
    pub(crate) accept_friend_request: bool,
    pub(crate) accept_chat_from: AcceptChat,
    pub(crate) accept_challenges: bool,
    pub(crate) play_mode: PlayMode,
    /// How the viewer stands to them.
    pub(crate) relation: Relation,
}

/// The user of this id, if the viewer may find them.
///
/// # Errors
/// [`ErrorCode::NotFound`] for somebody who does not exist, is deleted, or keeps the viewer away: all the same.
pub(crate) async fn person(connection: &mut SqliteConnection, viewer: UserId, id: UserId) -> Result<Person, ApiError> {
    known(store::person(connection, viewer, id).await?)
}

/// The account of this name, in any case, if the viewer may find it.
///
/// # Errors
/// As [`person`]; for guests too.
pub(crate) async fn account_named(connection: &mut SqliteConnection, viewer: UserId, name: &str) -> Result<Person, ApiError> {
    let found = known(store::person_named(connection, viewer, name).await?)?;
    if found.is_guest { Err(ErrorCode::NotFound.into()) } else { Ok(found) }
}

/// One statement has said all, so that somebody who does not exist takes as long as somebody who is hidden.
fn known(row: Option<PersonRow>) -> Result<Person, ApiError> {
    let row = row.filter(|row| row.relation.may_find()).ok_or(ErrorCode::NotFound)?;
    Ok(Person {
        id: UserId(row.id),
        is_guest: row.is_guest,
        accept_friend_request: row.accept_friend_request,
        accept_chat_from: store::chosen(&row.accept_chat_from).map_err(|error| ApiError::internal(&error))?,
        accept_challenges: row.accept_challenges,
        play_mode: store::chosen(&row.play_mode).map_err(|error| ApiError::internal(&error))?,
        relation: row.relation,
    })
}

/// Refuses for a caller who was deleted after the door let the request in. Nobody is deleted while the transaction lasts.
///
/// # Errors
/// [`ErrorCode::UserNotFound`], and those of the database.
pub(crate) async fn still_there(tx: &mut Tx, caller: UserId) -> Result<(), ApiError> {
    store::person(tx, caller, caller).await?.map(drop).ok_or_else(|| ErrorCode::UserNotFound.into())
}

/// These users, and their presence as the viewer may see it, with one query for all. Of those who are kept apart, each sees the other
/// offline, since the block at the latest.
///
/// # Errors
/// Those of the database.
pub(crate) async fn seen(
    app: &App,
    connection: &mut SqliteConnection,
    viewer: UserId,
    ids: &[UserId],
) -> sqlx::Result<BTreeMap<UserId, (SmallUser, Status)>> {
    let now = app.clock.now();
    let seen = store::seen(connection, viewer, ids).await?.into_iter().map(|row| {
        let id = UserId(row.name.id);
        (id, (small_of(row.name), status(app, id, row.last_online, row.apart_since, now)))
    });
    Ok(seen.collect())
}

/// Presence alone, like [`seen`].
///
/// # Errors
/// Those of the database.
pub(crate) async fn statuses(
    app: &App,
    connection: &mut SqliteConnection,
    viewer: UserId,
    ids: &[UserId],
) -> sqlx::Result<BTreeMap<UserId, Status>> {
    Ok(seen(app, connection, viewer, ids).await?.into_iter().map(|(id, (_, status))| (id, status)).collect())
}

/// Presence as everybody sees it who is not kept apart; `last_online` is what is stored, milliseconds since 1970 UTC.
pub(crate) fn status_of(presence: Presence, last_online: i64, now: Timestamp) -> Status {
    Status {
        is_online: presence.is_online,
        game_playing: presence.playing,
        last_online: if presence.is_online { now } else { Timestamp(last_online) },
        activity: presence.activity,
    }
}

fn status(app: &App, id: UserId, last_online: i64, apart_since: Option<i64>, now: Timestamp) -> Status {
    let presence = app.events.presence(id);
    match apart_since {
        Some(since) => {
            let frozen = if presence.is_online { since } else { last_online.min(since) };
            Status { is_online: false, game_playing: None, last_online: Timestamp(frozen), activity: Activity::Offline }
        }
        None => status_of(presence, last_online, now),
    }
}
