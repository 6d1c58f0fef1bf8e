//! Writes the log of the database back into its file, on a connection of its own: who commits does not wait for that.
//!
//! What is committed meanwhile is left over, and as long as anything is, the log only grows. So the writer, when it is told that
//! nearly all is done, writes the little that is left, and begins the log anew: overwriting it is quicker than making it longer.

use std::sync::Arc;

use sqlx::{Connection, Executor, SqliteConnection};
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// After so many commits it is due.
pub(super) const DUE_AFTER: u32 = 512;
/// Pages of the log at which the writer does it itself, because nobody else came to it: 80 MiB.
pub(super) const WRITER_PAGES: &str = "20000";

/// What the writer and whoever writes back for it say to each other; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Checkpoint {
    /// It is due.
    pub(super) due: Arc<Notify>,
    /// It is done, but for what was committed meanwhile.
    pub(super) nearly: Arc<Notify>,
}

/// Starts on this connection, and goes on whenever it is due until the database is closed.
pub(super) fn spawn(mut connection: SqliteConnection, checkpoint: Checkpoint, close: CancellationToken) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            tokio::select! {
                () = checkpoint.due.notified() => {}
                () = close.cancelled() => break,
            }
            write_back(&mut connection).await;
            checkpoint.nearly.notify_one();
        }
        if let Err(error) = connection.close().await {
            tracing::warn!(%error, "a connection to the database was not closed cleanly");
        }
    })
}

/// Waits for nobody; what somebody still reads is written back the next time.
pub(super) async fn write_back(connection: &mut SqliteConnection) {
    if let Err(error) = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").await {
        tracing::warn!(%error, "the log of the database could not be written back");
    }
}
