//! The app against a real server in this process: guests, the search, sign-in for one match. Only with the feature `host`.
#![cfg(feature = "host")]
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod circle;
mod gathering;
mod people;
mod six;
mod tournaments;

use std::thread;
use std::time::{Duration, Instant};

use bevy::ecs::message::{MessageCursor, Messages};
use bevy::prelude::*;
use client::auth::model::Form;
use client::link::{Link, Open, Target};
use client::local::model::{HotSeat, Start};
use client::net::{Bearer, Replied, Requests, Session, Sockets};
use client::play::{PlayAction, PlaySpec};
use client::replays::lists::{Live, Mine};
use client::replays::opening::Opening;
use client::replays::reading::Problem;
use client::screen::{Navigate, Screen};
use client::start::model::WayBack;
use common::api::auth::{Login, Register};
use common::api::error::ErrorCode;
use common::api::queue::StartLocal;
use common::ids::{MatchCode, UserId};
use common::sim::{Side, Tick};
use server::config::Config as ServerConfig;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use url::Url;

/// Longest wait for anything.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server of this test; ends with it.
struct Server {
    url: Url,
    stop: CancellationToken,
    _folder: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn serve() -> Server {
    serve_within(15)
}

/// A server that waits so many seconds for the players of a match.
fn serve_within(connect_timeout_secs: u32) -> Server {
    let folder = tempfile::tempdir().unwrap();
    let stop = CancellationToken::new();
    let (ready, is_ready) = oneshot::channel::<server::Ready>();
    let mut config = ServerConfig::for_host(folder.path().to_owned(), "127.0.0.1:0".parse().unwrap());
    config.limits = None;
    config.play.drain_seconds = 0;
    config.play.connect_timeout_secs = connect_timeout_secs;
    let stopped = stop.clone();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(server::run(config, ready, stopped)).unwrap();
    });
    let url = Url::parse(&is_ready.blocking_recv().unwrap().url).unwrap();
    Server { url, stop, _folder: folder }
}

/// An app and everything it began to play.
struct Client {
    app: App,
    actions: MessageCursor<PlayAction>,
    begun: Vec<PlaySpec>,
}

impl Client {
    fn new(server: &Server, folder: Option<&TempDir>) -> Self {
        let app = client::logic(Some(server.url.clone()), folder.map(TempDir::path));
        Self { app, actions: MessageCursor::default(), begun: Vec::new() }
    }

    fn frame(&mut self) {
        self.app.update();
        // Read, not taken away: others look at them too, some of them only in the next frame.
        for action in self.actions.read(self.app.world().resource::<Messages<PlayAction>>()) {
            if let PlayAction::Start(spec) = action {
                self.begun.push(spec.clone());
            }
        }
    }

    fn go(&mut self, to: Screen) {
        self.app.world_mut().write_message(Navigate::To(to));
    }

    fn open(&mut self, link: Link) {
        self.app.world_mut().write_message(Open(Target::Match(link)));
    }

    fn me(&self) -> Option<UserId> {
        self.app.world().resource::<Session>().user().map(|me| me.id)
    }

    fn is_ready(&self) -> bool {
        self.app.world().resource::<Session>().is_ready()
    }

    /// The online match that began here, and in whose names.
    fn online(&self) -> Option<(MatchCode, Vec<Bearer>)> {
        let online = |spec: &PlaySpec| if let PlaySpec::Online { code, bearers } = spec { Some((*code, bearers.clone())) } else { None };
        self.begun.iter().find_map(online)
    }
}

/// Frames of all of them until something is so.
fn until<const N: usize>(mut clients: [&mut Client; N], what: &str, so: impl Fn(&[&mut Client; N]) -> bool) {
    let begun = Instant::now();
    while !so(&clients) {
        assert!(begun.elapsed() < PATIENCE, "waited too long: {what}");
        for client in &mut clients {
            client.frame();
        }
        thread::park_timeout(Duration::from_millis(2));
    }
}

