//! The two cameras: the world with its light below, the interface above it, on a window or on an image.

use bevy::camera::visibility::RenderLayers;
use bevy::camera::{CameraOutputMode, ClearColorConfig, Hdr, RenderTarget};
use bevy::core_pipeline::tonemapping::{DebandDither, Tonemapping};
use bevy::post_process::bloom::{Bloom, BloomCompositeMode, BloomPrefilter};
use bevy::prelude::*;
use bevy::render::render_resource::BlendState;
use bevy_egui::{EguiGlobalSettings, PrimaryEguiContext};

use crate::settings::Settings;
use crate::ui::theme::Theme;

/// The camera of the court.
#[derive(Component)]
pub struct WorldCamera;

/// The camera of the interface.
#[derive(Component)]
pub struct InterfaceCamera;

/// Adds both; where they draw to is said once, here.
pub(crate) fn plugin(app: &mut App, target: RenderTarget) {
    app.add_systems(PreStartup, move |mut commands: Commands, mut egui: ResMut<EguiGlobalSettings>| {
        egui.auto_create_primary_context = false;
        spawn(&mut commands, &target);
    })
    .add_systems(Update, (light, darken));
}

fn spawn(commands: &mut Commands, target: &RenderTarget) {
    commands.spawn((
        WorldCamera,
        Camera2d,
        Camera { order: 0, ..default() },
        Hdr,
        // The palette's colours as they are, dark ground without steps, and no multisampling: what is painted has soft edges.
        (Tonemapping::None, DebandDither::Enabled, Msaa::Off),
        bloom(),
        target.clone(),
    ));
    commands.spawn((
        InterfaceCamera,
        PrimaryEguiContext,
        Camera2d,
        Msaa::Off,
        RenderLayers::none(),
        Camera {
            order: 1,
            output_mode: CameraOutputMode::Write { blend_state: Some(BlendState::ALPHA_BLENDING), clear_color: ClearColorConfig::None },
            clear_color: ClearColorConfig::Custom(Color::NONE),
            ..default()
        },
        target.clone(),
    ));
}

/// Only what is brighter than white glows, so that lines and words stay sharp.
fn bloom() -> Bloom {
    Bloom {
        intensity: 0.35,
        prefilter: BloomPrefilter { threshold: 0.85, threshold_softness: 0.3 },
        composite_mode: BloomCompositeMode::Additive,
        ..Bloom::NATURAL
    }
}

/// The glow can be switched off for slow machines.
fn light(mut commands: Commands, settings: Res<Settings>, cameras: Query<(Entity, Has<Bloom>), With<WorldCamera>>) {
    for (camera, glows) in &cameras {
        match (settings.display.glow, glows) {
            (true, false) => {
                commands.entity(camera).insert(bloom());
            }
            (false, true) => {
                commands.entity(camera).remove::<Bloom>();
            }
            (true, true) | (false, false) => {}
        }
    }
}

/// The room around the table is the palette's ink.
fn darken(theme: Res<Theme>, mut cameras: Query<&mut Camera, With<WorldCamera>>) {
    if theme.is_changed() {
        for mut camera in &mut cameras {
            camera.clear_color = ClearColorConfig::Custom(theme.world(theme.ink));
        }
    }
}
