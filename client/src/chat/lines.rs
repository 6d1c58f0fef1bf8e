//! What was said in a place: read back by scrolling, and kept where one reads when older messages come.

use common::api::chat::{Message, MessageKind};
use common::api::time::Timestamp;
use common::ids::{MessageId, UserId};
use egui::{CornerRadius, Id, Key, RichText, ScrollArea, Sense, Ui, Vec2, vec2};

use super::spans::{Span, spans};
use super::thread::{Place, Reading, Thread};
use super::unsent::{Fate, Unsent};
use super::view::{ChatAction, ChatDraft, ChatView, word_ui};
use crate::people::challenge::view::{Setting, challenge_ui};
use crate::ui::icon::Icon;
use crate::ui::theme::{radius, size, space};
use crate::ui::widgets::{Button, spinner};
use crate::ui::{Look, controls, fonts, moments, words};

/// Nearer to the top than this, older messages are read, points.
const READ_BACK_AT: f32 = 120.0;
/// Messages of one author within this time stand under one name, milliseconds.
const TOGETHER_MS: i64 = 5 * 60 * 1000;
/// Room of the pictures, points.
const INDENT: f32 = 32.0;

/// Shows them.
pub(super) fn lines_ui(
    ui: &mut Ui,
    look: Look<'_>,
    model: ChatView<'_>,
    thread: &Thread,
    draft: &mut ChatDraft,
    out: &mut Vec<ChatAction>,
) {
    let Some(me) = model.chat.me() else { return };
    let high = ui.available_height();
    let shown = ScrollArea::vertical().id_salt(("chat-lines", thread.place)).auto_shrink(false).stick_to_bottom(true).show(ui, |ui| {
        ui.set_width(ui.available_width() - space::S);
        ui.spacing_mut().item_spacing.y = space::XS;
        page_keys(ui, high);
        beginning_ui(ui, look, thread, out);
        let mut before: Option<&Message> = None;
        for message in thread.log.iter() {
            let head = before.is_none_or(|before| !stand_together(before, message));
            message_ui(ui, look, model, (message, head, me), draft, out);
            before = Some(message);
        }
        read_mark_ui(ui, look, thread, me);
        if !thread.unsent.is_empty() {
            ui.horizontal(|ui| {
                ui.add_space(INDENT);
                ui.label(RichText::new(look.text.get("chat-you")).font(fonts::medium(size::SMALL)).color(look.theme.text));
            });
        }
        for unsent in &thread.unsent {
            unsent_ui(ui, look, thread.place, unsent, out);
        }
    });
    keep_place(ui, thread, shown.id, shown.state, shown.content_size);
    let near_top = shown.state.offset.y < READ_BACK_AT;
    if near_top && thread.current && !thread.log.is_whole() && thread.reading == Reading::Nothing {
        out.push(ChatAction::Older(thread.place));
    }
}

/// Page Up reads back, Page Down comes forward again.
fn page_keys(ui: &Ui, high: f32) {
    let step = ui.input(|input| i8::from(input.key_pressed(Key::PageUp)) - i8::from(input.key_pressed(Key::PageDown)));
    if step != 0 {
        ui.scroll_with_delta(vec2(0.0, f32::from(step) * high * 0.9));
    }
}

/// Older messages have come above what is read: it stays where it is.
fn keep_place(ui: &Ui, thread: &Thread, id: Id, mut state: egui::scroll_area::State, size: Vec2) {
    let memory = Id::new(("chat-top", thread.place));
    let now = (thread.log.first_id(), size.y);
    let before = ui.ctx().data_mut(|data| data.get_temp::<(Option<MessageId>, f32)>(memory));
    ui.ctx().data_mut(|data| data.insert_temp(memory, now));
    if let Some((Some(first), high)) = before
        && now.0.is_some_and(|now| now < first)
    {
        state.offset.y += size.y - high;
        state.store(ui.ctx(), id);
        ui.ctx().request_discard("older messages came");
    }
}

/// What is above the first message.
fn beginning_ui(ui: &mut Ui, look: Look<'_>, thread: &Thread, out: &mut Vec<ChatAction>) {
    let text = look.text;
    match &thread.reading {
        Reading::Newest | Reading::Older => {
            ui.vertical_centered(|ui| spinner(ui, look, size::LEAD));
        }
        Reading::Failed(problem) => {
            controls::problem(ui, look, &words::of_error(text, problem));
            if Button::quiet(&text.get("try-again")).icon(Icon::Refresh).height(30.0).show(ui, look).clicked() {
                out.push(ChatAction::TryAgain(thread.place));
            }
        }
        Reading::Nothing if thread.log.is_empty() && thread.unsent.is_empty() => {
            let words = match (thread.place, &thread.chat) {
                (Place::Notices, _) => text.get("chat-empty-notices"),
                (Place::Chat(_), Some(chat)) => text.with("chat-empty-chat", [("name", chat.chat_with.user.username.as_str())]),
                (Place::General, _) | (Place::Chat(_), None) => text.get("chat-empty-general"),
            };
            ui.add_space(space::L);
            ui.vertical_centered(|ui| controls::note(ui, look, &words));
        }
        Reading::Nothing => {}
    }
}

fn stand_together(before: &Message, message: &Message) -> bool {
    let author = |message: &Message| message.author.as_ref().map(|author| author.id);
    let near = message.sent_at.0.saturating_sub(before.sent_at.0) < TOGETHER_MS;
    near && author(before).is_some() && author(before) == author(message) && before.kind != MessageKind::Notice
}

