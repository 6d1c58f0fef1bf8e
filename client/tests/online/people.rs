//! Two clients side by side at a real server: they find each other, talk, challenge, play, block and unblock.

use bevy::ecs::message::Messages;
use client::challenges::model::Challenges;
use client::chat::model::ChatModel;
use client::chat::thread::{Place, Thread};
use client::net::{Account, Replied, RequestId, Requests};
use client::people::challenge::ChallengeWish;
use client::people::{PeopleAction, Unseen};
use client::ui::toast::{Followed, Lead, Toast};
use common::api::Endpoint;
use common::api::auth::{Login, Register};
use common::api::challenge::ChallengeState;
use common::api::chat_socket::ChallengeAnswer;
use common::api::error::ErrorCode;
use common::api::friends::{BlockUser, Unblock};
use common::api::users::{AcceptChat, PatchMe};
use common::ids::ChallengeId;

use super::*;

/// What comes of a request.
pub(super) fn answer<E: Endpoint, T: 'static>(client: &mut Client, request: E, of: impl Fn(&E::Response) -> T) -> T {
    use client::net::requests::AddEndpoint;
    client.app.add_endpoint::<E>();
    let mut replies = client.app.world().resource::<Messages<Replied<E>>>().get_cursor_current();
    let id: RequestId = client.app.world().resource::<Requests>().send(request);
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < PATIENCE, "no answer");
        client.frame();
        let all = client.app.world().resource::<Messages<Replied<E>>>();
        if let Some(reply) = replies.read(all).find(|reply| reply.id == id) {
            return of(reply.result.as_ref().unwrap());
        }
        thread::park_timeout(Duration::from_millis(2));
    }
}

/// Somebody with an account, whose events come in and whose chat is connected. Everybody may write to them.
pub(super) fn sign_up(server: &Server, name: &str) -> Client {
    let mut client = Client::new(server, None);
    until([&mut client], "the server", |[client]| client.app.world().resource::<Session>().is_up());
    let (username, password) = (name.to_owned(), "correct horse battery".to_owned());
    answer(&mut client, Register { username: username.clone(), password: password.clone() }, |_| ());
    let tokens = answer(&mut client, Login { username, password }, Clone::clone);
    client.app.world().resource::<Account>().sign_in(tokens);
    until([&mut client], "the events and the chat", |[client]| {
        client.is_ready() && chat(client).is_connected() && chat(client).is_listed()
    });
    answer(&mut client, PatchMe { accept_chat_from: Some(AcceptChat::Everyone), ..PatchMe::default() }, |_| ());
    client
}

fn chat(client: &Client) -> &ChatModel {
    client.app.world().resource::<ChatModel>()
}

pub(super) fn tell<M: bevy::prelude::Message>(client: &mut Client, message: M) {
    client.app.world_mut().write_message(message);
}

fn shown(client: &Client) -> Option<&Thread> {
    chat(client).shown().filter(|thread| matches!(thread.place, Place::Chat(_)))
}

fn words(client: &Client) -> Vec<String> {
    shown(client).map(|thread| thread.log.iter().map(|message| message.content.clone()).collect()).unwrap_or_default()
}

fn say(client: &mut Client, words: &str) {
    let place = shown(client).unwrap().place;
    assert!(client.app.world_mut().resource_mut::<ChatModel>().send(place, words));
}

/// Ada and bob, each with their conversation before them.
fn talking(server: &Server) -> (Client, Client) {
    let (mut ada, mut bob) = (sign_up(server, "ada"), sign_up(server, "bob"));
    tell(&mut ada, PeopleAction::Message(bob.me().unwrap(), "bob".to_owned()));
    until([&mut ada, &mut bob], "the conversation", |[ada, _]| shown(ada).is_some_and(Thread::writable));
    say(&mut ada, "hello bob");
    until([&mut ada, &mut bob], "something unread", |[_, bob]| chat(bob).unread() == Some(1));
    assert!(!chat(&bob).open, "nothing opens by itself");
    let place = shown(&ada).unwrap().place;
    let Place::Chat(id) = place else { panic!("{place:?}") };
    tell(&mut bob, Followed(Lead::Chat(id)));
    until([&mut ada, &mut bob], "the message", |[_, bob]| words(bob) == ["hello bob"]);
    (ada, bob)
}

#[test]
fn two_people_talk_see_what_is_read_and_nothing_is_there_twice() {
    let server = serve();
    let (mut ada, mut bob) = talking(&server);
    until([&mut ada, &mut bob], "the read mark", |[ada, bob]| {
        shown(ada).is_some_and(|thread| thread.log.iter().all(|message| message.is_read)) && chat(bob).unread() == Some(0)
    });
    for n in 0..3 {
        say(&mut bob, &format!("bob {n}"));
        say(&mut ada, &format!("ada {n}"));
    }
    until([&mut ada, &mut bob], "all messages", |all| all.iter().all(|client| words(client).len() == 7));
    assert_eq!(words(&ada), words(&bob));
    assert!(shown(&ada).unwrap().unsent.is_empty() && shown(&bob).unwrap().unsent.is_empty());
}

#[test]
fn somebody_who_is_not_there_is_told_of_a_message_in_the_corner() {
    let server = serve();
    let (mut ada, mut bob) = talking(&server);
    bob.app.world_mut().resource_mut::<ChatModel>().toggle();
    bob.frame();
    say(&mut ada, "are you there?");
    let mut toasts = bob.app.world().resource::<Messages<Toast>>().get_cursor_current();
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < PATIENCE, "nothing is said");
        ada.frame();
        bob.frame();
        let all = bob.app.world().resource::<Messages<Toast>>();
        if let Some(toast) = toasts.read(all).find(|toast| toast.said == "are you there?") {
            assert!(toast.name == "ada" && matches!(toast.lead, Some(Lead::Chat(_))));
            break;
        }
        thread::park_timeout(Duration::from_millis(2));
    }
    assert!(!chat(&bob).open);
}

