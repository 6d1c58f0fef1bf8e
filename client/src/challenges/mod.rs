//! Challenges: those that wait are listed on the play page, sent and answered here, and an accepted one takes both to the match.

pub mod model;
pub mod view;

use bevy::prelude::*;
use common::api::challenge::{AcceptChallenge, CancelChallenge, DeclineChallenge, ListChallenges, SendChallenge};
use common::api::chat_socket::ChallengeAnswer;
use common::api::event::{ChallengeEvent, ServerEvent, ServerOwnEvent};
use common::api::matches::Game;
use common::ids::MatchCode;

use crate::audio::{PlaySound, Sound};
use crate::clock;
use crate::net::requests::AddEndpoint;
use crate::net::{Bearer, Heard, NetError, Replied, RequestId, Requests, Session};
use crate::people::challenge::{ChallengeWish, Wishes};
use crate::people::{PeopleAction, Unseen};
use crate::play::{PlayAction, PlaySpec};
use crate::screen::{AppSystems, Navigate, Screen};
use crate::ui::text::Text;
use crate::ui::toast::{Followed, Lead, Toast};
use crate::ui::words;
use model::{Challenges, Told};

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Challenges>()
        .init_resource::<Wishes>()
        .add_message::<ChallengeWish>()
        .add_message::<Followed>()
        .add_endpoint::<ListChallenges>()
        .add_endpoint::<SendChallenge>()
        .add_endpoint::<AcceptChallenge>()
        .add_endpoint::<DeclineChallenge>()
        .add_endpoint::<CancelChallenge>()
        .add_systems(Update, (follow, hear, wish, hear_list, hear_sent, hear_answers, go_there).chain().in_set(AppSystems::Domain))
        // After everybody who may have begun the match already: the search hears of it too.
        .add_systems(Update, (note_begun, take_seat, count).chain().after(AppSystems::Domain).before(AppSystems::Present));
}

/// Looks who is signed in, and reads the list whenever events may have been missed.
fn follow(mut challenges: ResMut<Challenges>, session: Res<Session>, requests: Res<Requests>) {
    if challenges.follow(&session) {
        challenges.asked(requests.send(ListChallenges {}));
    }
}

fn hear(
    mut challenges: ResMut<Challenges>,
    mut heard: MessageReader<Heard>,
    mut toasts: MessageWriter<Toast>,
    mut sounds: MessageWriter<PlaySound>,
) {
    for Heard(event) in heard.read() {
        if let ServerEvent::Challenge(event) = event
            && let Some(told) = challenges.heard(event)
        {
            if let (Told::Received(_), ChallengeEvent::Received(challenge)) = (&told, event) {
                challenges.made(challenge, clock::today());
                sounds.write(PlaySound::new(Sound::Notice));
            }
            toasts.write(toast(told));
        } else if let ServerEvent::Server(ServerOwnEvent::Resync) = event {
            challenges.again();
        }
    }
}

fn toast(told: Told) -> Toast {
    let (key, user, lead) = match told {
        Told::Received(user) => ("challenge-toast-received", user, true),
        Told::Declined(user) => ("challenge-toast-declined", user, false),
        Told::Expired(user) => ("challenge-toast-expired", user, false),
        Told::Withdrawn(user) => ("challenge-toast-withdrawn", user, false),
    };
    let toast = Toast::news(key).naming(user.username).with_face(user.profile_picture.id);
    if lead { toast.leading(Lead::Challenges) } else { toast }
}

/// Asks the server for what is wished, here, in a conversation or in a menu about somebody.
fn wish(
    mut people: MessageReader<PeopleAction>,
    mut wished: MessageReader<ChallengeWish>,
    mut wishes: ResMut<Wishes>,
    mut challenges: ResMut<Challenges>,
    requests: Res<Requests>,
) {
    let now = challenges.server_time(clock::today());
    let of_menu = |action: &PeopleAction| match action {
        PeopleAction::Challenge(user) => Some(match challenges.to_accept(*user, now) {
            Some(id) => ChallengeWish::Answer(id, ChallengeAnswer::Accept),
            None => ChallengeWish::Send { user: *user, in_chat: false },
        }),
        PeopleAction::Message(..) | PeopleAction::Watch(_) | PeopleAction::Profile(_) => None,
    };
    let menus: Vec<_> = people.read().filter_map(of_menu).collect();
    for wish in menus.into_iter().chain(wished.read().copied()) {
        let id = match wish {
            ChallengeWish::Send { user, .. } if wishes.is_sending(user) => continue,
            ChallengeWish::Answer(id, _) if wishes.is_answering(id) => continue,
            ChallengeWish::Send { user, in_chat } => requests.send(SendChallenge { user_id: user, game: Game::Duel, chat: in_chat }),
            ChallengeWish::Answer(id, ChallengeAnswer::Accept) => {
                challenges.answering(id);
                requests.send(AcceptChallenge { id })
            }
            ChallengeWish::Answer(id, ChallengeAnswer::Decline) => requests.send(DeclineChallenge { id }),
            ChallengeWish::Answer(id, ChallengeAnswer::Cancel) => requests.send(CancelChallenge { id }),
        };
        wishes.asked(id, wish);
    }
}

