//! A profile, as it is seen: the head, then ranks, trophies over time, results by mode, form, head-to-head and matches.

use common::api::profiles::User;
use common::ids::{MatchCode, PictureId};
use egui::Ui;

use super::model::{Edit, ProfileDraft, ProfileModel, Viewer};
use super::{gallery, head, parts};
use crate::link::Target;
use crate::people::PeopleAction;
use crate::people::circle::CircleAction;
use crate::screen::Screen;
use crate::ui::Look;
use crate::ui::icon::Icon;
use crate::ui::lists::{again_ui, coming_ui, empty_ui};
use crate::ui::theme::space;
use crate::ui::widgets::{card, upright};

/// Less room than this, and the cards stand one below the other, points.
const TWO_COLUMNS: f32 = 640.0;

/// What was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileAction {
    /// Changes what the two are to each other.
    Circle(CircleAction),
    /// Something with a person that another room does.
    People(PeopleAction),
    /// Line and biography into fields.
    Edit(Edit),
    /// Keep what was typed.
    Save,
    /// Forget what was typed.
    StopEditing,
    /// To the pictures.
    ChoosePicture,
    /// Back from the pictures.
    StopChoosing,
    /// Put this picture on.
    Equip(PictureId),
    /// See this match.
    Open(Target),
    /// Copy the link of a match.
    CopyLink(MatchCode),
    /// More matches.
    More,
    /// Ask the server again.
    TryAgain,
    /// To another screen.
    Go(Screen),
}

/// Shows it.
pub fn profile_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>, draft: &mut ProfileDraft) -> Option<ProfileAction> {
    let Some(who) = model.who else {
        return card(ui, look, |ui| unknown_ui(ui, look, model));
    };
    if draft.choosing && model.viewed.own {
        return card(ui, look, |ui| gallery::gallery_ui(ui, look, model, who, draft));
    }
    let mut action = card(ui, look, |ui| head::head_ui(ui, look, model, who, draft));
    ui.add_space(space::XS);
    if ui.available_width() >= TWO_COLUMNS {
        ui.columns_const(|[left, right]| {
            action = upright(left, |ui| left_ui(ui, look, model, who)).or(action.take());
            action = upright(right, |ui| right_ui(ui, look, model, who)).or(action.take());
        });
    } else {
        action = left_ui(ui, look, model, who).or(action);
        action = right_ui(ui, look, model, who).or(action);
    }
    ui.add_space(space::XS);
    let history = card(ui, look, |ui| parts::history_ui(ui, look, model, who));
    history.or(action)
}

fn left_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>, who: &User) -> Option<ProfileAction> {
    card(ui, look, |ui| parts::ranks_ui(ui, look, who));
    ui.add_space(space::XS);
    card(ui, look, |ui| parts::trophies_ui(ui, look, model, who))
}

fn right_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>, who: &User) -> Option<ProfileAction> {
    let action = card(ui, look, |ui| parts::modes_ui(ui, look, model));
    if parts::is_friend(model, who) {
        ui.add_space(space::XS);
        card(ui, look, |ui| parts::versus_ui(ui, look, model, who));
    }
    action
}

/// Before anything is known of the user.
fn unknown_ui(ui: &mut Ui, look: Look<'_>, model: ProfileModel<'_>) -> Option<ProfileAction> {
    if model.viewer == Viewer::Nobody {
        let steps = [("start-sign-in", Icon::LogIn, ProfileAction::Go(Screen::SignIn))];
        return empty_ui(ui, look, Icon::UserCircle, "profile-nobody", "profile-nobody-note", &steps);
    }
    if !model.online {
        return empty_ui(ui, look, Icon::WifiOff, "friends-offline", "profile-offline-note", &[]);
    }
    if let Some(error) = &model.viewed.who.problem {
        let again = again_ui(ui, look, error, model.viewed.who.is_busy());
        return again.then_some(ProfileAction::TryAgain);
    }
    coming_ui(ui, look);
    None
}
