//! The files of the journal: one that says how everything stood, and segments with what came after it, numbered in their order.
//!
//! Only the last segment is appended to. When it has grown long, another one is begun, and a thread of its own puts the first
//! file and the finished segments together into a new first file, and removes them. Nothing waits for that, and a kill in the
//! middle of it costs nothing: what is said twice counts once.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use common::ids::MatchId;

use super::Disk;
use super::record::{self, Kept};

/// The first file.
const FIRST: &str = "matches.journal";
/// A segment that has grown by so much is the last one no more.
const SEGMENT_BYTES_MAX: u64 = 8 << 20;

/// Puts the first file and the segments before this one together. In the product: [`fold`], on a thread.
pub(super) type Fold = Box<dyn Fn(PathBuf, u64) -> JoinHandle<io::Result<()>> + Send>;

/// The journal's files, and the end that is appended to.
pub(super) struct Segments {
    dir: PathBuf,
    /// The last segment.
    number: u64,
    file: File,
    /// Bytes of whole records in it.
    len: u64,
    turn_at: u64,
    bytes_max: u64,
    fold: Fold,
    folding: Option<JoinHandle<io::Result<()>>>,
}

/// What the journal of this directory says, nothing if there is none.
pub(super) fn read(dir: &Path) -> io::Result<BTreeMap<MatchId, Kept>> {
    read_before(dir, u64::MAX)
}

impl Segments {
    /// A journal that holds this and nothing else, in the place of the one that was there.
    pub(super) fn begin(dir: &Path, kept: &BTreeMap<MatchId, Kept>) -> io::Result<Self> {
        Self::begin_with(dir, kept, SEGMENT_BYTES_MAX, Box::new(|dir, before| thread::spawn(move || fold(&dir, before))))
    }

    pub(super) fn begin_with(dir: &Path, kept: &BTreeMap<MatchId, Kept>, bytes_max: u64, fold: Fold) -> io::Result<Self> {
        write_first(dir, kept)?;
        remove_before(dir, u64::MAX)?;
        let (file, len) = new_segment(dir, 1)?;
        Ok(Self { dir: dir.to_owned(), number: 1, file, len, turn_at: bytes_max, bytes_max, fold, folding: None })
    }

    /// Waits for what runs beside.
    pub(super) fn end(&mut self) {
        if let Some(folding) = self.folding.take() {
            report(folding);
        }
    }

    /// Begins another segment when this one is long enough, unless the last such turn has not come to its end yet.
    fn turn(&mut self) {
        if self.len < self.turn_at || self.folding.as_ref().is_some_and(|folding| !folding.is_finished()) {
            return;
        }
        self.end();
        match new_segment(&self.dir, self.number + 1) {
            Ok((file, len)) => {
                (self.file, self.len, self.turn_at) = (file, len, self.bytes_max);
                self.number += 1;
                self.folding = Some((self.fold)(self.dir.clone(), self.number));
            }
            Err(error) => {
                tracing::warn!(%error, "another segment of the journal could not be begun");
                self.turn_at = self.len.saturating_add(self.bytes_max);
            }
        }
    }
}

impl Disk for Segments {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let written = self.file.write_all(bytes);
        if written.is_err() {
            // Half a record would hide everything that follows it.
            self.file.set_len(self.len)?;
            self.file.seek(io::SeekFrom::Start(self.len))?;
        }
        written?;
        self.len += u64::try_from(bytes.len()).unwrap_or(0);
        self.turn();
        Ok(())
    }
}

/// Puts the first file and all segments before this one together into the first file.
pub(super) fn fold(dir: &Path, before: u64) -> io::Result<()> {
    write_first(dir, &read_before(dir, before)?)?;
    remove_before(dir, before)
}

/// A fold that fails is tried again with the next one: nothing is lost, the files only stay longer.
fn report(folding: JoinHandle<io::Result<()>>) {
    match folding.join() {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the journal of running matches could not be put together"),
        Err(_) => tracing::error!("putting the journal together ended badly"),
    }
}

fn read_before(dir: &Path, before: u64) -> io::Result<BTreeMap<MatchId, Kept>> {
    let mut kept = BTreeMap::new();
    let mut paths = vec![dir.join(FIRST)];
    paths.extend(numbers(dir)?.into_iter().filter(|number| *number < before).map(|number| segment(dir, number)));
    for path in paths {
        match fs::read(&path) {
            // Another file of that name, or of another version, says nothing.
            Ok(bytes) => _ = record::read_into(&mut kept, &bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(kept)
}

fn write_first(dir: &Path, kept: &BTreeMap<MatchId, Kept>) -> io::Result<()> {
    let (new, path) = (dir.join("matches.journal.new"), dir.join(FIRST));
    let mut file = private().create(true).truncate(true).write(true).open(&new)?;
    file.write_all(&record::write(kept))?;
    file.sync_data()?;
    fs::rename(&new, &path)
}

fn new_segment(dir: &Path, number: u64) -> io::Result<(File, u64)> {
    let mut file = private().create(true).truncate(true).write(true).open(segment(dir, number))?;
    file.write_all(record::MAGIC)?;
    Ok((file, u64::try_from(record::MAGIC.len()).unwrap_or(0)))
}

fn remove_before(dir: &Path, before: u64) -> io::Result<()> {
    numbers(dir)?.into_iter().filter(|number| *number < before).try_for_each(|number| fs::remove_file(segment(dir, number)))
}

fn segment(dir: &Path, number: u64) -> PathBuf {
    dir.join(format!("{FIRST}.{number}"))
}

/// The numbers of the segments that are there, in order.
fn numbers(dir: &Path) -> io::Result<Vec<u64>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(dir)? {
        let name = entry?.file_name();
        let number: Option<u64> = name.to_str().and_then(|name| name.strip_prefix(FIRST)?.strip_prefix('.')?.parse().ok());
        numbers.extend(number);
    }
    numbers.sort_unstable();
    Ok(numbers)
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
