//! Short notices in the upper corner: at most four, never with the focus, never over a rally.

use std::collections::VecDeque;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use egui::{Align2, CornerRadius, RichText, Stroke};

use super::icon::Icon;
use super::theme::{duration, fade, radius, size, space};
use super::{Look, Looks, fonts, frame};
use crate::screen::{AppSystems, Overlay, Screen};

/// Most notices at a time.
pub const SHOWN_MAX: usize = 4;
/// Most that wait; the oldest give way.
const WAITING_MAX: usize = 32;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something to know.
    News,
    /// Something went wrong.
    Problem,
}

/// A notice.
#[derive(Message, Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What it is about.
    pub tone: Tone,
    /// Its words.
    pub key: &'static str,
    /// What the words name, as `name`.
    pub name: String,
}

impl Toast {
    /// Something to know.
    #[must_use]
    pub const fn news(key: &'static str) -> Self {
        Self { tone: Tone::News, key, name: String::new() }
    }

    /// Something went wrong.
    #[must_use]
    pub const fn problem(key: &'static str) -> Self {
        Self { tone: Tone::Problem, key, name: String::new() }
    }

    /// With something that its words name.
    #[must_use]
    pub fn naming(mut self, name: String) -> Self {
        self.name = name;
        self
    }
}

/// Notices, the oldest first, with the seconds each has been seen.
#[derive(Resource, Default)]
pub struct Toasts(VecDeque<(Toast, f32)>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Toasts>()
        .add_message::<Toast>()
        .add_systems(Update, collect.in_set(AppSystems::Present))
        .add_systems(EguiPrimaryContextPass, show.in_set(frame::ViewSystems));
}

impl Toasts {
    /// One more.
    pub fn push(&mut self, toast: Toast) {
        self.0.retain(|(known, _)| *known != toast);
        self.0.push_back((toast, 0.0));
        if self.0.len() > WAITING_MAX {
            self.0.pop_front();
        }
    }

    /// Lets time pass for those that are seen.
    pub fn age(&mut self, seconds: f32) {
        for (_, seen) in self.0.iter_mut().take(SHOWN_MAX) {
            *seen += seconds;
        }
        self.0.retain(|(_, seen)| *seen < duration::TOAST);
    }

    /// Those that are seen.
    pub fn shown(&self) -> impl Iterator<Item = &Toast> {
        self.0.iter().take(SHOWN_MAX).map(|(toast, _)| toast)
    }
}

fn collect(
    mut news: MessageReader<Toast>,
    mut toasts: ResMut<Toasts>,
    time: Res<Time<Real>>,
    screen: Res<State<Screen>>,
    overlay: Res<State<Overlay>>,
) {
    for toast in news.read() {
        toasts.push(toast.clone());
    }
    if !hushed(*screen.get(), *overlay.get()) {
        toasts.age(time.delta_secs());
    }
}

/// Whether notices wait because somebody plays.
fn hushed(screen: Screen, overlay: Overlay) -> bool {
    screen == Screen::Court && overlay == Overlay::None
}

fn show(mut contexts: EguiContexts, looks: Looks, toasts: Res<Toasts>, screen: Res<State<Screen>>, overlay: Res<State<Overlay>>) {
    let Ok(ctx) = contexts.ctx_mut() else { return };
    if toasts.0.is_empty() {
        return;
    }
    if hushed(*screen.get(), *overlay.get()) {
        let at = ctx.viewport_rect().right_top() + egui::vec2(-space::L, space::L);
        let painter = ctx.layer_painter(egui::LayerId::new(egui::Order::Foreground, egui::Id::new("toast-dot")));
        painter.circle_filled(at, 9.0, looks.look().theme.attention);
        let ink = looks.look().theme.text_on_accent;
        painter.text(at, Align2::CENTER_CENTER, toasts.0.len(), fonts::medium(size::SMALL), ink);
        return;
    }
    egui::Area::new(egui::Id::new("toasts"))
        .order(egui::Order::Foreground)
        .anchor(Align2::RIGHT_TOP, egui::vec2(-space::L, super::theme::height::BAR + space::S))
        .interactable(false)
        .show(ctx, |ui| toasts_ui(ui, looks.look(), &toasts));
}

/// The notices, one below the other.
pub fn toasts_ui(ui: &mut egui::Ui, look: Look<'_>, toasts: &Toasts) {
    ui.set_max_width(340.0);
    for toast in toasts.shown() {
        let (icon, color) = match toast.tone {
            Tone::News => (Icon::Info, look.theme.accent),
            Tone::Problem => (Icon::AlertTriangle, look.theme.attention),
        };
        egui::Frame::new()
            .fill(look.theme.raised)
            .stroke(Stroke::new(1.0, fade(color, 0.6)))
            .corner_radius(CornerRadius::same(radius::MEDIUM))
            .inner_margin(space::M)
            .show(ui, |ui| {
                ui.horizontal_top(|ui| {
                    ui.label(RichText::new(icon.glyph()).font(fonts::icons(size::LEAD)).color(color));
                    let words = look.text.with(toast.key, [("name", toast.name.as_str())]);
                    ui.add(egui::Label::new(RichText::new(words).font(fonts::text(size::BODY)).color(look.theme.text)).wrap());
                });
            });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_four_are_shown_and_the_same_is_shown_once() {
        let mut toasts = Toasts::default();
        for key in ["a", "b", "c", "d", "e", "a"] {
            toasts.push(Toast::news(key));
        }
        assert_eq!(toasts.shown().map(|toast| toast.key).collect::<String>(), "bcde");
        toasts.age(duration::TOAST);
        assert_eq!(toasts.shown().map(|toast| toast.key).collect::<String>(), "a");
    }
}
