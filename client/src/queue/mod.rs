//! The search for a duel.

pub(crate) fn plugin(_: &mut bevy::prelude::App) {}
