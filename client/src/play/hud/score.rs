//! The score above the court: figures of one width that roll over.

use bevy_egui::egui::{self, Align2, Pos2, Rect};
use common::sim::Side;

use super::Hud;
use crate::play::effects::Roll;
use crate::play::scene::Role;
use crate::ui::fonts;
use crate::ui::theme::fade;

pub(super) fn paint(hud: &Hud) {
    let strip = hud.strip();
    let height = strip.height() * 0.66;
    let middle = Pos2::new(strip.center().x, strip.min.y + strip.height() * 0.5);
    if hud.scene.role == Role::WarmUp {
        let words = hud.text.get("court-warm-up");
        hud.write(middle, Align2::CENTER_CENTER, &words, fonts::medium(height * 0.36), hud.theme.text_quiet);
        return;
    }
    let font = fonts::score(height);
    hud.write(middle - egui::vec2(0.0, height * 0.04), Align2::CENTER_CENTER, ":", fonts::score(height * 0.6), hud.theme.text_quiet);
    for side in Side::ALL {
        let right = (side == Side::A) != hud.scene.mirrored;
        let away = height * 0.95 * if right { 1.0 } else { -1.0 };
        let field = Rect::from_center_size(middle + egui::vec2(away, 0.0), egui::vec2(height * 1.5, height * 1.05));
        roll(hud, field, &hud.effects.rolls[side.index()], &font, hud.theme.side(side));
    }
}

/// A figure, or two of them on the way.
fn roll(hud: &Hud, field: Rect, roll: &Roll, font: &egui::FontId, color: egui::Color32) {
    let painter = hud.painter.with_clip_rect(field);
    let eased = 1.0 - (1.0 - roll.part).powi(3);
    let fall = field.height() * eased;
    let figure = |number: u8, offset: f32, strength: f32| {
        let at = field.center() + egui::vec2(0.0, offset);
        painter.text(at, Align2::CENTER_CENTER, number, font.clone(), hud.seen(fade(color, strength)));
    };
    if roll.part < 1.0 {
        figure(roll.from, fall, 1.0 - eased);
    }
    figure(roll.to, fall - field.height(), eased);
}
