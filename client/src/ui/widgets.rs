//! What menus are made of. Everything here can be reached with the keyboard and with a gamepad, and shows when it has the focus.

use egui::{Color32, CornerRadius, FontId, Galley, Id, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};

pub use super::button::Button;
use super::theme::{Theme, duration, fade, radius, size, space};
use super::{Look, fonts};

pub(super) fn layout(ui: &Ui, words: &str, font: FontId, room: f32) -> std::sync::Arc<Galley> {
    ui.painter().layout(words.to_owned(), font, Color32::PLACEHOLDER, room)
}

pub(super) fn time(look: Look<'_>) -> f32 {
    if look.motion { duration::QUICK } else { 0.0 }
}

/// The ring around what has the focus.
pub fn focus_ring(ui: &Ui, theme: &Theme, rect: Rect, response: &Response, corner: u8) {
    if response.has_focus() {
        let ring = rect.expand(3.0);
        ui.painter().rect_stroke(ring, CornerRadius::same(corner + 3), Stroke::new(2.0, theme.accent), StrokeKind::Inside);
    }
}

fn first_focus_id() -> Id {
    Id::new("rebound-first-focus")
}

/// Says that a page has opened: whatever is first on it takes the focus.
pub fn ask_for_focus(ctx: &egui::Context) {
    ctx.data_mut(|data| data.insert_temp(first_focus_id(), true));
}

/// Asks for the focus when something opens that is no page: it was not shown in the last frame, or showed something else.
pub fn focus_when_opened(ctx: &egui::Context, name: &str, what: bool) {
    let id = Id::new((name, "opened"));
    let now = ctx.cumulative_frame_nr();
    let before = ctx.data_mut(|data| data.get_temp::<(u64, bool)>(id));
    if before.is_none_or(|(frame, shown)| now.saturating_sub(frame) > 2 || shown != what) {
        ask_for_focus(ctx);
    }
    ctx.data_mut(|data| data.insert_temp(id, (now, what)));
}

/// What had the focus may be gone, or be disabled now: then the first thing of the page takes it, unless the pointer is in use.
pub fn keep_focus(ctx: &egui::Context) {
    let id = Id::new("rebound-had-focus");
    let has = ctx.memory(|memory| memory.focused().is_some());
    let had = ctx.data_mut(|data| data.get_temp::<bool>(id)).unwrap_or_default();
    ctx.data_mut(|data| data.insert_temp(id, has));
    if had && !has && !ctx.input(|input| input.pointer.any_pressed()) {
        ask_for_focus(ctx);
    }
}

/// Takes the focus if a page has just opened.
pub fn take_first_focus(response: &Response) {
    let wanted = response.ctx.data_mut(|data| data.remove_temp::<bool>(first_focus_id()).unwrap_or_default());
    if wanted && response.sense.is_focusable() {
        response.request_focus();
    }
}

/// What the interface does that can be heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noise {
    /// Something was pressed.
    Click,
    /// The focus or the pointer came to something.
    Hover,
}

fn noise_id() -> Id {
    Id::new("rebound-noise")
}

/// Brings what has just got the focus into view: it may be scrolled away.
pub fn follow_focus(response: &Response) {
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
}

/// Lets a response be heard, and seen when it gets the focus.
pub fn sound(response: &Response) {
    follow_focus(response);
    let noise = if response.clicked() {
        Noise::Click
    } else if response.gained_focus() {
        Noise::Hover
    } else {
        return;
    };
    response.ctx.data_mut(|data| data.insert_temp(noise_id(), noise));
}

/// What there is to be heard of the last frame.
pub fn take_noise(ctx: &egui::Context) -> Option<Noise> {
    let noise = ctx.data_mut(|data| data.get_temp(noise_id()));
    ctx.data_mut(|data| data.remove::<Noise>(noise_id()));
    noise
}

/// A turning arc: something is under way.
pub fn spinner(ui: &mut Ui, look: Look<'_>, diameter: f32) {
    let (rect, _) = ui.allocate_exact_size(Vec2::splat(diameter), Sense::hover());
    spinner_at(ui, look, rect.center(), diameter * 0.42, look.theme.accent);
}

pub(crate) fn spinner_at(ui: &Ui, look: Look<'_>, at: egui::Pos2, reach: f32, color: Color32) {
    let turns = if look.motion { ui.input(|input| input.time) } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, reason = "an angle of one turn")]
    let begin = (turns * 5.0 % std::f64::consts::TAU) as f32;
    let points = (0..=20_u8).map(|n| at + reach * Vec2::angled(begin + f32::from(n) / 20.0 * 4.4)).collect();
    ui.painter().add(Shape::line(points, Stroke::new(2.0, color)));
    if look.motion {
        ui.ctx().request_repaint();
    }
}

/// A surface above the court.
pub fn card<R>(ui: &mut Ui, look: Look<'_>, body: impl FnOnce(&mut Ui) -> R) -> R {
    egui::Frame::new()
        .fill(look.theme.card())
        .stroke(Stroke::new(1.0, look.theme.line))
        .corner_radius(CornerRadius::same(radius::LARGE))
        .inner_margin(space::L)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            body(ui)
        })
        .inner
}

/// Within a column, whose words would be spread over its width otherwise.
pub fn upright<R>(ui: &mut Ui, body: impl FnOnce(&mut Ui) -> R) -> R {
    ui.vertical(body).inner
}

/// A cap of a key.
pub fn key_cap(ui: &mut Ui, look: Look<'_>, words: &str, color: Color32) {
    let galley = layout(ui, words, fonts::medium(size::SMALL), f32::INFINITY);
    let (rect, _) = ui.allocate_exact_size(vec2((galley.size().x + space::M).max(28.0), 28.0), Sense::hover());
    let corner = CornerRadius::same(radius::SMALL);
    ui.painter().rect(rect, corner, look.theme.raised, Stroke::new(1.0, look.theme.line), StrokeKind::Inside);
    let foot = Rect::from_min_max(pos2(rect.min.x + 3.0, rect.max.y - 3.0), pos2(rect.max.x - 3.0, rect.max.y - 1.5));
    ui.painter().rect_filled(foot, CornerRadius::same(1), fade(color, 0.8));
    ui.painter().galley_with_override_text_color(rect.center() - galley.size() * 0.5, galley, look.theme.text);
}
