//! The connection, small in the corner: four bars, the round trip; who watches; and on a key everything that is known about it.

use bevy_egui::egui::{self, Align2, Pos2, Rect};

use super::Hud;
use crate::play::scene::LinkView;
use crate::ui::fonts;
use crate::ui::theme::{fade, radius, size, space};

/// Bars of a good connection; one less for each of these round trips, milliseconds.
const STEPS_MS: [f32; 3] = [60.0, 120.0, 220.0];
/// Frames of the graph.
const GRAPH: usize = 90;

pub(super) fn paint(hud: &Hud, details: bool) {
    let mut screen = hud.painter.ctx().viewport_rect();
    screen.max.y -= hud.scene.foot * hud.points;
    let corner = screen.right_bottom() - egui::vec2(space::M, space::S);
    if hud.scene.spectators > 0 {
        let words = hud.text.with("court-spectators", [("count", hud.scene.spectators)]);
        let left = screen.left_bottom() + egui::vec2(space::M, -space::S);
        hud.write(left, Align2::LEFT_BOTTOM, &words, fonts::text(size::SMALL), hud.theme.text_quiet);
    }
    if let Some(link) = &hud.scene.link {
        bars(hud, link, corner);
    }
    if details {
        let height = if hud.scene.link.is_some() { 178.0 } else { 40.0 };
        graph(hud, hud.scene.link.as_ref(), Rect::from_min_max(corner - egui::vec2(220.0, height + 26.0), corner - egui::vec2(0.0, 26.0)));
    }
}

fn bars(hud: &Hud, link: &LinkView, corner: Pos2) {
    let strength = if link.alive { 4 - STEPS_MS.iter().filter(|step| link.rtt_ms > **step).count() } else { 0 };
    let color = match strength {
        0 | 1 => hud.theme.attention,
        2 => hud.theme.side_a,
        _ => hud.theme.turn,
    };
    for bar in 0..4_u8 {
        let height = 4.0 + 3.0 * f32::from(bar);
        let left = corner + egui::vec2(-22.0 + 6.0 * f32::from(bar), -height);
        let shown = if usize::from(bar) < strength { color } else { fade(hud.theme.text_quiet, 0.35) };
        hud.painter.rect_filled(Rect::from_min_size(left, egui::vec2(4.0, height)), 1.5, hud.seen(shown));
    }
    let words = if link.alive { format!("{:.0} ms", link.rtt_ms) } else { hud.text.get("link-lost") };
    hud.write(corner - egui::vec2(30.0, -2.0), Align2::RIGHT_BOTTOM, &words, fonts::text(size::SMALL), hud.theme.text_quiet);
}

/// Frames in a second; and of a connection round trip, jitter, late inputs, and how far each of the last frames went back.
fn graph(hud: &Hud, link: Option<&LinkView>, rect: Rect) {
    hud.painter.rect_filled(rect, f32::from(radius::MEDIUM), hud.seen(hud.theme.card()));
    let inner = rect.shrink(space::M);
    let mut lines = vec![hud.text.with("link-frames", [("count", hud.effects.fps.round())])];
    if let Some(link) = link {
        let deepest = link.rollbacks.iter().copied().max().unwrap_or(0);
        lines.extend([
            hud.text.with("link-rtt", [("ms", link.rtt_ms.round())]),
            hud.text.with("link-jitter", [("ms", link.jitter_ms.round())]),
            hud.text.with("link-late", [("count", link.late_inputs)]),
            hud.text.with("link-rollback", [("ticks", deepest)]),
            hud.text.with("link-resyncs", [("count", link.resyncs)]),
        ]);
    }
    let mut y = inner.min.y;
    for line in lines {
        let drawn = hud.write(Pos2::new(inner.min.x, y), Align2::LEFT_TOP, &line, fonts::text(size::SMALL), hud.theme.text);
        y = drawn.max.y + 2.0;
    }
    if let Some(link) = link {
        depths(hud, link, Rect::from_min_max(Pos2::new(inner.min.x, y + space::XS), inner.max));
    }
}

/// One bar for each frame, as high as it went back; 40 ticks fill the field.
fn depths(hud: &Hud, link: &LinkView, field: Rect) {
    hud.painter.hline(field.x_range(), field.max.y, egui::Stroke::new(1.0, hud.seen(hud.theme.line)));
    let width = field.width() / 90.0;
    for (index, depth) in link.rollbacks.iter().rev().take(GRAPH).enumerate() {
        let height = field.height() * (f32::from(*depth) / 40.0).min(1.0);
        let x = field.max.x - width * f32::from(u16::try_from(index).unwrap_or(u16::MAX));
        let bar = Rect::from_min_max(Pos2::new(x - width, field.max.y - height), Pos2::new(x - 0.5, field.max.y));
        hud.painter.rect_filled(bar, 0.0, hud.seen(fade(hud.theme.accent, 0.8)));
    }
}
