//! Buttons: one shape, four weights.

use egui::{
    Align2, Color32, CornerRadius, FontId, Galley, Rect, Response, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2,
};

use super::icon::Icon;
use super::theme::{Theme, fade, height, radius, size, space};
use super::widgets::{focus_ring, layout, sound, spinner_at, take_first_focus, time};
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
    reachable: bool,
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
            reachable: false,
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

    /// Can have the focus also while it cannot be pressed: there is something to be said about why.
    pub const fn reachable(mut self) -> Self {
        self.reachable = true;
        self
    }

    /// Shows it.
    pub fn show(self, ui: &mut Ui, look: Look<'_>) -> Response {
        let strong = self.height > height::NORMAL && self.weight == Weight::Primary;
        let font = fonts::medium(if strong { size::LEAD } else { size::BODY });
        let padding = if self.height < height::NORMAL { space::M } else { space::L };
        let gap = if self.words.is_empty() { 0.0 } else { space::M };
        let lead = if self.icon.is_some() || self.busy { font.size + gap } else { 0.0 };
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
        let sense = match (enabled, self.reachable) {
            (true, _) => Sense::click(),
            (false, true) => Sense::focusable_noninteractive(),
            (false, false) => Sense::hover(),
        };
        let (rect, response) = ui.allocate_exact_size(size, sense);
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
        let colors = if enabled || self.busy { self.colors(theme, over) } else { self.disabled(theme) };
        let pressed = response.is_pointer_button_down_on();
        let face = if pressed { rect.shrink(1.0) } else { rect };
        let corner = CornerRadius::same(radius::MEDIUM);
        ui.painter().rect(face, corner, colors.fill, Stroke::new(1.0, colors.line), StrokeKind::Inside);
        let left = if self.wide && self.note.is_some() || (self.wide && self.weight != Weight::Primary && self.icon.is_some()) {
            face.min.x + inside.padding
        } else {
            face.center().x - inside.inner.x * 0.5
        };
        let middle = face.center().y;
        if inside.lead > 0.0 {
            let at = pos2(left + inside.font.size * 0.5, middle);
            if self.busy {
                spinner_at(ui, look, at, inside.font.size * 0.42, colors.words);
            } else if let Some(icon) = self.icon {
                ui.painter().text(at, Align2::CENTER_CENTER, icon.glyph(), fonts::icons(inside.font.size + 2.0), colors.icon);
            }
        }
        let mut y = middle - inside.inner.y * 0.5;
        let x = left + inside.lead;
        let words_height = inside.words.size().y;
        ui.painter().galley_with_override_text_color(pos2(x, y), inside.words, colors.words);
        if let Some(note) = inside.note {
            y += words_height + 2.0;
            ui.painter().galley_with_override_text_color(pos2(x, y), note, colors.note);
        }
        focus_ring(ui, theme, face, response, radius::MEDIUM);
    }

    /// Still readable: it says why it cannot be pressed. What has no frame gets none.
    fn disabled(&self, theme: &Theme) -> Colors {
        let (fill, line) =
            if self.weight == Weight::Quiet { (Color32::TRANSPARENT, Color32::TRANSPARENT) } else { (theme.surface, theme.line) };
        Colors { fill, line, words: theme.text_quiet, note: theme.text_quiet, icon: theme.line }
    }

    fn colors(&self, theme: &Theme, over: f32) -> Colors {
        let mix = |from: Color32, to: Color32| from.lerp_to_gamma(to, over);
        if self.chosen {
            return Colors {
                fill: theme.wash(theme.accent),
                line: theme.accent,
                words: theme.text,
                note: theme.text_quiet,
                icon: theme.accent,
            };
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
