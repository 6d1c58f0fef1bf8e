//! Friends: the list with what they are doing, requests, the search for people, and who is kept away.

pub mod model;
mod person;
pub mod view;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use common::api::friends::ListReceivedRequests;
use common::api::profiles::ListUsers;

use self::model::{Draft, FOUND_MAX, Find, FriendsModel, Tab};
use self::view::FriendsAction;
use crate::clock;
use crate::net::requests::AddEndpoint;
use crate::net::{Account, Replied, Requests, Session};
use crate::people::Unseen;
use crate::people::circle::{Circle, CircleAction};
use crate::screen::{AppSystems, Navigate, Overlay, Question, Screen};
use crate::ui::frame::{Shell, ViewSystems, WIDE};
use crate::ui::widgets::ask_for_focus;

pub(crate) fn plugin(app: &mut App) {
    unseen(app);
    app.add_systems(EguiPrimaryContextPass, show.run_if(in_state(Screen::Friends).and_then(in_state(Overlay::None))).in_set(ViewSystems));
}

/// What happens here without being seen.
pub(crate) fn unseen(app: &mut App) {
    let here = in_state(Screen::Friends).and_then(in_state(Overlay::None));
    app.init_resource::<Draft>()
        .init_resource::<Find>()
        .add_endpoint::<ListUsers>()
        .add_endpoint::<ListReceivedRequests>()
        .add_systems(OnEnter(Screen::Friends), open)
        .add_systems(OnExit(Screen::Friends), |mut question: ResMut<Question>| question.0 = false)
        .add_systems(Update, (hear, (seek, see_requests).run_if(here)).chain().in_set(AppSystems::Domain));
}

/// The page opens: at the requests, when some are new.
fn open(mut draft: ResMut<Draft>, mut circle: ResMut<Circle>, unseen: Res<Unseen>) {
    let tab = if unseen.requests > 0 { Tab::Requests } else { draft.tab };
    *draft = Draft { tab, typed: std::mem::take(&mut draft.typed), ..Draft::default() };
    circle.forget_problems();
    if circle.friends.problem.is_some() || circle.requests.problem.is_some() || circle.blocked.problem.is_some() {
        circle.reload();
    }
}

fn seek(mut find: ResMut<Find>, draft: Res<Draft>, session: Res<Session>, requests: Res<Requests>) {
    if draft.tab != Tab::Find || !session.is_up() {
        return;
    }
    if let Some(name) = find.typed(&draft.typed, clock::now_us()) {
        let id = requests.send(ListUsers { q: name.clone(), limit: FOUND_MAX, offset: 0 });
        find.asked(id, name);
    }
}

/// Requests that are looked at are not new any more: reading them says so to the server.
fn see_requests(draft: Res<Draft>, session: Res<Session>, requests: Res<Requests>, mut unseen: ResMut<Unseen>) {
    if draft.tab == Tab::Requests && unseen.requests > 0 && session.is_up() {
        unseen.requests = 0;
        requests.send(ListReceivedRequests { limit: 1, offset: 0 });
    }
}

fn hear(mut replies: MessageReader<Replied<ListUsers>>, mut find: ResMut<Find>) {
    for reply in replies.read() {
        find.answered(reply.id, &reply.result);
    }
}

#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
fn show(
    mut shell: Shell,
    mut draft: ResMut<Draft>,
    mut find: ResMut<Find>,
    mut question: ResMut<Question>,
    circle: Res<Circle>,
    unseen: Res<Unseen>,
    account: Res<Account>,
    mut changes: MessageWriter<CircleAction>,
) {
    let model =
        FriendsModel { reader: shell.session().reader(), now: clock::today(), circle: &circle, find: &find, unseen: unseen.requests };
    let chosen = &mut *draft;
    // Escape answered what was open with no.
    if !question.0 && chosen.open.is_some() {
        chosen.step_back();
    }
    let was_open = chosen.open;
    let action = shell
        .page(WIDE, |ui, look| {
            let action = view::friends_ui(ui, look, model, chosen);
            if matches!(action, Some(FriendsAction::Show(_))) || was_open.is_some() && chosen.open.is_none() {
                ask_for_focus(ui.ctx());
            }
            action
        })
        .flatten();
    question.0 = chosen.open.is_some();
    match action {
        None => {}
        Some(FriendsAction::Circle(change)) => {
            changes.write(change);
        }
        Some(FriendsAction::People(wish)) => shell.people(wish),
        Some(FriendsAction::FindAgain) => find.again(),
        Some(FriendsAction::Show(tab)) => *draft = Draft { tab, typed: std::mem::take(&mut draft.typed), ..Draft::default() },
        Some(FriendsAction::BeGuest) => account.be_guest(),
        Some(FriendsAction::Go(screen)) => shell.go(Navigate::To(screen)),
    }
}
