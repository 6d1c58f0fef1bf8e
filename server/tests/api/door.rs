//! The door: the order and the form of refusals, bounds on what comes in, requests that are sent again.

use std::time::Duration;

use common::api::error::ErrorCode;
use common::api::queue::StartLocal;
use common::api::users::UserMe;
use futures_util::future::join_all;
use http::Request;
use http_body_util::Full;
use hyper::body::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::harness::{Reply, TestApp, User};

#[tokio::test(start_paused = true)]
async fn refusals_come_in_the_order_of_the_api() {
    let app = TestApp::start().await;
    let (ada, guest) = (app.user("ada").await, app.guest().await);
    let big = format!(r#"{{"x": "{}"}}"#, "x".repeat(16 * 1024));
    let deep = format!("{}{}", r#"{"a":"#.repeat(40), "}".repeat(40));
    let (me, sessions) = ("/api/users/me/", "/api/auth/sessions/1/");
    type Row<'a> = (&'a str, &'a str, Option<&'a User>, &'a str, &'a str, (u16, ErrorCode));
    let rows: [Row<'_>; 20] = [
        ("GET", "/api/nothing/", None, "", "", (404, ErrorCode::NotFound)),
        ("GET", "/", None, "", "", (404, ErrorCode::NotFound)),
        ("GET", "/elsewhere", None, "", "", (404, ErrorCode::NotFound)),
        ("POST", "/api/users/me/extra/", None, "", "", (404, ErrorCode::NotFound)),
        ("GET", "/api//users/me/", Some(&ada), "", "", (404, ErrorCode::NotFound)),
        ("PUT", me, None, "", "", (405, ErrorCode::MethodNotAllowed)),
        ("OPTIONS", me, None, "", "", (405, ErrorCode::MethodNotAllowed)),
        ("PATCH", me, None, "application/json", &big, (401, ErrorCode::NotAuthenticated)),
        ("DELETE", sessions, Some(&guest), "application/json", &big, (403, ErrorCode::GuestNotAllowed)),
        ("PATCH", me, Some(&ada), "text/plain", &big, (413, ErrorCode::TooLarge)),
        ("PATCH", me, Some(&ada), "text/plain", "{", (415, ErrorCode::UnsupportedMediaType)),
        ("PATCH", me, Some(&ada), "", "{", (415, ErrorCode::UnsupportedMediaType)),
        ("PATCH", me, Some(&ada), "application/json", "{", (400, ErrorCode::Malformed)),
        ("PATCH", me, Some(&ada), "application/json", "[]", (400, ErrorCode::Malformed)),
        ("PATCH", me, Some(&ada), "application/json", "\u{0}", (400, ErrorCode::Malformed)),
        ("PATCH", me, Some(&ada), "application/json", &deep, (400, ErrorCode::Malformed)),
        ("PATCH", me, Some(&ada), "Application/JSON; charset=utf-8", r#"{"bio": 1}"#, (400, ErrorCode::Invalid)),
        ("DELETE", "/api/auth/sessions/999/", Some(&ada), "", "", (404, ErrorCode::NotFound)),
        ("DELETE", "/api/auth/sessions/x/", Some(&ada), "", "", (404, ErrorCode::NotFound)),
        ("DELETE", "/api/auth/sessions/99999999999999999999/", Some(&ada), "", "", (404, ErrorCode::NotFound)),
    ];
    for (method, path, user, content_type, body, expected) in rows {
        let reply = send(&app, method, path, user, content_type, body).await;
        assert_eq!(reply.refusal(), expected, "{method} {path} {content_type}");
        assert_eq!(reply.headers["content-type"], "application/json");
        assert_eq!(reply.headers.contains_key("www-authenticate"), expected.0 == 401);
    }
    assert_eq!(send(&app, "PUT", me, None, "", "").await.headers["allow"], "GET, PATCH, DELETE");
}

async fn send(app: &TestApp, method: &str, path: &str, user: Option<&User>, content_type: &str, body: &str) -> Reply {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(user) = user {
        request = request.header("authorization", format!("Bearer {}", user.tokens.access));
    }
    if !content_type.is_empty() {
        request = request.header("content-type", content_type);
    }
    let from = user.map_or([10, 9, 9, 9].into(), |user| user.address);
    app.request(from, request.body(Full::from(body.to_owned())).unwrap()).await
}

#[tokio::test(start_paused = true)]
async fn a_path_is_the_same_without_its_last_slash_and_unknown_keys_and_queries_do_not_matter() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    for path in ["/api/users/me", "/api/users/me/", "/api/users/me?x=1", "/api/users/me/?x=%ff&token=1"] {
        assert_eq!(ada.send("GET", path, "").await.json::<UserMe>().id, ada.id, "{path}");
    }
    let reply = ada.send("PATCH", "/api/users/me", r#"{"unknown": {"deep": []}, "bio": "x"}"#).await;
    assert_eq!(reply.json::<UserMe>().bio.as_str(), "x");
    assert_eq!(ada.send("PATCH", "/api/users/me/", "").await.status, 200, "no body is an empty one");
}

#[tokio::test(start_paused = true)]
async fn too_many_and_too_large_headers_are_431_in_the_form_of_every_refusal() {
    let app = TestApp::start().await;
    let large = Request::get("/api/meta/").header("x-large", "x".repeat(17 * 1024));
    let many = (0..70).fold(Request::get("/api/meta/"), |request, number| request.header(format!("x-{number}"), "x"));
    for request in [large, many] {
        let reply = app.request([10, 0, 0, 1].into(), request.body(Full::default()).unwrap()).await;
        assert_eq!(reply.refusal(), (431, ErrorCode::TooLarge));
    }
}

/// What comes back for these bytes, until the server closes.
async fn raw(app: &TestApp, bytes: &[u8]) -> String {
    let mut stream = app.connect();
    stream.write_all(bytes).await.unwrap();
    let mut answer = String::new();
    app.while_time_passes(stream.read_to_string(&mut answer)).await.unwrap();
    answer
}

#[tokio::test(start_paused = true)]
async fn requests_without_a_path_and_what_is_no_http_at_all_are_refused_and_nobody_else_is_disturbed() {
    let app = TestApp::start().await;
    for bytes in [
        "CONNECT example.org:443 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    ] {
        let answer = raw(&app, bytes.as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains(r#""malformed""#), "{answer}");
    }
    for bytes in [&b"\x16\x03\x01\x02\x00nonsense\r\n\r\n"[..], b"GET\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        assert!(!raw(&app, bytes).await.starts_with("HTTP/1.1 2"));
    }
    assert_eq!(app.send("GET", "/healthz", None, "").await.status, 204);
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_or_too_slowly_is_gone_within_15_seconds() {
    let app = TestApp::start().await;
    let slow_body = "POST /api/auth/login/ HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{";
    for bytes in ["", "GET /api/meta/ HTTP/1.1\r\nhost: x\r\nx-slow:", "GET /api/meta/ HTTP/1.1\r\nhost: x\r\n\r\n", slow_body] {
        let began = tokio::time::Instant::now();
        raw(&app, bytes.as_bytes()).await;
        assert!(began.elapsed() < Duration::from_secs(15), "{bytes:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_request_sent_again_is_answered_alike_and_done_once() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let sofa = app.login("ada", crate::harness::PASSWORD).await.unwrap();
    let with_key = |body: &str, key: &str| {
        let request = Request::post("/api/auth/logout/").header("authorization", format!("Bearer {}", ada.tokens.access));
        let request = request.header("content-type", "application/json").header("idempotency-key", key);
        app.request(ada.address, request.body(Full::<Bytes>::from(body.to_owned())).unwrap())
    };
    let body = format!(r#"{{"refresh": "{}"}}"#, sofa.tokens.refresh);
    let (one, two) = tokio::join!(with_key(&body, "k1"), with_key(&body, "k1"));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (204, 204));
    assert_eq!(with_key("{ }", "k1").await.refusal(), (409, ErrorCode::Conflict), "another body");
    assert_eq!(with_key("{}", "").await.refusal(), (400, ErrorCode::Malformed));
    assert_eq!(with_key("{}", &"k".repeat(65)).await.refusal(), (400, ErrorCode::Malformed));
    assert_eq!(with_key(r#"{"refresh": 7}"#, "k2").await.refusal(), (400, ErrorCode::Invalid));
    assert_eq!(with_key(r#"{"refresh": 7}"#, "k2").await.refusal(), (400, ErrorCode::Invalid), "a refusal is an answer like any other");
    let reused = app.restart().await;
    let ada = User { app: reused.clone(), ..ada.clone() };
    let request = Request::post("/api/auth/logout/").header("authorization", format!("Bearer {}", ada.tokens.access));
    let request = request.header("content-type", "application/json").header("idempotency-key", "k1").body(Full::from(body)).unwrap();
    assert_eq!(reused.request(ada.address, request).await.status, 204, "also after a restart");
}

#[tokio::test(start_paused = true)]
async fn more_requests_with_keys_than_there_are_readers_are_all_answered_at_once() {
    let app = TestApp::start().await;
    let mut pairs = Vec::new();
    for number in 0..20 {
        let [one, other] = [app.user(&format!("one{number}")).await, app.user(&format!("other{number}")).await];
        let stream = one.stream().await;
        pairs.push((one, stream, other.tokens.access.clone()));
    }
    // A call that reads whom the second token belongs to, while it is answered.
    let asked = pairs.iter().map(|(one, _, access)| one.call(StartLocal { access: access.clone(), goals: None }));
    let answers = app.while_time_passes(join_all(asked)).await;
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
}

#[tokio::test(start_paused = true)]
async fn writes_are_bounded_by_user_and_by_address_and_reads_are_not() {
    let rate = |count| server::config::Rate { count, seconds: 10 };
    let limits = server::config::Limits { writes_per_user: rate(3), writes_per_address: rate(5), ..server::config::Limits::default() };
    let app = TestApp::start_limited(limits).await;
    let ada = app.user("ada").await;
    for _ in 0..3 {
        assert_eq!(ada.send("PATCH", "/api/users/me/", "").await.status, 200);
    }
    assert_eq!(ada.send("PATCH", "/api/users/me/", "").await.refusal(), (429, ErrorCode::Throttled), "from any address");
    for _ in 0..10 {
        assert_eq!(ada.send("GET", "/api/users/me/", "").await.status, 200);
    }
    let from = [192, 0, 2, 1].into();
    for expected in [404, 404, 404, 404, 404, 429] {
        let request = Request::post("/nowhere").body(Full::default()).unwrap();
        assert_eq!(app.request(from, request).await.status, expected);
    }
}
