//! The moment of whoever has won: light, a cup, and the name as large as it goes.

use common::api::tournament::Tournament;
use egui::{Align2, Color32, Painter, Rect, Sense, Shape, Ui, Vec2, pos2, vec2};

use crate::ui::icon::Icon;
use crate::ui::theme::{fade, size, space};
use crate::ui::widgets::Button;
use crate::ui::{Look, fonts};

/// Rays of light, and bits that fall.
const RAYS: u8 = 14;
const BITS: u8 = 70;
/// Room below the picture for the button, points.
const FOOT: f32 = 64.0;
/// Least height of the picture, points.
const HEIGHT_MIN: f32 = 200.0;

/// Shows it, `room` points high. True: it was looked at.
pub(super) fn winner_ui(ui: &mut Ui, look: Look<'_>, shown: &Tournament, room: f32) -> bool {
    let high = (room - FOOT).max(HEIGHT_MIN);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), high), Sense::hover());
    let time = if look.motion { ui.input(|input| input.time) } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, reason = "the hour is enough for what turns")]
    let seconds = (time % 3600.0) as f32;
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    light(&painter, look, rect, seconds);
    let middle = rect.center();
    let part = rect.height();
    let cup = (part * 0.24).clamp(48.0, 150.0);
    let up = pos2(middle.x, rect.min.y + part * 0.32);
    painter.text(up, Align2::CENTER_CENTER, Icon::Trophy.glyph(), fonts::icons(cup), look.theme.ball);
    if let Some(winner) = &shown.winner {
        let face = (part * 0.12).clamp(30.0, 72.0);
        let at = pos2(middle.x, rect.min.y + part * 0.56);
        painter.circle_filled(at, face * 0.5 + 4.0, look.theme.ball);
        look.pictures.paint(&painter, winner.profile_picture.id, Rect::from_center_size(at, Vec2::splat(face)), 1.0);
        let name = fonts::fitting(&painter, &winner.username, size::DISPLAY * 0.8, rect.width() - space::XL, look.theme.ball);
        let place = pos2(middle.x, rect.min.y + part * 0.74) - name.size() * 0.5;
        painter.galley(place, name, look.theme.ball);
    }
    let words = look.text.with("tournament-triumph", [("name", shown.name.as_str())]);
    let line = fonts::fitting(&painter, &words, size::LEAD, rect.width() - space::XL, look.theme.text);
    painter.galley(pos2(middle.x, rect.min.y + part * 0.9) - line.size() * 0.5, line, look.theme.text);
    if look.motion {
        ui.ctx().request_repaint();
    }
    ui.add_space(space::S);
    ui.vertical_centered(|ui| {
        let words = look.text.get("tournament-triumph-on");
        Button::primary(&words).icon(Icon::Trophy).first().show(ui, look).clicked()
    })
    .inner
}

fn light(painter: &Painter, look: Look<'_>, rect: Rect, seconds: f32) {
    let from = pos2(rect.center().x, rect.min.y + rect.height() * 0.32);
    let reach = rect.size().length();
    let turn = std::f32::consts::TAU / f32::from(RAYS);
    for ray in 0..RAYS {
        let way = f32::from(ray) * turn + seconds * 0.12;
        let ends = [way - turn * 0.22, way + turn * 0.22].map(|way| from + Vec2::angled(way) * reach);
        let color = if ray % 2 == 0 { look.theme.side_a } else { look.theme.side_b };
        painter.add(Shape::convex_polygon(vec![from, ends[0], ends[1]], fade(color, 0.07), egui::Stroke::NONE));
    }
    for (ring, strength) in [(0.42, 0.05), (0.28, 0.07), (0.17, 0.1)] {
        painter.circle_filled(from, rect.height() * ring, fade(look.theme.ball, strength));
    }
    for bit in 0..BITS {
        let (at, color) = falling(look, rect, bit, seconds);
        painter.rect_filled(Rect::from_center_size(at, Vec2::splat(4.0 + f32::from(bit % 4))), 1.0, color);
    }
}

/// Where a bit is: each falls at its own pace from its own place, again and again.
fn falling(look: Look<'_>, rect: Rect, bit: u8, seconds: f32) -> (egui::Pos2, Color32) {
    let own = f32::from(bit) * 0.618_034;
    let across = own.fract();
    let pace = 0.07 + 0.06 * (own * 7.0).fract();
    let down = ((own * 3.0).fract() + seconds * pace).fract();
    let sway = (seconds * 1.3 + f32::from(bit)).sin() * 12.0;
    let color = match bit % 3 {
        0 => look.theme.side_a,
        1 => look.theme.side_b,
        _ => look.theme.ball,
    };
    let at = pos2(rect.min.x + across * rect.width() + sway, rect.min.y + down * rect.height());
    (at, fade(color, 0.75 * (1.0 - down * 0.8)))
}
