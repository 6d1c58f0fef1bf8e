//! Everybody who is connected to one room, and how far each of them has heard the log.

use std::sync::Arc;

use bytes::Bytes;
use common::sim::log::Log;
use common::sim::{Pong, Seat, TICK_HZ};
use common::wire::{self, LogPart, PART_CHANGES_MAX, Refusal, ToClient, WATCHED_EVERY_TICKS};

use super::line::{Asked, End, Line, frame};
use super::presence::ConnId;

/// Parts of the log that may wait for one who catches up, so that a long log does not fill the queue.
const FEED_FRAMES_MAX: usize = 2;
/// Who has lost the queue and has not read all that came since within so many ticks is closed.
const SLOW_TICKS: u32 = 5 * TICK_HZ;
/// A spectator hears at most so often, ticks, and each at another tick than most others: a socket that writes takes time that the
/// next tick may need, and players wait for nobody. Live within a second is what watching needs.
const SPECTATOR_EVERY_TICKS: u32 = wire::LOG_EVERY_TICKS;
/// A client may ask for the log again so often, ticks.
const RESYNC_EVERY_TICKS: u32 = TICK_HZ;

/// One connection.
pub(super) struct Listener {
    pub(super) conn: ConnId,
    pub(super) line: Arc<Line>,
    /// The seats of its players, in the order of their tokens; none for a spectator.
    pub(super) seats: Vec<Seat>,
    hears: Hears,
    /// Something was put into its queue in this tick.
    is_told: bool,
    /// Since when it is behind after its queue ran over.
    slow_since: Option<u32>,
    resynced: Option<u32>,
}

/// How far a listener has heard the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hears {
    /// As far as everybody.
    All,
    /// The changes before this one.
    Before(usize),
}

/// All connections of a room. Spectators never hold a player up: each has a queue of its own.
#[derive(Default)]
pub(super) struct Audience {
    listeners: Vec<Listener>,
    /// How many of them only watch.
    spectators: usize,
    told: Told,
    /// Counts ticks.
    age: u32,
    /// When sockets were woken last.
    woken: u32,
    /// Somebody may be told something, or behind. Otherwise nobody need be looked at.
    is_told: bool,
    is_behind: bool,
}

/// How many watch, as everybody knows it.
#[derive(Clone, Copy, Default)]
struct Told {
    count: usize,
    /// When that was said; never, while nobody had come.
    at: Option<u32>,
}

impl Audience {
    pub(super) fn spectators(&self) -> usize {
        self.spectators
    }

    /// How many watch, as everybody was told last.
    pub(super) fn told_spectators(&self) -> u32 {
        u32::try_from(self.told.count).unwrap_or(u32::MAX)
    }

    /// Tells everybody how many watch, if that has changed and was not told just now.
    pub(super) fn tell_watched(&mut self) {
        let waits = self.told.at.is_some_and(|at| self.age - at < WATCHED_EVERY_TICKS);
        if self.spectators == self.told.count || waits {
            return;
        }
        self.told = Told { count: self.spectators, at: Some(self.age) };
        let count = self.told_spectators();
        self.tell(&frame(&ToClient::Watched { count }));
    }

    pub(super) fn find(&mut self, conn: ConnId) -> Option<&mut Listener> {
        self.listeners.iter_mut().find(|listener| listener.conn == conn)
    }

    /// Somebody comes, who has been welcomed; the log follows from its start.
    pub(super) fn add(&mut self, conn: ConnId, line: Arc<Line>, seats: Vec<Seat>) {
        let hears = Hears::Before(0);
        self.spectators += usize::from(seats.is_empty());
        (self.is_told, self.is_behind) = (true, true);
        self.listeners.push(Listener { conn, line, seats, hears, is_told: true, slow_since: None, resynced: None });
    }

