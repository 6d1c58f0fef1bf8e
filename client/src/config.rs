//! What the command line and the environment say.

use std::net::SocketAddr;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Parser, Subcommand};
use directories::ProjectDirs;
use url::Url;

use crate::link::Target;
use crate::storage;

/// Where `--host` listens unless it is told.
const HOST_ADDR: &str = "0.0.0.0:4443";

/// Rebound: Pong against people.
///
/// Without arguments the game serves itself on this machine; nothing else is needed.
#[derive(Clone, Debug, Default, Parser)]
#[command(name = "rebound", version, args_conflicts_with_subcommands = true)]
pub struct Args {
    /// Something else than playing.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// Open a match: its link, its code, or a file with its log
    #[arg(value_name = "LINK|FILE", value_parser = OsStringValueParser::new().try_map(Target::of_argument))]
    pub open: Option<Target>,
    /// Play on this server, for example `https://rebound.example` or `192.168.1.20:4443`
    #[arg(long, env = "REBOUND_SERVER", value_name = "URL", conflicts_with = "host")]
    pub server: Option<String>,
    /// Keep settings, tokens and, when hosting, matches in this folder
    #[arg(long, env = "REBOUND_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Let others play on this machine, by default on all its addresses, port 4443
    #[arg(long, value_name = "ADDR", num_args = 0..=1, default_missing_value = HOST_ADDR)]
    pub host: Option<SocketAddr>,
}

/// Something else than playing.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Say for logs of matches whether their results are true
    Verify {
        /// Files, as a server gives them at `/api/game/match/<code>/log/`
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Open links to matches (`rebound://m/...`) with this program from now on
    Links {
        /// The server whose matches the links name; without it, the one inside this program
        #[arg(long, value_name = "URL", value_parser = server_address)]
        server: Option<Url>,
    },
}

/// Where the server is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Server {
    /// At this address.
    At(Url),
    /// In this program, for nobody else.
    Own,
    /// In this program, for others too: here.
    Host(SocketAddr),
    /// Nowhere: nothing is asked of any network.
    Nowhere,
}

/// Everything that is told from outside.
#[derive(Clone, Debug)]
pub struct Config {
    /// The server.
    pub server: Server,
    /// Folder of settings and tokens; none: nothing is kept.
    pub data_dir: Option<PathBuf>,
    /// What to open first.
    pub open: Option<Target>,
}

impl Config {
    /// Checks what was given and makes the folder.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn new(args: Args) -> anyhow::Result<Self> {
        let server = match (args.server, args.host) {
            (Some(address), _) => Server::At(address_of(&address)?),
            (None, Some(host)) => Server::Host(host),
            (None, None) => Server::Own,
        };
        if cfg!(not(feature = "host")) && !matches!(server, Server::At(_)) {
            bail!("this build of Rebound cannot host matches: name a server with --server URL");
        }
        let data_dir = match args.data_dir {
            Some(folder) => folder,
            None => ProjectDirs::from("", "", "rebound")
                .map(|dirs| dirs.data_dir().to_owned())
                .context("this machine has no folder for the data of programs: name one with --data-dir DIR")?,
        };
        storage::make_folder(&data_dir)
            .with_context(|| format!("cannot write to {}: choose another folder with --data-dir DIR", data_dir.display()))?;
        Ok(Self { server, data_dir: Some(data_dir), open: args.open })
    }

    /// No server, nothing kept: for tests and pictures.
    #[must_use]
    pub const fn nowhere() -> Self {
        Self { server: Server::Nowhere, data_dir: None, open: None }
    }
}

fn server_address(raw: &str) -> Result<Url, String> {
    address_of(raw).map_err(|error| error.to_string())
}

/// The address of a server as people write it: `http` unless it says `https`, nothing but a host and a port.
fn address_of(raw: &str) -> anyhow::Result<Url> {
    let full = if raw.contains("://") { raw.to_owned() } else { format!("http://{raw}") };
    let wrong = || format!("{raw:?} is not the address of a server: write it like https://rebound.example or 192.168.1.20:4443");
    let url = Url::parse(&full).with_context(wrong)?;
    let plain =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) || !plain {
        bail!(wrong());
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(line: &str) -> Result<Args, clap::Error> {
        Args::try_parse_from(line.split_whitespace())
    }

    #[test]
    fn an_address_is_taken_as_people_write_it() {
        assert_eq!(address_of("127.0.0.1:4443").unwrap().as_str(), "http://127.0.0.1:4443/");
        assert_eq!(address_of("https://play.example").unwrap().as_str(), "https://play.example/");
        assert_eq!(address_of("[::1]:80").unwrap().as_str(), "http://[::1]/");
    }

    #[test]
    fn nonsense_for_an_address_is_refused_with_an_example() {
        for raw in ["", "ftp://x", "http://", "http://a/b", "http://me:pw@a", "a b", "http://a?x=1", "a:99999"] {
            let error = address_of(raw).unwrap_err().to_string();
            assert!(error.contains("192.168.1.20:4443"), "{raw}: {error}");
        }
    }

    #[test]
    fn hosting_takes_an_address_or_none_and_excludes_a_server() {
        assert_eq!(args("rebound --host").unwrap().host, HOST_ADDR.parse().ok());
        assert_eq!(args("rebound --host 127.0.0.1:9").unwrap().host, "127.0.0.1:9".parse().ok());
        assert!(args("rebound --host nonsense").is_err());
        assert!(args("rebound --host --server http://a").is_err());
    }

    #[test]
    fn verify_takes_files_and_nothing_that_belongs_to_playing() {
        assert_eq!(args("rebound verify a b").unwrap().command, Some(Command::Verify { files: vec!["a".into(), "b".into()] }));
        assert!(args("rebound verify").is_err());
        assert!(args("rebound --host verify a").is_err());
    }

    #[test]
    fn a_link_stands_beside_what_belongs_to_playing_and_nonsense_is_refused_with_an_example() {
        let link = Target::Match("rebound://m/7KDW3Q#t=73".parse().unwrap());
        assert_eq!(args("rebound rebound://m/7KDW3Q#t=73 --server localhost:1").unwrap().open, Some(link));
        assert_eq!(args("rebound links").unwrap().command, Some(Command::Links { server: None }));
        let served = args("rebound links --server 192.168.1.20:4443").unwrap().command;
        assert_eq!(served, Some(Command::Links { server: "http://192.168.1.20:4443/".parse().ok() }));
        assert!(args("rebound links --server ftp://a").is_err());
        let refused = args("rebound nonsense").unwrap_err().to_string();
        assert!(refused.contains("rebound://m/7KDW3Q#t=73"), "{refused}");
        assert!(args("rebound 7KDW3Q 7KDW3Q").is_err());
    }

    #[test]
    fn a_folder_that_cannot_be_made_is_named_with_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let given = Args { server: Some("localhost:1".into()), data_dir: Some(file.join("below")), ..Args::default() };
        let error = Config::new(given).unwrap_err().to_string();
        assert!(error.contains("--data-dir"), "{error}");
    }
}
