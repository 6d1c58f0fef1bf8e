//! `cargo xtask bench`: what a tick, a state and a log cost; with `--netcode`, what players see over a line.

use std::ffi::OsString;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::machine;
use crate::process::{self, cargo};

const HELP: &str = "\
cargo xtask bench [-- <arguments of criterion>]
cargo xtask bench --netcode [--write] [-- <arguments of the benchmark>]

Measures a tick of each court, the size of a state, and the size of a log on disk, optimised.

  --netcode   instead, plays thousands of matches over simulated lines, in virtual time: what players see of them.
              Takes about ten minutes on two cores; `-- --duels 20 --clashes 5 --uneven 20` takes seconds.
  --write     writes that into FIGURES.md, with the date and the machine";

/// The page of the figures, in the top folder.
const PAGE: &str = "FIGURES.md";
const BEGIN: &str = "<!-- netcode: written by `cargo xtask bench --netcode --write` -->";
const END: &str = "<!-- end of netcode -->";

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
    if args.netcode {
        return netcode(&args);
    }
    process::run(cargo().args(["bench", "--locked", "--package", "common", "--bench", "sim", "--"]).args(args.rest))
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
    if args.write && !args.netcode {
        bail!("--write goes with --netcode");
    }
    Ok(args)
}

fn netcode(args: &Args) -> Result<()> {
    let mut command = cargo();
    command.args(["bench", "--locked", "--package", "common", "--features", "simulated-link", "--bench", "netcode", "--"]).args(&args.rest);
    if !args.write {
        return process::run(&mut command);
    }
    process::say(&format!("$ {}", process::shown(&command)));
    let figures = printed(&mut command)?;
    process::say(&figures);
    let path = process::root().join(PAGE);
    let page = fs::read_to_string(&path).with_context(|| format!("{PAGE} cannot be read"))?;
    let section = format!("{}\n\n{}", machine::today_and_here(), figures.trim());
    fs::write(&path, with_section(&page, &section)?).with_context(|| format!("{PAGE} cannot be written"))?;
    process::say(&format!("{PAGE} is written."));
    Ok(())
}

/// What a program prints, while its errors go to the terminal.
fn printed(command: &mut Command) -> Result<String> {
    let output = command.stderr(std::process::Stdio::inherit()).output().context("could not start cargo")?;
    if !output.status.success() {
        bail!("this failed ({}): {}", output.status, process::shown(command));
    }
    String::from_utf8(output.stdout).context("a benchmark prints text")
}

/// The page with another section between its two marks.
fn with_section(page: &str, section: &str) -> Result<String> {
    let Some((before, rest)) = page.split_once(BEGIN) else { bail!("{PAGE} has no line {BEGIN}") };
    let Some((_, after)) = rest.split_once(END) else { bail!("{PAGE} has no line {END} after {BEGIN}") };
    Ok(format!("{before}{BEGIN}\n\n{section}\n\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_between_the_marks_is_written_anew() {
        let page = format!("# Page\n\n{BEGIN}\nold\n{END}\n\n## More\n");
        let once = with_section(&page, "new").unwrap();
        assert_eq!(once, format!("# Page\n\n{BEGIN}\n\nnew\n\n{END}\n\n## More\n"));
        assert_eq!(with_section(&once, "new").unwrap(), once);
        assert!(with_section("# Page", "new").is_err());
    }

    #[test]
    fn the_page_has_its_marks() {
        let page = fs::read_to_string(process::root().join(PAGE)).unwrap();
        assert!(with_section(&page, "new").is_ok());
    }

    #[test]
    fn what_follows_two_dashes_is_for_the_benchmark() {
        let parse = |words: &[&str]| parse(words.iter().map(OsString::from).collect());
        let args = parse(&["--netcode", "--write", "--", "--duels", "9"]).unwrap();
        assert_eq!((args.netcode, args.write, args.rest), (true, true, vec!["--duels".into(), "9".into()]));
        assert!(parse(&["--write"]).is_err());
    }
}
