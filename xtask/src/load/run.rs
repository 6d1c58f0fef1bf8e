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
use super::client::Client;
use super::measure::{Meter, Report, ServerUse};
use super::server::{self, Spawned};
use super::web::Web;
use crate::process;

/// Requests under way at once.
const REQUESTS_AT_ONCE: usize = 32;
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
    let spawned = if args.server.is_none() { Some(Spawned::start()?) } else { None };
    let url = spawned.as_ref().map(|spawned| spawned.url.clone()).or_else(|| args.server.clone()).context("no server")?;
    let pid = spawned.as_ref().map(Spawned::pid).or(args.pid);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (report, failures) = runtime.block_on(play(args, &url, pid))?;
    // The connections end with the runtime, before the server does.
    drop(runtime);
    if args.json {
        process::say(&serde_json::to_string(&report)?);
    } else {
        process::say(&format!("{report:#?}"));
    }
    if failures.is_empty() {
        return Ok(());
    }
    let shown: Vec<String> = failures.iter().take(FAILURES_SHOWN).map(|error| format!("  {error:#}")).collect();
    bail!("{} clients failed:\n{}", failures.len(), shown.join("\n"))
}

/// A guest with an open event stream.
struct Guest {
    access: String,
    found: oneshot::Receiver<MatchCode>,
}

async fn play(args: &LoadArgs, url: &str, pid: Option<u32>) -> Result<(Report, Vec<anyhow::Error>)> {
    let address = url.strip_prefix("http://").context("the load tool speaks http, not https")?.trim_end_matches('/').to_owned();
    let (web, meter) = (Web::new(url)?, Arc::new(Meter::default()));
    let guests: Vec<Guest> =
        stream::iter(0..args.matches * 2).map(|_| sign_in(&web)).buffer_unordered(REQUESTS_AT_ONCE).try_collect().await?;
    let rss_before = pid.and_then(server::rss_kib).unwrap_or(0);

    let players = args.matches * 2;
    let (failed, mut failures) = mpsc::channel(players + args.spectators);
    let codes: Vec<MatchCode> =
        stream::iter(guests).map(|guest| sit_down(&web, &address, guest, &meter, &failed)).buffer_unordered(players).try_collect().await?;
    let mut matches: Vec<MatchCode> = codes;
    matches.sort_unstable();
    matches.dedup();
    for code in matches.iter().cycle().take(args.spectators) {
        go(Client::connect(&address, *code, None, Arc::clone(&meter)).await?, &failed);
    }
    all_play(&meter, players, &mut failures).await?;
    sleep(SETTLE).await;

    let (cpu_before, begun) = (pid.and_then(server::cpu_us), Instant::now());
    meter.set(true);
    while begun.elapsed() < args.time && meter.finished.load(Ordering::Relaxed) < args.matches {
        sleep(Duration::from_millis(50).min(args.time.saturating_sub(begun.elapsed()))).await;
    }
    meter.set(false);
    let used = pid.and_then(|pid| {
        let cpu_us = server::cpu_us(pid)?.saturating_sub(cpu_before?);
        Some(ServerUse { cpu_us, rss_kib: server::rss_kib(pid)?.saturating_sub(rss_before) })
    });
    let report = meter.report(args.matches, players + args.spectators, used.as_ref());
    failures.close();
    let mut errors = Vec::new();
    while let Ok(error) = failures.try_recv() {
        errors.push(error);
    }
    Ok((report, errors))
}

async fn sign_in(web: &Web) -> Result<Guest> {
    let tokens = web.call(&CreateGuest {}, None).await?;
    let found = web.listen(&tokens.access).await?;
    Ok(Guest { access: tokens.access, found })
}

/// Wants a match, waits for it, takes the seat; the rest happens by itself.
async fn sit_down(web: &Web, address: &str, guest: Guest, meter: &Arc<Meter>, failed: &mpsc::Sender<anyhow::Error>) -> Result<MatchCode> {
    web.call(&JoinDuel {}, Some(&guest.access)).await?;
    let code = timeout(BEGIN_WITHIN, guest.found).await.context("no match was found in time")?.context("the event stream ended")?;
    go(Client::connect(address, code, Some(guest.access), Arc::clone(meter)).await?, failed);
    Ok(code)
}

fn go(client: Client, failed: &mpsc::Sender<anyhow::Error>) {
    let failed = failed.clone();
    tokio::spawn(async move {
        if let Err(error) = client.play().await {
            // When the run has ended, nobody wants to know any more.
            let _ = failed.send(error).await;
        }
    });
}

async fn all_play(meter: &Meter, players: usize, failures: &mut mpsc::Receiver<anyhow::Error>) -> Result<()> {
    let begun = Instant::now();
    while meter.playing.load(Ordering::Relaxed) < players {
        if let Ok(error) = failures.try_recv() {
            return Err(error.context("a client failed before all matches ran"));
        }
        if begun.elapsed() > BEGIN_WITHIN {
            bail!("only {} of {players} players have begun after {} s", meter.playing.load(Ordering::Relaxed), BEGIN_WITHIN.as_secs());
        }
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}
