//! The cards of the page of the account.

use common::api::auth::SessionView;
use common::api::users::{AcceptChat, PlayMode, UserMe};
use common::text::{Password, Username};
use egui::{Label, RichText, Ui};

use super::model::{AccountDraft, AccountModel, Download, Sending, Switch};
use super::view::AccountAction;
use crate::net::NetError;
use crate::ui::controls::{self, Field, toggle};
use crate::ui::icon::Icon;
use crate::ui::lists::{again_ui, coming_ui, fact_ui, lines_ui, when_ui};
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, card};
use crate::ui::{Look, fonts, words};

fn group<R>(ui: &mut Ui, look: Look<'_>, icon: Icon, key: &str, body: impl FnOnce(&mut Ui) -> R) -> R {
    card(ui, look, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.label(RichText::new(icon.glyph()).font(fonts::icons(size::LEAD)).color(look.theme.accent));
            controls::heading(ui, look, &look.text.get(key));
        });
        ui.add_space(space::XS);
        body(ui)
    })
}

/// What became of something that was sent, unless its fields say it.
fn became_ui(ui: &mut Ui, look: Look<'_>, sending: &Sending, said: bool, done: &str) {
    if let Some(error) = sending.problem.as_ref().filter(|_| !said) {
        controls::problem(ui, look, &words::of_error(look.text, error));
    }
    if sending.done {
        ui.horizontal(|ui| {
            ui.label(RichText::new(Icon::Check.glyph()).font(fonts::icons(size::BODY)).color(look.theme.turn));
            controls::note(ui, look, &look.text.get(done));
        });
    }
}

/// Another name.
pub(super) fn name_ui(ui: &mut Ui, look: Look<'_>, me: &UserMe, draft: &mut AccountDraft) -> Option<AccountAction> {
    let text = look.text;
    group(ui, look, Icon::User, "account-name", |ui| {
        let here = draft.name_wrong.map(|code| words::of_field_code(text, "username", code));
        let there = draft.naming.problem.as_ref().and_then(|error| words::of_field(text, error, "username"));
        let wrong = here.or(there);
        let label = format!("{}  ({})", text.get("auth-username"), text.get("auth-username-hint"));
        let field = Field { label: &label, secret: false, chars_max: Username::LEN_MAX, problem: wrong.as_deref(), first: false };
        let entered = field.show(ui, look, &mut draft.name);
        let save = text.get("account-rename");
        let new = draft.name != me.username.as_str();
        let button = Button::secondary(&save).height(height::LOW).busy(draft.naming.is_busy()).enabled(new);
        let pressed = button.show(ui, look).clicked();
        became_ui(ui, look, &draft.naming, wrong.is_some(), "account-renamed");
        (entered || pressed).then_some(AccountAction::Rename)
    })
}

/// Another password.
pub(super) fn password_ui(ui: &mut Ui, look: Look<'_>, draft: &mut AccountDraft) -> Option<AccountAction> {
    let text = look.text;
    group(ui, look, Icon::Key, "account-password", |ui| {
        let of_server = |field: &str, error: Option<&NetError>| error.and_then(|error| words::of_field(text, error, field));
        let here = |code| words::of_field_code(text, "password", code);
        let problem = draft.securing.problem.as_ref();
        let wrong = [
            draft.password_wrong[0].map(here).or_else(|| of_server("old_password", problem)),
            draft.password_wrong[1].map(here).or_else(|| of_server("password", problem)),
        ];
        let labels =
            [text.get("account-old-password"), format!("{}  ({})", text.get("account-new-password"), text.get("auth-password-hint"))];
        let field = |label, problem| Field { label, secret: true, chars_max: Password::LEN_MAX, problem, first: false };
        let mut entered = field(&labels[0], wrong[0].as_deref()).show(ui, look, &mut draft.old_password);
        entered |= field(&labels[1], wrong[1].as_deref()).show(ui, look, &mut draft.new_password);
        let save = text.get("account-change-password");
        let typed = !draft.old_password.is_empty() || !draft.new_password.is_empty();
        let button = Button::secondary(&save).height(height::LOW).busy(draft.securing.is_busy()).enabled(typed);
        let pressed = button.show(ui, look).clicked();
        became_ui(ui, look, &draft.securing, wrong.iter().any(Option::is_some), "account-password-changed");
        controls::note(ui, look, &text.get("account-password-note"));
        (entered || pressed).then_some(AccountAction::Secure)
    })
}

