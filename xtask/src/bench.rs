//! `cargo xtask bench`: what a tick, a state and a log cost; with `--netcode`, what players see over a line.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::figures;
use crate::process::{self, cargo};

const HELP: &str = "\
cargo xtask bench [--write] [-- <arguments of criterion>]
cargo xtask bench --netcode [--write] [-- <arguments of the benchmark>]

Measures a tick of each court, the size of a state, the size of a log on disk, and jumps in a replay, optimised.

  --netcode   instead, plays thousands of matches over simulated lines, in virtual time: what players see of them.
              Takes about ten minutes on two cores; `-- --duels 20 --clashes 5 --uneven 20` takes seconds.
  --write     writes the table into FIGURES.md, with the date and the machine";

/// Their sections of the page of figures.
const SIM: &str = "sim";
const NETCODE: &str = "netcode";
/// How the table begins among what the benchmark of the simulation prints.
const TABLE: &str = "| what |";

#[derive(Debug, Default, PartialEq, Eq)]
struct Args {
    netcode: bool,
    write: bool,
    help: bool,
    rest: Vec<OsString>,
}

/// Runs the benchmarks of `common`.
pub(crate) fn bench(arguments: Vec<OsString>) -> Result<()> {
    let args = parse(arguments)?;
    if args.help {
        process::say(HELP);
        return Ok(());
    }
    let mut command = cargo();
    command.args(["bench", "--locked", "--package", "common"]);
    if args.netcode {
        command.args(["--features", "simulated-link", "--bench", "netcode", "--"]).args(&args.rest);
    } else {
        command.args(["--bench", "sim", "--"]).args(&args.rest);
    }
    if !args.write {
        return process::run(&mut command);
    }
    process::say(&format!("$ {}", process::shown(&command)));
    let printed = printed(&mut command)?;
    process::say(&printed);
    if args.netcode {
        return figures::write(NETCODE, &printed);
    }
    let table = printed.find(TABLE).context("the benchmark prints a table")?;
    figures::write(SIM, &printed[table..])
}

fn parse(arguments: Vec<OsString>) -> Result<Args> {
    let mut args = Args::default();
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("netcode") => args.netcode = true,
            Long("write") => args.write = true,
            Short('h') | Long("help") => args.help = true,
            Value(value) => {
                args.rest.push(value);
                args.rest.extend(parser.raw_args()?);
            }
            other @ (Short(_) | Long(_)) => return Err(other.unexpected().into()),
        }
    }
    Ok(args)
}

/// What a program prints, while its errors go to the terminal.
fn printed(command: &mut Command) -> Result<String> {
    let output = command.stderr(std::process::Stdio::inherit()).output().context("could not start cargo")?;
    if !output.status.success() {
        bail!("this failed ({}): {}", output.status, process::shown(command));
    }
    String::from_utf8(output.stdout).context("a benchmark prints text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_two_dashes_is_for_the_benchmark() {
        let parse = |words: &[&str]| parse(words.iter().map(OsString::from).collect());
        let args = parse(&["--netcode", "--write", "--", "--duels", "9"]).unwrap();
        assert_eq!((args.netcode, args.write, args.rest), (true, true, vec!["--duels".into(), "9".into()]));
        assert!(parse(&["--write"]).unwrap().write && parse(&["--wrote"]).is_err());
    }
}