    /// Somebody has gone.
    pub(super) fn remove(&mut self, conn: ConnId) -> Option<Listener> {
        let place = self.listeners.iter().position(|listener| listener.conn == conn)?;
        let gone = self.listeners.swap_remove(place);
        self.spectators -= usize::from(gone.seats.is_empty());
        Some(gone)
    }

    /// Everybody hears this.
    pub(super) fn tell(&mut self, frame: &Bytes) {
        let age = self.age;
        self.is_told = true;
        for listener in &mut self.listeners {
            listener.tell(frame, age);
            self.is_behind |= listener.is_behind();
        }
    }

    /// Everybody who has heard the log so far hears how it grew.
    pub(super) fn tell_part(&mut self, part: LogPart) {
        let age = self.age;
        let mut up_to_date = self.listeners.iter_mut().filter(|listener| listener.hears == Hears::All).peekable();
        if up_to_date.peek().is_some() {
            let frame = frame(&ToClient::Log(part));
            self.is_told = true;
            for listener in up_to_date {
                listener.tell(&frame, age);
                self.is_behind |= listener.is_behind();
            }
        }
    }

    /// Somebody asks what time it is. The answer waits for the next part of the log, while that grows.
    pub(super) fn ask(&mut self, conn: ConnId, asked: Asked, log_grows: bool) {
        let Some(listener) = self.find(conn) else { return };
        listener.line.ask(asked, !log_grows);
        if !log_grows {
            listener.is_told = true;
            self.is_told = true;
        }
    }

    /// The log from its start, for somebody who asks for it; at most once a second.
    pub(super) fn resync(&mut self, conn: ConnId) {
        let age = self.age;
        let Some(listener) = self.find(conn) else { return };
        if listener.resynced.is_none_or(|then| age - then >= RESYNC_EVERY_TICKS) {
            listener.resynced = Some(age);
            listener.restart();
            (self.is_told, self.is_behind) = (true, true);
        }
    }

    /// A tick passes: who catches up gets the next part of the log. Returns who turned out to be too slow.
    pub(super) fn feed(&mut self, log: &Log, pong: &Pong) -> Vec<Listener> {
        self.age += 1;
        if !self.is_behind {
            return Vec::new();
        }
        let age = self.age;
        let mut parts = Parts::new(log, pong);
        for listener in &mut self.listeners {
            if listener.hears != Hears::All {
                listener.feed(&mut parts);
                self.is_told = true;
            }
            if let Some(since) = listener.slow_since {
                if listener.line.waiting().0 == 0 {
                    listener.slow_since = None;
                } else if age - since >= SLOW_TICKS {
                    listener.line.end(End::Refused(Refusal::TooSlow));
                }
            }
        }
        let slow = self.listeners.extract_if(.., |listener| listener.slow_since.is_some() && listener.line.is_ended());
        let slow: Vec<_> = slow.collect();
        self.spectators -= slow.iter().filter(|listener| listener.seats.is_empty()).count();
        self.is_behind = self.listeners.iter().any(Listener::is_behind);
        slow
    }

    /// The ticks that were due are over for all rooms: what there is to say goes out, to players at once, to spectators when it is their
    /// turn.
    pub(super) fn wake(&mut self) {
        let (woken, age) = (self.woken, self.age);
        self.woken = age;
        if !self.is_told {
            return;
        }
        let is_due = |listener: &Listener| listener.is_told && (!listener.seats.is_empty() || listener.has_turn(woken, age));
        for listener in self.listeners.iter_mut().filter(|listener| is_due(listener)) {
            listener.is_told = false;
            listener.wake();
        }
        self.is_told = self.listeners.iter().any(|listener| listener.is_told);
    }

    /// The match is over for everybody: the last word, then the end.
    pub(super) fn finish(&mut self, last: &Bytes, log: &Log, pong: &Pong) {
        let mut parts = Parts::new(log, pong);
        for listener in &mut self.listeners {
            while listener.hears != Hears::All && !listener.line.is_ended() {
                let before = listener.hears;
                listener.feed(&mut parts);
                if listener.hears == before {
                    // The queue is full of the log; the result is in the log too, and in the history.
                    break;
                }
            }
            listener.tell(last, self.age);
        }
        self.end(End::Finished);
    }

