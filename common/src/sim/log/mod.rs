//! The log of a match: its rules, its seed and every change of steer. Everything else is computed from it.

mod file;
mod playback;
mod reel;
mod varint;

pub use file::{FORMAT_VERSION, LOG_BYTES_MAX};
pub use playback::{Cursor, Playback};
pub use reel::{Goal, LONG_RALLY_RETURNS, Rally, Reel};

use serde::{Deserialize, Serialize};

use super::hash::Fnv;
use super::pong::Pong;
use super::rng::Seed;
use super::rules::{Rules, SIM_VERSION};
use super::score::Tally;
use super::seat::{SEATS_MAX, Seat, Side};
use super::steer::{Inputs, Steer};
use super::tick::{TICK_HZ, Tick};

/// Most changes of one match: 20 a second from each of six seats for nine minutes.
pub const CHANGES_MAX: usize = 65_536;

/// The longest match that is kept, holds of the serve included: two hours.
pub const LOG_TICKS_MAX: u32 = 2 * 60 * 60 * TICK_HZ;

/// A seat changes its steer, in the step that leads from `tick` to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Change {
    /// The moment before the first step that it concerns.
    pub tick: Tick,
    /// Whose steer.
    pub seat: Seat,
    /// What it is from then on.
    pub steer: Steer,
}

/// The referee ended the match before its natural end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Forfeit {
    /// When.
    pub at: Tick,
    /// Who lost by it.
    pub loser: Side,
}

/// The whole truth about a match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    rules: Rules,
    seed: Seed,
    changes: Vec<Change>,
    through: Tick,
    forfeit: Option<Forfeit>,
    /// The inputs after all changes.
    latest: Inputs,
    /// The hash of rules, seed and changes.
    chain: Fnv,
}

/// What a match came to, computed from its log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Goals of `a` and `b` as played, without regard to a forfeit.
    pub score: [u8; 2],
    /// Who won, on the court or by forfeit; `None` while the match is not over.
    pub winner: Option<Side>,
    /// How it was cut short, if it was.
    pub forfeit: Option<Forfeit>,
    /// The deeds of each seat, by slot.
    pub tallies: [Tally; SEATS_MAX],
    /// Steps taken.
    pub ticks: Tick,
    /// Of the last state.
    pub state_hash: u64,
    /// Of the log.
    pub log_hash: u64,
}

/// Why a log, or a change to it, is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// The bytes are something else.
    #[error("this is not the log of a match")]
    NotALog,
    /// It was written by another version of the game.
    #[error("this log is of version {found}, and only version {known} can be played here")]
    Version {
        /// The version it names.
        found: u16,
        /// The only version that this program knows.
        known: u16,
    },
    /// The bytes are not those that were written.
    #[error("this log is damaged")]
    Damaged,
    /// It is larger than any match.
    #[error("this log is larger than that of any match")]
    TooLarge,
    /// It says something that cannot happen in a match.
    #[error("this log cannot be that of a match: {0}")]
    Illegal(&'static str),
    /// It claims another end than the one it leads to.
    #[error("this log claims a result that it does not lead to")]
    Untrue,
}

impl Log {
    /// The log of a match in which nothing has happened yet.
    ///
    /// # Panics
    /// When the rules do not pass [`Rules::check`].
    #[must_use]
    pub fn new(rules: Rules, seed: Seed) -> Self {
        rules.check().expect("rules are checked before a match begins");
        let mut chain = Fnv::new();
        chain.u16(SIM_VERSION);
        chain.rules(&rules);
        chain.u64(seed.0);
        Self { rules, seed, changes: Vec::new(), through: Tick(0), forfeit: None, latest: Inputs::default(), chain }
    }

    /// The rules of the match.
    #[must_use]
    pub const fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The seed of its generator.
    #[must_use]
    pub const fn seed(&self) -> Seed {
        self.seed
    }

    /// The steps up to this moment are decided: no change to them can be added.
    #[must_use]
    pub const fn through(&self) -> Tick {
        self.through
    }

    /// Every change, by tick, then by slot. The latest may lie after `through`.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// How the match was cut short, if it was.
    #[must_use]
    pub const fn forfeited(&self) -> Option<Forfeit> {
        self.forfeit
    }

