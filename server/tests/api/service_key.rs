//! `/api/private/`: what another program of the operator may do, with a key.

use common::api::event::{SentEvent, ServerEvent, ServerOwnEvent};
use http::StatusCode;

use crate::harness::{Reply, TestApp};

const KEY: &str = "0123456789abcdef0123456789abcdef";
const PATH: &str = "/api/private/users/events/";

/// A server with a key.
async fn start() -> TestApp {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), KEY).unwrap();
    TestApp::start_with(|config| config.service_key_file = Some(file.path().to_owned())).await
}

async fn post(app: &TestApp, key: Option<&str>, body: &str) -> (StatusCode, String) {
    let Reply { status, body, .. } = app.send("POST", PATH, key, body).await;
    (status, String::from_utf8_lossy(&body).into_owned())
}

fn notice(users: &str) -> String {
    format!(
        r#"{{"users_id": {users}, "event_code": "server-notice",
            "data": {{"kind": "news", "text": "Cup at eight", "at": "2026-01-31T20:00:00.000Z"}}, "kwargs": {{"text": "Tonight"}}}}"#
    )
}

#[tokio::test(start_paused = true)]
async fn a_program_with_the_key_tells_the_users_who_are_there() {
    let app = start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let mut stream = ada.stream().await;
    let (status, body) = post(&app, Some(KEY), &notice(&format!("[{}, {}, 987654, {}]", ada.id, bob.id, ada.id))).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    assert_eq!(serde_json::from_str::<SentEvent>(&body).unwrap().sent, 1, "bob is not connected, and ada is told once");
    let ServerEvent::Server(ServerOwnEvent::Notice(heard)) = stream.next_of("server-notice").await.event else { panic!("another event") };
    assert_eq!(heard.text, "Cup at eight");
    for nobody in [format!("[{}]", bob.id), "[987654]".to_owned()] {
        assert_eq!(post(&app, Some(KEY), &notice(&nobody)).await.0, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_else_comes_in_and_without_a_key_there_is_no_such_place() {
    let app = start().await;
    let ada = app.user("ada").await;
    let body = notice(&format!("[{}]", ada.id));
    assert_eq!(post(&app, None, &body).await.0, StatusCode::UNAUTHORIZED);
    for wrong in ["0123456789abcdef0123456789abcdeF", &ada.tokens.access] {
        assert_eq!(post(&app, Some(wrong), &body).await.0, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(app.send("GET", PATH, Some(KEY), "").await.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(app.send("GET", "/api/users/me/", Some(KEY), "").await.status, StatusCode::UNAUTHORIZED, "it is no user's token");
    let without = TestApp::start().await;
    assert_eq!(post(&without, Some(KEY), &body).await.0, StatusCode::NOT_FOUND);
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_with_an_event_is_said_field_by_field() {
    let app = start().await;
    let _stream = app.user("ada").await.stream().await;
    let many = (0..1001).map(|id| id.to_string()).collect::<Vec<_>>().join(",");
    for (body, field, code) in [
        ("{}".to_owned(), "users_id", "required"),
        ("{}".to_owned(), "event_code", "required"),
        (r#"{"users_id": 1, "event_code": "resync"}"#.to_owned(), "users_id", "wrong_type"),
        (r#"{"users_id": ["x"], "event_code": "resync"}"#.to_owned(), "users_id", "wrong_type"),
        (r#"{"users_id": [], "event_code": "resync"}"#.to_owned(), "users_id", "too_short"),
        (format!(r#"{{"users_id": [{many}], "event_code": "resync"}}"#), "users_id", "too_long"),
        (r#"{"users_id": [1], "event_code": "no-such"}"#.to_owned(), "event_code", "invalid_choice"),
        (r#"{"users_id": [1], "event_code": "game-start", "data": {}}"#.to_owned(), "data", "wrong_type"),
        (r#"{"users_id": [1], "event_code": "resync", "data": 3}"#.to_owned(), "data", "wrong_type"),
        (r#"{"users_id": [1], "event_code": "resync", "kwargs": []}"#.to_owned(), "kwargs", "wrong_type"),
    ] {
        let (status, answer) = post(&app, Some(KEY), &body).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}: {answer}");
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["fields"][field][0], code, "{answer}");
    }
    assert_eq!(post(&app, Some(KEY), "[]").await.0, StatusCode::BAD_REQUEST);
}
