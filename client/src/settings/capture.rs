//! Binding: waits for the next key or button and gives it to an action.

use bevy::prelude::*;

use super::binding::{Button, Key};
use super::model::{Action, Settings};
use crate::screen::EscapeTaken;

/// What a binding is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Device {
    /// The keyboard.
    Keyboard,
    /// A gamepad.
    Gamepad,
}

/// Which binding waits for its key or button.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Capture {
    /// The one that waits.
    pub waiting: Option<(Action, Device)>,
    /// The key that was just bound is still down: it presses nothing else in this frame.
    cooling: bool,
}

impl Capture {
    /// Waits for the next key or button.
    #[must_use]
    pub const fn of(action: Action, device: Device) -> Self {
        Self { waiting: Some((action, device)), cooling: false }
    }

    /// Whether keys mean nothing else now.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.waiting.is_some() || self.cooling
    }
}

/// Takes the next key or button. Escape gives up, unless it is to be the key of the pause.
pub(super) fn capture(
    keys: Res<ButtonInput<KeyCode>>,
    pads: Query<&Gamepad>,
    mut capture: ResMut<Capture>,
    mut settings: ResMut<Settings>,
    mut taken: ResMut<EscapeTaken>,
) {
    let before = *capture;
    capture.bypass_change_detection().cooling = false;
    if let Some((action, device)) = before.waiting {
        let escape = keys.just_pressed(KeyCode::Escape) && !(action == Action::Pause && device == Device::Keyboard);
        let done = match device {
            _ if escape => true,
            Device::Keyboard => keys.get_just_pressed().copied().find_map(Key::of).is_some_and(|key| {
                settings.controls.bind_key(action, key);
                true
            }),
            Device::Gamepad => pads.iter().flat_map(Gamepad::get_just_pressed).copied().find_map(Button::of).is_some_and(|button| {
                settings.controls.bind_button(action, button);
                true
            }),
        };
        if done {
            *capture = Capture { waiting: None, cooling: true };
        }
    }
    taken.set_if_neq(EscapeTaken(capture.is_busy()));
}
