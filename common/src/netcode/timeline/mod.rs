//! The match as this client knows it: confirmed by the server up to a tick, predicted from there to its own present.

mod anticipation;

use super::history::History;
use crate::sim::{Change, Event, Events, Inputs, Log, Playback, Pong, Rules, Seat, Seed, Steer, Tick};

/// How far a client plays ahead of what is confirmed: 0.8 seconds. A round trip of 200 ms, a stall as long and a quarter of a
/// second more is outlived without standing still.
pub const PREDICT_TICKS_MAX: u32 = 96;

/// An own input that the server has not confirmed after this many ticks was lost on its way or refused.
const PENDING_TICKS_MAX: i32 = 120;

/// Most own inputs on their way; whoever presses more keys than that in a second waits.
const PENDING_MAX: usize = 64;

/// Most goals and ends that wait to be taken; more than any match has.
const DECIDED_MAX: usize = 64;

/// The confirmed match, own inputs on their way, and the prediction made of both.
#[derive(Clone, Debug)]
pub struct Timeline {
    log: Log,
    /// The steer of all seats in the last confirmed step.
    settled: Inputs,
    confirmed: Pong,
    mine: Vec<Seat>,
    /// Own inputs that are not confirmed, in the order in which they were made.
    pending: Vec<Pending>,
    history: History,
    decided: Vec<(Tick, Event)>,
}

#[derive(Clone, Copy, Debug)]
struct Pending {
    change: Change,
    /// The tick that was meant; `change.tick` moves on while the input is late.
    meant: Tick,
}

/// What a confirmation changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rollback {
    /// How many ticks before the present the first change lies that was not known; 0 when all were.
    pub depth_ticks: u32,
    /// Ticks that were confirmed.
    pub confirmed_ticks: u32,
    /// The own inputs among the changes that the server placed later than meant.
    pub late_inputs: u32,
}

/// Why the server's words cannot be those of this match; the caller asks for the log from the start and calls `reset`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetcodeError {
    /// The end of what is decided went back.
    #[error("the log went back to tick {0}")]
    Backwards(Tick),
    /// A change does not continue the log.
    #[error("a change at tick {0} does not continue the log")]
    Gap(Tick),
    /// The state here is not the server's.
    #[error("the state at tick {0} is not the server's")]
    Diverged(Tick),
}

impl Timeline {
    /// A match of which nothing is known but its beginning, and the seats that are steered here: none for a spectator.
    #[must_use]
    pub fn new(rules: Rules, seed: Seed, mine: Vec<Seat>) -> Self {
        let confirmed = Pong::new(rules, seed);
        Self {
            log: Log::new(rules, seed),
            settled: Inputs::default(),
            confirmed,
            mine,
            pending: Vec::new(),
            history: History::new(confirmed, Tick(0)),
            decided: Vec::new(),
        }
    }

    /// Begins again with a log from the server. Own inputs on their way are kept, the present is where the log ends.
    pub fn reset(&mut self, log: &Log) {
        let mut playback = Playback::new(log);
        self.history = History::new(*playback.pong(), Tick(0));
        while let Some(events) = playback.step() {
            self.history.push(*playback.pong(), events);
        }
        while self.history.newest() < log.through() {
            self.history.push(*playback.pong(), Events::NONE);
        }
        self.confirmed = *playback.pong();
        self.settled = log.latest();
        self.log = log.clone();
        self.decided.clear();
        self.delay_pending();
    }

