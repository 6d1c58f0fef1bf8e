//! The last second of a match, tick by tick: each state, and what happened in the step that led to it.

use crate::sim::{Events, Pong, Tick};

/// Ticks that are remembered: as far as one predicts, and as far back as anything is drawn.
const REMEMBERED: u32 = 128;

/// States by tick, up to the newest. A match that is over stays as it is, while ticks go on.
#[derive(Clone, Debug)]
pub(super) struct History {
    ring: Vec<(Pong, Events)>,
    newest: Tick,
    oldest: Tick,
}

impl History {
    /// Only the present is known.
    pub(super) fn new(pong: Pong, tick: Tick) -> Self {
        Self { ring: vec![(pong, Events::NONE); REMEMBERED as usize], newest: tick, oldest: tick }
    }

    /// The state at a tick, if it is remembered.
    pub(super) fn at(&self, tick: Tick) -> Option<&(Pong, Events)> {
        (self.oldest <= tick && tick <= self.newest).then(|| &self.ring[Self::place(tick)])
    }

    pub(super) const fn newest(&self) -> Tick {
        self.newest
    }

    pub(super) const fn oldest(&self) -> Tick {
        self.oldest
    }

    /// The newest state.
    pub(super) fn present(&self) -> &(Pong, Events) {
        &self.ring[Self::place(self.newest)]
    }

    /// Adds the state of the next tick.
    pub(super) fn push(&mut self, pong: Pong, events: Events) {
        self.newest = self.newest.next();
        self.oldest = self.oldest.max(self.newest.earlier(REMEMBERED - 1));
        self.ring[Self::place(self.newest)] = (pong, events);
    }

    /// Forgets what came after a tick. The tick itself must be remembered.
    pub(super) fn rewind(&mut self, tick: Tick) {
        assert!(self.at(tick).is_some(), "{tick} is not remembered");
        self.newest = tick;
    }

    const fn place(tick: Tick) -> usize {
        (tick.0 % REMEMBERED) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Court, Inputs, Rules, Seed};

    #[test]
    fn the_last_states_are_remembered_and_no_others() {
        let mut pong = Pong::new(Rules::new(Court::Duel), Seed(1));
        let mut history = History::new(pong, Tick(0));
        assert_eq!(history.at(Tick(0)).map(|entry| entry.0), Some(pong));
        for _ in 0..300 {
            let events = pong.step(&Inputs::default());
            history.push(pong, events);
        }
        assert_eq!(history.present().0, pong);
        assert!(history.at(Tick(301)).is_none() && history.at(Tick(172)).is_none());
        assert_eq!(history.at(Tick(173)).map(|entry| entry.0.tick()), Some(Tick(173)));
        history.rewind(Tick(200));
        assert_eq!(history.present().0.tick(), Tick(200));
        assert!(history.at(Tick(201)).is_none());
    }
}
