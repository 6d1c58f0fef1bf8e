//! The server in a thread of this program, one for a data folder: a second program with the same folder joins the first one's.

use std::fs::{self, File, TryLockError};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
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
    ended: Receiver<()>,
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
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
                    let inherited = runtime.is_ok_and(|runtime| runtime.block_on(join(&note, &lock, &tell, &stop)));
                    if inherited {
                        serve(&folder, listen, &note, &tell, stop);
                    }
                })
            }
            Err(TryLockError::Error(error)) => return Err(error).context("cannot lock the data folder"),
        };
        let (ending, ended) = sync_channel(1);
        let job = move || {
            let _ending = ending;
            job();
        };
        thread::Builder::new().name("host".to_owned()).spawn(job).context("cannot start a thread")?;
        Ok(Self { state, stop, ended })
    }

    /// What is known of it, as it changes.
    pub(super) fn state(&self) -> watch::Receiver<OwnServer> {
        self.state.clone()
    }

    /// Waits until it serves.
    pub(super) fn wait(&self) -> anyhow::Result<()> {
        let mut state = self.state.clone();
        let known = until(async { state.wait_for(|state| *state != OwnServer::Starting).await.map(|state| state.clone()) })?;
        match known {
            Some(Ok(OwnServer::At(_))) => Ok(()),
            Some(Ok(OwnServer::Failed(reason))) => {
                bail!("cannot host: {reason}. Choose another address with --host ADDR, or another folder with --data-dir DIR")
            }
            Some(Ok(OwnServer::Starting) | Err(_)) | None => bail!("cannot host: the server did not start in time"),
        }
    }

    /// Ends it gracefully, but not for ever.
    pub(super) fn end(self) {
        self.stop.cancel();
        // Nothing is ever sent: the channel closes when the thread ends.
        let _ = self.ended.recv_timeout(END_TIMEOUT);
    }
}

/// Waits for something outside any runtime, at most as long as a server may take to start.
fn until<F: Future>(something: F) -> anyhow::Result<Option<F::Output>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    Ok(runtime.block_on(async { tokio::time::timeout(READY_TIMEOUT, something).await.ok() }))
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

/// Finds the server of the program that has the folder, then waits for it to end: then the folder is this one's. False: this
/// program ends first.
async fn join(note: &Path, lock: &File, tell: &watch::Sender<OwnServer>, stop: &CancellationToken) -> bool {
    let begun = Instant::now();
    loop {
        let starting = *tell.borrow() == OwnServer::Starting;
        if let (true, Some(url)) = (starting, read(note)) {
            tell.send_replace(OwnServer::At(url));
        } else if starting && begun.elapsed() > READY_TIMEOUT {
            tell.send_replace(OwnServer::Failed("another Rebound has this data folder and does not say where it serves".to_owned()));
        }
        tokio::select! {
            () = stop.cancelled() => return false,
            () = tokio::time::sleep(LOOK_EVERY) => if lock.try_lock().is_ok() { return true },
        }
    }
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
