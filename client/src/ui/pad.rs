//! A gamepad in the menus: it moves the focus and presses, as the arrow keys and Enter do.

use bevy::prelude::*;
use bevy_egui::input::EguiInputEvent;
use bevy_egui::{EguiContexts, PrimaryEguiContext, egui};

use super::widgets;
use crate::screen::{AppSystems, Overlay, Screen};

/// What each button of a pad is on a keyboard. East is Escape, which the screens see to.
const KEYS: [(GamepadButton, egui::Key); 5] = [
    (GamepadButton::DPadUp, egui::Key::ArrowUp),
    (GamepadButton::DPadDown, egui::Key::ArrowDown),
    (GamepadButton::DPadLeft, egui::Key::ArrowLeft),
    (GamepadButton::DPadRight, egui::Key::ArrowRight),
    (GamepadButton::South, egui::Key::Enter),
];
/// A stick counts as pushed beyond the first, and as let go below the second, 0 to 1.
const PUSHED: f32 = 0.6;
const LET_GO: f32 = 0.3;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (press, find_focus).in_set(AppSystems::Input));
}

/// Which way each stick was pushed in the last frame.
#[derive(Default)]
struct Pushed(Option<egui::Key>);

fn press(
    pads: Query<&Gamepad>,
    context: Query<Entity, With<PrimaryEguiContext>>,
    mut events: MessageWriter<EguiInputEvent>,
    mut pushed: Local<Pushed>,
) {
    let Some(context) = context.iter().next() else { return };
    let mut strike = |key| {
        for down in [true, false] {
            let event = egui::Event::Key { key, physical_key: None, pressed: down, repeat: false, modifiers: egui::Modifiers::NONE };
            events.write(EguiInputEvent { context, event });
        }
    };
    for pad in &pads {
        for (button, key) in KEYS {
            if pad.just_pressed(button) {
                strike(key);
            }
        }
    }
    let stick = pads.iter().map(Gamepad::left_stick).max_by(|one, other| one.length().total_cmp(&other.length())).unwrap_or_default();
    match (way(stick), pushed.0) {
        (Some(key), None) if stick.length() > PUSHED => {
            strike(key);
            pushed.0 = Some(key);
        }
        _ if stick.length() < LET_GO => pushed.0 = None,
        (Some(_) | None, _) => {}
    }
}

/// The arrow key that points where a stick does.
fn way(stick: Vec2) -> Option<egui::Key> {
    if stick == Vec2::ZERO {
        return None;
    }
    Some(match (stick.x.abs() > stick.y.abs(), stick.x > 0.0, stick.y > 0.0) {
        (true, true, _) => egui::Key::ArrowRight,
        (true, false, _) => egui::Key::ArrowLeft,
        (false, _, true) => egui::Key::ArrowUp,
        (false, _, false) => egui::Key::ArrowDown,
    })
}

/// An arrow that finds nothing with the focus gives it to what comes first.
fn find_focus(
    keys: Res<ButtonInput<KeyCode>>,
    pads: Query<&Gamepad>,
    screen: Res<State<Screen>>,
    overlay: Res<State<Overlay>>,
    mut contexts: EguiContexts,
) {
    let steers = matches!(screen.get(), Screen::Court | Screen::Search) && *overlay.get() == Overlay::None;
    let arrow = keys.any_just_pressed([KeyCode::ArrowUp, KeyCode::ArrowDown, KeyCode::ArrowLeft, KeyCode::ArrowRight])
        || pads.iter().any(|pad| KEYS.iter().any(|(button, _)| pad.just_pressed(*button)));
    let Ok(ctx) = contexts.ctx_mut() else { return };
    if arrow && !steers && ctx.memory(|memory| memory.focused().is_none()) {
        widgets::ask_for_focus(ctx);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stick_points_where_the_nearest_arrow_does() {
        assert_eq!(way(Vec2::new(0.2, 0.9)), Some(egui::Key::ArrowUp));
        assert_eq!(way(Vec2::new(0.2, -0.9)), Some(egui::Key::ArrowDown));
        assert_eq!(way(Vec2::new(-0.8, 0.1)), Some(egui::Key::ArrowLeft));
        assert_eq!(way(Vec2::ZERO), None);
    }
}
