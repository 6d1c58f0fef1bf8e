//! One running match, as its referee sees it. Pure: no clock, no sockets; time passes through [`Room::tick`] alone.
//!
//! The room decides at which tick a steer takes effect, writes that into the log, and says what those who watch must
//! hear. Whether somebody is there is part of the log too ([`Steer::Away`]), so the log alone gives the match.

use std::cmp::Ordering;

use common::api::matches::FinishReason;
use common::ids::UserId;
use common::sim::log::{Change, Forfeit, LOG_TICKS_MAX, Log};
use common::sim::{Pong, Rules, Seat, Seed, Side, Steer, TICK_HZ, Tick};
use common::wire::{self, LogPart, SteerAt, ToClient, Waiting};

use super::inputs::{Steers, Verdict};
use super::presence::{ConnId, Patience, Presence};

/// After a restart, when everybody is back, so long until the clock runs again, in ticks.
const RESUME_TICKS: u32 = 3 * TICK_HZ;
/// How often those who wait hear how long they still have, in ticks.
const WAITING_EVERY_TICKS: u32 = TICK_HZ;

/// One running match.
pub(crate) struct Room {
    log: Log,
    pong: Pong,
    players: Vec<Player>,
    /// Until this tick nobody wants anything else, unless somebody is heard from; so nobody is asked.
    calm_until: Tick,
    stage: Stage,
    /// Calls of `tick`, whether or not the match's clock ran.
    age: u32,
    told: Told,
    /// Words for everybody, not yet handed out.
    notices: Vec<ToClient>,
    /// Whether somebody on each side has given the match up.
    resigned: [bool; 2],
}

struct Player {
    seat: Seat,
    user: UserId,
    presence: Presence,
    steers: Steers,
}

/// What a room is doing.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    /// Players are to come: at the beginning, or back after a restart. The match's clock stands.
    Waiting {
        left: u32,
    },
    /// After a restart all are back; the clock runs again in so many ticks.
    Resuming {
        left: u32,
    },
    Running,
    Over(Ending),
}

/// How a match ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    /// Why.
    pub(crate) reason: FinishReason,
    /// Who won; none when nobody did.
    pub(crate) winner: Option<Side>,
    /// Goals of `a` and `b`, as the result counts them.
    pub(crate) score: [u8; 2],
}

/// How far everybody has been told.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    through: Tick,
    changes: usize,
    hashed: Tick,
}

/// What a tick brought.
#[derive(Debug, Default)]
pub(crate) struct Output {
    /// Words for everybody who is connected, before the part of the log.
    pub(crate) notices: Vec<ToClient>,
    /// How the log has grown, when it is time to say so.
    pub(crate) part: Option<LogPart>,
    /// The match has just ended. Said once.
    pub(crate) ended: Option<Ending>,
}

impl Room {
    /// A match that waits for its players.
    pub(crate) fn new(rules: Rules, seed: Seed, players: &[(Seat, UserId)], patience: Patience) -> Self {
        Self::with_log(Log::new(rules, seed), players, patience, patience.connect_ticks)
    }

    /// A match that ran when the server went down: it goes on from the end of its log when its players are back.
    pub(crate) fn resume(log: Log, players: &[(Seat, UserId)], patience: Patience) -> Self {
        let left = if log.through() == Tick(0) { patience.connect_ticks } else { patience.grace_ticks };
        Self::with_log(log, players, patience, left)
    }

    fn with_log(log: Log, players: &[(Seat, UserId)], patience: Patience, left: u32) -> Self {
        let pong = log.replay();
        let told = Told { through: log.through(), changes: log.changes().len(), hashed: log.through() };
        let mut players: Vec<_> = players
            .iter()
            .map(|&(seat, user)| Player { seat, user, presence: Presence::expected(patience), steers: Steers::default() })
            .collect();
        players.sort_by_key(|player| player.seat);
        let stage = Stage::Waiting { left: left.max(1) };
        let (calm_until, notices, resigned) = Default::default();
        let mut room = Self { log, pong, players, calm_until, stage, age: 0, told, notices, resigned };
        if let Some(winner) = room.pong.winner() {
            // The log was kept to its end, only its result was not.
            room.end(FinishReason::NormalEnd, Some(winner));
        }
        room
    }

    /// The log so far.
    pub(crate) fn log(&self) -> &Log {
        &self.log
    }

    /// The state at the end of the log.
    pub(crate) fn pong(&self) -> &Pong {
        &self.pong
    }

    /// Whether the match's clock runs.
    pub(crate) fn is_running(&self) -> bool {
        self.stage == Stage::Running
    }

    /// Whether the clock does not run yet, or not again.
    pub(crate) fn is_waiting(&self) -> bool {
        matches!(self.stage, Stage::Waiting { .. } | Stage::Resuming { .. })
    }

