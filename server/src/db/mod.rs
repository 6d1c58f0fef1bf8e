//! The database: SQLite in the data directory. Many readers, one writer that groups commits.

mod checkpoint;
mod open;
mod readers;
mod rows;
#[cfg(test)]
mod tests;
mod tx;
mod work;
mod writer;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub(crate) use open::open;
pub(crate) use readers::Reader;
use readers::Readers;
pub(crate) use rows::{Rows, flag};
pub(crate) use tx::Tx;
use work::Work;

/// How long a locked database, or a long queue for the writer, is waited for before the caller hears [`DbError::Busy`].
pub(crate) const BUSY_AFTER: Duration = Duration::from_secs(5);
/// Transactions that may wait for the writer; one more is [`DbError::Busy`] at once.
const WAITING_MAX: usize = 1024;

/// Why a transaction did not take effect.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DbError {
    /// Locked by somebody else, or too much is waiting. Trying again later can help.
    #[error("the database is busy")]
    Busy,
    /// The disk, or the file, is full.
    #[error("the database is full")]
    Full,
    /// Anything else that the database says.
    #[error(transparent)]
    Sql(sqlx::Error),
    /// The common commit of several transactions failed.
    #[error(transparent)]
    Commit(Arc<DbError>),
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        // Primary result codes: 5 BUSY, 6 LOCKED, 13 FULL, 10 IOERR (a disk that is away); extended ones have them in the low byte.
        let code = error.as_database_error().and_then(|e| e.code()).and_then(|code| code.parse::<u32>().ok());
        match code.map(|code| code & 0xff) {
            Some(5 | 6) => Self::Busy,
            Some(10 | 13) => Self::Full,
            Some(_) | None => Self::Sql(error),
        }
    }
}

/// Handle to the database; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    readers: Readers,
    writer: mpsc::Sender<oneshot::Sender<Result<Tx, DbError>>>,
    work: Work,
    close: CancellationToken,
    /// The writer, and who writes the log back.
    writing: Arc<Mutex<Vec<JoinHandle<()>>>>,
}

impl Db {
    /// Waits for the writer. What is done with it takes effect at [`Tx::commit`], or not at all.
    ///
    /// # Errors
    /// [`DbError::Busy`] after [`BUSY_AFTER`].
    pub(crate) async fn begin(&self) -> Result<Tx, DbError> {
        let _working = self.work.begin();
        let (lend, lent) = oneshot::channel();
        self.writer.try_send(lend).map_err(|_| DbError::Busy)?;
        match tokio::time::timeout(BUSY_AFTER, lent).await {
            Ok(Ok(tx)) => tx,
            Ok(Err(_)) | Err(_) => Err(DbError::Busy),
        }
    }

    /// A connection that sees everything committed so far, and cannot write.
    ///
    /// # Errors
    /// [`DbError::Busy`] when none is free for [`BUSY_AFTER`].
    pub(crate) async fn read(&self) -> Result<Reader, DbError> {
        self.readers.lend(self.work.begin()).await
    }

    /// Closes the database: what is committed is in its file then. Whoever comes later hears [`DbError::Busy`].
    pub(crate) async fn close(&self) {
        // First those who cannot write: whoever closes last writes the log back.
        self.readers.close().await;
        self.close.cancel();
        let writing = std::mem::take(&mut *self.writing.lock().unwrap_or_else(PoisonError::into_inner));
        for ended in join_all(writing).await {
            if let Err(error) = ended {
                tracing::error!(%error, "who writes into the database ended badly");
            }
        }
    }

    /// Transactions and reads that have not ended.
    pub(crate) fn in_flight(&self) -> usize {
        self.work.in_flight()
    }
}
