//! Running matches: the referee (`room`), who hears of it (`audience`, `line`), what drives it (`worker`, `ticker`), how
//! clients reach it (`socket`), and what stays of it (`journal`, `results`).

mod audience;
mod hosted;
mod inputs;
mod journal;
mod line;
mod making;
mod presence;
mod registry;
mod results;
mod resume;
mod room;
mod socket;
mod ticker;
mod worker;

use std::num::NonZeroU64;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context;
use common::api::matches::Match;
use common::ids::{MatchCode, UserId};
use common::sim::TICK_HZ;
use futures_util::future::BoxFuture;
use tokio::sync::{OnceCell, mpsc, oneshot};

use crate::App;
use crate::config::Config;
use crate::db::Tx;
use crate::http::{ApiError, Route};
use journal::Journal;
use presence::{ConnId, Patience};
use registry::Registry;
use ticker::Lateness;
use worker::{Command, Worker};

pub(crate) use making::{Fixture, MatchSpec, Prepared};

/// What a slice that makes matches does in the transaction that ends one: so that what comes of a match is true together with its
/// result, whatever becomes of the server, and `play` need not know for whom it plays. Each is called with every match; whose match it
/// is says its row, or its mode. An error undoes the end, which is tried again: only the database may be a reason.
pub(crate) type Aftermath = for<'a> fn(&'a App, &'a mut Tx, &'a Match) -> BoxFuture<'a, Result<(), ApiError>>;

/// Results that may wait to be stored. More wait in their rooms.
const ENDED_LEN: usize = 256;
/// How often the end of the server looks whether matches still run.
const DRAIN_LOOK_EVERY: Duration = Duration::from_millis(50);

/// Handle to the running matches; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Play(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    registry: Registry,
    sockets: socket::Sockets,
    crew: OnceCell<Vec<Member>>,
    next_conn: AtomicU64,
    draining: AtomicBool,
    patience: Patience,
    spectators_max: usize,
    /// None: no bound.
    sockets_per_user: Option<usize>,
    aftermaths: &'static [Aftermath],
}

/// A worker, from outside.
#[derive(Clone, Debug)]
struct Member {
    inbox: mpsc::Sender<Command>,
    lateness: Arc<Lateness>,
}

impl Play {
    /// `aftermaths` are called with every match that ends.
    pub(crate) fn new(config: &Config, aftermaths: &'static [Aftermath]) -> Self {
        let ticks = |seconds: u32| seconds.saturating_mul(TICK_HZ);
        let play = &config.play;
        let bound = |count: u32| usize::try_from(count).unwrap_or(usize::MAX);
        Self(Arc::new(Shared {
            registry: Registry::default(),
            sockets: socket::Sockets::default(),
            crew: OnceCell::new(),
            next_conn: AtomicU64::new(1),
            draining: AtomicBool::new(false),
            patience: Patience { connect_ticks: ticks(play.connect_timeout_secs), grace_ticks: ticks(play.seat_grace_secs) },
            spectators_max: bound(play.spectators_max),
            sockets_per_user: config.limits.as_ref().map(|limits| bound(limits.sockets_per_user)),
            aftermaths,
        }))
    }

    /// Whether the user may not enter anything else. A match that is over, and only waits for its result to be stored, is
    /// waited for.
    pub(crate) async fn is_playing(&self, user: UserId) -> bool {
        self.0.registry.settle(user).await;
        self.is_taken(user)
    }

    /// The same at once, for those who hold the writer that a result would wait for.
    pub(crate) fn is_taken(&self, user: UserId) -> bool {
        self.0.registry.is_taken(user)
    }

    /// A player gives a match up, and so loses it; nothing, if it is over. Kept by nobody: whoever wants it to outlive a restart says
    /// it again then. For courts of one player to a side, because the whole side loses.
    pub(crate) async fn resign(&self, code: MatchCode, user: UserId) {
        if let Some(handle) = self.0.registry.get(code) {
            // A worker that has gone has no rooms either.
            drop(handle.worker.send(Command::Resign(code, user)).await);
        }
    }

    /// Whether new matches are made: not when the server is ending, and not when it has no time for more.
    pub(crate) fn takes_matches(&self) -> bool {
        !self.0.draining.load(Ordering::Relaxed) && self.idlest().is_some()
    }

    fn next_conn(&self) -> ConnId {
        let id = self.0.next_conn.fetch_add(1, Ordering::Relaxed);
        ConnId(NonZeroU64::new(id).expect("it counts up from 1, and would take centuries to come around"))
    }

    /// The worker with the most time. `None`: none has any.
    fn idlest(&self) -> Option<&Member> {
        let crew = self.0.crew.get()?.iter().filter(|member| !member.lateness.is_overload());
        crew.min_by_key(|member| member.lateness.mean())
    }
}

/// Starts the workers, and goes on with the matches that were running.
///
/// # Errors
/// When the journal cannot be written, or what it says cannot be read.
pub(crate) async fn start(app: &App) -> anyhow::Result<()> {
    let Journal { batches, kept, closed } = journal::open(&app.config.data_dir).context("the journal of running matches")?;
    let (ended, to_store) = mpsc::channel(ENDED_LEN);
    let mut crew = Vec::new();
    for number in 0..app.config.play.workers.max(1) {
        let (inbox, commands) = mpsc::channel(worker::INBOX_LEN);
        let lateness = Arc::new(Lateness::default());
        let worker = Worker::new(commands, ended.clone(), batches.clone(), lateness.clone());
        if app.config.play.workers == 0 {
            tokio::spawn(worker.run());
        } else {
            spawn_thread(number, worker)?;
        }
        crew.push(Member { inbox, lateness });
    }
    anyhow::ensure!(app.play.0.crew.set(crew).is_ok(), "play was started twice");
    app.tracker.spawn(results::keep(app.clone(), to_store));
    tokio::spawn(socket::close_ended_sessions(app.clone()));
    resume::all(app, kept, &batches).await?;
    app.tracker.spawn(stop(app.clone(), closed));
    Ok(())
}

/// A worker's own thread: nothing else runs there, so nothing else makes its ticks late.
fn spawn_thread(number: u32, worker: Worker) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().context("a worker's timer")?;
    std::thread::Builder::new()
        .name(format!("play-{number}"))
        .spawn(move || runtime.block_on(worker.run()))
        .context("a worker's thread")?;
    Ok(())
}

/// No new matches from now on; waits until those that run have ended.
pub(crate) async fn drain(app: &App) {
    app.play.0.draining.store(true, Ordering::Relaxed);
    while app.play.0.registry.len() > 0 {
        tokio::time::sleep(DRAIN_LOOK_EVERY).await;
    }
}

/// When the server is over: connections are told, and the logs of matches that still run are kept.
async fn stop(app: App, journal: oneshot::Receiver<()>) {
    app.over.cancelled().await;
    app.play.0.draining.store(true, Ordering::Relaxed);
    for member in app.play.0.crew.get().into_iter().flatten() {
        if member.inbox.send(Command::Stop).await.is_err() {
            tracing::error!("a worker ended before it was told to");
        }
        // The worker has handed its logs over when it has gone.
        member.inbox.closed().await;
    }
    // Either way the journal has ended.
    drop(journal.await);
}

/// The socket of a match.
pub(crate) fn routes() -> Vec<Route> {
    socket::routes()
}
