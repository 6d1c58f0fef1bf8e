//! What a crowd that watches one match costs those who play: the same matches measured before it comes, and with it.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use common::ids::MatchCode;
use futures_util::{StreamExt, stream};
use serde::Serialize;
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::LoadArgs;
use super::client::Client;
use super::histogram::Histogram;
use super::measure::Meter;
use super::run::{Playing, REQUESTS_AT_ONCE, to_its_end};
use super::server::Spawned;

/// By so much the 99th percentile may move, milliseconds.
const MOVED_MS_MAX: f64 = 0.5;

/// What was measured.
#[derive(Debug, Serialize)]
pub(super) struct Crowd {
    matches: usize,
    spectators: usize,
    seconds: u64,
    hash_mismatches: u64,
    without: Half,
    with: Half,
}

/// In one of the two times.
#[derive(Debug, Serialize)]
struct Half {
    ticks: u64,
    /// From when a tick was due to when the server began it.
    tick_late_p50_ms: f64,
    tick_late_p99_ms: f64,
    /// What the tick of all matches took.
    tick_took_p99_ms: f64,
    /// How much later than the promptest a player was told of a tick.
    told_late_p99_ms: f64,
    steer_to_confirm_p99_ms: f64,
    server_cpu_percent: f64,
}

/// The figures of the server at a moment.
struct Page {
    late: Histogram,
    took: Histogram,
}

/// Measures without the crowd, lets it come to the match that is farthest from its end, and measures with it.
pub(super) async fn measure(playing: &mut Playing, args: &LoadArgs, count: usize, spawned: &Spawned) -> Result<Crowd> {
    let without = half(playing, args, spawned).await?;
    let code = playing.meter.farthest_from_its_end().context("no match was told of")?;
    playing.watch(code, count).await?;
    let with = half(playing, args, spawned).await?;
    ensure!(playing.meter.watches() == count, "{} of {count} watch: the match was over too soon, run it again", playing.meter.watches());
    let hash_mismatches = playing.meter.hash_mismatches();
    Ok(Crowd { matches: args.matches, spectators: count, seconds: args.time.as_secs(), hash_mismatches, without, with })
}

/// The crowd comes, and watches to the end.
pub(super) async fn come(address: &str, code: MatchCode, count: usize, meter: &Arc<Meter>, failed: &mpsc::Sender<anyhow::Error>) {
    let connect = async |_| match Client::connect(address, code, None, Arc::clone(meter)).await {
        Ok(client) => Some(client),
        Err(error) => {
            // As in the rest of the run.
            let _ = failed.send(error).await;
            None
        }
    };
    let coming = stream::iter(0..count).map(connect).buffer_unordered(REQUESTS_AT_ONCE);
    let watching = coming.filter_map(std::future::ready).map(|client| tokio::spawn(to_its_end(client, failed.clone())));
    let watching: Vec<_> = watching.collect().await;
    for spectator in watching {
        // Who ended badly has said so.
        let _ = spectator.await;
    }
}

async fn half(playing: &Playing, args: &LoadArgs, spawned: &Spawned) -> Result<Half> {
    let before = Page::read(spawned).await?;
    let (cpu_before, begun) = (playing.cpu_us().unwrap_or(0), Instant::now());
    playing.meter.begin();
    sleep(args.time).await;
    playing.meter.end();
    let over = playing.meter.finished.load(Ordering::Relaxed);
    let cpu_us = playing.cpu_us().unwrap_or(0).saturating_sub(cpu_before);
    let took_us = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
    let after = Page::read(spawned).await?;
    ensure!(over < args.matches, "all matches are over");
    let (late, took) = (after.late.since(&before.late), after.took.since(&before.took));
    let [told_us, confirm_us] = playing.meter.players_p99_us();
    let ms = |us: u64| rounded(as_f64(us) / 1000.0);
    Ok(Half {
        ticks: late.count(),
        tick_late_p50_ms: rounded(late.quantile(0.5) * 1000.0),
        tick_late_p99_ms: rounded(late.quantile(0.99) * 1000.0),
        tick_took_p99_ms: rounded(took.quantile(0.99) * 1000.0),
        told_late_p99_ms: ms(told_us),
        steer_to_confirm_p99_ms: ms(confirm_us),
        server_cpu_percent: rounded(as_f64(cpu_us) * 100.0 / as_f64(took_us)),
    })
}

impl Page {
    async fn read(spawned: &Spawned) -> Result<Self> {
        let url = spawned.figures.as_deref().context("the server was started without its figures")?;
        let page = reqwest::get(url).await?.error_for_status()?.text().await?;
        let read = |name| Histogram::read(&page, name);
        Ok(Self { late: read("play_tick_late_seconds"), took: read("play_tick_seconds") })
    }
}

impl Crowd {
    /// For a program, or for the page of figures.
    pub(super) fn said(&self, json: bool) -> Result<String> {
        if json {
            return Ok(serde_json::to_string(self)?);
        }
        let row = |what: &str, of: &dyn Fn(&Half) -> f64| format!("| {what} | {:.2} | {:.2} |", of(&self.without), of(&self.with));
        let moved = self.with.tick_late_p99_ms - self.without.tick_late_p99_ms;
        let rows = [
            row("a tick begins late, median, ms", &|half| half.tick_late_p50_ms),
            row("a tick begins late, 99th percentile, ms", &|half| half.tick_late_p99_ms),
            row("a tick of all matches takes, 99th percentile, ms", &|half| half.tick_took_p99_ms),
            row("players are told of a tick late, 99th percentile, ms", &|half| half.told_late_p99_ms),
            row("from a key to its confirmation, 99th percentile, ms", &|half| half.steer_to_confirm_p99_ms),
            row("of the server's one core, %", &|half| half.server_cpu_percent),
        ];
        let kept = if moved <= MOVED_MS_MAX { "kept" } else { "MISSED" };
        Ok(format!(
            "{} matches at once, {} s each; then {} spectators of one of them. {} states were wrong.\n\n\
             | | nobody watches | {} watch |\n|---|--:|--:|\n{}\n\n\
             The 99th percentile of the tick moved by {moved:.2} ms; at most {MOVED_MS_MAX} ms are promised: {kept}.",
            self.matches,
            self.seconds,
            self.spectators,
            self.hash_mismatches,
            self.spectators,
            rows.join("\n"),
        ))
    }
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

#[expect(clippy::cast_precision_loss, reason = "figures for people; 53 bits are more than is measured")]
fn as_f64(count: u64) -> f64 {
    count as f64
}
