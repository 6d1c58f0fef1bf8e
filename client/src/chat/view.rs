//! The panel, as it is seen: folded a strip with what is new, open the tabs on the left and one place on the right.

use common::api::time::Timestamp;
use common::ids::{ChatId, UserId};
use egui::{Align, CornerRadius, Layout, Rect, RichText, Sense, Stroke, Ui, UiBuilder, Vec2, WidgetInfo, WidgetType, pos2, vec2};

pub use super::draft::ChatDraft;
use super::model::ChatModel;
use super::thread::Place;
use super::{seek, tabs, talk};
use crate::link::Target;
use crate::net::NetError;
use crate::people::PeopleAction;
use crate::people::challenge::Wishes;
use crate::people::challenge::view::ChallengePress;
use crate::ui::icon::Icon;
use crate::ui::theme::{fade, height, radius, size, space};
use crate::ui::widgets::{Button, focus_ring, sound};
use crate::ui::{Look, controls, fonts};

/// Less room than this, and the tabs are narrow, points.
const NARROW: f32 = 560.0;

/// What was pressed.
#[derive(Clone, Debug, PartialEq)]
pub enum ChatAction {
    /// Unfold it, or fold it.
    Toggle,
    /// Look at this place.
    Select(Place),
    /// Look for people.
    Find(String),
    /// Open the conversation with somebody.
    TalkTo(Option<UserId>, String),
    /// Look for nobody any more.
    StopSeeking,
    /// Send what is written.
    Send(Place),
    /// Something was written.
    Typed(Place),
    /// Send this once more.
    Again(Place, String),
    /// Give this up.
    TakeBack(Place, String),
    /// Read back.
    Older(Place),
    /// Read again what could not be read.
    TryAgain(Place),
    /// Show this conversation no more.
    Hide(ChatId),
    /// Keep this user away.
    Block(UserId),
    /// Go where a link leads.
    See(Target),
    /// Something else with somebody.
    People(PeopleAction),
    /// Something with a challenge.
    Challenge(ChallengePress),
    /// To the form of a sign-in.
    SignIn,
    /// Become a guest.
    BeGuest,
}

/// What the panel knows.
#[derive(Clone, Copy, Debug)]
pub struct ChatView<'a> {
    /// The conversations.
    pub chat: &'a ChatModel,
    /// Challenges that are under way.
    pub wishes: &'a Wishes,
    /// Why somebody could not be kept away.
    pub not_blocked: Option<&'a NetError>,
    /// Whether the server answers.
    pub up: bool,
    /// What time it is at the server.
    pub now: Timestamp,
}

/// Shows it in a place of this size.
pub fn chat_ui(ui: &mut Ui, look: Look<'_>, model: ChatView<'_>, draft: &mut ChatDraft, size: Vec2) -> Vec<ChatAction> {
    let mut out = Vec::new();
    if model.chat.open {
        panel_ui(ui, look, model, draft, size, &mut out);
    } else {
        strip_ui(ui, look, model, size, &mut out);
    }
    out
}

/// The folded panel: one thing to press, along the whole edge.
fn strip_ui(ui: &mut Ui, look: Look<'_>, model: ChatView<'_>, size: Vec2, out: &mut Vec<ChatAction>) {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let unread = model.chat.unread().unwrap_or_default();
    let title = look.text.get("chat-title");
    let spoken = if unread > 0 { look.text.with("chat-title-unread", [("count", i64::from(unread))]) } else { title.clone() };
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, &spoken));
    sound(&response);
    if response.clicked() {
        out.push(ChatAction::Toggle);
    }
    let theme = look.theme;
    let over = response.hovered() || response.has_focus();
    ui.painter().rect_filled(rect, 0.0, if over { theme.raised } else { fade(theme.ink, 0.9) });
    ui.painter().hline(rect.x_range(), rect.min.y, Stroke::new(1.0, theme.line));
    let middle = rect.center().y;
    let icon = pos2(rect.min.x + space::L + 8.0, middle);
    ui.painter().text(icon, egui::Align2::CENTER_CENTER, Icon::MessageSquare.glyph(), fonts::icons(size::LEAD), theme.text_quiet);
    let words = ui.painter().layout_no_wrap(title, fonts::medium(size::BODY), theme.text);
    let mut x = icon.x + space::L;
    ui.painter().galley(pos2(x, middle - words.size().y * 0.5), words.clone(), theme.text);
    x += words.size().x + space::M;
    if unread > 0 {
        tabs::badge(ui, look, pos2(x + 9.0, middle), unread);
    }
    let chevron = pos2(rect.max.x - space::L - 8.0, middle);
    ui.painter().text(chevron, egui::Align2::CENTER_CENTER, Icon::ChevronUp.glyph(), fonts::icons(size::LEAD), theme.text_quiet);
    focus_ring(ui, theme, rect.shrink(4.0), &response, radius::SMALL);
}