/// The challenge in the conversation before somebody.
fn challenge(client: &Client) -> Option<(ChallengeId, ChallengeState)> {
    let messages = shown(client)?.log.iter().rev();
    messages.filter_map(|message| message.challenge.as_ref()).map(|challenge| (challenge.id, challenge.state)).next()
}

#[test]
fn a_challenge_in_a_conversation_is_declined_then_accepted_and_both_are_taken_to_the_match() {
    let server = serve();
    let (mut ada, mut bob) = talking(&server);
    let mut last = None;
    for (answer, outcome) in [(ChallengeAnswer::Decline, ChallengeState::Declined), (ChallengeAnswer::Accept, ChallengeState::Accepted)] {
        let to = bob.me().unwrap();
        tell(&mut ada, ChallengeWish::Send { user: to, in_chat: true });
        until([&mut ada, &mut bob], "a challenge", |all| {
            all.iter().all(|client| challenge(client).is_some_and(|(id, state)| Some(id) != last && state == ChallengeState::Pending))
        });
        let (id, _) = challenge(&bob).unwrap();
        last = Some(id);
        assert_eq!(bob.app.world().resource::<Unseen>().challenges, 1);
        tell(&mut bob, ChallengeWish::Answer(id, answer));
        until([&mut ada, &mut bob], "the outcome", |all| all.iter().all(|client| challenge(client) == Some((id, outcome))));
    }
    until([&mut ada, &mut bob], "the match", |all| all.iter().all(|client| client.online().is_some()));
    assert_eq!(ada.online(), bob.online());
    let begun = |client: &Client| client.begun.iter().filter(|spec| matches!(spec, PlaySpec::Online { .. })).count();
    assert_eq!((begun(&ada), begun(&bob)), (1, 1), "each begins it once");
}

#[test]
fn whoever_searches_when_a_challenge_is_accepted_plays_that_and_begins_nothing_else() {
    let server = serve();
    let (mut ada, mut bob) = (sign_up(&server, "ada"), sign_up(&server, "bob"));
    tell(&mut ada, PeopleAction::Challenge(bob.me().unwrap()));
    until([&mut ada, &mut bob], "a challenge", |[_, bob]| bob.app.world().resource::<Challenges>().received.len() == 1);
    ada.go(Screen::Search);
    until([&mut ada, &mut bob], "the search", |[ada, _]| {
        ada.app.world().resource::<client::queue::model::Search>().stage() == &client::queue::model::Stage::Waiting
    });
    let id = bob.app.world().resource::<Challenges>().received[0].id;
    tell(&mut bob, ChallengeWish::Answer(id, ChallengeAnswer::Accept));
    until([&mut ada, &mut bob], "the match", |all| all.iter().all(|client| client.online().is_some()));
    for _ in 0..20 {
        ada.frame();
    }
    assert!(matches!(&ada.begun[..], [PlaySpec::WarmUp { .. }, PlaySpec::Online { .. }]), "{:?}", ada.begun);
    assert_eq!(ada.online(), bob.online());
}

#[test]
fn a_challenge_from_a_menu_waits_on_the_play_page_until_it_is_taken_back() {
    let server = serve();
    let (mut ada, mut bob) = (sign_up(&server, "ada"), sign_up(&server, "bob"));
    tell(&mut ada, PeopleAction::Challenge(bob.me().unwrap()));
    let waiting = |client: &Client| client.app.world().resource::<Unseen>().challenges;
    until([&mut ada, &mut bob], "a challenge", |[ada, bob]| waiting(bob) == 1 && ada.app.world().resource::<Challenges>().sent.len() == 1);
    let id = ada.app.world().resource::<Challenges>().sent[0].id;
    tell(&mut ada, ChallengeWish::Answer(id, ChallengeAnswer::Cancel));
    until([&mut ada, &mut bob], "the end of it", |[ada, bob]| {
        waiting(bob) == 0 && ada.app.world().resource::<Challenges>().sent.is_empty()
    });
}

#[test]
fn a_block_takes_the_conversation_away_on_both_screens_at_once_and_its_end_brings_it_back_without_opening_anything() {
    let server = serve();
    let (mut ada, mut bob) = talking(&server);
    let block = answer(&mut bob, BlockUser { user_id: ada.me().unwrap() }, |blocked| blocked.id);
    until([&mut ada, &mut bob], "what is taken away", |all| {
        all.iter().all(|client| shown(client).is_some_and(|thread| thread.away && !thread.writable()))
    });
    let place = shown(&ada).unwrap().place;
    for client in [&mut ada, &mut bob] {
        let mut chat = client.app.world_mut().resource_mut::<ChatModel>();
        chat.select(Place::General);
        assert!(chat.tabs().iter().all(|tab| tab.place != place));
        chat.open = false;
    }
    tell(&mut ada, PeopleAction::Message(bob.me().unwrap(), "bob".to_owned()));
    until([&mut ada, &mut bob], "a refusal", |[ada, _]| {
        chat(ada).opening.as_ref().and_then(|opening| opening.problem.as_ref()).is_some_and(|why| why.code() == Some(ErrorCode::NotFound))
    });
    ada.app.world_mut().resource_mut::<ChatModel>().open = false;
    answer(&mut bob, Unblock { id: block }, |()| ());
    until([&mut ada, &mut bob], "what comes back", |all| {
        all.iter().all(|client| chat(client).tabs().iter().any(|tab| tab.place == place && tab.writable()))
    });
    assert!(!chat(&ada).open && !chat(&bob).open);
}
