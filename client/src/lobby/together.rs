//! Others at this machine come along into the lobby, and are seen and set up on its page.

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use common::api::lobby::{Lobby, LobbyTeam};

use super::model::LobbyModel;
use crate::companions::model::{Companions, CompanionsAction};
use crate::companions::view::{Around, OwnLine, companions_ui};
use crate::net::Session;
use crate::screen::AppSystems;
use crate::settings::Settings;
use crate::ui::Look;
use crate::ui::theme::space;

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, gather.in_set(AppSystems::Domain));
}

/// Those beside whoever is signed in are in the same lobby, or in none; its page marks them.
fn gather(mut model: ResMut<LobbyModel>, companions: Option<ResMut<Companions>>) {
    let Some(mut companions) = companions else { return };
    if companions.place() != model.code() {
        companions.gather(model.code());
    }
    let here: Vec<_> = companions.list.iter().filter_map(|companion| companion.user.as_ref().map(|user| user.id)).collect();
    if model.here != here {
        model.here = here;
    }
}

/// What the lines about those at this machine are shown with.
#[derive(SystemParam)]
pub(super) struct Here<'w, 's> {
    companions: ResMut<'w, Companions>,
    settings: Res<'w, Settings>,
    pads: Query<'w, 's, &'static Gamepad>,
    wishes: MessageWriter<'w, CompanionsAction>,
}

/// Whoever is signed in, as their line shows them; nothing while the server has not said who it is.
pub(super) fn own_line(session: &Session) -> Option<(OwnLine, bool)> {
    let me = session.user()?;
    Some((OwnLine { name: me.username.to_string(), picture: me.profile_picture.id }, session.is_ready()))
}

impl Here<'_, '_> {
    /// Shows them below the tables of the lobby.
    pub(super) fn show(&mut self, ui: &mut egui::Ui, look: Look<'_>, own: Option<&(OwnLine, bool)>, lobby: &Lobby) {
        let Some((own, online)) = own else { return };
        ui.add_space(space::M);
        let around = Around { own, controls: &self.settings.controls, pads: self.pads.iter().count(), online: *online, lobby: Some(lobby) };
        if let Some(wish) = companions_ui(ui, look, &mut self.companions, around) {
            self.wishes.write(wish);
        }
    }

    /// Everybody here who has a seat in the match of the lobby.
    pub(super) fn bearers(&self, model: &LobbyModel) -> Vec<crate::net::Bearer> {
        let seated = |user| {
            let member = model.lobby.as_ref().and_then(|lobby| lobby.participants.iter().find(|member| member.user.id == user));
            member.is_some_and(|member| member.team != Some(LobbyTeam::Spectator))
        };
        self.companions.bearers_where(seated, model.whose())
    }
}
