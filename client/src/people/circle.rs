//! Friends, requests and blocked users of whoever is signed in: one value, which answers of the server and its events change.

use bevy::prelude::{Message, Resource};
use common::api::event::{FriendsEvent, UserStatus};
use common::api::friends::{Blocked, Friend, FriendRequest};
use common::api::users::SmallUser;
use common::ids::{BlockId, FriendRequestId, FriendshipId, UserId};

use super::listed::Listed;
use crate::net::{NetError, RequestId};

/// A change of what two users are to each other.
#[derive(Message, Clone, Debug, PartialEq, Eq)]
pub enum CircleAction {
    /// Asks the user of this name for friendship.
    Befriend(String),
    /// Accepts a request.
    Accept(FriendRequestId),
    /// Rejects a request, or takes back an own one.
    Refuse(FriendRequestId),
    /// Ends a friendship.
    Unfriend(FriendshipId),
    /// Keeps a user away.
    Block(UserId),
    /// Keeps them away no more.
    Unblock(BlockId),
    /// Reads the lists again.
    Reload,
}

/// What another user is to whoever is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation<'a> {
    /// The same.
    Myself,
    /// Nothing yet.
    Stranger,
    /// A friend.
    Friend(&'a Friend),
    /// Somebody who asks for friendship.
    Asks(&'a FriendRequest),
    /// Somebody who was asked, and has not answered.
    Asked(&'a FriendRequest),
    /// Somebody who is kept away.
    Blocked(&'a Blocked),
}

/// Everybody who is something to whoever is signed in.
#[derive(Resource, Debug, Default)]
pub struct Circle {
    whose: Option<UserId>,
    /// Friends, by name.
    pub friends: Listed<Friend>,
    /// Requests that wait, sent and received.
    pub requests: Listed<FriendRequest>,
    /// Users who are kept away.
    pub blocked: Listed<Blocked>,
    /// What is under way.
    work: Vec<(RequestId, CircleAction)>,
    /// What did not work, and why.
    refused: Vec<(CircleAction, NetError)>,
}

impl Circle {
    /// Somebody else is signed in, or nobody.
    pub fn belong_to(&mut self, whose: Option<UserId>) {
        if self.whose != whose {
            *self = Self { whose, ..Self::default() };
            self.reload();
        }
    }

    /// Whose it is; none: of nobody who can have friends.
    #[must_use]
    pub const fn whose(&self) -> Option<UserId> {
        self.whose
    }

    /// Everything is to be read again; what is known stays until that has come.
    pub fn reload(&mut self) {
        self.friends.want();
        self.requests.want();
        self.blocked.want();
    }

    /// What this user is to whoever is signed in.
    #[must_use]
    pub fn relation(&self, user: UserId) -> Relation<'_> {
        if self.whose == Some(user) {
            return Relation::Myself;
        }
        if let Some(blocked) = self.blocked.items.iter().find(|blocked| blocked.blocked.id == user) {
            return Relation::Blocked(blocked);
        }
        if let Some(friend) = self.friends.items.iter().find(|friend| friend.friend.user.id == user) {
            return Relation::Friend(friend);
        }
        if let Some(request) = self.received().find(|request| request.sender.id == user) {
            return Relation::Asks(request);
        }
        let asked = self.sent().find(|request| request.receiver.id == user);
        asked.map_or(Relation::Stranger, Relation::Asked)
    }

    /// Requests of others.
    pub fn received(&self) -> impl Iterator<Item = &FriendRequest> {
        self.requests.items.iter().filter(|request| Some(request.receiver.id) == self.whose)
    }

    /// Own requests.
    pub fn sent(&self) -> impl Iterator<Item = &FriendRequest> {
        self.requests.items.iter().filter(|request| Some(request.sender.id) == self.whose)
    }

    /// Friends in the order of the list: those who are online first, then by name.
    #[must_use]
    pub fn friends_in_order(&self) -> Vec<&Friend> {
        let mut friends: Vec<&Friend> = self.friends.items.iter().collect();
        friends.sort_by_cached_key(|friend| (!friend.friend.status.is_online, friend.friend.user.username.to_lowercase()));
        friends
    }

    /// Something was asked of the server.
    pub fn begin(&mut self, id: RequestId, action: CircleAction) {
        self.refused.retain(|(refused, _)| *refused != action);
        self.work.push((id, action));
    }

    /// Whether this is under way.
    #[must_use]
    pub fn is_busy(&self, action: &CircleAction) -> bool {
        self.work.iter().any(|(_, busy)| busy == action)
    }

    /// Why this did not work.
    #[must_use]
    pub fn problem(&self, action: &CircleAction) -> Option<&NetError> {
        self.refused.iter().find(|(refused, _)| refused == action).map(|(_, error)| error)
    }

    /// What went wrong is not to be seen any more.
    pub fn forget_problems(&mut self) {
        self.refused.clear();
    }

    /// A request of [`Circle::begin`] is over; which it was.
    pub fn finish(&mut self, id: RequestId) -> Option<CircleAction> {
        let place = self.work.iter().position(|(asked, _)| *asked == id)?;
        Some(self.work.swap_remove(place).1)
    }

    /// It did not work. What is to be taken away and is gone already, is gone.
    pub fn refuse(&mut self, id: RequestId, error: &NetError) {
        use common::api::error::ErrorCode::NotFound;
        let Some(action) = self.finish(id) else { return };
        let gone = error.code() == Some(NotFound);
        match action {
            CircleAction::Accept(id) | CircleAction::Refuse(id) if gone => self.end_request(id),
            CircleAction::Unfriend(id) if gone => self.end_friendship(id),
            CircleAction::Unblock(id) if gone => self.end_block(id),
            action @ (CircleAction::Befriend(_)
            | CircleAction::Accept(_)
            | CircleAction::Refuse(_)
            | CircleAction::Unfriend(_)
            | CircleAction::Block(_)
            | CircleAction::Unblock(_)
            | CircleAction::Reload) => self.refused.push((action, error.clone())),
        }
    }

    /// A request that waits.
    pub fn add_request(&mut self, request: FriendRequest) {
        self.requests.touch();
        self.requests.items.retain(|known| known.id != request.id);
        self.requests.items.insert(0, request);
    }

    /// A request that does not wait any more.
    pub fn end_request(&mut self, id: FriendRequestId) {
        self.requests.touch();
        self.requests.items.retain(|known| known.id != id);
    }

    /// A friend, who does not wait for an answer any more, whoever asked.
    pub fn add_friend(&mut self, friend: Friend) {
        let user = friend.friend.user.id;
        self.friends.touch();
        self.requests.touch();
        self.requests.items.retain(|request| request.sender.id != user && request.receiver.id != user);
        self.friends.items.retain(|known| known.id != friend.id);
        self.friends.items.push(friend);
    }

    /// A friendship that has ended.
    pub fn end_friendship(&mut self, id: FriendshipId) {
        self.friends.touch();
        self.friends.items.retain(|known| known.id != id);
    }

    /// Somebody is kept away: no friend any more, and nothing waits between the two.
    pub fn add_block(&mut self, blocked: Blocked) {
        let user = blocked.blocked.id;
        self.friends.touch();
        self.requests.touch();
        self.blocked.touch();
        self.friends.items.retain(|known| known.friend.user.id != user);
        self.requests.items.retain(|request| request.sender.id != user && request.receiver.id != user);
        self.blocked.items.retain(|known| known.id != blocked.id);
        self.blocked.items.insert(0, blocked);
    }

    /// Somebody is kept away no more.
    pub fn end_block(&mut self, id: BlockId) {
        self.blocked.touch();
        self.blocked.items.retain(|known| known.id != id);
    }

    /// What the server tells about friends.
    pub fn hear(&mut self, event: &FriendsEvent) {
        match event {
            FriendsEvent::Accepted(friend) => self.add_friend((**friend).clone()),
            FriendsEvent::Received(request) => self.add_request((**request).clone()),
            FriendsEvent::Rejected(ended) | FriendsEvent::Cancelled(ended) => self.end_request(ended.id),
            FriendsEvent::Ended(ended) => self.end_friendship(ended.id),
        }
    }

    /// Somebody has another name or picture.
    pub fn rename(&mut self, user: &SmallUser) {
        let friends = self.friends.items.iter_mut().map(|friend| &mut friend.friend.user);
        let requests = self.requests.items.iter_mut().flat_map(|request| [&mut request.sender, &mut request.receiver]);
        let blocked = self.blocked.items.iter_mut().map(|blocked| &mut blocked.blocked);
        for known in friends.chain(requests).chain(blocked).filter(|known| known.id == user.id) {
            known.clone_from(user);
        }
    }

    /// Somebody does something else.
    pub fn tell_status(&mut self, news: &UserStatus) {
        for friend in self.friends.items.iter_mut().filter(|friend| friend.friend.user.id == news.id) {
            friend.friend.status.clone_from(&news.status);
        }
    }

    /// Whether the friends are being read, and which part is to be asked for next; the same for requests and blocks.
    pub(super) fn wanted(&self) -> [Option<u32>; 3] {
        [self.friends.next(), self.requests.next(), self.blocked.next()]
    }
}
