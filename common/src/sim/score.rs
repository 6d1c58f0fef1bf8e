//! What each player has done in a match.

use serde::{Deserialize, Serialize};

/// The deeds of one seat.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Tally {
    /// Goals credited to this player.
    pub goals: u8,
    /// Goals of the other side that this player touched last.
    pub own_goals: u8,
    /// Balls struck with a face of the paddle.
    pub returns: u16,
}
