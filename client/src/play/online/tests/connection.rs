//! The connection itself: lost, found again, refused, finished.

use std::cell::RefCell;

use crossbeam_channel::Sender;

use super::*;
use crate::net::{Bearer, MatchSocket, SocketFact, SocketNews};
use crate::play::contract::{LostReason, PlayFact};
use crate::play::online::{AFTERGLOW_US, Dial, LOST_US, OnlineMatch};

/// Every connection that was asked for.
#[derive(Default)]
struct Exchange(RefCell<Vec<Sender<SocketFact>>>);

impl Dial for Exchange {
    fn dial(&self, _code: MatchCode, _bearers: Vec<Bearer>, _watch: bool) -> MatchSocket {
        let (socket, ears) = MatchSocket::for_tests();
        self.0.borrow_mut().push(ears);
        socket
    }
}

impl Exchange {
    fn say(&self, news: SocketNews) {
        self.0.borrow().last().unwrap().send(SocketFact { at_us: 0, news }).unwrap();
    }

    fn calls(&self) -> usize {
        self.0.borrow().len()
    }
}

struct Client {
    exchange: Exchange,
    played: OnlineMatch,
    scene: Scene,
}

impl Client {
    fn new() -> Self {
        let played = OnlineMatch::new("7KDW3Q".parse().unwrap(), vec![Bearer::Session]);
        Self { exchange: Exchange::default(), played, scene: Scene::default() }
    }

    fn at(&mut self, now_us: u64) -> Option<PlayFact> {
        self.played.advance(now_us, Some(&self.exchange), &mut Steering::default(), &mut self.scene);
        self.played.outcome(now_us)
    }
}

fn closed() -> SocketNews {
    SocketNews::Closed { code: None, reason: "gone".to_owned() }
}

#[test]
fn a_lost_connection_is_tried_again_until_the_seat_is_gone() {
    let mut client = Client::new();
    client.at(0);
    client.exchange.say(SocketNews::Message(ToClient::Welcome(Box::new(welcome(A0)))));
    client.at(1_000_000);
    client.exchange.say(closed());
    client.at(2_000_000);
    assert!(matches!(client.scene.stage, Stage::Connecting { left_s } if left_s > 29.0), "{:?}", client.scene.stage);
    assert_eq!(client.scene.players.len(), 2, "who plays is still known");
    client.at(3_000_000);
    assert_eq!(client.exchange.calls(), 2);
    client.exchange.say(SocketNews::Message(ToClient::Welcome(Box::new(welcome(A0)))));
    client.at(4_000_000);
    assert!(!matches!(client.scene.stage, Stage::Connecting { .. }), "{:?}", client.scene.stage);
    client.exchange.say(closed());
    let mut facts = Vec::new();
    for now_us in (5_000_000..5_000_000 + LOST_US + 3_000_000).step_by(500_000) {
        facts.extend(client.at(now_us));
        if client.played.socket.is_some() {
            client.exchange.say(closed());
        }
    }
    assert!(client.exchange.calls() > 8, "{} calls", client.exchange.calls());
    assert!(matches!(facts.as_slice(), [PlayFact::Lost(LostReason::Unreachable)]), "{facts:?}");
}

#[test]
fn rules_that_no_match_has_and_an_end_of_nothing_are_said_to_be_unreadable() {
    let strange = Welcome { rules: Rules::new(Court::Duel).with_goals(0), ..welcome(A0) };
    let finished = Finished {
        through: Tick(5),
        winner: None,
        reason: FinishReason::NormalEnd,
        score: [0, 0],
        players: Vec::new(),
        forfeit: None,
        log_hash: 0,
    };
    for message in [ToClient::Welcome(Box::new(strange)), ToClient::Finished(Box::new(finished))] {
        let mut client = Client::new();
        client.at(0);
        client.exchange.say(SocketNews::Message(message));
        let fact = client.at(1_000_000);
        assert!(matches!(fact, Some(PlayFact::Lost(LostReason::Unreadable))), "{fact:?}");
    }
}

#[test]
fn a_seat_taken_over_elsewhere_is_not_fought_for() {
    let mut client = Client::new();
    client.at(0);
    client.exchange.say(SocketNews::Message(ToClient::Refused(Refusal::TakenOver)));
    client.exchange.say(closed());
    let fact = client.at(1_000_000);
    assert!(matches!(fact, Some(PlayFact::Lost(LostReason::Refused(Refusal::TakenOver)))), "{fact:?}");
    client.at(9_000_000);
    assert_eq!(client.exchange.calls(), 1);
}

#[test]
fn a_finished_match_is_seen_for_a_while_and_then_has_a_result() {
    let mut client = Client::new();
    client.at(0);
    client.exchange.say(SocketNews::Message(ToClient::Welcome(Box::new(welcome(A0)))));
    let finished = Finished {
        through: Tick(500),
        winner: Some(Side::A),
        reason: FinishReason::PlayerDisconnect,
        score: [3, 0],
        players: Vec::new(),
        forfeit: None,
        log_hash: 0,
    };
    client.exchange.say(SocketNews::Message(ToClient::Finished(Box::new(finished))));
    client.exchange.say(closed());
    assert!(client.at(1_000_000).is_none());
    assert_eq!(client.scene.stage, Stage::Over { winner: Some(Side::A) });
    let fact = client.at(1_000_001 + AFTERGLOW_US);
    let Some(PlayFact::Ended(result)) = fact else { panic!("{fact:?}") };
    assert_eq!((result.score, result.winner, result.reason), ([3, 0], Some(Side::A), FinishReason::PlayerDisconnect));
    assert_eq!(
        result.players.iter().map(|player| (player.name.as_str(), player.mine)).collect::<Vec<_>>(),
        vec![("ada", true), ("bob", false)]
    );
    assert_eq!(client.exchange.calls(), 1, "nothing to connect to any more");
}
