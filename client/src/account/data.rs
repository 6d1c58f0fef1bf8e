//! The file with everything that the server knows of somebody: fetched, and written where people look for what they downloaded.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use bevy::prelude::*;
use bevy::tasks::futures::check_ready;
use bevy::tasks::{IoTaskPool, Task};
use directories::UserDirs;

use super::model::{AccountDraft, Download};
use crate::net::{Fetched, Session};
use crate::screen::AppSystems;
use crate::ui::toast::Toast;

/// Largest file that is taken, bytes.
pub(super) const DATA_BYTES_MAX: usize = 256 * 1024 * 1024;
/// Most files of one name in a folder.
const SAME_NAME_MAX: u32 = 1000;

/// Folders for the file, the best first.
#[derive(Resource, Clone, Debug, Default)]
pub struct Shelves(pub Vec<PathBuf>);

impl Shelves {
    /// The user's downloads, or else the folder of this program.
    pub(super) fn of(data_dir: Option<&Path>) -> Self {
        let downloads = UserDirs::new().and_then(|dirs| dirs.download_dir().map(Path::to_owned)).filter(|folder| folder.is_dir());
        // Without a folder of its own the program keeps nothing, also not there.
        Self(data_dir.map(|own| downloads.into_iter().chain([own.to_owned()]).collect()).unwrap_or_default())
    }
}

/// The file that is being written.
#[derive(Resource, Default)]
struct Writing(Option<Task<Result<PathBuf, String>>>);

pub(super) fn plugin(app: &mut App, data_dir: Option<&Path>) {
    app.insert_resource(Shelves::of(data_dir))
        .init_resource::<Writing>()
        .add_systems(Update, (take, finish).chain().in_set(AppSystems::Domain));
}

fn take(
    mut fetched: MessageReader<Fetched>,
    mut draft: ResMut<AccountDraft>,
    mut writing: ResMut<Writing>,
    shelves: Res<Shelves>,
    session: Res<Session>,
) {
    for answer in fetched.read() {
        if draft.download != Download::Fetching(answer.id) {
            continue;
        }
        match &answer.result {
            Err(error) => draft.download = Download::Failed(error.clone()),
            Ok(bytes) => {
                let name = session.user().map_or_else(|| "user".to_owned(), |me| me.username.to_string());
                let (bytes, folders) = (bytes.clone(), shelves.0.clone());
                writing.0 = Some(IoTaskPool::get().spawn(async move { write_new(&folders, &name, &bytes) }));
                draft.download = Download::Writing;
            }
        }
    }
}

fn finish(mut draft: ResMut<AccountDraft>, mut writing: ResMut<Writing>, mut toasts: MessageWriter<Toast>) {
    let Some(result) = writing.0.as_mut().and_then(check_ready) else { return };
    writing.0 = None;
    draft.download = match result {
        Ok(file) => {
            toasts.write(Toast::news("toast-data-written").naming(file.display().to_string()));
            Download::Done(file)
        }
        Err(reason) => Download::NotWritten(reason),
    };
}

/// Writes a file that was not there before, into the first folder that takes it.
fn write_new(folders: &[PathBuf], name: &str, bytes: &[u8]) -> Result<PathBuf, String> {
    let mut reason = "-".to_owned();
    for folder in folders {
        match write_into(folder, name, bytes) {
            Ok(file) => return Ok(file),
            Err(error) => reason = format!("{}: {error}", folder.display()),
        }
    }
    Err(reason)
}

fn write_into(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
    for n in 1..=SAME_NAME_MAX {
        let ending = if n == 1 { String::new() } else { format!("-{n}") };
        let file = folder.join(format!("rebound-{name}{ending}.json"));
        let mut options = fs::OpenOptions::new();
        // A file that is there already is never touched, even if it comes in this very moment.
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let mut handle = match options.open(&file) {
            Ok(handle) => handle,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            Err(error) => return Err(error),
        };
        return handle.write_all(bytes).and_then(|()| handle.sync_all()).map(|()| file.clone()).inspect_err(|_| {
            let _ = fs::remove_file(&file);
        });
    }
    Err(io::Error::from(io::ErrorKind::AlreadyExists))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_already_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let folders = [folder.path().to_owned()];
        let first = write_new(&folders, "Ada", b"first").unwrap();
        let second = write_new(&folders, "Ada", b"second").unwrap();
        assert!(first.ends_with("rebound-Ada.json") && second.ends_with("rebound-Ada-2.json"));
        assert_eq!((fs::read(first).unwrap(), fs::read(second).unwrap()), (b"first".to_vec(), b"second".to_vec()));
    }

    #[test]
    fn a_folder_that_takes_nothing_is_passed_over_and_without_any_the_reason_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let nowhere = folder.path().join("nowhere");
        let file = write_new(&[nowhere.clone(), folder.path().to_owned()], "Ada", b"{}").unwrap();
        assert_eq!(file, folder.path().join("rebound-Ada.json"));
        assert!(write_new(&[nowhere], "Ada", b"{}").unwrap_err().contains("nowhere"));
        assert!(write_new(&[], "Ada", b"{}").is_err());
    }
}