fn panel_ui(ui: &mut Ui, look: Look<'_>, model: ChatView<'_>, draft: &mut ChatDraft, size: Vec2, out: &mut Vec<ChatAction>) {
    let theme = look.theme;
    let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
    let corner = CornerRadius { nw: radius::LARGE, ne: radius::LARGE, sw: 0, se: 0 };
    ui.painter().rect(rect, corner, theme.surface, Stroke::new(1.0, theme.line), egui::StrokeKind::Inside);
    let inner = rect.shrink2(vec2(space::M, space::S));
    if model.chat.me().is_none() {
        let mut ui = ui.new_child(UiBuilder::new().max_rect(inner));
        nobody_ui(&mut ui, look, model, out);
        return;
    }
    let left = if rect.width() < NARROW { 148.0 } else { 196.0 };
    let split = inner.min.x + left;
    let tabs = Rect::from_min_max(inner.min, pos2(split, inner.max.y));
    let place = Rect::from_min_max(pos2(split + space::M * 2.0, inner.min.y), inner.max);
    ui.painter().vline(split + space::M, rect.y_range().shrink(1.0), Stroke::new(1.0, theme.line));
    tabs::tabs_ui(&mut ui.new_child(UiBuilder::new().max_rect(tabs)), look, model, draft, out);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(place));
    ui.set_clip_rect(place.expand2(vec2(4.0, 4.0)).intersect(rect));
    if draft.seeking || model.chat.opening.is_some() {
        seek::seek_ui(&mut ui, look, model, draft, out);
    } else {
        talk::talk_ui(&mut ui, look, model, draft, out);
    }
}

/// Nobody is signed in.
fn nobody_ui(ui: &mut Ui, look: Look<'_>, model: ChatView<'_>, out: &mut Vec<ChatAction>) {
    let text = look.text;
    head_ui(ui, |ui| controls::heading(ui, look, &text.get("chat-title")), |ui| fold_ui(ui, look, out));
    ui.add_space(space::L);
    controls::note(ui, look, &text.get("chat-signed-out"));
    ui.horizontal_wrapped(|ui| {
        let guest = text.get("chat-be-guest");
        if Button::primary(&guest).icon(Icon::User).height(height::LOW).enabled(model.up).show(ui, look).clicked() {
            out.push(ChatAction::BeGuest);
        }
        let sign_in = text.get("start-sign-in");
        if Button::secondary(&sign_in).icon(Icon::LogIn).height(height::LOW).show(ui, look).clicked() {
            out.push(ChatAction::SignIn);
        }
    });
}

/// The head of a place: what it is on the left, what can be done on the right.
pub(super) fn head_ui(ui: &mut Ui, what: impl FnOnce(&mut Ui), actions: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.set_min_height(height::LOW);
        what(ui);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            actions(ui);
        });
    });
}

/// Folds the panel.
pub(super) fn fold_ui(ui: &mut Ui, look: Look<'_>, out: &mut Vec<ChatAction>) {
    if icon_ui(ui, look, Icon::ChevronDown, &look.text.get("chat-fold"), true) {
        out.push(ChatAction::Toggle);
    }
}

/// A button that is only an icon; its words are seen under the pointer. True: it was pressed.
pub(super) fn icon_ui(ui: &mut Ui, look: Look<'_>, icon: Icon, words: &str, enabled: bool) -> bool {
    let response = Button::quiet("").icon(icon).height(30.0).enabled(enabled).show(ui, look);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, enabled, words));
    response.on_hover_text(words).clicked()
}

/// A word that can be pressed. True: it was.
pub(super) fn word_ui(ui: &mut Ui, look: Look<'_>, words: &str, font: egui::FontId, underlined: bool) -> bool {
    let rich = RichText::new(words).font(font).color(look.theme.accent);
    let rich = if underlined { rich.underline() } else { rich };
    let response = ui.add(egui::Label::new(rich).sense(Sense::click())).on_hover_cursor(egui::CursorIcon::PointingHand);
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Link, true, words));
    sound(&response);
    focus_ring(ui, look.theme, response.rect, &response, radius::SMALL);
    response.clicked()
}
