//! What menus are made of. Everything here can be reached with the keyboard and with a gamepad, and shows when it has the focus.

use egui::{
    Align2, Color32, CornerRadius, FontId, Galley, Id, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, WidgetType, pos2,
    vec2,
};

use super::icon::Icon;
use super::theme::{Theme, duration, fade, height, radius, size, space};
use super::{Look, fonts};

/// How much a button matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The one thing to press.
    Primary,
    /// One of several.
    Secondary,
    /// On the side.
    Quiet,
    /// Destroys something.
    Danger,
}

/// A button, before it is shown.
#[derive(Clone, Debug)]
#[must_use]
pub struct Button<'a> {
    words: &'a str,
    note: Option<&'a str>,
    icon: Option<Icon>,
    weight: Weight,
    height: f32,
    wide: bool,
    enabled: bool,
    chosen: bool,
    busy: bool,
    first: bool,
}

impl<'a> Button<'a> {
    /// A button of this weight.
    pub const fn new(weight: Weight, words: &'a str) -> Self {
        Self {
            words,
            note: None,
            icon: None,
            weight,
            height: height::NORMAL,
            wide: false,
            enabled: true,
            chosen: false,
            busy: false,
            first: false,
        }
    }

    /// The one thing to press.
    pub const fn primary(words: &'a str) -> Self {
        Self::new(Weight::Primary, words)
    }

    /// One of several.
    pub const fn secondary(words: &'a str) -> Self {
        Self::new(Weight::Secondary, words)
    }

    /// On the side.
    pub const fn quiet(words: &'a str) -> Self {
        Self::new(Weight::Quiet, words)
    }

    /// Destroys something.
    pub const fn danger(words: &'a str) -> Self {
        Self::new(Weight::Danger, words)
    }

    /// With an icon before the words.
    pub const fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// With a second, quieter line.
    pub const fn note(mut self, note: &'a str) -> Self {
        self.note = Some(note);
        self
    }

    /// Of this height at least, points.
    pub const fn height(mut self, height: f32) -> Self {
        self.height = height;
        self
    }

    /// As wide as there is room.
    pub const fn wide(mut self) -> Self {
        self.wide = true;
        self
    }

