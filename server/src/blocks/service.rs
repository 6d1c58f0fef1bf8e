//! The verbs of keeping somebody away. Each is part of a transaction that the caller commits.

use common::api::error::ErrorCode;
use common::api::friends::{BLOCKED_MAX, Blocked};
use common::api::time::Timestamp;
use common::ids::{BlockId, UserId};

use super::store::{self, BlockRow};
use crate::App;
use crate::db::Tx;
use crate::http::ApiError;
use crate::{challenging, chat, friends, invites, lobby, relations, tournament, users};

/// A page of those whom the user keeps away, newest first, and how many there are.
pub(super) async fn blocked(app: &App, user: UserId, limit: i64, offset: i64) -> Result<(i64, Vec<Blocked>), ApiError> {
    let mut reader = app.db.read().await?;
    let (count, rows) = store::blocked(&mut reader, user, limit, offset).await?;
    let ids: Vec<_> = rows.iter().map(BlockRow::blocked).collect();
    let names = users::small_many(&mut reader, &ids).await?;
    let blocked = |row: &BlockRow| {
        let blocked = names.get(&row.blocked())?.clone();
        Some(Blocked { id: row.id(), blocked, blocked_at: Timestamp(row.blocked_at) })
    };
    Ok((count, rows.iter().filter_map(blocked).collect()))
}

/// Keeps `other` away from `blocker`: from now on the two are nothing to each other.
///
/// # Errors
/// [`ErrorCode::NotFound`], also for somebody who keeps the blocker away; [`ErrorCode::Yourself`], [`ErrorCode::TooManyBlocked`],
/// [`ErrorCode::AlreadyExists`], and those of the database.
pub(crate) async fn block(app: &App, tx: &mut Tx, blocker: UserId, other: UserId) -> Result<Blocked, ApiError> {
    users::still_there(tx, blocker).await?;
    users::person(tx, blocker, other).await?;
    if other == blocker {
        return Err(ErrorCode::Yourself.into());
    }
    if store::count(tx, blocker).await? >= BLOCKED_MAX {
        return Err(ErrorCode::TooManyBlocked.into());
    }
    let now_ms = tx.now_ms();
    let id = relations::block(tx, blocker, other, now_ms).await?.ok_or(ErrorCode::AlreadyExists)?;
    friends::part(tx, blocker, other).await?;
    challenging::withdraw_between(app, tx, blocker, other).await?;
    lobby::expel_between(app, tx, blocker, other).await?;
    tournament::expel_between(app, tx, blocker, other).await?;
    invites::parted(tx, blocker, other).await?;
    chat::block_changed(app, tx, blocker, other).await?;
    Ok(Blocked { id, blocked: users::small(tx, other).await?, blocked_at: Timestamp(now_ms) })
}

/// Ends a block of this user.
///
/// # Errors
/// [`ErrorCode::NotFound`] when it is none of this user's, and those of the database.
pub(crate) async fn unblock(app: &App, tx: &mut Tx, blocker: UserId, id: BlockId) -> Result<(), ApiError> {
    let other = relations::unblock(tx, blocker, id).await?.ok_or(ErrorCode::NotFound)?;
    chat::block_changed(app, tx, blocker, other).await
}

/// The same by whom it keeps away.
///
/// # Errors
/// Like [`unblock`].
pub(crate) async fn unblock_user(app: &App, tx: &mut Tx, blocker: UserId, other: UserId) -> Result<(), ApiError> {
    let id = store::block_of(tx, blocker, other).await?.ok_or(ErrorCode::NotFound)?;
    unblock(app, tx, blocker, id).await
}
