//! The server of a simulated match, reduced to its referee.

use std::collections::VecDeque;

use super::TICK_US;
use crate::sim::{Change, Event, Inputs, Log, Phase, Pong, Rules, SEATS_MAX, Seat, Seed, Steer, Tick};

#[derive(Clone)]
pub(super) enum ToServer {
    Steer { tick: Tick, seat: Seat, steer: Steer },
    Ping { sent_us: i64 },
}

#[derive(Clone)]
pub(super) enum ToClient {
    Log { through: Tick, changes: Vec<Change>, hash: Option<u64> },
    Pong { sent_us: i64, tick: Tick, micros: u16, lay_us: u32 },
}

/// A ping that lies at the server, until there is something to say.
pub(super) struct Asked {
    sent_us: i64,
    at_us: i64,
    tick: Tick,
    micros: u16,
}

impl Asked {
    pub(super) fn answer(&self, now_us: i64) -> ToClient {
        let Self { sent_us, at_us, tick, micros } = *self;
        ToClient::Pong { sent_us, tick, micros, lay_us: u32::try_from(now_us - at_us).expect("a tenth of a second at most") }
    }
}

/// The referee.
pub(super) struct Server {
    pub(super) pong: Pong,
    /// Every return that counted, with the tick to which its step led.
    pub(super) returns: Vec<(Tick, Seat)>,
    log: Log,
    held: Inputs,
    meant: [VecDeque<(Tick, Steer)>; SEATS_MAX],
    unsent: Vec<Change>,
    quiet_ticks: u32,
}

impl Server {
    pub(super) fn new(rules: Rules, seed: u64) -> Self {
        Self {
            pong: Pong::new(rules, Seed(seed)),
            returns: Vec::new(),
            log: Log::new(rules, Seed(seed)),
            held: Inputs::default(),
            meant: Default::default(),
            unsent: Vec::new(),
            quiet_ticks: 0,
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.pong.phase() == Phase::Over
    }

    /// A player steers, from a tick on, or as soon as may be.
    pub(super) fn steer(&mut self, tick: Tick, seat: Seat, steer: Steer) {
        self.meant[seat.slot()].push_back((tick, steer));
    }

    /// A ping arrives.
    pub(super) fn ask(&self, sent_us: i64, at_us: i64) -> Asked {
        let tick = self.pong.tick();
        let began_us = i64::from(tick.0) * TICK_US;
        let micros = u16::try_from((at_us - began_us).clamp(0, TICK_US)).expect("less than a tick");
        Asked { sent_us, at_us, tick, micros }
    }

    /// One tick passes; what is to be said of it is said at once if something changed, and ten times a second if not.
    pub(super) fn tick(&mut self) -> Option<ToClient> {
        let now = self.pong.tick();
        for seat in self.pong.rules().court.seats() {
            let before = self.held.get(seat);
            while let Some((_, steer)) = self.meant[seat.slot()].pop_front_if(|(tick, _)| *tick <= now) {
                self.held.set(seat, steer);
            }
            let steer = self.held.get(seat);
            if steer != before {
                let change = Change { tick: now, seat, steer };
                self.log.push(change).expect("in order");
                self.unsent.push(change);
            }
        }
        for event in &self.pong.step(&self.held) {
            if let Event::Return { seat, .. } = event {
                self.returns.push((now.next(), *seat));
            }
        }
        self.log.extend_to(now.next());
        self.quiet_ticks += 1;
        let hash = (now.next().0.is_multiple_of(120) || self.is_over()).then(|| self.pong.hash());
        if self.unsent.is_empty() && self.quiet_ticks < 12 && hash.is_none() {
            return None;
        }
        self.quiet_ticks = 0;
        Some(ToClient::Log { through: now.next(), changes: std::mem::take(&mut self.unsent), hash })
    }
}
