//! Looking for somebody to talk to, by a part of the name.

use egui::{ScrollArea, Sense, Ui, Vec2};

use super::view::{ChatAction, ChatDraft, ChatView, fold_ui, head_ui, icon_ui};
use crate::ui::controls::{self, Field};
use crate::ui::icon::Icon;
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, spinner};
use crate::ui::{Look, words};

/// Shows it.
pub(super) fn seek_ui(ui: &mut Ui, look: Look<'_>, model: ChatView<'_>, draft: &mut ChatDraft, out: &mut Vec<ChatAction>) {
    let text = look.text;
    head_ui(
        ui,
        |ui| controls::heading(ui, look, &text.get("chat-new")),
        |ui| {
            fold_ui(ui, look, out);
            if icon_ui(ui, look, Icon::X, &text.get("cancel"), true) {
                out.push(ChatAction::StopSeeking);
            }
        },
    );
    if let Some(opening) = &model.chat.opening {
        opening_ui(ui, look, &opening.name, opening.problem.as_ref());
    }
    if !draft.seeking {
        return;
    }
    let label = text.get("chat-find");
    let before = draft.name.clone();
    let field = Field { label: &label, secret: false, chars_max: 32, problem: None, first: false };
    let entered = ui.push_id("chat-find", |ui| field.show(ui, look, &mut draft.name)).inner;
    if draft.name != before {
        out.push(ChatAction::Find(draft.name.clone()));
    }
    if entered && !draft.name.trim().is_empty() {
        out.push(ChatAction::TalkTo(None, draft.name.trim().to_owned()));
        return;
    }
    found_ui(ui, look, model, out);
}

fn opening_ui(ui: &mut Ui, look: Look<'_>, name: &str, problem: Option<&crate::net::NetError>) {
    match problem {
        None => {
            ui.horizontal(|ui| {
                spinner(ui, look, size::BODY);
                controls::note(ui, look, &look.text.with("chat-opening", [("name", name)]));
            });
        }
        Some(problem) => {
            controls::problem(ui, look, &look.text.with("chat-not-opened", [("name", name)]));
            controls::problem(ui, look, &words::of_error(look.text, problem));
        }
    }
}

fn found_ui(ui: &mut Ui, look: Look<'_>, model: ChatView<'_>, out: &mut Vec<ChatAction>) {
    let text = look.text;
    let found = &model.chat.found;
    if found.name.is_empty() {
        return controls::note(ui, look, &text.get("chat-find-hint"));
    }
    let people = match &found.people {
        None => return spinner(ui, look, size::LEAD),
        Some(Err(problem)) => return controls::problem(ui, look, &words::of_error(text, problem)),
        Some(Ok(people)) => people.iter().filter(|person| Some(person.user.id) != model.chat.me()),
    };
    let mut nobody = true;
    ScrollArea::vertical().id_salt("chat-found").auto_shrink(false).show(ui, |ui| {
        for person in people {
            nobody = false;
            ui.horizontal(|ui| {
                let (rect, _) = ui.allocate_exact_size(Vec2::splat(28.0), Sense::hover());
                look.pictures.paint(ui.painter(), person.user.profile_picture.id, rect, 1.0);
                let pressed = Button::quiet(&person.user.username).height(height::LOW).show(ui, look).clicked();
                if person.status.is_online {
                    controls::note(ui, look, &text.get("chat-online"));
                }
                if pressed {
                    out.push(ChatAction::TalkTo(Some(person.user.id), person.user.username.clone()));
                }
            });
        }
        if nobody {
            controls::note(ui, look, &text.with("chat-nobody", [("name", found.name.as_str())]));
        }
        ui.add_space(space::S);
    });
}
