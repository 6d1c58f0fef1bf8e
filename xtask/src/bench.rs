//! `cargo xtask bench`: what a tick, a state and a log cost; with `--netcode`, what players see over a line; with `--pairing`, what it costs
//! to look through a long queue.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::figures;
use crate::process::{self, cargo};

const HELP: &str = "\
cargo xtask bench [--write] [-- <arguments of criterion>]
cargo xtask bench --netcode [--write] [-- <arguments of the benchmark>]
cargo xtask bench --pairing [--write]

Measures a tick of each court, the size of a state, the size of a log on disk, and jumps in a replay, optimised.

  --netcode   instead, plays thousands of matches over simulated lines, in virtual time: what players see of them.
              Takes about ten minutes on two cores; `-- --duels 20 --clashes 5 --uneven 20` takes seconds.
  --pairing   instead, rounds of pairing 10,000 who wait.
  --write     writes the table into FIGURES.md, with the date and the machine";

/// Their sections of the page of figures.
const SIM: &str = "sim";
const NETCODE: &str = "netcode";
const PAIRING: &str = "pairing";
/// How the table begins among what a benchmark prints.
const TABLE: &str = "| what";

#[derive(Debug, Default, PartialEq, Eq)]
struct Args {
    netcode: bool,
    pairing: bool,
    write: bool,
    help: bool,
    rest: Vec<OsString>,
}

/// Runs the benchmarks.
pub(crate) fn bench(arguments: Vec<OsString>) -> Result<()> {
    let args = parse(arguments)?;
    if args.help {
        process::say(HELP);
        return Ok(());
    }
    let mut command = cargo();
    command.args(["bench", "--locked"]);
    let section = if args.netcode {
        command.args(["--package", "common", "--features", "simulated-link", "--bench", NETCODE]);
        NETCODE
    } else if args.pairing {
        command.args(["--package", "server", "--bench", PAIRING]);
        PAIRING
    } else {
        command.args(["--package", "common", "--bench", SIM]);
        SIM
    };
    command.arg("--").args(&args.rest);
    if !args.write {
        return process::run(&mut command);
    }
    process::say(&format!("$ {}", process::shown(&command)));
    let printed = printed(&mut command)?;
    process::say(&printed);
    // The netcode's figures are more than a table.
    let table = if args.netcode { 0 } else { printed.find(TABLE).context("the benchmark prints a table")? };
    figures::write(section, &printed[table..])
}

fn parse(arguments: Vec<OsString>) -> Result<Args> {
    let mut args = Args::default();
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("netcode") => args.netcode = true,
            Long("pairing") => args.pairing = true,
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
        assert!(parse(&["--pairing"]).unwrap().pairing);
    }
}
