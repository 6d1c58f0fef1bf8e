//! What becomes of running matches when the server starts again, in virtual time.

use std::path::Path;
use std::time::Duration;

use common::api::event::{GameEvent, ServerEvent};
use common::api::matches::{FinishReason, log_path};
use common::api::queue::JoinDuel;
use common::sim::log::Log;
use common::sim::{Steer, Tick};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::harness::TestApp;
use crate::players::{Player, duel};

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
async fn change(data_dir: &Path, statement: &'static str) {
    let mut file = SqliteConnectOptions::new().filename(data_dir.join("rebound.db")).connect().await.unwrap();
    assert_eq!(sqlx::query(statement).execute(&mut file).await.unwrap().rows_affected(), 1);
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
