//! The one writer. It lends its connection to one transaction at a time, and commits those that came one after the other together:
//! one wait for the disk serves many.

use std::sync::Arc;

use sqlx::{Connection, Executor, SqliteConnection};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::checkpoint::Checkpoint;
use super::tx::{Returned, Verdict};
use super::work::Work;
use super::{DbError, Tx, WAITING_MAX, checkpoint};
use crate::clock::Clock;
use crate::events::sockets::Said;
use crate::events::{Emitted, EventHub, Sockets};

/// Most transactions that share one commit, so that the first of them does not wait for ever.
const GROUP_MAX: usize = 64;

type Lend = oneshot::Sender<Result<Tx, DbError>>;
type Done = oneshot::Sender<Result<(), DbError>>;

/// Starts the writer on its connection. It ends when it is told to, or when every handle is gone.
pub(super) fn spawn(
    connection: SqliteConnection,
    clock: Clock,
    (hub, sockets): (EventHub, Sockets),
    (work, checkpoint): (Work, Checkpoint),
    close: CancellationToken,
) -> (mpsc::Sender<Lend>, JoinHandle<()>) {
    let (requests, inbox) = mpsc::channel(WAITING_MAX);
    let writing = tokio::spawn(Writer { clock, hub, sockets, work, checkpoint, commits: 0, close, inbox }.run(connection));
    (requests, writing)
}

struct Writer {
    clock: Clock,
    hub: EventHub,
    sockets: Sockets,
    work: Work,
    checkpoint: Checkpoint,
    /// Since the last checkpoint that was asked for.
    commits: u32,
    close: CancellationToken,
    inbox: mpsc::Receiver<Lend>,
}

/// Transactions that wait for the common commit.
#[derive(Default)]
struct Group {
    events: Vec<Emitted>,
    frames: Vec<Said>,
    done: Vec<Done>,
    /// SQLite has given the common transaction up by itself, as it does when the disk is full: nobody of this group can be kept.
    broken: bool,
}

impl Writer {
    async fn run(mut self, mut connection: SqliteConnection) {
        loop {
            let first = tokio::select! {
                // What is nearly written back comes first, so that little is left to do; the end comes last, so that nobody waits in vain.
                biased;
                () = self.checkpoint.nearly.notified() => {
                    checkpoint::write_back(&mut connection).await;
                    continue;
                }
                first = self.inbox.recv() => first,
                () = self.close.cancelled() => None,
            };
            let Some(first) = first else { break };
            if first.is_closed() {
                continue;
            }
            if let Err(error) = connection.execute("BEGIN IMMEDIATE").await {
                drop(first.send(Err(error.into())));
                continue;
            }
            let Some(back) = self.group(connection, first).await else {
                // A transaction was lost together with the connection, which only happens when the runtime is ending.
                return;
            };
            connection = back;
        }
        // Closing writes the log back into the database file.
        if let Err(error) = connection.close().await {
            tracing::warn!(%error, "the database was not closed cleanly");
        }
    }

    /// Serves `first` and whoever else is waiting, then commits for all.
    async fn group(&mut self, mut connection: SqliteConnection, first: Lend) -> Option<SqliteConnection> {
        let mut group = Group::default();
        let mut next = Some(first);
        while let Some(lend) = next {
            connection = self.serve(connection, lend, &mut group).await?;
            next = if group.done.len() < GROUP_MAX && !group.broken { self.inbox.try_recv().ok() } else { None };
        }
        let end = if group.done.is_empty() || group.broken { "ROLLBACK" } else { "COMMIT" };
        let ended = connection.execute(end).await;
        match ended {
            _ if group.broken => {
                tracing::error!(transactions = group.done.len(), "a common transaction was given up; nothing of it took effect");
                group.done.into_iter().for_each(|done| drop(done.send(Err(DbError::Full))));
            }
            Ok(_) => {
                metrics::counter!("db_commits_total").increment(1);
                self.commits += 1;
                if self.commits >= checkpoint::DUE_AFTER {
                    self.commits = 0;
                    self.checkpoint.due.notify_one();
                }
                self.hub.publish(group.events);
                self.sockets.publish(group.frames);
                group.done.into_iter().for_each(|done| drop(done.send(Ok(()))));
            }
            Err(error) => {
                tracing::error!(%error, transactions = group.done.len(), "a commit failed; nothing of it took effect");
                // After some errors SQLite has rolled back by itself; then this one fails, and that is well.
                drop(connection.execute("ROLLBACK").await);
                let why = Arc::new(DbError::from(error));
                for done in group.done {
                    drop(done.send(Err(DbError::Commit(why.clone()))));
                }
            }
        }
        Some(connection)
    }

    /// Lends the connection to one transaction and settles what it did.
    async fn serve(&self, mut connection: SqliteConnection, lend: Lend, group: &mut Group) -> Option<SqliteConnection> {
        if lend.is_closed() {
            return Some(connection);
        }
        if let Err(error) = connection.execute("SAVEPOINT member").await {
            drop(lend.send(Err(error.into())));
            return Some(connection);
        }
        let (tx, returned) = Tx::new(connection, self.hub.clone(), self.clock.now_ms(), self.work.begin());
        // A caller that has gone drops the transaction, which returns the connection like any other.
        drop(lend.send(Ok(tx)));
        let Returned { mut connection, verdict } = returned.await.ok()?;
        match verdict {
            Verdict::Undo => group.broken = !undo(&mut connection).await,
            Verdict::Keep { events, frames, done } => match connection.execute("RELEASE member").await {
                Ok(_) => {
                    group.events.extend(events);
                    group.frames.extend(frames);
                    group.done.push(done);
                }
                Err(error) => {
                    group.broken = !undo(&mut connection).await;
                    drop(done.send(Err(error.into())));
                }
            },
        }
        Some(connection)
    }
}

/// Takes back what the present member did; the members before it stay. False: the whole group is gone.
async fn undo(connection: &mut SqliteConnection) -> bool {
    let undone = connection.execute("ROLLBACK TO member; RELEASE member").await;
    if let Err(error) = &undone {
        tracing::error!(%error, "a transaction could not be undone by itself");
    }
    undone.is_ok()
}
