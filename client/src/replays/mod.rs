//! Matches that run and matches of the past: the lists of them, the shelf of this machine, and the one way to open any of them.

mod crowd;
pub(crate) mod handed;
pub mod lists;
pub mod model;
mod open;
pub mod opening;
pub mod others;
pub mod reading;
pub(crate) mod rows;
pub(crate) mod scheme;
pub mod shelf;
pub mod verify;
pub mod view;

use std::path::Path;

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;

use self::lists::{Live, Mine};
use self::model::{Draft, WatchModel};
use self::opening::Opening;
use self::others::{Cups, Friendly};
use self::shelf::Shelf;
use self::view::WatchAction;
use crate::clock;
use crate::link::{Link, Open, Target};
use crate::net::{Account, ServerState};
use crate::people::circle::Circle;
use crate::screen::{Navigate, Overlay, Question, Screen};
use crate::ui::frame::{Shell, ViewSystems, WIDE};
use crate::ui::toast::Toast;

pub(crate) fn plugin(app: &mut App, data_dir: Option<&Path>) {
    unseen(app, data_dir);
    app.add_systems(EguiPrimaryContextPass, show.run_if(in_state(Screen::Watch).and_then(in_state(Overlay::None))).in_set(ViewSystems));
}

/// What happens here without being seen.
pub fn unseen(app: &mut App, data_dir: Option<&Path>) {
    shelf::plugin(app, data_dir);
    lists::plugin(app);
    others::plugin(app);
    open::plugin(app);
    // Whoever leaves the page does not want it any more.
    app.add_systems(OnExit(Screen::Watch), |mut opening: ResMut<Opening>, mut question: ResMut<Question>| {
        opening.cancel();
        question.0 = false;
    });
}

#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
fn show(
    mut shell: Shell,
    mut draft: ResMut<Draft>,
    mut live: ResMut<Live>,
    mut mine: ResMut<Mine>,
    (mut cups, mut friendly, mut circle): (ResMut<Cups>, ResMut<Friendly>, ResMut<Circle>),
    mut shelf: ResMut<Shelf>,
    mut opening: ResMut<Opening>,
    mut question: ResMut<Question>,
    account: Res<Account>,
    mut open: MessageWriter<Open>,
    mut toasts: MessageWriter<Toast>,
) {
    let session = shell.session();
    let model = WatchModel {
        me: session.user().map(|me| me.id),
        online: matches!(session.server, ServerState::Up(_) | ServerState::Connecting),
        now: clock::today(),
        live: &live.list,
        cups: &cups,
        circle: &circle,
        friendly: &friendly,
        mine: &mine.list,
        shelf: &shelf,
        opening: &opening,
    };
    let chosen = &mut *draft;
    if !question.0 {
        chosen.removing = None;
    }
    let action = shell.page(WIDE, |ui, look| view::watch_ui(ui, look, model, chosen)).flatten();
    question.0 = chosen.removing.is_some();
    let Some(action) = action else { return };
    match action {
        WatchAction::Open(target) => {
            open.write(Open(target));
        }
        WatchAction::OpenTyped => match Target::typed(&draft.typed) {
            Some(target) => {
                draft.nonsense = false;
                open.write(Open(target));
            }
            None => {
                opening.cancel();
                draft.nonsense = true;
            }
        },
        WatchAction::Cancel => opening.cancel(),
        WatchAction::TryAgain => {
            live.again();
            mine.again();
            cups.again();
            friendly.again();
            if circle.friends.problem.is_some() {
                circle.reload();
            }
            shelf.look();
        }
        WatchAction::Show(tab) => draft.tab = tab,
        WatchAction::More => mine.more(),
        WatchAction::CopyLink(code) => {
            shell.copy(Link::to(code).to_string());
            toasts.write(Toast::news("toast-link-copied").naming(Link::to(code).to_string()));
        }
        WatchAction::Remove(name) => shelf.remove(&name),
        WatchAction::BeGuest => account.be_guest(),
        WatchAction::Go(screen) => shell.go(Navigate::To(screen)),
    }
}
