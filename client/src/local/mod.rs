//! Practice, and two on one keyboard.

pub(crate) fn plugin(_: &mut bevy::prelude::App) {}
