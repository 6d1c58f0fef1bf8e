//! The conversations against what servers say, in any order.

use common::api::Page;
use common::api::chat::{Chat, Message};
use common::api::chat_socket::{Action, ChatEvent, ChatRefusal, EventFrame, Opened, Typing};
use common::api::error::ErrorCode;
use common::api::event::ChatNews;
use common::api::time::Timestamp;
use common::ids::{ChatId, MessageId, UserId};

use super::model::{ChatModel, Want};
use super::samples::{chat, message, page};
use super::thread::{Place, Thread};
use super::unsent::Fate;

const HERE: Timestamp = Timestamp(0);
const FIRST: Place = Place::Chat(ChatId(1));

fn paged<T>(results: Vec<T>) -> Page<T> {
    Page { count: i64::try_from(results.len()).unwrap(), next: None, previous: None, results }
}

/// User 7, connected, with the conversations 1 (with user 2) and 2 (with user 3), and nothing open.
fn talking() -> ChatModel {
    let mut model = ChatModel::default();
    model.belong_to(Some(UserId(7)), false);
    model.connected(1);
    model.chats(Ok(&paged(vec![chat(1, 2), chat(2, 3)])));
    model.go_on(0.0, true);
    model.take_wants();
    model
}

/// The same, with the first conversation on the screen and these messages in it.
fn reading(messages: Vec<Message>) -> ChatModel {
    let mut model = talking();
    model.open = true;
    model.select(FIRST);
    model.go_on(0.0, true);
    model.newest(FIRST, Ok(&paged(messages)));
    model.go_on(0.0, true);
    model.take_wants();
    model
}

fn says(model: &mut ChatModel, event: ChatEvent, reference: Option<&str>) -> Option<Message> {
    model.heard(EventFrame { event, reference: reference.map(str::to_owned) }, HERE)
}

fn thread(model: &ChatModel, place: Place) -> &Thread {
    &model.threads[&place]
}

fn shown(model: &ChatModel) -> Vec<i64> {
    thread(model, FIRST).log.iter().map(|message| message.id.0).collect()
}

fn actions(model: &mut ChatModel) -> Vec<(Action, String)> {
    let acts = model.take_wants().into_iter().filter_map(|want| match want {
        Want::Act(frame) => Some((frame.action, frame.reference.unwrap())),
        Want::Chats | Want::Newest(_) | Want::Older(..) | Want::Members | Want::Hide(_) | Want::Find(_) => None,
    });
    acts.collect()
}

/// Writes this and sends it; returns its `ref`.
fn sends(model: &mut ChatModel, words: &str) -> String {
    assert!(model.send(FIRST, words));
    actions(model).into_iter().find(|(action, _)| matches!(action, Action::SendMessage { .. })).unwrap().1
}

#[test]
fn a_message_that_comes_on_the_socket_and_on_the_stream_is_there_once_and_counted_once() {
    let mut model = talking();
    assert!(model.news(&ChatNews::Message(Box::new(message(5, 2, "hi")))).is_some());
    assert!(model.news(&ChatNews::Message(Box::new(message(5, 2, "hi")))).is_none());
    assert!(says(&mut model, ChatEvent::Message(Box::new(message(5, 2, "hi"))), None).is_none());
    assert_eq!((thread(&model, FIRST).unread, model.unread()), (1, Some(1)));
    let mut model = reading(page(1..=3));
    for _ in 0..2 {
        assert!(says(&mut model, ChatEvent::Message(Box::new(message(4, 2, "new"))), None).is_none(), "somebody looks at it");
        assert!(model.news(&ChatNews::Message(Box::new(message(4, 2, "new")))).is_none());
    }
    assert_eq!(shown(&model), [1, 2, 3, 4]);
}

#[test]
fn what_is_seen_is_marked_as_read_once_and_no_longer_counted() {
    let mut model = talking();
    model.news(&ChatNews::Message(Box::new(message(5, 2, "hi"))));
    model.open = true;
    model.select(FIRST);
    model.go_on(1.0, true);
    assert_eq!(actions(&mut model).len(), 1, "it is opened, and not read before it is there");
    model.newest(FIRST, Ok(&paged(vec![message(5, 2, "hi")])));
    model.go_on(1.0, true);
    let told = actions(&mut model);
    assert!(matches!(&told[..], [(Action::MarkRead { chat_id: ChatId(1), message_id: MessageId(5) }, _)]), "{told:?}");
    model.go_on(2.0, true);
    assert_eq!((actions(&mut model).len(), model.unread()), (0, Some(0)));
}

