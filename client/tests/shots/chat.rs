//! The chat panel and the challenges, as somebody may find them.

use client::challenges::model::Challenges;
use client::chat::model::ChatModel;
use client::chat::thread::Place as At;
use client::chat::view::ChatDraft;
use client::clock;
use client::ui::toast::{Lead, Toast};
use common::api::Page;
use common::api::challenge::{Challenge, ChallengeState, Watch};
use common::api::channel::Channel;
use common::api::chat::{Chat, ChatUser, Message, MessageKind};
use common::api::chat_socket::{ChatEvent, ChatRefusal, EventFrame, Typing};
use common::api::error::ErrorCode;
use common::api::event::ChallengeEvent;
use common::api::matches::Game;
use common::api::time::Timestamp;
use common::api::users::{Activity, SmallProfilePicture, SmallUser, Status};
use common::ids::{ChallengeId, ChatId, MessageId, PictureId, UserId};

use crate::places::{Place, place, signed_in};
use crate::studio::Studio;

const ME: i64 = 7;
const ADA: i64 = 2;
const FIRST: At = At::Chat(ChatId(1));

pub(crate) const FOLDED: Place = place("chat_folded", |studio| {
    talk(studio, FIRST, talk_of_ada());
    studio.know(|chat: &mut ChatModel| chat.open = false);
})
.then(forget);
pub(crate) const OPEN: Place = place("chat_open", |studio| {
    talk(studio, FIRST, talk_of_ada());
    says(studio, ChatEvent::Typing(Typing { chat_id: ChatId(1), user_id: UserId(ADA) }));
})
.then(forget);
pub(crate) const CHALLENGE: Place = place("chat_challenge", |studio| {
    let states = [ChallengeState::Expired, ChallengeState::Declined, ChallengeState::Accepted, ChallengeState::Pending];
    let all = (1..).zip(states).map(|(id, state)| challenged(id, state, if id == 2 { ME } else { ADA }, None)).collect();
    talk(studio, FIRST, all);
})
.then(forget);
pub(crate) const BUSY: Place = place("chat_challenge_busy", |studio| {
    let watch = Watch::Code("7KDW3Q".parse().expect("a code"));
    let refused = Watch::Refused("private".to_owned());
    let all = vec![
        challenged(1, ChallengeState::Pending, ME, None),
        challenged(2, ChallengeState::Pending, ADA, Some(refused)),
        challenged(3, ChallengeState::Pending, ADA, Some(watch)),
    ];
    talk(studio, FIRST, all);
})
.then(forget);
pub(crate) const UNWRITABLE: Place = place("chat_unwritable", |studio| {
    talk(studio, FIRST, talk_of_ada());
    says(studio, ChatEvent::ChatUpdated(Box::new(Chat { writable: false, ..chat(1, ADA, 0) })));
})
.then(forget);
pub(crate) const CHANNEL: Place = place("chat_channel", |studio| {
    let words =
        [(1, 3, "hello everybody"), (2, ADA, "hi! anyone for a duel?"), (3, 4, "me, but look at 7KDW3Q first"), (4, ME, "on my way")];
    talk(studio, At::General, words.map(|(id, author, words)| public(id, author, words)).into());
    studio.know(|chat: &mut ChatModel| chat.channels(&[Channel { name: "general".to_owned(), members: 128 }]));
})
.then(forget);
pub(crate) const NOTICES: Place = place("chat_notices", |studio| {
    let words = ["Your tournament Sunday Cup begins soon.", "ada invites you to a lobby.", "You won Sunday Cup."];
    let all = (1..).zip(words).map(|(id, words)| Message { author: None, kind: MessageKind::Notice, ..public(id, ADA, words) });
    talk(studio, At::Notices, all.collect());
})
.then(forget);
pub(crate) const EMPTY: Place = place("chat_empty", |studio| talk(studio, FIRST, Vec::new())).then(forget);
pub(crate) const LONG: Place = place("chat_long_words", |studio| {
    let all = vec![message(1, ADA, &"w".repeat(500)), message(2, ME, &format!("7KDW3Q{}", "x".repeat(300)))];
    talk(studio, FIRST, all);
    studio.know(|draft: &mut ChatDraft| drop(draft.texts.insert(FIRST, "z".repeat(480))));
})
.then(forget);
pub(crate) const REFUSED: Place = place("chat_refused", |studio| {
    talk(studio, FIRST, vec![message(1, ADA, "slow down")]);
    studio.know(|chat: &mut ChatModel| {
        assert!(chat.send(FIRST, "one more thing before you go"));
        let reference = Some(chat.shown().expect("a place").unsent[0].reference.clone());
        let refusal = ChatRefusal { code: ErrorCode::Throttled, detail: String::new(), retry_after_ms: Some(8000) };
        chat.heard(EventFrame { event: ChatEvent::Error(refusal), reference }, clock::today());
    });
})
.then(forget);
pub(crate) const MENU: Place = place("chat_block", |studio| {
    talk(studio, FIRST, talk_of_ada());
    studio.know(|draft: &mut ChatDraft| (draft.about, draft.blocking) = (Some(user(ADA)), true));
})
.then(forget);
pub(crate) const NOBODY: Place = place("chat_signed_out", |studio| studio.know(|chat: &mut ChatModel| chat.open = true)).then(forget);
pub(crate) const PENDING: Place = place("start_challenges", |studio| {
    studio.session(signed_in(false));
    studio.know(|challenges: &mut Challenges| {
        for (id, sender) in [(5, ME), (6, ADA), (8, 3)] {
            let one = Challenge { id: ChallengeId(id), expires_at: None, ..challenge(ChallengeState::Pending, sender, None) };
            challenges.heard(&ChallengeEvent::Updated(Box::new(one)));
        }
    });
});
pub(crate) const TOASTS: Place = place("start_people_notices", |studio| {
    studio.session(signed_in(false));
    let said = "are you there? I have been waiting for you since yesterday, and the day before that, and longer still";
    let message = Toast::news("chat-toast").naming("Wilhelmina-3000".to_owned()).saying(said);
    studio.write(message.with_face(PictureId(7)).leading(Lead::Chat(ChatId(1))));
    for (key, picture) in
        [("challenge-toast-received", 10), ("toast-friend-request", 3), ("toast-picture-unlocked", 16), ("toast-friend-accepted", 2)]
    {
        studio.write(Toast::news(key).naming("Maximiliane_W_1".to_owned()).with_face(PictureId(picture)));
    }
})
.then(|studio| studio.wait(14.0));

