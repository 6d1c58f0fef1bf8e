//! Name and password on a page with other things: somebody beside whoever is signed in says who they are.

use common::text::{Password, Username};
use egui::Ui;

use super::model::{Credentials, Form};
use crate::ui::controls::{self, Field};
use crate::ui::theme::height;
use crate::ui::widgets::{Button, ask_for_focus};
use crate::ui::{Look, words};

/// What was pressed.
#[derive(Clone, PartialEq, Eq)]
pub enum ShortAction {
    /// Sign in.
    Send(Credentials),
    /// Not after all.
    Close,
}

/// Shows it.
pub fn short_form_ui(ui: &mut Ui, look: Look<'_>, form: &mut Form) -> Option<ShortAction> {
    let text = look.text;
    let (name, password) = (text.get("auth-username"), text.get("auth-password"));
    let problem = |place: usize, field: &str| form.problem(place).map(|code| words::of_field_code(text, field, code));
    let wrong = [problem(0, "username"), problem(1, "password")];
    let field = |label, secret, chars_max, problem, first| Field { label, secret, chars_max, problem, first };
    if std::mem::take(&mut form.fresh) {
        ask_for_focus(ui.ctx());
    }
    let mut send = field(&name, false, Username::LEN_MAX, wrong[0].as_deref(), true).show(ui, look, &mut form.username);
    send |= field(&password, true, Password::LEN_MAX, wrong[1].as_deref(), false).show(ui, look, &mut form.password);
    if let Some(error) = form.error() {
        controls::problem(ui, look, &words::of_error(text, error));
    }
    let mut close = false;
    ui.horizontal_wrapped(|ui| {
        let sign_in = text.get("auth-sign-in");
        send |= Button::primary(&sign_in).height(height::LOW).busy(form.is_busy()).show(ui, look).clicked();
        let cancel = text.get("cancel");
        close = Button::quiet(&cancel).height(height::LOW).show(ui, look).clicked();
    });
    if close {
        return Some(ShortAction::Close);
    }
    if send { form.sign_in().map(ShortAction::Send) } else { None }
}
