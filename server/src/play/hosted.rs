//! A room on its worker, with everybody who is connected to it.

use std::sync::Arc;

use common::api::matches::GameMode;
use common::ids::{MatchId, UserId};
use common::sim::{TICK_HZ, Tick};
use common::wire::{Finished, Refusal, SeatResult, SeatView, SteerAt, ToClient, Welcome};
use tokio::time::Instant;

use super::audience::Audience;
use super::inputs::Verdict;
use super::journal;
use super::line::{Asked, End, Line, frame};
use super::presence::ConnId;
use super::registry::{Course, RoomHandle};
use super::room::{Ending, Room};
use crate::matches::{LiveMatch, store};

/// The last microsecond of a tick.
const TICK_MICROS_MAX: u128 = 1_000_000 / TICK_HZ as u128 - 1;

/// What a worker is given to run.
pub(super) struct NewRoom {
    pub(super) id: MatchId,
    pub(super) game_mode: GameMode,
    pub(super) seats: Vec<SeatView>,
    pub(super) room: Room,
    pub(super) handle: RoomHandle,
    pub(super) live: Arc<LiveMatch>,
    pub(super) spectators_max: usize,
}

/// A match whose result is to be stored.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) handle: RoomHandle,
    pub(super) result: store::Result,
}

/// A running room.
pub(super) struct Hosted {
    new: NewRoom,
    audience: Audience,
    /// How far the log was handed to the journal: changes, and tick.
    journaled: (usize, Tick),
    /// How the match ended, until that was handed on.
    ended: Option<Ending>,
    /// How many watch, as the list of running matches has it.
    shown: usize,
}

/// Who comes.
pub(super) struct Joining {
    pub(super) conn: ConnId,
    /// The players of this connection, in the order of their tokens; none to watch.
    pub(super) players: Vec<UserId>,
    pub(super) line: Arc<Line>,
}

impl Hosted {
    pub(super) fn new(new: NewRoom) -> Self {
        let ended = new.room.ending();
        new.live.note(new.room.pong());
        Self { new, audience: Audience::default(), journaled: (0, Tick(0)), ended, shown: 0 }
    }

    /// Somebody comes to play or to watch.
    pub(super) fn join(&mut self, Joining { conn, players, line }: Joining) {
        let seats: Option<Vec<_>> = players.iter().map(|user| self.new.room.seat_of(*user)).collect();
        let Some(seats) = seats else {
            line.end(End::Refused(Refusal::NotASeat));
            return;
        };
        if seats.is_empty() && self.audience.spectators() >= self.new.spectators_max {
            line.end(End::Refused(Refusal::Full));
            return;
        }
        for user in players {
            if let Some(older) = self.new.room.sit(user, conn) {
                self.dismiss(older, Refusal::TakenOver);
            }
        }
        let welcome = self.welcome(seats.clone());
        // A new queue has room for it.
        let _taken = line.push(frame(&ToClient::Welcome(Box::new(welcome))));
        self.audience.add(conn, line, seats);
    }

    /// A connection has ended.
    pub(super) fn leave(&mut self, conn: ConnId) {
        if self.audience.remove(conn).is_some() {
            self.new.room.leave(conn);
        }
    }

    /// A player steers.
    pub(super) fn steer(&mut self, conn: ConnId, steer: SteerAt) {
        let Some(listener) = self.audience.find(conn) else { return };
        let verdict = match listener.seats.get(usize::from(steer.player)) {
            Some(seat) => self.new.room.steer(conn, *seat, steer),
            None => Verdict::Illegal,
        };
        match verdict {
            Verdict::Taken { late_ticks } => listener.line.set_late_ticks(late_ticks),
            Verdict::Ignored => {}
            Verdict::Illegal => self.dismiss(conn, Refusal::Rules),
        }
    }

    /// A connection asks what time it is, in a message that came `at`; the last tick began when it was `ticked`. What lay unheard for
    /// longer than that came with the tick.
    pub(super) fn ping(&mut self, conn: ConnId, nonce: u64, at: Instant, ticked: Instant) {
        let room = &self.new.room;
        let at = at.max(ticked);
        let micros = (at - ticked).as_micros().min(TICK_MICROS_MAX);
        let micros = u16::try_from(micros).expect("a tick has fewer microseconds than that");
        let (tick, micros) = if room.is_waiting() { (Tick(0), 0) } else { (room.pong().tick(), micros) };
        self.audience.ask(conn, Asked { nonce, at, tick, micros }, room.is_running());
    }

