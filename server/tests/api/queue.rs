//! Wanting a match: the queue for a duel, and two on one keyboard.

use std::time::Duration;

use common::api::error::ErrorCode;
use common::api::matches::{FinishReason, GameMode, GetMatch};
use common::api::queue::{JoinDuel, LeaveDuel, StartLocal};
use common::sim::{Seat, Side};

use crate::harness::TestApp;
use crate::players::{Player, Socket, duel, duel_of, started};

#[tokio::test(start_paused = true)]
async fn the_first_two_are_paired_and_nobody_with_themselves() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (mut ada_stream, mut bob_stream) = (ada.stream().await, bob.stream().await);
    let first = ada.call(JoinDuel {}).await.unwrap();
    assert_eq!(first.game_mode, GameMode::Duel);
    app.advance(Duration::from_secs(1)).await;
    assert_eq!(ada.call(JoinDuel {}).await.unwrap(), first, "the place is kept");
    bob.call(JoinDuel {}).await.unwrap();
    let code = app.while_time_passes(started(&mut ada_stream)).await;
    assert_eq!(app.while_time_passes(started(&mut bob_stream)).await, code);
    let found = ada.call(GetMatch { code }).await.unwrap();
    assert_eq!((found.teams.a.players[0].user.id, found.teams.b.players[0].user.id), (ada.id, bob.id));
    assert!(!found.finished && found.counts);
}

#[tokio::test(start_paused = true)]
async fn a_queue_needs_a_stream_and_can_be_left_once() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let refused = app.while_time_passes(ada.refused(JoinDuel {})).await;
    assert_eq!(refused, ErrorCode::SseConnectionRequired);
    let _stream = ada.stream().await;
    ada.call(JoinDuel {}).await.unwrap();
    ada.call(LeaveDuel {}).await.unwrap();
    assert_eq!(ada.refused(LeaveDuel {}).await, ErrorCode::NotFound);
}

#[tokio::test(start_paused = true)]
async fn who_goes_offline_waits_no_more() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let stream = ada.stream().await;
    ada.call(JoinDuel {}).await.unwrap();
    drop(stream);
    app.advance(Duration::from_secs(9)).await;
    let stream = ada.stream().await;
    app.advance(Duration::from_secs(5)).await;
    let kept = ada.call(JoinDuel {}).await.unwrap();
    drop(stream);
    app.advance(Duration::from_secs(12)).await;
    let _stream = ada.stream().await;
    assert_ne!(ada.call(JoinDuel {}).await.unwrap().id, kept.id);
}

#[tokio::test(start_paused = true)]
async fn who_is_put_into_a_match_by_other_means_waits_no_more() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (_a, _b) = (ada.stream().await, bob.stream().await);
    bob.call(JoinDuel {}).await.unwrap();
    ada.call(StartLocal { access: bob.tokens.access.clone(), goals: None }).await.unwrap();
    assert_eq!(bob.refused(LeaveDuel {}).await, ErrorCode::NotFound);
}

#[tokio::test(start_paused = true)]
async fn a_full_queue_takes_nobody_and_keeps_who_is_in_it() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (_a, _b) = (ada.stream().await, bob.stream().await);
    let first = ada.call(JoinDuel {}).await.unwrap();
    // Written beside the server, all at once: users who are never there.
    let crowd = "WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 10998)";
    let users = "INSERT INTO users (id, is_guest, created_at, last_online) SELECT i, TRUE, 0, 0 FROM n";
    let places = "INSERT INTO queue_places (user_id, join_at) SELECT i, 0 FROM n";
    crate::restart::change(app.data_dir.path(), &format!("{crowd} {users}")).await;
    crate::restart::change(app.data_dir.path(), &format!("{crowd} {places}")).await;
    assert_eq!(bob.refused(JoinDuel {}).await, ErrorCode::Unavailable);
    assert_eq!(ada.call(JoinDuel {}).await.unwrap(), first);
    // After a start, those who were there have half a minute to come back.
    app.advance(Duration::from_secs(31)).await;
    assert!(bob.call(JoinDuel {}).await.is_ok(), "those who are not there do not stay");
}

