//! Keeps the circle true: reads it when somebody signs in, follows the events, does what is asked of it.

use bevy::prelude::*;
use common::api::event::{ServerEvent, ServerOwnEvent, UsersEvent};
use common::api::friends::{
    AcceptFriendRequest, BlockUser, DeleteFriend, DeleteFriendRequest, ListBlocked, ListFriendRequests, ListFriends, SendFriendRequest,
    Unblock,
};
use common::api::{Endpoint, PAGE_LIMIT_MAX};

use super::circle::{Circle, CircleAction};
use crate::net::requests::AddEndpoint;
use crate::net::{Heard, Replied, Requests, Session, SessionState};
use crate::screen::AppSystems;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Circle>()
        .add_message::<CircleAction>()
        .add_endpoint::<ListFriends>()
        .add_endpoint::<ListFriendRequests>()
        .add_endpoint::<ListBlocked>()
        .add_endpoint::<SendFriendRequest>()
        .add_endpoint::<AcceptFriendRequest>()
        .add_endpoint::<DeleteFriendRequest>()
        .add_endpoint::<DeleteFriend>()
        .add_endpoint::<BlockUser>()
        .add_endpoint::<Unblock>()
        .add_systems(Update, (belong, act, hear_lists, hear_changes, follow, read).chain().in_set(AppSystems::Domain));
}

/// Only accounts have friends. What was missed while no event came is read again.
fn belong(session: Res<Session>, mut circle: ResMut<Circle>, mut was_open: Local<bool>) {
    let whose = if let SessionState::Account(me) = &session.state { Some(me.id) } else { None };
    if circle.whose() != whose {
        circle.belong_to(whose);
    } else if session.stream_open && !*was_open && whose.is_some() {
        circle.reload();
    }
    *was_open = session.stream_open;
}

fn act(mut wishes: MessageReader<CircleAction>, mut circle: ResMut<Circle>, requests: Res<Requests>) {
    for wish in wishes.read() {
        if circle.is_busy(wish) {
            continue;
        }
        let id = match wish {
            CircleAction::Befriend(name) => requests.send(SendFriendRequest { username: name.clone() }),
            CircleAction::Accept(id) => requests.send(AcceptFriendRequest { id: *id }),
            CircleAction::Refuse(id) => requests.send(DeleteFriendRequest { id: *id }),
            CircleAction::Unfriend(id) => requests.send(DeleteFriend { id: *id }),
            CircleAction::Block(user_id) => requests.send(BlockUser { user_id: *user_id }),
            CircleAction::Unblock(id) => requests.send(Unblock { id: *id }),
            CircleAction::Reload => {
                circle.reload();
                continue;
            }
        };
        circle.begin(id, wish.clone());
    }
}

fn read(mut circle: ResMut<Circle>, session: Res<Session>, requests: Res<Requests>) {
    if circle.whose().is_none() || !session.is_up() {
        return;
    }
    let limit = PAGE_LIMIT_MAX;
    let [friends, asked, blocked] = circle.wanted();
    if let Some(offset) = friends {
        circle.friends.asked(requests.send(ListFriends { online: None, limit, offset }));
    }
    if let Some(offset) = asked {
        circle.requests.asked(requests.send(ListFriendRequests { limit, offset }));
    }
    if let Some(offset) = blocked {
        circle.blocked.asked(requests.send(ListBlocked { limit, offset }));
    }
}

fn hear_lists(
    mut friends: MessageReader<Replied<ListFriends>>,
    mut asked: MessageReader<Replied<ListFriendRequests>>,
    mut blocked: MessageReader<Replied<ListBlocked>>,
    mut circle: ResMut<Circle>,
) {
    for reply in friends.read() {
        circle.friends.answered(reply.id, &reply.result);
    }
    for reply in asked.read() {
        circle.requests.answered(reply.id, &reply.result);
    }
    for reply in blocked.read() {
        circle.blocked.answered(reply.id, &reply.result);
    }
}

fn hear_changes(
    mut sent: MessageReader<Replied<SendFriendRequest>>,
    mut accepted: MessageReader<Replied<AcceptFriendRequest>>,
    mut refused: MessageReader<Replied<DeleteFriendRequest>>,
    mut ended: MessageReader<Replied<DeleteFriend>>,
    mut blocked: MessageReader<Replied<BlockUser>>,
    mut unblocked: MessageReader<Replied<Unblock>>,
    mut circle: ResMut<Circle>,
) {
    sent.read().for_each(|reply| settle(&mut circle, reply));
    accepted.read().for_each(|reply| settle(&mut circle, reply));
    refused.read().for_each(|reply| settle(&mut circle, reply));
    ended.read().for_each(|reply| settle(&mut circle, reply));
    blocked.read().for_each(|reply| settle(&mut circle, reply));
    unblocked.read().for_each(|reply| settle(&mut circle, reply));
}

/// A request whose answer changes the circle.
trait Changes: Endpoint {
    /// The action was done, with this answer.
    fn done(circle: &mut Circle, action: CircleAction, answer: &Self::Response);
}

fn settle<E: Changes>(circle: &mut Circle, reply: &Replied<E>) {
    match &reply.result {
        Err(error) => circle.refuse(reply.id, error),
        Ok(answer) => {
            if let Some(action) = circle.finish(reply.id) {
                E::done(circle, action, answer);
            }
        }
    }
}

impl Changes for SendFriendRequest {
    fn done(circle: &mut Circle, _: CircleAction, answer: &Self::Response) {
        circle.add_request(answer.clone());
    }
}

impl Changes for AcceptFriendRequest {
    fn done(circle: &mut Circle, _: CircleAction, answer: &Self::Response) {
        circle.add_friend(answer.clone());
    }
}

impl Changes for BlockUser {
    fn done(circle: &mut Circle, _: CircleAction, answer: &Self::Response) {
        circle.add_block(answer.clone());
    }
}

impl Changes for DeleteFriendRequest {
    fn done(circle: &mut Circle, action: CircleAction, (): &()) {
        if let CircleAction::Refuse(id) = action {
            circle.end_request(id);
        }
    }
}

impl Changes for DeleteFriend {
    fn done(circle: &mut Circle, action: CircleAction, (): &()) {
        if let CircleAction::Unfriend(id) = action {
            circle.end_friendship(id);
        }
    }
}

impl Changes for Unblock {
    fn done(circle: &mut Circle, action: CircleAction, (): &()) {
        if let CircleAction::Unblock(id) = action {
            circle.end_block(id);
        }
    }
}

fn follow(mut heard: MessageReader<Heard>, mut circle: ResMut<Circle>) {
    for Heard(event) in heard.read() {
        match event {
            ServerEvent::Friends(event) => circle.hear(event),
            ServerEvent::Users(UsersEvent::Updated(user)) => circle.rename(user),
            ServerEvent::Users(UsersEvent::Status(news)) => circle.tell_status(news),
            ServerEvent::Server(ServerOwnEvent::Resync) => circle.reload(),
            ServerEvent::Users(UsersEvent::PictureUnlocked(_))
            | ServerEvent::Auth(_)
            | ServerEvent::Chat(_)
            | ServerEvent::Challenge(_)
            | ServerEvent::Tournament(_)
            | ServerEvent::Lobby(_)
            | ServerEvent::Invite(_)
            | ServerEvent::Game(_)
            | ServerEvent::Server(ServerOwnEvent::Notice(_)) => {}
        }
    }
}
