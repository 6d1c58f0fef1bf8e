//! The journal: the logs of running matches on disk, so that a killed server goes on where it was.
//!
//! One file, one thread that appends to it. Workers hand it batches and never wait: what it cannot take now stays in the
//! rooms and is handed over later. It is written without waiting for the disk itself: it outlives the program, and the
//! result of a match, which must outlive the machine, is in the database.

mod record;

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use common::ids::MatchId;
use tokio::sync::{mpsc, oneshot};

pub(crate) use record::{Kept, ended, grew};

/// Batches that may wait for the disk.
const BATCHES_MAX: usize = 16;
/// A journal that has grown by so much is written anew, without the matches that have ended.
const COMPACT_AFTER_BYTES: u64 = 8 << 20;
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
    let path = dir.join("matches.journal");
    let kept = match std::fs::read(&path) {
        Ok(bytes) => record::read(&bytes).map(|(kept, _)| kept).unwrap_or_default(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => BTreeMap::new(),
        Err(error) => return Err(error),
    };
    let mut writer = Writer::rewrite(path, &kept)?;
    let (batches, mut inbox) = mpsc::channel::<Vec<u8>>(BATCHES_MAX);
    let (close, closed) = oneshot::channel();
    std::thread::Builder::new().name("journal".to_owned()).spawn(move || {
        while let Some(batch) = inbox.blocking_recv() {
            writer.append_at_last(&batch);
        }
        // Nobody waits for it unless the server ends.
        _ = close.send(());
    })?;
    Ok(Journal { batches, kept, closed })
}

struct Writer {
    path: PathBuf,
    file: File,
    /// Bytes of whole records.
    len: u64,
    compact_at: u64,
}

impl Writer {
    /// A journal that holds this and nothing else, in the place of the one that was there.
    fn rewrite(path: PathBuf, kept: &BTreeMap<MatchId, Kept>) -> io::Result<Self> {
        let bytes = record::write(kept);
        let new = path.with_extension("journal.new");
        let mut file = private().create(true).truncate(true).write(true).open(&new)?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        std::fs::rename(&new, &path)?;
        let len = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(Self { path, file, len, compact_at: len.saturating_add(COMPACT_AFTER_BYTES) })
    }

    /// Tries until the disk takes it. Meanwhile the workers keep what they have.
    #[expect(clippy::disallowed_methods, reason = "a thread of its own, which has nothing else to do")]
    fn append_at_last(&mut self, batch: &[u8]) {
        while let Err(error) = self.append(batch) {
            tracing::error!(%error, path = %self.path.display(), "the journal of running matches cannot be written");
            std::thread::sleep(RETRY_AFTER);
        }
        if self.len >= self.compact_at
            && let Err(error) = self.compact()
        {
            tracing::warn!(%error, "the journal of running matches could not be written anew");
            self.compact_at = self.len.saturating_add(COMPACT_AFTER_BYTES);
        }
    }

    fn append(&mut self, batch: &[u8]) -> io::Result<()> {
        let written = self.file.write_all(batch);
        if written.is_err() {
            // Half a record would hide everything that follows it.
            self.file.set_len(self.len)?;
            self.file.seek(io::SeekFrom::Start(self.len))?;
        }
        written?;
        self.len += u64::try_from(batch.len()).unwrap_or(0);
        Ok(())
    }

    fn compact(&mut self) -> io::Result<()> {
        let bytes = std::fs::read(&self.path)?;
        let (kept, _) = record::read(&bytes).ok_or_else(|| io::Error::other("it is no journal any more"))?;
        *self = Self::rewrite(self.path.clone(), &kept)?;
        Ok(())
    }
}

/// For this user alone, where the system knows such files; elsewhere the data directory is.
fn private() -> OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let mut options = OpenOptions::new();
        options.mode(0o600);
        options
    }
    #[cfg(not(unix))]
    OpenOptions::new()
}

#[cfg(test)]
mod tests {
    use common::sim::log::Change;
    use common::sim::{Seat, Side, Steer, Tick};

    use super::*;

    fn change(tick: u32) -> Change {
        Change { tick: Tick(tick), seat: Seat::new(Side::A, 0), steer: Steer::Up }
    }

    #[test]
    fn a_journal_that_is_written_anew_keeps_what_runs_and_goes_on() {
        let dir = tempfile::tempdir().unwrap();
        let mut writer = Writer::rewrite(dir.path().join("matches.journal"), &BTreeMap::new()).unwrap();
        let mut batch = Vec::new();
        grew(&mut batch, MatchId(1), 0, Tick(10), &[change(1)]);
        grew(&mut batch, MatchId(2), 0, Tick(10), &[change(1)]);
        ended(&mut batch, MatchId(1));
        writer.append_at_last(&batch);
        writer.compact().unwrap();
        let mut batch = Vec::new();
        grew(&mut batch, MatchId(2), 1, Tick(20), &[change(11)]);
        writer.append_at_last(&batch);
        let (kept, _) = record::read(&std::fs::read(&writer.path).unwrap()).unwrap();
        assert_eq!(kept, BTreeMap::from([(MatchId(2), Kept { through: Tick(20), changes: vec![change(1), change(11)] })]));
    }

    #[test]
    fn what_was_running_is_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let mut bytes = record::write(&BTreeMap::new());
        grew(&mut bytes, MatchId(3), 0, Tick(5), &[]);
        bytes.extend_from_slice(b"torn");
        std::fs::write(dir.path().join("matches.journal"), &bytes).unwrap();
        let journal = open(dir.path()).unwrap();
        assert_eq!(journal.kept[&MatchId(3)].through, Tick(5));
    }
}
