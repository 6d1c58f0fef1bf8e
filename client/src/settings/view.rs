//! The settings, as they are seen: four groups, each change at work at once.

use egui::{RichText, Ui, vec2};

use super::capture::{Capture, Device};
use super::model::{Action, FRAME_LIMIT_RANGE, SCALE_RANGE, Settings, WindowChoice};
use super::{Button as PadButton, Key};
use crate::ui::controls::{self, choice, row, slider, toggle};
use crate::ui::icon::Icon;
use crate::ui::text::Language;
use crate::ui::theme::{PaletteName, Theme, height, size, space};
use crate::ui::widgets::{Button, card};
use crate::ui::{Look, fonts};

/// Less room than this, and the groups stand one below the other, points.
const TWO_COLUMNS: f32 = 640.0;

/// What was pressed, besides what changes the settings themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingsAction {
    /// Waits for a key or button.
    Capture(Action, Device),
    /// Back.
    Back,
}

/// Shows them.
pub fn settings_ui(ui: &mut Ui, look: Look<'_>, settings: &mut Settings, capture: &Capture) -> Option<SettingsAction> {
    let text = look.text;
    let mut action = None;
    if capture.is_busy() {
        ui.disable();
    }
    ui.horizontal_wrapped(|ui| {
        let back = text.get("back");
        if Button::quiet(&back).icon(Icon::ArrowLeft).height(height::LOW).first().show(ui, look).clicked() {
            action = Some(SettingsAction::Back);
        }
        controls::title(ui, look, &text.get("settings-title"));
    });
    ui.add_space(space::XS);
    if ui.available_width() >= TWO_COLUMNS {
        ui.columns_const(|[left, right]| {
            interface_ui(left, look, settings);
            left.add_space(space::XS);
            sound_ui(left, look, settings);
            display_ui(right, look, settings);
            right.add_space(space::XS);
            action = controls_ui(right, look, settings, capture).or(action);
        });
    } else {
        interface_ui(ui, look, settings);
        sound_ui(ui, look, settings);
        display_ui(ui, look, settings);
        action = controls_ui(ui, look, settings, capture).or(action);
    }
    action
}

fn group(ui: &mut Ui, look: Look<'_>, icon: Icon, key: &str, body: impl FnOnce(&mut Ui)) {
    card(ui, look, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.label(RichText::new(icon.glyph()).font(fonts::icons(size::LEAD)).color(look.theme.accent));
            controls::heading(ui, look, &look.text.get(key));
        });
        ui.add_space(space::XS);
        body(ui);
    });
}

fn sound_ui(ui: &mut Ui, look: Look<'_>, settings: &mut Settings) {
    group(ui, look, Icon::Volume, "settings-sound", |ui| {
        let sound = &mut settings.sound;
        for (key, volume) in [
            ("settings-volume-master", &mut sound.master),
            ("settings-volume-effects", &mut sound.effects),
            ("settings-volume-music", &mut sound.music),
            ("settings-volume-interface", &mut sound.interface),
            ("settings-volume-background", &mut sound.background),
        ] {
            let mut value = u16::from(*volume);
            let shown = format!("{value} %");
            if slider(ui, look, &look.text.get(key), &shown, &mut value, 0..=100, 5) {
                *volume = u8::try_from(value).unwrap_or(100);
            }
        }
    });
}

fn display_ui(ui: &mut Ui, look: Look<'_>, settings: &mut Settings) {
    let text = look.text;
    group(ui, look, Icon::Monitor, "settings-display", |ui| {
        let display = &mut settings.display;
        let windows =
            [(WindowChoice::Windowed, text.get("settings-windowed")), (WindowChoice::Fullscreen, text.get("settings-fullscreen"))];
        choice(ui, look, &text.get("settings-window"), &mut display.window, &windows);
        toggle(ui, look, &text.get("settings-vsync"), &mut display.vsync);
        limit_ui(ui, look, &mut display.frame_limit);
        toggle(ui, look, &text.get("settings-glow"), &mut display.glow);
    });
}

/// The bound on frames: the end of the slider is no bound.
fn limit_ui(ui: &mut Ui, look: Look<'_>, limit: &mut u16) {
    const STEP: u16 = 10;
    let end = *FRAME_LIMIT_RANGE.end() + STEP;
    let mut value = if *limit == 0 { end } else { *limit };
    let shown = if *limit == 0 { look.text.get("settings-no-limit") } else { format!("{limit} Hz") };
    if slider(ui, look, &look.text.get("settings-frame-limit"), &shown, &mut value, *FRAME_LIMIT_RANGE.start()..=end, STEP) {
        *limit = if value >= end { 0 } else { value };
    }
}

