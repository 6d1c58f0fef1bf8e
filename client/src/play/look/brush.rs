//! A brush that paints soft-edged shapes into one list of triangles with a colour at every corner.
//!
//! The whole court is one such list, made anew for every frame: nothing has to be spawned, moved or removed, shapes are
//! drawn in the order in which they were painted, and edges are smooth without multisampling. Coordinates are logical
//! pixels in the world of the camera, y upwards; angles are radians.

use std::f32::consts::TAU;

use bevy::asset::RenderAssetUsages;
use bevy::color::LinearRgba;
use bevy::math::Vec2;
use bevy::mesh::{Indices, Mesh, PrimitiveTopology};

/// Width of the soft edge of every shape, pixels.
const SOFT: f32 = 1.0;
/// Corners of a triangle list beyond which nothing more is painted: a bound on what one frame can cost.
const CORNERS_MAX: usize = 40_000;
/// Sides of a circle.
const CIRCLE: u16 = 40;
/// Sides of the quarter circle at a corner.
const CORNER: u16 = 5;

/// Triangles in the order in which they are drawn.
#[derive(Clone, Debug, Default)]
pub(super) struct Brush {
    positions: Vec<[f32; 3]>,
    colours: Vec<[f32; 4]>,
    indices: Vec<u32>,
}

/// One place of a stroke.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dab {
    pub(super) at: Vec2,
    /// Half the width of the stroke here.
    pub(super) half: f32,
    pub(super) colour: LinearRgba,
}

impl Brush {
    /// How much has been painted, in corners.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.positions.len()
    }

    /// Every corner that has been painted.
    #[cfg(test)]
    pub(super) fn corners(&self) -> impl Iterator<Item = (Vec2, LinearRgba)> + '_ {
        self.positions
            .iter()
            .zip(&self.colours)
            .map(|(at, colour)| (Vec2::new(at[0], at[1]), LinearRgba::new(colour[0], colour[1], colour[2], colour[3])))
    }

    /// Adds a corner and gives its number.
    pub(super) fn corner(&mut self, at: Vec2, colour: LinearRgba) -> u32 {
        let number = u32::try_from(self.positions.len()).unwrap_or(u32::MAX);
        self.positions.push([at.x, at.y, 0.0]);
        self.colours.push([colour.red, colour.green, colour.blue, colour.alpha]);
        number
    }

    /// Adds a triangle between three corners.
    pub(super) fn triangle(&mut self, corners: [u32; 3]) {
        self.indices.extend_from_slice(&corners);
    }

    fn full(&self) -> bool {
        self.positions.len() >= CORNERS_MAX
    }

    /// A convex outline, filled, each place with its own colour.
    pub(super) fn convex(&mut self, outline: &[Vec2], shade: impl Fn(Vec2) -> LinearRgba) {
        if outline.len() < 3 || self.full() {
            return;
        }
        let middle = outline.iter().copied().sum::<Vec2>() / f32::from(u16::try_from(outline.len()).unwrap_or(u16::MAX));
        let hub = self.corner(middle, shade(middle));
        let rims: Vec<(u32, u32)> = outline
            .iter()
            .map(|place| {
                let (inside, outside) = (*place, *place + (*place - middle).normalize_or_zero() * SOFT);
                let colour = shade(inside);
                (self.corner(inside, colour), self.corner(outside, colour.faded(0.0)))
            })
            .collect();
        for (index, (inside, outside)) in rims.iter().enumerate() {
            let (next_inside, next_outside) = rims[(index + 1) % rims.len()];
            self.triangle([hub, *inside, next_inside]);
            self.triangle([*inside, *outside, next_outside]);
            self.triangle([*inside, next_outside, next_inside]);
        }
    }

    /// A filled box with round corners.
    pub(super) fn round_box(&mut self, middle: Vec2, half: Vec2, radius: f32, shade: impl Fn(Vec2) -> LinearRgba) {
        self.convex(&round_outline(middle, half, radius), shade);
    }

    /// The outline of a box with round corners, as a line.
    pub(super) fn frame(&mut self, middle: Vec2, half: Vec2, radius: f32, half_width: f32, colour: LinearRgba) {
        let mut outline = round_outline(middle, half, radius);
        outline.extend(outline.first().copied());
        let dabs: Vec<Dab> = outline.into_iter().map(|at| Dab { at, half: half_width, colour }).collect();
        self.stroke(&dabs);
    }

    /// A light around a box with round corners, which fades to nothing `spread` away from it.
    pub(super) fn halo(&mut self, middle: Vec2, half: Vec2, radius: f32, spread: f32, colour: LinearRgba) {
        const LAYERS: u8 = 5;
        if self.full() {
            return;
        }
        let mut before: Option<Vec<u32>> = None;
        for layer in 0..=LAYERS {
            let part = f32::from(layer) / f32::from(LAYERS);
            let faded = colour.faded((1.0 - part).powi(2));
            let outline = round_outline(middle, half + Vec2::splat(spread * part), radius + spread * part);
            let ring: Vec<u32> = outline.into_iter().map(|at| self.corner(at, faded)).collect();
            for index in 0..ring.len() {
                let next = (index + 1) % ring.len();
                if let Some(inner) = &before {
                    self.band([inner[index], inner[next]], [ring[index], ring[next]]);
                }
            }
            before = Some(ring);
        }
    }

    /// A light that is brightest in the middle and fades to nothing at its rim.
    pub(super) fn glow(&mut self, middle: Vec2, radius: f32, colour: LinearRgba) {
        const RINGS: [(f32, f32); 4] = [(0.22, 0.72), (0.45, 0.34), (0.7, 0.11), (1.0, 0.0)];
        if self.full() || radius <= 0.0 {
            return;
        }
        let hub = self.corner(middle, colour);
        let mut before: Option<Vec<u32>> = None;
        for (part, strength) in RINGS {
            let faded = colour.faded(strength);
            let ring: Vec<u32> = circle(CIRCLE / 2).map(|way| self.corner(middle + way * radius * part, faded)).collect();
            for index in 0..ring.len() {
                let next = (index + 1) % ring.len();
                match &before {
                    None => self.triangle([hub, ring[index], ring[next]]),
                    Some(inner) => self.band([inner[index], inner[next]], [ring[index], ring[next]]),
                }
            }
            before = Some(ring);
        }
    }

    fn band(&mut self, inner: [u32; 2], outer: [u32; 2]) {
        self.triangle([inner[0], outer[0], outer[1]]);
        self.triangle([inner[0], outer[1], inner[1]]);
    }

    /// Part of a circle as a line, clockwise from the top: `part` 1 is the whole circle.
    pub(super) fn arc(&mut self, middle: Vec2, radius: f32, half_width: f32, part: f32, colour: LinearRgba) {
        let steps = CIRCLE * 2;
        let dabs: Vec<Dab> = (0..=steps)
            .map(|step| {
                let angle = f32::from(step) / f32::from(steps) * TAU * part.clamp(0.0, 1.0);
                Dab { at: middle + Vec2::new(angle.sin(), angle.cos()) * radius, half: half_width, colour }
            })
            .collect();
        self.stroke(&dabs);
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: Vec2, to: Vec2, half_width: f32, colour: LinearRgba) {
        self.stroke(&[Dab { at: from, half: half_width, colour }, Dab { at: to, half: half_width, colour }]);
    }

    /// A line through places, with a width and a colour at each.
    pub(super) fn stroke(&mut self, dabs: &[Dab]) {
        if dabs.len() < 2 || self.full() {
            return;
        }
        let mut before: Option<[u32; 4]> = None;
        for (index, dab) in dabs.iter().enumerate() {
            let back = dabs[index.saturating_sub(1)].at;
            let ahead = dabs[(index + 1).min(dabs.len() - 1)].at;
            let across = (ahead - back).normalize_or_zero().perp();
            let (solid, faint) = (dab.colour, dab.colour.faded(0.0));
            let edge = dab.half + SOFT;
            let now = [
                self.corner(dab.at + across * edge, faint),
                self.corner(dab.at + across * dab.half, solid),
                self.corner(dab.at - across * dab.half, solid),
                self.corner(dab.at - across * edge, faint),
            ];
            if let Some(last) = before {
                for lane in 0..3 {
                    self.band([last[lane], last[lane + 1]], [now[lane], now[lane + 1]]);
                }
            }
            before = Some(now);
        }
    }

    /// What was painted, as a mesh.
    pub(super) fn into_mesh(self) -> Mesh {
        Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::default())
            .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, self.positions)
            .with_inserted_attribute(Mesh::ATTRIBUTE_COLOR, self.colours)
            .with_inserted_indices(Indices::U32(self.indices))
    }
}