    /// How it ended, once it has.
    pub(crate) fn ending(&self) -> Option<Ending> {
        match self.stage {
            Stage::Over(ending) => Some(ending),
            Stage::Waiting { .. } | Stage::Resuming { .. } | Stage::Running => None,
        }
    }

    /// The seat of a user.
    pub(crate) fn seat_of(&self, user: UserId) -> Option<Seat> {
        self.players.iter().find(|player| player.user == user).map(|player| player.seat)
    }

    /// Who is away from a running match, as the wire says it.
    pub(crate) fn away(&self) -> Vec<wire::Away> {
        let left = |player: &Player| player.presence.left().map(|left| (player.seat, left));
        self.players.iter().filter_map(left).map(|(seat, left)| away(seat, Some(left))).collect()
    }

    /// Who is waited for, and how long.
    pub(crate) fn waiting(&self) -> Option<Waiting> {
        let (Stage::Waiting { left } | Stage::Resuming { left }) = self.stage else { return None };
        Some(Waiting { missing: self.missing().map(|player| player.seat).collect(), left_ms: millis(left) })
    }

    /// A user takes their seat through a connection. Returns the older connection that had it.
    pub(crate) fn sit(&mut self, user: UserId, conn: ConnId) -> Option<ConnId> {
        let player = self.players.iter_mut().find(|player| player.user == user)?;
        self.calm_until = Tick(0);
        let was_away = player.presence.left().is_some();
        let older = player.presence.arrive(conn);
        player.steers.reset();
        let seat = player.seat;
        if was_away {
            self.notices.push(ToClient::Away(away(seat, None)));
        }
        self.tell_waiting();
        older
    }

    /// A connection has ended; its players are gone.
    pub(crate) fn leave(&mut self, conn: ConnId) {
        let running = self.is_running();
        self.calm_until = Tick(0);
        for player in self.players.iter_mut().filter(|player| player.presence.conn() == Some(conn)) {
            if running {
                player.presence.leave();
                self.notices.push(ToClient::Away(away(player.seat, player.presence.left())));
            } else {
                player.presence.expect();
            }
        }
        self.tell_waiting();
    }

    /// A player steers, through a connection that must have that seat.
    pub(crate) fn steer(&mut self, conn: ConnId, seat: Seat, steer: SteerAt) -> Verdict {
        let (present, age) = (self.pong.tick(), self.age);
        self.calm_until = Tick(0);
        match self.players.iter_mut().find(|player| player.seat == seat && player.presence.conn() == Some(conn)) {
            Some(player) => player.steers.admit(steer, present, age),
            None => Verdict::Ignored,
        }
    }

    /// A player gives the match up, which the side loses with the next tick.
    pub(crate) fn resign(&mut self, user: UserId) {
        if let Some(seat) = self.seat_of(user) {
            self.resigned[seat.side.index()] = true;
        }
    }

    /// One 120th of a second passes.
    pub(crate) fn tick(&mut self) -> Output {
        self.age = self.age.wrapping_add(1);
        let was_over = self.ending().is_some();
        match self.stage {
            Stage::Waiting { .. } | Stage::Resuming { .. } | Stage::Running if self.resigned != [false; 2] => self.end_resigned(),
            Stage::Waiting { left } => self.wait(left - 1),
            Stage::Resuming { left } => self.resume_in(left - 1),
            Stage::Running => self.step(),
            Stage::Over(_) => {}
        }
        Output { notices: std::mem::take(&mut self.notices), part: self.part(), ended: if was_over { None } else { self.ending() } }
    }

    fn wait(&mut self, left: u32) {
        if self.missing().next().is_none() {
            let begins = self.log.through() == Tick(0);
            self.stage = if begins { Stage::Running } else { Stage::Resuming { left: RESUME_TICKS } };
            self.tell_waiting();
        } else if left == 0 {
            self.give_up_waiting();
        } else {
            self.stage = Stage::Waiting { left };
            if left.is_multiple_of(WAITING_EVERY_TICKS) {
                self.tell_waiting();
            }
        }
    }

    fn end_resigned(&mut self) {
        let never_began = self.log.through() == Tick(0);
        let reason = if never_began { FinishReason::PlayerNotConnected } else { FinishReason::PlayerDisconnect };
        match self.resigned {
            [true, false] => self.forfeit(reason, Side::A),
            [false, true] => self.forfeit(reason, Side::B),
            [_, _] if never_began => self.end(FinishReason::PlayersTimeout, None),
            [_, _] => self.end(FinishReason::Aborted, None),
        }
    }

    fn resume_in(&mut self, left: u32) {
        self.stage = if left == 0 { Stage::Running } else { Stage::Resuming { left } };
        if left == 0 {
            let missing: Vec<Seat> = self.missing().map(|player| player.seat).collect();
            for player in self.players.iter_mut().filter(|player| missing.contains(&player.seat)) {
                player.presence.leave();
                self.notices.push(ToClient::Away(away(player.seat, player.presence.left())));
            }
        } else if left.is_multiple_of(WAITING_EVERY_TICKS) {
            self.tell_waiting();
        }
    }

