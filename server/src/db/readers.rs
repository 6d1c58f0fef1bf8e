//! Connections that read. The one that came back last is lent first, for it has the most in its memory. The pool of the library asks
//! a connection whether it is there before it lends it and after it has it back, and either costs as much as a statement.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::{Connection, SqliteConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::work::Working;
use super::{BUSY_AFTER, DbError};

/// All of them; cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Readers {
    free: Arc<Mutex<Vec<SqliteConnection>>>,
    /// One for each that is free.
    turns: Arc<Semaphore>,
    count: u32,
}

/// A connection that only reads.
#[derive(Debug)]
pub(crate) struct Reader {
    connection: Option<SqliteConnection>,
    free: Arc<Mutex<Vec<SqliteConnection>>>,
    _turn: OwnedSemaphorePermit,
    _working: Working,
}

impl Readers {
    pub(super) fn new(connections: Vec<SqliteConnection>) -> Self {
        let count = connections.len();
        let turns = Arc::new(Semaphore::new(count));
        Self { free: Arc::new(Mutex::new(connections)), turns, count: u32::try_from(count).unwrap_or(u32::MAX) }
    }

    /// Waits for one.
    ///
    /// # Errors
    /// [`DbError::Busy`] when none is free for [`BUSY_AFTER`], or the database is closed.
    pub(super) async fn lend(&self, working: Working) -> Result<Reader, DbError> {
        let turn = tokio::time::timeout(BUSY_AFTER, self.turns.clone().acquire_owned()).await;
        let (Ok(Ok(turn)), free) = (turn, self.free.clone()) else { return Err(DbError::Busy) };
        let connection = free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Ok(Reader { connection, free, _turn: turn, _working: working })
    }

    /// Waits until all are back, and closes them.
    pub(super) async fn close(&self) {
        let all_back = self.turns.acquire_many(self.count).await;
        self.turns.close();
        drop(all_back);
        let free = std::mem::take(&mut *self.free.lock().unwrap_or_else(PoisonError::into_inner));
        for connection in free {
            if let Err(error) = connection.close().await {
                tracing::warn!(%error, "a connection to the database was not closed cleanly");
            }
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        // Before the turn is given back, which is dropped after this.
        self.free.lock().unwrap_or_else(PoisonError::into_inner).extend(self.connection.take());
    }
}

impl Deref for Reader {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        self.connection.as_ref().expect("there are as many connections as turns, and it is given back only in drop")
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("there are as many connections as turns, and it is given back only in drop")
    }
}
