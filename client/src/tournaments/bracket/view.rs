//! A bracket, painted as a tree. Each match is something that can be reached with keys and a gamepad, says what it is, and can be pressed.

use common::api::tournament::Stage;
use common::ids::{MatchCode, UserId};
use egui::{
    Align2, Color32, CornerRadius, Painter, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2,
};

use super::layout::{HEAD, Plan, line};
use super::{Bracket, Cell, Slot, State};
use crate::ui::icon::Icon;
use crate::ui::lists::icon_ui;
use crate::ui::theme::{fade, height, radius, size, space};
use crate::ui::widgets;
use crate::ui::{Look, fonts};

/// Width of the goals at the end of a line, points.
const GOALS: f32 = 26.0;

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BracketPress {
    /// Take the own seat in this match.
    Play(MatchCode),
    /// Watch this match, or see it again.
    Watch(MatchCode),
}

/// Shows as many rounds as `room` has place for, from `first` on, or from the round that is played.
pub fn bracket_ui(
    ui: &mut Ui,
    look: Look<'_>,
    bracket: &Bracket<'_>,
    me: Option<UserId>,
    first: &mut Option<usize>,
    room: Vec2,
) -> Option<BracketPress> {
    let rounds: Vec<usize> = bracket.rounds.iter().map(Vec::len).collect();
    let wanted = first.unwrap_or_else(|| bracket.current());
    let mut plan = Plan::of(&rounds, room, wanted);
    if plan.columns < rounds.len() {
        rounds_ui(ui, look, &plan, rounds.len(), first);
        plan = Plan::of(&rounds, room - vec2(0.0, height::LOW + space::S), wanted);
    }
    let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), plan.size.y), Sense::hover());
    // In the middle, where it needs less than there is.
    let origin = pos2(whole.min.x + ((whole.width() - plan.size.x) * 0.5).max(0.0), whole.min.y).to_vec2();
    lines(ui.painter(), look, bracket, &plan, origin);
    let mut pressed = None;
    for (number, round) in bracket.rounds.iter().enumerate() {
        let Some(head) = plan.head(number) else { continue };
        if let Some(cell) = round.first() {
            let words = look.text.get(stage_key(cell.stage));
            let galley = fonts::fitting(ui.painter(), &words, size::SMALL, head.width(), look.theme.text_quiet);
            let at = head.translate(origin).center() - galley.size() * 0.5;
            ui.painter().galley(at - vec2(0.0, HEAD * 0.12), galley, look.theme.text_quiet);
        }
        for cell in round {
            let Some(rect) = plan.rect(number, cell.place).map(|rect| rect.translate(origin)) else { continue };
            if number + 1 == rounds.len() {
                crown(ui, look, cell, rect);
            }
            let press = press_of(cell);
            if cell_ui(ui, look, cell, me, rect, press).clicked() {
                pressed = press.or(pressed);
            }
        }
    }
    pressed
}

/// What a press on a match does.
fn press_of(cell: &Cell<'_>) -> Option<BracketPress> {
    let code = cell.code?;
    Some(if cell.mine && cell.state.is_live() { BracketPress::Play(code) } else { BracketPress::Watch(code) })
}

/// Goes through the rounds, where not all of them have room.
fn rounds_ui(ui: &mut Ui, look: Look<'_>, plan: &Plan, rounds: usize, first: &mut Option<usize>) {
    ui.horizontal(|ui| {
        if icon_ui(ui, look, Icon::ChevronLeft, &look.text.get("bracket-before")) {
            *first = Some(plan.first.saturating_sub(1));
        }
        if icon_ui(ui, look, Icon::ChevronRight, &look.text.get("bracket-after")) {
            *first = Some((plan.first + 1).min(rounds - plan.columns));
        }
    });
}

/// The name of a round.
pub(in crate::tournaments) const fn stage_key(stage: Stage) -> &'static str {
    match stage {
        Stage::RoundOf16 => "stage-round-of-16",
        Stage::QuarterFinal => "stage-quarter-final",
        Stage::SemiFinal => "stage-semi-final",
        Stage::Final => "stage-final",
    }
}

