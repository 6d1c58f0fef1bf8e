//! `cargo xtask crowded`: a server with a lot in its database and many people connected.

use std::ffi::OsString;
use std::path::Path;

use anyhow::{Context, Result};
use lexopt::prelude::*;

use crate::{figures, process, summary};

const HELP: &str = "\
cargo xtask crowded [--write]

Starts a server, optimised, on a database with 100,000 users, 1,000,000 messages and 100,000 matches, and measures: what each
GET takes, what 2,000 people weigh who are connected with an event stream and a chat socket each, and how long 200 messages a
second are under way. Takes three minutes besides building, and 2 GB of the folder for temporary files.
  --write   the summary takes its place in FIGURES.md";

/// The test that does it, in `server/tests/process/crowded`, and what makes it do it at full size.
const TEST_NAME: &str = "a_server_with_a_lot_in_it_and_many_people_answers_everybody";
const FULL_VARIABLE: &str = "REBOUND_CROWDED";
/// Its section of the page of figures.
const SECTION: &str = "crowded";

/// Measures, and says what came of it.
pub(crate) fn crowded(arguments: Vec<OsString>) -> Result<()> {
    let Some(write) = parse(arguments)? else {
        process::say(HELP);
        return Ok(());
    };
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = process::with_many_files(Path::new(&cargo));
    command.args(["test", "--locked", "--release", "--package", "server", "--test", "process", "--", "--exact", TEST_NAME, "--nocapture"]);
    command.current_dir(process::root()).env(FULL_VARIABLE, "1");
    let summary = summary::of(&mut command).context("somebody was not answered, or the test could not be run")?;
    if write { figures::write(SECTION, &summary::as_list(&summary)) } else { Ok(()) }
}

/// Whether to write; none: help is wanted.
fn parse(arguments: Vec<OsString>) -> Result<Option<bool>> {
    let mut write = false;
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("write") => write = true,
            Short('h') | Long("help") => return Ok(None),
            other @ (Short(_) | Long(_) | Value(_)) => return Err(other.unexpected().into()),
        }
    }
    Ok(Some(write))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_only_when_that_is_wanted() {
        let parsed = |words: &[&str]| parse(words.iter().map(OsString::from).collect());
        assert_eq!(parsed(&[]).unwrap(), Some(false));
        assert_eq!(parsed(&["--write"]).unwrap(), Some(true));
        assert_eq!(parsed(&["--help"]).unwrap(), None);
        assert!(parsed(&["--wrote"]).is_err());
    }
}