#[tokio::test(start_paused = true)]
async fn who_plays_cannot_want_another_match() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    assert_eq!(duel.a.refused(JoinDuel {}).await, ErrorCode::AlreadyPlaying);
    let access = duel.b.tokens.access.clone();
    let eve = app.user("eve").await;
    let _stream = eve.stream().await;
    assert_eq!(eve.refused(StartLocal { access, goals: None }).await, ErrorCode::AlreadyPlaying);
}

#[tokio::test(start_paused = true)]
async fn a_match_against_a_guest_never_counts() {
    let app = TestApp::start().await;
    let (ada, guest) = (app.user("ada").await, app.guest().await);
    let duel = duel_of(&app, ada, guest).await;
    assert!(!duel.a.call(GetMatch { code: duel.code }).await.unwrap().counts);
}

#[tokio::test(start_paused = true)]
async fn two_on_one_keyboard_play_through_one_socket_and_it_counts() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let _stream = ada.stream().await;
    let made = ada.call(StartLocal { access: bob.tokens.access.clone(), goals: Some(1) }).await.unwrap();
    assert_eq!((made.game_mode, made.counts), (GameMode::Local, true));
    let tokens = [ada.tokens.access.as_str(), bob.tokens.access.as_str()];
    let both = Player::sit(&app, made.code, &tokens, 3).await;
    let (finished, log) = app.while_time_passes(both.play()).await;
    assert_eq!((finished.reason, finished.score[0] + finished.score[1]), (FinishReason::NormalEnd, 1));
    let seats: std::collections::BTreeSet<_> = log.changes().iter().map(|change| change.seat).collect();
    assert!(seats.contains(&Seat::new(Side::A, 0)) && seats.contains(&Seat::new(Side::B, 0)));
}

#[tokio::test(start_paused = true)]
async fn a_shared_keyboard_needs_two_accounts_and_goals_within_bounds() {
    let app = TestApp::start().await;
    let (ada, bob, guest) = (app.user("ada").await, app.user("bob").await, app.guest().await);
    let _stream = ada.stream().await;
    let local = async |access: &str, goals: i64| {
        let body = serde_json::json!({ "access": access, "goals": goals }).to_string();
        ada.send("POST", "/api/play/local/", &body).await.refusal()
    };
    assert_eq!(local(&bob.tokens.access, 0).await, (400, ErrorCode::Invalid));
    assert_eq!(local(&bob.tokens.access, 22).await, (400, ErrorCode::Invalid));
    assert_eq!(local(&ada.tokens.access, 3).await, (400, ErrorCode::Invalid));
    assert_eq!(local("nonsense", 3).await, (401, ErrorCode::TokenNotValid));
    assert_eq!(local(&guest.tokens.access, 3).await, (403, ErrorCode::GuestNotAllowed));
    assert_eq!(ada.send("POST", "/api/play/local/", "{}").await.refusal(), (400, ErrorCode::Invalid));
    assert_eq!(guest.send("POST", "/api/play/local/", "{}").await.refusal(), (403, ErrorCode::GuestNotAllowed));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_ends_makes_no_new_matches() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (_a, _b) = (ada.stream().await, bob.stream().await);
    app.stop.cancel();
    assert_eq!(ada.refused(StartLocal { access: bob.tokens.access.clone(), goals: None }).await, ErrorCode::Unavailable);
    assert_eq!(bob.refused(JoinDuel {}).await, ErrorCode::Unavailable);
}

#[tokio::test(start_paused = true)]
async fn a_user_has_so_many_sockets_and_no_more() {
    let limits = server::config::Limits { sockets_per_user: 2, ..server::config::Limits::default() };
    let app = TestApp::start_limited(limits).await;
    let duel = duel(&app).await;
    let mut sockets = Vec::new();
    for _ in 0..2 {
        let mut socket = Socket::greet(&app, duel.code, &[&duel.a.tokens.access], true).await;
        app.while_time_passes(socket.welcome()).await;
        sockets.push(socket);
    }
    let mut third = Socket::greet(&app, duel.code, &[&duel.a.tokens.access], true).await;
    assert_eq!(app.while_time_passes(third.ended()).await.refusal, Some(common::wire::Refusal::Full));
}
