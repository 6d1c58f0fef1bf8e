//! Keys and gamepads of the court: who steers which way, and whether somebody wants the pause or the details of the link.

use bevy::prelude::*;
use bevy_egui::EguiContexts;

use super::pause::Pause;
use super::steering::{Press, Steering};
use crate::screen::{Overlay, Screen};
use crate::settings::{Action, Settings};

/// How far a stick has to be pushed to steer, 0 to 1.
const STICK: f32 = 0.4;

/// Which way each pad's stick pointed in the last frame: a stick has no "just pressed" of its own.
#[derive(Default)]
pub(super) struct Sticks([[bool; 2]; 2]);

/// Whether somebody writes into a text field, which then has the keyboard.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Typing(pub bool);

/// Looks whether somebody writes.
pub(super) fn notice_typing(mut contexts: EguiContexts, mut typing: ResMut<Typing>) {
    typing.set_if_neq(Typing(contexts.ctx_mut().is_ok_and(|ctx| ctx.text_edit_focused())));
}

/// Whether the keyboard belongs to the court now: no menu lies over it and nobody writes.
fn listens(screen: Screen, overlay: Overlay, pause: &Pause) -> bool {
    matches!(screen, Screen::Court | Screen::Search) && overlay == Overlay::None && !pause.open
}

/// Reads what is held and what was pressed since the last frame.
#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
pub(super) fn read(
    keys: Res<ButtonInput<KeyCode>>,
    pads: Query<(Entity, &Gamepad)>,
    settings: Res<Settings>,
    screen: Res<State<Screen>>,
    overlay: Res<State<Overlay>>,
    mut pause: ResMut<Pause>,
    mut steering: ResMut<Steering>,
    mut sticks: Local<Sticks>,
    typing: Res<Typing>,
) {
    let mut pads: Vec<(Entity, &Gamepad)> = pads.iter().collect();
    pads.sort_by_key(|(entity, _)| *entity);
    let wanted = |action| {
        settings.controls.key(action).is_some_and(|key| keys.just_pressed(key))
            || settings.controls.button(action).is_some_and(|button| pads.iter().any(|(_, pad)| pad.just_pressed(button)))
    };
    let back = pause.open && pads.iter().any(|(_, pad)| pad.just_pressed(GamepadButton::East));
    if *screen.get() == Screen::Court && *overlay.get() == Overlay::None && (back || wanted(Action::Pause)) {
        pause.toggle();
    }
    if wanted(Action::Netgraph) {
        pause.details = !pause.details;
    }
    let free = listens(*screen.get(), *overlay.get(), &pause) && !typing.0;
    for player in 0..2 {
        let pad = pads.get(player).map(|(_, pad)| *pad);
        let pushed = pad.map_or([false; 2], |pad| [pad.left_stick().y > STICK, pad.left_stick().y < -STICK]);
        let before = std::mem::replace(&mut sticks.0[player], pushed);
        let presses = [0, 1].map(|way| {
            let action = Action::of_player(player)[way];
            let key = settings
                .controls
                .key(action)
                .map_or(Press::default(), |key| Press { held: keys.pressed(key), struck: keys.just_pressed(key) });
            let button = pad
                .zip(settings.controls.button(action))
                .map_or(Press::default(), |(pad, button)| Press { held: pad.pressed(button), struck: pad.just_pressed(button) });
            key.or(button).or(Press { held: pushed[way], struck: pushed[way] && !before[way] })
        });
        if free {
            steering.players[player].follow(presses[0], presses[1]);
        }
    }
    if !free {
        steering.release();
    }
}
