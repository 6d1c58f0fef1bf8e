//! Conversations, as the API has them.

use std::time::Duration;

use common::api::chat::{ChatExists, CreateChat, GetChat, HideChat, ListChats, ListMessages, Message, MessageKind, PostMessage, ReadChat};
use common::api::error::{ErrorBody, ErrorCode, FieldCode};
use common::api::event::{ChatNews, ServerEvent};
use common::api::users::{AcceptChat, Activity, PatchMe};
use common::ids::{ChatId, MessageId};
use http::Request;
use http_body_util::Full;
use server::config::{Limits, Rate};

use crate::chatter::{couple, open_to_all, shown};
use crate::harness::{Heard, PASSWORD, TestApp, User};
use crate::restart::{change, restarted};

fn words(chat: ChatId, content: &str) -> PostMessage {
    PostMessage { chat, content: content.to_owned() }
}

fn newest(chat: ChatId) -> ListMessages {
    ListMessages { chat, before: None, limit: 100 }
}

fn message_of(heard: Heard) -> Message {
    let ServerEvent::Chat(ChatNews::Message(message)) = heard.event else { panic!("{heard:?}") };
    *message
}

/// Puts somebody apart from somebody else, beside the server.
pub(crate) async fn block(app: &TestApp, blocker: &User, blocked: &User) {
    let (blocker, blocked) = (blocker.id, blocked.id);
    let row = format!("INSERT INTO blocks (blocker_id, blocked_id, blocked_at) VALUES ({blocker}, {blocked}, 0)");
    change(app.data_dir.path(), &row).await;
}

