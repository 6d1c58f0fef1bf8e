//! The controls below a match that is seen, and the question whose paddle to take.

use common::sim::bot::Skill;
use common::sim::{Seat, Side};
use egui::{Align, Key, Layout, Rect, Response, RichText, Ui, UiBuilder, WidgetInfo, WidgetType, pos2, vec2};

use super::line::{SKIP_TICKS, clock, line_ui};
use super::model::{FOOT, TheatreAction, TheatreDraft, TheatreModel};
use crate::ui::frame::middle_card;
use crate::ui::icon::Icon;
use crate::ui::theme::{fade, height, size, space};
use crate::ui::widgets::Button;
use crate::ui::{Look, controls, fonts, widgets};

/// Width of the question, points.
const WIDTH: f32 = 440.0;
/// With less room the buttons on the right have no words, points.
const WORDS_FROM: f32 = 860.0;

/// Shows the controls at the lower edge, and the question over the court.
pub fn theatre_ui(ui: &mut Ui, look: Look<'_>, model: &TheatreModel, draft: &mut TheatreDraft) -> Option<TheatreAction> {
    let whole = ui.max_rect();
    let foot = Rect::from_min_max(pos2(whole.min.x, whole.max.y - FOOT), whole.max);
    let mut child = ui.new_child(UiBuilder::new().max_rect(foot));
    let asked = draft.taking;
    widgets::focus_when_opened(ui.ctx(), "theatre", asked);
    widgets::keep_focus(ui.ctx());
    if asked {
        child.disable();
    }
    let action = foot_ui(&mut child, look, model, draft);
    if asked {
        let court = Rect::from_min_max(whole.min, foot.right_top());
        return take_over_ui(&mut ui.new_child(UiBuilder::new().max_rect(court)), look, model, draft);
    }
    action.or_else(|| by_key(ui, model))
}

/// Keys that mean the same wherever the focus is.
fn by_key(ui: &Ui, model: &TheatreModel) -> Option<TheatreAction> {
    let pressed = |key| ui.input(|input| input.key_pressed(key));
    match () {
        () if pressed(Key::K) => Some(TheatreAction::Toggle),
        () if pressed(Key::J) => Some(TheatreAction::Skip(-SKIP_TICKS)),
        () if pressed(Key::L) => Some(TheatreAction::Skip(SKIP_TICKS)),
        () if pressed(Key::Comma) => Some(TheatreAction::Step(-1)),
        () if pressed(Key::Period) => Some(TheatreAction::Step(1)),
        () if pressed(Key::Minus) => Some(TheatreAction::Slower),
        () if pressed(Key::Plus) || pressed(Key::Equals) => Some(TheatreAction::Faster),
        () if pressed(Key::End) && model.running => Some(TheatreAction::Live),
        () => None,
    }
}

fn foot_ui(ui: &mut Ui, look: Look<'_>, model: &TheatreModel, draft: &mut TheatreDraft) -> Option<TheatreAction> {
    let rect = ui.max_rect();
    ui.painter().rect_filled(rect, 0.0, fade(look.theme.ink, 0.9));
    ui.painter().hline(rect.x_range(), rect.min.y, egui::Stroke::new(1.0, look.theme.line));
    let inner = rect.shrink2(vec2(space::L, space::S));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(inner));
    let ui = &mut ui;
    let known = model.end.0 > 0;
    let mut action = line_ui(ui, look, model);
    ui.add_space(space::XS);
    let words = ui.available_width() >= WORDS_FROM;
    ui.allocate_ui_with_layout(vec2(ui.available_width(), height::LOW), Layout::left_to_right(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        action = action.take().or(playing_ui(ui, look, model, known));
        ui.add_space(space::S);
        action = action.take().or(speed_ui(ui, look, model, known && !model.live));
        ui.add_space(space::S);
        let time = format!("{} / {}", clock(model.at), clock(model.end));
        ui.label(RichText::new(time).font(fonts::medium(size::BODY)).color(look.theme.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            action = action.take().or(leaving_ui(ui, look, model, draft, words));
        });
    });
    action
}

/// An icon that can be pressed; what it does is said on hover, and to whoever cannot see it.
fn icon(ui: &mut Ui, look: Look<'_>, icon: Icon, key: &str, enabled: bool) -> Response {
    let label = look.text.get(key);
    let response = Button::quiet("").icon(icon).height(height::LOW).enabled(enabled).show(ui, look);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, enabled, &label));
    response.on_hover_text(label)
}

fn playing_ui(ui: &mut Ui, look: Look<'_>, model: &TheatreModel, known: bool) -> Option<TheatreAction> {
    let mut action = None;
    let mut press = |response: Response, does| {
        if response.clicked() {
            action = Some(does);
        }
    };
    press(icon(ui, look, Icon::SkipBack, "theatre-rally-before", known), TheatreAction::RallyBefore);
    press(icon(ui, look, Icon::ChevronLeft, "theatre-step-back", known), TheatreAction::Step(-1));
    let (shown, key) = if model.playing { (Icon::Pause, "theatre-pause") } else { (Icon::Play, "theatre-play") };
    let label = look.text.get(key);
    let toggle = Button::primary("").icon(shown).height(height::LOW).enabled(known);
    // The question above takes the focus while it is open.
    let toggle = if ui.is_enabled() && known { toggle.first() } else { toggle }.show(ui, look);
    toggle.widget_info(|| WidgetInfo::labeled(WidgetType::Button, known, &label));
    press(toggle.on_hover_text(&label), TheatreAction::Toggle);
    press(icon(ui, look, Icon::ChevronRight, "theatre-step", known && !model.live), TheatreAction::Step(1));
    press(icon(ui, look, Icon::SkipForward, "theatre-rally-after", known && !model.live), TheatreAction::RallyAfter);
    action
}

