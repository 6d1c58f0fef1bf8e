//! What is said in the corner, from wherever it comes: a match that was lost, a word from the server, friends.

use bevy::prelude::*;
use common::api::event::{FriendsEvent, NoticeKind, ServerEvent, ServerOwnEvent};
use common::api::users::SmallUser;

use crate::net::Heard;
use crate::people::PeopleAction;
use crate::play::{LostReason, PlayFact};
use crate::screen::{AppSystems, Navigate, Screen};
use crate::ui::text::Text;
use crate::ui::toast::{Followed, Lead, Toast};
use crate::ui::words;

/// Most characters of a name that are shown, whatever a server sends.
const NAME_CHARS_MAX: usize = 32;

pub(crate) fn plugin(app: &mut App) {
    app.add_message::<Followed>()
        .add_message::<PeopleAction>()
        .add_systems(Update, (say_lost, say_notice, say_people, lead).in_set(AppSystems::Domain));
}

fn say_lost(mut facts: MessageReader<PlayFact>, mut toasts: MessageWriter<Toast>, text: Res<Text>) {
    for fact in facts.read() {
        match fact {
            PlayFact::Lost(reason) => {
                if let Some(toast) = words_of(*reason, &text) {
                    toasts.write(toast);
                }
            }
            PlayFact::Began | PlayFact::Ended(_) => {}
        }
    }
}

/// Nothing for somebody who left on purpose.
fn words_of(reason: LostReason, text: &Text) -> Option<Toast> {
    match reason {
        LostReason::Refused(refusal) => Some(Toast::problem("toast-match-lost-refused").naming(words::of_match_refusal(text, refusal))),
        LostReason::Unreachable => Some(Toast::problem("toast-match-lost")),
        LostReason::Unreadable => Some(Toast::problem("toast-match-unreadable")),
        LostReason::Left => None,
    }
}

fn say_notice(mut events: MessageReader<Heard>, mut toasts: MessageWriter<Toast>) {
    for Heard(event) in events.read() {
        if let ServerEvent::Server(ServerOwnEvent::Notice(notice)) = event {
            let key = match notice.kind {
                NoticeKind::Restart => "toast-server-restart",
                NoticeKind::News => "toast-server-news",
            };
            toasts.write(Toast::news(key).naming(notice.text.clone()));
        }
    }
}

/// What friends did that somebody wants to know at once: messages, challenges and pictures are told by their own rooms.
fn say_people(mut events: MessageReader<Heard>, mut toasts: MessageWriter<Toast>) {
    let about = |key, user: &SmallUser| {
        let toast = Toast::news(key).naming(user.username.chars().take(NAME_CHARS_MAX).collect());
        toast.with_face(user.profile_picture.id).leading(Lead::Friends)
    };
    for Heard(event) in events.read() {
        match event {
            ServerEvent::Friends(FriendsEvent::Received(request)) => {
                toasts.write(about("toast-friend-request", &request.sender));
            }
            ServerEvent::Friends(FriendsEvent::Accepted(friend)) => {
                toasts.write(about("toast-friend-accepted", &friend.friend.user));
            }
            ServerEvent::Friends(FriendsEvent::Rejected(_) | FriendsEvent::Cancelled(_) | FriendsEvent::Ended(_))
            | ServerEvent::Users(_)
            | ServerEvent::Auth(_)
            | ServerEvent::Chat(_)
            | ServerEvent::Challenge(_)
            | ServerEvent::Tournament(_)
            | ServerEvent::Lobby(_)
            | ServerEvent::Invite(_)
            | ServerEvent::Game(_)
            | ServerEvent::Server(_) => {}
        }
    }
}

/// A notice about a friend or a picture leads to the page that has it.
fn lead(
    mut followed: MessageReader<Followed>,
    screen: Res<State<Screen>>,
    mut people: MessageWriter<PeopleAction>,
    mut go: MessageWriter<Navigate>,
) {
    for Followed(lead) in followed.read() {
        match lead {
            // The settings may lie over a match, which nobody leaves by accident.
            _ if *screen.get() == Screen::Court => {}
            Lead::Profile(user) => {
                people.write(PeopleAction::Profile(*user));
            }
            Lead::Friends => {
                go.write(Navigate::CloseSettings);
                go.write(Navigate::To(Screen::Friends));
            }
            Lead::Chat(_) | Lead::Challenges | Lead::Lobby(_) | Lead::Tournament(_) => {}
        }
    }
}
