//! A spectator and a server that says what the test wants: live, rewound, caught up, over, gone.

use std::cell::RefCell;
use std::time::Duration;

use common::api::matches::{FinishReason, GameMode};
use common::ids::{MatchCode, PictureId, UserId};
use common::sim::bot::Skill;
use common::sim::{Court, Log, Rules, Seat, Seed, Side, Tick};
use common::wire::{Finished, LogPart, Refusal, SeatView, ToClient, Welcome};
use crossbeam_channel::Sender;

use super::model::{Speed, TheatreAction};
use super::source::Theatre;
use crate::net::Bearer;
use crate::net::socket::{MatchSocket, SocketFact, SocketNews};
use crate::play::contract::{LostReason, PlayFact, PlaySpec};
use crate::play::online::Dial;
use crate::play::scene::{Role, Scene, Stage};

const FRAME_US: u64 = 16_667;
const B0: Seat = Seat::new(Side::B, 0);

/// A server with one match.
#[derive(Default)]
struct Server {
    calls: RefCell<Vec<(Sender<SocketFact>, bool)>>,
}

impl Dial for Server {
    fn dial(&self, _code: MatchCode, _bearers: Vec<Bearer>, watch: bool) -> MatchSocket {
        let (socket, ears) = MatchSocket::for_tests();
        self.calls.borrow_mut().push((ears, watch));
        socket
    }
}

impl Server {
    fn say(&self, message: ToClient) {
        self.calls.borrow().last().unwrap().0.send(SocketFact { at_us: 0, news: SocketNews::Message(message) }).unwrap();
    }

    fn welcome(&self, through: u32) {
        let seats = [Seat::new(Side::A, 0), B0].map(|seat| SeatView {
            seat,
            user_id: UserId(1),
            username: if seat == B0 { "bob" } else { "ada" }.to_owned(),
            picture: PictureId(1),
        });
        self.say(ToClient::Welcome(Box::new(Welcome {
            code: code(),
            game_mode: GameMode::Duel,
            rules: Rules::new(Court::Duel),
            seed: Seed(11),
            seats: seats.into(),
            mine: Vec::new(),
            through: Tick(through),
            running: true,
            away: Vec::new(),
            spectators: 1,
        })));
        self.grow(through);
    }

    fn grow(&self, through: u32) {
        self.say(ToClient::Log(LogPart { through: Tick(through), changes: Vec::new(), hash: None }));
    }

    fn finish(&self, through: u32) {
        let finished = Finished {
            through: Tick(through),
            winner: Some(Side::A),
            reason: FinishReason::PlayerDisconnect,
            score: [3, 0],
            players: Vec::new(),
            forfeit: Some(common::sim::Forfeit { at: Tick(through), loser: Side::B }),
            log_hash: 0,
        };
        self.say(ToClient::Finished(Box::new(finished)));
    }
}

fn code() -> MatchCode {
    "7KDW3Q".parse().unwrap()
}

struct Spectator {
    server: Server,
    theatre: Theatre,
    scene: Scene,
    now_us: u64,
}

impl Spectator {
    fn new(at: Option<Tick>) -> Self {
        Self { server: Server::default(), theatre: Theatre::watch(code(), None, at), scene: Scene::default(), now_us: 0 }
    }

    fn frames(&mut self, count: u32) {
        for _ in 0..count {
            self.now_us += FRAME_US;
            self.scene.moments.clear();
            self.theatre.advance(self.now_us, Duration::from_micros(FRAME_US), Some(&self.server), 80.0, &mut self.scene);
        }
    }
}