/// From each match to the next; the own way lies above the others, in the colour of what is one's own.
fn lines(painter: &Painter, look: Look<'_>, bracket: &Bracket<'_>, plan: &Plan, origin: Vec2) {
    let mut own = Vec::new();
    for (number, round) in bracket.rounds.iter().enumerate() {
        for cell in round {
            let (from, to) = (plan.rect(number, cell.place), plan.rect(number + 1, cell.place / 2));
            let (Some(from), Some(to)) = (from, to) else { continue };
            let points = line(from.translate(origin), to.translate(origin)).to_vec();
            let next = bracket.rounds.get(number + 1).and_then(|next| next.get(cell.place / 2));
            if cell.mine && next.is_some_and(|next| next.mine || !cell.state.is_over()) {
                own.push(points);
            } else {
                painter.add(Shape::line(points, Stroke::new(1.5, fade(look.theme.text_quiet, 0.45))));
            }
        }
    }
    painter.extend(own.into_iter().map(|points| Shape::line(points, Stroke::new(2.0, look.theme.accent))));
}

fn cell_ui(ui: &mut Ui, look: Look<'_>, cell: &Cell<'_>, me: Option<UserId>, rect: Rect, press: Option<BracketPress>) -> Response {
    let id = ui.id().with(("match", cell.stage.id(), cell.place));
    let response = ui.interact(rect, id, Sense::click());
    let label = said(look, cell);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, press.is_some(), &label));
    widgets::sound(&response);
    if ui.is_rect_visible(rect) {
        paint(ui, look, cell, me, rect, press.is_some() && (response.hovered() || response.has_focus()));
        widgets::focus_ring(ui, look.theme, rect, &response, radius::SMALL);
    }
    match press {
        Some(BracketPress::Play(_)) => response.on_hover_text(look.text.get("bracket-play")),
        Some(BracketPress::Watch(_)) if cell.state.is_live() => response.on_hover_text(look.text.get("bracket-watch")),
        Some(BracketPress::Watch(_)) => response.on_hover_text(look.text.get("bracket-again")),
        None => response,
    }
}

/// A match in words.
fn said(look: Look<'_>, cell: &Cell<'_>) -> String {
    let side = |slot: usize| {
        let name = slot_words(look, cell, slot);
        cell.goals[slot].map_or(name.clone(), |goals| format!("{name} {goals}"))
    };
    let number = (cell.place + 1).to_string();
    let (stage, state, one, other) = (look.text.get(stage_key(cell.stage)), look.text.get(state_key(cell.state)), side(0), side(1));
    look.text.with(
        "bracket-match",
        [("stage", stage.as_str()), ("number", number.as_str()), ("one", &one), ("other", &other), ("state", &state)],
    )
}

const fn state_key(state: State) -> &'static str {
    match state {
        State::Ahead => "bracket-ahead",
        State::Soon => "bracket-soon",
        State::Due => "bracket-due",
        State::Running => "bracket-running",
        State::Over => "bracket-over",
        State::Forfeit => "bracket-forfeit-over",
        State::Bye => "bracket-bye-over",
    }
}

fn slot_words(look: Look<'_>, cell: &Cell<'_>, slot: usize) -> String {
    match cell.slots[slot] {
        Slot::Known(who) => who.username.clone(),
        Slot::Open => look.text.get("bracket-open"),
        Slot::Nobody => look.text.get(if cell.state == State::Bye && cell.winner.is_some() { "bracket-bye" } else { "bracket-nobody" }),
    }
}

fn paint(ui: &Ui, look: Look<'_>, cell: &Cell<'_>, me: Option<UserId>, rect: Rect, lit: bool) {
    let (theme, painter) = (look.theme, ui.painter());
    let corner = CornerRadius::same(radius::SMALL);
    let fill = if lit { theme.lifted } else { theme.raised };
    let line = match cell.state {
        _ if cell.mine => Stroke::new(1.5, theme.accent),
        State::Due | State::Running => Stroke::new(1.0, theme.turn),
        State::Ahead | State::Soon | State::Over | State::Forfeit | State::Bye => Stroke::new(1.0, theme.line),
    };
    painter.rect(rect, corner, fill, line, StrokeKind::Inside);
    painter.hline(rect.shrink(1.0).x_range(), rect.center().y, Stroke::new(1.0, fade(theme.line, 0.7)));
    for slot in 0..2 {
        let half = Rect::from_min_size(
            pos2(rect.min.x, if slot == 0 { rect.min.y } else { rect.center().y }),
            vec2(rect.width(), rect.height() * 0.5),
        );
        row(ui, look, cell, me, slot, half);
    }
    if cell.state.is_live() {
        let at = pos2(rect.max.x - 1.0, rect.min.y + 1.0);
        painter.circle(at, 4.5, theme.turn, Stroke::new(2.0, theme.ink));
    }
}

