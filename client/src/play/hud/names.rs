//! Who plays: picture, name and mark of the side, above the own half of the court; where many play, also a name at each paddle.

use bevy::math::Vec2;
use bevy_egui::egui::{self, Align2, FontId, Pos2, Rect, Shape, Stroke};
use common::sim::Side;

use super::Hud;
use crate::play::scene::{PlayerView, Stage, spacing};
use crate::ui::fonts;
use crate::ui::theme::{fade, size, space};

/// Sizes of a name at a paddle, points: it shrinks until it has room beside those of the next paddles.
const AT_PADDLE: [f32; 2] = [9.5, 15.0];
/// How much of the names of others is seen while the ball is in play: the own one is never searched for.
const IN_RALLY: f32 = 0.8;

pub(super) fn paint(hud: &Hud) {
    let crowded = hud.scene.court.seats_per_side() > 1;
    for side in Side::ALL {
        let players = hud.scene.players.iter().filter(|player| player.seat.side == side);
        for (place, player) in players.enumerate() {
            let middle = face(hud, side, place, player);
            if crowded {
                at_paddle(hud, player);
            } else {
                beside(hud, side, player, middle);
            }
        }
    }
}

/// Diameter of a picture in the strip.
fn face_size(hud: &Hud) -> f32 {
    hud.strip().height() * 0.5
}

/// The way from the edge of a side to the middle of the court: -1 or 1.
fn inwards(hud: &Hud, side: Side) -> f32 {
    if (side == Side::A) == hud.scene.mirrored { 1.0 } else { -1.0 }
}

fn faded(player: &PlayerView) -> f32 {
    if player.away_ms.is_some() { 0.4 } else { 1.0 }
}

/// The picture of a player at the outer end of the strip; those of a team stand side by side, as their paddles do.
fn face(hud: &Hud, side: Side, place: usize, player: &PlayerView) -> Pos2 {
    let (strip, diameter, inwards) = (hud.strip(), face_size(hud), inwards(hud, side));
    let step = (diameter + space::M) * f32::from(u8::try_from(place).unwrap_or(0));
    let edge = if inwards < 0.0 { strip.max.x } else { strip.min.x };
    let middle = Pos2::new(edge + inwards * (diameter * 0.5 + step), strip.min.y + strip.height() * 0.42);
    let strength = faded(player);
    hud.pictures.paint(&hud.painter, player.picture, Rect::from_center_size(middle, egui::Vec2::splat(diameter)), strength * hud.opacity);
    hud.painter.circle_stroke(middle, diameter * 0.5 + 1.5, Stroke::new(2.0, hud.seen(fade(hud.theme.side(side), strength))));
    if player.mine && hud.scene.players.len() > 2 {
        hud.painter.circle_stroke(middle, diameter * 0.5 + 4.5, Stroke::new(2.0, hud.seen(hud.theme.text)));
    }
    middle
}

/// The name beside the picture of somebody who plays alone on a side.
fn beside(hud: &Hud, side: Side, player: &PlayerView, middle: Pos2) {
    let (diameter, inwards) = (face_size(hud), inwards(hud, side));
    let anchor = if inwards < 0.0 { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
    let beside = middle + egui::vec2(inwards * (diameter * 0.5 + 12.0), -diameter * 0.16);
    let color = if player.mine { hud.theme.text } else { hud.theme.text_quiet };
    hud.write(beside, anchor, &player.name, fonts::medium((diameter * 0.40).max(13.0)), fade(color, faded(player)));
    mark(hud, side, beside + egui::vec2(0.0, diameter * 0.46), inwards);
}

/// The name of a player above the paddle; those who sit here have a mark that points to theirs.
fn at_paddle(hud: &Hud, player: &PlayerView) {
    let Some(paddle) = hud.scene.paddles[player.seat.slot()] else { return };
    let top = hud.at(paddle - Vec2::new(0.0, hud.scene.paddle_half().y));
    let resting = !matches!(hud.scene.stage, Stage::Rally);
    let (color, strength) =
        if player.mine { (hud.theme.text, 1.0) } else { (hud.theme.side(player.seat.side), if resting { 1.0 } else { IN_RALLY }) };
    let mut foot = top - egui::vec2(0.0, 3.0);
    if player.mine {
        let half = hud.length(9.0).max(5.0);
        let corners = [foot, foot + egui::vec2(-half, -half * 1.3), foot + egui::vec2(half, -half * 1.3)];
        hud.painter.add(Shape::convex_polygon(corners.into(), hud.seen(hud.theme.text), Stroke::NONE));
        foot.y -= half * 1.3 + 2.0;
    }
    let room = hud.length(spacing(hud.scene.court)) - space::S;
    let font = fitting(hud, &player.name, room);
    hud.write(foot, Align2::CENTER_BOTTOM, &player.name, font, fade(color, strength * faded(player)));
}

/// The largest letters in which a name has room.
fn fitting(hud: &Hud, name: &str, room: f32) -> FontId {
    let [least, most] = AT_PADDLE;
    let wanted = hud.length(26.0).clamp(least, most.max(size::BODY));
    let width = hud.painter.layout_no_wrap(name.to_owned(), fonts::medium(wanted), hud.theme.text).size().x;
    fonts::medium(if width > room { (wanted * room / width).max(least) } else { wanted })
}

/// The pattern of a side under its name: `a` slants, `b` does not.
fn mark(hud: &Hud, side: Side, at: Pos2, inwards: f32) {
    let slant = match side {
        Side::A => 3.0,
        Side::B => 0.0,
    };
    for bar in 0..5_u8 {
        let x = at.x + inwards * (3.0 + f32::from(bar) * 7.0);
        let stroke = Stroke::new(2.5, hud.seen(fade(hud.theme.side(side), 0.85)));
        hud.painter.line_segment([Pos2::new(x - slant, at.y + 4.0), Pos2::new(x + slant, at.y - 4.0)], stroke);
    }
}
