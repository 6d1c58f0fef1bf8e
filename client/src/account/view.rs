//! The page of the own account, as it is seen: cards in two columns.

use common::api::users::UserMe;
use common::ids::SessionId;
use egui::{RichText, Sense, Ui, vec2};

use super::model::{AccountDraft, AccountModel, Switch};
use super::parts;
use crate::screen::Screen;
use crate::ui::icon::Icon;
use crate::ui::lists::empty_ui;
use crate::ui::theme::{height, size, space};
use crate::ui::widgets::{Button, card, upright};
use crate::ui::{Look, controls, fonts};

/// Less room than this, and the cards stand one below the other, points.
const TWO_COLUMNS: f32 = 640.0;
/// Size of the picture, points.
const FACE: f32 = 56.0;

/// What was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountAction {
    /// Take the name that is typed.
    Rename,
    /// Take the password that is typed.
    Secure,
    /// Put this switch there.
    Set(Switch),
    /// End this session.
    EndSession(SessionId),
    /// Read the sessions again.
    ReadSessions,
    /// Fetch everything that is known of the account.
    Download,
    /// Delete the account, as was confirmed.
    Delete,
    /// End the own session.
    SignOut,
    /// To another screen.
    Go(Screen),
}

/// Shows it.
pub fn account_ui(ui: &mut Ui, look: Look<'_>, model: AccountModel<'_>, draft: &mut AccountDraft) -> Option<AccountAction> {
    let Some(me) = model.me else {
        return card(ui, look, |ui| {
            let steps = [
                ("start-sign-in", Icon::LogIn, AccountAction::Go(Screen::SignIn)),
                ("start-register", Icon::UserPlus, AccountAction::Go(Screen::Register)),
            ];
            empty_ui(ui, look, Icon::UserCircle, "account-nobody", "account-nobody-note", &steps)
        });
    };
    let mut action = card(ui, look, |ui| head_ui(ui, look, me, draft));
    if !model.online {
        controls::problem(ui, look, &look.text.get("account-offline"));
    }
    ui.add_space(space::XS);
    let shown = draft.shown(me);
    if ui.available_width() >= TWO_COLUMNS {
        ui.columns_const(|[left, right]| {
            action = upright(left, |ui| left_ui(ui, look, model, me, draft)).or(action.take());
            action = upright(right, |ui| right_ui(ui, look, &shown, draft)).or(action.take());
        });
    } else {
        action = left_ui(ui, look, model, me, draft).or(action);
        action = right_ui(ui, look, &shown, draft).or(action);
    }
    // Without a server nothing of this can be asked for; what leads to another page still does.
    action.filter(|action| model.online || matches!(action, AccountAction::Go(_) | AccountAction::SignOut))
}

/// Who it is, and the way out.
fn head_ui(ui: &mut Ui, look: Look<'_>, me: &UserMe, draft: &AccountDraft) -> Option<AccountAction> {
    let text = look.text;
    let mut action = None;
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(FACE, FACE), Sense::hover());
        look.pictures.paint(ui.painter(), me.profile_picture.id, rect, 1.0);
        ui.add_space(space::XS);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            let name = RichText::new(me.username.as_str()).font(fonts::bold(size::TITLE)).color(look.theme.text);
            ui.add(egui::Label::new(name).wrap());
            let since: String = me.created_at.to_string().chars().take(10).collect();
            controls::note(ui, look, &text.with(if me.is_guest { "account-guest" } else { "account-since" }, [("day", since.as_str())]));
        });
    });
    ui.horizontal_wrapped(|ui| {
        let (register, sign_out) = (text.get("start-register"), text.get("auth-sign-out"));
        if me.is_guest {
            let button = Button::primary(&register).icon(Icon::UserPlus).height(height::LOW);
            if focused(button, draft).show(ui, look).clicked() {
                action = Some(AccountAction::Go(Screen::Register));
            }
            let sign_in = text.get("start-sign-in");
            if Button::quiet(&sign_in).icon(Icon::LogIn).height(height::LOW).show(ui, look).clicked() {
                action = Some(AccountAction::Go(Screen::SignIn));
            }
        } else {
            let button = Button::secondary(&sign_out).icon(Icon::LogOut).height(height::LOW);
            if focused(button, draft).show(ui, look).clicked() {
                action = Some(AccountAction::SignOut);
            }
        }
    });
    if me.is_guest {
        controls::note(ui, look, &text.with("auth-register-guest-note", [("name", me.username.as_str())]));
    }
    action
}

/// Has the focus when the page opens; a question has it before.
const fn focused<'a>(button: Button<'a>, draft: &AccountDraft) -> Button<'a> {
    if draft.deleting { button } else { button.first() }
}

fn left_ui(ui: &mut Ui, look: Look<'_>, model: AccountModel<'_>, me: &UserMe, draft: &mut AccountDraft) -> Option<AccountAction> {
    let mut action = parts::name_ui(ui, look, me, draft);
    ui.add_space(space::XS);
    if !me.is_guest {
        action = parts::password_ui(ui, look, draft).or(action);
        ui.add_space(space::XS);
        action = parts::sessions_ui(ui, look, model, draft).or(action);
        ui.add_space(space::XS);
    }
    action
}

fn right_ui(ui: &mut Ui, look: Look<'_>, shown: &UserMe, draft: &mut AccountDraft) -> Option<AccountAction> {
    let mut action = parts::switches_ui(ui, look, shown, draft);
    ui.add_space(space::XS);
    action = parts::data_ui(ui, look, shown, draft).or(action);
    action
}
