//! `rebound links`: tells the system, for this user, that links to matches are opened with this program.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::Context;
use url::Url;

/// Makes this program the one that opens links, and says so.
///
/// # Errors
/// A sentence that says why not, and what to do.
pub(crate) fn register(server: Option<&Url>) -> anyhow::Result<()> {
    let program = std::env::current_exe().context("the system does not say where this program is")?;
    let said = if cfg!(target_os = "windows") {
        in_registry(&program, server)?
    } else if cfg!(target_os = "macos") {
        "macOS opens links with application bundles only. Give a link to the game itself: rebound 'rebound://m/7KDW3Q'".to_owned()
    } else {
        let folder = directories::BaseDirs::new().context("this machine has no folder for the data of programs")?.data_dir().to_owned();
        let file = write_entry(&folder.join("applications"), &program, server)?;
        let told = run(Command::new("xdg-mime").args(["default", ENTRY, HANDLER])).is_ok();
        let note = if told { "" } else { " There is no xdg-mime here that could make it the default; your desktop may ask." };
        format!("links like rebound://m/7KDW3Q are opened with {} ({}).{note}", program.display(), file.display())
    };
    // Nobody may be reading.
    drop(writeln!(std::io::stdout(), "{said}"));
    Ok(())
}

/// Name of the entry of this program among those of the desktop.
const ENTRY: &str = "rebound.desktop";
/// What opens links is called like this among types of files.
const HANDLER: &str = "x-scheme-handler/rebound";
/// The entry as packages have it; the program stands in the line `Exec`.
const PACKAGED: &str = include_str!("../../../assets/icon/rebound.desktop");

fn write_entry(folder: &Path, program: &Path, server: Option<&Url>) -> anyhow::Result<std::path::PathBuf> {
    let file = folder.join(ENTRY);
    let named = program.to_str().context("the path of this program cannot be written into an entry of the desktop")?;
    let served = server.map_or_else(String::new, |server| format!("--server {} ", quoted(server.as_str())));
    let entry = PACKAGED.replace("Exec=rebound ", &format!("Exec={} {served}", quoted(named)));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&file, entry))
        .with_context(|| format!("cannot write {}", file.display()))?;
    Ok(file)
}

/// A word of a command line as the entries of desktops write it: quoted, and the string of it escaped once more.
fn quoted(word: &str) -> String {
    let mut quoted = String::from("\"");
    for c in word.chars() {
        match c {
            '\\' => quoted.push_str("\\\\\\\\"),
            '"' | '`' | '$' => {
                quoted.push_str("\\\\");
                quoted.push(c);
            }
            '%' => quoted.push_str("%%"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn in_registry(program: &Path, server: Option<&Url>) -> anyhow::Result<String> {
    const KEY: &str = "HKCU\\Software\\Classes\\rebound";
    let command = format!("{KEY}\\shell\\open\\command");
    let served = server.map_or_else(String::new, |server| format!("--server \"{server}\" "));
    let open = format!("\"{}\" {served}\"%1\"", program.display());
    let values: [&[&str]; 3] =
        [&[KEY, "/ve", "/d", "URL:Rebound"], &[KEY, "/v", "URL Protocol", "/d", ""], &[&command, "/ve", "/d", &open]];
    for value in values {
        run(Command::new("reg").arg("add").args(value).arg("/f"))?;
    }
    Ok(format!("links like rebound://m/7KDW3Q are opened with {}", program.display()))
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let named = format!("{command:?}");
    let done = command.output().with_context(|| format!("cannot run {named}"))?;
    anyhow::ensure!(done.status.success(), "{named} failed: {}", String::from_utf8_lossy(&done.stderr).trim());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entry_names_the_program_and_the_scheme() {
        let folder = tempfile::tempdir().unwrap();
        let file = write_entry(&folder.path().join("applications"), Path::new("/opt/my games/rebound"), None).unwrap();
        let entry = std::fs::read_to_string(file).unwrap();
        assert!(entry.contains("\nExec=\"/opt/my games/rebound\" %u\n"), "{entry}");
        let server = "https://play.example".parse().unwrap();
        let file = write_entry(folder.path(), Path::new("/opt/rebound"), Some(&server)).unwrap();
        let served = std::fs::read_to_string(file).unwrap();
        assert!(served.contains("\nExec=\"/opt/rebound\" --server \"https://play.example/\" %u\n"), "{served}");
        assert!(entry.starts_with("[Desktop Entry]\n") && entry.contains("\nMimeType=x-scheme-handler/rebound;\n"));
        assert!(PACKAGED.contains("\nExec=rebound %u\n"));
    }

    #[test]
    fn a_program_with_a_strange_path_is_quoted_as_entries_of_desktops_want_it() {
        assert_eq!(quoted(r"/a b/100%/$x\y`"), r#""/a b/100%%/\\$x\\\\y\\`""#);
    }
}