fn hear_list(mut challenges: ResMut<Challenges>, mut replies: MessageReader<Replied<ListChallenges>>) {
    for reply in replies.read() {
        challenges.listed(reply.id, &reply.result);
    }
}

fn hear_sent(
    mut challenges: ResMut<Challenges>,
    mut wishes: ResMut<Wishes>,
    mut replies: MessageReader<Replied<SendChallenge>>,
    mut toasts: MessageWriter<Toast>,
    text: Res<Text>,
) {
    for reply in replies.read() {
        let wish = wishes.answered(reply.id, reply.result.as_ref().err());
        let from_menu = matches!(wish, Some(ChallengeWish::Send { in_chat: false, .. }));
        match &reply.result {
            Ok(challenge) => {
                challenges.made(challenge, clock::today());
                challenges.take(challenge);
                if from_menu {
                    let receiver = &challenge.receiver;
                    let toast = Toast::news("challenge-toast-sent").naming(receiver.username.clone());
                    toasts.write(toast.with_face(receiver.profile_picture.id).leading(Lead::Challenges));
                }
            }
            Err(problem) if from_menu => {
                toasts.write(Toast::problem("challenge-toast-refused").naming(words::of_error(&text, problem)));
            }
            // The conversation says it.
            Err(_) => {}
        }
    }
}

fn hear_answers(
    mut challenges: ResMut<Challenges>,
    mut wishes: ResMut<Wishes>,
    mut accepted: MessageReader<Replied<AcceptChallenge>>,
    mut declined: MessageReader<Replied<DeclineChallenge>>,
    mut cancelled: MessageReader<Replied<CancelChallenge>>,
) {
    let mut settle = |id: RequestId, problem: Option<&NetError>, found: Option<MatchCode>| {
        if let Some(ChallengeWish::Answer(challenge, _)) = wishes.answered(id, problem) {
            challenges.answered(challenge, problem);
        }
        if let Some(code) = found {
            challenges.call(code);
        }
    };
    for reply in accepted.read() {
        settle(reply.id, reply.result.as_ref().err(), reply.result.as_ref().ok().map(|found| found.code));
    }
    for reply in declined.read() {
        settle(reply.id, reply.result.as_ref().err(), None);
    }
    for reply in cancelled.read() {
        settle(reply.id, reply.result.as_ref().err(), None);
    }
}

/// A notice about a challenge leads to the play page.
fn go_there(mut followed: MessageReader<Followed>, screen: Res<State<Screen>>, mut go: MessageWriter<Navigate>) {
    for Followed(lead) in followed.read() {
        // The settings may lie over a match, which nobody leaves by accident.
        if *lead == Lead::Challenges && *screen.get() != Screen::Court {
            go.write(Navigate::CloseSettings);
            go.write(Navigate::To(Screen::Start));
        }
    }
}

/// Notes which match was begun here, by whomever.
fn note_begun(mut challenges: ResMut<Challenges>, mut actions: MessageReader<PlayAction>) {
    for action in actions.read() {
        if let PlayAction::Start(PlaySpec::Online { code, .. }) = action {
            challenges.begun(*code);
        }
    }
}

/// Takes whoever challenged, or accepted here, to the match, wherever they are.
fn take_seat(
    mut challenges: ResMut<Challenges>,
    mut play: MessageWriter<PlayAction>,
    mut go: MessageWriter<Navigate>,
    mut sounds: MessageWriter<PlaySound>,
) {
    if let Some(code) = challenges.take_call() {
        sounds.write(PlaySound::new(Sound::MatchFound));
        go.write(Navigate::CloseSettings);
        play.write(PlayAction::Start(PlaySpec::Online { code, bearers: vec![Bearer::Session] }));
    }
}

/// The dot in the bar.
fn count(challenges: Res<Challenges>, mut unseen: ResMut<Unseen>) {
    if let Some(waiting) = challenges.waiting()
        && unseen.challenges != waiting
    {
        unseen.challenges = waiting;
    }
}
