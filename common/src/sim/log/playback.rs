//! A cursor that steps through a log: replays, the recovery of rooms and the tests share it.

use super::Log;
use crate::sim::event::Events;
use crate::sim::pong::{Phase, Pong};
use crate::sim::steer::Inputs;

/// A place in a log, with the state there. It belongs to the log that it was made for.
#[derive(Clone, Copy, Debug)]
pub struct Cursor {
    pong: Pong,
    inputs: Inputs,
    /// Changes that have taken effect.
    taken: usize,
}

/// A match played again from its log.
#[derive(Clone, Debug)]
pub struct Playback<'a> {
    log: &'a Log,
    cursor: Cursor,
}

impl Cursor {
    /// At the beginning of a match.
    #[must_use]
    pub fn new(log: &Log) -> Self {
        Self { pong: Pong::new(*log.rules(), log.seed()), inputs: Inputs::default(), taken: 0 }
    }

    /// The state here.
    #[must_use]
    pub const fn pong(&self) -> &Pong {
        &self.pong
    }

    /// The steer of every seat in the step that was taken last.
    #[must_use]
    pub const fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// Takes the next step; `None` at the end of what is decided, or of the match.
    pub fn step(&mut self, log: &Log) -> Option<Events> {
        let tick = self.pong.tick();
        if tick >= log.through() || self.pong.phase() == Phase::Over {
            return None;
        }
        while let Some(change) = log.changes().get(self.taken).filter(|change| change.tick <= tick) {
            self.inputs.set(change.seat, change.steer);
            self.taken += 1;
        }
        Some(self.pong.step(&self.inputs))
    }
}

impl<'a> Playback<'a> {
    /// At the beginning of a match.
    #[must_use]
    pub fn new(log: &'a Log) -> Self {
        Self { log, cursor: Cursor::new(log) }
    }

    /// The state at the cursor.
    #[must_use]
    pub const fn pong(&self) -> &Pong {
        self.cursor.pong()
    }

    /// The steer of every seat in the step that was taken last.
    #[must_use]
    pub const fn inputs(&self) -> &Inputs {
        self.cursor.inputs()
    }

    /// Takes the next step; `None` at the end of what is decided, or of the match.
    pub fn step(&mut self) -> Option<Events> {
        self.cursor.step(self.log)
    }
}
