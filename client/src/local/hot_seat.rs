//! Two on one keyboard, before the court: wires.

use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use common::api::auth::{Login, Logout};
use common::api::queue::StartLocal;
use common::api::users::GetMe;
use common::sim::Side;

use super::model::{HotSeat, Player, Start};
use super::view::{self, HotSeatAction, KeysModel};
use crate::net::requests::AddEndpoint;
use crate::net::{Bearer, Replied, Requests, StreamHold, Streams};
use crate::play::{PlayAction, PlaySpec};
use crate::screen::{AppSystems, Navigate, Overlay, Screen};
use crate::settings::Settings;
use crate::ui::frame::{Shell, ViewSystems, WIDE};
use crate::ui::text::Text;

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<HotSeat>()
        .init_resource::<Held>()
        .add_endpoint::<Login>()
        .add_endpoint::<Logout>()
        .add_endpoint::<GetMe>()
        .add_endpoint::<StartLocal>()
        .add_systems(Update, (hear_sign_in, hear_who, hear_match).chain().in_set(AppSystems::Domain))
        .add_systems(OnEnter(Screen::Start), let_go)
        .add_systems(EguiPrimaryContextPass, show.run_if(in_state(Screen::HotSeat).and_then(in_state(Overlay::None))).in_set(ViewSystems));
}

/// The event stream of whoever asks for the match: the server wants to see it open.
#[derive(Resource, Default)]
struct Held(Option<StreamHold>);

/// Back at the first screen, whoever signed in for a match is signed out again.
fn let_go(mut seats: ResMut<HotSeat>, mut held: ResMut<Held>, requests: Res<Requests>) {
    for player in seats.halves.iter_mut().filter_map(|half| half.player.take()) {
        sign_out(&requests, player);
    }
    let kept = seats.halves.each_mut().map(|half| std::mem::take(&mut half.name));
    *seats = HotSeat { goals: seats.goals, ..HotSeat::default() };
    for (half, name) in seats.halves.iter_mut().zip(kept) {
        half.name = name;
    }
    held.0 = None;
}

/// Ends the session of this match, and only that one.
fn sign_out(requests: &Requests, player: Player) {
    requests.send_as(player.bearer, Logout { refresh: Some(player.refresh) });
}

fn show(
    mut shell: Shell,
    mut seats: ResMut<HotSeat>,
    settings: Res<Settings>,
    requests: Res<Requests>,
    text: Res<Text>,
    mut play: MessageWriter<PlayAction>,
) {
    let keys = KeysModel::of(&settings.controls);
    let online = shell.session().is_up();
    let shown = &mut *seats;
    let action = shell.page(WIDE, |ui, look| view::hot_seat_ui(ui, look, shown, &keys, online)).flatten();
    match action {
        Some(HotSeatAction::SignIn(side, credentials)) => {
            let id = requests.send(Login { username: credentials.username, password: credentials.password });
            if let Some(form) = &mut seats.half(side).form {
                form.sent(id);
            }
        }
        Some(HotSeatAction::SignOut(side)) => {
            if let Some(player) = seats.half(side).player.take() {
                sign_out(&requests, player);
            }
        }
        Some(HotSeatAction::Start) => {
            let names = [text.get("hot-seat-player-1"), text.get("hot-seat-player-2")];
            match seats.start(names) {
                Some(Start::Free(spec)) => {
                    play.write(PlayAction::Start(spec));
                }
                Some(Start::Counted(bearer, access)) => {
                    seats.refused = None;
                    seats.asking = Some(requests.send_as(bearer, StartLocal { access, goals: Some(seats.goals) }));
                }
                None => {}
            }
        }
        Some(HotSeatAction::Back) => shell.go(Navigate::Back),
        None => {}
    }
}

fn hear_sign_in(mut replies: MessageReader<Replied<Login>>, mut seats: ResMut<HotSeat>, requests: Res<Requests>) {
    for reply in replies.read() {
        for half in &mut seats.halves {
            let Some(form) = half.form.as_mut().filter(|form| form.is_mine(reply.id)) else { continue };
            match &reply.result {
                Ok(tokens) => {
                    let id = requests.send_as(Bearer::Access(tokens.access.clone()), GetMe {});
                    half.admitted(id, tokens.clone());
                }
                Err(error) => form.refused(error.clone()),
            }
        }
    }
}

fn hear_who(mut replies: MessageReader<Replied<GetMe>>, mut seats: ResMut<HotSeat>, mut held: ResMut<Held>, streams: Res<Streams>) {
    for reply in replies.read() {
        for side in Side::ALL {
            let half = seats.half(side);
            if half.pending.as_ref().is_none_or(|(asked, _)| *asked != reply.id) {
                continue;
            }
            match &reply.result {
                Ok(me) => {
                    half.known(reply.id, me);
                    if let (Side::A, Some(player)) = (side, &half.player) {
                        held.0 = Some(streams.hold(player.bearer.clone()));
                    }
                }
                Err(error) => {
                    half.pending = None;
                    if let Some(form) = &mut half.form {
                        form.refused(error.clone());
                    }
                }
            }
        }
    }
}

fn hear_match(mut replies: MessageReader<Replied<StartLocal>>, mut seats: ResMut<HotSeat>, mut play: MessageWriter<PlayAction>) {
    for reply in replies.read() {
        if seats.asking != Some(reply.id) {
            continue;
        }
        seats.asking = None;
        match &reply.result {
            Ok(begun) => {
                play.write(PlayAction::Start(PlaySpec::Online { code: begun.code, bearers: seats.bearers() }));
            }
            Err(error) => seats.refused = Some(error.clone()),
        }
    }
}
