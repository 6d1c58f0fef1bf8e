//! The policy for dependencies (`deny.toml`): licences, sources, banned and doubled crates, and, when the network allows, known holes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::process::{self, cargo};

/// Of cargo-deny; raise it on purpose, as it may know new rules.
const VERSION: &str = "0.20.2";

/// Checks the policy.
///
/// # Errors
/// A crate is against it. A network that is away is only reported.
pub(crate) fn check() -> Result<()> {
    let tool = tool()?;
    let mut rules = deny(&tool);
    process::run(rules.args(["bans", "licenses", "sources"])).context(
        "to run this alone: install cargo-deny (CONTRIBUTING.md says how), then `cargo deny --all-features check bans licenses sources`",
    )?;
    advisories(&tool)
}

/// Known holes come from a database on the network, which a test machine may not reach; only what it says counts, not that it is away.
fn advisories(tool: &Path) -> Result<()> {
    let mut fetch = Command::new(tool);
    fetch.current_dir(process::root()).args(["fetch", "db"]).stdin(Stdio::null()).env("GIT_TERMINAL_PROMPT", "0");
    if process::output(&mut fetch).is_none() {
        process::say("The database of known holes cannot be reached from here: advisories are NOT checked in this run.");
        return Ok(());
    }
    process::run(deny(tool).args(["--disable-fetch", "advisories"]))
}

fn deny(tool: &Path) -> Command {
    let mut command = Command::new(tool);
    command.current_dir(process::root()).args(["--all-features", "check", "--hide-inclusion-graph"]);
    command
}

/// cargo-deny, built once into the target directory: the machine's own programs stay as they are.
fn tool() -> Result<PathBuf> {
    let dir = process::target_dir().join("tools");
    let tool = dir.join("bin").join(format!("cargo-deny{}", std::env::consts::EXE_SUFFIX));
    let present = process::output(Command::new(&tool).arg("--version")).is_some_and(|version| version.trim().ends_with(VERSION));
    if !present {
        // Unoptimised: a minute to build instead of five, and a second more to run.
        let mut install = cargo();
        install.args(["install", "--locked", "--debug", "--force", "--version", VERSION, "--root"]).arg(&dir).arg("cargo-deny");
        install.env("CARGO_TARGET_DIR", dir.join("build")).env("CARGO_PROFILE_DEV_DEBUG", "0");
        process::run(&mut install).context("cargo-deny could not be built")?;
    }
    Ok(tool)
}
