//! Friends, requests and blocks: `/api/users/me/...`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::time::Timestamp;
use super::users::{SmallUser, Status};
use super::{Endpoint, Method, Page, paged};
use crate::ids::{BlockId, FriendRequestId, FriendshipId, UserId};

/// Friend requests of one user that may wait for an answer.
pub const REQUESTS_MAX: i64 = 20;
/// Users that one user can keep away.
pub const BLOCKED_MAX: i64 = 50;

/// A wish for friendship that waits for an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FriendRequest {
    /// Which.
    pub id: FriendRequestId,
    /// Who asks.
    pub sender: SmallUser,
    /// Who is asked.
    pub receiver: SmallUser,
    /// Since when.
    pub send_at: Timestamp,
}

/// The other side of a friendship.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FriendUser {
    /// Who.
    #[serde(flatten)]
    pub user: SmallUser,
    /// Presence.
    pub status: Status,
    /// Points of the ladder, over all games.
    pub trophies: i64,
}

/// A friendship, as one of the two sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Friend {
    /// The same for both sides.
    pub id: FriendshipId,
    /// The other.
    pub friend: FriendUser,
    /// Matches against each other that the friend won.
    pub friend_win: i64,
    /// Matches against each other that the caller won.
    pub me_win: i64,
    /// Since when.
    pub friends_since: Timestamp,
    /// Matches against each other.
    pub matches_play_against: i64,
    /// Matches on the same side.
    pub matches_played_together: i64,
    /// Of those, won.
    pub matches_won_together: i64,
}

/// Somebody whom the caller keeps away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Blocked {
    /// Which.
    pub id: BlockId,
    /// Who.
    pub blocked: SmallUser,
    /// Since when.
    pub blocked_at: Timestamp,
}

/// The caller's requests, sent and received, newest first.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ListFriendRequests {
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
    /// Requests to pass over.
    #[serde(skip)]
    pub offset: u32,
}

impl Endpoint for ListFriendRequests {
    const METHOD: Method = Method::Get;
    type Response = Page<FriendRequest>;
    fn path(&self) -> Cow<'static, str> {
        paged("/api/users/me/friend_requests/", self.limit, self.offset)
    }
}

/// Those received; reading them clears the counter.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ListReceivedRequests {
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
    /// Requests to pass over.
    #[serde(skip)]
    pub offset: u32,
}

impl Endpoint for ListReceivedRequests {
    const METHOD: Method = Method::Get;
    type Response = Page<FriendRequest>;
    fn path(&self) -> Cow<'static, str> {
        paged("/api/users/me/friend_requests/received/", self.limit, self.offset)
    }
}

/// Asks somebody for friendship.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SendFriendRequest {
    /// Whom, by name.
    pub username: String,
}

impl Endpoint for SendFriendRequest {
    const METHOD: Method = Method::Post;
    type Response = FriendRequest;
    fn path(&self) -> Cow<'static, str> {
        "/api/users/me/friend_requests/".into()
    }
}

/// One request, for its sender or receiver.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GetFriendRequest {
    /// Which.
    #[serde(skip)]
    pub id: FriendRequestId,
}

impl Endpoint for GetFriendRequest {
    const METHOD: Method = Method::Get;
    type Response = FriendRequest;
    fn path(&self) -> Cow<'static, str> {
        request_path(self.id)
    }
}

/// The receiver rejects it, or the sender takes it back.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DeleteFriendRequest {
    /// Which.
    #[serde(skip)]
    pub id: FriendRequestId,
}

impl Endpoint for DeleteFriendRequest {
    const METHOD: Method = Method::Delete;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        request_path(self.id)
    }
}

/// The receiver accepts it.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AcceptFriendRequest {
    /// Which.
    #[serde(skip)]
    pub id: FriendRequestId,
}

impl Endpoint for AcceptFriendRequest {
    const METHOD: Method = Method::Post;
    type Response = Friend;
    fn path(&self) -> Cow<'static, str> {
        request_path(self.id)
    }
}

fn request_path(id: FriendRequestId) -> Cow<'static, str> {
    format!("/api/users/me/friend_requests/{id}/").into()
}

/// The caller's friends, by name.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ListFriends {
    /// Only those who are online, or who are not.
    #[serde(skip)]
    pub online: Option<bool>,
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
    /// Friends to pass over.
    #[serde(skip)]
    pub offset: u32,
}

impl Endpoint for ListFriends {
    const METHOD: Method = Method::Get;
    type Response = Page<Friend>;
    fn path(&self) -> Cow<'static, str> {
        let path = match self.online {
            None => "/api/users/me/friends/",
            Some(true) => "/api/users/me/friends/?online=true",
            Some(false) => "/api/users/me/friends/?online=false",
        };
        paged(path, self.limit, self.offset)
    }
}

/// Ends a friendship.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DeleteFriend {
    /// Which.
    #[serde(skip)]
    pub id: FriendshipId,
}

impl Endpoint for DeleteFriend {
    const METHOD: Method = Method::Delete;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        format!("/api/users/me/friends/{}/", self.id).into()
    }
}

/// Whom the caller keeps away, newest first.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct ListBlocked {
    /// Length of the page.
    #[serde(skip)]
    pub limit: u32,
    /// Users to pass over.
    #[serde(skip)]
    pub offset: u32,
}

impl Endpoint for ListBlocked {
    const METHOD: Method = Method::Get;
    type Response = Page<Blocked>;
    fn path(&self) -> Cow<'static, str> {
        paged("/api/users/me/blocked/", self.limit, self.offset)
    }
}

/// Keeps somebody away.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BlockUser {
    /// Whom.
    pub user_id: UserId,
}

impl Endpoint for BlockUser {
    const METHOD: Method = Method::Post;
    type Response = Blocked;
    fn path(&self) -> Cow<'static, str> {
        "/api/users/me/blocked/".into()
    }
}

/// Keeps them away no more.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Unblock {
    /// Which block, as [`Blocked::id`].
    #[serde(skip)]
    pub id: BlockId,
}

impl Endpoint for Unblock {
    const METHOD: Method = Method::Delete;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        format!("/api/users/me/blocked/{}/", self.id).into()
    }
}
