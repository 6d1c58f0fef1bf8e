//! The event stream.

use std::time::Duration;

use common::api::auth::Logout;
use common::api::error::ErrorCode;
use common::api::event::STREAM_PATH;
use common::api::users::GetMe;
use http::Request;

use crate::harness::{PASSWORD, TestApp, User};

/// Asks for the stream in a way of the caller's own, and expects that it is refused.
async fn open(user: &User, query: &str, headers: &[(&str, &str)]) -> crate::harness::Reply {
    let mut request = Request::get(format!("{STREAM_PATH}{query}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    user.app.request(user.address, request.body(Default::default()).unwrap()).await
}

#[tokio::test(start_paused = true)]
async fn a_user_is_online_while_a_stream_is_open_and_for_10_seconds_after() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let (first, second) = (ada.stream().await, ada.stream().await);
    assert!(ada.call(GetMe {}).await.unwrap().is_online);
    drop(first);
    app.advance(Duration::from_millis(50)).await;
    app.jump(Duration::from_secs(11)).await;
    assert!(ada.call(GetMe {}).await.unwrap().is_online, "one is open still");
    drop(second);
    app.advance(Duration::from_millis(50)).await;
    app.jump(Duration::from_secs(9)).await;
    let me = ada.call(GetMe {}).await.unwrap();
    assert!(me.is_online);
    app.jump(Duration::from_secs(2)).await;
    let gone = ada.call(GetMe {}).await.unwrap();
    assert!(!gone.is_online);
    assert!(gone.last_online >= me.last_online, "the moment of leaving is kept");
    drop(ada.stream().await);
    assert!(ada.call(GetMe {}).await.unwrap().is_online, "back at once");
}

#[tokio::test(start_paused = true)]
async fn a_quiet_stream_says_every_15_seconds_that_it_is_alive() {
    let app = TestApp::start().await;
    let mut stream = app.guest().await.stream().await;
    app.jump(Duration::from_millis(15_100)).await;
    stream.comment().await;
    app.jump(Duration::from_millis(15_100)).await;
    stream.comment().await;
}

#[tokio::test(start_paused = true)]
async fn a_stream_ends_with_its_session_and_those_of_other_sessions_go_on() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let sofa = app.login("ada", PASSWORD).await.unwrap();
    let (mut here, mut there) = (ada.stream().await, sofa.stream().await);
    ada.call(Logout { refresh: Some(ada.tokens.refresh.clone()) }).await.unwrap();
    assert!(here.next().await.is_none());
    ada.app.jump(Duration::from_millis(15_100)).await;
    there.comment().await;
    assert_eq!(
        open(&ada, "", &[("authorization", &format!("Bearer {}", ada.tokens.access))]).await.refusal(),
        (401, ErrorCode::TokenNotValid)
    );
}

#[tokio::test(start_paused = true)]
async fn everybody_hears_that_the_server_is_about_to_end_and_then_the_stream_ends() {
    let app = TestApp::start().await;
    let (mut ada, mut guest) = (app.user("ada").await.stream().await, app.guest().await.stream().await);
    app.stop.cancel();
    assert_eq!(app.send("GET", "/readyz", None, "").await.refusal(), (503, ErrorCode::Unavailable));
    let server = app.server.clone();
    let ending = tokio::spawn(async move { server.end().await });
    for stream in [&mut ada, &mut guest] {
        assert_eq!(app.while_time_passes(stream.next()).await.unwrap().code, "server-notice");
        assert!(app.while_time_passes(stream.next()).await.is_none());
    }
    app.while_time_passes(ending).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_was_missed_follows_once_also_after_a_restart() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let mut stream = ada.stream().await;
    let app = app.restart().await;
    let notice = stream.next().await.unwrap();
    assert!(stream.next().await.is_none());
    let ada = User { app: app.clone(), ..ada };
    let missed = ada.stream_after(Some(notice.id - 1)).await.next().await.unwrap();
    assert_eq!((missed.id, &missed.event), (notice.id, &notice.event));
    let mut caught_up = ada.stream_after(Some(notice.id)).await;
    app.jump(Duration::from_millis(15_100)).await;
    caught_up.comment().await;
}

#[tokio::test(start_paused = true)]
async fn who_missed_what_is_not_kept_any_more_is_told_to_read_everything_again() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let app = app.restart().await;
    let ada = User { app: app.clone(), ..ada };
    app.jump(Duration::from_secs(60)).await;
    assert_eq!(ada.stream_after(Some(0)).await.next().await.unwrap().code, "server-notice");
    app.jump(Duration::from_secs(5 * 60)).await;
    app.jump(Duration::from_secs(61)).await;
    let resync = ada.stream_after(Some(0)).await.next().await.unwrap();
    assert_eq!(resync.code, "resync");
    assert!(resync.id > 0, "it carries the newest id");
    let far = ada.stream_after(Some(resync.id + 1)).await.next().await.unwrap();
    assert_eq!((far.code.as_str(), far.id), ("resync", resync.id), "an id from another server");
    let mut caught_up = ada.stream_after(Some(resync.id)).await;
    app.jump(Duration::from_millis(15_100)).await;
    caught_up.comment().await;
}

#[tokio::test(start_paused = true)]
async fn the_token_may_be_in_the_query_of_the_stream_and_nowhere_else() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let token = format!("?token={}", ada.tokens.access);
    let reply = app.send("GET", &format!("/api/users/me/{token}"), None, "").await;
    assert_eq!(reply.refusal(), (401, ErrorCode::NotAuthenticated));
    assert_eq!(open(&ada, "?token=x", &[]).await.refusal(), (401, ErrorCode::TokenNotValid));
    assert_eq!(open(&ada, "", &[]).await.refusal(), (401, ErrorCode::NotAuthenticated));
    assert_eq!(open(&ada, &token, &[("origin", "https://example.org")]).await.refusal(), (403, ErrorCode::Forbidden));
    let stream = app.open(ada.address, Request::get(format!("{STREAM_PATH}{token}")).body(Default::default()).unwrap()).await;
    assert_eq!((stream.status().as_u16(), &stream.headers()["content-type"]), (200, &"text/event-stream".parse().unwrap()));
}

#[tokio::test(start_paused = true)]
async fn a_user_has_so_many_streams_and_a_closed_one_makes_room() {
    let limits = server::config::Limits { streams_per_user: 2, ..server::config::Limits::default() };
    let app = TestApp::start_limited(limits).await;
    let ada = app.user("ada").await;
    let (first, _second) = (ada.stream().await, ada.stream().await);
    let bearer = format!("Bearer {}", ada.tokens.access);
    assert_eq!(open(&ada, "", &[("authorization", &bearer)]).await.refusal(), (429, ErrorCode::Throttled));
    drop(first);
    app.advance(Duration::from_millis(100)).await;
    let _third = ada.stream().await;
}
