//! Everything but the court: colours, words, typefaces, and the few things that menus are made of.

mod bar;
pub mod button;
pub mod controls;
pub mod dock;
pub mod fonts;
pub mod frame;
pub mod icon;
pub mod lists;
pub mod moments;
pub mod pad;
pub mod pictures;
mod strip;
pub mod style;
pub mod text;
pub mod theme;
pub mod toast;
pub mod widgets;
pub mod words;

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPlugin, EguiPrimaryContextPass};

use self::pictures::Pictures;
use self::text::Text;
use self::theme::Theme;
use crate::settings::Settings;

/// What every view needs to look and to speak as the rest does.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// Colours.
    pub theme: &'a Theme,
    /// Words.
    pub text: &'a Text,
    /// Profile pictures.
    pub pictures: &'a Pictures,
    /// Whether things may move for the show of it.
    pub motion: bool,
}

/// The same for a system.
#[derive(SystemParam)]
pub struct Looks<'w> {
    theme: Res<'w, Theme>,
    text: Res<'w, Text>,
    pictures: Res<'w, Pictures>,
    motion: Res<'w, Motion>,
}

/// Whether things may move for the show of it.
#[derive(Resource, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Motion(pub bool);

impl Default for Motion {
    fn default() -> Self {
        Self(true)
    }
}

impl Looks<'_> {
    /// For a view.
    #[must_use]
    pub fn look(&self) -> Look<'_> {
        Look { theme: &self.theme, text: &self.text, pictures: &self.pictures, motion: self.motion.0 }
    }
}

pub(crate) fn plugin(app: &mut App) {
    app.add_plugins(EguiPlugin::default())
        .init_resource::<Theme>()
        .init_resource::<Text>()
        .init_resource::<Pictures>()
        .init_resource::<Motion>()
        .init_resource::<Dressed>()
        .add_systems(EguiPrimaryContextPass, dress.in_set(DressSystems))
        .configure_sets(EguiPrimaryContextPass, (DressSystems, frame::ViewSystems.run_if(is_dressed)).chain());
    frame::plugin(app);
    pad::plugin(app);
    toast::plugin(app);
}

/// Comes before everything that is shown.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct DressSystems;

/// Whether the context has its typefaces: they come one frame after they are given.
#[derive(Resource, Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Dressed {
    /// Not given.
    #[default]
    No,
    /// Given in this frame.
    Soon,
    /// There.
    Yes,
}

fn is_dressed(dressed: Res<Dressed>) -> bool {
    *dressed == Dressed::Yes
}

/// Gives the context its typefaces once, and its style and scale whenever they change.
fn dress(mut contexts: EguiContexts, theme: Res<Theme>, settings: Res<Settings>, mut dressed: ResMut<Dressed>) {
    let Ok(ctx) = contexts.ctx_mut() else { return };
    let first = *dressed == Dressed::No;
    if first {
        fonts::install(ctx);
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
    }
    if first || theme.is_changed() || settings.is_changed() {
        style::apply(ctx, &theme, !settings.interface.reduced_motion);
        ctx.set_zoom_factor(f32::from(settings.interface.scale) / 100.0);
    }
    dressed.set_if_neq(if first { Dressed::Soon } else { Dressed::Yes });
}
