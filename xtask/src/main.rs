//! What is neither a test nor an alias: play, serve, verify, shots, bench, load, kills, crowded. `cargo xtask --help` lists them.
//!
//! Built before anything else by `cargo play`, on machines that have nothing yet: without the feature `load` it needs no system library.
#![expect(clippy::print_stdout, reason = "this program talks to a person at a terminal")]

mod args;
mod bench;
mod crowded;
mod figures;
mod kills;
mod load;
mod machine;
mod play;
mod policy;
mod process;
mod shots;
mod summary;
mod system;
mod verify;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <task>: tasks of the Rebound repository

  play     build the game and open it              (also: cargo play)
  serve    build the server and run it             (also: cargo serve)
  verify   everything that must hold before a merge (also: cargo verify)
  shots    pictures of every screen
  bench    what a tick, a state and a log cost; what players see over a line
  load     play many matches against a server and measure it
  kills    kill a server under load, again and again, and look for what is lost
  crowded  a server with a lot in it and many people: what reads, messages and connections cost

`cargo xtask <task> --help` says more.";

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let task = arguments.next().map(|task| task.to_string_lossy().into_owned());
    let rest = arguments.collect();
    let outcome = match task.as_deref() {
        Some("play") => play::play(rest),
        Some("serve") => play::serve(rest),
        Some("verify") => verify::verify(rest),
        Some("shots") => shots::shots(rest),
        Some("bench") => bench::bench(rest),
        Some("load") => load::load(rest),
        Some("kills") => kills::kills(rest),
        Some("crowded") => crowded::crowded(rest),
        None | Some("help" | "--help" | "-h") => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Some(other) => Err(anyhow::anyhow!("there is no task called {other:?}\n\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            process::say_error(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}
