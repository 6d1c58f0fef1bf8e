//! The journal: the logs of running matches on disk, so that a killed server goes on where it was.
//!
//! Workers hand it batches and never wait: what it cannot take now stays in the rooms and is handed over later. One thread appends
//! them, and does nothing else: what has become too much is put together beside it (`segments`). So whatever a worker hands over
//! is on disk after two writes at most, the one that is under way and its own, which takes everything else that waits with it.
//!
//! It is written without waiting for the disk itself: it outlives the program, and the result of a match, which must outlive the
//! machine, is in the database.

mod record;
mod segments;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::Duration;

use common::ids::MatchId;
use tokio::sync::{mpsc, oneshot};

pub(crate) use record::{Kept, ended, grew};
use segments::Segments;

/// Batches that may wait for the disk.
const BATCHES_MAX: usize = 16;
/// How long a disk that does not take a batch is left alone.
const RETRY_AFTER: Duration = Duration::from_millis(250);

/// Where batches go.
pub(crate) type Batches = mpsc::Sender<Vec<u8>>;

/// The journal, opened.
pub(crate) struct Journal {
    pub(crate) batches: Batches,
    /// What was running.
    pub(crate) kept: BTreeMap<MatchId, Kept>,
    /// Resolves when everything is written and all senders are gone.
    pub(crate) closed: oneshot::Receiver<()>,
}

/// Opens the journal in this directory, makes it when missing, and starts its thread.
pub(crate) fn open(dir: &Path) -> io::Result<Journal> {
    let kept = segments::read(dir)?;
    let mut segments = Segments::begin(dir, &kept)?;
    let (batches, inbox) = mpsc::channel::<Vec<u8>>(BATCHES_MAX);
    let (close, closed) = oneshot::channel();
    std::thread::Builder::new().name("journal".to_owned()).spawn(move || {
        keep(inbox, &mut segments);
        segments.end();
        // Nobody waits for it unless the server ends.
        _ = close.send(());
    })?;
    Ok(Journal { batches, kept, closed })
}

/// Where bytes are appended.
trait Disk {
    /// Takes all of it, or nothing.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
}

/// Appends what comes, all that waits in one go, until nobody sends any more.
fn keep(mut inbox: mpsc::Receiver<Vec<u8>>, disk: &mut impl Disk) {
    while let Some(mut batch) = inbox.blocking_recv() {
        while let Ok(more) = inbox.try_recv() {
            batch.extend(more);
        }
        append_at_last(&batch, disk);
    }
}

/// Tries until the disk takes it. Meanwhile the workers keep what they have.
#[expect(clippy::disallowed_methods, reason = "a thread of its own, which has nothing else to do")]
fn append_at_last(batch: &[u8], disk: &mut impl Disk) {
    while let Err(error) = disk.append(batch) {
        tracing::error!(%error, "the journal of running matches cannot be written");
        std::thread::sleep(RETRY_AFTER);
    }
}

#[cfg(test)]
mod tests;
