//! The file of the settings: read once, written whole shortly after a change, kept aside when it is broken.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bevy::prelude::*;

use super::model::Settings;
use crate::storage;
use crate::ui::toast::Toast;

/// How long settings rest before they are written: a slider that is dragged is one change.
const REST: Duration = Duration::from_millis(400);
/// Largest file that is read, bytes.
const FILE_BYTES_MAX: u64 = 256 * 1024;

/// Where settings are kept.
#[derive(Resource, Default)]
pub(super) struct Store {
    file: Option<PathBuf>,
    rest: Option<Duration>,
    /// What is in the file.
    kept: Option<Settings>,
}

/// What became of reading.
#[derive(Debug, PartialEq, Eq)]
enum Trouble {
    /// Broken; the file is here now.
    Broken(PathBuf),
    /// Cannot be read.
    Unreadable(PathBuf),
}

impl Store {
    pub(super) fn open(folder: Option<&Path>) -> Self {
        Self { file: folder.map(|folder| folder.join("settings.toml")), ..Self::default() }
    }

    /// What the file says, or what is chosen at first. A broken file is moved aside, and the notice says where.
    pub(super) fn read(&self) -> (Settings, Option<Toast>) {
        let (settings, trouble) = self.file.as_deref().map_or((Settings::default(), None), read);
        let notice = trouble.map(|trouble| match trouble {
            Trouble::Broken(aside) => Toast::problem("settings-broken").naming(aside.display().to_string()),
            Trouble::Unreadable(file) => Toast::problem("settings-unreadable").naming(file.display().to_string()),
        });
        (settings, notice)
    }
}

fn read(file: &Path) -> (Settings, Option<Trouble>) {
    let text = match fs::metadata(file)
        .and_then(|about| if about.len() > FILE_BYTES_MAX { Ok(String::from("\0")) } else { fs::read_to_string(file) })
    {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return (Settings::default(), None),
        Err(error) if error.kind() == ErrorKind::InvalidData => String::from("\0"),
        Err(_) => return (Settings::default(), Some(Trouble::Unreadable(file.to_owned()))),
    };
    match toml::from_str::<Settings>(&text) {
        Ok(settings) => (settings.bounded(), None),
        Err(error) => {
            tracing::warn!(file = %file.display(), %error, "the settings are broken");
            let aside = storage::set_aside(file).unwrap_or_else(|| file.to_owned());
            (Settings::default(), Some(Trouble::Broken(aside)))
        }
    }
}

/// Writes what changed, once it has rested, and when the program ends.
pub(super) fn keep(
    time: Res<Time<Real>>,
    settings: Res<Settings>,
    mut store: ResMut<Store>,
    mut toasts: MessageWriter<Toast>,
    mut exits: MessageReader<AppExit>,
) {
    if store.kept.is_none() {
        store.kept = Some(settings.clone());
    }
    if store.file.is_none() || store.kept.as_ref() == Some(&*settings) {
        return;
    }
    if settings.is_changed() {
        store.rest = Some(REST);
    }
    let left = store.rest.unwrap_or_default().saturating_sub(time.delta());
    store.rest = Some(left);
    let ending = exits.read().next().is_some();
    if left > Duration::ZERO && !ending {
        return;
    }
    store.kept = Some(settings.clone());
    let Some(file) = &store.file else { return };
    let text = toml::to_string_pretty(&*settings).expect("settings have only string keys");
    if let Err(error) = storage::write(file, text.as_bytes()) {
        tracing::error!(file = %file.display(), %error, "the settings could not be kept");
        toasts.write(Toast::problem("settings-not-kept"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_is_kept_aside_and_the_game_starts_with_what_it_knows() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        for broken in [&b"[sound\nmaster = loud"[..], &[0xFF, 0xFE, 0x00], b"[controls.keys]\nup1 = \"KeyNone\""] {
            fs::write(&file, broken).unwrap();
            let (settings, trouble) = read(&file);
            assert_eq!(settings, Settings::default());
            let Some(Trouble::Broken(aside)) = trouble else { panic!("{trouble:?}") };
            assert_eq!(fs::read(aside).unwrap(), broken);
            assert!(!file.exists());
        }
    }

    #[test]
    fn no_file_is_no_trouble() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(read(&folder.path().join("settings.toml")), (Settings::default(), None));
    }

    #[test]
    fn an_endless_file_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("settings.toml");
        fs::write(&file, vec![b' '; usize::try_from(FILE_BYTES_MAX).unwrap() + 1]).unwrap();
        assert!(matches!(read(&file).1, Some(Trouble::Broken(_))));
    }
}
