//! Matches that are seen and not played: replays from their logs, and matches that run, live or from any moment on.

mod film;
mod line;
pub mod model;
mod source;
#[cfg(test)]
mod tests;
pub mod view;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use common::ids::MatchCode;
use common::sim::TICK_HZ;

use self::model::{FOOT, TheatreAction, TheatreDraft, TheatreModel};
pub(super) use self::source::Theatre;
use super::{Game, PlayAction, Source};
use crate::link::{Link, Open, Target};
use crate::screen::{AppSystems, Navigate, Overlay, Screen, TheatreDoor};
use crate::settings::Settings;
use crate::ui::Looks;
use crate::ui::frame::{self, ViewSystems};
use crate::ui::toast::Toast;

pub(super) fn plugin(app: &mut App) {
    let here = in_state(Screen::Theatre).and_then(in_state(Overlay::None));
    app.add_systems(EguiPrimaryContextPass, show.run_if(here).in_set(ViewSystems));
}

/// Everything of the theatre but what is drawn.
pub(super) fn unseen(app: &mut App) {
    app.init_resource::<TheatreModel>()
        .init_resource::<TheatreDraft>()
        .add_message::<TheatreAction>()
        .add_message::<Open>()
        .add_systems(
            Update,
            (give_up.in_set(AppSystems::Input), direct.in_set(AppSystems::Domain).after(super::begin).before(super::advance)),
        )
        .add_systems(Update, tell.in_set(AppSystems::Domain).after(super::advance).before(super::report))
        .add_systems(OnEnter(Screen::Theatre), |mut draft: ResMut<TheatreDraft>| draft.taking = false)
        .add_systems(OnExit(Screen::Theatre), close);
}

/// Whoever leaves the theatre leaves what is shown there, unless something else has begun already.
fn close(mut game: ResMut<Game>) {
    if matches!(game.source, Source::Theatre(_)) {
        *game = Game::default();
    }
}

/// Escape takes back the question whose paddle to take, or leads out.
fn give_up(
    keys: Res<ButtonInput<KeyCode>>,
    pads: Query<&Gamepad>,
    screen: Res<State<Screen>>,
    overlay: Res<State<Overlay>>,
    mut draft: ResMut<TheatreDraft>,
    mut actions: MessageWriter<TheatreAction>,
) {
    let pressed = keys.just_pressed(KeyCode::Escape) || pads.iter().any(|pad| pad.just_pressed(GamepadButton::East));
    if !pressed || *screen.get() != Screen::Theatre || *overlay.get() != Overlay::None {
        return;
    }
    if draft.taking {
        draft.taking = false;
    } else {
        actions.write(TheatreAction::Leave);
    }
}

/// Does what was pressed.
fn direct(
    mut actions: MessageReader<TheatreAction>,
    mut game: ResMut<Game>,
    mut play: MessageWriter<PlayAction>,
    door: Res<TheatreDoor>,
    mut go: MessageWriter<Navigate>,
) {
    for action in actions.read() {
        if *action == TheatreAction::Leave {
            go.write(Navigate::To(door.0));
        }
        let Source::Theatre(theatre) = &mut game.source else { continue };
        match action {
            TheatreAction::TakeOver { seat, skill } => {
                if let Some(spec) = theatre.take_over(*seat, *skill) {
                    play.write(PlayAction::Start(spec));
                }
            }
            // Done above, or by the interface.
            TheatreAction::Leave | TheatreAction::CopyLink => {}
            TheatreAction::Toggle
            | TheatreAction::Pause
            | TheatreAction::Seek(_)
            | TheatreAction::Skip(_)
            | TheatreAction::Step(_)
            | TheatreAction::RallyBefore
            | TheatreAction::RallyAfter
            | TheatreAction::Slower
            | TheatreAction::Faster
            | TheatreAction::Live => theatre.direct(*action),
        }
    }
}

/// What the controls are to show of it; and a match that has ended while it was not heard is opened as what it is now.
fn tell(mut game: ResMut<Game>, mut model: ResMut<TheatreModel>, mut open: MessageWriter<Open>) {
    if let Source::Theatre(theatre) = &mut game.source {
        model.set_if_neq(theatre.model());
        open.write_batch(theatre.take_ended().map(|link| Open(Target::Match(link))));
    }
}

fn show(
    mut contexts: EguiContexts,
    looks: Looks,
    model: Res<TheatreModel>,
    mut draft: ResMut<TheatreDraft>,
    mut actions: MessageWriter<TheatreAction>,
    mut toasts: MessageWriter<Toast>,
) {
    let Ok(ctx) = contexts.ctx_mut() else { return };
    let mut ui = frame::root(ctx, "theatre");
    let action = view::theatre_ui(&mut ui, looks.look(), &model, &mut draft);
    if let (Some(TheatreAction::CopyLink), Some(code)) = (action, model.code) {
        ctx.output_mut(|output| output.commands.push(egui::OutputCommand::CopyText(link(code, &model).to_string())));
        toasts.write(Toast::news("theatre-link-copied"));
        return;
    }
    if let Some(action) = action {
        actions.write(action);
    }
}

/// The link to what is seen now.
fn link(code: MatchCode, model: &TheatreModel) -> Link {
    Link { code, at_s: (!model.live).then_some(model.at.0 / TICK_HZ) }
}

/// Room that the controls need below the court, logical pixels.
pub(super) fn foot(settings: &Settings) -> f32 {
    FOOT * f32::from(settings.interface.scale) / 100.0
}
