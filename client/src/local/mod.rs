//! Practice, and two on one keyboard: the screens before the court. Neither ever waits for a server, unless both players ask it to referee.

mod hot_seat;
pub mod model;
pub mod practice;
pub mod view;

use bevy::prelude::*;

pub(crate) fn plugin(app: &mut App) {
    practice::plugin(app);
    hot_seat::plugin(app);
}
