//! `cargo play` and `cargo serve`: from a fresh clone to the running program.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Result, bail};

use crate::args::RunArgs;
use crate::process::{self, cargo};
use crate::system::{self, Use};

const PLAY_HELP: &str = "\
cargo play [--yes] [--release] [-- <arguments of the game>]

Installs missing system libraries (says which, asks before using sudo), builds the game, opens it.
  -y, --yes    do not ask; for machines without a person
  --release    optimised; takes longer to build

With no arguments the game serves itself. `cargo play -- --server URL` plays on another server,
`cargo play -- --host` lets the local network in. `cargo play -- --help` lists them all.";

const SERVE_HELP: &str = "\
cargo serve [--yes] [--release] [-- <arguments of the server>]

Builds the server alone and runs it. It needs no display and no libraries but a C compiler.
  -y, --yes    do not ask; for machines without a person
  --release    optimised; takes longer to build, for more than a few matches

`cargo serve -- --help` lists the server's own arguments, such as --listen and --data-dir.";

/// Builds the game and opens it.
pub(crate) fn play(arguments: Vec<OsString>) -> Result<()> {
    let args = RunArgs::parse(arguments)?;
    if args.help {
        process::say(PLAY_HELP);
        return Ok(());
    }
    if !system::has_display() && !only_prints(&args.rest) {
        bail!(
            "there is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the game cannot open a window.\n\
             To run the server on this machine, for others to play on: cargo serve"
        );
    }
    system::ensure(&[Use::Build, Use::BuildGame, Use::Window], args.yes)?;
    run_binary("client", "rebound", args)
}

/// Builds the server and runs it.
pub(crate) fn serve(arguments: Vec<OsString>) -> Result<()> {
    let args = RunArgs::parse(arguments)?;
    if args.help {
        process::say(SERVE_HELP);
        return Ok(());
    }
    system::ensure(&[Use::Build], args.yes)?;
    run_binary("server", "rebound-server", args)
}

/// Whether the game would open no window, because it is only asked about itself, or for the proof of a result.
fn only_prints(arguments: &[OsString]) -> bool {
    arguments.iter().any(|word| ["--help", "-h", "--version", "-V", "verify"].iter().any(|known| word == known))
}

fn run_binary(package: &str, binary: &str, args: RunArgs) -> Result<()> {
    let profile = if args.release { "release" } else { "debug" };
    let mut build = cargo();
    build.args(["build", "--locked", "--package", package, "--bin", binary]);
    if args.release {
        build.arg("--release");
    }
    process::say("The first build takes minutes on a fast machine, half an hour on one with two cores; later ones take seconds.");
    process::run(&mut build)?;
    let file = process::target_dir().join(profile).join(format!("{binary}{}", std::env::consts::EXE_SUFFIX));
    // Where the person stands, so that paths in their arguments mean what they wrote.
    process::run(Command::new(file).args(args.rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asking_the_game_about_itself_or_for_a_proof_needs_no_display() {
        assert!(only_prints(&["--help".into()]));
        assert!(only_prints(&["verify".into(), "a.rebound".into()]));
        assert!(!only_prints(&["--host".into()]));
    }
}
