//! Lists of any page: a line with what can be done with it, a list that is empty, what is under way or went wrong.

use common::api::time::Timestamp;
use egui::{Align, Layout, RichText, Ui, vec2};

use super::icon::Icon;
use super::theme::{height, size, space};
use super::widgets::{Button, spinner};
use super::{Look, controls, fonts, moments, words};
use crate::net::NetError;

/// Less room than this for what a line is about, and what can be done stands below it, points.
const LEFT_MIN: f32 = 250.0;
/// Height of a line, points.
const HIGH: f32 = 44.0;

/// A list with nothing in it says what will be there, and offers the next steps.
pub fn empty_ui<A: Clone>(ui: &mut Ui, look: Look<'_>, icon: Icon, words: &str, note: &str, steps: &[(&str, Icon, A)]) -> Option<A> {
    let mut action = None;
    ui.add_space(space::L);
    ui.vertical_centered(|ui| {
        ui.label(RichText::new(icon.glyph()).font(fonts::icons(size::TITLE + space::S)).color(look.theme.text_quiet));
        controls::heading(ui, look, &look.text.get(words));
        ui.set_max_width(ui.available_width().min(420.0));
        controls::note(ui, look, &look.text.get(note));
        ui.add_space(space::XS);
        for (key, icon, step) in steps {
            let words = look.text.get(key);
            if Button::secondary(&words).icon(*icon).show(ui, look).clicked() {
                action = Some(step.clone());
            }
        }
    });
    ui.add_space(space::S);
    action
}

/// A line of a list: on the left what it is, on the right what can be done with it; below each other where there is no room.
pub fn row_ui<A>(
    ui: &mut Ui,
    look: Look<'_>,
    right: f32,
    what: impl FnOnce(&mut Ui),
    actions: impl FnOnce(&mut Ui) -> Option<A>,
) -> Option<A> {
    ui.painter().hline(ui.max_rect().x_range(), ui.cursor().min.y, egui::Stroke::new(1.0, look.theme.line));
    ui.add_space(space::S);
    let left = ui.available_width() - right;
    if left < LEFT_MIN {
        ui.horizontal(what);
        return ui.horizontal_wrapped(actions).inner;
    }
    ui.horizontal(|ui| {
        ui.set_min_height(HIGH);
        ui.allocate_ui_with_layout(vec2(left, HIGH), Layout::left_to_right(Align::Center), |ui| {
            ui.set_width(left);
            what(ui);
        });
        ui.with_layout(Layout::right_to_left(Align::Center), actions).inner
    })
    .inner
}

/// The lines beside a picture.
pub fn lines_ui(ui: &mut Ui, lines: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        // Nothing in them is pressed, so that a line is as high as its words.
        ui.spacing_mut().interact_size.y = 0.0;
        lines(ui);
    });
}

/// Something to know, small.
pub fn fact_ui(ui: &mut Ui, look: Look<'_>, words: &str) -> egui::Response {
    ui.label(RichText::new(words).font(fonts::text(size::SMALL)).color(look.theme.text_quiet))
}

/// How long ago, and exactly for whoever points at it.
pub fn when_ui(ui: &mut Ui, look: Look<'_>, now: Timestamp, then: Timestamp) {
    fact_ui(ui, look, &moments::ago(look.text, now, then)).on_hover_text(moments::exactly(look.text, then));
}

/// A button that is only an icon, with its words for those who hear them or point at it.
pub fn icon_ui(ui: &mut Ui, look: Look<'_>, icon: Icon, words: &str) -> bool {
    let response = Button::quiet("").icon(icon).height(height::LOW).show(ui, look);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, words));
    response.on_hover_text(words).clicked()
}

/// The rest of a list. True: it is wanted.
pub fn more_ui(ui: &mut Ui, look: Look<'_>, busy: bool) -> bool {
    ui.add_space(space::S);
    let more = look.text.get("more");
    ui.vertical_centered(|ui| Button::quiet(&more).icon(Icon::ChevronDown).height(height::LOW).busy(busy).show(ui, look).clicked()).inner
}

/// Something is on its way.
pub fn coming_ui(ui: &mut Ui, look: Look<'_>) {
    ui.add_space(space::XL);
    ui.vertical_centered(|ui| spinner(ui, look, size::TITLE));
    ui.add_space(space::XL);
}

/// What went wrong, and the way to try it again. True: that is wanted.
pub fn again_ui(ui: &mut Ui, look: Look<'_>, error: &NetError, busy: bool) -> bool {
    controls::problem(ui, look, &words::of_error(look.text, error));
    let again = look.text.get("try-again");
    Button::quiet(&again).icon(Icon::Refresh).height(height::LOW).busy(busy).show(ui, look).clicked()
}
