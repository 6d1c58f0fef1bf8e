//! Lobbies: a room where people gather before a match, and after it. Whoever is in one can look at other pages; the strip says so.

pub mod action;
mod doing;
pub mod entering;
pub mod model;
mod settings;
mod tables;
#[cfg(test)]
mod tests;
mod together;
pub mod view;

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use bevy_egui::EguiPrimaryContextPass;
use common::api::event::{GameEvent, InviteEvent, LobbyEvent, ServerEvent, ServerOwnEvent, UsersEvent};
use common::api::lobby::LobbyMode;
use common::api::matches::{GameMode, Match};
use common::ids::UserId;

use self::action::{LobbyAction, LobbyDraft};
use self::entering::Door;
use self::model::{Ended, LobbyModel, Told};
use self::together::{Here, own_line};
use self::view::LobbyView;
use crate::audio::{PlaySound, Sound};
use crate::companions::model::Companions;
use crate::link::{Open, Target};
use crate::net::{Bearer, Heard};
use crate::people::PeopleAction;
use crate::people::circle::{Circle, Relation};
use crate::play::{PlayAction, PlaySpec};
use crate::screen::{AppSystems, Navigate, Overlay, Question, Screen};
use crate::ui::Look;
use crate::ui::frame::{Shell, ViewSystems, WIDE};
use crate::ui::toast::{Followed, Lead, Toast};
use crate::waiting::{Entered, Gather, Place, Waiting};

pub(crate) fn plugin(app: &mut App) {
    unseen(app);
    app.add_systems(EguiPrimaryContextPass, show.run_if(in_state(Screen::Lobby).and_then(in_state(Overlay::None))).in_set(ViewSystems));
}

/// What happens here without being seen.
pub(crate) fn unseen(app: &mut App) {
    app.init_resource::<LobbyModel>()
        .init_resource::<LobbyDraft>()
        .add_message::<LobbyAction>()
        .add_message::<Open>()
        .add_message::<Followed>()
        .add_message::<PeopleAction>()
        .add_systems(OnExit(Screen::Lobby), leave_page)
        .add_systems(Update, (enter, hear, hear_match).chain().in_set(AppSystems::Domain).before(doing::DoingSystems))
        .add_systems(Update, tell.in_set(AppSystems::Present));
    doing::plugin(app);
    together::plugin(app);
}

fn leave_page(mut model: ResMut<LobbyModel>, mut draft: ResMut<LobbyDraft>, mut question: ResMut<Question>) {
    // What ended, or did not work, was seen.
    model.ended = None;
    if model.entering.problem.is_some() {
        model.entering.end();
    }
    draft.asking = None;
    question.0 = false;
}

/// Makes a lobby, or goes into one that somebody named: by a link, a code, an invitation.
fn enter(
    mut gather: MessageReader<Gather>,
    mut open: MessageReader<Open>,
    mut entered: MessageReader<Entered>,
    mut followed: MessageReader<Followed>,
    mut model: ResMut<LobbyModel>,
    screen: Res<State<Screen>>,
    mut go: MessageWriter<Navigate>,
) {
    // The server has taken us out with the entry elsewhere.
    if entered.read().any(|Entered(place)| *place != Place::Lobby) {
        model.go();
    }
    let made = gather.read().map(|Gather(mode)| Door::New(*mode));
    let named = open.read().filter_map(|Open(target)| match target {
        Target::Lobby(code) => Some(Door::Code(*code)),
        Target::Place(code) => Some(Door::Either(*code)),
        Target::Match(_) | Target::Tournament(_) | Target::Bracket(_) | Target::File(_) | Target::Kept(_) => None,
    });
    let invited = followed.read().filter_map(|Followed(lead)| if let Lead::Lobby(code) = lead { Some(Door::Code(*code)) } else { None });
    let doors: Vec<Door> = made.chain(named).chain(invited).collect();
    for door in doors {
        // A match goes before it; who opens something else then is told so where that is opened.
        if *screen.get() == Screen::Court {
            continue;
        }
        let there = match door {
            Door::New(mode) => model.lobby.as_ref().is_some_and(|lobby| lobby.game_mode == mode),
            Door::Code(code) | Door::Either(code) => model.code() == Some(code),
        };
        if !there {
            model.entering.begin(door);
        }
        go.write(Navigate::CloseSettings);
        go.write(Navigate::To(Screen::Lobby));
    }
}

