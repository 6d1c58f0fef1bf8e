//! Files of this user: a folder of their own, whole or not at all, for nobody else to read.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Makes a folder that only this user can enter, and checks that it can be written.
///
/// # Errors
/// Whatever the system says.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::set_permissions(folder, fs::Permissions::from_mode(0o700))?;
    }
    let probe = folder.join(".probe");
    fs::write(&probe, b"")?;
    fs::remove_file(probe)
}

/// Writes a file whole or not at all, readable for this user only.
///
/// # Errors
/// Whatever the system says; the file of before is then still there.
pub(crate) fn write(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = beside(file, &format!("new-{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut handle = options.open(&new)?;
    handle.write_all(bytes)?;
    handle.sync_all()?;
    drop(handle);
    fs::rename(&new, file).inspect_err(|_| {
        let _ = fs::remove_file(&new);
    })
}

/// Moves a file that cannot be read out of the way, and says where it is now.
pub(crate) fn set_aside(file: &Path) -> Option<PathBuf> {
    let aside = (1..100).map(|n| beside(file, &format!("broken-{n}"))).find(|path| !path.exists())?;
    fs::rename(file, &aside).ok().map(|()| aside)
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ending);
    file.with_file_name(name)
}
