//! What somebody can choose, kept in a file, at work at once.

mod apply;
mod binding;
pub mod capture;
mod model;
mod store;
pub mod view;

use std::path::Path;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;

pub use binding::{Button, Key};
pub use model::{Action, Controls, DisplaySettings, InterfaceSettings, Settings, SoundSettings, WindowChoice};

use crate::screen::{AppSystems, Navigate, Overlay};
use crate::ui::frame::{Shell, ViewSystems, WIDE};
use crate::ui::toast::Toast;
use capture::Capture;
use view::SettingsAction;

pub(crate) fn plugin(app: &mut App, folder: Option<&Path>) {
    let store = store::Store::open(folder);
    let (settings, notice) = store.read();
    app.add_message::<Toast>()
        .insert_resource(settings)
        .insert_resource(store)
        .add_systems(Update, (store::keep, apply::speak, apply::paint, apply::window).in_set(AppSystems::Present))
        .add_systems(Last, apply::limit_frames);
    if let Some(notice) = notice {
        app.world_mut().write_message(notice);
    }
    app.init_resource::<Capture>()
        .add_systems(Update, capture::capture.in_set(AppSystems::Input))
        .add_systems(EguiPrimaryContextPass, show.run_if(in_state(Overlay::Settings)).in_set(ViewSystems));
}

fn show(mut shell: Shell, mut settings: ResMut<Settings>, mut capture: ResMut<Capture>) {
    let mut draft = settings.clone();
    let waiting = *capture;
    let action = shell.page(WIDE, |ui, look| view::settings_ui(ui, look, &mut draft, &waiting)).flatten();
    settings.set_if_neq(draft);
    match action {
        Some(SettingsAction::Capture(action, device)) => *capture = Capture::of(action, device),
        Some(SettingsAction::Back) => shell.go(Navigate::CloseSettings),
        None => {}
    }
}
