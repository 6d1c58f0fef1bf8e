//! The lit table in the dark room: ground, surface, lines, and the waves that run through them.

use bevy::color::{LinearRgba, Mix};
use bevy::math::Vec2;
use common::sim::Side;

use super::View;
use super::brush::{Brush, Dab, Tint};
use crate::play::scene::{Role, Stage};

/// Fields of the surface along x and y: fine enough for a wave to be round.
const FIELDS: [u16; 2] = [32, 18];
/// Pieces of a line, so that a wave can bend it.
const PIECES: u16 = 36;
/// Radius of the circle in the middle, court units.
pub(super) const CIRCLE: f32 = 74.0;
/// How far a wave moves a line, court units.
const SWAY: f32 = 9.0;

/// Paints everything that lies below paddles and ball.
pub(super) fn paint(brush: &mut Brush, view: &View) {
    room(brush, view);
    rim(brush, view);
    surface(brush, view);
    lines(brush, view);
    for side in Side::ALL {
        goal_line(brush, view, side);
    }
}

/// The light of the table falls on the dark around it, which the camera has painted already.
fn room(brush: &mut Brush, view: &View) {
    let (middle, half) = view.table();
    let reach = view.fit.window.min_element() * 0.22;
    brush.halo(middle, half, view.px(8.0), reach, view.ink.table_low.faded(0.75 - 0.45 * view.tension()));
}

/// The edge of the table, which catches the light, and its shadow.
fn rim(brush: &mut Brush, view: &View) {
    let (middle, half) = view.table();
    brush.halo(middle, half, view.px(8.0), view.px(26.0), view.ink.shade.faded(0.6));
    let colour = view.ink.line.lit(1.0 - 0.3 * view.tension());
    let width = view.px(1.5).max(1.0);
    brush.frame(middle, half + Vec2::splat(width), view.px(4.0), width, colour);
}

fn surface(brush: &mut Brush, view: &View) {
    let size = view.size;
    grid(brush, FIELDS, |part| {
        let place = part * size;
        (view.fit.in_world(place), light(view, place))
    });
}

/// A grid of fields over the unit square; `corner` says where a corner lies and what colour it has.
fn grid(brush: &mut Brush, fields: [u16; 2], corner: impl Fn(Vec2) -> (Vec2, LinearRgba)) {
    let mut rows: Vec<Vec<u32>> = Vec::new();
    for row in 0..=fields[1] {
        let numbers = (0..=fields[0]).map(|column| {
            let part = Vec2::new(f32::from(column) / f32::from(fields[0]), f32::from(row) / f32::from(fields[1]));
            let (at, colour) = corner(part);
            brush.corner(at, colour)
        });
        rows.push(numbers.collect());
    }
    for pair in rows.windows(2) {
        for column in 0..usize::from(fields[0]) {
            brush.triangle([pair[0][column], pair[1][column], pair[1][column + 1]]);
            brush.triangle([pair[0][column], pair[1][column + 1], pair[0][column + 1]]);
        }
    }
}

/// The colour of the surface at a place of the court.
fn light(view: &View, place: Vec2) -> LinearRgba {
    let (ink, effects) = (view.ink, view.effects);
    let from_middle = (place / view.size - Vec2::new(0.5, 0.42)) * Vec2::new(1.5, 1.9);
    let narrow = 1.0 + 0.9 * view.tension();
    let pool = (1.0 - from_middle.length_squared() * narrow).clamp(0.0, 1.0);
    let mut colour = ink.table_low.mix(&ink.table_high, pool * pool * (3.0 - 2.0 * pool));
    for side in Side::ALL {
        let from_goal = (place.x - view.goal_x(side)).abs() / view.size.x;
        let near = (1.0 - from_goal * 2.6).clamp(0.0, 1.0);
        let chance = effects.last_point[side.other().index()] * view.breath();
        let won = if view.scene.stage == (Stage::Over { winner: Some(side) }) { effects.triumph } else { 0.0 };
        let share = near * near * (0.026 + 0.05 * won);
        colour = colour.mix(&ink.sides[side.index()], share);
        colour = colour.mix(&ink.sides[side.other().index()], near * near * 0.16 * chance);
        colour = colour.mix(&ink.sides[side.index()], 0.06 * won);
    }
    if let Some(ball) = view.scene.ball {
        let near = 1.0 - place.distance(ball.at) / 260.0;
        colour = add(colour, ink.ball, near.max(0.0).powi(2) * 0.032);
    }
    for (slot, flash) in effects.flash.iter().enumerate() {
        if let (true, Some(at)) = (*flash > 0.0, view.scene.paddles[slot]) {
            let near = 1.0 - place.distance(at) / 300.0;
            colour = add(colour, ink.sides[slot / 3], near.max(0.0).powi(2) * 0.16 * flash);
        }
    }
    for wave in &effects.waves {
        let tone = wave.side.map_or(ink.ball, |side| ink.sides[side.index()]);
        colour = add(colour, tone, crest(view, wave.at, place, wave.wave_part()) * 0.34);
    }
    colour
}

fn add(colour: LinearRgba, light: LinearRgba, strength: f32) -> LinearRgba {
    LinearRgba {
        red: colour.red + light.red * strength,
        green: colour.green + light.green * strength,
        blue: colour.blue + light.blue * strength,
        alpha: colour.alpha,
    }
}

