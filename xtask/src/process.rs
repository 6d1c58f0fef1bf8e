//! Running other programs: what is run is shown, how long it took is shown, and a failure says how to run it alone.

use std::env;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// The cargo that runs us, so that the toolchain stays the same.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// The top folder of the repository.
pub(crate) fn root() -> PathBuf {
    let here = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map(Path::to_path_buf).unwrap_or(here)
}

/// Where cargo puts what it builds.
pub(crate) fn target_dir() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// A program of that name on the path.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    // Administrators' programs are not on everybody's path, but everybody may ask them things.
    let more = ["/usr/sbin", "/sbin"].map(PathBuf::from);
    env::split_paths(&path).chain(more).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// Shows a program, and runs it with our own terminal; an error if it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    say(&format!("$ {}", shown(command)));
    run_quietly(command)
}

/// The same without showing it, where only the program's own output is wanted.
pub(crate) fn run_quietly(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start {}", command.get_program().display()))?;
    if !status.success() {
        bail!("this failed ({status}): {}", shown(command));
    }
    Ok(())
}

/// A program that may open as many files and sockets as the machine allows, not only as many as is usual.
pub(crate) fn with_many_files(program: &Path) -> Command {
    if !cfg!(unix) {
        return Command::new(program);
    }
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n \"$(ulimit -Hn)\"; exec \"$0\" \"$@\""]).arg(program);
    command
}

/// What a program prints, if it succeeds.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A part of a longer task, with its time.
pub(crate) fn stage(name: &str, work: impl FnOnce() -> Result<()>) -> Result<(String, Duration)> {
    say(&format!("\n== {name}"));
    let begun = Instant::now();
    let outcome = work();
    let took = begun.elapsed();
    say(&format!("== {name}: {} after {}", if outcome.is_ok() { "good" } else { "FAILED" }, clock(took)));
    outcome.with_context(|| format!("{name} failed"))?;
    Ok((name.to_owned(), took))
}

/// `m:ss`.
pub(crate) fn clock(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

/// The command as one could type it.
pub(crate) fn shown(command: &Command) -> String {
    let cargo = env::var_os("CARGO");
    let name = if cargo.as_deref() == Some(command.get_program()) { "cargo".into() } else { command.get_program().to_string_lossy() };
    let settings = command.get_envs().filter_map(|(key, value)| Some(format!("{}={}", key.display(), quoted(&value?.to_string_lossy()))));
    let words = command.get_args().map(|word| quoted(&word.to_string_lossy()));
    settings.chain([name.into_owned()]).chain(words).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_=./:,+@%".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// A line for the person, in order with what the programs we run print.
pub(crate) fn say(line: &str) {
    println!("{line}");
    // A terminal that is gone is no reason to stop working.
    let _ = std::io::stdout().flush();
}

/// A line for the person that is about a failure.
#[expect(clippy::print_stderr, reason = "a failure belongs there")]
pub(crate) fn say_error(line: &str) {
    eprintln!("error: {line}");
}

/// Asks a question that is answered with yes or no; no answer is a no.
pub(crate) fn ask(question: &str) -> bool {
    print!("{question} [y/N] ");
    let _ = std::io::stdout().flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && matches!(answer.trim(), "y" | "Y" | "yes" | "Yes")
}

/// Whether somebody is there to answer.
pub(crate) fn somebody_is_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_could_be_typed() {
        let mut command = Command::new("apt-get");
        command.env("A", "b c").args(["install", "it's", "--yes"]);
        assert_eq!(shown(&command), r"A='b c' apt-get install 'it'\''s' --yes");
    }

    #[test]
    fn times_are_shown_in_minutes_and_seconds() {
        assert_eq!(clock(Duration::from_millis(125_900)), "2:05");
    }
}
