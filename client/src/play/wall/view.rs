//! Small courts in a grid, each of which can be pressed.

use common::ids::MatchCode;
use common::sim::{Seat, Side};
use egui::{
    Align2, Color32, CornerRadius, Painter, Pos2, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2,
};

use super::{CourtView, Wall};
use crate::play::scene::{Scene, Stage};
use crate::ui::theme::{fade, radius, size, space};
use crate::ui::widgets::{self, spinner_at};
use crate::ui::{Look, fonts};

/// Height of the line with names and score above each court, points.
const HEAD: f32 = 30.0;
/// Width of a court as part of its height.
const ASPECT: f32 = 1000.0 / 600.0;
/// The narrowest court, points: below that they stand below each other.
const NARROWEST: f32 = 200.0;
/// Half the side of the ball, court units.
const BALL_HALF: f32 = 11.0;
/// Radius of the ring in the middle, court units.
const RING: f32 = 74.0;

/// Shows them, as large as `room` allows; the one that was pressed.
pub fn wall_ui(ui: &mut Ui, look: Look<'_>, wall: &Wall, room: Vec2) -> Option<MatchCode> {
    let count = wall.courts().count();
    let (columns, cell) = grid(count, room);
    let mut pressed = None;
    let courts: Vec<CourtView<'_>> = wall.courts().collect();
    for row in courts.chunks(columns) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            // In the middle, where they need less than there is.
            let needed = row.iter().fold(-space::M, |needed, _| needed + cell.x + space::M);
            ui.add_space(((room.x - needed) * 0.5 - space::M).max(0.0));
            for court in row {
                if court_ui(ui, look, *court, cell).clicked() {
                    pressed = Some(court.code);
                }
            }
        });
        ui.add_space(space::XS);
    }
    if count > 0 && look.motion {
        ui.ctx().request_repaint();
    }
    pressed
}

/// How many stand beside each other, and the size of each with its head, so that they are as large as they can be.
fn grid(count: usize, room: Vec2) -> (usize, Vec2) {
    let mut best = (1, Vec2::ZERO);
    let mut columns_f = 0.0_f32;
    for columns in 1..=count.max(1) {
        columns_f += 1.0;
        let rows = f32::from(u8::try_from(count.max(1).div_ceil(columns)).unwrap_or(u8::MAX));
        let widest = (room.x - space::M * (columns_f - 1.0)) / columns_f;
        let highest = (room.y - (space::S * 2.0) * rows) / rows - HEAD;
        let width = widest.min(highest * ASPECT);
        // One below the other is always possible: the page scrolls.
        let width = if columns == 1 { width.max(NARROWEST.min(widest)) } else { width };
        if width > best.1.x {
            best = (columns, vec2(width, width / ASPECT + HEAD));
        }
    }
    best
}

fn court_ui(ui: &mut Ui, look: Look<'_>, court: CourtView<'_>, cell: Vec2) -> Response {
    let (rect, response) = ui.allocate_exact_size(cell, Sense::click());
    let label = said(look, court);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &label));
    widgets::sound(&response);
    if ui.is_rect_visible(rect) {
        let table = Rect::from_min_max(pos2(rect.min.x, rect.min.y + HEAD), rect.max);
        head(ui.painter(), look, court.scene, Rect::from_min_max(rect.min, table.right_top()));
        paint(ui, look, court, table);
        let over = response.hovered() || response.has_focus();
        let line = if over { look.theme.accent } else { look.theme.line };
        ui.painter().rect_stroke(table, CornerRadius::same(radius::SMALL), Stroke::new(1.0, line), StrokeKind::Inside);
        widgets::focus_ring(ui, look.theme, table, &response, radius::SMALL);
    }
    response.on_hover_text(look.text.get("wall-open"))
}

/// What a court is for whoever cannot see it.
fn said(look: Look<'_>, court: CourtView<'_>) -> String {
    let [a, b] = court.scene.score.map(|goals| goals.to_string());
    let (left, right) = (name(court.scene, Side::B), name(court.scene, Side::A));
    look.text.with("wall-court", [("left", left), ("right", right), ("goals-left", b.as_str()), ("goals-right", a.as_str())])
}

fn name(scene: &Scene, side: Side) -> &str {
    scene.player(Seat::new(side, 0)).map_or("", |player| player.name.as_str())
}

