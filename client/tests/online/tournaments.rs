//! Tournaments at a real server: organised, joined, begun, played to the end, seen by somebody without a name, found again after a restart.

use client::people::Unseen;
use client::play::wall::Wall;
use client::tournaments::doing::Wish;
use client::tournaments::lists::{Open as OpenOnes, Past, Seen};
use client::tournaments::model::Own;
use client::tournaments::page::{Draft, Form, Showing, Tab};
use common::api::tournament::Tournament;
use common::ids::TournamentCode;

use super::people::{sign_up, tell};
use super::*;

fn own(client: &Client) -> Option<&Tournament> {
    client.app.world().resource::<Own>().tournament.as_ref()
}

fn screen(client: &Client) -> Screen {
    *client.app.world().resource::<State<Screen>>().get()
}

fn people(client: &Client) -> usize {
    own(client).map_or(0, |own| own.participants.len())
}

/// Somebody who plays as a guest.
fn guest(server: &Server) -> Client {
    let mut guest = Client::new(server, None);
    guest.app.world().resource::<client::net::Account>().be_guest();
    until([&mut guest], "a guest", |[guest]| guest.is_ready());
    guest
}

/// Whoever looks at the page of tournaments.
fn visit(client: &mut Client) {
    client.go(Screen::Tournaments);
    until([client], "the page", |[client]| screen(client) == Screen::Tournaments);
}

/// A tournament of four with ten seconds to turn up, and its code.
fn organise(ada: &mut Client) -> TournamentCode {
    let form = Form { name: "Sunday cup".to_owned(), size: 4, private: false, forfeit_after: Some(10) };
    tell(ada, Wish::Create(form));
    until([ada], "a tournament", |[ada]| own(ada).is_some());
    own(ada).unwrap().code
}

#[test]
fn a_tournament_is_found_joined_talked_in_left_and_joined_again() {
    let server = serve();
    let (mut ada, mut bob) = (sign_up(&server, "Ada"), guest(&server));
    let code = organise(&mut ada);
    visit(&mut bob);
    until([&mut bob], "the list", |[bob]| bob.app.world().resource::<OpenOnes>().list.items.iter().any(|row| row.code == code));
    tell(&mut bob, Wish::Join(code));
    until([&mut ada, &mut bob], "two in it", |all| all.iter().all(|client| people(client) == 2));
    bob.app.world_mut().resource_mut::<Own>().talk.draft = "hello".to_owned();
    let words = bob.app.world().resource::<Own>().talk.to_say().unwrap();
    tell(&mut bob, Wish::Say(code, words));
    let heard = |client: &Client| client.app.world().resource::<Own>().talk.lines().map(|line| line.content.clone()).collect::<Vec<_>>();
    until([&mut ada, &mut bob], "the word", |all| all.iter().all(|client| heard(client) == ["hello"]));
    tell(&mut bob, Wish::Leave(code));
    until([&mut ada, &mut bob], "the place is free again", |[ada, bob]| people(ada) == 1 && own(bob).is_none());
    bob.app.world_mut().write_message(Open(Target::Tournament(code)));
    until([&mut bob], "the tournament behind the link", |[bob]| bob.app.world().resource::<Seen>().tournament.is_some());
    tell(&mut bob, Wish::Join(code));
    until([&mut ada, &mut bob], "two in it again", |all| all.iter().all(|client| people(client) == 2));
    let user = bob.me().unwrap();
    tell(&mut ada, Wish::Ban(code, user));
    until([&mut ada, &mut bob], "one is put out", |[ada, bob]| people(ada) == 1 && own(bob).is_none());
}

#[test]
fn whoever_turns_up_alone_wins_and_everybody_sees_the_bracket_to_its_end() {
    let server = serve();
    let folder = tempfile::tempdir().unwrap();
    let (mut ada, mut cleo, mut dora) = (sign_up(&server, "Ada"), guest(&server), guest(&server));
    // The others have no court, so that they come to no match.
    client::play::unseen(&mut ada.app);
    let mut bob = Client::new(&server, Some(&folder));
    bob.app.world().resource::<client::net::Account>().be_guest();
    until([&mut bob], "a guest", |[bob]| bob.is_ready());
    let code = organise(&mut ada);
    for client in [&mut bob, &mut cleo, &mut dora] {
        tell(client, Wish::Join(code));
        until([&mut *client], "a place", |[client]| own(client).is_some());
    }
    until([&mut ada, &mut bob, &mut cleo, &mut dora], "the bracket", |all| {
        all.iter().all(|client| own(client).is_some_and(|own| own.is_started) && screen(client) == Screen::Tournaments)
    });
    until([&mut ada, &mut cleo], "the own match", |all| all.iter().all(|client| client.online().is_some()));
    until([&mut ada, &mut cleo], "a green dot, as long as nobody has come", |[_, cleo]| cleo.app.world().resource::<Unseen>().due);
    // Somebody without a name watches what there is to be seen.
    let mut eve = Client::new(&server, None);
    client::play::unseen(&mut eve.app);
    until([&mut eve], "the server", |[eve]| eve.app.world().resource::<Session>().is_up());
    eve.app.world_mut().write_message(Open(Target::Tournament(code)));
    until([&mut ada, &mut eve], "the bracket, seen by nobody", |[_, eve]| eve.app.world().resource::<Seen>().tournament.is_some());
    eve.app.world_mut().resource_mut::<Draft>().courts = true;
    until([&mut ada, &mut eve], "two courts side by side", |[_, eve]| {
        eve.app.world().resource::<Wall>().courts().filter(|court| court.scene.players.len() == 2).count() == 2
    });
    // A client that was closed finds its tournament again.
    drop(bob);
    let mut bob = Client::new(&server, Some(&folder));
    until([&mut ada, &mut bob], "the tournament of before", |[_, bob]| own(bob).is_some_and(|own| own.code == code && own.is_started));
    until([&mut ada, &mut bob, &mut cleo, &mut dora, &mut eve], "the end", |all| {
        all[..4].iter().all(|client| own(client).is_some_and(|own| own.is_finished))
    });
    let winner = own(&cleo).unwrap().winner.clone().unwrap();
    assert_eq!(Some(winner.id), ada.me());
    assert!(ada.app.world().resource::<Own>().triumph && !cleo.app.world().resource::<Own>().triumph);
    let mut draft = ada.app.world_mut().resource_mut::<Draft>();
    draft.show(Showing::Lists);
    draft.tab = Tab::Past;
    visit(&mut ada);
    ada.app.world_mut().resource_mut::<Draft>().show(Showing::Lists);
    until([&mut ada], "the tournament of the past", |[ada]| ada.app.world().resource::<Past>().items.iter().any(|past| past.code == code));
}