/// What light does to a colour.
pub(super) trait Tint {
    /// More or less of it covers what is behind.
    fn faded(self, part: f32) -> Self;
    /// Brighter or darker, covering as much as before.
    fn lit(self, light: f32) -> Self;
}

impl Tint for LinearRgba {
    fn faded(self, part: f32) -> Self {
        Self { alpha: self.alpha * part, ..self }
    }

    fn lit(self, light: f32) -> Self {
        Self { red: self.red * light, green: self.green * light, blue: self.blue * light, alpha: self.alpha }
    }
}

fn circle(sides: u16) -> impl Iterator<Item = Vec2> {
    (0..sides).map(move |side| Vec2::from_angle(f32::from(side) / f32::from(sides) * TAU))
}

fn round_outline(middle: Vec2, half: Vec2, radius: f32) -> Vec<Vec2> {
    let radius = radius.min(half.min_element());
    let inner = half - Vec2::splat(radius);
    let corners = [(1.0, 1.0, 0.0), (-1.0, 1.0, 0.25), (-1.0, -1.0, 0.5), (1.0, -1.0, 0.75)];
    corners
        .into_iter()
        .flat_map(|(x, y, turn)| {
            (0..=CORNER).map(move |step| {
                let angle = (turn + f32::from(step) / f32::from(CORNER) * 0.25) * TAU;
                middle + inner * Vec2::new(x, y) + Vec2::from_angle(angle) * radius
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_stays_inside_its_box_but_for_the_soft_edge() {
        let mut brush = Brush::default();
        brush.round_box(Vec2::new(10.0, -4.0), Vec2::new(6.0, 30.0), 5.0, |_| LinearRgba::WHITE);
        for (at, _) in brush.corners() {
            let beyond = (at - Vec2::new(10.0, -4.0)).abs() - Vec2::new(6.0, 30.0);
            assert!(beyond.max_element() <= SOFT + 0.01, "{at} is {beyond} beyond the box");
        }
    }

    #[test]
    fn a_frame_never_costs_more_than_its_bound() {
        let mut brush = Brush::default();
        for _ in 0..10_000 {
            brush.glow(Vec2::ZERO, 10.0, LinearRgba::WHITE);
        }
        assert!(brush.len() < CORNERS_MAX + 1_000);
    }
}