    /// The steer of every seat after all changes.
    #[must_use]
    pub const fn latest(&self) -> Inputs {
        self.latest
    }

    /// Adds a change.
    ///
    /// # Errors
    /// `TooLarge` when the log holds `CHANGES_MAX` changes or the tick is beyond `LOG_TICKS_MAX`; `Illegal` when the court
    /// has no such seat, the step is already decided, the order of tick and slot is not kept, or nothing would change.
    pub fn push(&mut self, change: Change) -> Result<(), LogError> {
        if self.changes.len() >= CHANGES_MAX || change.tick.0 >= LOG_TICKS_MAX {
            return Err(LogError::TooLarge);
        }
        if !self.rules.court.has(change.seat) {
            return Err(LogError::Illegal("a seat that the court does not have"));
        }
        if change.tick < self.through {
            return Err(LogError::Illegal("a change in a step that is already decided"));
        }
        if self.changes.last().is_some_and(|last| (change.tick, change.seat) <= (last.tick, last.seat)) {
            return Err(LogError::Illegal("changes out of order"));
        }
        if self.latest.get(change.seat) == change.steer {
            return Err(LogError::Illegal("a change that changes nothing"));
        }
        self.latest.set(change.seat, change.steer);
        self.chain.u32(change.tick.0);
        self.chain.u8(change.seat.index + 3 * u8::from(change.seat.side == Side::B));
        self.chain.u8(change.steer.code());
        self.changes.push(change);
        Ok(())
    }

    /// Decides the steps before `through`, up to `LOG_TICKS_MAX`: nothing else happens in them. Never goes back.
    pub fn extend_to(&mut self, through: Tick) {
        self.through = self.through.max(through.min(Tick(LOG_TICKS_MAX)));
    }

    /// Ends the match by the referee's word.
    pub const fn forfeit(&mut self, forfeit: Forfeit) {
        self.forfeit = Some(forfeit);
    }

    /// The state at `through`.
    #[must_use]
    pub fn replay(&self) -> Pong {
        self.state_at(self.through)
    }

    /// The state at a moment, at the latest at `through`.
    #[must_use]
    pub fn state_at(&self, tick: Tick) -> Pong {
        let mut playback = Playback::new(self);
        while playback.pong().tick() < tick && playback.step().is_some() {}
        *playback.pong()
    }

    /// The steer of every seat in the step that begins at a moment.
    #[must_use]
    pub fn inputs_at(&self, tick: Tick) -> Inputs {
        let past = self.changes.partition_point(|change| change.tick <= tick);
        let mut inputs = Inputs::default();
        for change in &self.changes[..past] {
            inputs.set(change.seat, change.steer);
        }
        inputs
    }

    /// The log as it was at a moment: only what was decided before it.
    #[must_use]
    pub fn until(&self, tick: Tick) -> Self {
        let mut part = Self::new(self.rules, self.seed);
        let past = self.changes.partition_point(|change| change.tick < tick);
        for change in &self.changes[..past] {
            part.push(*change).expect("it was legal in the whole log");
        }
        part.extend_to(tick.min(self.through));
        part
    }

    /// What the match came to.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome_of(&self.replay())
    }

    fn outcome_of(&self, end: &Pong) -> Outcome {
        Outcome {
            score: Side::ALL.map(|side| end.score(side)),
            winner: self.forfeit.map(|forfeit| forfeit.loser.other()).or(end.winner()),
            forfeit: self.forfeit,
            tallies: Seat::ALL.map(|seat| end.tally(seat)),
            ticks: end.tick(),
            state_hash: end.hash(),
            log_hash: self.hash(),
        }
    }

    /// A hash of rules, seed, changes, `through` and forfeit.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut hash = self.chain;
        hash.u32(self.through.0);
        hash.side(self.forfeit.map(|forfeit| forfeit.loser));
        hash.u32(self.forfeit.map_or(u32::MAX, |forfeit| forfeit.at.0));
        hash.finish()
    }
}

#[cfg(test)]
mod tests;