#[test]
fn two_guests_who_search_meet_in_the_same_match() {
    let server = serve();
    let (mut one, mut other) = (Client::new(&server, None), Client::new(&server, None));
    until([&mut one, &mut other], "the first screen", |all| {
        all.iter().all(|client| *client.app.world().resource::<State<Screen>>().get() == Screen::Start)
    });
    one.go(Screen::Search);
    other.go(Screen::Search);
    until([&mut one, &mut other], "a match", |all| all.iter().all(|client| client.online().is_some()));
    assert_eq!(one.online(), other.online());
    assert!(matches!(one.begun.first(), Some(PlaySpec::WarmUp { .. })));
    assert_ne!(one.me(), other.me());
}

#[test]
fn a_guest_is_the_same_guest_on_the_next_start() {
    let server = serve();
    let folder = tempfile::tempdir().unwrap();
    let mut first = Client::new(&server, Some(&folder));
    first.app.world().resource::<client::net::Account>().be_guest();
    until([&mut first], "a guest", |[client]| client.is_ready());
    let mut second = Client::new(&server, Some(&folder));
    until([&mut second], "the guest of before", |[client]| client.is_ready());
    assert_eq!(first.me(), second.me());
}

#[test]
fn a_client_that_was_killed_in_a_match_is_offered_the_way_back_on_the_next_start_until_the_match_is_over() {
    let server = serve();
    let folder = tempfile::tempdir().unwrap();
    let (mut one, mut other) = (Client::new(&server, Some(&folder)), Client::new(&server, None));
    until([&mut one, &mut other], "the first screen", |all| {
        all.iter().all(|client| *client.app.world().resource::<State<Screen>>().get() == Screen::Start)
    });
    one.go(Screen::Search);
    other.go(Screen::Search);
    until([&mut one, &mut other], "a match", |all| all.iter().all(|client| client.online().is_some()));
    let (code, _) = one.online().unwrap();
    drop(one);
    let unfinished = |client: &Client| client.app.world().resource::<WayBack>().unfinished.clone();
    let mut again = Client::new(&server, Some(&folder));
    until([&mut again, &mut other], "the way back", |[again, _]| unfinished(again).is_some());
    let found = unfinished(&again).unwrap();
    assert_eq!((found.code, found.score), (code, [0, 0]));
    assert!(found.opponents.starts_with("Guest"), "{found:?}");
    // Nobody takes a seat here, so the match is over soon.
    until([&mut again, &mut other], "the end of the match", |[again, _]| unfinished(again).is_none());
}

#[test]
fn two_at_one_keyboard_who_both_sign_in_get_a_match_that_the_server_referees() {
    let server = serve();
    let mut client = Client::new(&server, None);
    until([&mut client], "the server", |[client]| client.app.world().resource::<Session>().is_up());
    let secret = "correct horse battery";
    for (side, name) in [(Side::A, "ada"), (Side::B, "bob")] {
        let (username, password) = (name.to_owned(), secret.to_owned());
        client.app.world().resource::<Requests>().send(Register { username, password });
        until([&mut client], "an account", |[client]| {
            let replies = client.app.world().resource::<Messages<Replied<Register>>>();
            replies.iter_current_update_messages().any(|reply| reply.result.is_ok())
        });
        let id = client.app.world().resource::<Requests>().send(Login { username: name.to_owned(), password: secret.to_owned() });
        let mut form = Form::fresh();
        form.sent(id);
        client.app.world_mut().resource_mut::<HotSeat>().half(side).form = Some(form);
        let place = side.index();
        until([&mut client], "a player", |[client]| client.app.world().resource::<HotSeat>().halves[place].player.is_some());
    }
    let Some(Start::Counted(bearer, access)) = client.app.world().resource::<HotSeat>().start([String::new(), String::new()]) else {
        panic!()
    };
    let id = client.app.world().resource::<Requests>().send_as(bearer, StartLocal { access, goals: Some(1) });
    client.app.world_mut().resource_mut::<HotSeat>().asking = Some(id);
    until([&mut client], "a match", |[client]| client.online().is_some());
    assert_eq!(client.online().unwrap().1.len(), 2);
}

