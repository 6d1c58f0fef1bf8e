//! Writes the log of the database back into its file, on a connection of its own: who commits does not wait for that.

use std::sync::Arc;

use sqlx::{Connection, Executor, SqliteConnection};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// After so many commits it is due.
pub(super) const DUE_AFTER: u32 = 256;
/// Pages of the log at which the writer does it itself, because nobody else came to it: 40 MiB.
pub(super) const WRITER_PAGES: &str = "10000";

/// Starts on this connection, and goes on whenever it is due until the database is closed.
pub(super) fn spawn(mut connection: SqliteConnection, due: Arc<Notify>, close: CancellationToken) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = due.notified() => {}
                () = close.cancelled() => break,
            }
            // Waits for nobody; what somebody still reads is written back the next time.
            if let Err(error) = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").await {
                tracing::warn!(%error, "the log of the database could not be written back");
            }
        }
        if let Err(error) = connection.close().await {
            tracing::warn!(%error, "a connection to the database was not closed cleanly");
        }
    })
}