#[test]
fn a_running_match_is_watched_live_rewound_and_caught_up_with() {
    let mut seat = Spectator::new(None);
    seat.frames(1);
    assert!(seat.server.calls.borrow()[0].1, "no seat is asked for");
    assert!(matches!(seat.scene.stage, Stage::Connecting { .. }) && seat.scene.role == Role::Theatre);
    seat.server.welcome(1200);
    seat.frames(2);
    let model = seat.theatre.model();
    assert_eq!((model.live, model.running, model.at, model.end), (true, true, Tick(1200), Tick(1200)));
    assert_eq!(model.seats[1], (B0, "bob".to_owned()));
    assert_eq!((seat.scene.players.len(), seat.scene.spectators), (2, 1));
    seat.theatre.direct(TheatreAction::Seek(Tick(300)));
    seat.server.grow(1320);
    seat.frames(1);
    let model = seat.theatre.model();
    assert_eq!((model.live, model.end), (false, Tick(1320)));
    assert!(model.at.0.abs_diff(300) <= 2 && seat.scene.link.is_none());
    seat.theatre.direct(TheatreAction::Faster);
    seat.theatre.direct(TheatreAction::Faster);
    seat.theatre.direct(TheatreAction::Faster);
    seat.frames(120);
    let model = seat.theatre.model();
    assert_eq!((model.live, model.speed), (true, Speed::PLAIN), "whoever has caught up is live again");
}

#[test]
fn a_link_to_a_moment_begins_there_and_leads_on_to_now() {
    let mut seat = Spectator::new(Some(Tick(240)));
    seat.frames(1);
    seat.server.welcome(2400);
    seat.frames(2);
    assert!(!seat.theatre.model().live && seat.theatre.model().at.0.abs_diff(240) <= 6);
    seat.theatre.direct(TheatreAction::Live);
    seat.frames(1);
    assert!(seat.theatre.model().live);
}

#[test]
fn when_it_ends_it_becomes_a_replay_with_its_end_and_who_won() {
    let mut seat = Spectator::new(None);
    seat.frames(1);
    seat.server.welcome(1200);
    seat.frames(2);
    seat.server.finish(1200);
    seat.frames(60);
    let model = seat.theatre.model();
    assert_eq!((model.running, model.live, model.at), (false, false, Tick(1200)));
    assert_eq!(seat.scene.stage, Stage::Over { winner: Some(Side::A) });
    assert_eq!(seat.server.calls.borrow().len(), 1, "nothing to connect to any more");
    assert!(seat.theatre.outcome(seat.now_us + 90_000_000).is_none());
}

#[test]
fn what_was_seen_stays_when_the_match_is_gone_and_nothing_was_seen_is_said() {
    let mut seat = Spectator::new(None);
    seat.frames(1);
    seat.server.welcome(1200);
    seat.frames(2);
    seat.server.say(ToClient::Refused(Refusal::NotFound));
    seat.frames(1);
    assert!(seat.theatre.outcome(seat.now_us).is_none());
    seat.frames(1);
    assert_eq!((seat.theatre.model().running, seat.theatre.model().end), (false, Tick(1200)));
    assert_eq!(seat.theatre.take_ended().map(|link| link.code), Some(code()), "its replay is to be opened");
    assert_eq!(seat.theatre.take_ended(), None, "once");
    let mut stranger = Spectator::new(None);
    stranger.frames(1);
    stranger.server.say(ToClient::Refused(Refusal::NotFound));
    stranger.frames(1);
    let fact = stranger.theatre.outcome(stranger.now_us);
    assert!(matches!(fact, Some(PlayFact::Lost(LostReason::Refused(Refusal::NotFound)))), "{fact:?}");
}

#[test]
fn a_paddle_of_a_running_match_is_taken_over_at_what_was_last_known() {
    let mut seat = Spectator::new(None);
    seat.frames(1);
    seat.server.welcome(500);
    seat.frames(2);
    let Some(PlaySpec::FromHere { replay, at, seat, .. }) = seat.theatre.take_over(B0, Skill::new(2).unwrap()) else { panic!() };
    assert_eq!((at, seat, replay.code), (Tick(500), B0, Some(code())));
    assert_eq!(replay.log, {
        let mut log = Log::new(Rules::new(Court::Duel), Seed(11));
        log.extend_to(Tick(500));
        log
    });
}
