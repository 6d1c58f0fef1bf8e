//! Others, as somebody may find and see them: the door through which every slice asks for another user.

use std::collections::BTreeMap;

use common::api::error::ErrorCode;
use common::api::time::Timestamp;
use common::api::users::{AcceptChat, Activity, PlayMode, Status};
use common::ids::UserId;
use sqlx::SqliteConnection;

use super::store::{self, PersonRow};
use crate::App;
use crate::db::Tx;
use crate::events::Presence;
use crate::http::ApiError;
use crate::relations::{self, Relation};

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
    let row = store::person(connection, id).await?;
    known(connection, viewer, row).await
}

/// The account of this name, in any case, if the viewer may find it.
///
/// # Errors
/// As [`person`]; for guests too.
pub(crate) async fn account_named(connection: &mut SqliteConnection, viewer: UserId, name: &str) -> Result<Person, ApiError> {
    let row = store::person_named(connection, name).await?;
    let found = known(connection, viewer, row).await?;
    if found.is_guest { Err(ErrorCode::NotFound.into()) } else { Ok(found) }
}

async fn known(connection: &mut SqliteConnection, viewer: UserId, row: Option<PersonRow>) -> Result<Person, ApiError> {
    // Asked for in any case, so that somebody who does not exist takes as long as somebody who is hidden.
    let id = row.as_ref().map_or(viewer, |row| UserId(row.id));
    let relation = relations::between(connection, viewer, id).await?;
    let row = row.filter(|_| relation.may_find()).ok_or(ErrorCode::NotFound)?;
    Ok(Person {
        id,
        is_guest: row.is_guest,
        accept_friend_request: row.accept_friend_request,
        accept_chat_from: store::chosen(&row.accept_chat_from).map_err(|error| ApiError::internal(&error))?,
        accept_challenges: row.accept_challenges,
        play_mode: store::chosen(&row.play_mode).map_err(|error| ApiError::internal(&error))?,
        relation,
    })
}

/// Refuses for a caller who was deleted after the door let the request in. Nobody is deleted while the transaction lasts.
///
/// # Errors
/// [`ErrorCode::UserNotFound`], and those of the database.
pub(crate) async fn still_there(tx: &mut Tx, caller: UserId) -> Result<(), ApiError> {
    store::person(tx, caller).await?.map(drop).ok_or_else(|| ErrorCode::UserNotFound.into())
}

/// Presence of these users, as the viewer may see it, with two queries for all. Of those who are kept apart, each sees the other
/// offline, since the block at the latest.
///
/// # Errors
/// Those of the database.
pub(crate) async fn statuses(
    app: &App,
    connection: &mut SqliteConnection,
    viewer: UserId,
    ids: &[UserId],
) -> sqlx::Result<BTreeMap<UserId, Status>> {
    let relations = relations::with_all(connection, viewer, ids).await?;
    let last_online = store::last_online(connection, ids).await?;
    let now = app.clock.now();
    let seen = last_online.into_iter().map(|(id, last_online)| {
        let apart_since = relations.get(&id).and_then(|relation| relation.apart_since());
        (id, status(app, id, last_online, apart_since, now))
    });
    Ok(seen.collect())
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