fn user(id: i64) -> SmallUser {
    let (name, picture) = match id {
        ME => ("Wilhelmina-M-25", 1),
        ADA => ("ada", 10),
        3 => ("Maximiliane_W_1", 16),
        _ => ("WWWWWWWWWWWWWWW", 18),
    };
    SmallUser { id: UserId(id), username: name.to_owned(), profile_picture: SmallProfilePicture::of(PictureId(picture)) }
}

fn message(id: i64, author: i64, content: &str) -> Message {
    Message {
        id: MessageId(id),
        chat_id: Some(ChatId(1)),
        channel: None,
        author: Some(user(author)),
        content: content.to_owned(),
        sent_at: Timestamp(clock::today().0 - 900_000 + id * 60_000),
        is_read: true,
        kind: MessageKind::Text,
        challenge: None,
    }
}

fn public(id: i64, author: i64, content: &str) -> Message {
    Message { chat_id: None, channel: Some("general".to_owned()), ..message(id, author, content) }
}

fn talk_of_ada() -> Vec<Message> {
    let words = [
        (1, ADA, "good game!"),
        (2, ADA, "that own goal in the last rally, I could not stop laughing. You have to see it again, from the other side"),
        (3, ME, "very funny"),
        (4, ADA, "here: rebound://m/7KDW3Q#t=73 or just 7KDW3Q"),
        (5, ADA, "again?"),
        (6, ME, "always"),
    ];
    words.map(|(id, author, words)| message(id, author, words)).into()
}

fn challenge(state: ChallengeState, sender: i64, watch: Option<Watch>) -> Challenge {
    let receiver = if sender == ME { ADA } else { ME };
    let match_code = (state == ChallengeState::Accepted).then(|| "7KDW3Q".parse().expect("a code"));
    let (sender, receiver) = (user(sender), user(receiver));
    let now = clock::today().0;
    let (created_at, expires_at) = (Timestamp(now), Some(Timestamp(now + 60_000)));
    Challenge { id: ChallengeId(5), game: Game::Duel, sender, receiver, state, created_at, expires_at, match_code, watch }
}

fn challenged(id: i64, state: ChallengeState, sender: i64, watch: Option<Watch>) -> Message {
    let challenge = Challenge { id: ChallengeId(id), ..challenge(state, sender, watch) };
    Message { kind: MessageKind::Challenge, challenge: Some(challenge), ..message(id, sender, "") }
}

fn chat(id: i64, with: i64, unread: i64) -> Chat {
    let status = Status { is_online: id != 3, game_playing: None, last_online: Timestamp(0), activity: Activity::Idle };
    let chat_with = ChatUser { user: user(with), status };
    let created_at = Timestamp(1_769_858_000_000 - id);
    Chat { id: ChatId(id), chat_with, last_message: None, created_at, view_chat: true, unread_messages: unread, writable: true }
}

/// Somebody with an account who looks at this place, where this was said.
fn talk(studio: &mut Studio, at: At, messages: Vec<Message>) {
    studio.session(signed_in(false));
    studio.know(|model: &mut ChatModel| {
        model.connected(1);
        let results = vec![chat(1, ADA, 0), chat(2, 3, 3), chat(3, 4, 128)];
        model.chats(Ok(&Page { count: 3, next: None, previous: None, results }));
        model.open = true;
        model.select(at);
    });
    studio.know(|model: &mut ChatModel| {
        let mut results = messages;
        results.reverse();
        model.newest(at, Ok(&Page { count: 0, next: None, previous: None, results }));
    });
}

fn says(studio: &mut Studio, event: ChatEvent) {
    studio.know(|chat: &mut ChatModel| drop(chat.heard(EventFrame { event, reference: None }, clock::today())));
}

fn forget(studio: &mut Studio) {
    studio.know(|chat: &mut ChatModel| *chat = ChatModel::default());
}
