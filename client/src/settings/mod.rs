//! What somebody can choose, kept in a file, at work at once.

mod apply;
mod binding;
mod model;
mod store;
mod view;

use std::path::Path;

use bevy::prelude::*;

pub use binding::{Button, Key};
pub use model::{Action, Controls, DisplaySettings, InterfaceSettings, Settings, SoundSettings, WindowChoice};

use crate::screen::AppSystems;
use crate::ui::toast::Toast;

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
    view::plugin(app);
}