/// How high a wave that began at `from` stands at a place, 0 to 1.
fn crest(view: &View, from: Vec2, place: Vec2, part: f32) -> f32 {
    if !view.effects.motion {
        return (1.0 - part) * 0.5;
    }
    let reach = (1.0 - (1.0 - part).powi(2)) * view.size.x * 1.15;
    let behind = (place.distance(from) - reach) / 85.0;
    (-behind * behind).exp() * (1.0 - part)
}

/// Where a place of a line lies while waves run through it.
fn swayed(view: &View, place: Vec2) -> Vec2 {
    if !view.effects.motion {
        return place;
    }
    let sway =
        |wave: &crate::play::effects::Mark| (place - wave.at).normalize_or_zero() * crest(view, wave.at, place, wave.wave_part()) * SWAY;
    view.effects.waves.iter().fold(place, |at, wave| at + sway(wave))
}

fn lines(brush: &mut Brush, view: &View) {
    let size = view.size;
    let quiet = view.ink.line;
    let middle = size * 0.5;
    let half = view.px(1.2).max(0.6);
    for (from, to) in [(0.0, middle.y - CIRCLE), (middle.y + CIRCLE, size.y)] {
        bent(brush, view, Vec2::new(middle.x, from), Vec2::new(middle.x, to), half, quiet);
    }
    let ring: Vec<Dab> = (0..=PIECES * 2)
        .map(|piece| {
            let angle = f32::from(piece) / f32::from(PIECES * 2) * std::f32::consts::TAU;
            let at = view.fit.in_world(swayed(view, middle + Vec2::from_angle(angle) * CIRCLE));
            Dab { at, half, colour: quiet }
        })
        .collect();
    brush.stroke(&ring);
    for mark in &view.effects.ripples {
        ripple(brush, view, mark);
    }
}

/// A straight line, which a wave can bend.
fn bent(brush: &mut Brush, view: &View, from: Vec2, to: Vec2, half: f32, colour: LinearRgba) {
    let pieces = if view.effects.waves.is_empty() { 1 } else { PIECES };
    let dabs: Vec<Dab> = (0..=pieces)
        .map(|piece| {
            let place = from.lerp(to, f32::from(piece) / f32::from(pieces));
            Dab { at: view.fit.in_world(swayed(view, place)), half, colour }
        })
        .collect();
    brush.stroke(&dabs);
}

/// A wall lights up where it was struck, and the light runs along it.
fn ripple(brush: &mut Brush, view: &View, mark: &crate::play::effects::Mark) {
    let part = mark.ripple_part();
    let fade = (1.0 - part).powi(2) * mark.strength;
    let Some(side) = mark.side else {
        let y = if mark.at.y < view.size.y * 0.5 { 0.0 } else { view.size.y };
        let reach = 40.0 + 170.0 * part;
        let dabs: Vec<Dab> = (-12_i8..=12)
            .map(|step| {
                let along = f32::from(step) / 12.0;
                let x = (mark.at.x + along * reach).clamp(0.0, view.size.x);
                let strength = (1.0 - along.abs()).powi(2) * fade;
                Dab { at: view.fit.in_world(Vec2::new(x, y)), half: view.px(1.5 + 2.0 * strength), colour: view.ink.ball.faded(strength) }
            })
            .collect();
        brush.stroke(&dabs);
        return;
    };
    let radius = view.px(16.0 + 46.0 * part);
    brush.arc(view.fit.in_world(mark.at), radius, view.px(1.2), 1.0, view.ink.sides[side.index()].faded(fade * 0.6));
}

/// The end of the court: `a` has a whole line, `b` a broken one, so that they differ by more than colour.
fn goal_line(brush: &mut Brush, view: &View, side: Side) {
    let x = view.goal_x(side);
    let height = view.size.y;
    let tone = view.ink.sides[side.index()];
    let alarm = view.effects.last_point[side.other().index()] * view.breath();
    let colour = tone.mix(&view.ink.sides[side.other().index()], alarm).faded(0.5 + 0.5 * alarm);
    let half = view.px(2.0 + 1.5 * alarm).max(1.0);
    let pieces: u8 = match side {
        Side::A => 1,
        Side::B => 21,
    };
    for piece in (0..pieces).step_by(2) {
        let from = f32::from(piece) / f32::from(pieces) * height;
        let to = f32::from(piece + 1) / f32::from(pieces) * height;
        bent(brush, view, Vec2::new(x, from), Vec2::new(x, to), half, colour);
    }
}

impl View<'_> {
    /// How dark the room is for the last point of a match, or because nobody plays yet: 0 to 1.
    fn tension(&self) -> f32 {
        let last = self.effects.last_point[0].max(self.effects.last_point[1]);
        let idle = match self.scene.stage {
            Stage::Waiting { .. } | Stage::Connecting { .. } if matches!(self.scene.role, Role::Match | Role::Theatre) => 0.6,
            Stage::Waiting { .. } | Stage::Connecting { .. } | Stage::Countdown { .. } | Stage::Rally | Stage::Over { .. } => 0.0,
        };
        last.max(idle)
    }

    /// Slow breathing, 0.6 to 1; still with reduced motion.
    fn breath(&self) -> f32 {
        if self.effects.motion { 0.8 + 0.2 * (self.effects.clock_s * 2.6).sin() } else { 0.9 }
    }

    fn goal_x(&self, side: Side) -> f32 {
        match side {
            Side::A => self.size.x,
            Side::B => 0.0,
        }
    }

    /// Middle and half size of the table in the world.
    fn table(&self) -> (Vec2, Vec2) {
        (self.fit.in_world(self.size * 0.5), self.size * self.fit.scale * 0.5)
    }
}
