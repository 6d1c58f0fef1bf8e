//! The server in a thread of this program, one for a data folder: a second program with the same folder joins the first one's.

use std::fs::{self, File, TryLockError};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};
use server::config::Config as ServerConfig;
use tokio::sync::{oneshot, watch};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::net::OwnServer;
use crate::storage;

/// Longest wait for a server to serve, or for another program to say where its own does.
const READY_TIMEOUT: Duration = Duration::from_secs(15);
/// Longest wait for a graceful end.
const END_TIMEOUT: Duration = Duration::from_secs(5);
/// How often the file of another program is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// Threads of the server's runtime: it shares the machine with the game.
const THREADS: usize = 2;

/// What the hosting program says to others with the same folder.
#[derive(Serialize, Deserialize)]
struct Note {
    url: String,
}

/// A server in a thread of this program, or the way to another program's.
pub(super) struct Own {
    state: watch::Receiver<OwnServer>,
    stop: CancellationToken,
    thread: JoinHandle<()>,
}

impl Own {
    /// Starts it, or looks for the program that hosts with this folder already.
    pub(super) fn start(folder: &Path, listen: SocketAddr) -> anyhow::Result<Self> {
        let (tell, state) = watch::channel(OwnServer::Starting);
        let stop = CancellationToken::new();
        let lock = File::create(folder.join("host.lock")).with_context(|| format!("cannot write to {}", folder.display()))?;
        let note = folder.join("host.json");
        let job: Box<dyn FnOnce() + Send> = match lock.try_lock() {
            Ok(()) => {
                let (folder, stop) = (folder.join("server"), stop.clone());
                Box::new(move || {
                    // The lock lives as long as the server.
                    let _lock = lock;
                    serve(&folder, listen, &note, &tell, stop);
                })
            }
            Err(TryLockError::WouldBlock) if listen.port() != 0 => {
                let at = read(&note).map_or_else(|| "another address".to_owned(), |url| url.to_string());
                bail!("another Rebound hosts with this folder already, at {at}: end it, or choose another folder with --data-dir DIR");
            }
            Err(TryLockError::WouldBlock) => {
                let (folder, stop) = (folder.join("server"), stop.clone());
                Box::new(move || {
                    join(&note, &tell, &stop);
                    if inherit(&lock, &stop) {
                        serve(&folder, listen, &note, &tell, stop);
                    }
                })
            }
            Err(TryLockError::Error(error)) => return Err(error).context("cannot lock the data folder"),
        };
        let thread = thread::Builder::new().name("host".to_owned()).spawn(job).context("cannot start a thread")?;
        Ok(Self { state, stop, thread })
    }

    /// What is known of it, as it changes.
    pub(super) fn state(&self) -> watch::Receiver<OwnServer> {
        self.state.clone()
    }

    /// Waits until it serves.
    pub(super) fn wait(&self) -> anyhow::Result<()> {
        let begun = Instant::now();
        loop {
            match &*self.state.borrow() {
                OwnServer::At(_) => return Ok(()),
                OwnServer::Failed(reason) => {
                    bail!("cannot host: {reason}. Choose another address with --host ADDR, or another folder with --data-dir DIR")
                }
                OwnServer::Starting if begun.elapsed() > READY_TIMEOUT => bail!("cannot host: the server did not start in time"),
                OwnServer::Starting => {}
            }
            pause(LOOK_EVERY);
        }
    }

    /// Ends it gracefully, but not for ever.
    pub(super) fn end(self) {
        self.stop.cancel();
        let begun = Instant::now();
        while !self.thread.is_finished() && begun.elapsed() < END_TIMEOUT {
            pause(Duration::from_millis(10));
        }
    }
}

/// Runs the server until it is told to end.
fn serve(folder: &Path, listen: SocketAddr, note: &Path, tell: &watch::Sender<OwnServer>, stop: CancellationToken) {
    let run = || -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(THREADS).enable_all().build()?;
        runtime.block_on(async {
            let mut config = ServerConfig::for_host(folder.to_owned(), listen);
            // Whoever closes the game means it.
            config.play.drain_seconds = 0;
            let (ready, is_ready) = oneshot::channel::<server::Ready>();
            let announce = async {
                if let Ok(ready) = is_ready.await {
                    announce(&ready.url, note, tell);
                }
            };
            let (served, ()) = tokio::join!(server::run(config, ready, stop), announce);
            served
        })
    };
    if let Err(error) = run() {
        tracing::error!("the server of this program ended: {error:#}");
        tell.send_replace(OwnServer::Failed(format!("{error:#}")));
    }
    let _ = fs::remove_file(note);
}

fn announce(url: &str, note: &Path, tell: &watch::Sender<OwnServer>) {
    match Url::parse(url) {
        Ok(url) => {
            let bytes = serde_json::to_vec(&Note { url: url.to_string() }).expect("an address can be written");
            if let Err(error) = storage::write(note, &bytes) {
                tracing::warn!(%error, "a second game with this folder will not find this server");
            }
            tell.send_replace(OwnServer::At(url));
        }
        Err(error) => {
            tell.send_replace(OwnServer::Failed(format!("the server has no address: {error}")));
        }
    }
}

/// Finds the server of the program that has the folder.
fn join(note: &Path, tell: &watch::Sender<OwnServer>, stop: &CancellationToken) {
    let begun = Instant::now();
    while begun.elapsed() < READY_TIMEOUT && !stop.is_cancelled() {
        if let Some(url) = read(note) {
            tell.send_replace(OwnServer::At(url));
            return;
        }
        pause(LOOK_EVERY);
    }
    tell.send_replace(OwnServer::Failed("another Rebound has this data folder and does not say where it serves".to_owned()));
}

/// Waits for the other program to end: then its folder is this one's. False: this program ends first.
fn inherit(lock: &File, stop: &CancellationToken) -> bool {
    while !stop.is_cancelled() {
        if lock.try_lock().is_ok() {
            return true;
        }
        pause(LOOK_EVERY);
    }
    false
}

#[expect(clippy::disallowed_methods, reason = "before the first frame, after the last, or on a thread of its own")]
fn pause(length: Duration) {
    thread::sleep(length);
}

fn read(note: &Path) -> Option<Url> {
    serde_json::from_slice::<Note>(&fs::read(note).ok()?).ok().and_then(|note| Url::parse(&note.url).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_program_with_the_same_folder_joins_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let lock = File::create(folder.path().join("host.lock")).unwrap();
        lock.lock().unwrap();
        let url = Url::parse("http://127.0.0.1:4711/").unwrap();
        fs::write(folder.path().join("host.json"), serde_json::to_vec(&Note { url: url.to_string() }).unwrap()).unwrap();
        let own = Own::start(folder.path(), "127.0.0.1:0".parse().unwrap()).unwrap();
        own.wait().unwrap();
        assert_eq!(*own.state().borrow(), OwnServer::At(url));
        let error = Own::start(folder.path(), "127.0.0.1:4443".parse().unwrap()).err().unwrap().to_string();
        assert!(error.contains("4711") && error.contains("--data-dir"), "{error}");
    }
}
