//! One writer for many: what shares a commit, and what does not.

use std::io::Read;
use std::path::Path;

use common::api::event::{ServerEvent, ServerOwnEvent};
use common::ids::{SessionId, UserId};

use super::*;
use crate::clock::Clock;
use crate::events::{EventHub, Sockets};

async fn open_in(dir: &Path, hub: &EventHub) -> Db {
    let path = dir.join("rebound.db");
    std::fs::File::options().create(true).append(true).open(&path).expect("the directory is writable");
    open(&path, &Clock::system(), hub, &Sockets::default()).await.expect("a new database opens")
}

async fn note(tx: &mut Tx, name: &str) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO server_state (name, value) VALUES ($1, 1)").bind(name).execute(&mut **tx).await.map(|_| ())
}

async fn noted(db: &Db) -> Vec<String> {
    let mut reader = db.read().await.expect("a reader is free");
    sqlx::query_scalar("SELECT name FROM server_state ORDER BY name").fetch_all(&mut *reader).await.expect("the table exists")
}

#[tokio::test]
async fn a_transaction_that_is_dropped_or_fails_leaves_nothing_and_its_neighbours_stay() {
    let dir = tempfile::tempdir().unwrap();
    let db = open_in(dir.path(), &EventHub::new()).await;
    let one = |name: &'static str, keeps: bool| {
        let db = db.clone();
        async move {
            let mut tx = db.begin().await.unwrap();
            note(&mut tx, name).await.unwrap();
            if keeps {
                tx.commit().await.unwrap();
            }
        }
    };
    let failing = async {
        let mut tx = db.begin().await.unwrap();
        note(&mut tx, "e").await.unwrap();
        assert!(note(&mut tx, "e").await.is_err(), "it is there already");
    };
    tokio::join!(one("a", true), one("b", false), one("c", true), failing, one("d", true));
    assert_eq!(noted(&db).await, ["a", "c", "d"]);
}

#[tokio::test]
async fn nobody_is_told_before_it_is_durable_and_everybody_in_the_order_of_the_ids() {
    let dir = tempfile::tempdir().unwrap();
    let hub = EventHub::new();
    let db = open_in(dir.path(), &hub).await;
    let ada = UserId(1);
    let mut stream = hub.subscribe(ada, SessionId(1), 8).unwrap();
    let mut tx = db.begin().await.unwrap();
    tx.emit(ada, ServerEvent::Server(ServerOwnEvent::Resync));
    drop(tx);
    let tell = || async {
        let mut tx = db.begin().await.unwrap();
        tx.emit(ada, ServerEvent::Server(ServerOwnEvent::Resync));
        tx.commit().await.unwrap();
    };
    let unfinished = {
        let mut tx = db.begin().await.unwrap();
        tx.emit(ada, ServerEvent::Server(ServerOwnEvent::Resync));
        tx
    };
    assert!(stream.queue.try_recv().is_err(), "it is not durable yet");
    unfinished.commit().await.unwrap();
    tokio::join!(tell(), tell());
    let mut ids = Vec::new();
    while let Ok(event) = stream.queue.try_recv() {
        ids.push(event.id.0);
    }
    assert_eq!(ids, [1, 2, 3], "and nothing of the one that was dropped");
}

#[tokio::test]
async fn many_at_once_are_all_kept_also_over_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let db = open_in(dir.path(), &EventHub::new()).await;
    let writing = (0..200).map(|number| {
        let db = db.clone();
        async move {
            let mut tx = db.begin().await.unwrap();
            note(&mut tx, &format!("{number:03}")).await.unwrap();
            tx.commit().await.unwrap();
        }
    });
    futures_util::future::join_all(writing).await;
    assert_eq!(db.in_flight(), 0);
    db.close().await;
    assert!(matches!(db.begin().await, Err(DbError::Busy)));
    let again = open_in(dir.path(), &EventHub::new()).await;
    assert_eq!(noted(&again).await.len(), 200);
}

#[tokio::test]
async fn a_full_database_refuses_with_its_own_error_and_goes_on_when_there_is_room() {
    let dir = tempfile::tempdir().unwrap();
    let db = open_in(dir.path(), &EventHub::new()).await;
    let bound = |pages: i64| {
        let db = db.clone();
        async move {
            let mut tx = db.begin().await.unwrap();
            let pages = if pages == 0 { sqlx::query_scalar("PRAGMA page_count").fetch_one(&mut *tx).await.unwrap() } else { pages };
            let set = sqlx::AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"));
            sqlx::query(set).execute(&mut *tx).await.unwrap();
        }
    };
    bound(0).await;
    let mut tx = db.begin().await.unwrap();
    let big = "x".repeat(1_000_000);
    let refused = DbError::from(note(&mut tx, &big).await.unwrap_err());
    assert!(matches!(refused, DbError::Full), "{refused}");
    drop(tx);
    bound(1_000_000).await;
    let mut tx = db.begin().await.unwrap();
    note(&mut tx, &big).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(noted(&db).await, [big]);
}

#[tokio::test]
async fn the_log_is_written_back_beside_the_writer() {
    let dir = tempfile::tempdir().unwrap();
    let db = open_in(dir.path(), &EventHub::new()).await;
    let file = dir.path().join("rebound.db");
    let len = || std::fs::metadata(&file).unwrap().len();
    let before = len();
    for number in 0..checkpoint::DUE_AFTER {
        let mut tx = db.begin().await.unwrap();
        note(&mut tx, &format!("{number:0>1000}")).await.unwrap();
        tx.commit().await.unwrap();
    }
    let written_back = async {
        while len() == before {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), written_back).await.expect("it is written back");
    let mut tx = db.begin().await.unwrap();
    note(&mut tx, "after").await.unwrap();
    tx.commit().await.unwrap();
    db.close().await;
    assert!(!dir.path().join("rebound.db-wal").exists(), "whoever closes last leaves one file");
}

#[tokio::test]
async fn the_log_begins_anew_also_while_one_commit_follows_the_other() {
    let dir = tempfile::tempdir().unwrap();
    let db = open_in(dir.path(), &EventHub::new()).await;
    let log = dir.path().join("rebound.db-wal");
    // Its header counts how often it was begun.
    let begun = || {
        let mut header = [0; 16];
        std::fs::File::open(&log).and_then(|mut file| file.read_exact(&mut header)).expect("the log has a header");
        u32::from_be_bytes(header[12..].try_into().expect("four bytes"))
    };
    let mut tx = db.begin().await.unwrap();
    note(&mut tx, "first").await.unwrap();
    tx.commit().await.unwrap();
    let before = begun();
    // Fewer pages than would make the writer do it by itself.
    let mut commits = 0;
    while begun() == before {
        commits += 1;
        assert!(commits < 8 * checkpoint::DUE_AFTER, "the log only grows");
        let mut tx = db.begin().await.unwrap();
        note(&mut tx, &format!("{commits}")).await.unwrap();
        tx.commit().await.unwrap();
    }
    db.close().await;
}
