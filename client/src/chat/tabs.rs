//! The tabs: the channels, then the conversations, each with what is unread and whether the other is there.

use common::api::users::Activity;
use egui::{Align2, CornerRadius, Pos2, Rect, ScrollArea, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, WidgetType, pos2, vec2};

use super::thread::{Place, Thread};
use super::view::{ChatAction, ChatDraft, ChatView};
use crate::ui::icon::Icon;
use crate::ui::theme::{height, radius, size, space};
use crate::ui::widgets::{Button, focus_ring, sound};
use crate::ui::{Look, controls, fonts};

/// A number above this is shown as this and a plus.
const BADGE_MAX: u32 = 99;
/// Room of a badge, points.
const BADGE_WIDTH: f32 = 40.0;

/// Shows them.
pub(super) fn tabs_ui(ui: &mut Ui, look: Look<'_>, model: ChatView<'_>, draft: &mut ChatDraft, out: &mut Vec<ChatAction>) {
    let text = look.text;
    let guest = model.chat.is_guest();
    let new = text.get("chat-new");
    let button = Button::secondary(&new).icon(Icon::Plus).height(height::LOW).wide().chosen(draft.seeking);
    let response = button.enabled(!guest && model.chat.is_connected()).show(ui, look);
    let response = if guest { response.on_hover_text(text.get("error-guest-not-allowed")) } else { response };
    if response.clicked() {
        draft.leave();
        draft.seeking = true;
    }
    ScrollArea::vertical().id_salt("chat-tabs").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        let shown = model.chat.shown().map(|thread| thread.place).filter(|_| !draft.seeking);
        for thread in model.chat.tabs() {
            if tab_ui(ui, look, thread, shown == Some(thread.place)) {
                out.push(ChatAction::Select(thread.place));
            }
        }
        ui.add_space(space::S);
        if guest {
            controls::note(ui, look, &text.get("chat-guest"));
        } else if !model.chat.is_listed() && model.chat.is_connected() {
            controls::note(ui, look, &text.get("chat-reading"));
        }
    });
}

/// The name of a place.
pub(super) fn name_of(look: Look<'_>, thread: &Thread) -> String {
    match (thread.place, &thread.chat) {
        (Place::Notices, _) => look.text.get("chat-notices"),
        (Place::General, _) => look.text.get("chat-general"),
        (Place::Chat(_), Some(chat)) => chat.chat_with.user.username.clone(),
        (Place::Chat(_), None) => String::new(),
    }
}

fn tab_ui(ui: &mut Ui, look: Look<'_>, thread: &Thread, chosen: bool) -> bool {
    let theme = look.theme;
    let name = name_of(look, thread);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height::LOW), Sense::click());
    let spoken = if thread.unread > 0 {
        look.text.with("chat-tab-unread", [("name", name.clone()), ("count", thread.unread.to_string())])
    } else {
        name.clone()
    };
    response.widget_info(|| WidgetInfo::selected(WidgetType::Button, true, chosen, &spoken));
    sound(&response);
    let corner = CornerRadius::same(radius::MEDIUM);
    if chosen {
        ui.painter().rect(rect, corner, theme.wash(theme.accent), Stroke::new(1.0, theme.accent), StrokeKind::Inside);
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, corner, theme.lifted);
    }
    let face = Rect::from_center_size(pos2(rect.min.x + space::XS + 13.0, rect.center().y), Vec2::splat(24.0));
    face_ui(ui, look, thread, face);
    let x = face.max.x + space::S;
    let right = if thread.unread > 0 { BADGE_WIDTH } else { space::XS };
    let strong = chosen || thread.unread > 0;
    let font = if strong { fonts::medium(size::SMALL) } else { fonts::text(size::SMALL) };
    let galley = short(ui, &name, &font, rect.max.x - right - x);
    let color = if strong { theme.text } else { theme.text_quiet };
    ui.painter().galley_with_override_text_color(pos2(x, rect.center().y - galley.size().y * 0.5), galley, color);
    if thread.unread > 0 {
        badge(ui, look, pos2(rect.max.x - BADGE_WIDTH * 0.5, rect.center().y), thread.unread);
    }
    focus_ring(ui, theme, rect.shrink(3.0), &response, radius::MEDIUM);
    response.on_hover_text(name).clicked()
}

/// As much of a name as there is room for.
fn short(ui: &Ui, name: &str, font: &egui::FontId, room: f32) -> std::sync::Arc<egui::Galley> {
    let layout = |words: String| ui.painter().layout_no_wrap(words, font.clone(), egui::Color32::PLACEHOLDER);
    let whole = layout(name.to_owned());
    if whole.size().x <= room {
        return whole;
    }
    let chars = name.chars().count();
    let cut = (1..chars).rev().map(|len| layout(name.chars().take(len).chain(['\u{2026}']).collect()));
    cut.into_iter().find(|galley| galley.size().x <= room).unwrap_or(whole)
}

/// The picture of a place; for a conversation, with a dot when the other is there.
pub(super) fn face_ui(ui: &Ui, look: Look<'_>, thread: &Thread, rect: Rect) {
    let theme = look.theme;
    let icon = |glyph: Icon| {
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, glyph.glyph(), fonts::icons(size::LEAD), theme.text_quiet);
    };
    match (thread.place, &thread.chat) {
        (Place::Notices, _) => icon(Icon::Bell),
        (Place::General, _) => icon(Icon::Hash),
        (Place::Chat(_), None) => icon(Icon::User),
        (Place::Chat(_), Some(chat)) => {
            look.pictures.paint(ui.painter(), chat.chat_with.user.profile_picture.id, rect, if thread.away { 0.4 } else { 1.0 });
            if chat.chat_with.status.is_online && !thread.away {
                let at = rect.max - Vec2::splat(3.0);
                let busy = chat.chat_with.status.activity == Activity::Playing;
                ui.painter().circle(at, 4.5, if busy { theme.side_a } else { theme.turn }, Stroke::new(2.0, theme.surface));
            }
        }
    }
}

/// A number of things that are unread.
pub(super) fn badge(ui: &Ui, look: Look<'_>, center: Pos2, count: u32) {
    let words = if count > BADGE_MAX { format!("{BADGE_MAX}+") } else { count.to_string() };
    let galley = ui.painter().layout_no_wrap(words, fonts::medium(size::SMALL), look.theme.text_on_accent);
    let wide = (galley.size().x + space::S).max(18.0);
    let rect = Rect::from_center_size(center, vec2(wide, 18.0));
    ui.painter().rect_filled(rect, CornerRadius::same(9), look.theme.attention);
    ui.painter().galley(rect.center() - galley.size() * 0.5, galley, look.theme.text_on_accent);
}
