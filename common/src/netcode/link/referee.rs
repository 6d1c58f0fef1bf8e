//! The server of a simulated match, reduced to its referee.

use std::collections::VecDeque;

use crate::sim::{Change, Log, Pong, Rules, Seat, Seed, Steer, Tick};

#[derive(Clone)]
pub(super) enum ToServer {
    Steer { tick: Tick, seat: Seat, steer: Steer },
    Ping { sent_us: i64 },
}

#[derive(Clone)]
pub(super) enum ToClient {
    Log { through: Tick, changes: Vec<Change>, hash: Option<u64> },
    Pong { sent_us: i64, tick: Tick, micros: u16 },
}

/// The referee.
pub(super) struct Server {
    pub(super) pong: Pong,
    log: Log,
    pub(super) meant: VecDeque<(Tick, Seat, Steer)>,
    unsent: Vec<Change>,
    quiet_ticks: u32,
}

impl Server {
    pub(super) fn new(rules: Rules, seed: u64) -> Self {
        Self {
            pong: Pong::new(rules, Seed(seed)),
            log: Log::new(rules, Seed(seed)),
            meant: VecDeque::new(),
            unsent: Vec::new(),
            quiet_ticks: 0,
        }
    }

    pub(super) fn tick(&mut self) -> Option<ToClient> {
        let now = self.pong.tick();
        let mut inputs = self.log.latest();
        let mut waiting = VecDeque::new();
        for seat in self.pong.rules().court.seats() {
            // One change of a seat in a tick; what comes too early or second waits.
            let mut has_changed = false;
            for (tick, _, steer) in self.meant.iter().copied().filter(|(_, by, _)| *by == seat) {
                if tick > now || has_changed {
                    waiting.push_back((tick, seat, steer));
                } else if inputs.get(seat) != steer {
                    has_changed = true;
                    inputs.set(seat, steer);
                    let change = Change { tick: now, seat, steer };
                    self.log.push(change).expect("in order");
                    self.unsent.push(change);
                }
            }
        }
        self.meant = waiting;
        self.pong.step(&inputs);
        self.log.extend_to(now.next());
        self.quiet_ticks += 1;
        let hash = (now.next().0.is_multiple_of(120)).then(|| self.pong.hash());
        if self.unsent.is_empty() && self.quiet_ticks < 12 && hash.is_none() {
            return None;
        }
        self.quiet_ticks = 0;
        Some(ToClient::Log { through: now.next(), changes: std::mem::take(&mut self.unsent), hash })
    }
}