    /// Takes what the server has decided: everything before `through`, with these changes. What was predicted otherwise is
    /// played again.
    ///
    /// # Errors
    /// When this does not continue what is known; then nothing can be relied on until `reset`.
    pub fn confirm(&mut self, through: Tick, changes: &[Change]) -> Result<Rollback, NetcodeError> {
        let before = self.log.through();
        if through < before {
            return Err(NetcodeError::Backwards(through));
        }
        let mut rollback = Rollback { confirmed_ticks: through.0 - before.0, ..Rollback::default() };
        let mut wrong_from = self.history.newest();
        for change in changes {
            if change.tick >= through || self.log.push(*change).is_err() {
                return Err(NetcodeError::Gap(change.tick));
            }
            match self.settle(*change) {
                Some(meant) if meant == change.tick => {}
                Some(meant) => {
                    rollback.late_inputs += 1;
                    wrong_from = wrong_from.min(meant);
                }
                None => wrong_from = wrong_from.min(change.tick),
            }
        }
        self.log.extend_to(through);
        let present = self.history.newest();
        self.play_confirmed(before, changes);
        wrong_from = wrong_from.min(self.delay_pending().unwrap_or(wrong_from));
        while self.history.newest() < present {
            self.predict();
        }
        rollback.depth_ticks = present.0.saturating_sub(wrong_from.0);
        Ok(rollback)
    }

    /// Steers an own paddle from the present tick on; predicted with the next tick. Returns the tick to send to the server;
    /// `None` when nothing changes, the seat is not steered here, or too many inputs are on their way.
    pub fn steer(&mut self, seat: Seat, steer: Steer) -> Option<Tick> {
        let last = self.pending.iter().rev().find(|pending| pending.change.seat == seat);
        if self.steered(seat) == steer || steer == Steer::Away || !self.mine.contains(&seat) || self.pending.len() >= PENDING_MAX {
            return None;
        }
        // A seat changes once in a tick.
        let tick = last.map_or(self.history.newest(), |pending| pending.change.tick.next().max(self.history.newest()));
        self.pending.push(Pending { change: Change { tick, seat, steer }, meant: tick });
        Some(tick)
    }

    /// How a seat steers at the present, as far as is known.
    #[must_use]
    pub fn steered(&self, seat: Seat) -> Steer {
        let last = self.pending.iter().rev().find(|pending| pending.change.seat == seat);
        last.map_or_else(|| self.log.latest().get(seat), |pending| pending.change.steer)
    }

    /// Predicts one tick more and returns what happens in it. Other players are taken to go on as they were last known to, and
    /// team-mates not to run past a ball that comes.
    /// Nothing happens `PREDICT_TICKS_MAX` after what is confirmed.
    pub fn advance(&mut self) -> &Events {
        if self.history.newest() - self.log.through() >= PREDICT_TICKS_MAX.cast_signed() {
            return const { &Events::NONE };
        }
        self.predict();
        &self.history.present().1
    }

    /// Predicts up to a tick, as far as may be. Never goes back.
    pub fn advance_to(&mut self, tick: Tick) {
        let limit = tick.min(self.log.through() + PREDICT_TICKS_MAX);
        while self.history.newest() < limit {
            self.predict();
        }
    }

    /// Compares the state at a tick that is confirmed with the server's.
    ///
    /// # Errors
    /// `Diverged` when they differ; `Gap` when the tick is not confirmed.
    pub fn check(&self, hash: u64, tick: Tick) -> Result<(), NetcodeError> {
        let through = self.log.through();
        if tick > through {
            return Err(NetcodeError::Gap(tick));
        }
        let own = if tick == through { self.confirmed.hash() } else { self.log.state_at(tick).hash() };
        if own == hash { Ok(()) } else { Err(NetcodeError::Diverged(tick)) }
    }

    /// Takes the goals and ends that were confirmed since the last call. A prediction never announces any.
    pub fn take_decided(&mut self) -> Vec<(Tick, Event)> {
        std::mem::take(&mut self.decided)
    }

    /// The confirmed log.
    #[must_use]
    pub const fn log(&self) -> &Log {
        &self.log
    }

    /// The seats that are steered here.
    #[must_use]
    pub fn mine(&self) -> &[Seat] {
        &self.mine
    }

    /// The last confirmed state.
    #[must_use]
    pub const fn confirmed(&self) -> &Pong {
        &self.confirmed
    }

