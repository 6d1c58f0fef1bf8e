//! The own account: name, password, sessions, who may do what, playing offline, the data, and the end of it all.

pub mod data;
mod doing;
pub mod model;
mod parts;
pub mod view;

use std::path::Path;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use common::api::auth::{EndSession, ListSessions};
use common::api::event::{AuthEvent, ServerEvent};
use common::api::users::{DeleteMe, PatchMe};

use self::doing::Doing;
use self::model::{AccountDraft, AccountModel};
use self::view::AccountAction;
use crate::clock;
use crate::net::requests::AddEndpoint;
use crate::net::{Account, Heard, Replied, Requests, Session};
use crate::screen::{AppSystems, Navigate, Overlay, Question, Screen};
use crate::ui::frame::{Shell, ViewSystems, WIDE};
use crate::ui::toast::Toast;
use crate::ui::widgets::ask_for_focus;

pub(crate) fn plugin(app: &mut App, data_dir: Option<&Path>) {
    unseen(app, data_dir);
    app.add_systems(EguiPrimaryContextPass, show.run_if(in_state(Screen::Account).and_then(in_state(Overlay::None))).in_set(ViewSystems));
}

/// What happens here without being seen.
pub(crate) fn unseen(app: &mut App, data_dir: Option<&Path>) {
    app.init_resource::<AccountDraft>()
        .add_endpoint::<PatchMe>()
        .add_endpoint::<DeleteMe>()
        .add_endpoint::<ListSessions>()
        .add_endpoint::<EndSession>()
        .add_systems(OnEnter(Screen::Account), |mut draft: ResMut<AccountDraft>, session: Res<Session>| draft.open(session.user()))
        .add_systems(OnExit(Screen::Account), |mut question: ResMut<Question>| question.0 = false)
        .add_systems(Update, (belong, hear_patches, hear_sessions, hear_deletion, ask_sessions).chain().in_set(AppSystems::Domain));
    data::plugin(app, data_dir);
}

/// Somebody else is signed in: what was typed for another account is not theirs.
fn belong(mut draft: ResMut<AccountDraft>, session: Res<Session>) {
    if draft.whose != session.user().map(|me| me.id) {
        draft.open(session.user());
    }
}

fn ask_sessions(mut draft: ResMut<AccountDraft>, session: Res<Session>, screen: Res<State<Screen>>, requests: Res<Requests>) {
    let account = session.user().is_some_and(|me| !me.is_guest);
    if *screen.get() == Screen::Account && account && session.is_up() && draft.sessions.is_due() {
        draft.sessions.asked(requests.send(ListSessions {}));
    }
}

fn hear_patches(mut replies: MessageReader<Replied<PatchMe>>, mut draft: ResMut<AccountDraft>, mut session: ResMut<Session>) {
    for reply in replies.read() {
        let naming = draft.naming.answered(reply.id, &reply.result);
        let securing = draft.securing.answered(reply.id, &reply.result);
        if !(naming || securing || draft.switched(reply.id, &reply.result)) {
            continue;
        }
        let Ok(me) = &reply.result else { continue };
        session.know(me.clone());
        if securing {
            // What is secret is not kept, and every other session has ended.
            draft.old_password.clear();
            draft.new_password.clear();
            draft.sessions.want();
        }
    }
}

fn hear_sessions(
    mut lists: MessageReader<Replied<ListSessions>>,
    mut ends: MessageReader<Replied<EndSession>>,
    mut draft: ResMut<AccountDraft>,
) {
    for reply in lists.read() {
        draft.sessions.answered(reply.id, reply.result.clone());
    }
    for reply in ends.read() {
        if !draft.ended.answered(reply.id, &reply.result) {
            continue;
        }
        let ended = draft.ending;
        if reply.result.is_ok()
            && let Some(sessions) = &mut draft.sessions.value
        {
            sessions.retain(|session| Some(session.id) != ended);
        }
        if reply.result.is_ok() {
            draft.ending = None;
        }
    }
}

/// The account is gone, from here or from elsewhere. Its event stream says so and forgets the session; without one, the next
/// look at the server does.
fn hear_deletion(
    mut replies: MessageReader<Replied<DeleteMe>>,
    mut heard: MessageReader<Heard>,
    mut draft: ResMut<AccountDraft>,
    account: Res<Account>,
    screen: Res<State<Screen>>,
    mut toasts: MessageWriter<Toast>,
    mut go: MessageWriter<Navigate>,
) {
    let told = heard.read().filter(|Heard(event)| *event == ServerEvent::Auth(AuthEvent::Deleted)).count() > 0;
    let mut done = false;
    for reply in replies.read() {
        done |= draft.deletion.answered(reply.id, &reply.result) && reply.result.is_ok();
    }
    if done {
        account.try_now();
    }
    if told || done {
        toasts.write(Toast::news("toast-account-deleted"));
        if *screen.get() == Screen::Account {
            go.write(Navigate::To(Screen::Start));
        }
    }
}

fn show(mut shell: Shell, mut draft: ResMut<AccountDraft>, mut question: ResMut<Question>, mut doing: Doing) {
    let session = shell.session();
    let me = session.user().cloned();
    let model = AccountModel { me: me.as_ref(), online: session.is_up(), now: clock::today() };
    let chosen = &mut *draft;
    // Escape answered the question with no.
    if !question.0 && chosen.deleting {
        chosen.deleting = false;
        chosen.delete_password.clear();
    }
    let was_open = chosen.deleting;
    let action = shell
        .page(WIDE, |ui, look| {
            let action = view::account_ui(ui, look, model, chosen);
            if was_open != chosen.deleting {
                ask_for_focus(ui.ctx());
            }
            action
        })
        .flatten();
    question.0 = chosen.deleting;
    match action {
        None => {}
        Some(AccountAction::Go(screen)) => shell.go(Navigate::To(screen)),
        Some(AccountAction::SignOut) => {
            doing.sign_out();
            shell.go(Navigate::To(Screen::Start));
        }
        Some(action) => doing.act(&mut draft, me.as_ref(), action),
    }
}
