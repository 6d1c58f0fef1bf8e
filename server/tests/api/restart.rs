//! What becomes of running matches when the server starts again, in virtual time.

use std::path::Path;
use std::time::Duration;

use common::api::error::ErrorCode;
use common::api::event::{GameEvent, ServerEvent};
use common::api::matches::{FinishReason, GetMatch, log_path};
use common::api::queue::{JoinDuel, LeaveDuel};
use common::sim::log::Log;
use common::sim::{Steer, Tick};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::harness::{TestApp, User};
use crate::players::{Player, duel, started};

#[tokio::test(start_paused = true)]
async fn a_match_goes_on_after_a_restart_from_where_it_was() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (mut a, b) = duel.begin().await;
    a.steer(1, Tick(0), Steer::Up).await;
    app.advance(Duration::from_secs(5)).await;
    let (code, a_access, b_access) = (duel.code, duel.a.tokens.access.clone(), duel.b.tokens.access.clone());
    drop((a, b, duel));
    let app = app.restart().await;
    let a = Player::sit(&app, code, &[&a_access], 3).await;
    let b = Player::sit(&app, code, &[&b_access], 3).await;
    let ((finished, log), _) = app.while_time_passes(async { tokio::join!(a.play(), b.play()) }).await;
    assert_eq!(finished.reason, FinishReason::NormalEnd);
    assert_eq!(log.changes()[0].steer, Steer::Up, "what was before the restart is part of the match");
    let file = app.send("GET", &log_path(code), None, "").await;
    assert_eq!(Log::from_bytes(&file.body).unwrap(), log);
}

/// Changes the database beside the server.
pub(crate) async fn change(data_dir: &Path, statement: &str) {
    let mut file = SqliteConnectOptions::new().filename(data_dir.join("rebound.db")).connect().await.unwrap();
    let changed = sqlx::query(sqlx::AssertSqlSafe(statement)).execute(&mut file).await.unwrap();
    assert!(changed.rows_affected() > 0);
}

#[tokio::test(start_paused = true)]
async fn players_are_told_of_a_match_that_cannot_go_on_after_a_restart() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let sockets = duel.begin().await;
    app.advance(Duration::from_secs(1)).await;
    change(app.data_dir.path(), "UPDATE matches SET sim_version = 0").await;
    let (code, mut a) = (duel.code, duel.a.clone());
    drop((sockets, duel));
    let app = app.restart().await;
    a.app = app.clone();
    let mut stream = a.stream_after(Some(0)).await;
    let told = app.while_time_passes(stream.next_of("match-finish")).await.event;
    let ServerEvent::Game(GameEvent::Finish(over)) = told else { panic!("{told:?}") };
    assert_eq!((over.code, over.finish_reason, over.winner), (code, Some(FinishReason::Aborted), None));
    assert!(a.call(JoinDuel {}).await.is_ok(), "nobody is left in a match");
}

#[tokio::test(start_paused = true)]
async fn a_match_whose_end_the_journal_missed_does_not_stay_in_it_for_ever() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let sockets = duel.begin().await;
    app.advance(Duration::from_secs(1)).await;
    drop(sockets);
    // As after a kill between the result and the journal.
    change(app.data_dir.path(), "UPDATE matches SET finished_at = 1, finish_reason = 'aborted'").await;
    let journal = app.data_dir.path().join("matches.journal");
    let len = || std::fs::metadata(&journal).unwrap().len();
    let empty = 8;
    let app = app.restart().await;
    assert!(len() > empty, "the match was in the journal");
    app.restart().await;
    assert_eq!(len(), empty);
}

/// The server again, and the same people at it.
pub(crate) async fn restarted(app: TestApp, mut people: Vec<User>) -> (TestApp, Vec<User>) {
    let app = app.restart().await;
    people.iter_mut().for_each(|user| user.app = app.clone());
    (app, people)
}

#[tokio::test(start_paused = true)]
async fn a_place_in_the_queue_is_kept_with_its_waiting_time_for_who_comes_back() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let stream = ada.stream().await;
    let place = ada.call(JoinDuel {}).await.unwrap();
    app.advance(Duration::from_secs(5)).await;
    drop(stream);
    let (app, people) = restarted(app, vec![ada, bob]).await;
    let [ada, bob] = people.try_into().ok().unwrap();
    app.advance(Duration::from_secs(20)).await;
    let (mut ada_stream, _bob_stream) = (ada.stream().await, bob.stream().await);
    assert_eq!(ada.call(JoinDuel {}).await.unwrap(), place);
    bob.call(JoinDuel {}).await.unwrap();
    let code = app.while_time_passes(started(&mut ada_stream)).await;
    let found = ada.call(GetMatch { code }).await.unwrap();
    assert_eq!(found.teams.a.players[0].user.id, ada.id, "first come, first served");
    assert_eq!(ada.refused(LeaveDuel {}).await, ErrorCode::NotFound, "the place went with the match");
}

#[tokio::test(start_paused = true)]
async fn nobody_is_paired_with_somebody_who_is_not_back_yet() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let stream = ada.stream().await;
    ada.call(JoinDuel {}).await.unwrap();
    drop(stream);
    let (app, people) = restarted(app, vec![ada, bob, eve]).await;
    let [ada, bob, eve] = people.try_into().ok().unwrap();
    let (mut bob_stream, mut eve_stream) = (bob.stream().await, eve.stream().await);
    bob.call(JoinDuel {}).await.unwrap();
    app.advance(Duration::from_secs(5)).await;
    eve.call(JoinDuel {}).await.unwrap();
    let code = app.while_time_passes(started(&mut bob_stream)).await;
    assert_eq!(app.while_time_passes(started(&mut eve_stream)).await, code);
    let _stream = ada.stream().await;
    ada.call(LeaveDuel {}).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn those_who_waited_are_paired_when_they_are_back_without_asking_again() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let streams = (ada.stream().await, bob.stream().await);
    app.stop.cancel();
    change(app.data_dir.path(), "INSERT INTO queue_places (user_id, join_at) SELECT id, 0 FROM users").await;
    drop(streams);
    let (app, people) = restarted(app, vec![ada, bob]).await;
    let [ada, bob] = people.try_into().ok().unwrap();
    let mut ada_stream = ada.stream().await;
    app.advance(Duration::from_secs(3)).await;
    let mut bob_stream = bob.stream().await;
    let code = app.while_time_passes(started(&mut ada_stream)).await;
    assert_eq!(app.while_time_passes(started(&mut bob_stream)).await, code);
}

#[tokio::test(start_paused = true)]
async fn who_does_not_come_back_after_a_restart_loses_the_place_as_anybody_who_goes_offline() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let stream = ada.stream().await;
    let place = ada.call(JoinDuel {}).await.unwrap();
    drop(stream);
    let (app, people) = restarted(app, vec![ada]).await;
    let [ada] = people.try_into().ok().unwrap();
    app.advance(Duration::from_secs(32)).await;
    let _stream = ada.stream().await;
    assert_eq!(ada.refused(LeaveDuel {}).await, ErrorCode::NotFound);
    assert_ne!(ada.call(JoinDuel {}).await.unwrap().id, place.id);
}
