//! The game.

use std::process::ExitCode;

use clap::Parser;
use client::config::{Args, Command, Config};

fn main() -> ExitCode {
    // First thing: everything that speaks TLS finds this provider.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let args = Args::parse();
    let done = match args.command {
        Some(Command::Verify { files }) => client::verify(&files),
        Some(Command::Links { server }) => client::links(server.as_ref()),
        None => Config::new(args).and_then(client::run),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            client::complain(&error);
            ExitCode::FAILURE
        }
    }
}
