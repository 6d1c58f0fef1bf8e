//! Fields, switches, sliders and words: the smaller parts of forms.

use egui::{
    Align2, CornerRadius, EventFilter, RichText, Sense, Slider, Stroke, StrokeKind, TextEdit, Ui, WidgetInfo, WidgetType, pos2, vec2,
};

use super::button::Button;
use super::icon::Icon;
use super::theme::{height, radius, size, space};
use super::widgets::{focus_ring, follow_focus, sound, take_first_focus};
use super::{Look, fonts};

/// A title of a page.
pub fn title(ui: &mut Ui, look: Look<'_>, words: &str) {
    ui.label(RichText::new(words).font(fonts::bold(size::TITLE)).color(look.theme.text));
}

/// A heading within a page.
pub fn heading(ui: &mut Ui, look: Look<'_>, words: &str) {
    ui.label(RichText::new(words).font(fonts::medium(size::LEAD)).color(look.theme.text));
}

/// Something to read.
pub fn line(ui: &mut Ui, look: Look<'_>, words: &str) {
    ui.label(RichText::new(words).font(fonts::text(size::BODY)).color(look.theme.text));
}

/// Something to read second.
pub fn note(ui: &mut Ui, look: Look<'_>, words: &str) {
    ui.add(egui::Label::new(RichText::new(words).font(fonts::text(size::SMALL)).color(look.theme.text_quiet)).wrap());
}

/// What went wrong.
pub fn problem(ui: &mut Ui, look: Look<'_>, words: &str) {
    ui.horizontal_top(|ui| {
        ui.label(RichText::new(Icon::AlertCircle.glyph()).font(fonts::icons(size::BODY)).color(look.theme.attention));
        ui.add(egui::Label::new(RichText::new(words).font(fonts::text(size::SMALL)).color(look.theme.attention)).wrap());
    });
}

/// A field of a form, before it is shown.
#[derive(Clone, Copy, Debug)]
#[must_use]
pub struct Field<'a> {
    /// What it is for.
    pub label: &'a str,
    /// Whether what is written is hidden.
    pub secret: bool,
    /// Most characters.
    pub chars_max: usize,
    /// What is wrong with it.
    pub problem: Option<&'a str>,
    /// Has the focus when its page opens.
    pub first: bool,
}

impl Field<'_> {
    /// Shows it. True: Enter was pressed in it.
    pub fn show(self, ui: &mut Ui, look: Look<'_>, value: &mut String) -> bool {
        let label = ui.label(RichText::new(self.label).font(fonts::medium(size::SMALL)).color(look.theme.text_quiet));
        let edit = TextEdit::singleline(value)
            .password(self.secret)
            .char_limit(self.chars_max)
            .font(fonts::text(size::BODY))
            // Up and down leave it: a gamepad has no other way out.
            .event_filter(EventFilter { horizontal_arrows: true, vertical_arrows: false, tab: false, escape: false })
            .margin(vec2(space::M, (height::NORMAL - size::BODY * 1.4) * 0.5))
            .min_size(vec2(0.0, height::NORMAL))
            .vertical_align(egui::Align::Center)
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).labelled_by(label.id);
        if self.first {
            take_first_focus(&response);
        }
        follow_focus(&response);
        focus_ring(ui, look.theme, response.rect, &response, radius::MEDIUM);
        if let Some(words) = self.problem {
            problem(ui, look, words);
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if entered {
            // It stays here, so that what is refused can be put right at once.
            response.request_focus();
        }
        entered
    }
}

