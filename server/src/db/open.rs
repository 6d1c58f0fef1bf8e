//! Opening the database: its file, its migrations, and the check that what is written survives.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::try_join_all;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection};
use tracing::log::LevelFilter;

use tokio_util::sync::CancellationToken;

use super::checkpoint::Checkpoint;
use super::readers::Readers;
use super::work::Work;
use super::{BUSY_AFTER, Db, checkpoint, writer};
use crate::clock::Clock;
use crate::events::{EventHub, Sockets};

static MIGRATIONS: Migrator = sqlx::migrate!("../migrations/sqlite");

/// Connections for reading.
const READERS: usize = 4;
/// Statements that a connection keeps ready: more than the program has.
const STATEMENTS_KEPT: usize = 512;
/// Rows that SQLite's thread hands over without waiting for whoever reads them: more than a page of a list has, so that a list
/// costs as few changes of threads as one row.
const ROWS_AHEAD: usize = 1024;

/// Why the database cannot be used, and what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenError {
    /// The file cannot be made or opened.
    #[error("cannot open the database {}: {reason}. Give --data-dir a directory that this user can write to", path.display())]
    Unusable { path: PathBuf, reason: String },
    /// Written by a newer version of this program.
    #[error(
        "the database {} comes from a newer version of rebound-server (migration {found}, this version knows {known}). \
         Start that version, or give --data-dir another directory",
        path.display()
    )]
    Newer { path: PathBuf, found: i64, known: i64 },
    /// A migration did not go through.
    #[error("the database {} could not be brought up to date: {reason}. Nothing was changed; restore a backup or report this", path.display())]
    Migration { path: PathBuf, reason: String },
    /// What is acknowledged would not survive a power cut.
    #[error("the database {} would not keep what it acknowledges: {setting} is {found}, must be {wanted}. Is it on a network drive?", path.display())]
    NotDurable { path: PathBuf, setting: &'static str, found: String, wanted: &'static str },
}

/// Opens the database file, which exists, and brings it up to date.
///
/// # Errors
/// [`OpenError`] says what to do.
pub(crate) async fn open(path: &Path, clock: &Clock, hub: &EventHub, sockets: &Sockets) -> Result<Db, OpenError> {
    let unusable = |reason: String| OpenError::Unusable { path: path.to_owned(), reason };
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_AFTER)
        .statement_cache_capacity(STATEMENTS_KEPT)
        .row_buffer_size(ROWS_AHEAD)
        // For whoever counts them; what is slow is told by the figures.
        .log_statements(LevelFilter::Trace)
        .log_slow_statements(LevelFilter::Off, Duration::MAX);
    let writing = options.clone().pragma("wal_autocheckpoint", checkpoint::WRITER_PAGES);
    let mut connection = writing.connect().await.map_err(|error| unusable(error.to_string()))?;
    migrate(&mut connection, path).await?;
    check_durability(&mut connection, path).await?;
    let reading = options.read_only(true);
    let readers = try_join_all((0..READERS).map(|_| reading.connect())).await.map_err(|error| unusable(error.to_string()))?;
    let beside = writing.connect().await.map_err(|error| unusable(error.to_string()))?;
    let (work, close, checkpoint) = (Work::default(), CancellationToken::new(), Checkpoint::default());
    let checkpoints = checkpoint::spawn(beside, checkpoint.clone(), close.clone());
    let (writer, writes) =
        writer::spawn(connection, clock.clone(), (hub.clone(), sockets.clone()), (work.clone(), checkpoint), close.clone());
    Ok(Db { readers: Readers::new(readers), writer, work, close, writing: Arc::new(Mutex::new(vec![writes, checkpoints])) })
}

async fn migrate(connection: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    let known = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    MIGRATIONS.run_direct(None, connection, false).await.map_err(|error| {
        if let MigrateError::VersionMissing(found) = error
            && found > known
        {
            return OpenError::Newer { path: path.to_owned(), found, known };
        }
        OpenError::Migration { path: path.to_owned(), reason: error.to_string() }
    })
}

async fn check_durability(connection: &mut SqliteConnection, path: &Path) -> Result<(), OpenError> {
    let checks = [
        ("journal_mode", "PRAGMA journal_mode", "wal"),
        ("synchronous", "PRAGMA synchronous", "2"),
        ("foreign_keys", "PRAGMA foreign_keys", "1"),
    ];
    for (setting, pragma, wanted) in checks {
        let found: String = match setting {
            "journal_mode" => sqlx::query_scalar(pragma).fetch_one(&mut *connection).await,
            _ => sqlx::query_scalar::<_, i64>(pragma).fetch_one(&mut *connection).await.map(|number| number.to_string()),
        }
        .map_err(|error| OpenError::Unusable { path: path.to_owned(), reason: error.to_string() })?;
        if found != wanted {
            return Err(OpenError::NotDurable { path: path.to_owned(), setting, found, wanted });
        }
    }
    Ok(())
}
