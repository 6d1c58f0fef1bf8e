//! Whole matches over a line with a delay, against a referee of a few lines; and connections that break.

mod connection;

use std::collections::VecDeque;

use common::api::matches::{FinishReason, GameMode};
use common::ids::{MatchCode, PictureId, UserId};
use common::sim::bot::{Bot, Skill};
use common::sim::{Change, Court, Event, Inputs, Log, Phase, Pong, Rules, Seat, Seed, Side, Steer, TICK_HZ, Tick};
use common::wire::{Away, Finished, LogPart, Refusal, SeatView, ToClient, ToServer, Waiting, Welcome};

use super::channel::Channel;
use crate::play::scene::{Moment, Scene, Stage};
use crate::play::steering::{Press, Steering};

const A0: Seat = Seat::new(Side::A, 0);
const B0: Seat = Seat::new(Side::B, 0);
const FRAME_US: u64 = 16_667;

fn welcome(mine: Seat) -> Welcome {
    let seats = [A0, B0].map(|seat| SeatView {
        seat,
        user_id: UserId(if seat == A0 { 1 } else { 2 }),
        username: if seat == A0 { "ada" } else { "bob" }.to_owned(),
        picture: PictureId(1),
    });
    Welcome {
        code: "7KDW3Q".parse::<MatchCode>().unwrap(),
        game_mode: GameMode::Duel,
        rules: Rules::new(Court::Duel),
        seed: Seed(11),
        seats: seats.into(),
        mine: vec![mine],
        through: Tick(0),
        running: true,
        away: Vec::new(),
        spectators: 3,
    }
}

/// A referee, the far player, and a line of `delay_us` each way.
struct World {
    now_us: u64,
    delay_us: u64,
    log: Log,
    pong: Pong,
    far: Bot,
    steers: Vec<(Tick, Steer)>,
    sent: usize,
    /// Pings that lie at the referee: nonce, and when they came, by both clocks.
    asked: Vec<(u64, u64, Tick, u16)>,
    /// Frames in which a ping was sent: together with a steer, and alone.
    pinged: [u32; 2],
    happened: Vec<Event>,
    up: VecDeque<(u64, ToServer)>,
    down: VecDeque<(u64, ToClient)>,
    channel: Channel,
    steering: Steering,
    scene: Scene,
    heard: Vec<(u64, Moment)>,
    corrected: u32,
}

impl World {
    fn new(delay_us: u64) -> Self {
        let welcome = welcome(A0);
        let mut world = Self {
            now_us: 0,
            delay_us,
            log: Log::new(welcome.rules, welcome.seed),
            pong: Pong::new(welcome.rules, welcome.seed),
            far: Bot::new(Skill::new(5).unwrap(), B0, 3),
            steers: Vec::new(),
            sent: 0,
            asked: Vec::new(),
            pinged: [0; 2],
            happened: Vec::new(),
            up: VecDeque::new(),
            down: VecDeque::new(),
            channel: Channel::default(),
            steering: Steering::default(),
            scene: Scene::default(),
            heard: Vec::new(),
            corrected: 0,
        };
        world.down.push_back((delay_us, ToClient::Welcome(Box::new(welcome))));
        world
    }

    fn tick_micros(&self) -> (Tick, u16) {
        let parts = self.now_us * u64::from(TICK_HZ);
        let micros = parts % 1_000_000 / u64::from(TICK_HZ);
        (Tick(u32::try_from(parts / 1_000_000).unwrap()), u16::try_from(micros).unwrap())
    }

    fn referee(&mut self) {
        while self.up.front().is_some_and(|(at_us, _)| *at_us <= self.now_us) {
            let Some((_, message)) = self.up.pop_front() else { break };
            match message {
                ToServer::Steer(steer) => self.steers.push((steer.tick, steer.steer)),
                ToServer::Ping { nonce } => {
                    let (tick, micros) = self.tick_micros();
                    self.asked.push((nonce, self.now_us, tick, micros));
                }
                ToServer::Hello(_) | ToServer::Resync => panic!("{message:?} was not expected"),
            }
        }
        let until = self.tick_micros().0;
        while self.pong.tick() < until && self.pong.phase() != Phase::Over {
            self.step();
        }
    }