fn message_ui(
    ui: &mut Ui,
    look: Look<'_>,
    model: ChatView<'_>,
    (message, head, me): (&Message, bool, UserId),
    draft: &mut ChatDraft,
    out: &mut Vec<ChatAction>,
) {
    ui.push_id(message.id, |ui| {
        if head {
            head_ui(ui, look, model.now, message, me, draft);
        }
        ui.horizontal_top(|ui| {
            ui.add_space(INDENT);
            ui.vertical(|ui| {
                ui.set_width(ui.available_width());
                match &message.challenge {
                    Some(challenge) => {
                        let setting = Setting { me, now: model.now, wishes: model.wishes };
                        framed(ui, look, |ui| out.extend(challenge_ui(ui, look, challenge, setting).map(ChatAction::Challenge)));
                    }
                    None => words_ui(ui, look, &message.content, out),
                }
            });
        });
    });
}

/// Who said it, and when.
fn head_ui(ui: &mut Ui, look: Look<'_>, now: Timestamp, message: &Message, me: UserId, draft: &mut ChatDraft) {
    ui.add_space(space::XS);
    ui.spacing_mut().interact_size.y = 0.0;
    ui.horizontal(|ui| {
        let (face, _) = ui.allocate_exact_size(Vec2::splat(INDENT - space::S), Sense::hover());
        match &message.author {
            None => {
                let glyph = Icon::Bell.glyph();
                ui.painter().text(face.center(), egui::Align2::CENTER_CENTER, glyph, fonts::icons(size::LEAD), look.theme.text_quiet);
            }
            Some(author) => {
                look.pictures.paint(ui.painter(), author.profile_picture.id, face, 1.0);
                if author.id == me {
                    ui.label(RichText::new(&author.username).font(fonts::medium(size::SMALL)).color(look.theme.text));
                } else if word_ui(ui, look, &author.username, fonts::medium(size::SMALL), false) {
                    let open = draft.about.as_ref() == Some(author);
                    (draft.about, draft.blocking) = ((!open).then(|| author.clone()), false);
                }
            }
        }
        let when = RichText::new(moments::ago(look.text, now, message.sent_at)).font(fonts::text(size::SMALL)).color(look.theme.text_quiet);
        ui.label(when).on_hover_text(moments::exactly(look.text, message.sent_at));
    });
}

/// The words, of which links and codes can be pressed.
fn words_ui(ui: &mut Ui, look: Look<'_>, words: &str, out: &mut Vec<ChatAction>) {
    // A line is as high as its letters.
    ui.spacing_mut().interact_size.y = 0.0;
    let label = |ui: &mut Ui, words: &str| {
        ui.add(egui::Label::new(RichText::new(words).font(fonts::text(size::BODY)).color(look.theme.text)).wrap());
    };
    match spans(words).as_slice() {
        [] => {}
        [Span::Words(all)] => label(ui, all),
        parts => {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                for part in parts {
                    match part {
                        Span::Words(words) => label(ui, words),
                        Span::Way(target, shown) => {
                            if word_ui(ui, look, shown, fonts::text(size::BODY), true) {
                                out.push(ChatAction::See(target.clone()));
                            }
                        }
                    }
                }
            });
        }
    }
}

fn framed(ui: &mut Ui, look: Look<'_>, body: impl FnOnce(&mut Ui)) {
    let frame = egui::Frame::new().fill(look.theme.raised).corner_radius(CornerRadius::same(radius::MEDIUM)).inner_margin(space::S);
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        body(ui);
    });
}

/// Below the newest own message, once the other has read it.
fn read_mark_ui(ui: &mut Ui, look: Look<'_>, thread: &Thread, me: UserId) {
    let newest = thread.log.iter().next_back();
    let own = newest.filter(|message| message.author.as_ref().is_some_and(|author| author.id == me));
    if matches!(thread.place, Place::Chat(_)) && own.is_some_and(|message| message.is_read) {
        ui.horizontal(|ui| {
            ui.add_space(INDENT);
            ui.spacing_mut().item_spacing.x = space::XS;
            ui.label(RichText::new(Icon::Check.glyph()).font(fonts::icons(size::SMALL)).color(look.theme.text_quiet));
            controls::note(ui, look, &look.text.get("chat-read"));
        });
    }
}

/// What has not arrived, why, and what can be done.
fn unsent_ui(ui: &mut Ui, look: Look<'_>, place: Place, unsent: &Unsent, out: &mut Vec<ChatAction>) {
    let text = look.text;
    ui.horizontal_top(|ui| {
        ui.add_space(INDENT);
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            let rich = RichText::new(&unsent.content).font(fonts::text(size::BODY)).color(look.theme.text_quiet);
            ui.add(egui::Label::new(rich).wrap());
            let why = match unsent.fate {
                Fate::OnItsWay | Fate::Unknown => return controls::note(ui, look, &text.get("chat-sending")),
                Fate::Lost => text.get("chat-lost"),
                Fate::Unanswered => text.get("error-timeout"),
                Fate::Refused(code) => text.get(&words::key_of(code)),
            };
            controls::problem(ui, look, &why);
            ui.horizontal_wrapped(|ui| {
                if Button::secondary(&text.get("chat-again")).icon(Icon::Refresh).height(30.0).show(ui, look).clicked() {
                    out.push(ChatAction::Again(place, unsent.reference.clone()));
                }
                if Button::quiet(&text.get("chat-give-up")).icon(Icon::Undo).height(30.0).show(ui, look).clicked() {
                    out.push(ChatAction::TakeBack(place, unsent.reference.clone()));
                }
            });
        });
    });
}
