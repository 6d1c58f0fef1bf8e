//! The chat socket: who comes in, what is told to whom, and how it ends.

use std::time::Duration;

use common::api::auth::{Logout, RegisterGuest};
use common::api::chat::{GetChat, ListMessages, PostMessage, ReadChat};
use common::api::chat_socket::{Action, CLOSE_SIGN_IN_AGAIN, CLOSE_TOO_LARGE, CLOSE_TOO_SLOW, ChatEvent, Group, Opened};
use common::api::error::ErrorCode;
use common::api::event::{ChatNews, ServerEvent};
use common::ids::{ChatId, MessageId};
use futures_util::SinkExt;
use server::config::{Limits, Rate};
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::channels::{join, members, said, to_all};
use crate::chat::block;
use crate::chatter::{Chatter, couple, open_to_all, shown};
use crate::harness::{PASSWORD, TestApp};

fn to(chat: ChatId, content: &str) -> Action {
    Action::SendMessage { to: Group::ChatId(chat), content: content.to_owned() }
}

fn words(chat: ChatId, content: &str) -> PostMessage {
    PostMessage { chat, content: content.to_owned() }
}

#[tokio::test(start_paused = true)]
async fn who_has_a_token_comes_in_in_three_ways_and_nobody_else_does() {
    let app = TestApp::start().await;
    let (ada, guest) = (app.user("ada").await, app.guest().await);
    let token = ada.tokens.access.as_str();
    let bearer = format!("Bearer {token}");
    let offered = format!("rebound.chat, {token}");
    let query = format!("?token={token}");
    for (query, headers, protocol) in [
        ("", vec![("authorization", bearer.as_str())], None),
        ("", vec![("sec-websocket-protocol", offered.as_str())], Some("rebound.chat")),
        (query.as_str(), vec![], None),
    ] {
        let mut socket = Chatter::connect(&app, query, &headers).await.unwrap();
        assert_eq!(socket.protocol.as_deref(), protocol);
        assert!(matches!(socket.ask(join()).await, ChatEvent::ChannelJoined(_)));
    }
    assert!(matches!(Chatter::open(&guest).await.ask(join()).await, ChatEvent::ChannelJoined(_)), "guests too");
    for (query, headers, status) in [
        ("", vec![], 401),
        ("?token=x", vec![], 401),
        ("", vec![("authorization", "Bearer x")], 401),
        ("", vec![("sec-websocket-protocol", "rebound.chat, x")], 401),
        ("", vec![("authorization", bearer.as_str()), ("origin", "https://example.org")], 403),
    ] {
        assert_eq!(Chatter::connect(&app, query, &headers).await.err(), Some(status), "{query} {headers:?}");
    }
    assert_eq!(ada.send("GET", "/ws/chat/", "").await.refusal(), (400, ErrorCode::Malformed), "no WebSocket");
    assert_eq!(ada.send("POST", "/ws/chat/", "").await.refusal(), (405, ErrorCode::MethodNotAllowed));
    ada.call(Logout { refresh: None }).await.unwrap();
    assert_eq!(Chatter::connect(&app, "", &[("authorization", &bearer)]).await.err(), Some(401), "its session has ended");
}

#[tokio::test(start_paused = true)]
async fn a_user_has_so_many_sockets_and_a_closed_one_makes_room() {
    let app = TestApp::start_limited(Limits { sockets_per_user: 2, ..Limits::default() }).await;
    let ada = app.user("ada").await;
    let bearer = format!("Bearer {}", ada.tokens.access);
    let (first, _second) = (Chatter::open(&ada).await, Chatter::open(&ada).await);
    assert_eq!(Chatter::connect(&app, "", &[("authorization", &bearer)]).await.err(), Some(429));
    drop(first);
    app.advance(Duration::from_millis(100)).await;
    Chatter::open(&ada).await;
}

