//! The field: it grows with what is written, says how much still fits, and why nothing can be sent just now.

use common::text::ChatText;
use egui::{EventFilter, Id, Key, Layout, ScrollArea, TextEdit, Ui, vec2};

use super::thread::{Place, Thread};
use super::view::{ChatAction, ChatDraft, ChatView};
use crate::ui::icon::Icon;
use crate::ui::theme::{height, radius, size, space};
use crate::ui::widgets::{Button, focus_ring};
use crate::ui::{Look, controls, fonts};

/// So near the end, it is said how many characters are left.
const LEFT_SAID: usize = 60;
/// The field grows to this height and then scrolls, points.
const GROWS_TO: f32 = 92.0;
/// With more characters than this, up and down may be moves within the text.
const ROW_CHARS: usize = 40;
/// Width of the button, points.
const SEND_WIDTH: f32 = 40.0;

/// Shows it.
pub(super) fn write_ui(
    ui: &mut Ui,
    look: Look<'_>,
    model: ChatView<'_>,
    thread: &Thread,
    draft: &mut ChatDraft,
    out: &mut Vec<ChatAction>,
) {
    let text = look.text;
    let place = thread.place;
    let wants_focus = std::mem::take(&mut draft.focus);
    let written = draft.texts.entry(place).or_default();
    let before = written.clone();
    let wait_s = model.chat.throttled_s(thread);
    let can_send = model.chat.is_connected() && wait_s == 0 && !written.trim().is_empty();
    ui.horizontal(|ui| {
        let width = ui.available_width() - SEND_WIDTH - space::S;
        let entered = ui
            .allocate_ui_with_layout(vec2(width, height::LOW), Layout::top_down(egui::Align::Min), |ui| {
                field_ui(ui, look, place, written, wants_focus)
            })
            .inner;
        let send = text.get("chat-send");
        let button = Button::primary("").icon(Icon::Send).height(height::LOW).enabled(can_send);
        let response = button.show(ui, look);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::Button, can_send, &send));
        if response.on_hover_text(&send).clicked() || entered && can_send {
            out.push(ChatAction::Send(place));
        }
    });
    if *written != before && written.chars().count() >= before.chars().count() {
        out.push(ChatAction::Typed(place));
    }
    let left = ChatText::LEN_MAX.saturating_sub(written.chars().count());
    if !model.chat.is_connected() {
        controls::note(ui, look, &text.get("chat-connecting"));
    } else if wait_s > 0 {
        controls::note(ui, look, &text.with("chat-throttled", [("seconds", i64::from(wait_s))]));
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(250));
    } else if left <= LEFT_SAID {
        controls::note(ui, look, &text.with("chat-left", [("count", left)]));
    }
}

/// True: Enter was pressed in it.
fn field_ui(ui: &mut Ui, look: Look<'_>, place: Place, written: &mut String, wants_focus: bool) -> bool {
    let hint = look.text.get("chat-write");
    let rows = written.chars().count() > ROW_CHARS;
    let width = ui.available_width();
    let response = ScrollArea::vertical()
        .id_salt(("chat-field", place))
        .max_height(GROWS_TO)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let edit = TextEdit::multiline(written)
                .id(Id::new(("chat-write", place)))
                .desired_rows(1)
                .char_limit(ChatText::LEN_MAX)
                // Enter sends.
                .return_key(None)
                .hint_text(egui::RichText::new(&hint).color(look.theme.text_quiet))
                .font(fonts::text(size::BODY))
                .event_filter(EventFilter { horizontal_arrows: true, vertical_arrows: rows, tab: false, escape: false })
                .margin(vec2(space::M, (height::LOW - size::BODY * 1.4) * 0.5))
                .min_size(vec2(0.0, height::LOW))
                .desired_width(width);
            ui.add(edit)
        })
        .inner;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, &hint));
    focus_ring(ui, look.theme, response.rect, &response, radius::MEDIUM);
    if wants_focus {
        response.request_focus();
    }
    response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter) && !input.modifiers.any())
}
