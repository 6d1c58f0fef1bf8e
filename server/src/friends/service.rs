//! The verbs of friendship.
//!
//! Whatever changes something reads, decides and writes in one transaction, and there is one at a time: of two who do something
//! about each other at the same moment, the second finds what the first did.

use common::api::error::ErrorCode;
use common::api::event::{EndedFriendship, EndedRequest, FriendsEvent, ServerEvent};
use common::api::friends::{Friend, FriendRequest, FriendUser};
use common::api::time::Timestamp;
use common::ids::{FriendRequestId, FriendshipId, UserId};
use http::StatusCode;
use sqlx::SqliteConnection;

use super::asking::Wish;
use super::store::{self, FriendRow, RequestRow, Which};
use crate::App;
use crate::db::Tx;
use crate::http::{ApiError, keep_answer};
use crate::{relations, stats, users};

/// A page of the user's requests, and how many there are.
pub(super) async fn requests(
    app: &App,
    user: UserId,
    which: Which,
    limit: i64,
    offset: i64,
) -> Result<(i64, Vec<FriendRequest>), ApiError> {
    let mut reader = app.db.read().await?;
    let (count, rows) = store::requests(&mut reader, user, which, limit, offset).await?;
    Ok((count, shown(&mut reader, &rows).await?))
}

/// The same of those received, which clears their counter.
pub(super) async fn look_at_received(app: &App, user: UserId, limit: i64, offset: i64) -> Result<(i64, Vec<FriendRequest>), ApiError> {
    // Asked for first: what comes while the page is read is not on it, and stays new.
    let newest = store::newest_unseen(&mut *app.db.read().await?, user).await?;
    let page = requests(app, user, Which::Received, limit, offset).await?;
    if let Some(newest) = newest {
        let mut tx = app.db.begin().await?;
        store::see(&mut tx, user, newest).await?;
        tx.commit().await?;
    }
    Ok(page)
}

/// One request, for its sender or receiver.
pub(super) async fn request(app: &App, user: UserId, id: FriendRequestId) -> Result<FriendRequest, ApiError> {
    let mut reader = app.db.read().await?;
    let row = store::request(&mut reader, user, id).await?.ok_or(ErrorCode::NotFound)?;
    show(&mut reader, row).await
}

/// Asks the account of this name for friendship.
pub(super) async fn ask(app: &App, from: UserId, name: &str) -> Result<FriendRequest, ApiError> {
    let mut tx = app.db.begin().await?;
    users::still_there(&mut tx, from).await?;
    let other = users::account_named(&mut tx, from, name).await?;
    let wish = Wish {
        from,
        to: other.id,
        relation: other.relation,
        is_welcome: other.accept_friend_request,
        waiting: store::waiting(&mut tx, from).await?,
        is_asked: store::is_asked(&mut tx, from, other.id).await?,
    };
    wish.check()?;
    let now_ms = tx.now_ms();
    let row = store::insert_request(&mut tx, from, other.id, now_ms).await?;
    let request = show(&mut tx, row).await?;
    tx.emit(other.id, ServerEvent::Friends(FriendsEvent::Received(Box::new(request.clone()))));
    keep_answer(&mut tx, StatusCode::CREATED, &request).await?;
    tx.commit().await?;
    Ok(request)
}

/// The sender takes it back, or the receiver rejects it; the other hears.
pub(super) async fn end_request(app: &App, user: UserId, id: FriendRequestId) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    let row = store::request(&mut tx, user, id).await?.ok_or(ErrorCode::NotFound)?;
    store::delete_request(&mut tx, id).await?;
    let (other, event) = row.ended_by(user);
    tx.emit(other, ServerEvent::Friends(event));
    Ok(tx.commit().await?)
}

/// The receiver accepts it: the two are friends.
pub(super) async fn accept(app: &App, user: UserId, id: FriendRequestId) -> Result<Friend, ApiError> {
    let mut tx = app.db.begin().await?;
    let row = store::request(&mut tx, user, id).await?.ok_or(ErrorCode::NotFound)?;
    if row.sender() == user {
        return Err(ErrorCode::Forbidden.into());
    }
    store::delete_request(&mut tx, id).await?;
    let now_ms = tx.now_ms();
    relations::befriend(&mut tx, user, row.sender(), now_ms).await?.ok_or(ErrorCode::AlreadyFriends)?;
    let lost = || ApiError::internal(&"a friendship that was just made is not there");
    let theirs = friendship(app, &mut tx, row.sender(), user).await?.ok_or_else(lost)?;
    let mine = friendship(app, &mut tx, user, row.sender()).await?.ok_or_else(lost)?;
    tx.emit(row.sender(), ServerEvent::Friends(FriendsEvent::Accepted(Box::new(theirs))));
    for one in [user, row.sender()] {
        stats::unlock_for_friends(&mut tx, one).await?;
    }
    keep_answer(&mut tx, StatusCode::CREATED, &mine).await?;
    tx.commit().await?;
    Ok(mine)
}