/// Where the account is signed in.
pub(super) fn sessions_ui(ui: &mut Ui, look: Look<'_>, model: AccountModel<'_>, draft: &AccountDraft) -> Option<AccountAction> {
    let text = look.text;
    group(ui, look, Icon::Monitor, "account-sessions", |ui| {
        let mut action = None;
        if let Some(error) = &draft.sessions.problem {
            action = again_ui(ui, look, error, draft.sessions.is_busy()).then_some(AccountAction::ReadSessions);
        }
        let Some(sessions) = &draft.sessions.value else {
            if draft.sessions.problem.is_none() && model.online {
                coming_ui(ui, look);
            }
            return action;
        };
        for session in sessions {
            ui.push_id(session.id, |ui| action = session_ui(ui, look, model, draft, session).or(action));
        }
        if sessions.iter().all(|session| session.current) {
            controls::note(ui, look, &text.get("account-sessions-one"));
        }
        action
    })
}

fn session_ui(ui: &mut Ui, look: Look<'_>, model: AccountModel<'_>, draft: &AccountDraft, session: &SessionView) -> Option<AccountAction> {
    let text = look.text;
    ui.painter().hline(ui.max_rect().x_range(), ui.cursor().min.y, egui::Stroke::new(1.0, look.theme.line));
    ui.add_space(space::XS);
    lines_ui(ui, |ui| {
        let name = if session.client.is_empty() { text.get("account-session-unknown") } else { session.client.clone() };
        ui.add(Label::new(RichText::new(name).font(fonts::medium(size::BODY)).color(look.theme.text)).wrap());
        ui.horizontal_wrapped(|ui| {
            fact_ui(ui, look, &session.address);
            when_ui(ui, look, model.now, session.last_used_at);
        });
    });
    if session.current {
        ui.label(RichText::new(text.get("account-session-here")).font(fonts::medium(size::SMALL)).color(look.theme.turn));
        return None;
    }
    let this = draft.ending == Some(session.id);
    let end = text.get("account-session-end");
    let busy = this && draft.ended.is_busy();
    let pressed = Button::quiet(&end).icon(Icon::LogOut).height(height::LOW).busy(busy).show(ui, look).clicked();
    let mut again = false;
    if let Some(error) = draft.ended.problem.as_ref().filter(|_| this) {
        again = again_ui(ui, look, error, busy);
    }
    (pressed || again).then_some(AccountAction::EndSession(session.id))
}

/// Who may do what, and whether there is to be anybody at all.
pub(super) fn switches_ui(ui: &mut Ui, look: Look<'_>, shown: &UserMe, draft: &AccountDraft) -> Option<AccountAction> {
    let text = look.text;
    let mut set = None;
    group(ui, look, Icon::Shield, "account-privacy", |ui| {
        let (mut requests, mut challenges, mut spectators) = (shown.accept_friend_request, shown.accept_challenges, shown.allow_spectators);
        let mut offline = shown.play_mode == PlayMode::Offline;
        if !shown.is_guest {
            if toggle(ui, look, &text.get("account-accept-requests"), &mut requests) {
                set = Some(Switch::FriendRequests(requests));
            }
            if let Some(who) = chat_ui(ui, look, shown.accept_chat_from) {
                set = Some(Switch::Chat(who));
            }
            if toggle(ui, look, &text.get("account-accept-challenges"), &mut challenges) {
                set = Some(Switch::Challenges(challenges));
            }
        }
        if toggle(ui, look, &text.get("account-spectators"), &mut spectators) {
            set = Some(Switch::Spectators(spectators));
        }
        if toggle(ui, look, &text.get("account-play-offline"), &mut offline) {
            set = Some(Switch::Play(if offline { PlayMode::Offline } else { PlayMode::Online }));
        }
        controls::note(ui, look, &text.get("account-play-offline-note"));
        if !draft.switching.is_empty() {
            controls::note(ui, look, &text.get("account-saving"));
        } else if let Some((switch, error)) = &draft.switch_problem
            && again_ui(ui, look, error, false)
        {
            set = Some(*switch);
        }
    });
    set.map(AccountAction::Set)
}