#[tokio::test(start_paused = true)]
async fn a_message_comes_on_every_socket_of_who_has_it_open_and_else_on_the_event_stream() {
    let app = TestApp::start().await;
    let (ada, bob, chat) = couple(&app).await;
    let (mut one, mut two, mut other) = (Chatter::open(&ada).await, Chatter::open(&ada).await, Chatter::open(&bob).await);
    let mut stream = bob.stream().await;
    let answer = said(one.ask(to(chat, "first")).await);
    assert_eq!((answer.content.as_str(), answer.chat_id), ("first", Some(chat)));
    assert_eq!(one.so_far().await, [], "it is open nowhere, and was answered");
    let ServerEvent::Chat(ChatNews::Message(told)) = stream.next().await.unwrap().event else { panic!("another event") };
    assert_eq!(*told, answer);
    assert_eq!(stream.next().await.unwrap().code, "chat-updated");
    assert_eq!((one.open_chat("bob").await, other.open_chat("ADA").await), (chat, chat));
    let answer = said(one.ask(to(chat, "second")).await);
    assert_eq!((said(two.event().await), said(other.event().await)), (answer.clone(), answer));
    assert_eq!(one.so_far().await, [], "an answer is the only copy");
    let by_call = ada.call(words(chat, "third")).await.unwrap();
    for socket in [&mut one, &mut two, &mut other] {
        assert_eq!(said(socket.event().await), by_call);
    }
    assert_eq!(other.ask(Action::CloseChat { chat_id: chat }).await, ChatEvent::Ok {});
    one.ask(to(chat, "fourth")).await;
    assert_eq!(other.so_far().await, []);
    let ServerEvent::Chat(ChatNews::Message(told)) = stream.next().await.unwrap().event else { panic!("another event") };
    assert_eq!(told.content, "fourth", "what came on a socket did not come on the stream");
    other.open_chat("ada").await;
    drop(other);
    app.advance(Duration::from_millis(100)).await;
    one.ask(to(chat, "fifth")).await;
    let ServerEvent::Chat(ChatNews::Message(told)) = stream.next().await.unwrap().event else { panic!("another event") };
    assert_eq!(told.content, "fifth", "a socket that has ended has nothing open");
}

#[tokio::test(start_paused = true)]
async fn opening_makes_a_conversation_with_the_refusals_of_the_call_and_is_never_a_conflict() {
    let app = TestApp::start().await;
    let (ada, bob, shy) = (open_to_all(&app, "ada").await, open_to_all(&app, "bob").await, app.user("shy").await);
    let (eve, guest) = (open_to_all(&app, "eve").await, app.guest().await);
    block(&app, &eve, &ada).await;
    let mut socket = Chatter::open(&ada).await;
    let open = |name: &str| Action::OpenChat { with: Opened::Username(name.to_owned()) };
    let chat = socket.open_chat("bob").await;
    assert_eq!(socket.open_chat("bob").await, chat);
    let ChatEvent::ChatUpdated(now) = socket.ask(Action::OpenChat { with: Opened::ChatId(chat) }).await else { panic!("another event") };
    assert_eq!((now.id, now.view_chat, now.writable, now.chat_with.user.id), (chat, true, true, bob.id));
    for (name, code) in [
        ("nobody", ErrorCode::NotFound),
        ("eve", ErrorCode::NotFound),
        (guest.name.as_str(), ErrorCode::NotFound),
        ("ada", ErrorCode::Yourself),
        (shy.name.as_str(), ErrorCode::NotAccepting),
    ] {
        assert_eq!(socket.refused(open(name)).await, code, "{name}");
    }
    assert_eq!(Chatter::open(&eve).await.refused(open("ada")).await, ErrorCode::BlockedByYou);
    let mut third = Chatter::open(&shy).await;
    let chat_id = chat;
    for action in [
        Action::OpenChat { with: Opened::ChatId(chat) },
        to(chat, "x"),
        to(ChatId(987_654), "x"),
        Action::Typing { chat_id },
        Action::MarkRead { chat_id, message_id: MessageId(1) },
    ] {
        assert_eq!(third.refused(action.clone()).await, ErrorCode::Forbidden, "{action:?}");
    }
    let mut visitor = Chatter::open(&guest).await;
    for action in [open("ada"), to(chat, "x"), Action::Typing { chat_id }, Action::CloseChat { chat_id }] {
        assert_eq!(visitor.refused(action.clone()).await, ErrorCode::GuestNotAllowed, "{action:?}");
    }
    guest.call(RegisterGuest { username: "visitor".into(), password: PASSWORD.into() }).await.unwrap();
    visitor.open_chat("ada").await;
    assert_eq!(socket.refused(to(chat, " ")).await, ErrorCode::Invalid);
    block(&app, &bob, &ada).await;
    let ChatEvent::ChatUpdated(now) = socket.ask(Action::OpenChat { with: Opened::ChatId(chat) }).await else { panic!("another event") };
    assert!(!now.writable, "it can be read");
    assert_eq!(socket.refused(to(chat, "x")).await, ErrorCode::NotWritable);
    assert_eq!(socket.refused(Action::Typing { chat_id }).await, ErrorCode::NotWritable);
}

