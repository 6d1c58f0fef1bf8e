//! Three against three with real clients: several people at one machine, six machines, and somebody who watches.

use std::thread;
use std::time::{Duration, Instant};

use bevy::ecs::message::Messages;
use bevy::input::ButtonState;
use bevy::input::keyboard::{Key, KeyboardInput, NativeKey};
use bevy::prelude::*;
use client::companions::model::{Companions, CompanionsAction};
use client::link::{Link, Open, Target};
use client::lobby::model::LobbyModel;
use client::net::{Account, Bearer, Replied, Requests};
use client::play::result::LastResult;
use client::play::scene::{Scene, Stage};
use client::play::{self, PlayResult, PlaySpec};
use common::api::Endpoint;
use common::api::auth::Register;
use common::api::lobby::{CreateLobby, LobbyMode, PatchLobby, PatchLobbyParticipant};
use common::api::matches::MatchType;
use common::ids::{LobbyCode, MatchCode};
use common::sim::Side;

use super::{Client, Server, serve, until};

/// Longest wait for the end of a match.
const MATCH_PATIENCE: Duration = Duration::from_secs(240);
/// Up and down of the players at one machine.
const KEYS: [[KeyCode; 2]; 2] = [[KeyCode::ArrowUp, KeyCode::ArrowDown], [KeyCode::KeyW, KeyCode::KeyS]];

/// A client with a court.
fn seated(server: &Server) -> Client {
    let mut client = Client::new(server, None);
    play::unseen(&mut client.app);
    for endpoint in [Client::add::<CreateLobby>, Client::add::<PatchLobby>, Client::add::<PatchLobbyParticipant>] {
        endpoint(&mut client);
    }
    client
}

impl Client {
    fn add<E: Endpoint>(&mut self) {
        client::net::requests::AddEndpoint::add_endpoint::<E>(&mut self.app);
    }

    /// Asks, and waits for the answer, which has to be a good one.
    fn ask<E: Endpoint<Response: Clone>>(&mut self, bearer: Bearer, endpoint: E) -> E::Response {
        let id = self.app.world().resource::<Requests>().send_as(bearer, endpoint);
        let begun = Instant::now();
        loop {
            self.frame();
            let replies = self.app.world().resource::<Messages<Replied<E>>>();
            if let Some(reply) = replies.iter_current_update_messages().find(|reply| reply.id == id) {
                return reply.result.clone().unwrap();
            }
            assert!(begun.elapsed() < super::PATIENCE, "no answer");
            thread::park_timeout(Duration::from_millis(2));
        }
    }

    fn is_in(&self, code: LobbyCode) -> bool {
        self.app.world().resource::<LobbyModel>().code() == Some(code)
    }

    /// Holds the keys of everybody here so that their paddles follow the ball, some of them lazily.
    fn follow_the_ball(&mut self) {
        let scene = self.app.world().resource::<Scene>();
        let mut wanted = Vec::new();
        for (seat, [up, down]) in scene.own.iter().zip(KEYS) {
            let at = scene.paddles[seat.slot()].map_or(0.0, |at| at.y);
            let ball = scene.ball.map_or(at, |ball| ball.at.y);
            let lazy = if seat.side == Side::A { 20.0 } else { 110.0 };
            wanted.extend([(up, ball < at - lazy), (down, ball > at + lazy)]);
        }
        for (key, down) in wanted {
            if self.app.world().resource::<ButtonInput<KeyCode>>().pressed(key) != down {
                self.app.world_mut().write_message(KeyboardInput {
                    key_code: key,
                    logical_key: Key::Unidentified(NativeKey::Unidentified),
                    state: if down { ButtonState::Pressed } else { ButtonState::Released },
                    text: None,
                    repeat: false,
                    window: Entity::PLACEHOLDER,
                });
            }
        }
    }

    /// How often this client found that what it knows of the match is not what the server knows.
    fn resyncs(&self) -> u32 {
        self.app.world().resource::<Scene>().link.as_ref().map_or(0, |link| link.resyncs)
    }

    fn result(&self) -> Option<&PlayResult> {
        self.app.world().resource::<LastResult>().0.as_ref()
    }
}

/// A court of six, for a match of one goal: the lobby of the first of them, who has an account; the others come as guests.
fn gather(clients: &mut [Client]) -> LobbyCode {
    let made = CreateLobby { game_mode: LobbyMode::CustomGame, match_type: Some(MatchType::ThreeOnThree) };
    let code = gather_in(made, "ada", clients);
    clients[0].ask(Bearer::Session, PatchLobby { goals: Some(1), ..PatchLobby::default() });
    code
}

/// The lobby of the first of them, who has an account of this name; the others come as guests.
fn gather_in(made: CreateLobby, name: &str, clients: &mut [Client]) -> LobbyCode {
    let [first, others @ ..] = clients else { panic!("somebody makes the lobby") };
    until([first], "the server", |[client]| client.app.world().resource::<client::net::Session>().is_up());
    let (username, password) = (name.to_owned(), "correct horse battery".to_owned());
    let tokens = first.ask(Bearer::Session, Register { username, password });
    first.app.world().resource::<Account>().sign_in(tokens);
    until([first], "the account", |[client]| client.is_ready());
    let code = first.ask(Bearer::Session, made).code;
    first.app.world_mut().resource_mut::<LobbyModel>().again();
    until([first], "the own lobby", |[client]| client.is_in(code));
    for other in others {
        other.app.world_mut().write_message(Open(Target::Lobby(code)));
        until([other], "the lobby", |[client]| client.is_in(code));
    }
    code
}

