//! `cargo xtask load`: matches played by headless clients through the real sockets, and the server measured from outside.

#[cfg(feature = "load")]
mod bare;
#[cfg(feature = "load")]
mod client;
#[cfg(feature = "load")]
mod counted;
#[cfg(feature = "load")]
mod crowd;
#[cfg(feature = "load")]
mod follow;
#[cfg(feature = "load")]
mod histogram;
#[cfg(feature = "load")]
mod measure;
#[cfg(feature = "load")]
mod run;
#[cfg(feature = "load")]
mod server;
#[cfg(feature = "load")]
mod tournament;
#[cfg(feature = "load")]
mod web;

use std::ffi::OsString;
use std::time::Duration;

use anyhow::{Result, bail};
use lexopt::prelude::*;

use crate::process;

const HELP: &str = "\
cargo xtask load (--server URL [--pid PID] | --spawn) [--matches N] [--spectators M] [--seconds S] [--json]
cargo xtask load --spawn --bare [--matches N] [--seconds S] [--json | --write]
cargo xtask load --spawn --crowd M [--matches N] [--seconds S] [--write]
cargo xtask load --server URL --tournament CODE [--bots N]

Plays N duels at once with bots as clients: guests who sign in, open the event stream, queue, and play on the
match socket. Measures the server's process from outside, and what arrives in the clients.
  --server URL     a server that runs already (http); without its --no-limits it refuses so many guests
  --pid PID        its process, if it runs here: without it `server_*` is null in the JSON
  --spawn          build and start one here, optimised, on a port and a data directory of its own; on Linux the
                   server and the clients each get a core of their own
  --matches N      matches at once (20)
  --spectators M   spectators, spread evenly over the matches (0)
  --seconds S      how long it is measured, once all matches run (20)
  --json           one line of JSON and nothing else
  --bare           afterwards exchanges the same number of packets without a game, to tell what of the processor time is
                   the machine's (Linux)
  --crowd M        measures twice, before and after M spectators have come to one of the matches: what they cost the players;
                   matches last longer, because the bots play as well as they can
  --write          writes what --bare or --crowd measured into FIGURES.md, with the date and the machine
  --tournament CODE  guests join this tournament and play their matches, until it is over: to try one out
  --bots N         how many of them (3)";

/// The section of the page of figures that `--crowd --write` writes.
#[cfg(feature = "load")]
const SPECTATORS: &str = "spectators";
/// That of `--bare --write`.
#[cfg(feature = "load")]
const MATCHES: &str = "matches";

/// What to play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LoadArgs {
    /// Where; none: a server of our own.
    pub(crate) server: Option<String>,
    /// The process of that server, if it runs here.
    pub(crate) pid: Option<u32>,
    /// Matches at once.
    pub(crate) matches: usize,
    /// Spectators, over all matches.
    pub(crate) spectators: usize,
    /// Spectators of one match, in a second time of measuring.
    pub(crate) crowd: Option<usize>,
    /// The same packets without a game, afterwards.
    pub(crate) bare: bool,
    /// The page of figures gets them.
    pub(crate) write: bool,
    /// Time of measuring.
    pub(crate) time: Duration,
    /// For a program.
    pub(crate) json: bool,
    /// The code of a tournament to join, instead of all that.
    pub(crate) tournament: Option<String>,
    /// How many join it.
    pub(crate) bots: usize,
}

impl Default for LoadArgs {
    fn default() -> Self {
        let time = Duration::from_secs(20);
        Self {
            server: None,
            pid: None,
            matches: 20,
            spectators: 0,
            crowd: None,
            bare: false,
            write: false,
            time,
            json: false,
            tournament: None,
            bots: 3,
        }
    }
}

/// Plays and measures.
pub(crate) fn load(arguments: Vec<OsString>) -> Result<()> {
    let Some(args) = parse(arguments.clone())? else {
        process::say(HELP);
        return Ok(());
    };
    play(args, arguments)
}

