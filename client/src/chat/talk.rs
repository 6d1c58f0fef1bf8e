//! One place, as it is seen: who is there, what was said, and what can be written.

use common::api::users::{Activity, SmallUser};
use egui::{Id, Rect, RichText, Sense, Ui, UiBuilder, Vec2, pos2};

use super::thread::{Place, Thread};
use super::view::{ChatAction, ChatDraft, ChatView, fold_ui, head_ui, icon_ui, word_ui};
use super::{lines, tabs, write};
use crate::people::PeopleAction;
use crate::people::challenge::ChallengeWish;
use crate::people::challenge::view::ChallengePress;
use crate::ui::icon::Icon;
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::Button;
use crate::ui::{Look, controls, fonts, words};

/// Shows it.
pub(super) fn talk_ui(ui: &mut Ui, look: Look<'_>, model: ChatView<'_>, draft: &mut ChatDraft, out: &mut Vec<ChatAction>) {
    let Some(thread) = model.chat.shown() else { return };
    place_head_ui(ui, look, model, thread, draft, out);
    if let Some(about) = draft.about.clone() {
        about_ui(ui, look, model, &about, draft, out);
    }
    // What is below takes as much room as it did in the last frame.
    let room = ui.available_rect_before_wrap();
    let id = Id::new("chat-foot");
    let foot: f32 = ui.ctx().data_mut(|data| data.get_temp(id)).unwrap_or(height::NORMAL + space::S);
    let edge = (room.max.y - foot).max(room.min.y + 24.0);
    let said = Rect::from_min_max(room.min, pos2(room.max.x, edge));
    lines::lines_ui(&mut ui.new_child(UiBuilder::new().max_rect(said)), look, model, thread, draft, out);
    let below = Rect::from_min_max(pos2(room.min.x, edge), room.max);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(below));
    foot_ui(&mut ui, look, model, thread, draft, out);
    let needed = ui.min_rect().height();
    if (needed - foot).abs() > 0.5 {
        ui.ctx().data_mut(|data| data.insert_temp(id, needed));
        ui.ctx().request_repaint();
    }
}

fn place_head_ui(ui: &mut Ui, look: Look<'_>, model: ChatView<'_>, thread: &Thread, draft: &mut ChatDraft, out: &mut Vec<ChatAction>) {
    let text = look.text;
    let mut about = None;
    let what = |ui: &mut Ui| {
        let (face, _) = ui.allocate_exact_size(Vec2::splat(26.0), Sense::hover());
        tabs::face_ui(ui, look, thread, face);
        let name = tabs::name_of(look, thread);
        let Some(chat) = &thread.chat else {
            controls::heading(ui, look, &name);
            if let Some(members) = thread.members {
                controls::note(ui, look, &text.with("chat-members", [("count", i64::from(members))]));
            }
            return;
        };
        if word_ui(ui, look, &name, fonts::medium(size::BODY), false) {
            about = Some(chat.chat_with.user.clone());
        }
        let status = &chat.chat_with.status;
        let key = match (status.is_online && !thread.away, status.activity) {
            (false, _) => "chat-offline",
            (true, Activity::Playing) => "chat-playing",
            (true, Activity::Offline | Activity::Idle | Activity::Queue | Activity::Lobby | Activity::Tournament | Activity::Watching) => {
                "chat-online"
            }
        };
        ui.label(RichText::new(text.get(key)).font(fonts::text(size::SMALL)).color(look.theme.text_quiet));
    };
    head_ui(ui, what, |ui| {
        fold_ui(ui, look, out);
        let Place::Chat(id) = thread.place else { return };
        if icon_ui(ui, look, Icon::X, &text.get("chat-hide"), true) {
            out.push(ChatAction::Hide(id));
        }
        let Some(chat) = &thread.chat else { return };
        let other = chat.chat_with.user.id;
        let free = thread.writable() && model.chat.is_connected() && !model.wishes.is_sending(other);
        if icon_ui(ui, look, Icon::Swords, &text.get("chat-challenge"), free) {
            out.push(ChatAction::Challenge(ChallengePress::Wish(ChallengeWish::Send { user: other, in_chat: true })));
        }
    });
    if let Some(user) = about {
        (draft.about, draft.blocking) = (if draft.about.is_some() { None } else { Some(user) }, false);
    }
}

/// What can be done with somebody who was named.
fn about_ui(ui: &mut Ui, look: Look<'_>, model: ChatView<'_>, user: &SmallUser, draft: &mut ChatDraft, out: &mut Vec<ChatAction>) {
    let text = look.text;
    let mut done = false;
    egui::Frame::new()
        .fill(look.theme.raised)
        .corner_radius(egui::CornerRadius::same(crate::ui::theme::radius::MEDIUM))
        .inner_margin(space::S)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            if draft.blocking {
                controls::note(ui, look, &text.with("chat-block-question", [("name", user.username.as_str())]));
            }
            ui.horizontal_wrapped(|ui| {
                let item = |ui: &mut Ui, words: &str, icon: Icon| Button::quiet(words).icon(icon).height(30.0).show(ui, look).clicked();
                if draft.blocking {
                    if Button::danger(&text.get("chat-block")).icon(Icon::Ban).height(30.0).show(ui, look).clicked() {
                        out.push(ChatAction::Block(user.id));
                        done = true;
                    }
                    done |= item(ui, &text.get("cancel"), Icon::X);
                    return;
                }
                let name = RichText::new(&user.username).font(fonts::medium(size::SMALL)).color(look.theme.text);
                ui.add(egui::Label::new(name).selectable(false));
                let guest = model.chat.is_guest();
                if !guest && item(ui, &text.get("chat-message"), Icon::MessageSquare) {
                    out.push(ChatAction::TalkTo(Some(user.id), user.username.clone()));
                    done = true;
                }
                if !guest && item(ui, &text.get("chat-challenge"), Icon::Swords) {
                    out.push(ChatAction::People(PeopleAction::Challenge(user.id)));
                    done = true;
                }
                if item(ui, &text.get("chat-profile"), Icon::User) {
                    out.push(ChatAction::People(PeopleAction::Profile(user.id)));
                    done = true;
                }
                if !guest {
                    draft.blocking |= item(ui, &text.get("chat-block"), Icon::Ban);
                }
                done |= icon_ui(ui, look, Icon::X, &text.get("cancel"), true);
            });
        });
    if done {
        (draft.about, draft.blocking) = (None, false);
    }
}

/// Who types, what went wrong, and the field.
fn foot_ui(ui: &mut Ui, look: Look<'_>, model: ChatView<'_>, thread: &Thread, draft: &mut ChatDraft, out: &mut Vec<ChatAction>) {
    let text = look.text;
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.add_space(space::XS);
    if let (true, Some(chat)) = (model.chat.is_typing(thread), &thread.chat) {
        controls::note(ui, look, &text.with("chat-typing", [("name", chat.chat_with.user.username.as_str())]));
        ui.ctx().request_repaint_after(std::time::Duration::from_millis(500));
    }
    let refused = thread.chat.as_ref().and_then(|chat| model.wishes.sending_refused(chat.chat_with.user.id));
    if let Some(problem) = model.chat.problem(thread.place).or(refused).or(model.not_blocked) {
        controls::problem(ui, look, &words::of_error(text, problem));
    }
    match thread.place {
        Place::Notices => controls::note(ui, look, &text.get("chat-notices-note")),
        Place::General | Place::Chat(_) if thread.writable() && !thread.away => write::write_ui(ui, look, model, thread, draft, out),
        Place::General | Place::Chat(_) => controls::problem(ui, look, &text.get("chat-unwritable")),
    }
}
