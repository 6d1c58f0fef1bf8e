//! The first screen: what a person wants first, in one press.

pub mod view;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;

use crate::screen::{Navigate, Overlay, Screen};
use crate::ui::frame::{Shell, ViewSystems};
use view::{StartAction, StartModel};

pub(crate) fn plugin(app: &mut App) {
    app.add_systems(EguiPrimaryContextPass, show.run_if(in_state(Screen::Start).and_then(in_state(Overlay::None))).in_set(ViewSystems));
}

fn show(mut shell: Shell, mut exit: MessageWriter<AppExit>) {
    let model = StartModel::of(shell.session());
    let action = shell.page(view::WIDTH, |ui, look| view::start_ui(ui, look, &model)).flatten();
    let Some(action) = action else { return };
    let to = match action {
        StartAction::PlayNow => Screen::Search,
        StartAction::HotSeat => Screen::HotSeat,
        StartAction::Practice => Screen::Practice,
        StartAction::SignIn => Screen::SignIn,
        StartAction::Register => Screen::Register,
        StartAction::Quit => {
            exit.write(AppExit::Success);
            return;
        }
    };
    shell.go(Navigate::To(to));
}