#[tokio::test(start_paused = true)]
async fn reading_is_told_to_both_where_it_is_open() {
    let app = TestApp::start().await;
    let (ada, bob, chat) = couple(&app).await;
    let (mut author, mut reader) = (Chatter::open(&ada).await, Chatter::open(&bob).await);
    author.open_chat("bob").await;
    reader.open_chat("ada").await;
    let mut sent = Vec::new();
    for number in 0..3 {
        sent.push(said(author.ask(to(chat, &number.to_string())).await).id);
    }
    assert_eq!(reader.so_far().await.len(), 3);
    let answer = reader.ask(Action::MarkRead { chat_id: chat, message_id: sent[2] }).await;
    let ChatEvent::ChatUpdated(now) = answer else { panic!("{answer:?}") };
    assert_eq!((now.unread_messages, now.last_message.unwrap().is_read), (0, true));
    for socket in [&mut author, &mut reader] {
        let heard = socket.so_far().await;
        let updated = heard.iter().find_map(|event| if let ChatEvent::MessageUpdated(message) = event { Some(message) } else { None });
        assert!(updated.is_some_and(|message| message.id == sent[2] && message.is_read), "{heard:?}");
    }
    assert_eq!(reader.ask(Action::MarkRead { chat_id: chat, message_id: sent[0] }).await, ChatEvent::Ok {}, "that is read already");
    assert_eq!(author.so_far().await, []);
    assert_eq!(reader.refused(Action::MarkRead { chat_id: chat, message_id: MessageId(987_654) }).await, ErrorCode::NotFound);
    ada.call(words(chat, "4")).await.unwrap();
    let last = bob.call(GetChat { id: chat }).await.unwrap().last_message.unwrap().id;
    author.so_far().await;
    bob.call(ReadChat { chat, message_id: last }).await.unwrap();
    let ChatEvent::ChatUpdated(now) = author.event().await else { panic!("another event") };
    assert!(now.last_message.unwrap().is_read);
    assert!(matches!(author.event().await, ChatEvent::MessageUpdated(message) if message.id == last));
    assert!(bob.call(ListMessages { chat, before: None, limit: 10 }).await.unwrap().results.iter().all(|message| message.is_read));
}

#[tokio::test(start_paused = true)]
async fn typing_is_seen_by_the_other_at_most_once_a_second_and_kept_by_nobody() {
    let app = TestApp::start().await;
    let (ada, bob, chat) = couple(&app).await;
    let (mut one, mut other) = (Chatter::open(&ada).await, Chatter::open(&bob).await);
    let typing = || Action::Typing { chat_id: chat };
    assert_eq!(one.ask(typing()).await, ChatEvent::Ok {});
    assert_eq!(other.so_far().await, [], "it is not open there");
    other.open_chat("ada").await;
    for _ in 0..5 {
        assert_eq!(one.ask(typing()).await, ChatEvent::Ok {});
    }
    app.jump(Duration::from_secs(1)).await;
    one.ask(typing()).await;
    let heard = other.so_far().await;
    assert_eq!(heard.len(), 2, "{heard:?}");
    assert!(heard.iter().all(|event| matches!(event, ChatEvent::Typing(typing) if typing.user_id == ada.id && typing.chat_id == chat)));
    assert_eq!(bob.call(shown()).await.unwrap().count, 1);
    assert_eq!(bob.call(shown()).await.unwrap().results[0].last_message, None);
}

#[tokio::test(start_paused = true)]
async fn too_many_messages_are_throttled_with_the_time_to_wait_wherever_they_come_from() {
    let limits = Limits { messages_per_user: Rate { count: 2, seconds: 10 }, ..Limits::default() };
    let app = TestApp::start_limited(limits).await;
    let (ada, _bob, chat) = couple(&app).await;
    let (mut one, mut two) = (Chatter::open(&ada).await, Chatter::open(&ada).await);
    said(one.ask(to(chat, "x")).await);
    app.jump(Duration::from_millis(2500)).await;
    said(two.ask(to_all("x")).await);
    let ChatEvent::Error(refusal) = one.ask(to(chat, "x")).await else { panic!("it was not refused") };
    assert_eq!(
        (refusal.code, refusal.detail.as_str(), refusal.retry_after_ms),
        (ErrorCode::Throttled, "Request was throttled.", Some(7500))
    );
    assert_eq!(ada.refused(words(chat, "x")).await, ErrorCode::Throttled);
    assert!(matches!(two.ask(join()).await, ChatEvent::ChannelJoined(_)), "only messages are");
    app.jump(Duration::from_millis(7500)).await;
    said(one.ask(to(chat, "x")).await);
}

