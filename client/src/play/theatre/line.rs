//! The time line: the whole match from left to right, with its rallies and goals. A press leads there.

use common::api::time::Span;
use common::sim::log::Rally;
use common::sim::{Side, TICK_HZ, Tick};
use egui::{Align2, Color32, EventFilter, Key, Painter, Pos2, Rect, Response, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::model::{TheatreAction, TheatreModel};
use crate::ui::theme::{fade, radius, size, space};
use crate::ui::widgets::focus_ring;
use crate::ui::{Look, fonts, moments};

/// Height of the line with its marks, points.
const HEIGHT: f32 = 30.0;
/// Height of what has been a rally, of a long one, and of the line between, points.
const RALLY: f32 = 6.0;
const LONG: f32 = 10.0;
const THIN: f32 = 2.0;
/// Half the size of the mark of a goal, points.
const GOAL: f32 = 4.5;
/// How far an arrow key leads.
pub(super) const SKIP_TICKS: i32 = 5 * TICK_HZ.cast_signed();

/// Shows it, as wide as there is room.
pub(super) fn line_ui(ui: &mut Ui, look: Look<'_>, model: &TheatreModel) -> Option<TheatreAction> {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::click_and_drag());
    let label = look.text.get("theatre-time");
    response.widget_info(|| WidgetInfo::slider(true, f64::from(model.at.0 / TICK_HZ), &label));
    let line = Line { rect: rect.shrink2(vec2(space::S, 0.0)), end: model.end };
    line.paint(ui, look, model, &response);
    focus_ring(ui, look.theme, rect, &response, radius::SMALL);
    let pressed = response.clicked() || response.dragged();
    if let Some(at) = response.interact_pointer_pos().filter(|_| pressed) {
        return Some(TheatreAction::Seek(line.tick(at.x)));
    }
    by_key(ui, &response)
}

/// With the focus on it, the arrows lead along it.
fn by_key(ui: &Ui, response: &Response) -> Option<TheatreAction> {
    if !response.has_focus() {
        return None;
    }
    let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    match () {
        () if pressed(Key::ArrowLeft) => Some(TheatreAction::Skip(-SKIP_TICKS)),
        () if pressed(Key::ArrowRight) => Some(TheatreAction::Skip(SKIP_TICKS)),
        () if pressed(Key::Home) => Some(TheatreAction::Seek(Tick(0))),
        () if pressed(Key::End) => Some(TheatreAction::Seek(Tick(u32::MAX))),
        () => None,
    }
}

/// A moment as people write it: `1:13`.
pub(super) fn clock(at: Tick) -> String {
    moments::clock(Span::from_ticks(at.0))
}

/// The way between places and moments.
struct Line {
    rect: Rect,
    end: Tick,
}

impl Line {
    #[expect(clippy::cast_precision_loss, reason = "a pixel is coarser than what is lost")]
    fn x(&self, at: Tick) -> f32 {
        let part = at.0.min(self.end.0) as f32 / self.end.0.max(1) as f32;
        self.rect.min.x + self.rect.width() * part
    }

    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the end")]
    fn tick(&self, x: f32) -> Tick {
        let part = ((x - self.rect.min.x) / self.rect.width().max(1.0)).clamp(0.0, 1.0);
        Tick((part * self.end.0 as f32) as u32)
    }

    fn paint(&self, ui: &Ui, look: Look<'_>, model: &TheatreModel, response: &Response) {
        let painter = ui.painter();
        let now = self.x(model.at);
        self.bar(painter, (self.rect.min.x, self.rect.max.x), THIN, look.theme.line);
        for rally in &model.rallies {
            let height = if rally.is_long() { LONG } else { RALLY };
            let (from, to) = (self.x(rally.from), self.x(rally.to));
            self.bar(painter, (from, to), height, look.theme.lifted);
            if now > from {
                self.bar(painter, (from, to.min(now)), height, fade(look.theme.accent, 0.7));
            }
        }
        self.bar(painter, (self.rect.min.x, now), THIN, look.theme.accent);
        for rally in &model.rallies {
            self.goal(painter, look, rally);
        }
        painter.circle(pos2(now, self.rect.center().y), 6.0, look.theme.ball, Stroke::new(2.0, look.theme.ink));
        if let Some(pointer) = response.hover_pos() {
            self.hint(ui, look, pointer);
        }
    }

    fn bar(&self, painter: &Painter, (from, to): (f32, f32), height: f32, color: Color32) {
        let middle = self.rect.center().y;
        let bar = Rect::from_min_max(pos2(from, middle - height * 0.5), pos2(to.max(from + 1.0), middle + height * 0.5));
        painter.rect_filled(bar, height * 0.5, color);
    }

    /// A goal of `a` stands above the line, one of `b` below it; an own goal is hollow.
    fn goal(&self, painter: &Painter, look: Look<'_>, rally: &Rally) {
        let Some(goal) = rally.goal else { return };
        let away = HEIGHT * 0.5 - GOAL - 1.0;
        let at = pos2(self.x(rally.to), self.rect.center().y + if goal.side == Side::A { -away } else { away });
        let color = look.theme.side(goal.side);
        if goal.own {
            painter.circle_stroke(at, GOAL - 1.0, Stroke::new(2.0, color));
        } else {
            painter.circle_filled(at, GOAL, color);
        }
    }

    /// The moment under the pointer.
    fn hint(&self, ui: &Ui, look: Look<'_>, pointer: Pos2) {
        let x = pointer.x.clamp(self.rect.min.x, self.rect.max.x);
        let at = pos2(x, self.rect.min.y - space::XS);
        let words = clock(self.tick(x));
        let galley = ui.painter().layout_no_wrap(words, fonts::medium(size::SMALL), look.theme.text);
        let plate = Align2::CENTER_BOTTOM.anchor_size(at, galley.size() + vec2(space::S * 2.0, space::XS * 2.0));
        let plate = plate.translate(vec2((self.rect.min.x - plate.min.x).max(0.0) + (self.rect.max.x - plate.max.x).min(0.0), 0.0));
        ui.painter().rect_filled(plate, f32::from(radius::SMALL), look.theme.card());
        ui.painter().galley(plate.center() - galley.size() * 0.5, galley, look.theme.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_on_the_line_is_the_moment_that_is_painted_there() {
        let line = Line { rect: Rect::from_min_size(pos2(20.0, 0.0), vec2(600.0, 30.0)), end: Tick(24_000) };
        for tick in [0, 1, 120, 12_000, 23_999, 24_000] {
            assert!(line.tick(line.x(Tick(tick))).0.abs_diff(tick) <= 1, "{tick}");
        }
        assert_eq!((line.tick(-50.0), line.tick(5000.0)), (Tick(0), Tick(24_000)));
        let nothing = Line { end: Tick(0), ..line };
        assert_eq!((nothing.tick(300.0), nothing.x(Tick(9))), (Tick(0), 20.0));
    }

    #[test]
    fn a_clock_shows_minutes_and_seconds() {
        assert_eq!([0, 119, 120, 8760, 433_200].map(|tick| clock(Tick(tick))), ["0:00", "0:00", "0:01", "1:13", "60:10"]);
    }
}
