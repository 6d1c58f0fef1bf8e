//! Short notices in the upper corner: at most four, never with the focus, never over a rally.

use std::collections::VecDeque;

use bevy::prelude::*;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass, egui};
use common::ids::{ChatId, LobbyCode, PictureId, TournamentCode, UserId};
use egui::{Align2, CornerRadius, Sense, Stroke};

use super::icon::Icon;
use super::theme::{duration, fade, radius, size, space};
use super::{Look, Looks, fonts, frame};
use crate::screen::{AppSystems, Overlay, Screen};

/// Most notices at a time.
pub const SHOWN_MAX: usize = 4;
/// Most that wait; the oldest give way.
const WAITING_MAX: usize = 32;
/// Most characters of what somebody said that a notice shows.
const SAID_CHARS_MAX: usize = 80;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something to know.
    News,
    /// Something went wrong.
    Problem,
}

/// Where a notice leads when it is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// Into this conversation.
    Chat(ChatId),
    /// To the challenges that wait.
    Challenges,
    /// To friends and requests.
    Friends,
    /// Into this lobby.
    Lobby(LobbyCode),
    /// To this tournament, or to the own one.
    Tournament(Option<TournamentCode>),
    /// To somebody's profile, or to the own one.
    Profile(UserId),
}

/// A notice was pressed; whoever can go there does.
#[derive(Message, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Followed(pub Lead);

/// A notice.
#[derive(Message, Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What it is about.
    pub tone: Tone,
    /// Its words.
    pub key: &'static str,
    /// What the words name, as `name`.
    pub name: String,
    /// What somebody said, as `text`.
    pub said: String,
    /// A picture in place of the icon.
    pub face: Option<PictureId>,
    /// Where it leads.
    pub lead: Option<Lead>,
}

impl Toast {
    const fn new(tone: Tone, key: &'static str) -> Self {
        Self { tone, key, name: String::new(), said: String::new(), face: None, lead: None }
    }

    /// Something to know.
    #[must_use]
    pub const fn news(key: &'static str) -> Self {
        Self::new(Tone::News, key)
    }

    /// Something went wrong.
    #[must_use]
    pub const fn problem(key: &'static str) -> Self {
        Self::new(Tone::Problem, key)
    }

    /// With something that its words name.
    #[must_use]
    pub fn naming(mut self, name: String) -> Self {
        self.name = name;
        self
    }

    /// With what somebody said, of which the beginning is shown.
    #[must_use]
    pub fn saying(mut self, said: &str) -> Self {
        self.said = said.chars().take(SAID_CHARS_MAX).collect();
        if said.chars().count() > SAID_CHARS_MAX {
            self.said.push('\u{2026}');
        }
        self
    }

    /// With a picture in place of the icon.
    #[must_use]
    pub const fn with_face(mut self, face: PictureId) -> Self {
        self.face = Some(face);
        self
    }

    /// Leads there when it is pressed.
    #[must_use]
    pub const fn leading(mut self, lead: Lead) -> Self {
        self.lead = Some(lead);
        self
    }
}

/// Notices, the oldest first, with the seconds each has been seen.
#[derive(Resource, Default)]
pub struct Toasts(VecDeque<(Toast, f32)>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<Toasts>()
        .add_message::<Toast>()
        .add_message::<Followed>()
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

    /// This one was pressed: it is seen no more.
    fn remove(&mut self, toast: &Toast) {
        self.0.retain(|(known, _)| known != toast);
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

/// Whether notices wait because somebody plays, be it to warm up.
fn hushed(screen: Screen, overlay: Overlay) -> bool {
    matches!(screen, Screen::Court | Screen::Search) && overlay == Overlay::None
}

fn show(
    mut contexts: EguiContexts,
    looks: Looks,
    mut toasts: ResMut<Toasts>,
    screen: Res<State<Screen>>,
    overlay: Res<State<Overlay>>,
    mut followed: MessageWriter<Followed>,
) {
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
    let pressed = egui::Area::new(egui::Id::new("toasts"))
        .order(egui::Order::Foreground)
        .anchor(Align2::RIGHT_TOP, egui::vec2(-space::L, super::theme::height::BAR + space::S))
        .show(ctx, |ui| toasts_ui(ui, looks.look(), &toasts))
        .inner;
    if let Some(toast) = pressed {
        toasts.remove(&toast);
        followed.write_batch(toast.lead.map(Followed));
    }
}

/// The notices, one below the other. Returns the one that was pressed. None of them ever has the focus.
pub fn toasts_ui(ui: &mut egui::Ui, look: Look<'_>, toasts: &Toasts) -> Option<Toast> {
    ui.set_max_width(340.0);
    let mut pressed = None;
    for toast in toasts.shown() {
        let shown = toast_ui(ui, look, toast);
        let id = ui.id().with(("toast", toast.key, &toast.name, &toast.said));
        if ui.interact(shown.rect, id, Sense::CLICK).clicked() {
            pressed = Some(toast.clone());
        }
    }
    pressed
}

fn toast_ui(ui: &mut egui::Ui, look: Look<'_>, toast: &Toast) -> egui::Response {
    let (icon, color) = match toast.tone {
        Tone::News => (Icon::Info, look.theme.accent),
        Tone::Problem => (Icon::AlertTriangle, look.theme.attention),
    };
    let face = 26.0;
    egui::Frame::new()
        .fill(look.theme.raised)
        .stroke(Stroke::new(1.0, fade(color, 0.6)))
        .corner_radius(CornerRadius::same(radius::MEDIUM))
        .inner_margin(space::M)
        .show(ui, |ui| {
            ui.horizontal_top(|ui| {
                let (rect, _) = ui.allocate_exact_size(egui::Vec2::splat(face), Sense::hover());
                match toast.face {
                    Some(picture) => look.pictures.paint(ui.painter(), picture, rect, 1.0),
                    None => {
                        ui.painter().text(rect.center(), Align2::CENTER_CENTER, icon.glyph(), fonts::icons(size::LEAD), color);
                    }
                }
                let words = look.text.with(toast.key, [("name", toast.name.as_str()), ("text", toast.said.as_str())]);
                let words = ui.painter().layout(words, fonts::text(size::BODY), look.theme.text, ui.available_width());
                ui.vertical(|ui| {
                    // One line stands beside the middle of what is before it; more of them begin beside its top.
                    ui.add_space(((face - words.size().y) * 0.5).max(0.0));
                    ui.label(words);
                });
            });
        })
        .response
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

    #[test]
    fn notices_wait_while_a_rally_goes_on_and_come_over_every_menu() {
        assert!(hushed(Screen::Court, Overlay::None) && hushed(Screen::Search, Overlay::None));
        assert!(!hushed(Screen::Start, Overlay::None) && !hushed(Screen::Court, Overlay::Settings));
    }

    #[test]
    fn of_a_long_message_only_the_beginning_is_shown() {
        let toast = Toast::news("a").saying(&"x".repeat(500));
        assert_eq!(toast.said.chars().count(), SAID_CHARS_MAX + 1);
        assert_eq!(Toast::news("a").saying("hi").said, "hi");
    }
}