    /// The state at the present of this client.
    #[must_use]
    pub fn predicted(&self) -> &Pong {
        &self.history.present().0
    }

    /// The state one tick before the present, for what is drawn between the two.
    #[must_use]
    pub fn previous(&self) -> &Pong {
        self.at(self.present().earlier(1)).unwrap_or_else(|| self.predicted())
    }

    /// The present tick of this client.
    #[must_use]
    pub const fn present(&self) -> Tick {
        self.history.newest()
    }

    /// The state at a tick of the last second, confirmed or predicted.
    #[must_use]
    pub fn at(&self, tick: Tick) -> Option<&Pong> {
        self.history.at(tick).map(|(pong, _)| pong)
    }

    /// What happened in the step that led to a tick of the last second, as far as is known.
    #[must_use]
    pub fn events_at(&self, tick: Tick) -> Option<&Events> {
        self.history.at(tick).map(|(_, events)| events)
    }

    /// The first tick of which `at` knows.
    pub(super) const fn oldest(&self) -> Tick {
        self.history.oldest()
    }

    /// Finds the own input that a confirmed change is, and takes it and those made before it off the list: the one meant
    /// for that tick, or else the first that fits. Returns the tick that was meant.
    fn settle(&mut self, change: Change) -> Option<Tick> {
        let fits = |pending: &Pending| pending.change.seat == change.seat && pending.change.steer == change.steer;
        let exact = self.pending.iter().position(|pending| fits(pending) && pending.meant == change.tick);
        let place = exact.or_else(|| self.pending.iter().position(|pending| fits(pending) && pending.meant < change.tick))?;
        let meant = self.pending[place].meant;
        let mut at = 0;
        self.pending.retain(|pending| {
            at += 1;
            at > place + 1 || pending.change.seat != change.seat
        });
        Some(meant)
    }

    /// Plays the steps from `before` to the end of what is confirmed.
    fn play_confirmed(&mut self, before: Tick, changes: &[Change]) {
        self.history.rewind(before);
        let mut changes = changes.iter().peekable();
        for tick in before.0..self.log.through().0 {
            while let Some(change) = changes.next_if(|change| change.tick.0 == tick) {
                self.settled.set(change.seat, change.steer);
            }
            let events = self.confirmed.step(&self.settled);
            let decided = events.iter().filter(|event| matches!(event, Event::Goal { .. } | Event::Over { .. }));
            self.decided
                .extend(decided.map(|event| (self.confirmed.tick(), *event)).take(DECIDED_MAX - self.decided.len().min(DECIDED_MAX)));
            self.history.push(self.confirmed, events);
        }
    }

    /// Own inputs whose tick has passed unconfirmed are still on their way: they will be applied as soon as they arrive.
    /// Returns the earliest tick from which the prediction changes by that.
    fn delay_pending(&mut self) -> Option<Tick> {
        let through = self.log.through();
        self.pending.retain(|pending| through - pending.meant < PENDING_TICKS_MAX);
        let late = self.pending.iter_mut().filter(|pending| pending.change.tick < through);
        late.map(|pending| std::mem::replace(&mut pending.change.tick, through)).min()
    }

    fn predict(&mut self) {
        let tick = self.history.newest();
        let mut inputs = self.log.latest();
        for pending in self.pending.iter().filter(|pending| pending.change.tick <= tick) {
            inputs.set(pending.change.seat, pending.change.steer);
        }
        let mut pong = self.history.present().0;
        let is_team_mate = |seat: &Seat| !self.mine.contains(seat) && self.mine.iter().any(|own| own.side == seat.side);
        for seat in pong.rules().court.seats().filter(is_team_mate) {
            inputs.set(seat, anticipation::team_mate(&pong, seat, inputs.get(seat)));
        }
        let events = pong.step(&inputs);
        self.history.push(pong, events);
    }
}

#[cfg(test)]
mod tests;
