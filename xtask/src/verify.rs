//! `cargo verify`: everything that must hold before a merge, on any machine, in stages that can be run alone.

use std::ffi::OsString;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use lexopt::prelude::*;

use crate::process::{self, cargo};
use crate::system::{self, Use};
use crate::{policy, shots};

const HELP: &str = "\
cargo verify [--yes] [STAGE ...]

Checks everything; with names of stages only those:
  format    rustfmt
  lints     clippy, warnings are errors
  policy    licences, sources and bans of dependencies; known holes, when the network allows
  docs      the documentation builds without a warning
  tests     all tests
  pictures  every screen, drawn with a software renderer into <target directory>/shots, and its words in every size

  -y, --yes   do not ask before installing what the tests need

From nothing on two cores this takes about three quarters of an hour, later about a quarter of one.";

/// A part of it: its name, and what to type to run it without us.
struct Stage {
    name: &'static str,
    alone: &'static str,
    work: fn() -> Result<()>,
}

const STAGES: [Stage; 6] = [
    Stage { name: "format", alone: "cargo fmt --all (mends it)", work: format },
    Stage { name: "lints", alone: "cargo clippy --workspace --all-targets --all-features", work: lints },
    Stage { name: "policy", alone: "cargo verify policy", work: policy::check },
    Stage { name: "docs", alone: "cargo doc --workspace --no-deps --all-features", work: docs },
    Stage { name: "tests", alone: "cargo test --workspace --all-features, or with -p and a name only some", work: tests },
    Stage { name: "pictures", alone: "cargo xtask shots --out shots", work: pictures },
];

/// Runs all stages, or those that are named; stops at the first that fails.
pub(crate) fn verify(arguments: Vec<OsString>) -> Result<()> {
    let Some((chosen, yes)) = parse(arguments)? else {
        process::say(HELP);
        return Ok(());
    };
    system::ensure(&[Use::Build, Use::BuildGame, Use::Pictures], yes)?;
    let begun = Instant::now();
    let mut times: Vec<(String, Duration)> = Vec::new();
    for stage in chosen {
        let outcome = process::stage(stage.name, stage.work);
        let alone = |error| anyhow!("{error:#}\nTo run this stage alone: cargo verify {}; by hand: {}", stage.name, stage.alone);
        times.push(outcome.map_err(alone)?);
    }
    let times: Vec<String> = times.iter().map(|(name, took)| format!("{name} {}", process::clock(*took))).collect();
    process::say(&format!("\nverify: all good after {} ({})", process::clock(begun.elapsed()), times.join(", ")));
    Ok(())
}

/// The stages to run, and whether nobody is to be asked; none: help is wanted.
fn parse(arguments: Vec<OsString>) -> Result<Option<(Vec<&'static Stage>, bool)>> {
    let (mut names, mut yes) = (Vec::new(), false);
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Short('y') | Long("yes") => yes = true,
            Short('h') | Long("help") => return Ok(None),
            Value(name) => names.push(name.string()?),
            other @ (Short(_) | Long(_)) => return Err(other.unexpected().into()),
        }
    }
    if let Some(unknown) = names.iter().find(|name| !STAGES.iter().any(|stage| stage.name == name.as_str())) {
        bail!("there is no stage called {unknown:?}\n\n{HELP}");
    }
    let chosen = STAGES.iter().filter(|stage| names.is_empty() || names.iter().any(|name| name == stage.name)).collect();
    Ok(Some((chosen, yes)))
}

fn format() -> Result<()> {
    process::run(cargo().args(["fmt", "--all", "--check"]))
}

fn lints() -> Result<()> {
    process::run(cargo().args(["clippy", "--locked", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"]))
}

fn docs() -> Result<()> {
    let mut command = cargo();
    command.args(["doc", "--locked", "--workspace", "--no-deps", "--all-features"]).env("RUSTDOCFLAGS", "-D warnings");
    process::run(&mut command)
}

/// The pictures are left to their own stage; both build the same things, so nothing is built twice.
fn tests() -> Result<()> {
    test(&["--", "--skip", shots::TEST_NAME])
}

fn pictures() -> Result<()> {
    let out = process::target_dir().join("shots");
    let mut command = test_command(&["--test", "shots", "--", shots::TEST_NAME]);
    process::run(command.env("REBOUND_SHOTS_OUT", &out))?;
    process::say(&format!("The pictures are in {}", out.display()));
    Ok(())
}

fn test(more: &[&str]) -> Result<()> {
    process::run(&mut test_command(more))
}

fn test_command(more: &[&str]) -> Command {
    let mut command = cargo();
    command.args(["test", "--locked", "--workspace", "--all-features"]).args(more);
    shots::draw_without_a_card(&mut command);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(words: &[&str]) -> Vec<&'static str> {
        let (stages, _) = parse(words.iter().map(OsString::from).collect()).unwrap().unwrap();
        stages.iter().map(|stage| stage.name).collect()
    }

    #[test]
    fn all_stages_run_unless_some_are_named() {
        assert_eq!(names(&["--yes"]).len(), STAGES.len());
        assert_eq!(names(&["tests", "format"]), ["format", "tests"]);
    }

    #[test]
    fn a_stage_that_does_not_exist_is_named() {
        let error = parse(vec!["test".into()]).err().unwrap();
        assert!(error.to_string().contains("\"test\""), "{error}");
    }
}