/// Somebody comes to this machine, and along into the lobby.
fn bring_somebody(client: &mut Client, code: LobbyCode) -> Bearer {
    client.app.world_mut().write_message(CompanionsAction::AddGuest);
    until([client], "somebody beside in the lobby", |[client]| {
        let companions = client.app.world().resource::<Companions>();
        companions.list.iter().any(|one| one.stage == client::companions::model::Stage::Inside(code))
    });
    Bearer::Beside(client.app.world().resource::<Companions>().list[0].who)
}

fn ready(client: &mut Client, bearer: Bearer, code: LobbyCode) {
    client.ask(bearer, PatchLobbyParticipant { code, is_ready: Some(true), team: None });
}

/// Frames of all of them until the match of the lobby has begun everywhere.
fn begin(clients: &mut [Client]) -> MatchCode {
    let begun = Instant::now();
    while !clients.iter().all(|client| client.online().is_some()) {
        assert!(begun.elapsed() < super::PATIENCE, "the match never began");
        for client in &mut *clients {
            client.frame();
        }
        thread::park_timeout(Duration::from_millis(2));
    }
    clients[0].online().unwrap().0
}

/// Plays to the end; nobody may find that their state is not the server's. Gives what each of those who play has of it.
fn play_to_the_end(players: &mut [Client], mut spectator: Option<&mut Client>) -> Vec<PlayResult> {
    let begun = Instant::now();
    while !players.iter().all(|client| client.result().is_some()) {
        assert!(begun.elapsed() < MATCH_PATIENCE, "the match never ended");
        for client in players.iter_mut().chain(spectator.as_deref_mut()) {
            client.follow_the_ball();
            client.frame();
            assert_eq!(client.resyncs(), 0, "what was computed here is what the server computed");
        }
        thread::park_timeout(Duration::from_millis(4));
    }
    players.iter().map(|client| client.result().unwrap().clone()).collect()
}

/// All of them have seen the same match, input by input, and it is true.
fn the_same_for_all(results: &[PlayResult]) {
    let log = |result: &PlayResult| result.replay.clone().expect("a replay").log.clone();
    let first = log(&results[0]);
    assert!(first.changes().len() > 6 && first.through().0 > 240, "{} inputs until {:?}", first.changes().len(), first.through());
    for result in results {
        assert_eq!((log(result), result.score, result.winner), (first.clone(), results[0].score, results[0].winner));
        assert_eq!(result.players.len(), 6);
    }
    assert_eq!(first.outcome().score, results[0].score);
}

#[test]
fn four_clients_a_pair_at_one_keyboard_and_a_spectator_share_a_match_of_3v3() {
    let server = serve();
    let mut clients: Vec<Client> = (0..5).map(|_| seated(&server)).collect();
    let code = gather(&mut clients);
    let beside = bring_somebody(&mut clients[4], code);
    ready(&mut clients[4], beside.clone(), code);
    for client in &mut clients {
        ready(client, Bearer::Session, code);
    }
    let code = begin(&mut clients);
    assert_eq!(clients[4].online().unwrap().1, [Bearer::Session, beside], "one court, one socket, two players");
    let mut spectator = seated(&server);
    until([&mut spectator], "the server", |[client]| client.app.world().resource::<client::net::Session>().is_up());
    spectator.open(Link::to(code));
    let results = play_to_the_end(&mut clients, Some(&mut spectator));
    the_same_for_all(&results);
    let mine = |result: &PlayResult| result.players.iter().filter(|player| player.mine).count();
    assert_eq!(results.iter().map(mine).collect::<Vec<_>>(), [1, 1, 1, 1, 2]);
    assert!(matches!(&spectator.begun[..], [PlaySpec::Watch { bearer: None, .. }]), "{:?}", spectator.begun);
    let winner = results[0].winner;
    until([&mut spectator], "the end", |[client]| client.app.world().resource::<Scene>().stage == Stage::Over { winner });
}

#[test]
fn six_clients_play_3v3() {
    let server = serve();
    let mut clients: Vec<Client> = (0..6).map(|_| seated(&server)).collect();
    let code = gather(&mut clients);
    for client in &mut clients {
        ready(client, Bearer::Session, code);
    }
    begin(&mut clients);
    let results = play_to_the_end(&mut clients, None);
    the_same_for_all(&results);
    let seats: Vec<_> =
        results.iter().flat_map(|result| result.players.iter().filter(|player| player.mine)).map(|player| player.seat).collect();
    assert!(seats.iter().all(|seat| seats.iter().filter(|other| *other == seat).count() == 1), "{seats:?}");
}

#[test]
fn a_team_of_three_meets_a_pair_at_one_keyboard_and_somebody_who_came_alone() {
    let server = serve();
    let team = CreateLobby { game_mode: LobbyMode::Clash, match_type: None };
    let mut clients: Vec<Client> = (0..5).map(|_| seated(&server)).collect();
    let (three, others) = clients.split_at_mut(3);
    let (pair, alone) = others.split_at_mut(1);
    let code = gather_in(team, "ada", three);
    three.iter_mut().for_each(|client| ready(client, Bearer::Session, code));
    let code = gather_in(team, "bea", pair);
    let beside = bring_somebody(&mut pair[0], code);
    [Bearer::Session, beside].into_iter().for_each(|bearer| ready(&mut pair[0], bearer, code));
    let code = gather_in(team, "cleo", alone);
    ready(&mut alone[0], Bearer::Session, code);
    begin(&mut clients);
    let results = play_to_the_end(&mut clients, None);
    the_same_for_all(&results);
    let sides: Vec<Vec<Side>> =
        results.iter().map(|result| result.players.iter().filter(|player| player.mine).map(|player| player.seat.side).collect()).collect();
    let (one, other) = (sides[0][0], sides[0][0].other());
    assert_eq!(sides, [vec![one], vec![one], vec![one], vec![other; 2], vec![other]], "who came together plays together");
}
