//! The shelf: matches that were played on this machine and that no server knows. Nothing here waits for the disk in a frame.

pub mod folder;
pub mod note;
#[cfg(test)]
mod tests;

use std::io;
use std::path::{Path, PathBuf};

use bevy::prelude::*;
use bevy::tasks::futures::check_ready;
use bevy::tasks::{IoTaskPool, Task};

use self::folder::Entry;
use self::note::Note;
use crate::clock;
use crate::play::PlayFact;
use crate::screen::AppSystems;
use crate::ui::toast::Toast;

/// Name of the folder within the data folder.
const FOLDER: &str = "replays";
/// Most things that are done at the disk at a time; more is not begun.
const TASKS_MAX: usize = 16;

pub(super) fn plugin(app: &mut App, data_dir: Option<&Path>) {
    app.insert_resource(Shelf::at(data_dir.map(|folder| folder.join(FOLDER))))
        .add_systems(Update, (keep, finish).chain().in_set(AppSystems::Domain));
}

/// The shelf, as far as it is known.
#[derive(Resource, Default)]
pub struct Shelf {
    /// Where it is; nowhere: nothing is kept.
    pub folder: Option<PathBuf>,
    /// What is on it, the newest first.
    pub entries: Vec<Entry>,
    /// Whether it has been looked at.
    pub known: bool,
    /// Why it cannot be looked at.
    pub problem: Option<String>,
    tasks: Vec<Task<Done>>,
}

/// What was done at the disk.
enum Done {
    Kept(io::Result<String>),
    Listed(io::Result<Vec<Entry>>),
    Removed(io::Result<()>),
}

impl Shelf {
    /// A shelf in this folder. Touches no disk.
    #[must_use]
    pub fn at(folder: Option<PathBuf>) -> Self {
        Self { folder, ..Self::default() }
    }

    /// Looks at it anew.
    pub fn look(&mut self) {
        self.run(|folder| Done::Listed(folder::list(&folder)));
    }

    /// Takes a match away for ever.
    pub fn remove(&mut self, name: &str) {
        self.entries.retain(|entry| entry.name != name);
        let name = name.to_owned();
        self.run(move |folder| Done::Removed(folder::remove(&folder, &name)));
    }

    /// Whether something is under way.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        !self.tasks.is_empty()
    }

    fn run(&mut self, work: impl FnOnce(PathBuf) -> Done + Send + 'static) {
        let Some(folder) = self.folder.clone() else { return };
        if self.tasks.len() >= TASKS_MAX {
            tracing::warn!("too much waits for the disk; something was not done");
            return;
        }
        self.tasks.push(IoTaskPool::get().spawn(async move { work(folder) }));
    }

    fn listed(&mut self, listed: io::Result<Vec<Entry>>) {
        self.known = true;
        match listed {
            Ok(entries) => (self.entries, self.problem) = (entries, None),
            Err(error) => self.problem = Some(error.to_string()),
        }
    }
}

/// Puts what has just ended on the shelf.
fn keep(mut facts: MessageReader<PlayFact>, mut shelf: ResMut<Shelf>) {
    for fact in facts.read() {
        let PlayFact::Ended(result) = fact else { continue };
        let (Some(replay), Some(note)) = (result.replay.clone(), Note::of(result, clock::today())) else { continue };
        let tag = rand::random();
        shelf.run(move |folder| Done::Kept(folder::keep(&folder, &note, &replay.log, tag)));
    }
}

/// Hears what came of it.
fn finish(mut shelf: ResMut<Shelf>, mut toasts: MessageWriter<Toast>) {
    if shelf.tasks.is_empty() {
        return;
    }
    let mut done = Vec::new();
    shelf.tasks.retain_mut(|task| check_ready(task).map(|what| done.push(what)).is_none());
    for what in done {
        match what {
            Done::Kept(Ok(_)) => shelf.look(),
            Done::Kept(Err(error)) => {
                tracing::error!(%error, "a replay could not be kept");
                toasts.write(Toast::problem("toast-replay-not-kept").naming(error.to_string()));
            }
            Done::Listed(listed) => shelf.listed(listed),
            // A look that was under way has it still.
            Done::Removed(Ok(())) => shelf.look(),
            Done::Removed(Err(error)) => {
                toasts.write(Toast::problem("toast-replay-not-removed").naming(error.to_string()));
                shelf.look();
            }
        }
    }
}
