//! Public channels.

use std::time::Duration;

use common::api::channel::{GENERAL, ListChannelMessages, ListChannels, NOTICES};
use common::api::chat::Message;
use common::api::chat_socket::{Action, ChatEvent, Group};
use common::api::error::ErrorCode;

use crate::chat::block;
use crate::chatter::Chatter;
use crate::harness::{TestApp, User};

pub(crate) fn to_all(content: &str) -> Action {
    Action::SendMessage { to: Group::Channel(GENERAL.to_owned()), content: content.to_owned() }
}

pub(crate) fn join() -> Action {
    Action::JoinChannel { channel: GENERAL.to_owned() }
}

/// The message of an event that is one.
pub(crate) fn said(event: ChatEvent) -> Message {
    let ChatEvent::Message(message) = event else { panic!("{event:?}") };
    *message
}

fn contents(events: Vec<ChatEvent>) -> Vec<String> {
    events.into_iter().map(|event| said(event).content).collect()
}

/// Users in the public channel.
pub(crate) async fn members(user: &User) -> i64 {
    user.call(ListChannels {}).await.unwrap()[0].members
}

#[tokio::test(start_paused = true)]
async fn the_public_channel_is_heard_by_who_joined_and_counts_users() {
    let app = TestApp::start().await;
    let (ada, guest, eve) = (app.user("ada").await, app.guest().await, app.user("eve").await);
    let (mut one, mut two, mut visitor) = (Chatter::open(&ada).await, Chatter::open(&ada).await, Chatter::open(&guest).await);
    let mut outside = Chatter::open(&eve).await;
    for (socket, count) in [(&mut one, 1), (&mut two, 1), (&mut visitor, 2)] {
        let ChatEvent::ChannelJoined(joined) = socket.ask(join()).await else { panic!("another event") };
        assert_eq!((joined.channel.as_str(), joined.members), (GENERAL, count));
    }
    let answer = said(visitor.ask(to_all("hello")).await);
    assert_eq!((answer.chat_id, answer.channel.as_deref(), answer.author.as_ref().unwrap().id), (None, Some(GENERAL), guest.id));
    assert_eq!((said(one.event().await), said(two.event().await)), (answer.clone(), answer.clone()));
    assert_eq!((outside.so_far().await, visitor.so_far().await), (vec![], vec![]));
    let answer = said(outside.ask(to_all("from outside")).await);
    assert_eq!(said(one.event().await), answer);
    let leave = || Action::LeaveChannel { channel: GENERAL.to_owned() };
    let ChatEvent::ChannelLeft(left) = two.ask(leave()).await else { panic!("another event") };
    assert_eq!(left.members, 2, "ada is there with another socket");
    drop(one);
    app.advance(Duration::from_millis(100)).await;
    assert_eq!(members(&eve).await, 1);
    for channel in ["nowhere", NOTICES] {
        assert_eq!(two.refused(Action::JoinChannel { channel: channel.to_owned() }).await, ErrorCode::NotFound);
    }
    let notices = |content: &str| Action::SendMessage { to: Group::Channel(NOTICES.to_owned()), content: content.to_owned() };
    assert_eq!(two.refused(notices("x")).await, ErrorCode::Forbidden, "it is read-only");
    assert_eq!(two.refused(to_all("\u{202E}")).await, ErrorCode::Invalid);
}

#[tokio::test(start_paused = true)]
async fn the_public_channel_keeps_the_last_200_also_over_a_restart() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let mut socket = Chatter::open(&ada).await;
    for number in 0..203 {
        socket.ask(to_all(&number.to_string())).await;
    }
    let app = app.restart().await;
    let ada = User { app, ..ada };
    let list = ListChannelMessages { channel: GENERAL.to_owned(), before: None, limit: 100 };
    let newest = ada.call(list.clone()).await.unwrap();
    assert_eq!((newest.count, newest.results.len(), newest.results[0].content.as_str()), (200, 100, "202"));
    let before = newest.results.last().map(|message| message.id);
    let older = ada.call(ListChannelMessages { before, ..list }).await.unwrap();
    assert_eq!((older.count, older.results.last().unwrap().content.as_str()), (100, "3"));
}

#[tokio::test(start_paused = true)]
async fn people_who_are_kept_apart_do_not_hear_each_other_in_the_public_channel() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let mut sockets = Vec::new();
    for user in [&ada, &bob, &eve] {
        let mut socket = Chatter::open(user).await;
        socket.ask(join()).await;
        sockets.push(socket);
    }
    sockets[0].ask(to_all("before")).await;
    block(&app, &ada, &bob).await;
    sockets[0].ask(to_all("by ada")).await;
    sockets[1].ask(to_all("by bob")).await;
    let [mut at_ada, mut at_bob, mut at_eve] = sockets.try_into().ok().unwrap();
    assert_eq!(contents(at_ada.so_far().await), [""; 0]);
    assert_eq!(contents(at_bob.so_far().await), ["before"]);
    assert_eq!(contents(at_eve.so_far().await), ["before", "by ada", "by bob"]);
    let list = || ListChannelMessages { channel: GENERAL.to_owned(), before: None, limit: 20 };
    for (user, wanted) in [(&ada, vec!["by ada", "before"]), (&bob, vec!["by bob"]), (&eve, vec!["by bob", "by ada", "before"])] {
        let page = user.call(list()).await.unwrap();
        assert_eq!(page.results.iter().map(|message| message.content.as_str()).collect::<Vec<_>>(), wanted);
        assert_eq!(page.count, i64::try_from(wanted.len()).unwrap());
    }
}

#[tokio::test(start_paused = true)]
async fn everybody_may_read_the_public_channel_and_the_own_notices() {
    let app = TestApp::start().await;
    let guest = app.guest().await;
    let channels = guest.call(ListChannels {}).await.unwrap();
    assert_eq!(channels.iter().map(|channel| (channel.name.as_str(), channel.members)).collect::<Vec<_>>(), [(GENERAL, 0)]);
    let of = |channel: &str| ListChannelMessages { channel: channel.to_owned(), before: None, limit: 20 };
    for channel in [GENERAL, NOTICES] {
        assert_eq!(guest.call(of(channel)).await.unwrap().count, 0);
    }
    assert_eq!(guest.refused(of("secret")).await, ErrorCode::NotFound);
    assert_eq!(app.send("GET", "/api/chat/channels/", None, "").await.refusal(), (401, ErrorCode::NotAuthenticated));
    assert_eq!(guest.send("DELETE", "/api/chat/channels/", "").await.refusal(), (403, ErrorCode::GuestNotAllowed));
}