/// One player of a match: picture, name, goals.
fn row(ui: &Ui, look: Look<'_>, cell: &Cell<'_>, me: Option<UserId>, slot: usize, rect: Rect) {
    let (theme, painter) = (look.theme, ui.painter());
    let lost = cell.state.is_over() && cell.winner != Some(slot);
    let face = (rect.height() - 4.0).min(22.0);
    let middle = rect.center().y;
    let mut left = rect.min.x + space::S;
    if let Slot::Known(who) = cell.slots[slot] {
        let place = Rect::from_center_size(pos2(left + face * 0.5, middle), Vec2::splat(face));
        look.pictures.paint(painter, who.profile_picture.id, place, if lost { 0.5 } else { 1.0 });
        left = place.max.x + 6.0;
    }
    let right = rect.max.x - space::S - end(painter, look, cell, slot, rect);
    let own = matches!(cell.slots[slot], Slot::Known(who) if Some(who.id) == me);
    let color = match cell.slots[slot] {
        Slot::Known(_) if own => theme.accent,
        Slot::Known(_) if !lost => theme.text,
        Slot::Known(_) | Slot::Open | Slot::Nobody => theme.text_quiet,
    };
    let height = size::SMALL.min(rect.height() - 3.0);
    let galley = fonts::fitting(painter, &slot_words(look, cell, slot), height, right - left, color);
    painter.galley(pos2(left, middle - galley.size().y * 0.5), galley, color);
}

/// What stands at the end of a line: goals, or that there were none. Returns how much room it takes, points.
fn end(painter: &Painter, look: Look<'_>, cell: &Cell<'_>, slot: usize, rect: Rect) -> f32 {
    let theme = look.theme;
    let at = pos2(rect.max.x - space::S, rect.center().y);
    if cell.gave_up(slot) {
        let galley = fonts::fitting(painter, &look.text.get("bracket-forfeit"), size::SMALL - 2.0, 60.0, theme.attention);
        let wide = galley.size();
        painter.galley(at - vec2(wide.x, wide.y * 0.5), galley, theme.attention);
        return wide.x + space::XS;
    }
    let Some(goals) = cell.goals[slot] else { return 0.0 };
    let color = if cell.state == State::Running {
        theme.turn
    } else if cell.winner == Some(slot) {
        theme.text
    } else {
        theme.text_quiet
    };
    let font = fonts::score(size::BODY.min(rect.height() - 2.0));
    painter.text(at, Align2::RIGHT_CENTER, goals, font, color);
    GOALS
}

/// Whoever won it all, above the last match.
fn crown(ui: &Ui, look: Look<'_>, cell: &Cell<'_>, rect: Rect) {
    let (painter, theme) = (ui.painter(), look.theme);
    let color: Color32 = if cell.winner.is_some() { theme.ball } else { theme.line };
    let name = cell.won_by().map(|who| fonts::fitting(painter, &who.username, size::LEAD, rect.width(), theme.ball));
    let high = name.as_ref().map_or(0.0, |name| name.size().y);
    let trophy = pos2(rect.center().x, rect.min.y - space::S - high - size::TITLE * 0.5);
    if cell.winner.is_some() {
        painter.circle_filled(trophy, size::TITLE, fade(theme.ball, 0.08));
    }
    painter.text(trophy, Align2::CENTER_CENTER, Icon::Trophy.glyph(), fonts::icons(size::TITLE), color);
    if let Some(name) = name {
        painter.galley(pos2(rect.center().x - name.size().x * 0.5, rect.min.y - space::S * 0.5 - name.size().y), name, theme.ball);
    }
}
