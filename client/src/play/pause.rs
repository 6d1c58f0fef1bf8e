//! The pause menu over the court. A match of this process stands still below it, a match of a server does not.

use bevy::prelude::*;

/// What is open over the court.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pause {
    /// The menu.
    pub(super) open: bool,
    /// Its question whether to leave.
    pub(super) asking: bool,
    /// The details of the connection.
    pub(super) details: bool,
}

impl Pause {
    /// The key of the pause: opens the menu, closes it, or takes back the question.
    pub(super) fn toggle(&mut self) {
        if self.asking {
            self.asking = false;
        } else {
            self.open = !self.open;
        }
    }

    /// Closes the menu.
    pub(super) fn close(&mut self) {
        self.open = false;
        self.asking = false;
    }
}
