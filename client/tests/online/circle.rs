//! Friends, profiles and accounts at a real server: found, befriended, blocked, read whole, taken home as a file, deleted.

use client::account::data::Shelves;
use client::account::model::{AccountDraft, Download, Switch};
use client::friends::model::{Draft, Find, Tab};
use client::people::circle::{Circle, CircleAction, Relation};
use client::people::{PeopleAction, Unseen};
use client::profile::model::Viewed;
use common::api::profiles::DOWNLOAD_DATA_PATH;
use common::api::users::DeleteMe;

use super::people::{answer, sign_up, tell};
use super::*;

fn circle(client: &Client) -> &Circle {
    client.app.world().resource::<Circle>()
}

fn viewed(client: &Client) -> &Viewed {
    client.app.world().resource::<Viewed>()
}

fn account(client: &Client) -> &AccountDraft {
    client.app.world().resource::<AccountDraft>()
}

fn is_friend(client: &Client, user: UserId) -> bool {
    matches!(circle(client).relation(user), Relation::Friend(_))
}

/// Somebody with an account, whose friends are known.
fn somebody(server: &Server, name: &str) -> Client {
    let mut client = sign_up(server, name);
    until([&mut client], "the circle", |[client]| {
        let circle = circle(client);
        circle.friends.known && circle.requests.known && circle.blocked.known
    });
    client
}

fn go(client: &mut Client, to: Screen) {
    client.go(to);
    until([client], "the page", |[client]| *client.app.world().resource::<State<Screen>>().get() == to);
}

/// Two who are friends.
fn friends(server: &Server) -> (Client, Client) {
    let (mut ada, mut bob) = (somebody(server, "Ada"), somebody(server, "Bob"));
    tell(&mut ada, CircleAction::Befriend("Bob".to_owned()));
    until([&mut ada, &mut bob], "the request", |[ada, bob]| circle(ada).sent().count() == 1 && circle(bob).received().count() == 1);
    accept(&mut ada, &mut bob);
    (ada, bob)
}

/// Bob accepts what Ada asks.
fn accept(ada: &mut Client, bob: &mut Client) {
    let request = circle(bob).received().next().unwrap().id;
    tell(bob, CircleAction::Accept(request));
    let (a, b) = (ada.me().unwrap(), bob.me().unwrap());
    until([ada, bob], "the friendship", |[ada, bob]| is_friend(ada, b) && is_friend(bob, a));
}

#[test]
fn two_find_and_befriend_each_other_and_both_follow_at_once() {
    let server = serve();
    let (mut ada, mut bob) = (somebody(&server, "Ada"), somebody(&server, "Bob"));
    go(&mut ada, Screen::Friends);
    *ada.app.world_mut().resource_mut::<Draft>() = Draft { tab: Tab::Find, typed: "bo".to_owned(), ..Draft::default() };
    until([&mut ada], "somebody of that name", |[ada]| {
        ada.app.world().resource::<Find>().found.iter().any(|found| found.user.username == "Bob")
    });
    tell(&mut ada, CircleAction::Befriend("Bob".to_owned()));
    let unseen = |client: &Client| client.app.world().resource::<Unseen>().requests;
    until([&mut ada, &mut bob], "the request", |[ada, bob]| circle(ada).sent().count() == 1 && unseen(bob) == 1);
    bob.go(Screen::Friends);
    until([&mut ada, &mut bob], "the request is seen", |[_, bob]| unseen(bob) == 0);
    accept(&mut ada, &mut bob);
    assert_eq!(circle(&ada).requests.items.len() + circle(&bob).requests.items.len(), 0);
    drop(bob);
    until([&mut ada], "the friend is offline", |[ada]| !circle(ada).friends.items[0].friend.status.is_online);
    let friendship = circle(&ada).friends.items[0].id;
    tell(&mut ada, CircleAction::Unfriend(friendship));
    until([&mut ada], "no friendship", |[ada]| circle(ada).friends.items.is_empty());
}

