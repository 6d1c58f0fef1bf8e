//! Where the configuration comes from.

use std::ffi::OsString;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::Parser;
use serde::Deserialize;

use super::{Config, Limits, TlsFiles};

/// Why there is no configuration, and what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration {}: {reason}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The file is not what it should be.
    #[error("the configuration {} is broken: {reason}", path.display())]
    Broken {
        /// Which.
        path: PathBuf,
        /// Where and why.
        reason: String,
    },
    /// Settings that do not go together, or are missing.
    #[error("{0}")]
    Contradiction(String),
}

/// Rebound's server.
#[derive(Debug, Parser)]
#[command(name = "rebound-server", version, about)]
struct Flags {
    /// Address to listen on; port 0 takes any free one [default: 127.0.0.1:4443]
    #[arg(long, env = "REBOUND_LISTEN", value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// Directory of the database and the keys; made when missing
    #[arg(long, env = "REBOUND_DATA_DIR", value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// File of the SQLite database, as a path or a sqlite: URL [default: rebound.db in the data directory]
    #[arg(long, env = "REBOUND_DATABASE", value_name = "URL")]
    database: Option<String>,
    /// What the server calls itself [default: Rebound]
    #[arg(long, env = "REBOUND_NAME")]
    name: Option<String>,
    /// How the outside reaches it, such as https://play.example.org
    #[arg(long, env = "REBOUND_PUBLIC_URL", value_name = "URL")]
    public_url: Option<String>,
    /// Certificate chain, PEM; together with --tls-key
    #[arg(long, env = "REBOUND_TLS_CERT", value_name = "FILE")]
    tls_cert: Option<PathBuf>,
    /// Key of the certificate, PEM
    #[arg(long, env = "REBOUND_TLS_KEY", value_name = "FILE")]
    tls_key: Option<PathBuf>,
    /// Address to serve /metrics on [default: none]
    #[arg(long, env = "REBOUND_METRICS_LISTEN", value_name = "ADDR")]
    metrics_listen: Option<SocketAddr>,
    /// Address of a proxy whose X-Forwarded-For is believed; can be given several times
    #[arg(long, env = "REBOUND_TRUSTED_PROXY", value_name = "IP", value_delimiter = ',')]
    trusted_proxy: Option<Vec<IpAddr>>,
    /// File with the key that lets your own programs send events to users [default: none, and they cannot]
    #[arg(long, env = "REBOUND_SERVICE_KEY_FILE", value_name = "FILE")]
    service_key_file: Option<PathBuf>,
    /// Seconds that running matches have to finish when the server ends [default: 30]
    #[arg(long, env = "REBOUND_DRAIN_SECONDS", value_name = "N")]
    drain_seconds: Option<u32>,
    /// No bounds per user and address: for tests only
    #[arg(long, env = "REBOUND_NO_LIMITS", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    no_limits: Option<bool>,
    /// Write the log as one JSON object a line
    #[arg(long, env = "REBOUND_LOG_JSON", num_args = 0..=1, default_missing_value = "true", value_name = "BOOL")]
    log_json: Option<bool>,
    /// File with all of these in TOML, named alike with underscores, and a table [limits]
    #[arg(long, env = "REBOUND_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
}

/// The file: the same names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct File {
    listen: Option<SocketAddr>,
    data_dir: Option<PathBuf>,
    database: Option<String>,
    name: Option<String>,
    public_url: Option<String>,
    tls_cert: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    metrics_listen: Option<SocketAddr>,
    trusted_proxy: Option<Vec<IpAddr>>,
    service_key_file: Option<PathBuf>,
    drain_seconds: Option<u32>,
    no_limits: Option<bool>,
    log_json: Option<bool>,
    limits: Limits,
}

/// The configuration of a command line; the environment is this process's.
pub(super) fn read(args: impl IntoIterator<Item = OsString>) -> Result<Config, ConfigError> {
    let flags = Flags::parse_from(args);
    let file = flags.config.as_deref().map(read_file).transpose()?.unwrap_or_default();
    merge(flags, file)
}

fn read_file(path: &Path) -> Result<File, ConfigError> {
    let text =
        std::fs::read_to_string(path).map_err(|error| ConfigError::Unreadable { path: path.to_owned(), reason: error.to_string() })?;
    toml::from_str(&text).map_err(|error| ConfigError::Broken { path: path.to_owned(), reason: error.to_string() })
}

fn merge(flags: Flags, file: File) -> Result<Config, ConfigError> {
    let data_dir = flags.data_dir.or(file.data_dir).ok_or_else(|| {
        ConfigError::Contradiction(
            "no data directory: give --data-dir DIR, REBOUND_DATA_DIR, or data_dir in the configuration file".to_owned(),
        )
    })?;
    let tls = match (flags.tls_cert.or(file.tls_cert), flags.tls_key.or(file.tls_key)) {
        (Some(cert), Some(key)) => Some(TlsFiles { cert, key }),
        (None, None) => None,
        (Some(_), None) => return Err(ConfigError::Contradiction("--tls-cert needs --tls-key".to_owned())),
        (None, Some(_)) => return Err(ConfigError::Contradiction("--tls-key needs --tls-cert".to_owned())),
    };
    let database = flags.database.or(file.database).map(|raw| sqlite_path(&raw)).transpose()?;
    let listen = flags.listen.or(file.listen).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 4443)));
    let mut config = Config::for_host(data_dir, listen);
    config.tls = tls;
    config.database = database;
    config.metrics_listen = flags.metrics_listen.or(file.metrics_listen);
    config.trusted_proxies = flags.trusted_proxy.or(file.trusted_proxy).unwrap_or_default();
    config.service_key_file = flags.service_key_file.or(file.service_key_file);
    config.public_url = flags.public_url.or(file.public_url).map(|raw| public_url(&raw)).transpose()?;
    if let Some(name) = flags.name.or(file.name) {
        config.name = name;
    }
    if let Some(seconds) = flags.drain_seconds.or(file.drain_seconds) {
        config.play.drain_seconds = seconds;
    }
    config.log_json = flags.log_json.or(file.log_json).unwrap_or(false);
    file.limits.check().map_err(ConfigError::Contradiction)?;
    config.limits = if flags.no_limits.or(file.no_limits).unwrap_or(false) { None } else { Some(file.limits) };
    Ok(config)
}

