//! One run: guests sign in, find each other, play; the measuring begins when all of them do.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use common::api::auth::CreateGuest;
use common::api::queue::JoinDuel;
use common::ids::MatchCode;
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{sleep, timeout};

use super::LoadArgs;
use super::bare::{self, Flow};
use super::client::Client;
use super::crowd::{self, Crowd};
use super::measure::{Meter, Report, ServerUse};
use super::server::{self, Spawned};
use super::web::Web;
use crate::process;

/// Requests under way at once.
pub(super) const REQUESTS_AT_ONCE: usize = 32;
/// Longest time until all matches run.
const BEGIN_WITHIN: Duration = Duration::from_secs(120);
/// Between the first moment of all matches and the measuring: the countdowns, and what beginning costs, are over.
const SETTLE: Duration = Duration::from_millis(1500);
/// Failures that are shown; the rest are counted.
const FAILURES_SHOWN: usize = 5;

/// Plays and measures, and prints what came of it.
///
/// # Errors
/// The server is not there, or the matches do not come about; or clients failed, after the figures are printed.
pub(super) fn run(args: &LoadArgs) -> Result<()> {
    let spawned = if args.server.is_none() { Some(Spawned::start(args.crowd.is_some())?) } else { None };
    let url = spawned.as_ref().map(|spawned| spawned.url.clone()).or_else(|| args.server.clone()).context("no server")?;
    let pid = spawned.as_ref().map(Spawned::pid).or(args.pid);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (measured, failures) = runtime.block_on(async {
        let mut playing = Playing::begin(args, &url, pid).await?;
        let measured = match (args.crowd, &spawned) {
            (Some(crowd), Some(spawned)) => Measured::Crowd(crowd::measure(&mut playing, args, crowd, spawned).await?),
            (_, _) => Measured::Matches(playing.measure(args).await?, playing.meter.flows(args.matches)),
        };
        anyhow::Ok((measured, playing.failures()))
    })?;
    // The connections end with the runtime, before the server does.
    drop(runtime);
    drop(spawned);
    let said = measured.said(args)?;
    process::say(&said);
    if !failures.is_empty() {
        let shown: Vec<String> = failures.iter().take(FAILURES_SHOWN).map(|error| format!("  {error:#}")).collect();
        bail!("{} clients failed:\n{}", failures.len(), shown.join("\n"))
    }
    if args.write { crate::figures::write(if args.bare { super::MATCHES } else { super::SPECTATORS }, &said) } else { Ok(()) }
}

/// What came of a run.
enum Measured {
    /// Matches, and what all of them together exchanged with the server.
    Matches(Report, [Flow; 2]),
    Crowd(Crowd),
}

impl Measured {
    /// For a program, a person or the page of figures; the bare exchange, if it is wanted, is measured here, when nothing else runs any more.
    fn said(self, args: &LoadArgs) -> Result<String> {
        match self {
            Self::Crowd(crowd) => crowd.said(args.json),
            Self::Matches(mut report, [out, back]) => {
                if args.bare {
                    let cpu_us = bare::exchange(args.matches * 2, out, back, args.time)?;
                    report.bare(cpu_us, args.time.as_secs_f64() * f64::from(u32::try_from(args.matches)?));
                }
                if args.write { Ok(report.page()) } else { report.said(args.json) }
            }
        }
    }
}

/// A guest with an open event stream.
struct Guest {
    access: String,
    found: oneshot::Receiver<MatchCode>,
}

/// Matches that run, with clients at all their seats.
pub(super) struct Playing {
    address: String,
    pub(super) meter: Arc<Meter>,
    players: usize,
    pid: Option<u32>,
    rss_before: u64,
    failed: mpsc::Sender<anyhow::Error>,
    failures: mpsc::Receiver<anyhow::Error>,
}