/// A switch with its words. True: it was changed.
pub fn toggle(ui: &mut Ui, look: Look<'_>, words: &str, on: &mut bool) -> bool {
    let theme = look.theme;
    let mut changed = false;
    row(ui, look, words, |ui| {
        let (rect, response) = ui.allocate_exact_size(vec2(44.0, 24.0), Sense::click());
        if response.clicked() {
            *on = !*on;
            changed = true;
        }
        response.widget_info(|| WidgetInfo::selected(WidgetType::Checkbox, ui.is_enabled(), *on, words));
        sound(&response);
        let way = ui.ctx().animate_bool_with_time(response.id, *on, if look.motion { 0.1 } else { 0.0 });
        let fill = theme.lifted.lerp_to_gamma(theme.accent, way);
        ui.painter().rect(rect, CornerRadius::same(12), fill, Stroke::new(1.0, theme.line), StrokeKind::Inside);
        let knob = pos2(egui::lerp(rect.min.x + 12.0..=rect.max.x - 12.0, way), rect.center().y);
        ui.painter().circle_filled(knob, 8.0, if *on { theme.text_on_accent } else { theme.text });
        focus_ring(ui, theme, rect, &response, 12);
    });
    changed
}

/// A slider with its words and its value in words. True: it was changed.
pub fn slider(
    ui: &mut Ui,
    look: Look<'_>,
    words: &str,
    shown: &str,
    value: &mut u16,
    range: std::ops::RangeInclusive<u16>,
    step: u16,
) -> bool {
    const KNOB: f32 = 8.0;
    let mut changed = false;
    row(ui, look, words, |ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(56.0, height::LOW), Sense::hover());
        ui.painter().text(rect.right_center(), Align2::RIGHT_CENTER, shown, fonts::medium(size::SMALL), look.theme.text_quiet);
        ui.spacing_mut().slider_width = (ui.available_width() - space::S).clamp(60.0, 200.0);
        ui.spacing_mut().slider_rail_height = 6.0;
        let (first, last) = (f32::from(*range.start()), f32::from(*range.end()));
        let response = ui.add(Slider::new(value, range).step_by(f64::from(step)).show_value(false).trailing_fill(true));
        response.widget_info(|| WidgetInfo::labeled(WidgetType::Slider, true, words));
        changed = response.changed();
        sound(&response);
        let part = (f32::from(*value) - first) / (last - first);
        let reach = response.rect.height() * 0.4;
        let x = egui::lerp(response.rect.min.x + reach..=response.rect.max.x - reach, part);
        let at = pos2(x, response.rect.center().y);
        ui.painter().circle(at, KNOB + 2.0, look.theme.accent, Stroke::new(3.0, look.theme.surface));
        focus_ring(ui, look.theme, response.rect, &response, radius::SMALL);
    });
    changed
}

/// One of a few, side by side below their words. True: it was changed.
pub fn choice<T: Copy + PartialEq>(ui: &mut Ui, look: Look<'_>, words: &str, value: &mut T, choices: &[(T, String)]) -> bool {
    let mut changed = false;
    line(ui, look, words);
    ui.columns(choices.len(), |columns| {
        for (ui, (one, name)) in columns.iter_mut().zip(choices) {
            let chosen = *value == *one;
            if Button::secondary(name).height(height::LOW).wide().chosen(chosen).show(ui, look).clicked() && !chosen {
                *value = *one;
                changed = true;
            }
        }
    });
    changed
}

/// Words on the left, something to press on the right; below each other when there is no room.
pub fn row(ui: &mut Ui, look: Look<'_>, words: &str, control: impl FnOnce(&mut Ui)) {
    let narrow = ui.available_width() < 340.0;
    let label = |ui: &mut Ui| {
        ui.add(egui::Label::new(RichText::new(words).font(fonts::text(size::BODY)).color(look.theme.text)).wrap());
    };
    if narrow {
        label(ui);
        ui.horizontal(|ui| control(ui));
        return;
    }
    ui.horizontal(|ui| {
        ui.set_min_height(height::LOW);
        let left = ui.available_width() * 0.46;
        ui.allocate_ui_with_layout(vec2(left, height::LOW), egui::Layout::left_to_right(egui::Align::Center), |ui| {
            ui.set_min_width(left);
            label(ui);
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), control);
    });
}
