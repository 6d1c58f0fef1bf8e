//! Profiles: the own one, to be changed, and those of others, with what can be done with them.

mod charts;
mod gallery;
mod head;
pub mod model;
mod parts;
mod reading;
pub mod view;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;

use self::model::{ProfileDraft, ProfileModel, Viewed, Viewer, of_me};
use self::reading::Changing;
use self::view::ProfileAction;
use crate::clock;
use crate::link::{Link, Open};
use crate::net::SessionState;
use crate::people::PeopleAction;
use crate::people::circle::{Circle, CircleAction};
use crate::screen::{AppSystems, Navigate, Overlay, ProfileDoor, Question, Screen};
use crate::ui::frame::{Shell, ViewSystems, WIDE};
use crate::ui::toast::Toast;
use crate::ui::widgets::ask_for_focus;

pub(crate) fn plugin(app: &mut App) {
    unseen(app);
    app.add_systems(EguiPrimaryContextPass, show.run_if(in_state(Screen::Profile).and_then(in_state(Overlay::None))).in_set(ViewSystems));
}

/// What happens here without being seen.
pub(crate) fn unseen(app: &mut App) {
    app.init_resource::<Viewed>()
        .init_resource::<ProfileDraft>()
        .add_systems(Update, open.in_set(AppSystems::Domain))
        .add_systems(OnExit(Screen::Profile), |mut question: ResMut<Question>| question.0 = false);
    reading::plugin(app);
}

/// Somebody's profile is wanted. A match that is played goes before it.
#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
fn open(
    mut wishes: MessageReader<PeopleAction>,
    mut viewed: ResMut<Viewed>,
    mut draft: ResMut<ProfileDraft>,
    mut circle: ResMut<Circle>,
    mut door: ResMut<ProfileDoor>,
    session: Res<crate::net::Session>,
    screen: Res<State<Screen>>,
    mut go: MessageWriter<Navigate>,
) {
    for wish in wishes.read() {
        let PeopleAction::Profile(user) = wish else { continue };
        if *screen.get() == Screen::Court {
            continue;
        }
        let own = session.user().is_some_and(|me| me.id == *user);
        if viewed.user != Some(*user) || viewed.own != own {
            *viewed = Viewed::of(*user, own);
            *draft = ProfileDraft { edit: draft.edit.take().filter(|_| own), ..ProfileDraft::default() };
        } else {
            viewed.refresh();
            (draft.choosing, draft.asking) = (false, None);
        }
        circle.forget_problems();
        if *screen.get() != Screen::Profile {
            door.to = if screen.get().is_menu() { *screen.get() } else { Screen::Start };
        }
        door.own = own;
        go.write(Navigate::CloseSettings);
        go.write(Navigate::To(Screen::Profile));
    }
}

#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
fn show(
    mut shell: Shell,
    mut viewed: ResMut<Viewed>,
    mut draft: ResMut<ProfileDraft>,
    mut question: ResMut<Question>,
    circle: Res<Circle>,
    mut changing: Changing,
    mut changes: MessageWriter<CircleAction>,
    mut matches: MessageWriter<Open>,
    mut toasts: MessageWriter<Toast>,
) {
    let session = shell.session();
    let me = session.user().filter(|me| Some(me.id) == viewed.user).map(of_me);
    let model = ProfileModel {
        viewer: match session.state {
            SessionState::SignedOut | SessionState::Returning => Viewer::Nobody,
            SessionState::Guest(_) => Viewer::Guest,
            SessionState::Account(_) => Viewer::Account,
        },
        online: session.is_up(),
        now: clock::today(),
        viewed: &viewed,
        who: me.as_ref().or(viewed.who.value.as_ref().filter(|_| !viewed.own)),
        circle: &circle,
    };
    let chosen = &mut *draft;
    let open = |draft: &ProfileDraft| draft.choosing || draft.asking.is_some();
    // Escape answered what was open with no.
    if !question.0 && open(chosen) {
        (chosen.choosing, chosen.asking) = (false, None);
    }
    let was_open = open(chosen);
    let action = shell
        .page(WIDE, |ui, look| {
            let action = view::profile_ui(ui, look, model, chosen);
            let opens = matches!(action, Some(ProfileAction::ChoosePicture | ProfileAction::StopChoosing | ProfileAction::Edit(_)));
            if opens || was_open && !open(chosen) {
                ask_for_focus(ui.ctx());
            }
            action
        })
        .flatten();
    match action {
        None => {}
        Some(ProfileAction::Circle(change)) => {
            changes.write(change);
        }
        Some(ProfileAction::People(wish)) => shell.people(wish),
        Some(ProfileAction::Edit(edit)) => draft.edit = Some(edit),
        Some(ProfileAction::Save) => changing.save(&mut draft),
        Some(ProfileAction::StopEditing) => draft.edit = None,
        Some(ProfileAction::ChoosePicture) => (draft.choosing, draft.equip_problem) = (true, None),
        Some(ProfileAction::StopChoosing) => draft.choosing = false,
        Some(ProfileAction::Equip(picture)) => changing.equip(&mut draft, picture),
        Some(ProfileAction::Open(target)) => {
            matches.write(Open(target));
        }
        Some(ProfileAction::CopyLink(code)) => {
            shell.copy(Link::to(code).to_string());
            toasts.write(Toast::news("toast-link-copied").naming(Link::to(code).to_string()));
        }
        Some(ProfileAction::More) => viewed.more = true,
        Some(ProfileAction::TryAgain) => viewed.refresh(),
        Some(ProfileAction::Go(screen)) => shell.go(Navigate::To(screen)),
    }
    question.0 = open(&draft);
}
