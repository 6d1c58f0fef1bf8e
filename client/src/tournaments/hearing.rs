//! What the server tells about the own tournament, and what is said of it to whoever does not see it.

use bevy::ecs::system::SystemParam;
use bevy::prelude::*;
use common::api::event::{InviteEvent, ServerEvent, ServerOwnEvent, UsersEvent};

use super::model::{Own, Told};
use super::page::{Draft, Showing};
use crate::audio::{PlaySound, Sound};
use crate::clock;
use crate::net::Heard;
use crate::people::Unseen;
use crate::people::circle::{Circle, Relation};
use crate::screen::{AppSystems, Navigate, Overlay, Screen};
use crate::ui::toast::{Lead, Toast};
use crate::waiting::{Entered, Place, Waiting};

pub(super) fn plugin(app: &mut App) {
    app.add_systems(Update, (leave_for_others, hear, count).chain().in_set(AppSystems::Domain))
        .add_systems(Update, tell_where.in_set(AppSystems::Present));
}

/// How something is told.
#[derive(SystemParam)]
struct Out<'w> {
    toasts: MessageWriter<'w, Toast>,
    sounds: MessageWriter<'w, PlaySound>,
    go: MessageWriter<'w, Navigate>,
    screen: Res<'w, State<Screen>>,
    overlay: Res<'w, State<Overlay>>,
    draft: ResMut<'w, Draft>,
}

fn hear(mut heard: MessageReader<Heard>, mut own: ResMut<Own>, circle: Res<Circle>, mut out: Out) {
    for Heard(event) in heard.read() {
        match event {
            ServerEvent::Tournament(event) => {
                if let Some(told) = own.heard(event, clock::today()) {
                    out.tell(told);
                }
            }
            ServerEvent::Invite(InviteEvent::Tournament(invite)) => {
                let friend = match circle.relation(invite.id) {
                    Relation::Friend(friend) => Some(&friend.friend.user),
                    Relation::Myself | Relation::Stranger | Relation::Asks(_) | Relation::Asked(_) | Relation::Blocked(_) => None,
                };
                let mut toast = Toast::news("toast-tournament-invite").leading(Lead::Tournament(Some(invite.code)));
                toast = match friend {
                    Some(friend) => toast.naming(friend.username.clone()).with_face(friend.profile_picture.id),
                    None => Toast { key: "toast-tournament-invite-somebody", ..toast },
                };
                out.toasts.write(toast);
                out.sounds.write(PlaySound::new(Sound::Notice));
            }
            ServerEvent::Users(UsersEvent::Updated(user)) => own.rename(user),
            ServerEvent::Server(ServerOwnEvent::Resync) => own.again(),
            ServerEvent::Users(UsersEvent::Status(_) | UsersEvent::PictureUnlocked(_))
            | ServerEvent::Invite(InviteEvent::Clash(_) | InviteEvent::OneOnOne(_) | InviteEvent::ThreeOnThree(_))
            | ServerEvent::Auth(_)
            | ServerEvent::Friends(_)
            | ServerEvent::Chat(_)
            | ServerEvent::Challenge(_)
            | ServerEvent::Lobby(_)
            | ServerEvent::Game(_)
            | ServerEvent::Server(ServerOwnEvent::Notice(_)) => {}
        }
    }
}

impl Out<'_> {
    /// Whether the own tournament is what somebody looks at.
    fn is_seen(&self) -> bool {
        *self.screen.get() == Screen::Tournaments && *self.overlay.get() == Overlay::None && self.draft.showing == Showing::Own
    }

    fn tell(&mut self, told: Told) {
        let seen = self.is_seen();
        let news = |key, name: String| Toast::news(key).naming(name).leading(Lead::Tournament(None));
        let toast = match told {
            Told::Started(name) => {
                self.sounds.write(PlaySound::new(Sound::Notice));
                self.draft.show(Showing::Own);
                // The bracket is seen for a moment before the first match, by whoever is in no match of another kind.
                if self.screen.get().is_menu() {
                    self.go.write(Navigate::CloseSettings);
                    self.go.write(Navigate::To(Screen::Tournaments));
                }
                news("toast-tournament-started", name)
            }
            Told::StartsSoon(name) if !seen => news("toast-tournament-soon", name),
            Told::Due(user) => news("toast-tournament-due", user.username).with_face(user.profile_picture.id),
            Told::Said(user, words) if !seen => {
                news("toast-tournament-said", user.username).with_face(user.profile_picture.id).saying(&words)
            }
            Told::Promoted(name) => news("toast-tournament-promoted", name),
            Told::Banned(name) => self.gone("toast-tournament-banned", name),
            Told::Destroyed(name) => self.gone("toast-tournament-destroyed", name),
            Told::Won => {
                self.sounds.write(PlaySound::new(Sound::Win));
                self.draft.show(Showing::Own);
                return;
            }
            Told::Finished(name, winner) => match winner {
                Some(winner) if !seen => news("toast-tournament-finished", name).saying(&winner),
                None if !seen => news("toast-tournament-nobody", name),
                Some(_) | None => return,
            },
            Told::StartsSoon(_) | Told::Said(..) => return,
        };
        self.toasts.write(toast);
    }

    fn gone(&mut self, key: &'static str, name: String) -> Toast {
        if self.draft.showing == Showing::Own {
            self.draft.show(Showing::Lists);
        }
        Toast::problem(key).naming(name)
    }
}

/// Whoever enters another place is out of a tournament that has not begun: the server has seen to it.
fn leave_for_others(mut entered: MessageReader<Entered>, mut own: ResMut<Own>, mut draft: ResMut<Draft>) {
    let elsewhere = entered.read().filter(|Entered(place)| *place != Place::Tournament).count() > 0;
    if elsewhere && own.tournament.as_ref().is_some_and(|own| !own.is_started) {
        own.drop_it();
        if draft.showing == Showing::Own {
            draft.show(Showing::Lists);
        }
    }
}

/// The strip below every page says that one is in a tournament, for as long as one can still win it.
fn tell_where(own: Res<Own>, mut waiting: ResMut<Waiting>) {
    let me = own.whose();
    let in_it = own
        .tournament
        .as_ref()
        .filter(|own| !own.is_finished && (!own.is_started || me.and_then(|me| own.participant(me)).is_some_and(|mine| mine.still_in)));
    if let Some(own) = in_it {
        let (people, places) = (own.participants.len(), usize::from(own.size));
        waiting.set_if_neq(Waiting::Tournament { name: own.name.clone(), people, places, started: own.is_started });
    } else if matches!(*waiting, Waiting::Tournament { .. }) {
        *waiting = Waiting::Nothing;
    }
}

/// The green dot beside *Play*.
fn count(own: Res<Own>, mut unseen: ResMut<Unseen>) {
    let due = own.due().is_some();
    if unseen.due != due {
        unseen.due = due;
    }
}
