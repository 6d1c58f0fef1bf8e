//! Which way the people at this keyboard steer, kept for the simulation until its next tick.

use bevy::prelude::Resource;
use common::sim::Steer;
use common::wire::PLAYERS_PER_CLIENT_MAX;

/// Gamepads that are told apart.
pub const PADS_MAX: usize = 4;

/// The steering of the players at this client.
#[derive(Resource, Clone, Copy, Debug, Default)]
pub struct Steering {
    /// Player 1, player 2, and whoever has come beside them.
    pub players: [Latch; PLAYERS_PER_CLIENT_MAX],
}

/// What one player steers with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hand {
    /// The keys of player 1 (0) or of player 2 (1).
    pub keys: Option<usize>,
    /// The first (0) to the last gamepad, below [`PADS_MAX`].
    pub pad: Option<usize>,
}

/// What each player at this client steers with, in the order of the players.
#[derive(Resource, Clone, Debug, PartialEq, Eq)]
pub struct Hands(pub Vec<Hand>);

impl Default for Hands {
    /// Two people, each with half of the keyboard or a gamepad, as they like.
    fn default() -> Self {
        Self([0, 1].map(|player| Hand { keys: Some(player), pad: Some(player) }).into())
    }
}

impl Hand {
    /// Half of the keyboard: that of player 1 (0) or of player 2 (1).
    #[must_use]
    pub const fn keys(half: usize) -> Self {
        Self { keys: Some(half), pad: None }
    }

    /// A gamepad, counted from 0.
    #[must_use]
    pub const fn pad(pad: usize) -> Self {
        Self { keys: None, pad: Some(pad) }
    }

    /// Everything that one of several people can be given, in the order in which it is given out.
    #[must_use]
    pub fn all() -> Vec<Self> {
        [0, 1].map(Self::keys).into_iter().chain((0..PADS_MAX).map(Self::pad)).collect()
    }
}

/// The steering of one player. A press that is shorter than a frame is not lost: it counts for one tick.
#[derive(Clone, Copy, Debug)]
pub struct Latch {
    held: Steer,
    tap: Option<Steer>,
    newest: Steer,
}

/// One direction of one player, over all keys and buttons bound to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Press {
    /// Down now.
    pub held: bool,
    /// Went down since the last frame.
    pub struck: bool,
}

impl Press {
    /// Together with another key of the same meaning.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self { held: self.held || other.held, struck: self.struck || other.struck }
    }
}

impl Default for Latch {
    fn default() -> Self {
        Self { held: Steer::Still, tap: None, newest: Steer::Still }
    }
}

impl Latch {
    /// Takes in the keys of a frame. When both directions are held, the one pressed last counts.
    pub fn follow(&mut self, up: Press, down: Press) {
        if up.struck {
            self.newest = Steer::Up;
        }
        if down.struck {
            self.newest = Steer::Down;
        }
        self.held = match (up.held, down.held) {
            (true, true) => self.newest,
            (true, false) => Steer::Up,
            (false, true) => Steer::Down,
            (false, false) => Steer::Still,
        };
        if self.held == Steer::Still && (up.struck || down.struck) {
            self.tap = Some(self.newest);
        }
    }

    /// The way to steer now, without using up a tap.
    #[must_use]
    pub fn now(&self) -> Steer {
        self.tap.unwrap_or(self.held)
    }

    /// The way to steer in the tick that is taken now.
    pub fn take(&mut self) -> Steer {
        self.tap.take().unwrap_or(self.held)
    }
}

impl Steering {
    /// What a single person steers with the keys of any player; player 1 goes first.
    #[must_use]
    pub fn anybody(&self) -> Steer {
        let steers = self.players.iter().map(Latch::now);
        steers.into_iter().find(|steer| matches!(steer, Steer::Up | Steer::Down)).unwrap_or(Steer::Still)
    }

    /// The same for the tick that is taken now.
    pub fn take_anybody(&mut self) -> Steer {
        let steer = self.anybody();
        for latch in &mut self.players {
            latch.take();
        }
        steer
    }

    /// Lets go of everything: a text field or a menu has the keyboard.
    pub fn release(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HELD: Press = Press { held: true, struck: false };
    const STRUCK: Press = Press { held: true, struck: true };
    const TAPPED: Press = Press { held: false, struck: true };
    const FREE: Press = Press { held: false, struck: false };

    #[test]
    fn the_direction_pressed_last_counts_while_both_are_held() {
        let mut latch = Latch::default();
        latch.follow(STRUCK, FREE);
        assert_eq!(latch.take(), Steer::Up);
        latch.follow(HELD, STRUCK);
        assert_eq!(latch.take(), Steer::Down);
        latch.follow(HELD, HELD);
        assert_eq!(latch.take(), Steer::Down);
        latch.follow(HELD, FREE);
        assert_eq!(latch.take(), Steer::Up);
    }

    #[test]
    fn a_tap_shorter_than_a_frame_counts_for_exactly_one_tick() {
        let mut latch = Latch::default();
        latch.follow(FREE, TAPPED);
        assert_eq!(latch.now(), Steer::Down);
        assert_eq!(latch.take(), Steer::Down);
        assert_eq!(latch.take(), Steer::Still);
    }

    #[test]
    fn a_single_person_steers_with_the_keys_of_either_player() {
        let mut steering = Steering::default();
        steering.players[1].follow(STRUCK, FREE);
        assert_eq!(steering.take_anybody(), Steer::Up);
    }
}
