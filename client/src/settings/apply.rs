//! Settings at work: in the same frame in which they change.

use std::time::{Duration, Instant};

use bevy::prelude::*;
use bevy::window::{MonitorSelection, PresentMode, PrimaryWindow, WindowMode};

use super::model::{Settings, WindowChoice};
use crate::ui::Motion;
use crate::ui::text::{Language, Text};
use crate::ui::theme::Theme;

/// The language.
pub(super) fn speak(settings: Res<Settings>, mut text: ResMut<Text>) {
    let wanted = settings.interface.language.unwrap_or_else(Language::of_system);
    if settings.is_changed() && text.language() != wanted {
        *text = Text::new(wanted);
    }
}

/// The palette, and how much moves.
pub(super) fn paint(settings: Res<Settings>, mut theme: ResMut<Theme>, mut motion: ResMut<Motion>) {
    motion.set_if_neq(Motion(!settings.interface.reduced_motion));
    if settings.is_changed() && theme.name != settings.interface.palette {
        *theme = Theme::of(settings.interface.palette);
    }
}

/// The window.
pub(super) fn window(settings: Res<Settings>, mut windows: Query<&mut Window, With<PrimaryWindow>>) {
    if !settings.is_changed() {
        return;
    }
    let mode = match settings.display.window {
        WindowChoice::Windowed => WindowMode::Windowed,
        WindowChoice::Fullscreen => WindowMode::BorderlessFullscreen(MonitorSelection::Current),
    };
    let present = if settings.display.vsync { PresentMode::AutoVsync } else { PresentMode::AutoNoVsync };
    for mut window in &mut windows {
        if window.mode != mode {
            window.mode = mode;
        }
        if window.present_mode != present {
            window.present_mode = present;
        }
    }
}

/// Waits out the rest of a frame that was quicker than the bound on frames allows.
#[expect(clippy::disallowed_methods, reason = "to hold a frame back is what this is for")]
pub(super) fn limit_frames(settings: Res<Settings>, mut due: Local<Option<Instant>>) {
    if settings.display.frame_limit == 0 {
        *due = None;
        return;
    }
    let length = Duration::from_secs(1) / u32::from(settings.display.frame_limit);
    let now = Instant::now();
    let begun = due.unwrap_or(now);
    if begun > now {
        std::thread::sleep(begun - now);
    }
    // Counted from when it was due, so that frames do not drift; from now, after a pause.
    *due = Some(begun.max(now.checked_sub(length).unwrap_or(now)) + length);
}