    /// Everybody's connection ends.
    pub(super) fn end(&mut self, end: End) {
        self.listeners.drain(..).for_each(|listener| listener.line.end(end));
        self.spectators = 0;
    }
}

impl Listener {
    /// A player's message is on its way at once. The sockets of those who watch send for themselves: there may be hundreds.
    fn wake(&self) {
        if self.seats.is_empty() { self.line.wake() } else { self.line.deliver() }
    }

    /// Whether it has to be looked at in every tick.
    fn is_behind(&self) -> bool {
        self.hears != Hears::All || self.slow_since.is_some()
    }

    /// Whether a spectator's turn came in the ticks after `woken` up to `age`. Connections are numbered, so turns are spread.
    fn has_turn(&self, woken: u32, age: u32) -> bool {
        let every = u64::from(SPECTATOR_EVERY_TICKS);
        let turns = |ticks: u32| (u64::from(ticks) + self.conn.0.get() % every) / every;
        turns(age) > turns(woken)
    }

    fn tell(&mut self, frame: &Bytes, age: u32) {
        self.is_told = true;
        if self.line.push(frame.clone()).is_ok() {
            return;
        }
        if self.slow_since.is_some() {
            self.line.end(End::Refused(Refusal::TooSlow));
            return;
        }
        self.slow_since = Some(age);
        self.restart();
    }

    /// What waits is dropped; the log follows from its start.
    fn restart(&mut self) {
        self.is_told = true;
        self.line.clear();
        // The queue is empty, so it takes this.
        let _taken = self.line.push(frame(&ToClient::Restart));
        self.hears = Hears::Before(0);
    }

    /// The next parts of the log, as many as may wait.
    fn feed(&mut self, parts: &mut Parts<'_>) {
        while let Hears::Before(from) = self.hears {
            if self.line.waiting().0 >= FEED_FRAMES_MAX {
                return;
            }
            let (frame, hears) = parts.from(from);
            if self.line.push(frame).is_err() {
                return;
            }
            self.is_told = true;
            self.hears = hears;
        }
    }
}

/// The parts of the log that are asked for in one tick: each is encoded once, however many catch up together.
struct Parts<'a> {
    log: &'a Log,
    pong: &'a Pong,
    /// By the change that each begins with. Those who catch up are at few places at a time.
    encoded: Vec<(usize, Bytes, Hears)>,
}

impl<'a> Parts<'a> {
    fn new(log: &'a Log, pong: &'a Pong) -> Self {
        Self { log, pong, encoded: Vec::new() }
    }

    /// The frame of the part that begins with this change, and how far one has heard the log then.
    fn from(&mut self, from: usize) -> (Bytes, Hears) {
        if let Some((_, frame, hears)) = self.encoded.iter().find(|(begin, ..)| *begin == from) {
            return (frame.clone(), *hears);
        }
        let (part, hears) = part_from(self.log, self.pong, from);
        let frame = frame(&ToClient::Log(part));
        self.encoded.push((from, frame.clone(), hears));
        (frame, hears)
    }
}

/// The part of the log that begins with this change, and how far one has heard it then.
fn part_from(log: &Log, pong: &Pong, from: usize) -> (LogPart, Hears) {
    let rest = &log.changes()[from..];
    if rest.len() <= PART_CHANGES_MAX {
        let part = LogPart { through: log.through(), changes: rest.to_vec(), hash: Some(pong.hash()) };
        return (part, Hears::All);
    }
    // All changes of one tick travel together: a part speaks for whole ticks.
    let through = rest[PART_CHANGES_MAX].tick;
    let count = rest.partition_point(|change| change.tick < through);
    (LogPart { through, changes: rest[..count].to_vec(), hash: None }, Hears::Before(from + count))
}

#[cfg(test)]
mod tests;
