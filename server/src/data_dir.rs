//! The data directory: private to its user, used by one server at a time, home of the database and of the signing key.

use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Bytes of the key that signs access tokens.
const KEY_BYTES: usize = 32;

/// Why the data directory cannot be used, and what to do.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataDirError {
    /// It cannot be made, read or written.
    #[error("cannot use the data directory {}: {reason}. Give --data-dir a directory that this user can write to", path.display())]
    Unusable { path: PathBuf, reason: std::io::Error },
    /// The database cannot be made, read or written.
    #[error("cannot use the database {}: {reason}. Give --database a file that this user can write to", path.display())]
    Database { path: PathBuf, reason: std::io::Error },
    /// Another server has it.
    #[error("the data directory {} is used by another server. End that one, or give --data-dir another directory", path.display())]
    InUse { path: PathBuf },
    /// The key is not what was written.
    #[error("the signing key {} is damaged. Remove it: a new one is made, and everybody signs in again", path.display())]
    Key { path: PathBuf },
}

/// A data directory that is ours until it is released, or this value is dropped.
#[derive(Debug)]
pub(crate) struct DataDir {
    path: PathBuf,
    lock: File,
}

impl DataDir {
    /// Makes the directory when missing, closes it to others, and locks it.
    ///
    /// # Errors
    /// [`DataDirError`].
    pub(crate) fn open(path: &Path) -> Result<Self, DataDirError> {
        let unusable = |reason| DataDirError::Unusable { path: path.to_owned(), reason };
        private::make_dir(path).map_err(unusable)?;
        let lock = private::open_file(&path.join("lock")).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), lock }),
            Err(TryLockError::WouldBlock) => Err(DataDirError::InUse { path: path.to_owned() }),
            Err(TryLockError::Error(reason)) => Err(unusable(reason)),
        }
    }

    /// Lets another server have the directory, before this value is dropped.
    pub(crate) fn release(&self) {
        if let Err(error) = self.lock.unlock() {
            tracing::warn!(%error, "the data directory could not be released");
        }
    }

    /// The file of the database, here unless it is said where; it exists then and is private.
    pub(crate) fn database(&self, elsewhere: Option<&Path>) -> Result<PathBuf, DataDirError> {
        let path = elsewhere.map_or_else(|| self.path.join("rebound.db"), Path::to_owned);
        private::open_file(&path).map_err(|reason| DataDirError::Database { path: path.clone(), reason })?;
        Ok(path)
    }

    /// The key that signs access tokens; drawn at the first start.
    pub(crate) fn signing_key(&self) -> Result<[u8; KEY_BYTES], DataDirError> {
        let path = self.path.join("signing.key");
        let unusable = |reason| DataDirError::Unusable { path: self.path.clone(), reason };
        let mut file = private::open_file(&path).map_err(unusable)?;
        let mut stored = Vec::new();
        file.read_to_end(&mut stored).map_err(unusable)?;
        if stored.is_empty() {
            let key: [u8; KEY_BYTES] = rand::random();
            file.write_all(&key).and_then(|()| file.sync_all()).map_err(unusable)?;
            return Ok(key);
        }
        stored.try_into().map_err(|_| DataDirError::Key { path })
    }
}

#[cfg(unix)]
mod private {
    //! Files and directories that only their user can open.
    use std::fs::{DirBuilder, File, OpenOptions, Permissions};
    use std::io::Result;
    use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
    use std::path::Path;

    pub(super) fn make_dir(path: &Path) -> Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        let open_to_others = std::fs::metadata(path)?.permissions().mode() & 0o077 != 0;
        if open_to_others {
            tracing::warn!(path = %path.display(), "the data directory was open to others; it is closed to them now");
            std::fs::set_permissions(path, Permissions::from_mode(0o700))?;
        }
        Ok(())
    }

    pub(super) fn open_file(path: &Path) -> Result<File> {
        let file = OpenOptions::new().create(true).read(true).write(true).truncate(false).mode(0o600).open(path)?;
        if file.metadata()?.permissions().mode() & 0o077 != 0 {
            file.set_permissions(Permissions::from_mode(0o600))?;
        }
        Ok(file)
    }
}

#[cfg(not(unix))]
mod private {
    //! Elsewhere the directory of a user is private by itself.
    use std::fs::{File, OpenOptions};
    use std::io::Result;
    use std::path::Path;

    pub(super) fn make_dir(path: &Path) -> Result<()> {
        std::fs::create_dir_all(path)
    }

    pub(super) fn open_file(path: &Path) -> Result<File> {
        OpenOptions::new().create(true).read(true).write(true).truncate(false).open(path)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).expect("it exists").permissions().mode() & 0o777
    }

    #[test]
    fn the_directory_and_what_is_in_it_are_private_also_when_they_were_not() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("data");
        std::fs::create_dir(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        let dir = DataDir::open(&path).unwrap();
        dir.signing_key().unwrap();
        assert_eq!(mode(&path), 0o700);
        assert_eq!(mode(&dir.database(None).unwrap()), 0o600);
        assert_eq!(mode(&path.join("signing.key")), 0o600);
    }

    #[test]
    fn a_second_server_is_refused_until_the_first_has_ended() {
        let parent = tempfile::tempdir().unwrap();
        let first = DataDir::open(parent.path()).unwrap();
        assert!(matches!(DataDir::open(parent.path()), Err(DataDirError::InUse { .. })));
        drop(first);
        assert!(DataDir::open(parent.path()).is_ok());
    }

    #[test]
    fn the_signing_key_is_drawn_once_and_a_damaged_one_is_named() {
        let parent = tempfile::tempdir().unwrap();
        let dir = DataDir::open(parent.path()).unwrap();
        let key = dir.signing_key().unwrap();
        assert_eq!(dir.signing_key().unwrap(), key);
        std::fs::write(parent.path().join("signing.key"), "short").unwrap();
        assert!(dir.signing_key().unwrap_err().to_string().contains("signing.key"));
    }
}