    fn step(&mut self) {
        let tick = self.pong.tick();
        let before = self.log.latest();
        let due = self.steers.iter().filter(|(meant, _)| *meant <= tick).map(|(_, steer)| *steer).next_back();
        self.steers.retain(|(meant, _)| *meant > tick);
        let far = self.far.steer(&self.pong);
        let inputs = Inputs::default().with(A0, due.unwrap_or(before.get(A0))).with(B0, far);
        for seat in [A0, B0] {
            if inputs.get(seat) != before.get(seat) {
                self.log.push(Change { tick, seat, steer: inputs.get(seat) }).unwrap();
            }
        }
        self.happened.extend(self.pong.step(&inputs).iter());
        self.log.extend_to(self.pong.tick());
        let through = self.pong.tick();
        if self.log.changes().len() > self.sent || through.0.is_multiple_of(12) || self.pong.phase() == Phase::Over {
            let part = LogPart {
                through,
                changes: self.log.changes()[self.sent..].to_vec(),
                hash: through.0.is_multiple_of(120).then(|| self.pong.hash()),
            };
            self.sent = self.log.changes().len();
            for (nonce, at_us, tick, micros) in self.asked.drain(..) {
                let lay_us = u32::try_from(self.now_us - at_us).unwrap();
                self.down.push_back((self.now_us + self.delay_us, ToClient::Pong { nonce, tick, micros, lay_us, late_ticks: 0 }));
            }
            self.down.push_back((self.now_us + self.delay_us, ToClient::Log(part)));
        }
    }

    /// One frame of the client, with these keys.
    fn frame(&mut self, up: Press, down: Press) {
        let until_us = self.now_us + FRAME_US;
        while self.now_us < until_us {
            self.now_us = (self.now_us + 1_000).min(until_us);
            self.referee();
        }
        let mut out = Vec::new();
        while self.down.front().is_some_and(|(at_us, _)| *at_us <= self.now_us) {
            let Some((at_us, message)) = self.down.pop_front() else { break };
            self.channel.hear(message, at_us, &mut out);
        }
        self.corrected += u32::from(self.channel.link.deepest > 0);
        self.steering.players[0].follow(up, down);
        self.channel.speak(self.now_us, &mut self.steering, &mut out);
        if let [others @ .., ToServer::Ping { .. }] = out.as_slice() {
            self.pinged[usize::from(others.is_empty())] += 1;
        }
        self.up.extend(out.into_iter().map(|message| (self.now_us + self.delay_us, message)));
        self.scene.moments.clear();
        self.channel.show(self.now_us, &mut self.scene);
        self.heard.extend(self.scene.moments.iter().map(|moment| (self.now_us, *moment)));
    }

    /// Plays on with a person who keeps the paddle at the height of the ball.
    fn play(&mut self, frames: u32) {
        let mut held = [false; 2];
        for _ in 0..frames {
            let own = self.scene.paddles[A0.slot()].map_or(0.0, |at| at.y);
            let ball = self.scene.ball.map_or(own, |ball| ball.at.y);
            let wanted = [ball < own - 30.0, ball > own + 30.0];
            let press = |way: usize| Press { held: wanted[way], struck: wanted[way] && !held[way] };
            self.frame(press(0), press(1));
            held = wanted;
        }
    }
}

#[test]
fn the_own_paddle_answers_in_the_same_frame_over_a_line_of_200_milliseconds() {
    let mut world = World::new(100_000);
    let still = Press::default();
    while world.scene.stage != Stage::Rally {
        world.frame(still, still);
    }
    let before = world.scene.paddles[A0.slot()].unwrap();
    world.frame(Press { held: true, struck: true }, still);
    let after = world.scene.paddles[A0.slot()].unwrap();
    assert!(after.y < before.y, "{before} became {after}");
}

#[test]
fn the_round_trip_is_that_of_the_line_and_is_mostly_measured_along_with_what_is_pressed() {
    let mut world = World::new(50_000);
    world.play(60 * 20);
    let began = world.pinged;
    world.play(60 * 20);
    let [along, alone] = [0, 1].map(|kind| world.pinged[kind] - began[kind]);
    assert!(along > alone && along + alone > 20, "{along} pings along with a steer, {alone} alone");
    // Frames and steps of a millisecond are in between.
    let rtt_ms = world.scene.link.as_ref().unwrap().rtt_ms;
    assert!((99.0..=120.0).contains(&rtt_ms), "{rtt_ms} ms");
}

#[test]
fn a_prediction_that_is_put_right_is_not_heard_twice() {
    let mut world = World::new(100_000);
    world.play(60 * 40);
    assert!(world.corrected > 20, "there were corrections: {}", world.corrected);
    let returns = |side| move |event: &&Event| matches!(event, Event::Return { seat, .. } if seat.side == side);
    for side in Side::ALL {
        let happened = world.happened.iter().filter(returns(side)).count();
        let heard: Vec<u64> = world
            .heard
            .iter()
            .filter(|(_, moment)| matches!(moment, Moment::Return { seat, .. } if seat.side == side))
            .map(|(at, _)| *at)
            .collect();
        assert!(happened > 5, "{side:?} returned {happened} times");
        assert!(heard.len() <= happened + 1 && heard.len() + 2 >= happened, "{side:?}: {happened} returns, {} heard", heard.len());
        assert!(heard.windows(2).all(|pair| pair[1] - pair[0] > 300_000), "{side:?}: one right after the other");
    }
}

