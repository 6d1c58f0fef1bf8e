//! Statistics as pictures: a line over time, bars beside each other, a strip of wins and losses.

use egui::{Align2, CornerRadius, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, WidgetType, pos2, vec2};

use super::model::Outcome;
use crate::ui::theme::{fade, radius, size, space};
use crate::ui::{Look, fonts};

/// Height of a line over time, points.
const LINE_HEIGHT: f32 = 96.0;
/// Room for the numbers beside it, points.
const SCALE_WIDTH: f32 = 46.0;
/// Height of a bar, points.
const BAR: f32 = 12.0;
/// Size of one match in the strip, points.
const CELL: (f32, f32) = (14.0, 16.0);

/// Counts are far below what a float tells apart.
#[expect(clippy::cast_possible_truncation, reason = "points of the ladder and matches are few")]
fn float(value: i64) -> f32 {
    value as f64 as f32
}

/// Values over time, the oldest first, with the lowest and the highest beside it. `words` say it for those who do not see it.
pub(super) fn line_ui(ui: &mut Ui, look: Look<'_>, values: &[i64], words: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE_HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, words));
    let (Some(low), Some(high)) = (values.iter().min(), values.iter().max()) else { return };
    let plot = Rect::from_min_max(rect.min + vec2(SCALE_WIDTH, space::S), rect.max - vec2(space::S, space::S));
    let spread = float((high - low).max(1));
    let steps = float(i64::try_from(values.len().saturating_sub(1)).unwrap_or(1).max(1));
    let at = |(place, value): (usize, &i64)| {
        let x = plot.min.x + plot.width() * float(i64::try_from(place).unwrap_or_default()) / steps;
        pos2(x, plot.max.y - plot.height() * float(value - low) / spread)
    };
    let scale = |value: &i64, y: f32| {
        ui.painter().hline(plot.x_range(), y, Stroke::new(1.0, look.theme.line));
        let at = pos2(plot.min.x - space::S, y);
        ui.painter().text(at, Align2::RIGHT_CENTER, value.to_string(), fonts::text(size::SMALL), look.theme.text_quiet);
    };
    scale(high, plot.min.y);
    if high != low {
        scale(low, plot.max.y);
    }
    let points: Vec<_> = values.iter().enumerate().map(at).collect();
    let last = points.last().copied();
    ui.painter().add(Shape::line(points, Stroke::new(2.0, look.theme.accent)));
    if let Some(last) = last {
        ui.painter().circle(last, 4.0, look.theme.accent, Stroke::new(2.0, look.theme.surface));
    }
}

/// A bar: how much of it, of how much there is room for, and how much of that is filled. All counts.
pub(super) fn bar_ui(ui: &mut Ui, look: Look<'_>, most: i64, whole: i64, part: i64) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), BAR), Sense::hover());
    let corner = CornerRadius::same(radius::SMALL);
    ui.painter().rect_filled(rect, corner, fade(look.theme.raised, 0.7));
    let wide = |count: i64| rect.width() * float(count) / float(most.max(1));
    for (count, color) in [(whole, look.theme.line), (part, look.theme.turn)] {
        if count > 0 {
            let filled = Rect::from_min_size(rect.min, vec2(wide(count).max(BAR * 0.5), BAR));
            ui.painter().rect_filled(filled, corner, color);
        }
    }
}

/// Wins and losses, the oldest first: a win stands high, a loss low, so that they differ without colour.
pub(super) fn strip_ui(ui: &mut Ui, look: Look<'_>, form: &[Outcome], words: &str) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        for outcome in form {
            let (rect, response) = ui.allocate_exact_size(vec2(CELL.0, CELL.1 * 2.0), Sense::hover());
            let (cell, color) = match outcome.won {
                Some(true) => (Rect::from_min_size(rect.min, vec2(CELL.0, CELL.1)), look.theme.turn),
                Some(false) => (Rect::from_min_size(rect.min + vec2(0.0, CELL.1), vec2(CELL.0, CELL.1)), look.theme.attention),
                None => (Rect::from_center_size(rect.center(), vec2(CELL.0, CELL.1 * 0.5)), look.theme.text_quiet),
            };
            ui.painter().hline(rect.x_range(), rect.center().y, Stroke::new(1.0, look.theme.line));
            ui.painter().rect_filled(cell.shrink(1.0), CornerRadius::same(3), color);
            let key = match outcome.won {
                Some(true) => "watch-won",
                Some(false) => "watch-lost",
                None => "watch-nobody",
            };
            let score = format!("{}:{}", outcome.score[0], outcome.score[1]);
            let result = look.text.with(key, [("score", score.as_str())]);
            response.on_hover_text(look.text.with("profile-against", [("result", result.as_str()), ("name", outcome.against.as_str())]));
        }
    });
    crate::ui::controls::note(ui, look, words);
}
