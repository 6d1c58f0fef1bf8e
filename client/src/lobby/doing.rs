//! What is asked of the server for the lobby, and its answers.

use bevy::prelude::*;
use common::api::lobby::{
    BanFromLobby, CreateLobby, GetLobby, InviteToLobby, JoinLobby, LeaveLobby, PatchLobby, PatchLobbyParticipant, WriteInLobby,
};
use common::api::users::SmallUser;

use super::action::LobbyAction;
use super::entering::Step;
use super::model::{LobbyModel, LobbyWish};
use crate::link::{Open, Target};
use crate::net::requests::AddEndpoint;
use crate::net::{Account, Replied, Requests, Session};
use crate::screen::{AppSystems, Navigate, Screen};
use crate::waiting::{Entered, Gather, Place};

/// Asking and hearing.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct DoingSystems;

pub(super) fn plugin(app: &mut App) {
    app.add_endpoint::<CreateLobby>()
        .add_endpoint::<GetLobby>()
        .add_endpoint::<JoinLobby>()
        .add_endpoint::<PatchLobby>()
        .add_endpoint::<PatchLobbyParticipant>()
        .add_endpoint::<LeaveLobby>()
        .add_endpoint::<BanFromLobby>()
        .add_endpoint::<InviteToLobby>()
        .add_endpoint::<WriteInLobby>()
        .add_systems(
            Update,
            (act, go_on, hear_created, hear_joined, hear_changes, hear_lesser, hear_talk, hear_lobby, follow)
                .chain()
                .in_set(DoingSystems)
                .in_set(AppSystems::Domain),
        );
}

/// Reads the lobby whenever something may have been missed.
fn follow(mut model: ResMut<LobbyModel>, session: Res<Session>, requests: Res<Requests>) {
    if model.follow(&session) {
        model.asked(requests.send(GetLobby {}));
    }
}

fn go_on(mut model: ResMut<LobbyModel>, session: Res<Session>, requests: Res<Requests>, account: Res<Account>, time: Res<Time<Real>>) {
    match model.entering.go_on(&session, time.delta_secs()) {
        Some(Step::BeGuest) => account.be_guest(),
        Some(Step::Create(game_mode)) => model.entering.asked(requests.send(CreateLobby { game_mode, match_type: None })),
        Some(Step::Join(code)) => model.entering.asked(requests.send(JoinLobby { code })),
        None => {}
    }
}

fn act(
    mut actions: MessageReader<LobbyAction>,
    mut model: ResMut<LobbyModel>,
    requests: Res<Requests>,
    mut go: MessageWriter<Navigate>,
    mut gather: MessageWriter<Gather>,
) {
    for action in actions.read() {
        match action {
            LobbyAction::Wish(wish) => ask(&mut model, &requests, *wish),
            LobbyAction::Say => {
                if let (Some(code), Some(words)) = (model.code(), model.talk.to_say()) {
                    let id = requests.send(WriteInLobby { code, content: words.as_str().to_owned() });
                    model.talk.saying(id);
                }
            }
            LobbyAction::Invite(user) => {
                if let Some(code) = model.code() {
                    let id = requests.send(InviteToLobby { code, user: *user });
                    model.inviting.ask(id, *user);
                }
            }
            LobbyAction::TryAgain => {
                model.entering.again();
                model.again();
            }
            LobbyAction::GiveUp => {
                model.entering.end();
                go.write(Navigate::To(Screen::Start));
            }
            LobbyAction::New(mode) => {
                gather.write(Gather(*mode));
            }
            LobbyAction::CopyCode(_)
            | LobbyAction::CopyLink(_)
            | LobbyAction::Profile(_)
            | LobbyAction::Go(_)
            | LobbyAction::Play(_)
            | LobbyAction::Watch(_) => {}
        }
    }
}

