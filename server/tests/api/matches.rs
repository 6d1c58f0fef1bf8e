//! Matches of the past and of now.

use std::time::Duration;

use common::api::error::ErrorCode;
use common::api::matches::{FinishReason, GetMatch, LOG_CONTENT_TYPE, ListLive, ListMatches, TeamName, log_path};
use common::api::time::Span;
use common::ids::{MatchCode, UserId};
use common::sim::log::Log;
use common::sim::{Steer, Tick};

use crate::harness::TestApp;
use crate::players::{Socket, duel, duel_of};

#[tokio::test(start_paused = true)]
async fn a_running_match_shows_the_time_played_so_far_and_its_log_so_far() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (mut a, _b) = duel.begin().await;
    a.steer(1, Tick(0), Steer::Up).await;
    app.advance(Duration::from_secs(2)).await;
    let found = app.call(GetMatch { code: duel.code }).await.unwrap();
    assert!(!found.finished && found.spectators_allowed);
    assert!(found.game_duration > Span::from_ticks(200), "{:?}", found.game_duration);
    let file = app.while_time_passes(app.send("GET", &log_path(duel.code), None, "")).await;
    assert_eq!(file.headers["content-type"], LOG_CONTENT_TYPE);
    let log = Log::from_bytes(&file.body).unwrap();
    assert!(log.through() > Tick(200) && log.changes().len() == 1);
    assert!(Log::verify(&file.body).is_ok());
}

#[tokio::test(start_paused = true)]
async fn live_matches_are_listed_with_the_most_watched_first() {
    let app = TestApp::start().await;
    let first = duel(&app).await;
    let (carl, dora) = (app.user("carl").await, app.user("dora").await);
    let second = duel_of(&app, carl, dora).await;
    let list = async || {
        let page = first.a.call(ListLive { limit: 20, offset: 0 }).await.unwrap();
        page.results.into_iter().map(|found| found.code).collect::<Vec<_>>()
    };
    assert_eq!(list().await, [second.code, first.code], "the newest first");
    let mut spectator = Socket::greet(&app, first.code, &[], true).await;
    app.while_time_passes(spectator.welcome()).await;
    assert_eq!(list().await, [first.code, second.code]);
    drop(spectator);
    app.advance(Duration::from_millis(100)).await;
    assert_eq!(list().await, [second.code, first.code]);
    let page = first.a.call(ListLive { limit: 1, offset: 1 }).await.unwrap();
    assert_eq!((page.count, page.results.len(), page.next.is_none(), page.previous.is_some()), (2, 1, true, true));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_watched_is_known_to_its_players_alone() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    bob.send("PATCH", "/api/users/me/", r#"{"allow_spectators": false}"#).await;
    let duel = duel_of(&app, ada, bob).await;
    let (code, path) = (duel.code, log_path(duel.code));
    assert_eq!(eve.refused(GetMatch { code }).await, ErrorCode::NotFound);
    assert_eq!(app.call(GetMatch { code }).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(eve.send("GET", &path, "").await.refusal(), (404, ErrorCode::NotFound));
    assert!(duel.a.call(GetMatch { code }).await.is_ok());
    assert_eq!(app.while_time_passes(duel.a.send("GET", &path, "")).await.status, 200);
    assert_eq!(eve.call(ListLive { limit: 20, offset: 0 }).await.unwrap().count, 0);
}

#[tokio::test(start_paused = true)]
async fn a_history_is_read_page_by_page_newest_first() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let mut codes = Vec::new();
    for _ in 0..3 {
        let mut duel = duel_of(&app, ada.clone(), bob.clone()).await;
        let mut a = Socket::sit(&ada, duel.code).await;
        app.while_time_passes(a.finished()).await;
        app.while_time_passes(duel.b_stream.next_of("match-finish")).await;
        codes.insert(0, duel.code);
    }
    let page = ada.call(ListMatches { user: bob.id, limit: 2, offset: 0 }).await.unwrap();
    let read: Vec<_> = page.results.iter().map(|found| found.code).collect();
    assert_eq!((page.count, read.as_slice()), (3, &codes[..2]));
    assert!(page.next.unwrap().ends_with("limit=2&offset=2"));
    let over = &page.results[0];
    assert_eq!((over.finish_reason, over.winner), (Some(FinishReason::PlayerNotConnected), Some(TeamName::A)));
    assert_eq!((over.looser, over.teams.a.score, over.teams.b.score), (Some(TeamName::B), 3, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_is_404_and_who_is_nobody_is_401() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    assert_eq!(ada.refused(ListMatches { user: UserId(999), limit: 20, offset: 0 }).await, ErrorCode::NotFound);
    assert_eq!(ada.refused(GetMatch { code: MatchCode::from_draws([1; 6]) }).await, ErrorCode::NotFound);
    for path in ["/api/game/matches/0/", "/api/game/matches/abc/", "/api/game/match/AEIOUA/", "/api/game/match/222222/log/"] {
        assert_eq!(ada.send("GET", path, "").await.refusal(), (404, ErrorCode::NotFound), "{path}");
    }
    for path in ["/api/game/matches/1/", "/api/game/live/"] {
        assert_eq!(app.send("GET", path, None, "").await.refusal(), (401, ErrorCode::NotAuthenticated), "{path}");
    }
    assert_eq!(ada.send("GET", "/api/game/live/?limit=x", "").await.refusal(), (400, ErrorCode::Malformed));
    assert_eq!(ada.send("DELETE", "/api/game/live/", "").await.refusal(), (405, ErrorCode::MethodNotAllowed));
}