    /// A player gives the match up.
    pub(super) fn resign(&mut self, user: UserId) {
        self.new.room.resign(user);
    }

    /// Somebody asks for the log again.
    pub(super) fn resync(&mut self, conn: ConnId) {
        self.audience.resync(conn);
    }

    /// The log as far as it has come, as a file.
    pub(super) fn log(&self) -> Vec<u8> {
        self.new.room.log().to_bytes_claiming(self.new.room.pong().hash())
    }

    /// One tick passes.
    pub(super) fn tick(&mut self) {
        let output = self.new.room.tick();
        if self.shown != self.audience.spectators() {
            self.shown = self.audience.spectators();
            self.new.live.set_spectators(self.shown);
        }
        self.audience.tell_watched();
        for notice in &output.notices {
            self.audience.tell(&frame(notice));
        }
        if let Some(part) = output.part {
            self.audience.tell_part(part);
            self.new.live.note(self.new.room.pong());
        }
        if output.ended.is_some() {
            self.ended = output.ended;
        }
        for slow in self.audience.feed(self.new.room.log(), self.new.room.pong()) {
            self.new.room.leave(slow.conn);
        }
    }

    /// Wakes the sockets that have something to write.
    pub(super) fn wake(&mut self) {
        self.audience.wake();
    }

    /// The result, once, when the match has just ended.
    pub(super) fn take_ended(&mut self) -> Option<Ended> {
        let ending = self.ended.take()?;
        let room = &self.new.room;
        let seats = self.new.seats.iter().map(|view| view.seat);
        let result = store::Result {
            id: self.new.id,
            reason: ending.reason,
            winner: ending.winner,
            score: ending.score,
            ticks: room.pong().tick().0,
            tallies: seats.map(|seat| (seat, room.pong().tally(seat))).collect(),
            log: self.log(),
        };
        self.new.handle.course.send_replace(Course::Ending);
        Some(Ended { handle: self.new.handle.clone(), result })
    }

    /// What `take_ended` gave could not be handed on; it will be asked for again.
    pub(super) fn keep_ended(&mut self) {
        self.ended = self.new.room.ending();
    }

    /// The result is stored: everybody is told.
    pub(super) fn stored(mut self) {
        if let Some(ending) = self.new.room.ending() {
            let last = frame(&ToClient::Finished(Box::new(self.finished(ending))));
            self.audience.finish(&last, self.new.room.log(), self.new.room.pong());
        }
    }

    /// The server ends, the match is kept.
    pub(super) fn close(&mut self) {
        self.audience.end(End::Refused(Refusal::Ending));
    }

    /// Adds to the batch what the journal does not have yet.
    pub(super) fn append_to(&mut self, batch: &mut Vec<u8>) {
        let log = self.new.room.log();
        let (from, through) = self.journaled;
        if log.through() > through {
            journal::grew(batch, self.new.id, from, log.through(), &log.changes()[from..]);
            self.journaled = (log.changes().len(), log.through());
        }
    }

    pub(super) fn id(&self) -> MatchId {
        self.new.id
    }

    /// A connection is told why, and has no seat any more.
    fn dismiss(&mut self, conn: ConnId, why: Refusal) {
        if let Some(listener) = self.audience.remove(conn) {
            listener.line.end(End::Refused(why));
        }
        self.new.room.leave(conn);
    }

    fn welcome(&self, mine: Vec<common::sim::Seat>) -> Welcome {
        let room = &self.new.room;
        Welcome {
            code: self.new.handle.code,
            game_mode: self.new.game_mode,
            rules: *room.log().rules(),
            seed: room.log().seed(),
            seats: self.new.seats.clone(),
            mine,
            through: room.log().through(),
            running: room.is_running(),
            away: room.away(),
            spectators: self.audience.told_spectators(),
        }
    }

    fn finished(&self, ending: Ending) -> Finished {
        let (log, pong) = (self.new.room.log(), self.new.room.pong());
        let player = |view: &SeatView| SeatResult { seat: view.seat, tally: pong.tally(view.seat) };
        Finished {
            through: log.through(),
            winner: ending.winner,
            reason: ending.reason,
            score: ending.score,
            players: self.new.seats.iter().map(player).collect(),
            forfeit: log.forfeited(),
            log_hash: log.hash(),
        }
    }
}