fn ask(model: &mut LobbyModel, requests: &Requests, wish: LobbyWish) {
    let Some(code) = model.code() else { return };
    if model.is_busy(|busy| busy == wish) {
        return;
    }
    let id = match wish {
        LobbyWish::Ready(ready) => requests.send(PatchLobbyParticipant { code, is_ready: Some(ready), team: None }),
        LobbyWish::Side(team) => requests.send(PatchLobbyParticipant { code, is_ready: None, team: Some(team) }),
        LobbyWish::Type(match_type) => requests.send(PatchLobby { match_type: Some(match_type), goals: None }),
        LobbyWish::Goals(goals) => requests.send(PatchLobby { match_type: None, goals: Some(goals) }),
        LobbyWish::Ban(user) => requests.send(BanFromLobby { code, user }),
        LobbyWish::Leave => requests.send(LeaveLobby { code }),
    };
    model.begin(id, wish);
}

fn hear_created(mut model: ResMut<LobbyModel>, mut replies: MessageReader<Replied<CreateLobby>>, mut entered: MessageWriter<Entered>) {
    for reply in replies.read() {
        // A new one is never a tournament.
        if model.entering.answered(reply.id, reply.result.as_ref().map(|_| ())) == Ok(true)
            && let Ok(lobby) = &reply.result
        {
            model.come_to(lobby.clone());
            entered.write(Entered(Place::Lobby));
        }
    }
}

fn hear_joined(
    mut model: ResMut<LobbyModel>,
    mut replies: MessageReader<Replied<JoinLobby>>,
    mut entered: MessageWriter<Entered>,
    mut open: MessageWriter<Open>,
) {
    for reply in replies.read() {
        match model.entering.answered(reply.id, reply.result.as_ref().map(|_| ())) {
            Ok(true) => {
                model.again();
                entered.write(Entered(Place::Lobby));
            }
            Ok(false) => {}
            Err(code) => {
                let code = code.as_str().parse().expect("codes of all places are made alike");
                open.write(Open(Target::Tournament(code)));
            }
        }
    }
}

fn hear_changes(
    mut model: ResMut<LobbyModel>,
    mut own: MessageReader<Replied<PatchLobbyParticipant>>,
    mut settings: MessageReader<Replied<PatchLobby>>,
) {
    for reply in own.read() {
        if model.answered(reply.id, reply.result.as_ref().err()).is_some()
            && let Ok(me) = &reply.result
        {
            model.know(me);
        }
    }
    for reply in settings.read() {
        if model.answered(reply.id, reply.result.as_ref().err()).is_some()
            && let Ok(lobby) = &reply.result
        {
            model.come_to(lobby.clone());
        }
    }
}

/// What has no answer but that it is done.
fn hear_lesser(
    mut model: ResMut<LobbyModel>,
    mut left: MessageReader<Replied<LeaveLobby>>,
    mut banned: MessageReader<Replied<BanFromLobby>>,
    mut invited: MessageReader<Replied<InviteToLobby>>,
    screen: Res<State<Screen>>,
    mut go: MessageWriter<Navigate>,
) {
    for reply in left.read() {
        if model.answered(reply.id, reply.result.as_ref().err()) == Some(LobbyWish::Leave) {
            model.go();
            if *screen.get() == Screen::Lobby {
                go.write(Navigate::To(Screen::Start));
            }
        }
    }
    for reply in banned.read() {
        if let Some(LobbyWish::Ban(user)) = model.answered(reply.id, reply.result.as_ref().err()) {
            model.depart(user);
        }
    }
    for reply in invited.read() {
        model.inviting.answered(reply.id, reply.result.as_ref().copied());
    }
}

fn hear_talk(mut model: ResMut<LobbyModel>, mut said: MessageReader<Replied<WriteInLobby>>, session: Res<Session>) {
    for reply in said.read() {
        let Some(me) = session.user() else { continue };
        let me = SmallUser { id: me.id, username: me.username.to_string(), profile_picture: me.profile_picture.clone() };
        model.talk.said(reply.id, &me, reply.result.as_ref().map(|said| said.content.as_str()));
    }
}

fn hear_lobby(mut model: ResMut<LobbyModel>, mut replies: MessageReader<Replied<GetLobby>>) {
    for reply in replies.read() {
        model.listed(reply.id, &reply.result);
    }
}
