//! Sign in and register, as they are seen.

use common::ids::PictureId;
use common::text::{Password, Username};
use egui::{Sense, Ui, vec2};

use super::model::{Credentials, Form};
use crate::net::{Session, SessionState};
use crate::ui::controls::{self, Field};
use crate::ui::icon::Icon;
use crate::ui::theme::{height, space};
use crate::ui::widgets::{Button, card};
use crate::ui::{Look, words};

/// Who is signed in already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhoModel {
    /// Nobody.
    Nobody,
    /// A guest of this name.
    Guest(String),
    /// An account: name and picture.
    Account(String, PictureId),
}

/// What was pressed.
#[derive(Clone, PartialEq, Eq)]
pub enum AuthAction {
    /// Send this.
    Submit(Credentials),
    /// To the other of the two screens.
    Other,
    /// End the session.
    SignOut,
    /// Back.
    Back,
}

impl WhoModel {
    /// As the session is now.
    #[must_use]
    pub fn of(session: &Session) -> Self {
        match &session.state {
            SessionState::SignedOut | SessionState::Returning => Self::Nobody,
            SessionState::Guest(me) => Self::Guest(me.username.to_string()),
            SessionState::Account(me) => Self::Account(me.username.to_string(), me.profile_picture.id),
        }
    }

    /// Whether a guest is signed in.
    #[must_use]
    pub const fn is_guest(&self) -> bool {
        matches!(self, Self::Guest(_))
    }
}

/// Sign in; for somebody with an account, sign out.
pub fn sign_in_ui(ui: &mut Ui, look: Look<'_>, who: &WhoModel, form: &mut Form) -> Option<AuthAction> {
    let text = look.text;
    card(ui, look, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        if let WhoModel::Account(name, picture) = who {
            return account_ui(ui, look, name, *picture);
        }
        controls::title(ui, look, &text.get("auth-sign-in"));
        if let WhoModel::Guest(name) = who {
            controls::note(ui, look, &text.with("auth-sign-in-guest", [("name", name.as_str())]));
        }
        let entered = fields_ui(ui, look, form, [None, None]);
        let (pressed, other) = buttons_ui(ui, look, form.is_busy(), "auth-sign-in", "auth-no-account");
        if (entered || pressed)
            && let Some(credentials) = form.sign_in()
        {
            return Some(AuthAction::Submit(credentials));
        }
        other
    })
}

/// A new account, or one for the present guest.
pub fn register_ui(ui: &mut Ui, look: Look<'_>, who: &WhoModel, form: &mut Form) -> Option<AuthAction> {
    let text = look.text;
    card(ui, look, |ui| {
        ui.spacing_mut().item_spacing.y = space::M;
        match who {
            WhoModel::Guest(name) => {
                controls::title(ui, look, &text.with("auth-register-guest", [("name", name.as_str())]));
                controls::note(ui, look, &text.with("auth-register-guest-note", [("name", name.as_str())]));
            }
            WhoModel::Nobody | WhoModel::Account(..) => {
                controls::title(ui, look, &text.get("auth-register"));
                controls::note(ui, look, &text.get("auth-register-note"));
            }
        }
        let entered = fields_ui(ui, look, form, [Some("auth-username-hint"), Some("auth-password-hint")]);
        let (pressed, other) = buttons_ui(ui, look, form.is_busy(), "auth-register", "auth-have-account");
        if (entered || pressed)
            && let Some(credentials) = form.register()
        {
            return Some(AuthAction::Submit(credentials));
        }
        other
    })
}

fn account_ui(ui: &mut Ui, look: Look<'_>, name: &str, picture: PictureId) -> Option<AuthAction> {
    let mut action = None;
    ui.horizontal(|ui| {
        let (rect, _) = ui.allocate_exact_size(vec2(72.0, 72.0), Sense::hover());
        look.pictures.paint(ui.painter(), picture, rect, 1.0);
        ui.vertical(|ui| {
            controls::title(ui, look, name);
            controls::note(ui, look, &look.text.get("auth-signed-in"));
        });
    });
    ui.horizontal_wrapped(|ui| {
        let back = look.text.get("back");
        if Button::secondary(&back).icon(Icon::ArrowLeft).first().show(ui, look).clicked() {
            action = Some(AuthAction::Back);
        }
        ui.add_space(space::XL);
        let sign_out = look.text.get("auth-sign-out");
        if Button::quiet(&sign_out).icon(Icon::LogOut).show(ui, look).clicked() {
            action = Some(AuthAction::SignOut);
        }
    });
    action
}

/// Both fields, with what is wrong with them. True: Enter was pressed in one.
fn fields_ui(ui: &mut Ui, look: Look<'_>, form: &mut Form, hints: [Option<&str>; 2]) -> bool {
    let problem = |form: &Form, place: usize, field: &str| {
        let here = form.problem(place).map(|code| words::of_field_code(look.text, field, code));
        here.or_else(|| form.error().and_then(|error| words::of_field(look.text, error, field)))
    };
    let wrong = [problem(form, 0, "username"), problem(form, 1, "password")];
    let label = |key: &str, hint: Option<&str>| {
        let name = look.text.get(key);
        hint.map_or_else(|| name.clone(), |hint| format!("{name}  ({})", look.text.get(hint)))
    };
    let (name, password) = (label("auth-username", hints[0]), label("auth-password", hints[1]));
    let field = |label, secret, chars_max, problem, first| Field { label, secret, chars_max, problem, first };
    let mut entered = field(&name, false, Username::LEN_MAX, wrong[0].as_deref(), true).show(ui, look, &mut form.username);
    entered |= field(&password, true, Password::LEN_MAX, wrong[1].as_deref(), false).show(ui, look, &mut form.password);
    if let Some(error) = form.error().filter(|_| wrong.iter().all(Option::is_none)) {
        controls::problem(ui, look, &words::of_error(look.text, error));
    }
    entered
}

fn buttons_ui(ui: &mut Ui, look: Look<'_>, busy: bool, submit: &str, other: &str) -> (bool, Option<AuthAction>) {
    let text = look.text;
    let mut action = None;
    let words = text.get(submit);
    let pressed = Button::primary(&words).height(height::NORMAL).wide().busy(busy).show(ui, look).clicked();
    ui.horizontal_wrapped(|ui| {
        let back = text.get("back");
        if Button::quiet(&back).icon(Icon::ArrowLeft).height(height::LOW).show(ui, look).clicked() {
            action = Some(AuthAction::Back);
        }
        let other = text.get(other);
        if Button::quiet(&other).height(height::LOW).show(ui, look).clicked() {
            action = Some(AuthAction::Other);
        }
    });
    (pressed, action)
}