#[test]
fn a_conversation_is_open_at_the_server_exactly_while_it_is_seen() {
    let mut model = reading(Vec::new());
    model.go_on(1.0, false);
    let told = actions(&mut model);
    assert!(matches!(&told[..], [(Action::CloseChat { chat_id: ChatId(1) }, _)]), "{told:?}");
    model.go_on(2.0, true);
    let told = actions(&mut model);
    assert!(matches!(&told[..], [(Action::OpenChat { with: Opened::ChatId(ChatId(1)) }, _)]), "{told:?}");
}

#[test]
fn after_a_reconnection_what_was_missed_is_there_without_doubles_and_what_was_sent_is_not_sent_twice() {
    let mut model = reading(page(1..=3));
    sends(&mut model, "arrived");
    sends(&mut model, "lost");
    model.disconnected();
    assert!(thread(&model, FIRST).unsent.iter().all(|one| one.fate == Fate::Unknown));
    model.connected(2);
    model.go_on(9.0, true);
    let wants = model.take_wants();
    assert_eq!(wants.iter().filter(|want| **want == Want::Newest(FIRST)).count(), 1, "{wants:?}");
    // Said while the page is on its way.
    says(&mut model, ChatEvent::Message(Box::new(message(6, 2, "now"))), None);
    model.newest(FIRST, Ok(&paged(vec![message(5, 7, "arrived"), message(4, 2, "missed"), message(3, 2, "x")])));
    assert_eq!(shown(&model), [1, 2, 3, 4, 5, 6]);
    let left: Vec<_> = thread(&model, FIRST).unsent.iter().map(|one| (one.content.as_str(), one.fate)).collect();
    assert_eq!(left, [("lost", Fate::Lost)]);
    let reference = thread(&model, FIRST).unsent[0].reference.clone();
    model.send_again(FIRST, &reference);
    assert_eq!(thread(&model, FIRST).unsent[0].fate, Fate::OnItsWay);
}

#[test]
fn an_answer_takes_the_message_out_of_the_waiting_ones_and_puts_it_into_the_history() {
    let mut model = reading(page(1..=3));
    let reference = sends(&mut model, "hello");
    says(&mut model, ChatEvent::Message(Box::new(message(4, 7, "hello"))), Some(&reference));
    assert!(thread(&model, FIRST).unsent.is_empty());
    assert_eq!(shown(&model), [1, 2, 3, 4]);
}

#[test]
fn a_message_that_is_refused_stays_says_why_and_can_be_sent_again_after_the_wait() {
    let mut model = reading(Vec::new());
    let reference = sends(&mut model, "one too many");
    let refusal = ChatRefusal { code: ErrorCode::Throttled, detail: String::new(), retry_after_ms: Some(4500) };
    says(&mut model, ChatEvent::Error(refusal), Some(&reference));
    assert_eq!(thread(&model, FIRST).unsent[0].fate, Fate::Refused(ErrorCode::Throttled));
    assert_eq!(model.throttled_s(thread(&model, FIRST)), 5);
    assert!(!model.send(FIRST, "and one more"));
    model.go_on(4.6, true);
    assert_eq!(model.throttled_s(thread(&model, FIRST)), 0);
    assert_eq!(model.take_back(FIRST, &reference).as_deref(), Some("one too many"));
    assert!(thread(&model, FIRST).unsent.is_empty());
}

#[test]
fn a_server_that_asks_for_an_endless_wait_is_not_believed() {
    let mut model = reading(Vec::new());
    let reference = sends(&mut model, "hi");
    let refusal = ChatRefusal { code: ErrorCode::Throttled, detail: String::new(), retry_after_ms: Some(u64::MAX) };
    says(&mut model, ChatEvent::Error(refusal), Some(&reference));
    assert_eq!(model.throttled_s(thread(&model, FIRST)), 600);
}

#[test]
fn a_message_without_an_answer_is_said_to_have_none() {
    let mut model = reading(Vec::new());
    sends(&mut model, "hi");
    model.go_on(16.0, true);
    assert_eq!(thread(&model, FIRST).unsent[0].fate, Fate::Unanswered);
}

#[test]
fn a_blocked_conversation_says_so_while_it_is_seen_and_hides_and_one_that_comes_back_opens_nothing() {
    let mut model = reading(page(1..=3));
    let blocked = |writable| ChatEvent::ChatUpdated(Box::new(Chat { writable, ..chat(1, 2) }));
    says(&mut model, blocked(false), None);
    assert!(model.tabs().iter().any(|tab| tab.place == FIRST && !tab.writable()));
    assert!(!model.send(FIRST, "hi"));
    model.select(Place::General);
    assert!(model.tabs().iter().all(|tab| tab.place != FIRST));
    model.open = false;
    says(&mut model, blocked(true), None);
    assert!(model.tabs().iter().any(|tab| tab.place == FIRST));
    assert!(!model.open && model.shown().unwrap().place == Place::General);
}

