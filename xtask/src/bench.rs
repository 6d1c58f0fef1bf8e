//! `cargo xtask bench`: what a tick, a state and a log cost.

use std::ffi::OsString;

use anyhow::Result;

use crate::args::RunArgs;
use crate::process::{self, cargo};

const HELP: &str = "\
cargo xtask bench [-- <arguments of criterion>]

Measures a tick of each court, the size of a state, and the size of a log on disk, optimised.";

/// Runs the benchmarks of `common`.
pub(crate) fn bench(arguments: Vec<OsString>) -> Result<()> {
    let args = RunArgs::parse(arguments)?;
    if args.help {
        process::say(HELP);
        return Ok(());
    }
    process::run(cargo().args(["bench", "--locked", "--package", "common", "--bench", "*", "--"]).args(args.rest))
}