impl Playing {
    /// Guests sign in, find each other and sit down; returns when all matches run.
    async fn begin(args: &LoadArgs, url: &str, pid: Option<u32>) -> Result<Self> {
        let address = url.strip_prefix("http://").context("the load tool speaks http, not https")?.trim_end_matches('/').to_owned();
        let (web, meter) = (Web::new(url)?, Arc::new(Meter::new(args.crowd.is_some())));
        let players = args.matches * 2;
        let guests: Vec<Guest> = stream::iter(0..players).map(|_| sign_in(&web)).buffer_unordered(REQUESTS_AT_ONCE).try_collect().await?;
        let rss_before = pid.and_then(server::rss_kib).unwrap_or(0);
        let (failed, failures) = mpsc::channel(players + args.spectators + args.crowd.unwrap_or(0));
        let mut playing = Self { address, meter, players, pid, rss_before, failed, failures };
        let sitting = stream::iter(guests).map(|guest| playing.sit_down(&web, guest)).buffer_unordered(players);
        let mut matches: Vec<MatchCode> = sitting.try_collect().await?;
        matches.sort_unstable();
        matches.dedup();
        for code in matches.iter().cycle().take(args.spectators) {
            playing.go(Client::connect(&playing.address, *code, None, Arc::clone(&playing.meter)).await?);
        }
        playing.all_play().await?;
        sleep(SETTLE).await;
        Ok(playing)
    }

    /// One time of measuring, to its end or to that of all matches.
    async fn measure(&self, args: &LoadArgs) -> Result<Report> {
        let cpu_before = self.cpu_us();
        let begun = Instant::now();
        self.meter.begin();
        while begun.elapsed() < args.time && self.meter.finished.load(Ordering::Relaxed) < args.matches {
            sleep(Duration::from_millis(50).min(args.time.saturating_sub(begun.elapsed()))).await;
        }
        self.meter.end();
        let used = self.pid.and_then(|pid| {
            let cpu_us = self.cpu_us()?.saturating_sub(cpu_before?);
            Some(ServerUse { cpu_us, rss_kib: server::rss_kib(pid)?.saturating_sub(self.rss_before) })
        });
        Ok(self.meter.report(args.matches, self.players + args.spectators, used.as_ref()))
    }

    /// Processor time of the server so far, if it runs here.
    pub(super) fn cpu_us(&self) -> Option<u64> {
        self.pid.and_then(server::cpu_us)
    }

    /// So many come to watch this match. They have a thread of their own, so that those who play are not measured through them.
    pub(super) async fn watch(&self, code: MatchCode, count: usize) -> Result<()> {
        let (address, meter, failed) = (self.address.clone(), Arc::clone(&self.meter), self.failed.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::spawn(move || runtime.block_on(crowd::come(&address, code, count, &meter, &failed)));
        let begun = Instant::now();
        while self.meter.watches() < count && begun.elapsed() < BEGIN_WITHIN {
            sleep(Duration::from_millis(20)).await;
        }
        sleep(SETTLE).await;
        Ok(())
    }

    /// What went wrong until now.
    fn failures(mut self) -> Vec<anyhow::Error> {
        self.failures.close();
        std::iter::from_fn(|| self.failures.try_recv().ok()).collect()
    }

    /// Wants a match, waits for it, takes the seat; the rest happens by itself.
    async fn sit_down(&self, web: &Web, guest: Guest) -> Result<MatchCode> {
        web.call(&JoinDuel {}, Some(&guest.access)).await?;
        let code = timeout(BEGIN_WITHIN, guest.found).await.context("no match was found in time")?.context("the event stream ended")?;
        self.go(Client::connect(&self.address, code, Some(guest.access), Arc::clone(&self.meter)).await?);
        Ok(code)
    }

    fn go(&self, client: Client) {
        tokio::spawn(to_its_end(client, self.failed.clone()));
    }

    async fn all_play(&mut self) -> Result<()> {
        let begun = Instant::now();
        while self.meter.playing.load(Ordering::Relaxed) < self.players {
            if let Ok(error) = self.failures.try_recv() {
                return Err(error.context("a client failed before all matches ran"));
            }
            if begun.elapsed() > BEGIN_WITHIN {
                let begun = self.meter.playing.load(Ordering::Relaxed);
                bail!("only {begun} of {} players have begun after {} s", self.players, BEGIN_WITHIN.as_secs());
            }
            sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }
}

async fn sign_in(web: &Web) -> Result<Guest> {
    let tokens = web.call(&CreateGuest {}, None).await?;
    let found = web.listen(&tokens.access).await?;
    Ok(Guest { access: tokens.access, found })
}

/// One client until its match is over.
pub(super) async fn to_its_end(client: Client, failed: mpsc::Sender<anyhow::Error>) {
    if let Err(error) = client.play().await {
        // When the run has ended, nobody wants to know any more.
        let _ = failed.send(error).await;
    }
}
