//! What was said on the match channel, and what follows from it. Pure: messages and moments come in, messages go out.

use std::collections::VecDeque;

use common::netcode::{Clock, Pace, Perception, Rollback, Timeline};
use common::sim::{Event, Log, Seat, Tick};
use common::wire::{Away, Finished, LogPart, PLAYERS_PER_CLIENT_MAX, Refusal, SteerAt, ToClient, ToServer, Waiting, Welcome};

use crate::play::steering::Steering;

/// A log is asked for again at most so often, microseconds.
const RESYNC_US: u64 = 1_200_000;
/// Frames whose rollbacks are remembered.
pub(super) const ROLLBACKS_MAX: usize = 90;
/// A connection that says nothing for so long is shown as broken, microseconds.
const SILENCE_US: u64 = 1_500_000;

/// Something with the moment at which it was heard, microseconds.
#[derive(Clone, Debug)]
pub(super) struct HeardAt<T> {
    pub(super) what: T,
    pub(super) at_us: u64,
}

/// One connection's view of a match.
#[derive(Debug, Default)]
pub(super) struct Channel {
    pub(super) match_: Option<Known>,
    pub(super) waiting: Option<HeardAt<Waiting>>,
    pub(super) away: Vec<HeardAt<Away>>,
    pub(super) finished: Option<Box<Finished>>,
    pub(super) refused: Option<Refusal>,
    /// What the server says of the match makes no sense here.
    pub(super) unreadable: bool,
    pub(super) link: Link,
    heard_us: u64,
    pace: Pace,
    resynced_us: Option<u64>,
    /// The server was asked for the log again; until it begins anew, what it says does not fit.
    deaf: bool,
}

/// A match that the server has told of.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) welcome: Box<Welcome>,
    pub(super) timeline: Timeline,
    pub(super) clock: Clock,
    pub(super) perception: Perception,
    /// Whether the referee's clock runs.
    pub(super) running: bool,
    /// What was decided before this tick is old news: nobody wants to hear it again.
    silent_until: Tick,
    /// Goals and ends that are to be announced.
    pub(super) news: Vec<Event>,
    pub(super) longest_rally: u16,
    seq: [u32; PLAYERS_PER_CLIENT_MAX],
}

/// How the connection does.
#[derive(Clone, Debug, Default)]
pub(super) struct Link {
    pub(super) late_inputs: u32,
    /// How often the log was asked for again, because what is known here did not fit it.
    pub(super) resyncs: u32,
    pub(super) rollbacks: VecDeque<u8>,
    /// The deepest rollback since the last frame.
    pub(super) deepest: u8,
    /// The last round trip, microseconds, before the clock knows any.
    pub(super) rtt_us: u64,
}

impl Channel {
    /// Another connection begins: only what is known of the line stays.
    pub(super) fn begin_anew(&mut self) {
        *self = Self { link: std::mem::take(&mut self.link), ..Self::default() };
    }

    /// Takes in a message that came at `at_us`; what has to be answered goes to `out`.
    pub(super) fn hear(&mut self, message: ToClient, at_us: u64, out: &mut Vec<ToServer>) {
        self.heard_us = at_us;
        match message {
            // Nothing of a match with such rules can be computed.
            ToClient::Welcome(welcome) if welcome.rules.check().is_err() => self.unreadable = true,
            ToClient::Welcome(welcome) => {
                self.away = welcome.away.iter().map(|away| HeardAt { what: *away, at_us }).collect();
                self.match_ = Some(Known::new(welcome));
            }
            ToClient::Waiting(waiting) => {
                if let Some(known) = &mut self.match_ {
                    known.running = false;
                }
                self.waiting = Some(HeardAt { what: waiting, at_us });
            }
            ToClient::Log(part) => self.log(&part, at_us, out),
            ToClient::Restart => {
                self.deaf = false;
                if let Some(known) = &mut self.match_ {
                    known.restart();
                }
            }
            ToClient::Away(away) => {
                self.away.retain(|heard| heard.what.seat != away.seat);
                if away.left_ms.is_some() {
                    self.away.push(HeardAt { what: away, at_us });
                }
            }
            ToClient::Pong { nonce, tick, micros, lay_us, .. } => {
                self.link.rtt_us = at_us.saturating_sub(nonce).saturating_sub(u64::from(lay_us));
                if let Some(known) = self.match_.as_mut().filter(|known| known.running) {
                    known.clock.sample(signed(nonce), signed(at_us), tick, micros, lay_us);
                }
            }
            ToClient::Finished(finished) => {
                self.unreadable |= self.match_.is_none();
                self.finished = Some(finished);
            }
            ToClient::Refused(refusal) => self.refused = Some(refusal),
            ToClient::Watched { count } => {
                if let Some(known) = &mut self.match_ {
                    known.welcome.spectators = count;
                }
            }
        }
    }