#[test]
fn a_request_that_is_taken_back_or_rejected_is_gone_on_both_sides() {
    let server = serve();
    let (mut ada, mut bob) = (somebody(&server, "Ada"), somebody(&server, "Bob"));
    for taken_back in [true, false] {
        tell(&mut ada, CircleAction::Befriend("Bob".to_owned()));
        until([&mut ada, &mut bob], "the request", |[ada, bob]| circle(ada).sent().count() == 1 && circle(bob).received().count() == 1);
        let refuse = CircleAction::Refuse(circle(&bob).received().next().unwrap().id);
        tell(if taken_back { &mut ada } else { &mut bob }, refuse);
        until([&mut ada, &mut bob], "no request", |all| all.iter().all(|client| circle(client).requests.items.is_empty()));
    }
}

#[test]
fn a_block_ends_a_friendship_on_both_sides_and_an_unblock_does_not_bring_it_back() {
    let server = serve();
    let (mut ada, mut bob) = friends(&server);
    let (a, b) = (ada.me().unwrap(), bob.me().unwrap());
    tell(&mut ada, CircleAction::Block(b));
    until([&mut ada, &mut bob], "the block", |[ada, bob]| {
        matches!(circle(ada).relation(b), Relation::Blocked(_)) && circle(bob).relation(a) == Relation::Stranger
    });
    let Relation::Blocked(blocked) = circle(&ada).relation(b) else { panic!() };
    let unblock = CircleAction::Unblock(blocked.id);
    tell(&mut ada, unblock);
    until([&mut ada, &mut bob], "no block", |[ada, _]| circle(ada).relation(b) == Relation::Stranger);
    assert_eq!(circle(&bob).relation(a), Relation::Stranger);
}

#[test]
fn a_profile_is_read_whole_the_own_one_and_that_of_a_friend() {
    let server = serve();
    let (mut ada, bob) = friends(&server);
    let (a, b) = (ada.me().unwrap(), bob.me().unwrap());
    let whole = |client: &Client| viewed(client).stats.value.as_ref().is_some_and(|stats| stats.len() == 5) && viewed(client).matches.known;
    tell(&mut ada, PeopleAction::Profile(b));
    until([&mut ada], "the profile of a friend", |[ada]| {
        whole(ada) && viewed(ada).who.value.as_ref().is_some_and(|who| who.username == "Bob" && who.friends.is_some())
    });
    tell(&mut ada, PeopleAction::Profile(a));
    until([&mut ada], "the own profile", |[ada]| {
        let viewed = viewed(ada);
        let pictures = viewed.pictures.value.as_ref();
        viewed.own && whole(ada) && viewed.changes.value.is_some() && pictures.is_some_and(|pictures| pictures.len() == 23)
    });
}

#[test]
fn the_data_of_an_account_comes_as_a_file_and_its_sessions_as_a_list() {
    let server = serve();
    let folder = tempfile::tempdir().unwrap();
    let mut ada = somebody(&server, "Ada");
    ada.app.insert_resource(Shelves(vec![folder.path().to_owned()]));
    go(&mut ada, Screen::Account);
    until([&mut ada], "the sessions", |[ada]| {
        account(ada).sessions.value.as_ref().is_some_and(|sessions| sessions.iter().filter(|session| session.current).count() == 1)
    });
    let request = ada.app.world().resource::<Requests>().fetch(DOWNLOAD_DATA_PATH.to_owned(), 1024 * 1024);
    ada.app.world_mut().resource_mut::<AccountDraft>().download = Download::Fetching(request);
    until([&mut ada], "the file", |[ada]| !account(ada).download.is_busy());
    let Download::Done(file) = account(&ada).download.clone() else { panic!("{:?}", account(&ada).download) };
    assert_eq!(file, folder.path().join("rebound-Ada.json"));
    let data: serde_json::Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!(data["user_data"]["username"], "Ada");
}

#[test]
fn whoever_deletes_the_account_is_signed_out_and_gone_for_friends() {
    let server = serve();
    let (mut ada, mut bob) = friends(&server);
    assert!(!answer(&mut ada, Switch::Challenges(false).patch(), |me| me.accept_challenges));
    answer(&mut ada, DeleteMe { password: Some("correct horse battery".to_owned()) }, |()| ());
    until([&mut ada, &mut bob], "the end of the account", |[ada, bob]| {
        ada.me().is_none() && circle(ada).whose().is_none() && circle(bob).friends.items.is_empty()
    });
}
