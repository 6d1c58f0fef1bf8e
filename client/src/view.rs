//! The two cameras: the world with its light below, the interface above it, on a window or on an image.

use bevy::camera::visibility::RenderLayers;
use bevy::camera::{CameraOutputMode, ClearColorConfig, Hdr, RenderTarget};
use bevy::core_pipeline::tonemapping::{DebandDither, Tonemapping};
use bevy::post_process::bloom::{Bloom, BloomCompositeMode, BloomPrefilter};
use bevy::prelude::*;
use bevy::render::render_resource::BlendState;
use bevy::render::renderer::RenderAdapterInfo;
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
        max_mip_dimension: 256,
        ..Bloom::NATURAL
    }
}

/// The glow can be switched off for slow machines, and is never asked of a processor that draws without a graphics card: it
/// would take most of the time of a frame, and the light that is painted looks nearly the same.
fn light(
    mut commands: Commands,
    settings: Res<Settings>,
    adapter: Option<Res<RenderAdapterInfo>>,
    cameras: Query<(Entity, Has<Bloom>, Has<Hdr>), With<WorldCamera>>,
) {
    // The engine does not pass the type on, only values of it.
    let on_processor = adapter.is_some_and(|adapter| format!("{:?}", adapter.device_type) == "Cpu");
    let wanted = settings.display.glow && !on_processor;
    for (camera, glows, wide) in &cameras {
        if wanted && !glows {
            commands.entity(camera).insert((Hdr, DebandDither::Enabled, bloom()));
        } else if !wanted && (glows || wide) {
            commands.entity(camera).remove::<(Bloom, Hdr)>().insert(DebandDither::Disabled);
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
