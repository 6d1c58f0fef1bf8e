//! Who plays: picture, name and mark of the side, above the own half of the court.

use bevy_egui::egui::{self, Align2, Pos2, Rect, Stroke};
use common::sim::Side;

use super::Hud;
use crate::play::scene::PlayerView;
use crate::ui::fonts;
use crate::ui::theme::fade;

pub(super) fn paint(hud: &Hud) {
    for side in Side::ALL {
        let players = hud.scene.players.iter().filter(|player| player.seat.side == side);
        for (place, player) in players.enumerate() {
            plate(hud, side, place, player);
        }
    }
}

/// One player: the picture at the outer end of the strip, the name beside it.
fn plate(hud: &Hud, side: Side, place: usize, player: &PlayerView) {
    let strip = hud.strip();
    let right = (side == Side::A) != hud.scene.mirrored;
    let inwards = if right { -1.0 } else { 1.0 };
    let size = strip.height() * 0.5;
    let step = strip.width() * 0.13 * f32::from(u8::try_from(place).unwrap_or(0));
    let edge = if right { strip.max.x } else { strip.min.x };
    let middle = Pos2::new(edge + inwards * (size * 0.5 + step), strip.min.y + strip.height() * 0.5);
    let faded = if player.away_ms.is_some() { 0.4 } else { 1.0 };
    hud.pictures.paint(&hud.painter, player.picture, Rect::from_center_size(middle, egui::Vec2::splat(size)), faded * hud.opacity);
    let color = hud.theme.side(side);
    hud.painter.circle_stroke(middle, size * 0.5 + 1.5, Stroke::new(2.0, hud.seen(fade(color, faded))));
    if place > 0 {
        return;
    }
    let anchor = if right { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
    let beside = middle + egui::vec2(inwards * (size * 0.5 + 12.0), -size * 0.16);
    let color_of_name = if player.mine { hud.theme.text } else { hud.theme.text_quiet };
    hud.write(beside, anchor, &player.name, fonts::medium((size * 0.40).max(13.0)), fade(color_of_name, faded));
    mark(hud, side, beside + egui::vec2(0.0, size * 0.46), inwards);
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
