//! From the bracket to the court when the own match begins, and back to the bracket after it.

use bevy::prelude::*;
use common::api::event::{GameEvent, ServerEvent};
use common::api::matches::GameMode;
use common::ids::MatchCode;

use super::model::Own;
use super::page::{Draft, Showing};
use crate::audio::{PlaySound, Sound};
use crate::net::{Bearer, Heard, Session};
use crate::play::{PlayAction, PlayFact, PlaySpec};
use crate::screen::{AppSystems, Navigate, ResultDoor, Screen};

pub(super) fn plugin(app: &mut App) {
    app.add_message::<PlayAction>()
        .add_message::<PlayFact>()
        .init_resource::<Seat>()
        .add_systems(Update, take.in_set(AppSystems::Domain))
        .add_systems(Update, (remember, leave_open).chain().after(AppSystems::Domain).before(AppSystems::Present));
}

/// The match of a tournament that was begun here last.
#[derive(Resource, Default)]
struct Seat {
    code: Option<MatchCode>,
}

/// Whoever plays in a tournament is taken to the match, wherever they are: it would be lost otherwise.
fn take(
    mut heard: MessageReader<Heard>,
    mut seat: ResMut<Seat>,
    session: Res<Session>,
    mut play: MessageWriter<PlayAction>,
    mut go: MessageWriter<Navigate>,
    mut sounds: MessageWriter<PlaySound>,
) {
    for Heard(event) in heard.read() {
        let ServerEvent::Game(GameEvent::Start(found)) = event else { continue };
        let me = session.user().map(|me| me.id);
        let players = found.teams.a.players.iter().chain(&found.teams.b.players);
        let mine = players.into_iter().any(|player| Some(player.user.id) == me);
        if found.game_mode != GameMode::Tournament || !mine || seat.code == Some(found.code) {
            continue;
        }
        seat.code = Some(found.code);
        sounds.write(PlaySound::new(Sound::MatchFound));
        go.write(Navigate::CloseSettings);
        play.write(PlayAction::Start(PlaySpec::Online { code: found.code, bearers: vec![Bearer::Session] }));
    }
}

/// The way out of a match of the own tournament leads back to the bracket; out of any other it does not.
fn remember(mut actions: MessageReader<PlayAction>, mut seat: ResMut<Seat>, own: Res<Own>, mut door: ResMut<ResultDoor>) {
    for action in actions.read() {
        let PlayAction::Start(spec) = action else { continue };
        let code = match spec {
            PlaySpec::Online { code, .. } => Some(*code),
            PlaySpec::HotSeat { .. } | PlaySpec::Practice { .. } | PlaySpec::FromHere { .. } => None,
            // Nothing comes after these.
            PlaySpec::WarmUp { .. } | PlaySpec::Replay { .. } | PlaySpec::Watch { .. } => continue,
        };
        match code.filter(|code| seat.code == Some(*code) || own.has(*code)) {
            Some(code) => {
                seat.code = Some(code);
                door.0 = Screen::Tournaments;
            }
            None if door.0 == Screen::Tournaments => door.0 = Screen::Start,
            None => {}
        }
    }
}

/// After a match the bracket is to be read again: it may be out of date by the end of it.
fn leave_open(mut facts: MessageReader<PlayFact>, mut own: ResMut<Own>, mut draft: ResMut<Draft>, door: Res<ResultDoor>) {
    for fact in facts.read() {
        match fact {
            PlayFact::Ended(_) | PlayFact::Lost(_) if door.0 == Screen::Tournaments => {
                own.again();
                if own.tournament.is_some() {
                    draft.show(Showing::Own);
                }
            }
            PlayFact::Began | PlayFact::Ended(_) | PlayFact::Lost(_) => {}
        }
    }
}
