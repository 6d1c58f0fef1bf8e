//! The settings, as they are seen.

pub(super) fn plugin(_: &mut bevy::prelude::App) {}