/// Where words and ways lead from here.
#[derive(SystemParam)]
struct Out<'w> {
    toasts: MessageWriter<'w, Toast>,
    sounds: MessageWriter<'w, PlaySound>,
    play: MessageWriter<'w, PlayAction>,
    screen: Res<'w, State<Screen>>,
}

fn hear(mut model: ResMut<LobbyModel>, mut heard: MessageReader<Heard>, circle: Res<Circle>, mut out: Out) {
    for Heard(event) in heard.read() {
        match event {
            ServerEvent::Lobby(event) => {
                let code = model.code();
                // Somebody who is in none any more may still hear of it.
                let told = if code.is_some() { model.heard(event) } else { None };
                if let Some(told) = told {
                    out.tell(told, code);
                } else if code.is_none() && !matches!(event, LobbyEvent::Banned | LobbyEvent::Destroyed) {
                    model.again();
                }
            }
            ServerEvent::Invite(invite) => out.invited(invite, &circle),
            ServerEvent::Users(UsersEvent::Updated(user)) => model.rename(user),
            ServerEvent::Server(ServerOwnEvent::Resync) => model.again(),
            ServerEvent::Users(UsersEvent::Status(_) | UsersEvent::PictureUnlocked(_))
            | ServerEvent::Auth(_)
            | ServerEvent::Friends(_)
            | ServerEvent::Chat(_)
            | ServerEvent::Challenge(_)
            | ServerEvent::Game(_)
            | ServerEvent::Tournament(_)
            | ServerEvent::Server(ServerOwnEvent::Notice(_)) => {}
        }
    }
}

impl Out<'_> {
    /// Tells what happened, to whoever does not see it.
    fn tell(&mut self, told: Told, code: Option<common::ids::LobbyCode>) {
        let here = *self.screen.get() == Screen::Lobby;
        let lead = |toast: Toast| if let Some(code) = code { toast.leading(Lead::Lobby(code)) } else { toast };
        match told {
            Told::Joined(user) => {
                self.sounds.write(PlaySound::new(Sound::Notice));
                if !here {
                    self.toasts.write(lead(Toast::news("lobby-toast-joined").naming(user.username).with_face(user.profile_picture.id)));
                }
            }
            Told::Said(user, words) if !here => {
                let toast = Toast::news("chat-toast").naming(user.username).saying(&words).with_face(user.profile_picture.id);
                self.toasts.write(lead(toast));
            }
            Told::Said(..) => {}
            Told::Ended(_) if here => {}
            Told::Ended(Ended::Banned) => {
                self.toasts.write(Toast::problem("lobby-banned"));
            }
            Told::Ended(Ended::Destroyed) => {
                self.toasts.write(Toast::problem("lobby-destroyed"));
            }
            // Those on the bench see the match; whoever looks at something else is asked.
            Told::Watch(code) if here => {
                self.play.write(PlayAction::Start(PlaySpec::Watch { code, bearer: Some(Bearer::Session), at: None }));
            }
            Told::Watch(_) => {
                self.toasts.write(lead(Toast::news("lobby-toast-begins")));
            }
        }
    }

    fn invited(&mut self, invite: &InviteEvent, circle: &Circle) {
        let (key, invite) = match invite {
            InviteEvent::Clash(invite) => ("lobby-toast-clash", invite),
            InviteEvent::OneOnOne(invite) => ("lobby-toast-1v1", invite),
            InviteEvent::ThreeOnThree(invite) => ("lobby-toast-3v3", invite),
            // Told by the room of tournaments.
            InviteEvent::Tournament(_) => return,
        };
        let toast = Toast::news(key).leading(Lead::Lobby(invite.code));
        self.toasts.write(if let Relation::Friend(friend) = circle.relation(invite.id) {
            let user = &friend.friend.user;
            toast.naming(user.username.clone()).with_face(user.profile_picture.id)
        } else {
            toast.naming(String::from("\u{2026}"))
        });
        self.sounds.write(PlaySound::new(Sound::Notice));
    }
}