fn interface_ui(ui: &mut Ui, look: Look<'_>, settings: &mut Settings) {
    let text = look.text;
    group(ui, look, Icon::Sliders, "settings-interface", |ui| {
        let interface = &mut settings.interface;
        scale_ui(ui, look, &mut interface.scale);
        let mut language = text.language();
        let languages = Language::ALL.map(|language| (language, language.own_name().to_owned()));
        if choice(ui, look, &text.get("settings-language"), &mut language, &languages) {
            interface.language = Some(language);
        }
        palette_ui(ui, look, &mut interface.palette);
        toggle(ui, look, &text.get("settings-reduced-motion"), &mut interface.reduced_motion);
    });
}

/// In steps that are pressed: a slider that changes the scale of itself would run away.
fn scale_ui(ui: &mut Ui, look: Look<'_>, scale: &mut u16) {
    const STEP: u16 = 10;
    row(ui, look, &look.text.get("settings-scale"), |ui| {
        let more = Button::secondary("").icon(Icon::Plus).height(height::LOW).enabled(*scale < *SCALE_RANGE.end()).show(ui, look);
        more.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, look.text.get("settings-larger")));
        if more.clicked() {
            *scale = (*scale + STEP).min(*SCALE_RANGE.end());
        }
        ui.label(RichText::new(format!("{scale} %")).font(fonts::medium(size::BODY)).color(look.theme.text));
        let less = Button::secondary("").icon(Icon::Minus).height(height::LOW).enabled(*scale > *SCALE_RANGE.start()).show(ui, look);
        less.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, look.text.get("settings-smaller")));
        if less.clicked() {
            *scale = (*scale - STEP).max(*SCALE_RANGE.start());
        }
    });
}

fn palette_ui(ui: &mut Ui, look: Look<'_>, palette: &mut PaletteName) {
    let text = look.text;
    controls::line(ui, look, &text.get("settings-palette"));
    for name in PaletteName::ALL {
        let words = text.get(match name {
            PaletteName::Default => "settings-palette-default",
            PaletteName::RedGreen => "settings-palette-red-green",
            PaletteName::BlueYellow => "settings-palette-blue-yellow",
            PaletteName::HighContrast => "settings-palette-high-contrast",
        });
        let response = Button::secondary(&words).height(height::LOW).wide().chosen(*palette == name).show(ui, look);
        let theme = Theme::of(name);
        for (place, color) in [theme.side_a, theme.side_b].into_iter().enumerate() {
            let x = response.rect.max.x - space::L - if place == 0 { 16.0 } else { 0.0 };
            let swatch = egui::Rect::from_center_size(egui::pos2(x, response.rect.center().y), vec2(10.0, 16.0));
            ui.painter().rect_filled(swatch, 2.0, color);
        }
        if response.clicked() {
            *palette = name;
        }
    }
}

fn controls_ui(ui: &mut Ui, look: Look<'_>, settings: &mut Settings, capture: &Capture) -> Option<SettingsAction> {
    let text = look.text;
    let mut pressed = None;
    group(ui, look, Icon::Keyboard, "settings-controls", |ui| {
        for action in Action::ALL {
            row(ui, look, &text.get(name_of(action)), |ui| {
                for device in [Device::Gamepad, Device::Keyboard] {
                    if binding_ui(ui, look, settings, capture, action, device) {
                        pressed = Some(SettingsAction::Capture(action, device));
                    }
                }
            });
            let other = settings.controls.key_conflict(action).or_else(|| settings.controls.button_conflict(action));
            if let Some(other) = other {
                controls::problem(ui, look, &text.with("settings-conflict", [("action", text.get(name_of(other)))]));
            }
        }
        let reset = text.get("settings-reset-controls");
        if Button::quiet(&reset).icon(Icon::Undo).height(height::LOW).show(ui, look).clicked() {
            settings.controls = super::Controls::default();
        }
    });
    pressed
}

/// The words of an action.
fn name_of(action: Action) -> &'static str {
    match action {
        Action::Up1 => "settings-action-up1",
        Action::Down1 => "settings-action-down1",
        Action::Up2 => "settings-action-up2",
        Action::Down2 => "settings-action-down2",
        Action::Pause => "settings-action-pause",
        Action::Netgraph => "settings-action-netgraph",
        Action::Chat => "settings-action-chat",
    }
}

fn binding_ui(ui: &mut Ui, look: Look<'_>, settings: &Settings, capture: &Capture, action: Action, device: Device) -> bool {
    let text = look.text;
    let waits = capture.waiting == Some((action, device));
    let (cap, ask, label) = match device {
        Device::Keyboard => (settings.controls.key(action).map(|code| Key(code).cap()), "settings-press-key", "settings-keyboard"),
        Device::Gamepad => {
            (settings.controls.button(action).map(|button| PadButton(button).cap()), "settings-press-button", "settings-gamepad")
        }
    };
    let words = if waits { text.get(ask) } else { cap.unwrap_or("-").to_owned() };
    ui.push_id((action, device), |ui| {
        let response = Button::secondary(&words).height(30.0).chosen(waits).show(ui, look);
        let name = format!("{}, {}: {words}", text.get(name_of(action)), text.get(label));
        response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, true, &name));
        response.clicked()
    })
    .inner
}
