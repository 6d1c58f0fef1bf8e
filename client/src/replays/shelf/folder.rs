//! The shelf on the disk: a log and its note for each match, under the same name. Every function here waits for the disk.

use std::cmp::Reverse;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use common::api::time::Timestamp;
use common::sim::Log;
use common::sim::log::LOG_BYTES_MAX;

use super::note::Note;
use crate::{clock, storage};

/// Most matches that are kept; the oldest go.
pub const KEPT_MAX: usize = 3_000;
/// Most files of the folder that are looked at, and listed: there may be some of other origin.
const SEEN_MAX: usize = 10_000;
/// Largest note that is read, bytes.
const NOTE_BYTES_MAX: u64 = 8 * 1024;

/// Ending of the file of a log.
pub const ENDING: &str = "rebound";
const NOTE_ENDING: &str = "json";

/// A match on the shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Name of its files, without an ending.
    pub name: String,
    /// When it was played, or at least put here.
    pub when: Timestamp,
    /// What is known of it; nothing of a file that came from elsewhere.
    pub note: Option<Note>,
}

/// Puts a match on the shelf, and takes the oldest away when there are too many.
///
/// # Errors
/// Whatever the system says; then no part of the match is there. Old ones that cannot be removed are no error.
pub fn keep(folder: &Path, note: &Note, log: &Log, tag: u16) -> io::Result<String> {
    storage::make_folder(folder)?;
    let bytes = log.to_bytes();
    if bytes.len() > LOG_BYTES_MAX {
        return Err(io::Error::other("the log is larger than that of any match"));
    }
    let digits: String = note.when.to_string().chars().filter(char::is_ascii_digit).collect();
    let (day, time) = digits.split_at(8.min(digits.len()));
    let name = format!("{day}-{}-{}-{tag:04x}", time.get(..6).unwrap_or(time), note.mode.slug());
    let beside = serde_json::to_vec_pretty(note).expect("a note has only string keys");
    // The note first: a log without one would be listed without its names, a note without a log is nothing.
    storage::write(&path(folder, &name, NOTE_ENDING), &beside)?;
    storage::write(&path(folder, &name, ENDING), &bytes).inspect_err(|_| {
        let _ = fs::remove_file(path(folder, &name, NOTE_ENDING));
    })?;
    if let Err(error) = prune(folder) {
        tracing::warn!(%error, "the oldest replay could not be removed");
    }
    Ok(name)
}

/// The newest first. A folder that is not there is empty.
///
/// # Errors
/// Whatever the system says.
pub fn list(folder: &Path) -> io::Result<Vec<Entry>> {
    let mut found = logs(folder)?;
    found.sort_by_cached_key(|(name, when)| Reverse((*when, name.clone())));
    let entries = found.into_iter().map(|(name, changed)| {
        let note = note(&path(folder, &name, ENDING));
        Entry { when: note.as_ref().map_or(changed, |note| note.when), name, note }
    });
    Ok(entries.collect())
}

/// Takes a match away for ever.
///
/// # Errors
/// Whatever the system says.
pub fn remove(folder: &Path, name: &str) -> io::Result<()> {
    fs::remove_file(path(folder, name, ENDING))?;
    let _ = fs::remove_file(path(folder, name, NOTE_ENDING));
    Ok(())
}

/// A log as a file, but no more of it than tells that it is too large.
///
/// # Errors
/// Whatever the system says.
pub fn read(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if !fs::metadata(file)?.is_file() {
        // A pipe would be waited for, for ever.
        return Err(io::Error::other("not a file"));
    }
    File::open(file)?.take(LOG_BYTES_MAX as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The note beside a log, if there is one that can be read.
#[must_use]
pub fn note(log: &Path) -> Option<Note> {
    let mut bytes = Vec::new();
    File::open(log.with_extension(NOTE_ENDING)).ok()?.take(NOTE_BYTES_MAX).read_to_end(&mut bytes).ok()?;
    Note::read(&bytes)
}

/// The log of a name. None: it is no name of a file here.
#[must_use]
pub fn log(folder: &Path, name: &str) -> Option<PathBuf> {
    let plain = !name.is_empty() && !name.contains(['/', '\\', ':']) && !name.starts_with('.');
    plain.then(|| path(folder, name, ENDING))
}

fn path(folder: &Path, name: &str, ending: &str) -> PathBuf {
    folder.join(format!("{name}.{ending}"))
}

/// Names of all logs, with when they were written.
fn logs(folder: &Path) -> io::Result<Vec<(String, Timestamp)>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = Vec::new();
    for entry in entries.take(SEEN_MAX) {
        let entry = entry?;
        let file = PathBuf::from(entry.file_name());
        let (Some(ending), Some(name)) = (file.extension(), file.file_stem().and_then(|name| name.to_str())) else { continue };
        // One that has gone since is not there.
        let Ok(about) = entry.metadata() else { continue };
        if ending == ENDING && about.is_file() && !name.starts_with('.') {
            let written = about.modified().map_or(Timestamp(0), clock::of_system);
            found.push((name.to_owned(), begun(name).unwrap_or(written)));
        }
    }
    Ok(found)
}

/// When a match was played, by a name that was given here.
fn begun(name: &str) -> Option<Timestamp> {
    let parts: Vec<&str> = name.split('-').collect();
    let [day, time, _, tag] = parts.as_slice() else { return None };
    let are_digits = |part: &str, len| part.len() == len && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_tag = tag.len() == 4 && tag.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !(are_digits(day, 8) && are_digits(time, 6) && is_tag) {
        return None;
    }
    let written = format!("{}-{}-{}T{}:{}:{}.000Z", &day[..4], &day[4..6], &day[6..], &time[..2], &time[2..4], &time[4..]);
    Timestamp::try_from(written).ok()
}

/// Takes away the oldest of those that were named here; what somebody else put into the folder stays.
fn prune(folder: &Path) -> io::Result<()> {
    let mut ours: Vec<String> = logs(folder)?.into_iter().map(|(name, _)| name).filter(|name| begun(name).is_some()).collect();
    // The names begin with the date.
    ours.sort();
    for name in ours.iter().take(ours.len().saturating_sub(KEPT_MAX)) {
        remove(folder, name)?;
    }
    Ok(())
}