    /// The time to come is over, and somebody is missing: the side that misses more people loses.
    fn give_up_waiting(&mut self) {
        let [a, b] = Side::ALL.map(|side| self.missing().filter(|player| player.seat.side == side).count());
        let never_began = self.log.through() == Tick(0);
        let reason = if never_began { FinishReason::PlayerNotConnected } else { FinishReason::PlayerDisconnect };
        match a.cmp(&b) {
            Ordering::Greater => self.forfeit(reason, Side::A),
            Ordering::Less => self.forfeit(reason, Side::B),
            Ordering::Equal if never_began => self.end(FinishReason::PlayersTimeout, None),
            // Nobody forfeits because the server was down.
            Ordering::Equal => self.end(FinishReason::Aborted, None),
        }
    }

    /// Whoever is away for too long loses; otherwise the match goes on by one step.
    fn step(&mut self) {
        if self.pong.tick() < self.calm_until {
            return self.advance();
        }
        let mut gone = [false; 2];
        for player in &mut self.players {
            gone[player.seat.side.index()] |= player.presence.wait();
        }
        match gone {
            [false, false] => {
                self.ask();
                self.advance();
            }
            [true, false] => self.forfeit(FinishReason::PlayerDisconnect, Side::A),
            [false, true] => self.forfeit(FinishReason::PlayerDisconnect, Side::B),
            // Both in the same tick: nobody is left who could have won.
            [true, true] => self.end(FinishReason::Aborted, None),
        }
    }

    /// What the players want at this tick goes into the log.
    fn ask(&mut self) {
        let tick = self.pong.tick();
        let Self { log, players, .. } = self;
        for Player { seat, presence, steers, .. } in players {
            let held = steers.at(tick);
            let steer = if presence.is_here() { held } else { Steer::Away };
            if steer != log.latest().get(*seat) {
                // Refused only when the log is as long as any may be: the paddle then goes on as it does.
                let _refused = log.push(Change { tick, seat: *seat, steer });
            }
        }
        // The time of whoever is away runs.
        let is_calm = self.missing().next().is_none();
        let next = self.players.iter().filter_map(|player| player.steers.next()).min();
        self.calm_until = if is_calm { next.unwrap_or(Tick(LOG_TICKS_MAX)) } else { Tick(0) };
    }

    /// One step of the simulation.
    fn advance(&mut self) {
        self.pong.step(&self.log.latest());
        self.log.extend_to(self.pong.tick());
        if let Some(winner) = self.pong.winner() {
            self.end(FinishReason::NormalEnd, Some(winner));
        } else if self.pong.tick().0 >= LOG_TICKS_MAX {
            self.end(FinishReason::Aborted, None);
        }
    }

    fn forfeit(&mut self, reason: FinishReason, loser: Side) {
        self.log.forfeit(Forfeit { at: self.pong.tick(), loser });
        self.end(reason, Some(loser.other()));
    }

    fn end(&mut self, reason: FinishReason, winner: Option<Side>) {
        let mut score = Side::ALL.map(|side| self.pong.score(side));
        if let (FinishReason::PlayerNotConnected, Some(winner)) = (reason, winner) {
            score[winner.index()] = common::sim::GOALS_DEFAULT;
        }
        self.stage = Stage::Over(Ending { reason, winner, score });
    }

    /// What everybody must hear about the log now, if anything.
    fn part(&mut self) -> Option<LogPart> {
        let through = self.log.through();
        let news = self.log.changes().len() > self.told.changes;
        let over = self.ending().is_some() && through > self.told.through;
        if !news && !over && through - self.told.through < ticks(wire::LOG_EVERY_TICKS) {
            return None;
        }
        let changes = self.log.changes()[self.told.changes..].to_vec();
        let due = over || through - self.told.hashed >= ticks(wire::HASH_EVERY_TICKS);
        let hashed = if due { through } else { self.told.hashed };
        self.told = Told { through, changes: self.log.changes().len(), hashed };
        Some(LogPart { through, changes, hash: due.then(|| self.pong.hash()) })
    }

    fn missing(&self) -> impl Iterator<Item = &Player> {
        self.players.iter().filter(|player| !player.presence.is_here())
    }

    fn tell_waiting(&mut self) {
        if let Some(waiting) = self.waiting() {
            self.notices.push(ToClient::Waiting(waiting));
        }
    }
}

fn away(seat: Seat, left: Option<u32>) -> wire::Away {
    wire::Away { seat, left_ms: left.map(millis) }
}

fn millis(ticks: u32) -> u32 {
    u32::try_from(u64::from(ticks) * 1000 / u64::from(TICK_HZ)).unwrap_or(u32::MAX)
}

fn ticks(count: u32) -> i32 {
    i32::try_from(count).expect("the wire's intervals are short")
}

#[cfg(test)]
mod tests;