/// A page of the user's friends by name, and how many there are: all, or only those who are online, or who are not.
pub(super) async fn friends(
    app: &App,
    user: UserId,
    online: Option<bool>,
    limit: i64,
    offset: i64,
) -> Result<(i64, Vec<Friend>), ApiError> {
    let mut reader = app.db.read().await?;
    let mut ids = store::friends_by_name(&mut reader, user).await?;
    if let Some(online) = online {
        ids.retain(|friend| app.events.is_online(*friend) == online);
    }
    let count = i64::try_from(ids.len()).unwrap_or(i64::MAX);
    let (skip, take) = (usize::try_from(offset).unwrap_or(usize::MAX), usize::try_from(limit).unwrap_or(usize::MAX));
    let page: Vec<_> = ids.into_iter().skip(skip).take(take).collect();
    Ok((count, friendships(app, &mut reader, user, &page).await?))
}

/// The friendship of two, as `viewer` sees it. `None`: they are no friends.
pub(crate) async fn friendship(
    app: &App,
    connection: &mut SqliteConnection,
    viewer: UserId,
    other: UserId,
) -> Result<Option<Friend>, ApiError> {
    Ok(friendships(app, connection, viewer, &[other]).await?.pop())
}

/// Every friendship of a user, by name.
pub(crate) async fn all(app: &App, connection: &mut SqliteConnection, user: UserId) -> Result<Vec<Friend>, ApiError> {
    let friends = store::friends_by_name(connection, user).await?;
    friendships(app, connection, user, &friends).await
}

/// The friendships with these, in this order, with three queries for all; those who are no friends are left out.
async fn friendships(app: &App, connection: &mut SqliteConnection, viewer: UserId, friends: &[UserId]) -> Result<Vec<Friend>, ApiError> {
    let mut rows = store::friendships(connection, viewer, friends).await?;
    if rows.is_empty() {
        // What most profiles come to.
        return Ok(Vec::new());
    }
    let mut seen = users::seen(app, connection, viewer, friends).await?;
    let trophies = stats::trophies_of(connection, friends).await?;
    let friend = |id: &UserId| {
        let FriendRow { id: friendship, since, against, friend_wins, my_wins, together, won_together, .. } = rows.remove(id)?;
        let trophies = trophies.get(id).copied().unwrap_or(0);
        let (user, status) = seen.remove(id)?;
        Some(Friend {
            id: FriendshipId(friendship),
            friend: FriendUser { user, status, trophies },
            friend_win: friend_wins,
            me_win: my_wins,
            friends_since: Timestamp(since),
            matches_play_against: against,
            matches_played_together: together,
            matches_won_together: won_together,
        })
    };
    Ok(friends.iter().filter_map(friend).collect())
}

/// The user ends a friendship; the other hears.
pub(super) async fn end_friendship(app: &App, user: UserId, id: FriendshipId) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    let other = store::other_of(&mut tx, user, id).await?.ok_or(ErrorCode::NotFound)?;
    relations::unfriend(&mut tx, user, other).await?;
    tx.emit(other, ended(id));
    Ok(tx.commit().await?)
}

/// Ends what two are and want to be to each other, because `one` keeps `other` away. Both hear, so that the screens of both follow.
pub(crate) async fn part(tx: &mut Tx, one: UserId, other: UserId) -> sqlx::Result<()> {
    if let Some(id) = relations::unfriend(tx, one, other).await? {
        [one, other].into_iter().for_each(|user| tx.emit(user, ended(id)));
    }
    for row in store::take_between(tx, one, other).await? {
        let (hears, event) = row.ended_by(one);
        tx.emit(hears, ServerEvent::Friends(event));
        // Who sent it sees it go as if taken back; who received it too.
        tx.emit(one, ServerEvent::Friends(FriendsEvent::Cancelled(row.ended())));
    }
    Ok(())
}

/// Ends every friendship and request of a user who is being deleted; the others hear.
pub(crate) async fn forget(tx: &mut Tx, user: UserId) -> sqlx::Result<()> {
    for (id, friend) in store::take_friendships(tx, user).await? {
        tx.emit(friend, ended(id));
    }
    for row in store::take_requests(tx, user).await? {
        let (other, event) = row.ended_by(user);
        tx.emit(other, ServerEvent::Friends(event));
    }
    Ok(())
}

fn ended(id: FriendshipId) -> ServerEvent {
    ServerEvent::Friends(FriendsEvent::Ended(EndedFriendship { id }))
}

impl RequestRow {
    fn ended(self) -> EndedRequest {
        EndedRequest { id: self.id() }
    }

    /// Who else hears that one of the two ended it, and what.
    fn ended_by(self, user: UserId) -> (UserId, FriendsEvent) {
        if self.sender() == user {
            (self.receiver(), FriendsEvent::Cancelled(self.ended()))
        } else {
            (self.sender(), FriendsEvent::Rejected(self.ended()))
        }
    }
}

async fn show(connection: &mut SqliteConnection, row: RequestRow) -> Result<FriendRequest, ApiError> {
    shown(connection, &[row]).await?.pop().ok_or_else(|| ErrorCode::NotFound.into())
}

/// Rows as the API shows them, in their order, with one query for all.
async fn shown(connection: &mut SqliteConnection, rows: &[RequestRow]) -> Result<Vec<FriendRequest>, ApiError> {
    let ids: Vec<_> = rows.iter().flat_map(|row| [row.sender(), row.receiver()]).collect();
    let names = users::small_many(connection, &ids).await?;
    let request = |row: &RequestRow| {
        let (sender, receiver) = (names.get(&row.sender())?.clone(), names.get(&row.receiver())?.clone());
        Some(FriendRequest { id: row.id(), sender, receiver, send_at: Timestamp(row.send_at) })
    };
    Ok(rows.iter().filter_map(request).collect())
}