/// Where the outside reaches the server, without a slash at the end.
fn public_url(raw: &str) -> Result<String, ConfigError> {
    let parsed = url::Url::parse(raw).ok().filter(|url| ["http", "https"].contains(&url.scheme()) && url.query().is_none());
    let wrong = || ConfigError::Contradiction(format!("--public-url: {raw} is no address such as https://play.example.org"));
    parsed.map(|_| raw.trim_end_matches('/').to_owned()).ok_or_else(wrong)
}

/// A path, or the path of a `sqlite:` URL.
fn sqlite_path(raw: &str) -> Result<PathBuf, ConfigError> {
    let path = raw.strip_prefix("sqlite://").or_else(|| raw.strip_prefix("sqlite:")).unwrap_or(raw);
    if path.contains("://") || path.starts_with("postgres:") {
        let scheme = path.split(':').next().unwrap_or_default();
        return Err(ConfigError::Contradiction(format!(
            "--database: this version keeps its data in SQLite, {scheme} is not supported; give a path or sqlite:PATH"
        )));
    }
    if path.is_empty() || path.starts_with(":memory:") {
        return Err(ConfigError::Contradiction("--database: what is kept in memory would be lost; give a path or sqlite:PATH".to_owned()));
    }
    Ok(PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn config(args: &[&str], file: &str) -> Result<Config, String> {
        let mut path = tempfile::NamedTempFile::new().unwrap();
        path.write_all(file.as_bytes()).unwrap();
        let flags = ["rebound-server", "--config", path.path().to_str().unwrap()];
        let args = flags.iter().chain(args).map(OsString::from);
        read(args).map_err(|error| error.to_string())
    }

    #[test]
    fn a_flag_wins_over_the_file_and_the_file_over_the_default() {
        let file = "data_dir = \"/var/lib/rebound\"\nlisten = \"0.0.0.0:80\"\ndrain_seconds = 7\n[limits]\nstreams_per_user = 3\nwrites_per_user = { count = 1, seconds = 2 }";
        let read = config(&["--listen", "127.0.0.1:0"], file).unwrap();
        assert_eq!((read.listen.to_string().as_str(), read.data_dir.to_str()), ("127.0.0.1:0", Some("/var/lib/rebound")));
        assert_eq!(read.play.drain_seconds, 7);
        let limits = read.limits.unwrap();
        assert_eq!((limits.streams_per_user, limits.sockets_per_user, limits.writes_per_user.count), (3, 8, 1));
        assert_eq!(config(&["--data-dir", "x"], "").unwrap().listen.port(), 4443);
        assert!(config(&["--data-dir", "x", "--no-limits"], file).unwrap().limits.is_none());
    }

    #[test]
    fn a_broken_file_is_refused_by_name_and_so_is_an_unknown_key() {
        for (file, word) in [
            ("listen = ", "broken"),
            ("listne = \"x\"", "listne"),
            ("[limits]\nstreams = 3", "streams"),
            ("[limits]\nwrites_per_user = { count = 1, secs = 2 }", "secs"),
            ("listen = \"nowhere\"", "listen"),
            ("drain_seconds = -1", "drain_seconds"),
        ] {
            let error = config(&["--data-dir", "x"], file).unwrap_err();
            assert!(error.contains(word) && error.contains("configuration"), "{error}");
        }
        let never = config(&["--data-dir", "x"], "[limits]\nwrites_per_user = { count = 0, seconds = 2 }").unwrap_err();
        assert!(never.contains("writes_per_user"), "{never}");
        let missing = read(["rebound-server", "--data-dir", "x", "--config", "/nowhere/at/all"].map(OsString::from)).unwrap_err();
        assert!(missing.to_string().contains("/nowhere/at/all"));
    }

    #[test]
    fn settings_that_do_not_go_together_say_what_is_missing() {
        for (args, word) in [
            (&[][..], "--data-dir"),
            (&["--data-dir", "x", "--tls-cert", "y"], "--tls-key"),
            (&["--data-dir", "x", "--tls-key", "y"], "--tls-cert"),
            (&["--data-dir", "x", "--database", "postgres://u@h/d"], "postgres"),
            (&["--data-dir", "x", "--database", "sqlite::memory:"], "memory"),
            (&["--data-dir", "x", "--public-url", "play.example.org"], "--public-url"),
        ] {
            let error = config(args, "").unwrap_err();
            assert!(error.contains(word), "{error}");
        }
        let database = config(&["--data-dir", "x", "--database", "sqlite:///srv/r.db"], "").unwrap().database;
        assert_eq!(database.unwrap().to_str(), Some("/srv/r.db"));
    }
}