    fn log(&mut self, part: &LogPart, at_us: u64, out: &mut Vec<ToServer>) {
        let Some(known) = self.match_.as_mut().filter(|_| !self.deaf) else { return };
        if !known.running && part.through > known.welcome.through {
            known.start();
            self.waiting = None;
            self.pace = Pace::new();
        }
        match known.take(part) {
            Ok(rollback) => {
                let depth = u8::try_from(rollback.depth_ticks).unwrap_or(u8::MAX);
                self.link.deepest = self.link.deepest.max(depth);
                self.link.late_inputs += rollback.late_inputs;
            }
            Err(error) => {
                tracing::warn!(%error, "the log is asked for again");
                if self.resynced_us.is_none_or(|then_us| at_us.saturating_sub(then_us) >= RESYNC_US) {
                    self.resynced_us = Some(at_us);
                    self.deaf = true;
                    self.link.resyncs += 1;
                    out.push(ToServer::Resync);
                }
            }
        }
    }

    /// What is to be said in this frame: steers that changed, and a ping when it is time.
    pub(super) fn speak(&mut self, now_us: u64, steering: &mut Steering, out: &mut Vec<ToServer>) {
        let Some(known) = &mut self.match_ else { return };
        if known.running {
            known.steer(steering, out);
        }
        if self.pace.asks(signed(now_us), !out.is_empty()) {
            out.push(ToServer::Ping { nonce: now_us });
        }
    }

    /// Whether the server says something.
    pub(super) fn is_alive(&self, now_us: u64) -> bool {
        now_us.saturating_sub(self.heard_us) < SILENCE_US
    }
}

impl Known {
    fn new(welcome: Box<Welcome>) -> Self {
        Self {
            timeline: Timeline::new(welcome.rules, welcome.seed, welcome.mine.clone()),
            clock: Clock::new(),
            perception: Perception::new(),
            running: welcome.running,
            silent_until: welcome.through,
            news: Vec::new(),
            longest_rally: 0,
            seq: [0; PLAYERS_PER_CLIENT_MAX],
            welcome,
        }
    }

    /// The referee's clock begins to run: what was measured of it while it stood is worth nothing.
    fn start(&mut self) {
        self.running = true;
        self.clock.reset();
        self.perception = Perception::new();
    }

    /// The log follows from its beginning.
    fn restart(&mut self) {
        self.silent_until = self.silent_until.max(self.timeline.log().through());
        self.timeline.reset(&Log::new(self.welcome.rules, self.welcome.seed));
    }

    fn take(&mut self, part: &LogPart) -> Result<Rollback, common::netcode::NetcodeError> {
        let rollback = self.timeline.confirm(part.through, &part.changes)?;
        for (tick, event) in self.timeline.take_decided() {
            if let Event::Goal { rally, .. } = event {
                self.longest_rally = self.longest_rally.max(rally);
            }
            if tick > self.silent_until {
                self.news.push(event);
            }
        }
        if let Some(hash) = part.hash {
            self.timeline.check(hash, part.through)?;
        }
        Ok(rollback)
    }

    /// Steers the own paddles from the present tick on, and says so where it changed.
    fn steer(&mut self, steering: &mut Steering, out: &mut Vec<ToServer>) {
        let mine: Vec<Seat> = self.welcome.mine.clone();
        for (player, seat) in mine.iter().enumerate().take(self.seq.len()) {
            let steer = if mine.len() == 1 { steering.take_anybody() } else { steering.players[player].take() };
            if let Some(tick) = self.timeline.steer(*seat, steer) {
                self.seq[player] += 1;
                let player_number = u8::try_from(player).unwrap_or(u8::MAX);
                out.push(ToServer::Steer(SteerAt { player: player_number, seq: self.seq[player], tick, steer }));
            }
        }
    }
}

/// Microseconds as the netcode counts them.
pub(super) fn signed(us: u64) -> i64 {
    i64::try_from(us).unwrap_or(i64::MAX)
}