#[test]
fn typing_is_shown_for_a_while_and_told_once_a_second_at_most() {
    let mut model = reading(Vec::new());
    says(&mut model, ChatEvent::Typing(Typing { chat_id: ChatId(1), user_id: UserId(2) }), None);
    assert!(model.is_typing(thread(&model, FIRST)));
    model.go_on(5.1, true);
    assert!(!model.is_typing(thread(&model, FIRST)));
    says(&mut model, ChatEvent::Typing(Typing { chat_id: ChatId(1), user_id: UserId(3) }), None);
    assert!(!model.is_typing(thread(&model, FIRST)), "that is somebody else");
    for now in [6.0, 6.5, 6.9, 7.1] {
        model.go_on(now, true);
        model.typed(FIRST);
    }
    assert_eq!(actions(&mut model).len(), 2);
}

#[test]
fn the_other_has_read_everything_up_to_the_marked_message() {
    let mut model = reading((1..=3).rev().map(|id| message(id, 7, "x")).collect());
    let read = Message { is_read: true, ..message(2, 7, "x") };
    says(&mut model, ChatEvent::MessageUpdated(Box::new(read)), None);
    let marks: Vec<bool> = thread(&model, FIRST).log.iter().map(|message| message.is_read).collect();
    assert_eq!(marks, [true, true, false]);
}

#[test]
fn a_conversation_is_opened_by_name_and_a_refusal_says_why() {
    let mut model = talking();
    model.talk_to(Some(UserId(9)), "ada");
    let told = actions(&mut model);
    let [(Action::OpenChat { with: Opened::Username(name) }, reference)] = &told[..] else { panic!("{told:?}") };
    assert_eq!(name, "ada");
    let refusal = ChatRefusal { code: ErrorCode::NotAccepting, detail: String::new(), retry_after_ms: None };
    says(&mut model, ChatEvent::Error(refusal), Some(reference));
    assert_eq!(model.opening.as_ref().unwrap().problem.as_ref().unwrap().code(), Some(ErrorCode::NotAccepting));
    model.talk_to(Some(UserId(9)), "ada");
    let reference = actions(&mut model).remove(0).1;
    says(&mut model, ChatEvent::ChatUpdated(Box::new(chat(9, 9))), Some(&reference));
    assert_eq!((model.open, model.shown().unwrap().place, &model.opening), (true, Place::Chat(ChatId(9)), &None));
}

#[test]
fn a_hostile_server_cannot_fill_the_client_or_put_words_where_none_belong() {
    let mut model = talking();
    for id in 1..5000 {
        says(&mut model, ChatEvent::ChatUpdated(Box::new(chat(id, id))), None);
        let stray = Message { chat_id: Some(ChatId(id + 9000)), ..message(id, 2, "x") };
        says(&mut model, ChatEvent::Message(Box::new(stray)), Some("never-sent"));
        let unknown = Message { chat_id: None, channel: Some(format!("room{id}")), ..message(id, 2, "x") };
        says(&mut model, ChatEvent::Message(Box::new(unknown)), None);
    }
    assert_eq!(model.threads.len(), super::model::THREADS_MAX);
    assert_eq!(model.take_wants(), [Want::Chats], "asked once, however many come");
    let worst = Chat { unread_messages: i64::MIN, created_at: Timestamp(i64::MIN), ..chat(1, 2) };
    says(&mut model, ChatEvent::ChatUpdated(Box::new(worst)), None);
    assert_eq!(thread(&model, FIRST).unread, 0);
}

#[test]
fn a_socket_that_is_open_before_it_is_known_who_is_signed_in_is_used() {
    let mut model = ChatModel::default();
    model.connected(1);
    model.take_wants();
    model.belong_to(Some(UserId(7)), false);
    assert!(model.is_connected());
    assert_eq!(model.take_wants(), [Want::Chats]);
}

#[test]
fn another_user_sees_nothing_of_the_one_before() {
    let mut model = reading(page(1..=3));
    model.belong_to(Some(UserId(8)), true);
    assert_eq!(model.tabs().iter().map(|tab| tab.place).collect::<Vec<_>>(), [Place::Notices, Place::General]);
    model.belong_to(None, false);
    assert!(model.tabs().is_empty() && model.unread() == Some(0));
}

#[test]
fn how_many_are_in_the_channel_is_asked_again_while_it_is_looked_at() {
    let mut model = talking();
    let mut asked = |open: bool, now_s: f64| {
        model.open = open;
        model.select(Place::General);
        model.go_on(now_s, true);
        model.take_wants().contains(&Want::Members)
    };
    assert_eq!(
        [(true, 1.0), (true, 2.0), (true, 16.5), (false, 60.0), (true, 61.0)].map(|(open, now_s)| asked(open, now_s)),
        [true, false, true, false, true]
    );
}