/// Who may open a conversation; below each other, for the words are long.
fn chat_ui(ui: &mut Ui, look: Look<'_>, now: AcceptChat) -> Option<AcceptChat> {
    let text = look.text;
    let mut chosen = None;
    controls::line(ui, look, &text.get("account-chat"));
    ui.horizontal_wrapped(|ui| {
        for (who, key) in [
            (AcceptChat::None, "account-chat-nobody"),
            (AcceptChat::FriendsOnly, "account-chat-friends"),
            (AcceptChat::Everyone, "account-chat-everyone"),
        ] {
            let words = text.get(key);
            if Button::secondary(&words).height(height::LOW).chosen(who == now).show(ui, look).clicked() && who != now {
                chosen = Some(who);
            }
        }
    });
    chosen
}

/// Everything that is stored, to take along or to end.
pub(super) fn data_ui(ui: &mut Ui, look: Look<'_>, me: &UserMe, draft: &mut AccountDraft) -> Option<AccountAction> {
    let text = look.text;
    group(ui, look, Icon::Download, "account-data", |ui| {
        controls::note(ui, look, &text.get("account-data-note"));
        let download = text.get("account-download");
        let button = Button::secondary(&download).icon(Icon::Download).height(height::LOW).busy(draft.download.is_busy());
        let mut action = button.show(ui, look).clicked().then_some(AccountAction::Download);
        match &draft.download {
            Download::Rest | Download::Fetching(_) | Download::Writing => {}
            Download::Done(file) => {
                let name = file.display().to_string();
                controls::note(ui, look, &text.with("account-downloaded", [("name", name.as_str())]));
            }
            Download::Failed(error) => {
                if again_ui(ui, look, error, false) {
                    action = Some(AccountAction::Download);
                }
            }
            Download::NotWritten(reason) => {
                controls::problem(ui, look, &text.with("account-not-written", [("reason", reason.as_str())]));
            }
        }
        ui.add_space(space::XL);
        delete_ui(ui, look, me, draft).or(action)
    })
}

/// The end of the account: asked about, with the password.
fn delete_ui(ui: &mut Ui, look: Look<'_>, me: &UserMe, draft: &mut AccountDraft) -> Option<AccountAction> {
    let text = look.text;
    let delete = text.get("account-delete");
    if !draft.deleting {
        if Button::danger(&delete).icon(Icon::Trash).height(height::LOW).show(ui, look).clicked() {
            draft.deleting = true;
            draft.deletion = Sending::default();
        }
        return None;
    }
    controls::heading(ui, look, &text.with("account-delete-question", [("name", me.username.as_str())]));
    controls::note(ui, look, &text.get("account-delete-note"));
    let mut entered = false;
    if !me.is_guest {
        let label = text.get("account-old-password");
        let field = Field { label: &label, secret: true, chars_max: Password::LEN_MAX, problem: None, first: false };
        entered = field.show(ui, look, &mut draft.delete_password);
    }
    if let Some(error) = &draft.deletion.problem {
        controls::problem(ui, look, &words::of_error(text, error));
    }
    let ready = me.is_guest || !draft.delete_password.is_empty();
    let mut action = None;
    ui.horizontal_wrapped(|ui| {
        let (no, yes) = (text.get("account-delete-no"), text.get("account-delete-yes"));
        if Button::secondary(&no).height(height::LOW).first().show(ui, look).clicked() {
            draft.deleting = false;
            draft.delete_password.clear();
        }
        ui.add_space(space::XL);
        let button = Button::danger(&yes).icon(Icon::Trash).height(height::LOW).busy(draft.deletion.is_busy()).enabled(ready);
        let pressed = button.show(ui, look).clicked();
        action = (pressed || entered && ready && !draft.deletion.is_busy()).then_some(AccountAction::Delete);
    });
    action
}
