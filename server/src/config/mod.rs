//! The configuration: one value, made once from the file, the environment and the flags, in this order; the later one wins.

mod limits;
mod source;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

pub use limits::{Limits, Rate};
pub use source::ConfigError;

/// Everything that can be told the server from outside.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 takes any.
    pub listen: SocketAddr,
    /// Directory of the database and the keys; made when missing.
    pub data_dir: PathBuf,
    /// File of the database, if it is not in the data directory.
    pub database: Option<PathBuf>,
    /// What the server calls itself.
    pub name: String,
    /// How the outside reaches it, without a slash at the end; none: as the request's `Host` says.
    pub public_url: Option<String>,
    /// Certificate chain and key, PEM.
    pub tls: Option<TlsFiles>,
    /// Where to serve `/metrics`.
    pub metrics_listen: Option<SocketAddr>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// File with the key of `/api/private/`, which is served only with one.
    pub service_key_file: Option<PathBuf>,
    /// Bounds per user and address; none with `--no-limits`.
    pub limits: Option<Limits>,
    /// Matches.
    pub play: PlayConfig,
    /// Costs of a password's hash.
    pub passwords: PasswordCosts,
    /// Write the log as JSON.
    pub log_json: bool,
}

/// Files of the server's certificate.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// Chain, PEM.
    pub cert: PathBuf,
    /// Key, PEM.
    pub key: PathBuf,
}

/// Matches.
#[derive(Clone, Debug)]
pub struct PlayConfig {
    /// Seconds that all seats have to connect at the start.
    pub connect_timeout_secs: u32,
    /// Seconds a lost player's seat is kept.
    pub seat_grace_secs: u32,
    /// Seconds that running matches have to finish when the server ends.
    pub drain_seconds: u32,
    /// Threads that run matches; none: on the runtime that everything runs on, which tests need.
    pub workers: u32,
    /// Spectators of one match.
    pub spectators_max: u32,
}

/// Costs of Argon2id.
#[derive(Clone, Copy, Debug)]
pub struct PasswordCosts {
    /// KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
}

impl Default for PlayConfig {
    fn default() -> Self {
        Self { connect_timeout_secs: 15, seat_grace_secs: 30, drain_seconds: 30, workers: 1, spectators_max: 500 }
    }
}

impl Default for PasswordCosts {
    /// What OWASP recommends at the least: 19 MiB, 2 passes.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

impl Config {
    /// For a server inside another program: its data in this directory, everything else as usual.
    #[must_use]
    pub fn for_host(data_dir: PathBuf, listen: SocketAddr) -> Self {
        Self {
            listen,
            data_dir,
            database: None,
            name: "Rebound".to_owned(),
            public_url: None,
            tls: None,
            metrics_listen: None,
            trusted_proxies: Vec::new(),
            service_key_file: None,
            limits: Some(Limits::default()),
            play: PlayConfig::default(),
            passwords: PasswordCosts::default(),
            log_json: false,
        }
    }

    /// From the flags of this process, its environment and the file that they name. Ends the process for `--help` and the like.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub fn from_process() -> Result<Self, ConfigError> {
        source::read(std::env::args_os())
    }
}