/// Without the clients in this build: builds them, and a server if one is wanted, optimised, and hands over.
#[cfg(not(feature = "load"))]
fn play(args: LoadArgs, arguments: Vec<OsString>) -> Result<()> {
    let mut build = process::cargo();
    build.args(["build", "--quiet", "--release", "--locked", "--package", "xtask", "--features", "xtask/load", "--bin", "xtask"]);
    if args.server.is_none() {
        build.args(["--package", "server", "--bin", "rebound-server"]);
    }
    process::run_quietly(&mut build)?;
    let file = process::target_dir().join("release").join(format!("xtask{}", std::env::consts::EXE_SUFFIX));
    process::run_quietly(process::with_many_files(&file).arg("load").args(arguments))
}

/// Plays and measures.
#[cfg(feature = "load")]
fn play(args: LoadArgs, _arguments: Vec<OsString>) -> Result<()> {
    match (&args.server, &args.tournament) {
        (Some(server), Some(code)) => tournament::run(server, code, args.bots),
        (_, _) => run::run(&args),
    }
}

fn parse(arguments: Vec<OsString>) -> Result<Option<LoadArgs>> {
    let mut args = LoadArgs::default();
    let mut spawn = false;
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("server") => args.server = Some(parser.value()?.string()?),
            Long("pid") => args.pid = Some(parser.value()?.parse()?),
            Long("spawn") => spawn = true,
            Long("matches") => args.matches = parser.value()?.parse()?,
            Long("spectators") => args.spectators = parser.value()?.parse()?,
            Long("crowd") => args.crowd = Some(parser.value()?.parse()?),
            Long("bare") => args.bare = true,
            Long("write") => args.write = true,
            Long("seconds") => args.time = Duration::from_secs(parser.value()?.parse()?),
            Long("json") => args.json = true,
            Long("tournament") => args.tournament = Some(parser.value()?.string()?),
            Long("bots") => args.bots = parser.value()?.parse()?,
            Short('h') | Long("help") => return Ok(None),
            other @ (Short(_) | Long(_) | Value(_)) => return Err(other.unexpected().into()),
        }
    }
    if spawn == args.server.is_some() {
        bail!("say where to play: either --server URL, or --spawn for a server of our own");
    }
    if args.tournament.is_some() && spawn || args.bots == 0 {
        bail!("--tournament goes with --server, and at least one bot joins it");
    }
    let special = [args.crowd.is_some(), args.bare].into_iter().filter(|wanted| *wanted).count();
    if special > 1 || special > 0 && !spawn || args.write && special == 0 {
        bail!("--crowd and --bare go with --spawn, --write with one of them");
    }
    if args.matches == 0 || args.time.is_zero() {
        bail!("at least one match, and at least one second");
    }
    Ok(Some(args))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(words: &str) -> Result<Option<LoadArgs>> {
        parse(words.split_whitespace().map(OsString::from).collect())
    }

    #[test]
    fn either_a_server_is_named_or_one_is_spawned() {
        assert!(parsed("--matches 3").is_err());
        assert!(parsed("--spawn --server http://127.0.0.1:4443").is_err());
        let args = parsed("--spawn --matches 200 --spectators 2 --seconds 20 --json").unwrap().unwrap();
        assert_eq!(args, LoadArgs { matches: 200, spectators: 2, json: true, ..LoadArgs::default() });
        let args = parsed("--spawn --crowd 500 --write").unwrap().unwrap();
        assert_eq!((args.crowd, args.write, args.matches), (Some(500), true, 20));
        assert!(parsed("--spawn --write").is_err());
        let args = parsed("--spawn --bare --write").unwrap().unwrap();
        assert!(args.bare && args.write);
        assert!(parsed("--spawn --bare --crowd 5").is_err() && parsed("--server http://127.0.0.1:4443 --bare").is_err());
        assert!(parsed("--spawn --tournament 7KDW3Q").is_err());
        let args = parsed("--server http://127.0.0.1:4443 --tournament 7KDW3Q --bots 7").unwrap().unwrap();
        assert_eq!((args.tournament.as_deref(), args.bots), (Some("7KDW3Q"), 7));
        assert!(parsed("--server http://127.0.0.1:4443 --crowd 5").is_err());
    }
}
