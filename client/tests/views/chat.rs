//! The panel of conversations and the challenges: what is on them by label, what a press does, and that no word is cut.

use client::challenges::model::Challenges;
use client::challenges::view::pending_ui;
use client::chat::model::ChatModel;
use client::chat::thread::Place;
use client::chat::view::{ChatAction, ChatDraft, ChatView, chat_ui};
use client::link::{Link, Target};
use client::net::NetError;
use client::people::PeopleAction;
use client::people::challenge::view::{ChallengePress, Setting};
use client::people::challenge::{ChallengeWish, Wishes};
use client::ui::Look;
use client::ui::text::Language;
use common::api::Page;
use common::api::challenge::{Challenge, ChallengeState, Watch};
use common::api::channel::Channel;
use common::api::chat::{Chat, ChatUser, Message, MessageKind};
use common::api::chat_socket::{ChallengeAnswer, ChatEvent, ChatRefusal, EventFrame, Typing};
use common::api::error::{ErrorBody, ErrorCode};
use common::api::event::ChallengeEvent;
use common::api::matches::Game;
use common::api::time::Timestamp;
use common::api::users::{Activity, SmallProfilePicture, SmallUser, Status};
use common::ids::{ChallengeId, ChatId, MessageId, PictureId, UserId};
use egui::{Key, Ui, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;

use crate::cut::never_cut;
use crate::{Stand, around, open, plain};

const ME: UserId = UserId(7);
const ADA: i64 = 2;
const FIRST: Place = Place::Chat(ChatId(1));
const NOW: Timestamp = Timestamp(1_769_858_900_000);
const SIZE: egui::Vec2 = vec2(700.0, 420.0);

/// Everything that the panel is shown with.
pub(crate) struct Stage {
    chat: ChatModel,
    draft: ChatDraft,
    wishes: Wishes,
}

fn user(id: i64) -> SmallUser {
    let name = if id == ADA {
        "ada".to_owned()
    } else if id == ME.0 {
        "me".to_owned()
    } else {
        "Wilhelmina-3000".to_owned()
    };
    SmallUser { id: UserId(id), username: name, profile_picture: SmallProfilePicture::of(PictureId(7)) }
}

fn message(id: i64, author: i64, content: &str) -> Message {
    Message {
        id: MessageId(id),
        chat_id: Some(ChatId(1)),
        channel: None,
        author: Some(user(author)),
        content: content.to_owned(),
        sent_at: Timestamp(NOW.0 - 600_000 + id * 10_000),
        is_read: true,
        kind: MessageKind::Text,
        challenge: None,
    }
}

fn challenge(state: ChallengeState, sender: i64, watch: Option<Watch>) -> Challenge {
    let receiver = if sender == ME.0 { ADA } else { ME.0 };
    let match_code = (state == ChallengeState::Accepted).then(|| "7KDW3Q".parse().expect("a code"));
    let (sender, receiver) = (user(sender), user(receiver));
    let expires_at = Some(Timestamp(NOW.0 + 42_000));
    Challenge {
        id: ChallengeId(5),
        game: Game::Duel,
        sender,
        receiver,
        state,
        created_at: Timestamp(NOW.0 - 18_000),
        expires_at,
        match_code,
        watch,
    }
}

fn challenged(id: i64, challenge: Challenge) -> Message {
    Message { kind: MessageKind::Challenge, challenge: Some(challenge.clone()), ..message(id, challenge.sender.id.0, "") }
}

fn chat(id: i64, with: i64) -> Chat {
    let status = Status { is_online: true, game_playing: None, last_online: NOW, activity: Activity::Idle };
    let chat_with = ChatUser { user: user(with), status };
    Chat { id: ChatId(id), chat_with, last_message: None, created_at: NOW, view_chat: true, unread_messages: 120, writable: true }
}

fn paged<T>(results: Vec<T>) -> Page<T> {
    Page { count: i64::try_from(results.len()).expect("few"), next: None, previous: None, results }
}

/// The conversation with ada, with these messages.
pub(crate) fn talk(messages: Vec<Message>) -> Stage {
    let mut chat_model = ChatModel::default();
    chat_model.belong_to(Some(ME), false);
    chat_model.connected(1);
    chat_model.chats(Ok(&paged(vec![chat(1, ADA), chat(2, 3)])));
    chat_model.open = true;
    chat_model.select(FIRST);
    chat_model.go_on(1.0, true);
    let mut page = messages;
    page.sort_by_key(|message| std::cmp::Reverse(message.id));
    chat_model.newest(FIRST, Ok(&paged(page)));
    chat_model.go_on(1.0, true);
    Stage { chat: chat_model, draft: ChatDraft::default(), wishes: Wishes::default() }
}

fn hear(stage: &mut Stage, event: ChatEvent, reference: Option<&str>) {
    stage.chat.heard(EventFrame { event, reference: reference.map(str::to_owned) }, NOW);
}

fn shown(ui: &mut Ui, look: Look<'_>, stage: &mut Stage) -> Option<Vec<ChatAction>> {
    let model = ChatView { chat: &stage.chat, wishes: &stage.wishes, not_blocked: None, up: true, now: NOW };
    let size = vec2(ui.available_width().min(SIZE.x), SIZE.y);
    let actions = chat_ui(ui, look, model, &mut stage.draft, size);
    // Reading back is no press.
    let pressed: Vec<_> = actions.into_iter().filter(|action| !matches!(action, ChatAction::Older(_))).collect();
    (!pressed.is_empty()).then_some(pressed)
}

fn pressed(harness: &Harness<'static, Stand<Stage, Vec<ChatAction>>>) -> Vec<ChatAction> {
    harness.state().pressed.iter().flatten().cloned().collect()
}

/// The last of this name: the bar above has some of the same.
fn press(harness: &mut Harness<'static, Stand<Stage, Vec<ChatAction>>>, label: &str) {
    harness.query_all_by_label(label).next_back().unwrap_or_else(|| panic!("{label} is there")).click();
    harness.run_steps(3);
}

fn long_words() -> Stage {
    let mut stage = talk(vec![
        message(1, ADA, &"w".repeat(500)),
        message(2, 7, &format!("{} 7KDW3Q {}", "x".repeat(200), "y".repeat(200))),
        challenged(3, challenge(ChallengeState::Pending, ADA, None)),
        challenged(4, challenge(ChallengeState::Pending, ADA, Some(Watch::Refused("private".to_owned())))),
        challenged(5, challenge(ChallengeState::Accepted, 7, None)),
    ]);
    stage.draft.texts.insert(FIRST, "z".repeat(470));
    stage.chat.send(FIRST, &"u".repeat(120));
    hear(&mut stage, ChatEvent::Typing(Typing { chat_id: ChatId(1), user_id: UserId(ADA) }), None);
    stage
}

fn blocked() -> Stage {
    let mut stage = talk(vec![message(1, ADA, "hello")]);
    hear(&mut stage, ChatEvent::ChatUpdated(Box::new(Chat { writable: false, ..chat(1, ADA) })), None);
    stage
}

fn nobody() -> Stage {
    let mut chat = ChatModel::default();
    chat.open = true;
    Stage { chat, draft: ChatDraft::default(), wishes: Wishes::default() }
}

fn asking_to_block() -> Stage {
    let mut stage = talk(Vec::new());
    (stage.draft.about, stage.draft.blocking) = (Some(user(3)), true);
    stage
}

fn seeking() -> Stage {
    let mut stage = talk(Vec::new());
    stage.draft.seeking = true;
    stage.chat.find("wilhelm");
    stage.chat.people("wilhelm", Ok(Vec::new()));
    stage
}

#[test]
fn no_word_of_the_chat_is_cut_in_any_language_at_any_size() {
    never_cut("a conversation with long words", long_words, 760.0, shown);
    never_cut("a blocked conversation", blocked, 760.0, shown);
    never_cut("an empty conversation", || talk(Vec::new()), 760.0, shown);
    never_cut("the question before a block", asking_to_block, 760.0, shown);
    never_cut("looking for somebody", seeking, 760.0, shown);
    never_cut("the chat without a user", nobody, 760.0, shown);
    never_cut("pending challenges", pending, 480.0, challenges);
}

#[test]
fn what_is_written_is_sent_with_enter_and_the_field_has_the_focus_when_a_conversation_opens() {
    let mut stage = talk(vec![message(1, ADA, "hello")]);
    stage.draft.focus = true;
    let mut harness = plain(stage, shown);
    harness.event(egui::Event::Text("hi ada".to_owned()));
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(2);
    assert_eq!(pressed(&harness), [ChatAction::Typed(FIRST), ChatAction::Send(FIRST)]);
    assert_eq!(harness.state().model.draft.texts[&FIRST], "hi ada", "the model says whether it is taken");
}

#[test]
fn tabs_say_what_is_unread_and_lead_to_their_conversation() {
    let mut harness = plain(talk(Vec::new()), shown);
    press(&mut harness, "Wilhelmina-3000, 120 unread");
    press(&mut harness, "General");
    press(&mut harness, "Notices");
    let expected = [Place::Chat(ChatId(2)), Place::General, Place::Notices].map(ChatAction::Select);
    assert_eq!(pressed(&harness), expected);
}

#[test]
fn a_code_in_a_message_opens_the_match_and_a_name_opens_the_menu_about_somebody() {
    let mut harness = plain(talk(vec![message(1, 3, "see 7KDW3Q now")]), shown);
    press(&mut harness, "7KDW3Q");
    let code = "7KDW3Q".parse().expect("a code");
    assert_eq!(pressed(&harness), [ChatAction::See(Target::Match(Link::to(code)))]);
    harness.get_by_role_and_label(egui::accesskit::Role::Link, "Wilhelmina-3000").click();
    harness.run_steps(3);
    // The bar has one too.
    harness.get_all_by_label("Profile").last().expect("the menu").click();
    harness.run_steps(3);
    assert_eq!(pressed(&harness)[1..], [ChatAction::People(PeopleAction::Profile(UserId(3)))]);
}

#[test]
fn blocking_asks_first() {
    let mut stage = talk(Vec::new());
    stage.draft.about = Some(user(ADA));
    let mut harness = plain(stage, shown);
    press(&mut harness, "Block");
    assert_eq!(pressed(&harness), []);
    press(&mut harness, "Block");
    assert_eq!(pressed(&harness), [ChatAction::Block(UserId(ADA))]);
}

#[test]
fn a_challenge_in_a_conversation_has_its_buttons_and_its_clock() {
    let mut harness = plain(talk(vec![challenged(1, challenge(ChallengeState::Pending, ADA, None))]), shown);
    harness.get_by_label("ada challenges you");
    harness.get_by_label("0:42");
    press(&mut harness, "Accept");
    press(&mut harness, "Decline");
    let wish = |answer| ChatAction::Challenge(ChallengePress::Wish(ChallengeWish::Answer(ChallengeId(5), answer)));
    assert_eq!(pressed(&harness), [wish(ChallengeAnswer::Accept), wish(ChallengeAnswer::Decline)]);
    let mut own = plain(talk(vec![challenged(1, challenge(ChallengeState::Pending, 7, None))]), shown);
    assert!(own.query_by_label("Accept").is_none());
    press(&mut own, "Take back");
    assert_eq!(pressed(&own), [wish(ChallengeAnswer::Cancel)]);
}

#[test]
fn the_challenge_of_a_busy_user_offers_to_watch_or_says_why_it_cannot_be_accepted() {
    let code = "7KDW3Q".parse().expect("a code");
    let busy = |watch| plain(talk(vec![challenged(1, challenge(ChallengeState::Pending, ADA, Some(watch)))]), shown);
    let mut harness = busy(Watch::Code(code));
    assert!(harness.query_by_label("Accept").is_none());
    press(&mut harness, "Watch their match");
    assert_eq!(pressed(&harness), [ChatAction::Challenge(ChallengePress::See(code))]);
    let mut harness = busy(Watch::Refused("private".to_owned()));
    harness.get_by_label("ada is in a match that may not be watched. Wait until it is over.");
    press(&mut harness, "Accept");
    assert_eq!(pressed(&harness), []);
}

#[test]
fn a_settled_challenge_says_how_it_ended_and_has_no_buttons() {
    for (state, words) in [
        (ChallengeState::Declined, "Declined"),
        (ChallengeState::Cancelled, "Taken back"),
        (ChallengeState::Expired, "Nobody answered in time"),
        (ChallengeState::Accepted, "Accepted"),
    ] {
        let harness = plain(talk(vec![challenged(1, challenge(state, ADA, None))]), shown);
        harness.get_by_label(words);
        assert!(harness.query_by_label("Accept").is_none() && harness.query_by_label("Decline").is_none());
    }
}

#[test]
fn what_did_not_arrive_says_why_and_can_be_sent_again_and_throttling_says_how_long() {
    let mut stage = talk(Vec::new());
    assert!(stage.chat.send(FIRST, "hello"));
    let reference = stage.chat.shown().expect("a conversation").unsent[0].reference.clone();
    let refusal = ChatRefusal { code: ErrorCode::Throttled, detail: String::new(), retry_after_ms: Some(7000) };
    hear(&mut stage, ChatEvent::Error(refusal), Some(&reference));
    let mut harness = plain(stage, shown);
    harness.get_by_label("hello");
    harness.get_by_label("That was a lot at once. You can write again in 7 s.");
    press(&mut harness, "Send again");
    assert_eq!(pressed(&harness), [ChatAction::Again(FIRST, reference)]);
}

#[test]
fn a_conversation_that_was_taken_away_says_so_and_has_no_field() {
    let harness = plain(blocked(), shown);
    harness.get_by_label("Nothing can be written in this conversation any more.");
    assert!(harness.query_by_label("Write a message").is_none());
}

#[test]
fn near_the_end_it_is_said_how_much_still_fits() {
    let mut stage = talk(Vec::new());
    stage.draft.texts.insert(FIRST, "x".repeat(489));
    stage.draft.focus = true;
    let mut harness = plain(stage, shown);
    harness.get_by_label("11 characters left");
    harness.event(egui::Event::Text("y".repeat(40)));
    harness.run_steps(3);
    assert_eq!(harness.state().model.draft.texts[&FIRST].chars().count(), 500);
}

#[test]
fn the_folded_chat_is_one_thing_to_press_and_says_how_many_conversations_are_unread() {
    let mut stage = talk(Vec::new());
    stage.chat.toggle();
    let mut harness = plain(stage, shown);
    press(&mut harness, "Chat, 1 unread");
    assert_eq!(pressed(&harness), [ChatAction::Toggle]);
}

#[test]
fn the_public_channel_says_how_many_are_there_and_guests_have_no_private_conversations() {
    let mut chat = ChatModel::default();
    chat.belong_to(Some(ME), true);
    chat.connected(1);
    chat.open = true;
    chat.go_on(1.0, true);
    chat.newest(Place::General, Ok(&paged(Vec::new())));
    chat.channels(&[Channel { name: "general".to_owned(), members: 12 }]);
    let mut harness = plain(Stage { chat, draft: ChatDraft::default(), wishes: Wishes::default() }, shown);
    harness.get_by_label("12 people here");
    harness.get_by_label("Nobody has said anything yet. Say hello.");
    press(&mut harness, "New conversation");
    assert!(!harness.state().model.draft.seeking);
}

fn pending() -> Challenges {
    let mut challenges = Challenges::default();
    let session: client::net::Session = client::net::Session { state: account(), ..Default::default() };
    challenges.follow(&session);
    for (id, sender) in [(5, ADA), (6, 7), (8, 3)] {
        let one = Challenge { id: ChallengeId(id), expires_at: None, ..challenge(ChallengeState::Pending, sender, None) };
        challenges.heard(&ChallengeEvent::Updated(Box::new(one)));
    }
    challenges
}

fn account() -> client::net::SessionState {
    let me = serde_json::from_value(serde_json::json!({
        "id": 7, "username": "me_myself", "is_guest": false, "created_at": "2026-01-31T11:28:04.123Z",
        "profile_picture": {"id": 1, "name": "", "small": "", "medium": ""},
        "accept_friend_request": true, "accept_chat_from": "friends_only", "accept_challenges": true, "allow_spectators": true,
        "play_mode": "online", "catchphrase": "", "bio": "", "trophies": 0, "ranks": [],
        "notifications": {"friend_requests": 0, "chats": 0, "challenges": 0}, "is_online": true, "last_online": "2026-01-31T11:28:04.123Z",
    }));
    client::net::SessionState::Account(Box::new(me.expect("a user as the contract has it")))
}

fn challenges(ui: &mut Ui, look: Look<'_>, challenges: &mut Challenges) -> Option<ChallengePress> {
    let refusal = NetError::Refused(ErrorBody { code: ErrorCode::AlreadyPlaying, detail: String::new(), fields: Default::default() });
    let mut wishes = Wishes::default();
    wishes.refuse(ChallengeWish::Answer(ChallengeId(5), ChallengeAnswer::Accept), refusal);
    pending_ui(ui, look, challenges, Setting { me: ME, now: NOW, wishes: &wishes })
}

#[test]
fn pending_challenges_are_listed_with_what_can_be_done_and_why_it_could_not() {
    let mut harness = open(around(), (Language::En, (1280.0, 900.0), 1.0), pending(), 480.0, challenges);
    for words in ["You challenge ada", "ada challenges you", "Wilhelmina-3000 challenges you"] {
        harness.get_by_label(words);
    }
    harness.get_by_label("You are still in a match. The first screen takes you back to it.");
    harness.get_by_label("Take back").click();
    harness.run_steps(2);
    let wish = ChallengeWish::Answer(ChallengeId(6), ChallengeAnswer::Cancel);
    assert_eq!(harness.state().pressed, [ChallengePress::Wish(wish)]);
}
