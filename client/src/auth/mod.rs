//! Sign in, register, become an account, sign out.

pub mod model;
pub mod short;
pub mod view;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use common::api::auth::{Login, Register, RegisterGuest};

use crate::net::requests::AddEndpoint;
use crate::net::{Account, Replied, Requests, SessionFact};
use crate::screen::{AppSystems, Navigate, Overlay, Screen};
use crate::ui::frame::{NARROW, Shell, ViewSystems};
use crate::ui::toast::Toast;
use model::{Credentials, Form};
use view::AuthAction;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<AuthForm>()
        .add_endpoint::<Login>()
        .add_endpoint::<Register>()
        .add_endpoint::<RegisterGuest>()
        .add_systems(OnEnter(Screen::SignIn), clear)
        .add_systems(OnEnter(Screen::Register), clear)
        .add_systems(Update, (hear::<Login>, hear::<Register>, hear::<RegisterGuest>, say_when_over).in_set(AppSystems::Domain))
        .add_systems(
            EguiPrimaryContextPass,
            (show_sign_in.run_if(in_state(Screen::SignIn)), show_register.run_if(in_state(Screen::Register)))
                .run_if(in_state(Overlay::None))
                .in_set(ViewSystems),
        );
}

/// The form on the screen; both screens share it, so that what was typed is still there on the other one.
#[derive(Resource, Default)]
struct AuthForm(Form);

fn clear(mut form: ResMut<AuthForm>) {
    form.0.open();
}

fn show_sign_in(mut shell: Shell, mut form: ResMut<AuthForm>, requests: Res<Requests>, account: Res<Account>) {
    let model = view::WhoModel::of(shell.session());
    let shown = &mut form.0;
    let action = shell.page(NARROW, |ui, look| view::sign_in_ui(ui, look, &model, shown)).flatten();
    match action {
        Some(AuthAction::Submit(Credentials { username, password })) => {
            form.0.sent(requests.send(Login { username, password }));
        }
        Some(AuthAction::Other) => shell.go(Navigate::To(Screen::Register)),
        Some(AuthAction::SignOut) => {
            account.sign_out();
            shell.go(Navigate::Back);
        }
        Some(AuthAction::Back) => shell.go(Navigate::Back),
        None => {}
    }
}

fn show_register(mut shell: Shell, mut form: ResMut<AuthForm>, requests: Res<Requests>) {
    let model = view::WhoModel::of(shell.session());
    let shown = &mut form.0;
    let action = shell.page(NARROW, |ui, look| view::register_ui(ui, look, &model, shown)).flatten();
    match action {
        Some(AuthAction::Submit(Credentials { username, password })) => {
            let id = if model.is_guest() {
                requests.send(RegisterGuest { username, password })
            } else {
                requests.send(Register { username, password })
            };
            form.0.sent(id);
        }
        Some(AuthAction::Other) => shell.go(Navigate::To(Screen::SignIn)),
        Some(AuthAction::SignOut | AuthAction::Back) => shell.go(Navigate::Back),
        None => {}
    }
}

/// An endpoint that signs somebody in.
trait SignsIn: common::api::Endpoint<Response = common::api::auth::Tokens> {
    /// Whether it is the same user as before.
    const SAME_USER: bool;
}

impl SignsIn for Login {
    const SAME_USER: bool = false;
}

impl SignsIn for Register {
    const SAME_USER: bool = false;
}

impl SignsIn for RegisterGuest {
    const SAME_USER: bool = true;
}

fn hear<E: SignsIn>(
    mut replies: MessageReader<Replied<E>>,
    mut form: ResMut<AuthForm>,
    account: Res<Account>,
    mut go: MessageWriter<Navigate>,
) {
    for reply in replies.read() {
        if !form.0.is_mine(reply.id) {
            continue;
        }
        match &reply.result {
            Ok(tokens) => {
                form.0 = Form::default();
                if E::SAME_USER {
                    account.promote(tokens.clone())
                } else {
                    account.sign_in(tokens.clone())
                }
                go.write(Navigate::To(Screen::Start));
            }
            Err(error) => form.0.refused(error.clone()),
        }
    }
}

/// A session that the server ended is said, whatever is on the screen.
fn say_when_over(mut facts: MessageReader<SessionFact>, mut toasts: MessageWriter<Toast>) {
    for fact in facts.read() {
        match fact {
            SessionFact::SignedOut { ended: true } => {
                toasts.write(Toast::problem("toast-session-ended"));
            }
            SessionFact::SignedIn | SessionFact::SignedOut { ended: false } | SessionFact::Failed(_) => {}
        }
    }
}
