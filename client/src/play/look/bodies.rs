//! What moves on the table: paddles, ball, trail, sparks, and the ring of the countdown.

use bevy::color::{LinearRgba, Mix};
use bevy::math::Vec2;
use common::sim::{Seat, Side};

use super::View;
use super::brush::{Brush, Dab, Tint};
use super::table::CIRCLE;
use crate::play::scene::{BallView, Role, Stage};

/// Half the side of the ball, court units.
const BALL_HALF: f32 = 10.0;
/// The ball appears in the last part of a countdown, seconds.
const APPEAR_S: f32 = 0.4;
/// How long a countdown is, seconds.
const COUNTDOWN_S: f32 = 2.0;

/// Paints everything that moves.
pub(super) fn paint(brush: &mut Brush, view: &View) {
    countdown(brush, view);
    trail(brush, view);
    for seat in Seat::ALL {
        if let Some(at) = view.scene.paddles[seat.slot()] {
            paddle(brush, view, seat, at);
        }
    }
    for spark in &view.effects.sparks {
        let fade = (spark.left_s / spark.life_s).clamp(0.0, 1.0);
        let at = view.fit.in_world(spark.at);
        let tail = view.fit.direction(spark.velocity) * 0.022;
        let hot = view.ink.sides[spark.side.index()].mix(&view.ink.ball, fade * 0.7);
        brush.stroke(&[
            Dab { at: at - tail, half: 0.0, colour: hot.faded(0.0) },
            Dab { at, half: view.px(1.7) * fade, colour: hot.faded(fade).lit(1.3) },
        ]);
    }
    if let Some(shown) = view.scene.ball {
        ball(brush, view, shown);
    }
}

/// How much there is of the ball, 0 to 1: it appears at the end of a countdown.
fn presence(view: &View) -> f32 {
    match view.scene.stage {
        Stage::Rally => 1.0,
        Stage::Countdown { left_s, held: false } => (1.0 - left_s / APPEAR_S).clamp(0.0, 1.0),
        Stage::Countdown { held: true, .. } | Stage::Waiting { .. } | Stage::Connecting { .. } | Stage::Over { .. } => 0.0,
    }
}

fn ball(brush: &mut Brush, view: &View, shown: BallView) {
    let presence = presence(view);
    if presence <= 0.0 {
        return;
    }
    let at = view.fit.in_world(shown.at);
    let warm = view.ink.ball;
    let tinted = shown.touched_by.map_or(warm, |side| warm.mix(&view.ink.sides[side.index()], 0.35));
    brush.glow(at, view.px(86.0), tinted.faded(0.16 * presence));
    brush.glow(at, view.px(34.0), warm.faded(0.42 * presence));
    let half = Vec2::splat(view.px(BALL_HALF) * presence).max(Vec2::splat(1.5));
    brush.round_box(at, half, half.x * 0.42, |_| warm.lit(1.25).faded(presence));
}

fn trail(brush: &mut Brush, view: &View) {
    let Some(shown) = view.scene.ball else { return };
    let kept_s = view.effects.trail_s(shown.velocity.length());
    let tone = shown.touched_by.map_or(view.ink.ball, |side| view.ink.ball.mix(&view.ink.sides[side.index()], 0.6));
    let dabs: Vec<Dab> = view
        .effects
        .trail
        .iter()
        .map(|point| {
            let fresh = (1.0 - point.age_s / kept_s).clamp(0.0, 1.0);
            let colour = tone.mix(&view.ink.ball, fresh * fresh).faded(0.75 * fresh * fresh);
            Dab { at: view.fit.in_world(point.at), half: view.px(BALL_HALF) * (0.2 + 0.68 * fresh), colour }
        })
        .collect();
    brush.stroke(&dabs);
}

fn paddle(brush: &mut Brush, view: &View, seat: Seat, place: Vec2) {
    let flash = view.effects.flash[seat.slot()];
    let flash = flash * flash;
    let tone = view.ink.sides[seat.side.index()];
    let away = view.scene.player(seat).is_some_and(|player| player.away_ms.is_some());
    let strength = if away { 0.35 } else { 1.0 };
    let inwards = if place.x < view.size.x * 0.5 { 1.0 } else { -1.0 };
    let recoil = if view.effects.motion { -4.0 * flash * inwards } else { 0.0 };
    let middle = view.fit.in_world(place + Vec2::new(recoil, 0.0));
    let half = view.scene.paddle_half() * view.fit.scale;
    let radius = half.x * 0.55;
    let glow = (0.26 + 0.34 * flash) * strength;
    brush.halo(middle, half - Vec2::splat(1.0), radius, view.px(26.0 + 26.0 * flash), tone.faded(glow));
    let bright = tone.mix(&view.ink.ball, flash * 0.75).lit(1.0 + 0.45 * flash);
    brush.round_box(middle, half, radius, |at| {
        let from_middle = ((at.y - middle.y) / half.y).abs();
        bright.lit(1.0 - 0.16 * from_middle * from_middle).faded(strength)
    });
    pattern(brush, seat.side, middle, half, view.ink.shade.faded(0.34 * (1.0 - flash) * strength));
    let spine = Vec2::new(middle.x + view.fit.direction(Vec2::new(inwards, 0.0)).x.signum() * half.x * 0.62, middle.y);
    brush.line(
        spine - Vec2::new(0.0, half.y * 0.8),
        spine + Vec2::new(0.0, half.y * 0.8),
        view.px(1.0),
        view.ink.ball.faded(0.45 * strength),
    );
}

/// What tells the sides apart without colour: `a` has slanting bars, `b` level ones.
fn pattern(brush: &mut Brush, side: Side, middle: Vec2, half: Vec2, colour: LinearRgba) {
    let bars = [-0.54_f32, -0.36, -0.18, 0.0, 0.18, 0.36, 0.54];
    let slant = match side {
        Side::A => half.x * 0.9,
        Side::B => 0.0,
    };
    for bar in bars {
        let y = middle.y + bar * half.y;
        let from = Vec2::new(middle.x - half.x, y - slant);
        let to = Vec2::new(middle.x + half.x, y + slant);
        brush.line(from, to, half.x * 0.12, colour);
    }
}

/// The countdown: a ring in the middle of the court that runs down, and breathes while it is held.
fn countdown(brush: &mut Brush, view: &View) {
    let middle = view.fit.in_world(view.size * 0.5);
    let radius = view.px(CIRCLE);
    match view.scene.stage {
        Stage::Countdown { left_s, held: false } => {
            let part = (left_s / COUNTDOWN_S).clamp(0.0, 1.0);
            let colour = view.ink.ball.faded(if view.scene.role == Role::Backdrop { 0.3 } else { 0.9 });
            brush.glow(middle, radius * 1.7, view.ink.ball.faded(0.05));
            brush.arc(middle, radius, view.px(2.6), part, colour);
        }
        Stage::Countdown { held: true, .. } | Stage::Waiting { .. } | Stage::Connecting { .. } => {
            let breath = if view.effects.motion { 0.5 + 0.5 * (view.effects.clock_s * 2.2).sin() } else { 0.5 };
            brush.arc(middle, radius, view.px(2.0), 1.0, view.ink.accent.faded(0.25 + 0.4 * breath));
        }
        Stage::Rally | Stage::Over { .. } => {}
    }
}