/// The match of the lobby takes everybody who plays in it to the court; afterwards the lobby is as the server says.
fn hear_match(
    mut model: ResMut<LobbyModel>,
    mut heard: MessageReader<Heard>,
    companions: Option<Res<Companions>>,
    mut play: MessageWriter<PlayAction>,
    mut sounds: MessageWriter<PlaySound>,
    mut go: MessageWriter<Navigate>,
) {
    for Heard(event) in heard.read() {
        match event {
            ServerEvent::Game(GameEvent::Start(found)) if is_ours(&model, found) => {
                sounds.write(PlaySound::new(Sound::MatchFound));
                go.write(Navigate::CloseSettings);
                // Where others play at this machine too, they all sit down together.
                let together = companions.as_ref().is_some_and(|known| known.bearers(found, model.whose()).len() > 1);
                if !together {
                    play.write(PlayAction::Start(PlaySpec::Online { code: found.code, bearers: vec![Bearer::Session] }));
                }
            }
            ServerEvent::Game(GameEvent::Finish(_)) => model.again(),
            ServerEvent::Game(GameEvent::Start(_))
            | ServerEvent::Lobby(_)
            | ServerEvent::Invite(_)
            | ServerEvent::Users(_)
            | ServerEvent::Auth(_)
            | ServerEvent::Friends(_)
            | ServerEvent::Chat(_)
            | ServerEvent::Challenge(_)
            | ServerEvent::Tournament(_)
            | ServerEvent::Server(_) => {}
        }
    }
}

/// Whether this is the match of the lobby: a challenge makes a private match too, but of other people.
fn is_ours(model: &LobbyModel, found: &Match) -> bool {
    let Some(lobby) = &model.lobby else { return false };
    let is_here = |user: UserId| lobby.participants.iter().any(|participant| participant.user.id == user);
    match (lobby.game_mode, found.game_mode) {
        (LobbyMode::Clash, GameMode::Clash) => true,
        (LobbyMode::CustomGame, GameMode::CustomGame) => {
            found.teams.a.players.iter().chain(&found.teams.b.players).all(|player| is_here(player.user.id))
        }
        (LobbyMode::Clash | LobbyMode::CustomGame, _) => false,
    }
}

/// Says to whoever looks at other pages that they are in a lobby.
fn tell(model: Res<LobbyModel>, mut waiting: ResMut<Waiting>) {
    if let Some(lobby) = &model.lobby {
        waiting.set_if_neq(Waiting::Lobby {
            code: lobby.code,
            people: lobby.participants.len(),
            places: usize::from(lobby.max_participants),
            searching: model.is_searching(),
        });
    } else if matches!(*waiting, Waiting::Lobby { .. }) {
        *waiting = Waiting::Nothing;
    }
}

#[expect(clippy::too_many_arguments, reason = "a system takes what it reads")]
fn show(
    mut shell: Shell,
    mut model: ResMut<LobbyModel>,
    mut draft: ResMut<LobbyDraft>,
    mut question: ResMut<Question>,
    circle: Res<Circle>,
    mut here: Here,
    mut actions: MessageWriter<LobbyAction>,
    mut toasts: MessageWriter<Toast>,
    mut play: MessageWriter<PlayAction>,
) {
    let (known, chosen) = (&mut *model, &mut *draft);
    if !question.0 {
        chosen.asking = None;
    }
    let reader = shell.session().reader();
    let own = own_line(shell.session());
    let page = |ui: &mut egui::Ui, look: Look<'_>| {
        let view = LobbyView { reader, circle: &circle };
        view::lobby_with_ui(ui, look, view, known, chosen, |ui, lobby| here.show(ui, look, own.as_ref(), lobby))
    };
    let action = shell.page(WIDE, page).flatten();
    question.0 = draft.asking.is_some();
    let Some(action) = action else { return };
    let bearer = Some(Bearer::Session);
    match &action {
        LobbyAction::CopyCode(code) => {
            shell.copy(code.to_string());
            toasts.write(Toast::news("toast-link-copied").naming(code.to_string()));
        }
        LobbyAction::CopyLink(code) => {
            let link = Target::Lobby(*code).to_string();
            shell.copy(link.clone());
            toasts.write(Toast::news("toast-link-copied").naming(link));
        }
        LobbyAction::Profile(user) => shell.people(PeopleAction::Profile(*user)),
        LobbyAction::Go(screen) => shell.go(Navigate::To(*screen)),
        LobbyAction::Play(code) => {
            play.write(PlayAction::Start(PlaySpec::Online { code: *code, bearers: here.bearers(&model) }));
        }
        LobbyAction::Watch(code) => {
            play.write(PlayAction::Start(PlaySpec::Watch { code: *code, bearer, at: None }));
        }
        LobbyAction::Wish(_)
        | LobbyAction::Say
        | LobbyAction::Invite(_)
        | LobbyAction::TryAgain
        | LobbyAction::GiveUp
        | LobbyAction::New(_) => {}
    }
    actions.write(action);
}