    /// Whether it can be pressed now.
    pub const fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Whether it stands for what is chosen.
    pub const fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }

    /// Whether what it does is under way: it turns, and cannot be pressed again.
    pub const fn busy(mut self, busy: bool) -> Self {
        self.busy = busy;
        self
    }

    /// Has the focus when its page opens.
    pub const fn first(mut self) -> Self {
        self.first = true;
        self
    }

    /// Shows it.
    pub fn show(self, ui: &mut Ui, look: Look<'_>) -> Response {
        let strong = self.height > height::NORMAL;
        let font = fonts::medium(if strong { size::LEAD } else { size::BODY });
        let padding = if self.height < height::NORMAL { space::M } else { space::L };
        let lead = if self.icon.is_some() || self.busy { font.size + space::M } else { 0.0 };
        let room = (ui.available_width() - padding * 2.0 - lead).max(1.0);
        let words = layout(ui, self.words, font.clone(), room);
        let note = self.note.map(|note| layout(ui, note, fonts::text(size::SMALL), room));
        let inner = vec2(
            words.size().x.max(note.as_ref().map_or(0.0, |note| note.size().x)) + lead,
            words.size().y + note.as_ref().map_or(0.0, |note| note.size().y + 2.0),
        );
        let wanted = vec2(inner.x + padding * 2.0, (inner.y + space::S * 2.0).max(self.height));
        let size = if self.wide { vec2(ui.available_width(), wanted.y) } else { wanted };
        let enabled = self.enabled && !self.busy && ui.is_enabled();
        let (rect, response) = ui.allocate_exact_size(size, if enabled { Sense::click() } else { Sense::hover() });
        response.widget_info(|| WidgetInfo::selected(WidgetType::Button, enabled, self.chosen, self.words));
        if self.first {
            take_first_focus(&response);
        }
        sound(&response);
        if ui.is_rect_visible(rect) {
            self.paint(ui, look, rect, &response, enabled, Inside { words, note, font, padding, lead, inner });
        }
        response
    }

    fn paint(&self, ui: &Ui, look: Look<'_>, rect: Rect, response: &Response, enabled: bool, inside: Inside) {
        let theme = look.theme;
        let over = ui.ctx().animate_bool_with_time(response.id, enabled && (response.hovered() || response.has_focus()), time(look));
        let colors = self.colors(theme, over);
        let seen = if enabled || self.busy { 1.0 } else { 0.45 };
        let pressed = response.is_pointer_button_down_on();
        let face = if pressed { rect.shrink(1.0) } else { rect };
        let corner = CornerRadius::same(radius::MEDIUM);
        ui.painter().rect(face, corner, fade(colors.fill, seen), Stroke::new(1.0, fade(colors.line, seen)), StrokeKind::Inside);
        let left = if self.wide && self.note.is_some() || (self.wide && self.weight != Weight::Primary && self.icon.is_some()) {
            face.min.x + inside.padding
        } else {
            face.center().x - inside.inner.x * 0.5
        };
        let middle = face.center().y;
        if inside.lead > 0.0 {
            let at = pos2(left + inside.font.size * 0.5, middle);
            if self.busy {
                spinner_at(ui, look, at, inside.font.size * 0.42, fade(colors.words, seen));
            } else if let Some(icon) = self.icon {
                ui.painter().text(at, Align2::CENTER_CENTER, icon.glyph(), fonts::icons(inside.font.size + 2.0), fade(colors.icon, seen));
            }
        }
        let mut y = middle - inside.inner.y * 0.5;
        let x = left + inside.lead;
        let words_height = inside.words.size().y;
        ui.painter().galley_with_override_text_color(pos2(x, y), inside.words, fade(colors.words, seen));
        if let Some(note) = inside.note {
            y += words_height + 2.0;
            ui.painter().galley_with_override_text_color(pos2(x, y), note, fade(colors.note, seen));
        }
        focus_ring(ui, theme, face, response, radius::MEDIUM);
    }

    fn colors(&self, theme: &Theme, over: f32) -> Colors {
        let mix = |from: Color32, to: Color32| from.lerp_to_gamma(to, over);
        if self.chosen {
            return Colors { fill: theme.wash(theme.accent), line: theme.accent, words: theme.text, note: theme.text_quiet, icon: theme.accent };
        }
        match self.weight {
            Weight::Primary => Colors {
                fill: mix(theme.accent, theme.accent_lifted),
                line: Color32::TRANSPARENT,
                words: theme.text_on_accent,
                note: theme.text_on_accent,
                icon: theme.text_on_accent,
            },
            Weight::Secondary => Colors {
                fill: mix(theme.raised, theme.lifted),
                line: mix(theme.line, theme.accent),
                words: theme.text,
                note: theme.text_quiet,
                icon: theme.accent,
            },
            Weight::Quiet => Colors {
                fill: fade(theme.lifted, over),
                line: Color32::TRANSPARENT,
                words: mix(theme.text_quiet, theme.text),
                note: theme.text_quiet,
                icon: mix(theme.text_quiet, theme.accent),
            },
            Weight::Danger => Colors {
                fill: mix(theme.raised, theme.wash(theme.attention)),
                line: mix(theme.line, theme.attention),
                words: theme.attention,
                note: theme.text_quiet,
                icon: theme.attention,
            },
        }
    }
}

struct Colors {
    fill: Color32,
    line: Color32,
    words: Color32,
    note: Color32,
    icon: Color32,
}

struct Inside {
    words: std::sync::Arc<Galley>,
    note: Option<std::sync::Arc<Galley>>,
    font: FontId,
    padding: f32,
    lead: f32,
    inner: Vec2,
}

fn layout(ui: &Ui, words: &str, font: FontId, room: f32) -> std::sync::Arc<Galley> {
    ui.painter().layout(words.to_owned(), font, Color32::PLACEHOLDER, room)
}

fn time(look: Look<'_>) -> f32 {
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

/// Lets a response be heard.
pub fn sound(response: &Response) {
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

fn spinner_at(ui: &Ui, look: Look<'_>, at: egui::Pos2, reach: f32, color: Color32) {
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
        .show(ui, body)
        .inner
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
