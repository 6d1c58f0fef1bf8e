//! The game.

use std::process::ExitCode;

use clap::Parser;
use client::config::{Args, Config};

fn main() -> ExitCode {
    // First thing: everything that speaks TLS finds this provider.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    match Config::new(Args::parse()).and_then(client::run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            client::complain(&error);
            ExitCode::FAILURE
        }
    }
}
