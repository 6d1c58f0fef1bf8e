//! What happened in one step, for scores, sounds and sparks. Nothing in the simulation depends on it.

use super::fx::Point;
use super::seat::{Seat, Side};

/// Most events of one step.
pub const EVENTS_MAX: usize = 8;

/// Something that happened in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A new second of the countdown begins.
    CountdownTick {
        /// Whole seconds until the serve, 2 or 1.
        seconds_left: u8,
    },
    /// The ball starts from the middle.
    Serve {
        /// Per tick.
        velocity: Point,
    },
    /// The ball was folded back from the top or the bottom.
    Wall {
        /// The middle of the ball.
        at: Point,
        /// Court units per second.
        speed: u16,
    },
    /// A paddle struck the ball with a face.
    Return {
        /// Whose paddle.
        seat: Seat,
        /// The middle of the ball.
        at: Point,
        /// Court units per second, after the return.
        speed: u16,
        /// The ball's velocity after the return, per tick.
        out: Point,
    },
    /// The ball met the top or the bottom of a paddle.
    Edge {
        /// Whose paddle.
        seat: Seat,
        /// The middle of the ball.
        at: Point,
    },
    /// A side scored.
    Goal {
        /// The side that scored.
        side: Side,
        /// Whose goal it is; for an own goal, whose mistake.
        by: Seat,
        /// Whether `by` sits on the other side.
        own: bool,
        /// The middle of the ball.
        at: Point,
        /// Returns in the rally.
        rally: u16,
    },
    /// The match ended.
    Over {
        /// Who won it.
        winner: Side,
    },
}

/// The events of one step, in the order in which they happened.
#[derive(Clone, Copy, Debug)]
pub struct Events {
    len: u8,
    items: [Event; EVENTS_MAX],
}

impl Events {
    /// Nothing happened.
    pub const NONE: Self = Self { len: 0, items: [Event::CountdownTick { seconds_left: 0 }; EVENTS_MAX] };

    /// The events, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Event> {
        self.as_slice().iter()
    }

    /// The events, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Event] {
        &self.items[..usize::from(self.len)]
    }

    /// Whether nothing happened.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// # Panics
    /// When a step has more than `EVENTS_MAX` events, which the bound on contacts in a step excludes.
    pub(super) fn push(&mut self, event: Event) {
        self.items[usize::from(self.len)] = event;
        self.len += 1;
    }
}

impl Default for Events {
    fn default() -> Self {
        Self::NONE
    }
}

impl PartialEq for Events {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Events {}

impl<'a> IntoIterator for &'a Events {
    type Item = &'a Event;
    type IntoIter = std::slice::Iter<'a, Event>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