/// `b` and its goals on the left, `a` on the right, as they stand on the court.
fn head(painter: &Painter, look: Look<'_>, scene: &Scene, rect: Rect) {
    let middle = rect.center();
    let font = fonts::score(size::LEAD);
    let gap = 10.0;
    painter.text(middle, Align2::CENTER_CENTER, ":", font.clone(), look.theme.text_quiet);
    for side in Side::ALL {
        let (way, align, edge) = match side {
            Side::A => (1.0, Align2::LEFT_CENTER, rect.max.x),
            Side::B => (-1.0, Align2::RIGHT_CENTER, rect.min.x),
        };
        let at = middle + vec2(way * gap, 0.0);
        let goals = painter.text(at, align, scene.score[side.index()], font.clone(), look.theme.side(side));
        let near = if way > 0.0 { goals.max.x } else { goals.min.x };
        let room = (edge - near).abs() - space::S;
        let galley = fonts::fitting(painter, name(scene, side), size::SMALL, room, look.theme.text);
        let wide = galley.size();
        let x = if way > 0.0 { edge - wide.x } else { edge };
        painter.galley(pos2(x, middle.y - wide.y * 0.5), galley, look.theme.text);
    }
}

fn paint(ui: &Ui, look: Look<'_>, court: CourtView<'_>, table: Rect) {
    let (theme, scene, painter) = (look.theme, court.scene, ui.painter().with_clip_rect(table.intersect(ui.clip_rect())));
    let units = scene.size();
    let scale = table.width() / units.x;
    let place = |x: f32, y: f32| -> Pos2 { table.min + vec2(x, y) * scale };
    painter.rect_filled(table, CornerRadius::same(radius::SMALL), theme.raised);
    let quiet = Stroke::new(1.0, theme.line);
    painter.vline(table.center().x, table.y_range(), quiet);
    painter.circle(table.center(), RING * scale, theme.raised, quiet);
    for (slot, at) in scene.paddles.iter().enumerate() {
        let (Some(at), Some(seat)) = (at, Seat::ALL.get(slot)) else { continue };
        let half = scene.paddle_half() * scale;
        let rect = Rect::from_center_size(place(at.x, at.y), vec2(half.x, half.y) * 2.0);
        painter.rect_filled(rect, CornerRadius::same(2), theme.side(seat.side));
    }
    let seen = matches!(scene.stage, Stage::Rally | Stage::Countdown { held: false, .. });
    if let Some(ball) = scene.ball.filter(|_| seen && !court.lost) {
        let side = (BALL_HALF * 2.0 * scale).max(3.0);
        painter.circle_filled(place(ball.at.x, ball.at.y), side, fade(theme.ball, 0.18));
        painter.rect_filled(Rect::from_center_size(place(ball.at.x, ball.at.y), Vec2::splat(side)), CornerRadius::same(1), theme.ball);
    }
    state(ui, look, court, table);
}

/// What is to be said of it in its middle, while nothing is played.
fn state(ui: &Ui, look: Look<'_>, court: CourtView<'_>, table: Rect) {
    let words = |key: &str, color: Color32| {
        let galley = fonts::fitting(ui.painter(), &look.text.get(key), size::BODY, table.width() - space::L, color);
        let rect = Rect::from_center_size(table.center(), galley.size() + vec2(space::L, space::S));
        ui.painter().rect_filled(rect, CornerRadius::same(radius::SMALL), fade(look.theme.ink, 0.86));
        ui.painter().galley(table.center() - galley.size() * 0.5, galley, color);
    };
    match court.scene.stage {
        Stage::Over { .. } => words("wall-over", look.theme.text),
        _ if court.lost => words("wall-lost", look.theme.text_quiet),
        Stage::Waiting { .. } => words("wall-waiting", look.theme.text_quiet),
        Stage::Connecting { .. } => spinner_at(ui, look, table.center(), 12.0, look.theme.accent),
        Stage::Countdown { .. } | Stage::Rally => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn courts_stand_as_large_as_the_room_allows() {
        let wide = vec2(1240.0, 560.0);
        assert_eq!([1, 2, 4, 8].map(|count| grid(count, wide).0), [1, 2, 2, 4]);
        assert_eq!(grid(4, vec2(400.0, 2000.0)).0, 1);
    }

    #[test]
    fn courts_never_reach_over_the_room_across_and_are_never_too_small_to_see() {
        for count in 1..=8_usize {
            for room in [vec2(300.0, 200.0), vec2(600.0, 300.0), vec2(1240.0, 560.0), vec2(1900.0, 900.0)] {
                let (columns, cell) = grid(count, room);
                let columns = f32::from(u8::try_from(columns).unwrap());
                assert!(cell.x * columns + space::M * (columns - 1.0) <= room.x + 0.5, "{count} in {room}");
                assert!(cell.x >= NARROWEST.min(room.x) - 0.5 || columns > 1.0, "{count} in {room}");
            }
        }
    }
}