fn speed_ui(ui: &mut Ui, look: Look<'_>, model: &TheatreModel, enabled: bool) -> Option<TheatreAction> {
    let mut action = None;
    if icon(ui, look, Icon::Minus, "theatre-slower", enabled && model.speed.slower().is_some()).clicked() {
        action = Some(TheatreAction::Slower);
    }
    let (rect, _) = ui.allocate_exact_size(vec2(46.0, height::LOW), egui::Sense::hover());
    let words = format!("{}\u{d7}", model.speed.times());
    ui.painter().text(rect.center(), egui::Align2::CENTER_CENTER, words, fonts::medium(size::BODY), look.theme.text);
    if icon(ui, look, Icon::Plus, "theatre-faster", enabled && model.speed.faster().is_some()).clicked() {
        action = Some(TheatreAction::Faster);
    }
    action
}

/// What stands on the right, from there to the left.
fn leaving_ui(ui: &mut Ui, look: Look<'_>, model: &TheatreModel, draft: &mut TheatreDraft, words: bool) -> Option<TheatreAction> {
    let mut action = None;
    if icon(ui, look, Icon::LogOut, "theatre-leave", true).clicked() {
        action = Some(TheatreAction::Leave);
    }
    if model.code.is_some() && icon(ui, look, Icon::Link, "theatre-copy", true).clicked() {
        action = Some(TheatreAction::CopyLink);
    }
    let take_over = look.text.get("theatre-take-over");
    let can = !model.over && !model.seats.is_empty();
    let button = Button::secondary(if words { &take_over } else { "" }).icon(Icon::Hand).height(height::LOW).enabled(can);
    let response = button.show(ui, look);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, can, &take_over));
    if response.on_hover_text(&take_over).clicked() {
        draft.taking = true;
        action = Some(TheatreAction::Pause);
    }
    if model.running {
        let live = look.text.get("theatre-live");
        let to_live = look.text.get("theatre-to-live");
        let shown = if words { live.as_str() } else { "" };
        let response = Button::quiet(shown).icon(Icon::Zap).height(height::LOW).chosen(model.live).show(ui, look);
        response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, model.live, &live));
        if response.on_hover_text(to_live).clicked() {
            action = Some(TheatreAction::Live);
        }
    }
    action
}

fn take_over_ui(ui: &mut Ui, look: Look<'_>, model: &TheatreModel, draft: &mut TheatreDraft) -> Option<TheatreAction> {
    ui.painter().rect_filled(ui.max_rect(), 0.0, look.theme.veil());
    let mut action = None;
    middle_card(ui, look, "take-over", WIDTH, |ui| {
        controls::title(ui, look, &look.text.get("theatre-take-over"));
        controls::note(ui, look, &look.text.get("theatre-take-over-note"));
        ui.add_space(space::S);
        level_ui(ui, look, &mut draft.level);
        ui.add_space(space::S);
        let mut taken = None;
        ui.columns_const(|[left, right]| {
            for (ui, side) in [(left, Side::B), (right, Side::A)] {
                for (seat, name) in model.seats.iter().filter(|(seat, _)| seat.side == side) {
                    if seat_ui(ui, look, *seat, name) {
                        taken = Some(*seat);
                    }
                }
            }
        });
        if let (Some(seat), Some(skill)) = (taken, Skill::new(draft.level)) {
            draft.taking = false;
            action = Some(TheatreAction::TakeOver { seat, skill });
        }
        ui.add_space(space::M);
        if Button::quiet(&look.text.get("cancel")).icon(Icon::X).wide().show(ui, look).clicked() {
            draft.taking = false;
        }
    });
    action
}

/// A paddle that can be taken. True: it is.
fn seat_ui(ui: &mut Ui, look: Look<'_>, seat: Seat, name: &str) -> bool {
    let side = look.text.get(if seat.side == Side::A { "theatre-right" } else { "theatre-left" });
    let (words, note) = if name.is_empty() { (side.as_str(), None) } else { (name, Some(side.as_str())) };
    let mut button = Button::secondary(words).icon(Icon::User).wide();
    if let Some(note) = note {
        button = button.note(note);
    }
    let button = if seat == Seat::new(Side::B, 0) { button.first() } else { button };
    button.show(ui, look).clicked()
}

fn level_ui(ui: &mut Ui, look: Look<'_>, level: &mut u8) {
    let (first, last) = Skill::LEVELS.into_inner();
    ui.horizontal(|ui| {
        if icon(ui, look, Icon::Minus, "theatre-weaker", *level > first).clicked() {
            *level -= 1;
        }
        if icon(ui, look, Icon::Plus, "theatre-stronger", *level < last).clicked() {
            *level += 1;
        }
        let words = look.text.with("practice-level", [("level", *level)]);
        let name = look.text.get(&format!("practice-level-{level}"));
        ui.label(RichText::new(format!("{words} \u{b7} {name}")).font(fonts::medium(size::BODY)).color(look.theme.text));
    });
}
