//! Keys and gamepads of the court: who steers which way, and whether somebody wants the pause or the details of the link.

use bevy::prelude::*;
use bevy_egui::EguiContexts;

use super::pause::Pause;
use super::steering::{Hand, Hands, PADS_MAX, Press, Steering};
use crate::screen::{Overlay, Screen};
use crate::settings::{Action, Controls, Settings};

/// How far a stick has to be pushed to steer, 0 to 1.
const STICK: f32 = 0.4;

/// Which way each pad's stick pointed in the last frame: a stick has no "just pressed" of its own.
#[derive(Default)]
pub(super) struct Sticks([[bool; 2]; PADS_MAX]);

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
    hands: Res<Hands>,
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
    let struck = stick_presses(&pads, &mut sticks);
    for (latch, hand) in steering.players.iter_mut().zip(&hands.0).filter(|_| free) {
        let pad = hand.pad.and_then(|pad| pads.get(pad)).map(|(_, pad)| *pad);
        let stick = hand.pad.and_then(|pad| struck.get(pad)).copied().unwrap_or_default();
        let presses = [0, 1].map(|way| pressed(hand, way, &keys, pad, &settings.controls).or(stick[way]));
        latch.follow(presses[0], presses[1]);
    }
    if !free {
        steering.release();
    }
}

/// Up (0) or down (1) of what somebody has in the hand, but for the stick.
fn pressed(hand: &Hand, way: usize, keys: &ButtonInput<KeyCode>, pad: Option<&Gamepad>, controls: &Controls) -> Press {
    let key = hand.keys.and_then(|half| controls.key(Action::of_player(half)[way]));
    let key = key.map_or(Press::default(), |key| Press { held: keys.pressed(key), struck: keys.just_pressed(key) });
    // Whoever has a pad and no keys has the buttons of player 1.
    let button = controls.button(Action::of_player(hand.keys.unwrap_or(0))[way]);
    let button =
        pad.zip(button).map_or(Press::default(), |(pad, button)| Press { held: pad.pressed(button), struck: pad.just_pressed(button) });
    key.or(button)
}

/// Where the stick of each pad points: up and down.
fn stick_presses(pads: &[(Entity, &Gamepad)], sticks: &mut Sticks) -> [[Press; 2]; PADS_MAX] {
    let mut found = [[Press::default(); 2]; PADS_MAX];
    for (place, presses) in found.iter_mut().enumerate() {
        let pushed = pads.get(place).map_or([false; 2], |(_, pad)| [pad.left_stick().y > STICK, pad.left_stick().y < -STICK]);
        let before = std::mem::replace(&mut sticks.0[place], pushed);
        *presses = [0, 1].map(|way| Press { held: pushed[way], struck: pushed[way] && !before[way] });
    }
    found
}