#[test]
fn goals_are_shown_once_and_the_score_is_the_referees() {
    let mut world = World::new(60_000);
    world.play(60 * 90);
    let goals = |side| world.happened.iter().filter(|event| matches!(event, Event::Goal { side: found, .. } if *found == side)).count();
    let heard =
        |side| world.heard.iter().filter(|(_, moment)| matches!(moment, Moment::Goal { side: found, .. } if *found == side)).count();
    assert!(goals(Side::A) + goals(Side::B) > 0);
    for side in Side::ALL {
        assert_eq!(goals(side), heard(side));
        assert_eq!(usize::from(world.scene.score[side.index()]), goals(side));
    }
}

fn hears(messages: Vec<ToClient>) -> (Channel, Vec<ToServer>) {
    let (mut channel, mut out) = (Channel::default(), Vec::new());
    for message in messages {
        channel.hear(message, 1_000_000, &mut out);
    }
    (channel, out)
}

fn part(through: u32, hash: Option<u64>) -> ToClient {
    ToClient::Log(LogPart { through: Tick(through), changes: Vec::new(), hash })
}

#[test]
fn a_wrong_state_is_given_up_for_the_referees_log() {
    let truth = {
        let mut log = Log::new(Rules::new(Court::Duel), Seed(11));
        log.extend_to(Tick(240));
        log.replay().hash()
    };
    let begin = || vec![ToClient::Welcome(Box::new(welcome(A0))), part(120, None), part(240, Some(truth ^ 1)), part(252, None)];
    let (_, out) = hears(begin());
    assert_eq!(out, vec![ToServer::Resync], "asked for once");
    let again = begin().into_iter().chain([ToClient::Restart, part(240, Some(truth)), part(264, None)]).collect();
    let (channel, out) = hears(again);
    assert_eq!(out, vec![ToServer::Resync]);
    assert_eq!(channel.match_.unwrap().timeline.log().through(), Tick(264));
}

#[test]
fn who_is_waited_for_and_who_is_away_is_shown_with_the_time_that_is_left() {
    let waiting = ToClient::Waiting(Waiting { missing: vec![B0], left_ms: 15_000 });
    let late = Welcome { running: false, ..welcome(A0) };
    let (mut channel, _) = hears(vec![ToClient::Welcome(Box::new(late.clone())), waiting]);
    let mut scene = Scene::default();
    channel.show(3_000_000, &mut scene);
    assert_eq!(scene.stage, Stage::Waiting { left_s: 13.0 });
    assert_eq!(scene.players.iter().map(|player| player.away_ms).collect::<Vec<_>>(), vec![None, Some(13_000)]);

    // All are back after a restart of the server: the clock runs again soon.
    let resuming = ToClient::Waiting(Waiting { missing: Vec::new(), left_ms: 3_000 });
    let (mut channel, _) = hears(vec![ToClient::Welcome(Box::new(late)), resuming]);
    channel.show(2_000_000, &mut scene);
    assert_eq!(scene.stage, Stage::Countdown { left_s: 2.0, held: false });

    let away = ToClient::Away(Away { seat: B0, left_ms: Some(30_000) });
    let (mut channel, _) = hears(vec![ToClient::Welcome(Box::new(welcome(A0))), away.clone()]);
    channel.show(2_000_000, &mut scene);
    assert_eq!(scene.players[1].away_ms, Some(29_000));
    let back = ToClient::Away(Away { seat: B0, left_ms: None });
    let (mut channel, _) = hears(vec![ToClient::Welcome(Box::new(welcome(A0))), away, back]);
    channel.show(2_000_000, &mut scene);
    assert_eq!(scene.players[1].away_ms, None);
}

#[test]
fn a_player_of_side_b_sees_the_own_side_on_the_right_and_how_many_watch_now() {
    let (mut channel, _) = hears(vec![ToClient::Welcome(Box::new(welcome(B0))), ToClient::Watched { count: 500 }]);
    let mut scene = Scene::default();
    channel.show(1_000_000, &mut scene);
    assert!(scene.mirrored);
    assert_eq!(scene.spectators, 500);
}
