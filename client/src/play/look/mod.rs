//! How the court looks: one mesh, painted anew for every frame from the scene and what is fading away in it.

mod bodies;
mod brush;
mod table;

use bevy::asset::{AssetPath, embedded_asset, embedded_path};
use bevy::camera::visibility::NoFrustumCulling;
use bevy::color::{LinearRgba, Mix};
use bevy::math::Vec2;
use bevy::prelude::*;
use bevy::render::render_resource::AsBindGroup;
use bevy::shader::ShaderRef;
use bevy::sprite_render::{AlphaMode2d, Material2d, Material2dPlugin};

use self::brush::Brush;
use super::effects::Effects;
use super::fit::Fit;
use super::scene::Scene;
use crate::screen::AppSystems;
use crate::ui::theme::Theme;
use crate::view::WorldCamera;

/// The colours of the court, from the palette.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ink {
    /// The table where the light does not reach, and where it does.
    pub(super) table_low: LinearRgba,
    /// The lit table.
    pub(super) table_high: LinearRgba,
    /// Lines on it.
    pub(super) line: LinearRgba,
    /// What is engraved, and shadows.
    pub(super) shade: LinearRgba,
    /// `a` and `b`.
    pub(super) sides: [LinearRgba; 2],
    /// The brightest thing on the screen.
    pub(super) ball: LinearRgba,
    /// What waits for somebody.
    pub(super) accent: LinearRgba,
}

impl Ink {
    /// The colours of a palette.
    fn of(theme: &Theme) -> Self {
        let linear = |color| theme.world(color).to_linear();
        let sides = [theme.side_a, theme.side_b].map(linear);
        let (surface, raised, lifted) = (linear(theme.surface), linear(theme.raised), linear(theme.lifted));
        Self {
            table_low: surface.mix(&raised, 0.1),
            table_high: raised.mix(&lifted, 0.45),
            line: linear(theme.line),
            shade: linear(theme.ink),
            sides,
            ball: linear(theme.ball),
            accent: linear(theme.accent),
        }
    }
}

/// Radius of the ring in the middle, court units.
pub(super) const RING: f32 = table::CIRCLE;

/// What a picture is painted from.
struct View<'a> {
    scene: &'a Scene,
    effects: &'a Effects,
    ink: &'a Ink,
    fit: Fit,
    /// Size of the court, court units.
    size: Vec2,
}

impl View<'_> {
    /// A length of the court in logical pixels.
    fn px(&self, units: f32) -> f32 {
        units * self.fit.scale
    }
}

/// The mesh of the court.
#[derive(Component)]
pub(super) struct Canvas;

/// Shows the colours of the corners as they are: the cheapest that can be drawn, for machines without a graphics card.
#[derive(Asset, AsBindGroup, TypePath, Clone, Debug)]
pub(super) struct Paint {}

impl Material2d for Paint {
    fn fragment_shader() -> ShaderRef {
        ShaderRef::Path(AssetPath::from_path_buf(embedded_path!("canvas.wgsl")).with_source("embedded"))
    }

    fn alpha_mode(&self) -> AlphaMode2d {
        AlphaMode2d::Blend
    }
}

pub(super) fn plugin(app: &mut App) {
    embedded_asset!(app, "canvas.wgsl");
    app.add_plugins(Material2dPlugin::<Paint>::default())
        .add_systems(Startup, set_up)
        .add_systems(Update, draw.in_set(AppSystems::Present).after(super::feel));
}

/// Puts the empty canvas into the world.
fn set_up(mut commands: Commands, mut meshes: ResMut<Assets<Mesh>>, mut materials: ResMut<Assets<Paint>>) {
    let mesh = meshes.add(Brush::default().into_mesh());
    commands.spawn((Canvas, Mesh2d(mesh), MeshMaterial2d(materials.add(Paint {})), NoFrustumCulling));
}

/// Paints this frame.
fn draw(
    scene: Res<Scene>,
    effects: Res<Effects>,
    theme: Res<Theme>,
    camera: Query<&Camera, With<WorldCamera>>,
    canvas: Query<&Mesh2d, With<Canvas>>,
    mut meshes: ResMut<Assets<Mesh>>,
) {
    let Some(window) = camera.iter().next().and_then(Camera::logical_viewport_size) else { return };
    let ink = Ink::of(&theme);
    let mesh = paint(&scene, &effects, &ink, window).into_mesh();
    for canvas in &canvas {
        if let Some(mut shown) = meshes.get_mut(&canvas.0) {
            *shown = mesh.clone();
        }
    }
}

/// The whole picture, for a window of this size in logical pixels.
fn paint(scene: &Scene, effects: &Effects, ink: &Ink, window: Vec2) -> Brush {
    let size = scene.size();
    let view = View { scene, effects, ink, fit: scene.fit(window), size };
    let mut brush = Brush::default();
    table::paint(&mut brush, &view);
    bodies::paint(&mut brush, &view);
    brush
}
