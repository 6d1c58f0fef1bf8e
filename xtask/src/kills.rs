//! `cargo xtask kills`: the server is killed under load, again and again, and what it had acknowledged is looked for.

use std::ffi::OsString;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::process::{self, cargo};
use crate::{figures, summary};

const HELP: &str = "\
cargo xtask kills [--cycles N] [--seed S] [--write]

Starts a server, optimised, on a data directory of its own, puts load on it (registrations, changes, messages, people who
queue and play, challenge each other, gather in lobbies and play tournaments), kills it with SIGKILL at a random moment,
starts it again, and looks for everything that it had acknowledged; again and again on the same directory, with matches and
tournaments that live through several kills. In the end nothing is killed any more, and everything is played out. One line
a cycle, then a summary.
  --cycles N   how many kills count (100); one before 20 acknowledged writes does not. From ten on, 8 tournaments of 16
               are played at a time, otherwise one of 4
  --seed S     the moments of an earlier run
  --write      the summary takes its place in FIGURES.md";

/// The test that does it, in `server/tests/process`.
const TEST_NAME: &str = "no_kill_loses_what_was_acknowledged_and_matches_go_on_after_each";
/// Its section of the page of figures.
const SECTION: &str = "kills";

/// What is wanted.
#[derive(Debug, PartialEq, Eq)]
struct Args {
    cycles: u32,
    seed: Option<u64>,
    write: bool,
}

/// Kills, looks, and says what came of it.
pub(crate) fn kills(arguments: Vec<OsString>) -> Result<()> {
    let Some(args) = parse(arguments)? else {
        process::say(HELP);
        return Ok(());
    };
    let mut command = cargo();
    command.args(["test", "--locked", "--release", "--package", "server", "--test", "process", "--", "--exact", TEST_NAME, "--nocapture"]);
    command.env("REBOUND_KILLS", args.cycles.to_string());
    if let Some(seed) = args.seed {
        command.env("REBOUND_KILLS_SEED", seed.to_string());
    }
    let summary = summary::of(&mut command).context("something was lost, or the test could not be run")?;
    if args.write { figures::write(SECTION, &summary::as_list(&summary)) } else { Ok(()) }
}

fn parse(arguments: Vec<OsString>) -> Result<Option<Args>> {
    let mut args = Args { cycles: 100, seed: None, write: false };
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("cycles") => args.cycles = parser.value()?.parse()?,
            Long("seed") => args.seed = Some(parser.value()?.parse()?),
            Long("write") => args.write = true,
            Short('h') | Long("help") => return Ok(None),
            other @ (Short(_) | Long(_) | Value(_)) => return Err(other.unexpected().into()),
        }
    }
    if args.cycles == 0 {
        bail!("at least one cycle");
    }
    Ok(Some(args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_kills_unless_another_number_is_wanted() {
        let parsed = |words: &[&str]| parse(words.iter().map(OsString::from).collect());
        assert_eq!(parsed(&[]).unwrap(), Some(Args { cycles: 100, seed: None, write: false }));
        let args = parsed(&["--cycles", "7", "--seed", "3", "--write"]).unwrap();
        assert_eq!(args, Some(Args { cycles: 7, seed: Some(3), write: true }));
        assert!(parsed(&["--cycles", "0"]).is_err());
    }
}