#[tokio::test(start_paused = true)]
async fn a_conversation_is_begun_once_with_those_who_want_it() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (open_to_all(&app, "ada").await, open_to_all(&app, "bob").await, app.user("eve").await);
    let (guest, none) = (app.guest().await, app.user("none").await);
    none.call(PatchMe { accept_chat_from: Some(AcceptChat::None), ..PatchMe::default() }).await.unwrap();
    let begin = |name: &str| CreateChat { username: name.to_owned() };
    let chat = ada.call(begin("BOB")).await.unwrap();
    assert_eq!((chat.chat_with.user.id, chat.chat_with.user.username.as_str()), (bob.id, "bob"));
    assert_eq!((chat.last_message, chat.view_chat, chat.unread_messages, chat.writable), (None, true, 0, true));
    for user in [&ada, &bob] {
        let other = if user.id == ada.id { "bob" } else { "ada" };
        let again = user.send("POST", "/api/chat/", &format!(r#"{{"username": "{other}"}}"#)).await;
        assert_eq!(again.refusal(), (409, ErrorCode::AlreadyExists));
        assert_eq!(again.json::<ChatExists>().chat_id, chat.id);
    }
    assert_eq!(bob.call(shown()).await.unwrap().count, 0, "nothing was said yet");
    block(&app, &bob, &eve).await;
    for (user, name, status, code) in [
        (&ada, "nobody", 404, ErrorCode::NotFound),
        (&ada, "", 404, ErrorCode::NotFound),
        (&ada, guest.name.as_str(), 404, ErrorCode::NotFound),
        (&ada, "eve", 403, ErrorCode::NotAccepting),
        (&ada, "none", 403, ErrorCode::NotAccepting),
        (&ada, "ada", 403, ErrorCode::Yourself),
        (&bob, "eve", 403, ErrorCode::BlockedByYou),
        (&eve, "bob", 404, ErrorCode::NotFound),
        (&guest, "ada", 403, ErrorCode::GuestNotAllowed),
    ] {
        let reply = user.send("POST", "/api/chat/", &format!(r#"{{"username": "{name}"}}"#)).await;
        assert_eq!(reply.refusal(), (status, code), "{name}");
    }
    for body in ["{}", r#"{"username": 7}"#, r#"{"username": null}"#] {
        assert_eq!(ada.send("POST", "/api/chat/", body).await.refusal(), (400, ErrorCode::Invalid), "{body}");
    }
    let friends = format!("INSERT INTO friendships (low_id, high_id, since) VALUES ({}, {}, 0)", ada.id, eve.id);
    change(app.data_dir.path(), &friends).await;
    assert_eq!(ada.call(begin("eve")).await.unwrap().chat_with.user.id, eve.id, "friends may");
    eve.call(PatchMe { accept_chat_from: Some(AcceptChat::None), ..PatchMe::default() }).await.unwrap();
    assert_eq!(ada.refused(begin("eve")).await, ErrorCode::AlreadyExists, "there is one: nothing is begun");
}

#[tokio::test(start_paused = true)]
async fn conversations_are_for_accounts_and_for_the_two_alone() {
    let app = TestApp::start().await;
    let (_ada, _bob, chat) = couple(&app).await;
    let (eve, guest) = (app.user("eve").await, app.guest().await);
    let path = |id: ChatId, rest: &str| format!("/api/chat/{id}/{rest}");
    for (method, rest, body) in [
        ("GET", "", ""),
        ("DELETE", "", ""),
        ("GET", "messages/", ""),
        ("POST", "messages/", r#"{"content": "x"}"#),
        ("POST", "messages/", "{}"),
        ("POST", "read/", r#"{"message_id": 1}"#),
        ("POST", "read/", "{}"),
    ] {
        for id in [chat, ChatId(987_654)] {
            assert_eq!(eve.send(method, &path(id, rest), body).await.refusal(), (403, ErrorCode::Forbidden), "{method} {rest}");
        }
        assert_eq!(guest.send(method, &path(chat, rest), body).await.refusal(), (403, ErrorCode::GuestNotAllowed));
        assert_eq!(app.send(method, &path(chat, rest), None, body).await.refusal(), (401, ErrorCode::NotAuthenticated));
        for no_id in ["x", "0", "-1", "99999999999999999999"] {
            let reply = eve.send(method, &format!("/api/chat/{no_id}/{rest}"), body).await;
            assert_eq!(reply.refusal(), (404, ErrorCode::NotFound), "{method} {no_id} {rest}");
        }
    }
    assert_eq!(guest.send("GET", "/api/chat/", "").await.refusal(), (403, ErrorCode::GuestNotAllowed));
    assert_eq!(eve.send("PUT", &path(chat, ""), "").await.headers["allow"], "GET, DELETE");
    assert_eq!(eve.send("POST", &format!("/api/{chat}/messages/"), "").await.refusal(), (404, ErrorCode::NotFound));
}

#[tokio::test(start_paused = true)]
async fn a_message_is_stored_and_told_on_the_event_stream_of_the_other() {
    let app = TestApp::start().await;
    let (ada, bob, chat) = couple(&app).await;
    let (mut ada_stream, mut stream) = (ada.stream().await, bob.stream().await);
    let sent = ada.call(words(chat, " hello ")).await.unwrap();
    assert_eq!((sent.chat_id, sent.content.as_str(), sent.kind, sent.is_read), (Some(chat), "hello", MessageKind::Text, false));
    assert_eq!((sent.author.as_ref().map(|author| author.id), &sent.channel, &sent.challenge), (Some(ada.id), &None, &None));
    assert_eq!(message_of(stream.next_of("receive-message").await), sent);
    let ServerEvent::Chat(ChatNews::Updated(back)) = stream.next_of("chat-updated").await.event else { panic!("another event") };
    assert_eq!((back.id, back.view_chat, back.unread_messages, back.last_message.as_ref()), (chat, true, 1, Some(&sent)));
    assert!(back.chat_with.status.is_online && back.chat_with.status.activity == Activity::Idle);
    let second = bob.call(words(chat, "hi")).await.unwrap();
    assert_eq!(message_of(ada_stream.next().await.unwrap()), second, "and nothing of the own message");
    let page = bob.call(newest(chat)).await.unwrap();
    assert_eq!((page.count, page.results), (2, vec![second.clone(), sent]));
    let listed = ada.call(shown()).await.unwrap().results;
    assert_eq!((listed.len(), listed[0].unread_messages, listed[0].last_message.as_ref()), (1, 1, Some(&second)));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_said_is_refused_and_what_is_dangerous_in_it_is_taken_out() {
    let app = TestApp::start().await;
    let (ada, _bob, chat) = couple(&app).await;
    let path = format!("/api/chat/{chat}/messages/");
    let long = format!(r#"{{"content": "{}"}}"#, "x".repeat(501));
    for (body, code) in [
        ("{}", FieldCode::Required),
        (r#"{"content": null}"#, FieldCode::Required),
        (r#"{"content": 7}"#, FieldCode::WrongType),
        (r#"{"content": ""}"#, FieldCode::TooShort),
        (r#"{"content": " \u202e\u0007\u200b "}"#, FieldCode::TooShort),
        (&long, FieldCode::TooLong),
    ] {
        let reply = ada.send("POST", &path, body).await;
        assert_eq!(reply.refusal(), (400, ErrorCode::Invalid), "{body}");
        assert_eq!(reply.json::<ErrorBody>().fields.into_iter().collect::<Vec<_>>(), [("content".to_owned(), vec![code])], "{body}");
    }
    assert_eq!(ada.send("POST", &path, "[]").await.refusal(), (400, ErrorCode::Malformed));
    assert_eq!(ada.call(newest(chat)).await.unwrap().count, 0);
    let stacked = format!("z{}", "\u{0323}".repeat(40));
    let sent = ada.call(words(chat, &format!("a\u{202E}b\nc {stacked}"))).await.unwrap();
    assert!(sent.content.starts_with("ab c ") && sent.content.chars().count() < 12, "{:?}", sent.content);
    let whole = "é".repeat(500);
    let marked = ada.send("POST", &path, &format!(r#"{{"content": "{whole}", "is_read": true}}"#)).await.json::<Message>();
    assert_eq!((marked.content, marked.is_read), (whole, false), "`is_read` means nothing here");
}

#[tokio::test(start_paused = true)]
async fn reading_is_said_by_read_alone_and_both_hear_of_it() {
    let app = TestApp::start().await;
    let (ada, bob, chat) = couple(&app).await;
    let mut sent = Vec::new();
    for number in 0..3 {
        sent.push(ada.call(words(chat, &number.to_string())).await.unwrap().id);
    }
    let own = bob.call(words(chat, "own")).await.unwrap().id;
    assert_eq!(bob.call(newest(chat)).await.unwrap().results.iter().filter(|message| message.is_read).count(), 0);
    assert_eq!(bob.call(GetChat { id: chat }).await.unwrap().unread_messages, 3, "looking at them reads nothing");
    let (mut ada_stream, mut bob_stream) = (ada.stream().await, bob.stream().await);
    bob.call(ReadChat { chat, message_id: sent[1] }).await.unwrap();
    for (stream, unread) in [(&mut bob_stream, 1), (&mut ada_stream, 1)] {
        let ServerEvent::Chat(ChatNews::Updated(now)) = stream.next().await.unwrap().event else { panic!("another event") };
        assert_eq!(now.unread_messages, unread);
    }
    let read = |page: Vec<Message>| page.into_iter().filter(|message| message.is_read).map(|message| message.id).collect::<Vec<_>>();
    for user in [&ada, &bob] {
        assert_eq!(read(user.call(newest(chat)).await.unwrap().results), [sent[1], sent[0]]);
    }
    bob.call(ReadChat { chat, message_id: sent[0] }).await.unwrap();
    assert_eq!(bob.call(GetChat { id: chat }).await.unwrap().unread_messages, 1, "a mark never goes back");
    bob.call(ReadChat { chat, message_id: own }).await.unwrap();
    let now = bob.call(shown()).await.unwrap().results.remove(0);
    assert_eq!((now.unread_messages, now.last_message.unwrap().is_read), (0, false), "ada has not read the last one");
    let eve = open_to_all(&app, "eve").await;
    let elsewhere = ada.call(CreateChat { username: "eve".into() }).await.unwrap().id;
    let other = ada.call(words(elsewhere, "x")).await.unwrap().id;
    for unknown in [other, MessageId(987_654), MessageId(-1)] {
        assert_eq!(bob.refused(ReadChat { chat, message_id: unknown }).await, ErrorCode::NotFound);
    }
    assert_eq!(eve.refused(ReadChat { chat, message_id: own }).await, ErrorCode::Forbidden);
    let path = format!("/api/chat/{chat}/read/");
    assert_eq!(bob.send("POST", &path, "{}").await.refusal(), (400, ErrorCode::Invalid));
    assert_eq!(bob.send("POST", &path, r#"{"message_id": true}"#).await.refusal(), (400, ErrorCode::Invalid));
    assert_eq!(bob.send("POST", &path, &format!(r#"{{"message_id": "{own}"}}"#)).await.status, 204, "a string of digits is a number");
}

#[tokio::test(start_paused = true)]
async fn a_hidden_conversation_is_found_by_name_and_comes_back_with_the_next_message_or_a_look() {
    let app = TestApp::start().await;
    let (ada, bob, chat) = couple(&app).await;
    ada.call(words(chat, "one")).await.unwrap();
    bob.call(HideChat { id: chat }).await.unwrap();
    bob.call(HideChat { id: chat }).await.unwrap();
    assert_eq!(bob.call(shown()).await.unwrap().count, 0);
    assert_eq!(ada.call(shown()).await.unwrap().count, 1, "each has a list of their own");
    let found = bob.call(ListChats { q: "AD".into(), limit: 20, offset: 0 }).await.unwrap().results.remove(0);
    assert_eq!((found.id, found.view_chat, found.unread_messages), (chat, false, 1));
    assert_eq!(bob.call(ListChats { q: "%".into(), limit: 20, offset: 0 }).await.unwrap().count, 0);
    let mut stream = bob.stream().await;
    ada.call(words(chat, "two")).await.unwrap();
    stream.next_of("receive-message").await;
    let ServerEvent::Chat(ChatNews::Updated(back)) = stream.next_of("chat-updated").await.event else { panic!("another event") };
    assert_eq!((back.id, back.view_chat, back.unread_messages), (chat, true, 2));
    bob.call(HideChat { id: chat }).await.unwrap();
    assert!(bob.call(GetChat { id: chat }).await.unwrap().view_chat);
    assert_eq!(bob.call(shown()).await.unwrap().count, 1);
}

#[tokio::test(start_paused = true)]
async fn a_list_has_the_last_message_first_and_is_read_in_parts() {
    let app = TestApp::start().await;
    let ada = open_to_all(&app, "ada").await;
    let mut chats = Vec::new();
    for name in ["anna", "bert", "cleo", "bertha"] {
        open_to_all(&app, name).await;
        chats.push(ada.call(CreateChat { username: name.to_owned() }).await.unwrap().id);
    }
    for chat in [1, 0, 3] {
        ada.call(words(chats[chat], "x")).await.unwrap();
    }
    let ids = |q: &str, limit, offset| {
        let list = ListChats { q: q.to_owned(), limit, offset };
        let ada = &ada;
        async move {
            let page = ada.call(list).await.unwrap();
            (page.count, page.results.into_iter().map(|chat| chat.id).collect::<Vec<_>>())
        }
    };
    assert_eq!(ids("", 20, 0).await, (4, vec![chats[3], chats[0], chats[1], chats[2]]));
    assert_eq!(ids("", 2, 1).await, (4, vec![chats[0], chats[1]]));
    assert_eq!(ids("Bert", 20, 0).await, (2, vec![chats[3], chats[1]]));
    assert_eq!(ids("bert", 1, 5).await, (2, vec![]));
    for query in ["?limit=0", "?limit=x", "?offset=-1"] {
        assert_eq!(ada.send("GET", &format!("/api/chat/{query}"), "").await.refusal(), (400, ErrorCode::Malformed), "{query}");
    }
}

#[tokio::test(start_paused = true)]
async fn scrolling_back_is_stable_while_new_messages_come() {
    let app = TestApp::start().await;
    let (ada, bob, chat) = couple(&app).await;
    let mut sent = Vec::new();
    for number in 0..7 {
        let author = if number % 2 == 0 { &ada } else { &bob };
        sent.push(author.call(words(chat, &number.to_string())).await.unwrap().id);
    }
    let page = |before: Option<MessageId>, limit| ListMessages { chat, before, limit };
    let ids = |messages: Vec<Message>| messages.into_iter().map(|message| message.id).collect::<Vec<_>>();
    let first = ada.call(page(None, 3)).await.unwrap();
    assert_eq!((first.count, first.next.is_some(), ids(first.results)), (7, true, vec![sent[6], sent[5], sent[4]]));
    bob.call(words(chat, "in between")).await.unwrap();
    let second = ada.call(page(Some(sent[4]), 3)).await.unwrap();
    assert_eq!((second.count, ids(second.results)), (4, vec![sent[3], sent[2], sent[1]]));
    assert!(second.next.unwrap().contains(&format!("before={}", sent[4])));
    let last = ada.call(page(Some(sent[1]), 3)).await.unwrap();
    assert_eq!((last.count, last.next, ids(last.results)), (1, None, vec![sent[0]]));
    assert_eq!(ada.call(page(Some(sent[0]), 3)).await.unwrap().count, 0);
    for before in ["", "x", "0", "-3", "99999999999999999999"] {
        let reply = ada.send("GET", &format!("/api/chat/{chat}/messages/?before={before}"), "").await;
        assert_eq!(reply.refusal(), (400, ErrorCode::Malformed), "{before}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_blocked_conversation_is_in_no_list_and_can_be_read_but_not_written() {
    let app = TestApp::start().await;
    let (ada, bob, chat) = couple(&app).await;
    let said = ada.call(words(chat, "before")).await.unwrap().id;
    let _streams = (ada.stream().await, bob.stream().await);
    block(&app, &ada, &bob).await;
    for user in [&ada, &bob] {
        for q in ["", "a", "b"] {
            assert_eq!(user.call(ListChats { q: q.into(), limit: 20, offset: 0 }).await.unwrap().count, 0);
        }
        let seen = user.call(GetChat { id: chat }).await.unwrap();
        assert!(!seen.writable && seen.view_chat && !seen.chat_with.status.is_online);
        assert_eq!(user.call(newest(chat)).await.unwrap().count, 1);
        assert_eq!(user.refused(words(chat, "x")).await, ErrorCode::NotWritable);
        assert_eq!(user.refused(words(chat, "")).await, ErrorCode::NotWritable, "what is wrong with it is not looked at");
    }
    bob.call(ReadChat { chat, message_id: said }).await.unwrap();
    bob.call(HideChat { id: chat }).await.unwrap();
    assert!(!bob.call(GetChat { id: chat }).await.unwrap().view_chat, "it stays as it is");
    change(app.data_dir.path(), "DELETE FROM blocks").await;
    assert!(bob.call(GetChat { id: chat }).await.unwrap().writable);
    bob.call(words(chat, "after")).await.unwrap();
    assert_eq!(ada.call(shown()).await.unwrap().results[0].unread_messages, 1);
}

#[tokio::test(start_paused = true)]
async fn ten_messages_in_ten_seconds_and_no_more() {
    let app = TestApp::start_limited(Limits { messages_per_user: Rate { count: 3, seconds: 10 }, ..Limits::default() }).await;
    let (ada, bob, chat) = couple(&app).await;
    assert_eq!((Limits::default().messages_per_user.count, Limits::default().messages_per_user.seconds), (10, 10));
    for _ in 0..3 {
        ada.call(words(chat, "x")).await.unwrap();
    }
    let reply = ada.send("POST", &format!("/api/chat/{chat}/messages/"), r#"{"content": "x"}"#).await;
    assert_eq!((reply.refusal(), reply.headers["retry-after"].to_str().unwrap()), ((429, ErrorCode::Throttled), "10"));
    bob.call(words(chat, "x")).await.unwrap();
    app.jump(Duration::from_secs(10)).await;
    ada.call(words(chat, "x")).await.unwrap();
    assert_eq!(ada.call(newest(chat)).await.unwrap().count, 5);
}

#[tokio::test(start_paused = true)]
async fn the_same_message_sent_again_with_its_key_is_there_once() {
    let app = TestApp::start().await;
    let (ada, _bob, chat) = couple(&app).await;
    let post = || {
        let request = Request::post(format!("/api/chat/{chat}/messages/")).header("authorization", format!("Bearer {}", ada.tokens.access));
        let request = request.header("content-type", "application/json").header("idempotency-key", "k1");
        app.request(ada.address, request.body(Full::from(r#"{"content": "once"}"#)).unwrap())
    };
    let (one, two) = tokio::join!(post(), post());
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (201, 201));
    assert_eq!(one.json::<Message>(), two.json::<Message>());
    assert_eq!(ada.call(newest(chat)).await.unwrap().count, 1);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_messages_at_once_have_one_order_and_are_all_counted() {
    let app = TestApp::start().await;
    let (ada, bob, chat) = couple(&app).await;
    let mut stream = bob.stream().await;
    let sending = (0..100).map(|number| {
        let ada = ada.clone();
        async move { ada.call(words(chat, &number.to_string())).await.unwrap() }
    });
    let sent = futures_util::future::join_all(sending).await;
    let mut heard = Vec::new();
    while heard.len() < sent.len() {
        heard.push(message_of(stream.next_of("receive-message").await).id);
    }
    assert!(heard.is_sorted());
    let page = bob.call(newest(chat)).await.unwrap();
    let mut stored: Vec<_> = page.results.iter().map(|message| message.id).collect();
    stored.reverse();
    assert_eq!((page.count, stored), (100, heard));
    assert_eq!(bob.call(GetChat { id: chat }).await.unwrap().unread_messages, 100);
    let begun = futures_util::future::join_all((0..100).map(|number| {
        let (user, other) = if number % 2 == 0 { (ada.clone(), "eve") } else { (bob.clone(), "eve") };
        async move { user.send("POST", "/api/chat/", &format!(r#"{{"username": "{other}"}}"#)).await.status.as_u16() }
    }));
    open_to_all(&app, "eve").await;
    assert_eq!(begun.await.into_iter().filter(|status| *status == 201).count(), 2, "one for each");
}

#[tokio::test(start_paused = true)]
async fn a_restart_keeps_everything() {
    let app = TestApp::start().await;
    let (ada, bob, chat) = couple(&app).await;
    let said = ada.call(words(chat, "one")).await.unwrap().id;
    ada.call(words(chat, "two")).await.unwrap();
    bob.call(ReadChat { chat, message_id: said }).await.unwrap();
    let before = (bob.call(GetChat { id: chat }).await.unwrap(), bob.call(newest(chat)).await.unwrap().results);
    let (_app, people) = restarted(app, vec![ada, bob]).await;
    let after = (people[1].call(GetChat { id: chat }).await.unwrap(), people[1].call(newest(chat)).await.unwrap().results);
    assert_eq!((before.0.unread_messages, after.0.unread_messages), (1, 1));
    assert_eq!((before.0.last_message, before.1), (after.0.last_message, after.1));
}

#[tokio::test(start_paused = true)]
async fn a_deleted_user_is_called_so_and_cannot_be_written_to() {
    let app = TestApp::start().await;
    let (ada, bob, chat) = couple(&app).await;
    bob.call(words(chat, "bye")).await.unwrap();
    bob.call(common::api::users::DeleteMe { password: Some(PASSWORD.into()) }).await.unwrap();
    let seen = ada.call(shown()).await.unwrap().results.remove(0);
    assert_eq!((seen.chat_with.user.username.as_str(), seen.writable), ("deleted user", false));
    assert_eq!(seen.last_message.unwrap().author.unwrap().username, "deleted user");
    assert_eq!(ada.refused(words(chat, "x")).await, ErrorCode::NotWritable);
}
