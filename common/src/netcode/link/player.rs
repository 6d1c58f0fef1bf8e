//! A player's program with a bot at its keys, and what the player sees.

use super::line::{Line, Profile};
use super::referee::{ToClient, ToServer};
use crate::netcode::{Clock, Perception, Picture, Timeline};
use crate::sim::{Bot, Event, PADDLE_SPEED, Phase, Point, Pong, Rules, Seat, Seed, Steer};

/// 60 frames a second.
pub(super) const FRAME_US: i64 = 16_667;

/// A player's program, with a bot at its keys.
pub(super) struct Client {
    pub(super) timeline: Timeline,
    clock: Clock,
    perception: Perception,
    bots: Vec<Bot>,
    pub(super) up: Line<ToServer>,
    pub(super) down: Line<ToClient>,
    shown: Option<Picture>,
    next_ping_us: i64,
    pub(super) report: Report,
}

/// What was seen.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Report {
    pub(super) frames: u32,
    pub(super) mismatches: u32,
    pub(super) keys: u32,
    pub(super) answered_at_once: u32,
    pub(super) late_inputs: u32,
    pub(super) deepest_ticks: u32,
    /// The largest motion in a frame, in hundredths of what the thing's speed explains.
    pub(super) ball_percent: u32,
    pub(super) paddle_percent: u32,
    pub(super) own_percent: u32,
    /// Returns of the own paddle that were heard, and those that the referee counted.
    pub(super) returns_heard: u32,
    pub(super) returns: u32,
}

impl Client {
    pub(super) fn new(rules: Rules, seed: u64, bots: Vec<Bot>, profile: Profile) -> Self {
        let mine: Vec<Seat> = bots.iter().map(Bot::seat).collect();
        let salt = seed * 31 + mine.first().map_or(9, |seat| seat.slot() as u64);
        Self {
            timeline: Timeline::new(rules, Seed(seed), mine),
            clock: Clock::new(),
            perception: Perception::new(),
            bots,
            up: Line::new(profile, salt),
            down: Line::new(profile, salt + 1_000),
            shown: None,
            next_ping_us: 0,
            report: Report::default(),
        }
    }

    pub(super) fn hear(&mut self, now_us: i64) {
        while let Some(message) = self.down.receive(now_us) {
            match message {
                ToClient::Log { through, changes, hash } => {
                    let rollback = self.timeline.confirm(through, &changes).expect("the log goes on");
                    self.report.deepest_ticks = self.report.deepest_ticks.max(rollback.depth_ticks);
                    self.report.late_inputs += rollback.late_inputs;
                    let differs = hash.is_some_and(|hash| self.timeline.check(hash, through).is_err());
                    self.report.mismatches += u32::from(differs);
                }
                ToClient::Pong { sent_us, tick, micros } => self.clock.sample(sent_us, now_us, tick, micros),
            }
        }
        if now_us >= self.next_ping_us {
            self.up.send(now_us, ToServer::Ping { sent_us: now_us });
            self.next_ping_us = now_us + 200_000;
        }
    }

    pub(super) fn frame(&mut self, now_us: i64) {
        if !self.clock.is_set() {
            return;
        }
        let moment = self.clock.target_tick(now_us);
        while self.timeline.present() < moment.tick() {
            for at in 0..self.bots.len() {
                self.press(at, now_us);
            }
            let before = self.timeline.present();
            self.timeline.advance();
            if self.timeline.present() == before {
                break;
            }
        }
        let picture = self.perception.frame(&self.timeline, moment, self.clock.lag());
        let own = |event: &&Event| matches!(event, Event::Return { seat, .. } if self.timeline.mine().contains(seat));
        self.report.returns_heard += u32::try_from(picture.heard.iter().filter(own).count()).expect("few");
        // The first second is for the clock to settle.
        if now_us > 2_000_000
            && let Some(before) = self.shown.take()
        {
            self.measure(&before, &picture);
        }
        self.shown = Some(picture);
    }

    fn press(&mut self, at: usize, now_us: i64) {
        let (seat, steer) = (self.bots[at].seat(), self.bots[at].steer(self.timeline.predicted()));
        let Some(tick) = self.timeline.steer(seat, steer) else { return };
        self.up.send(now_us, ToServer::Steer { tick, seat, steer });
        if self.timeline.predicted().phase() != Phase::Rally || steer == Steer::Still {
            return;
        }
        let place = |pong: &Pong| pong.paddle(seat).expect("its own seat").at.y.bits();
        let mut next = self.timeline.clone();
        next.advance();
        let moved = (place(next.predicted()) - place(self.timeline.predicted())).signum();
        let (top, bottom) = next.predicted().rules().court.dims().paddle_range();
        let is_at_end = place(next.predicted()) == top.bits() || place(next.predicted()) == bottom.bits();
        self.report.keys += 1;
        self.report.answered_at_once += u32::from(moved == steer.direction() || is_at_end);
    }

    fn measure(&mut self, before: &Picture, picture: &Picture) {
        self.report.frames += 1;
        if before.phase == Phase::Rally && picture.phase == Phase::Rally {
            let percent = percent(before.ball.at, picture.ball.at, picture.ball.speed);
            self.report.ball_percent = self.report.ball_percent.max(percent);
        }
        for seat in Seat::ALL {
            let (Some(from), Some(to)) = (before.paddle(seat), picture.paddle(seat)) else { continue };
            let percent = percent(from, to, PADDLE_SPEED);
            let most = if self.timeline.mine().contains(&seat) { &mut self.report.own_percent } else { &mut self.report.paddle_percent };
            *most = percent.max(*most);
        }
    }
}

/// A motion in a frame, in hundredths of what the speed explains.
fn percent(from: Point, to: Point, speed: u16) -> u32 {
    let way = to - from;
    let (x, y) = (u64::from(way.x.bits().unsigned_abs()), u64::from(way.y.bits().unsigned_abs()));
    let explained = u64::from(speed) * 65_536 * FRAME_US.unsigned_abs() / 1_000_000;
    u32::try_from((x * x + y * y).isqrt() * 100 / explained).expect("not that far")
}
