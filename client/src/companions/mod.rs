//! Several people at one machine: each is a user of its own, with an event stream and a place in the lobby, and all of them
//! sit at one court.

pub mod model;
#[cfg(test)]
mod tests;
pub mod view;

use bevy::prelude::*;
use common::api::auth::{CreateGuest, Login};
use common::api::event::{GameEvent, ServerEvent};
use common::api::lobby::{JoinLobby, LeaveLobby, LobbyTeam, PatchLobbyParticipant};
use common::api::matches::Match;

use self::model::{Companions, CompanionsAction, Stage, Step};
use crate::net::requests::AddEndpoint;
use crate::net::{Bearer, Beside, BesideId, BesideNews, Heard, HeardBeside, Replied, Requests, Session};
use crate::play::steering::Hands;
use crate::play::{PlayAction, PlaySpec};
use crate::screen::AppSystems;

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Companions>()
        .add_message::<CompanionsAction>()
        .add_endpoint::<CreateGuest>()
        .add_endpoint::<Login>()
        .add_endpoint::<JoinLobby>()
        .add_endpoint::<LeaveLobby>()
        .add_endpoint::<PatchLobbyParticipant>()
        .add_systems(Update, (act, hear, hear_tokens, hear_place, go_on, hear_begun).chain().in_set(AppSystems::Domain))
        .add_systems(Update, hand_out.in_set(AppSystems::Present));
}

fn act(mut actions: MessageReader<CompanionsAction>, mut companions: ResMut<Companions>, requests: Res<Requests>, beside: Res<Beside>) {
    for action in actions.read() {
        match action {
            CompanionsAction::AddGuest if companions.has_room() => companions.ask(requests.send(CreateGuest {})),
            CompanionsAction::AddGuest => {}
            CompanionsAction::SignIn(credentials) => {
                let id = requests.send(Login { username: credentials.username.clone(), password: credentials.password.clone() });
                if let Some(form) = &mut companions.form {
                    form.sent(id);
                }
            }
            CompanionsAction::Remove(who) => {
                // The others of the lobby see it at once; a session that ends says it only after a while.
                if let Some(Stage::Inside(code)) = companions.find(*who).map(|found| found.stage.clone()) {
                    companions.leaving(*who, requests.send_as(Bearer::Beside(*who), LeaveLobby { code }));
                } else {
                    companions.remove(*who);
                    beside.let_out(*who);
                }
            }
            CompanionsAction::Give(who, hand) => companions.give(*who, *hand),
            CompanionsAction::TryAgain(who) => companions.left(*who),
            CompanionsAction::Ready(who, ready) => change(&companions, &requests, *who, Some(*ready), None),
            CompanionsAction::Side(who, team) => change(&companions, &requests, *who, None, Some(*team)),
        }
    }
}

/// Asks for a change of somebody in the lobby; the lobby hears of it like of everybody else's.
fn change(companions: &Companions, requests: &Requests, who: BesideId, is_ready: Option<bool>, team: Option<LobbyTeam>) {
    if let Some(code) = companions.place() {
        requests.send_as(Bearer::Beside(who), PatchLobbyParticipant { code, is_ready, team });
    }
}

fn hear(mut news: MessageReader<HeardBeside>, mut companions: ResMut<Companions>) {
    for HeardBeside { who, news } in news.read() {
        companions.heard(*who, news);
    }
}

/// Somebody comes: as a guest, or with a name and a password.
fn hear_tokens(
    mut guests: MessageReader<Replied<CreateGuest>>,
    mut logins: MessageReader<Replied<Login>>,
    mut companions: ResMut<Companions>,
    beside: Res<Beside>,
) {
    for reply in guests.read() {
        if companions.answered(reply.id, &reply.result)
            && let Ok(tokens) = &reply.result
        {
            companions.add(beside.let_in(tokens.clone()));
        }
    }
    for reply in logins.read() {
        let Some(form) = companions.form.as_mut().filter(|form| form.is_mine(reply.id)) else { continue };
        match &reply.result {
            Ok(tokens) => {
                companions.form = None;
                companions.add(beside.let_in(tokens.clone()));
            }
            Err(error) => form.refused(error.clone()),
        }
    }
}

fn hear_place(
    mut replies: MessageReader<Replied<JoinLobby>>,
    mut left: MessageReader<Replied<LeaveLobby>>,
    mut companions: ResMut<Companions>,
    beside: Res<Beside>,
) {
    for reply in left.read() {
        if let Some(who) = companions.gone(reply.id) {
            companions.remove(who);
            beside.let_out(who);
        }
    }
    for reply in replies.read() {
        let place = companions.place();
        companions.joined(reply.id, place, &reply.result);
    }
}

fn go_on(mut companions: ResMut<Companions>, requests: Res<Requests>) {
    for step in companions.steps() {
        match step {
            Step::Join(who, code) => {
                let id = requests.send_as(Bearer::Beside(who), JoinLobby { code });
                companions.asked(who, id);
            }
            Step::Leave(who, code) => {
                requests.send_as(Bearer::Beside(who), LeaveLobby { code });
                companions.left(who);
            }
        }
    }
}

/// A match begins in which somebody beside has a seat: everybody here who plays in it sits down at one court.
fn hear_begun(
    mut own: MessageReader<Heard>,
    mut others: MessageReader<HeardBeside>,
    companions: Res<Companions>,
    session: Res<Session>,
    mut play: MessageWriter<PlayAction>,
    mut last: Local<Option<common::ids::MatchCode>>,
) {
    let beside = others.read().filter_map(|heard| if let BesideNews::Event(event) = &heard.news { Some(event) } else { None });
    let started = |event: &ServerEvent| -> Option<Match> {
        if let ServerEvent::Game(GameEvent::Start(found)) = event { Some(Match::clone(found)) } else { None }
    };
    let found: Vec<Match> = own.read().map(|Heard(event)| event).chain(beside).filter_map(started).collect();
    for found in found {
        let bearers = companions.bearers(&found, session.user().map(|me| me.id));
        // Each of them hears of it; one court is enough.
        if bearers.iter().any(|bearer| matches!(bearer, Bearer::Beside(_))) && last.replace(found.code) != Some(found.code) {
            play.write(PlayAction::Start(PlaySpec::Online { code: found.code, bearers }));
        }
    }
}

/// Whoever sits down has what they steer with.
fn hand_out(mut actions: MessageReader<PlayAction>, companions: Res<Companions>, hands: Option<ResMut<Hands>>) {
    let Some(mut hands) = hands else { return };
    for action in actions.read() {
        if let PlayAction::Start(spec) = action {
            *hands = if let PlaySpec::Online { bearers, .. } = spec { companions.hands(bearers) } else { Hands::default() };
        }
    }
}