#[tokio::test(start_paused = true)]
async fn a_flood_is_throttled_and_heard_twenty_times_a_second_and_what_was_done_is_done() {
    let app = TestApp::start_limited(Limits { writes_per_user: Rate { count: 5, seconds: 10 }, ..Limits::default() }).await;
    let mut socket = Chatter::open(&app.user("ada").await).await;
    let began = tokio::time::Instant::now();
    let mut throttled = 0;
    for _ in 0..25 {
        let answer = app.while_time_passes(socket.ask(join())).await;
        throttled += i32::from(matches!(&answer, ChatEvent::Error(refusal) if refusal.retry_after_ms.is_some()));
    }
    assert_eq!(throttled, 20);
    assert!(began.elapsed() >= Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn what_is_no_action_is_answered_and_the_socket_goes_on() {
    let app = TestApp::start().await;
    let mut socket = Chatter::open(&app.user("ada").await).await;
    let deep = format!("{}{}", r#"{"a":"#.repeat(40), "}".repeat(40));
    for (text, code) in [
        ("", ErrorCode::Invalid),
        ("{", ErrorCode::Malformed),
        ("null", ErrorCode::Malformed),
        (&deep, ErrorCode::Malformed),
        (r#"{"action": "dance"}"#, ErrorCode::Invalid),
        (r#"{"action": "send_message", "chat_id": [1], "content": {}}"#, ErrorCode::Invalid),
        (r#"{"action": "mark_read", "chat_id": 1e400}"#, ErrorCode::Malformed),
        (r#"{"action": "mark_read", "chat_id": -5, "message_id": -5}"#, ErrorCode::Forbidden),
        (r#"{"action": "close_chat", "chat_id": 9223372036854775808}"#, ErrorCode::Invalid),
        (r#"{"action": "join_channel", "channel": "general", "ref": {}}"#, ErrorCode::Invalid),
    ] {
        socket.say(text).await;
        let answer = socket.event().await;
        assert!(matches!(&answer, ChatEvent::Error(refusal) if refusal.code == code), "{text}: {answer:?}");
    }
    socket.ws.send(Frame::binary(vec![1, 2, 3])).await.unwrap();
    assert!(matches!(socket.event().await, ChatEvent::Error(refusal) if refusal.code == ErrorCode::Malformed));
    socket.say(r#"{"action": "join_channel", "channel": "general", "unknown": [], "ref": "\u0000é\u202e"}"#).await;
    assert_eq!(socket.next().await.unwrap().reference.as_deref(), Some("\u{0}é\u{202e}"), "any string comes back");
    let just = format!(r#"{{"action": "join_channel", "channel": "general", "x": "{}"}}"#, "x".repeat(16 * 1024 - 64));
    assert!(just.len() <= 16 * 1024);
    socket.say(just).await;
    assert!(matches!(socket.event().await, ChatEvent::ChannelJoined(_)));
    socket.say("x".repeat(16 * 1024 + 1)).await;
    assert_eq!(app.while_time_passes(socket.closed()).await, Some(CLOSE_TOO_LARGE));
}

#[tokio::test(start_paused = true)]
async fn a_socket_closes_when_its_token_runs_out_and_a_fresh_one_comes_in() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let mut socket = Chatter::open(&ada).await;
    app.jump(Duration::from_secs(15 * 60 - 1)).await;
    assert!(matches!(socket.ask(join()).await, ChatEvent::ChannelJoined(_)));
    assert_eq!(members(&app.guest().await).await, 1);
    app.jump(Duration::from_secs(1)).await;
    assert_eq!(app.while_time_passes(socket.closed()).await, Some(CLOSE_SIGN_IN_AGAIN));
    let fresh = app.login("ada", PASSWORD).await.unwrap();
    assert_eq!(members(&fresh).await, 0);
    assert!(matches!(Chatter::open(&fresh).await.ask(join()).await, ChatEvent::ChannelJoined(_)));
}

#[tokio::test(start_paused = true)]
async fn a_socket_closes_with_its_session_and_with_the_server_and_those_of_other_sessions_go_on() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let sofa = app.login("ada", PASSWORD).await.unwrap();
    let (mut here, mut there) = (Chatter::open(&ada).await, Chatter::open(&sofa).await);
    ada.call(Logout { refresh: Some(ada.tokens.refresh.clone()) }).await.unwrap();
    assert_eq!(app.while_time_passes(here.closed()).await, Some(CLOSE_SIGN_IN_AGAIN));
    assert!(matches!(there.ask(join()).await, ChatEvent::ChannelJoined(_)));
    app.stop.cancel();
    let server = app.server.clone();
    let ending = tokio::spawn(async move { server.end().await });
    assert_eq!(app.while_time_passes(there.closed()).await, Some(1001));
    app.while_time_passes(ending).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_is_too_slow_is_closed_and_the_others_go_on() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (mut slow, mut quick) = (Chatter::open(&ada).await, Chatter::open(&bob).await);
    slow.ask(join()).await;
    let long = "é".repeat(500);
    for _ in 0..400 {
        said(quick.ask(to_all(&long)).await);
    }
    app.advance(Duration::from_secs(6)).await;
    assert_eq!(app.while_time_passes(slow.closed()).await, Some(CLOSE_TOO_SLOW));
    said(quick.ask(to_all("still here")).await);
    assert_eq!(members(&bob).await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_socket_that_answers_no_ping_is_given_up() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let mut socket = Chatter::open(&ada).await;
    socket.ask(join()).await;
    for _ in 0..4 {
        app.jump(Duration::from_secs(31)).await;
    }
    assert_eq!(members(&ada).await, 0);
}