/// Two guests in the same match; neither takes the seat.
fn meet(one: &mut Client, other: &mut Client) -> MatchCode {
    until([one, other], "the first screen", |all| {
        all.iter().all(|client| *client.app.world().resource::<State<Screen>>().get() == Screen::Start)
    });
    one.go(Screen::Search);
    other.go(Screen::Search);
    until([one, other], "a match", |all| all.iter().all(|client| client.online().is_some()));
    one.online().unwrap().0
}

#[test]
fn a_link_leads_into_the_match_while_it_runs_and_to_its_replay_at_that_second_afterwards() {
    let server = serve_within(2);
    let (mut one, mut other, mut third) = (Client::new(&server, None), Client::new(&server, None), Client::new(&server, None));
    let code = meet(&mut one, &mut other);
    let _seat = one.app.world().resource::<Sockets>().open(code, vec![Bearer::Session], false);
    third.open(Link { code, at_s: Some(2) });
    until([&mut one, &mut third], "something to see", |[_, third]| !third.begun.is_empty());
    assert!(
        matches!(&third.begun[..], [PlaySpec::Watch { code: found, bearer: None, at: Some(Tick(240)) }] if *found == code),
        "{:?}",
        third.begun
    );
    // The other one never comes, so it is over soon.
    let is_replay = |spec: Option<&PlaySpec>| matches!(spec, Some(PlaySpec::Replay { .. }));
    let begun = Instant::now();
    while !is_replay(third.begun.last()) {
        assert!(begun.elapsed() < PATIENCE, "the match is never over");
        let known = third.begun.len();
        third.open(Link { code, at_s: Some(0) });
        until([&mut one, &mut third], "something to see", |[_, third]| third.begun.len() > known);
    }
    let Some(PlaySpec::Replay { replay, at }) = third.begun.last() else { panic!() };
    assert_eq!((replay.code, replay.players.len(), *at), (Some(code), 2, Tick(0)));
    assert!(replay.players.iter().all(|player| player.name.starts_with("Guest")));
    assert_eq!(replay.log.forfeited().map(|forfeit| forfeit.loser == Side::A), replay.log.outcome().winner.map(|winner| winner == Side::B));
    let is_mine =
        |client: &Client| client.app.world().resource::<Mine>().list.items.iter().any(|found| found.code == code && found.finished);
    one.go(Screen::Watch);
    until([&mut one], "the own matches", |[one]| is_mine(one));
}

#[test]
fn a_link_to_the_own_match_leads_back_into_the_seat_and_others_find_it_among_those_that_run() {
    let server = serve();
    let folder = tempfile::tempdir().unwrap();
    let (mut one, mut other) = (Client::new(&server, Some(&folder)), Client::new(&server, None));
    let code = meet(&mut one, &mut other);
    drop(one);
    let mut again = Client::new(&server, Some(&folder));
    until([&mut again], "the first screen", |[again]| *again.app.world().resource::<State<Screen>>().get() == Screen::Start);
    again.open(Link::to(code));
    until([&mut again], "the own seat", |[again]| !again.begun.is_empty());
    assert_eq!(again.online(), Some((code, vec![Bearer::Session])));
    let mut guest = Client::new(&server, None);
    guest.app.world().resource::<client::net::Account>().be_guest();
    until([&mut guest], "a guest", |[guest]| guest.is_ready());
    guest.go(Screen::Watch);
    until([&mut guest], "the running match", |[guest]| {
        guest.app.world().resource::<Live>().list.items.iter().any(|found| found.code == code)
    });
    guest.open(Link::to(code));
    until([&mut guest], "something to see", |[guest]| !guest.begun.is_empty());
    assert!(matches!(&guest.begun[..], [PlaySpec::Watch { bearer: Some(Bearer::Session), at: None, .. }]));
}

#[test]
fn a_code_that_no_match_has_is_said() {
    let server = serve();
    let mut client = Client::new(&server, None);
    until([&mut client], "the server", |[client]| client.app.world().resource::<Session>().is_up());
    client.open(Link::to("222222".parse().unwrap()));
    until([&mut client], "a reason", |[client]| client.app.world().resource::<Opening>().problem.is_some());
    let problem = client.app.world().resource::<Opening>().problem.clone().unwrap();
    assert!(matches!(&problem, Problem::Net(error) if error.code() == Some(ErrorCode::NotFound)), "{problem:?}");
}
