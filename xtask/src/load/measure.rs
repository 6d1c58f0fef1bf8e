//! What the clients saw, gathered, and the figures made of it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use anyhow::Result;
use common::ids::MatchCode;
use common::sim::{TICK_HZ, Tick};
use serde::Serialize;

use super::bare::Flow;

/// Shared by all clients.
#[derive(Default)]
pub(super) struct Meter {
    /// Whether what happens now counts.
    on: AtomicBool,
    /// Whether bots play as well as they can, so that matches last.
    pub(super) is_lasting: bool,
    /// Spectators whose match runs.
    watching: AtomicUsize,
    /// Goals of each match that runs.
    goals: Mutex<BTreeMap<MatchCode, u32>>,
    /// Players whose match has begun.
    pub(super) playing: AtomicUsize,
    /// Matches whose result was told to the player of side `a`.
    pub(super) finished: AtomicUsize,
    seen: Mutex<Seen>,
}

/// What was seen while it counted.
#[derive(Default)]
struct Seen {
    hash_mismatches: u64,
    bytes: u64,
    messages: u64,
    /// How many times something came: messages that are sent together come at once.
    arrivals: u64,
    /// How many times the clients sent something, and their bytes.
    said: u64,
    said_bytes: u64,
    confirm_us: Vec<u64>,
    /// Of each match, as one client saw it: when which tick was told.
    matches: BTreeMap<MatchCode, Vec<(Instant, Tick)>>,
}

/// What the server's process used.
pub(super) struct ServerUse {
    /// Processor time in the time of measuring, microseconds.
    pub(super) cpu_us: u64,
    /// Memory that the matches added, KiB.
    pub(super) rss_kib: u64,
}

/// The line of JSON.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    matches: usize,
    finished: usize,
    hash_mismatches: u64,
    tick_hz: f64,
    tick_late_p99_us: u64,
    server_cpu_us_per_match_second: Option<f64>,
    bytes_out_per_client_s: f64,
    messages_out_per_client_s: f64,
    server_rss_kib_per_match: Option<f64>,
    steer_to_confirm_p50_ms: f64,
    steer_to_confirm_p99_ms: f64,
    /// What the same messages cost without a game.
    #[serde(skip_serializing_if = "Option::is_none")]
    bare_cpu_us_per_match_second: Option<f64>,
}

impl Report {
    /// So much processor time went into the same packets without a game, in so many seconds of matches, microseconds.
    pub(super) fn bare(&mut self, cpu_us: u64, match_seconds: f64) {
        self.bare_cpu_us_per_match_second = Some(rounded(as_f64(cpu_us) / match_seconds, 1));
    }

    /// For the page of figures.
    pub(super) fn page(&self) -> String {
        let figure = |value: Option<f64>, unit: &str| value.map_or_else(|| "not known here".to_owned(), |value| format!("{value} {unit}"));
        let parts = self.server_cpu_us_per_match_second.zip(self.bare_cpu_us_per_match_second);
        let times = figure(parts.map(|(server, bare)| rounded(server / bare.max(1.0), 2)), "times that");
        let row = |what: &str, measured: &str, goal: &str| format!("| {what} | {measured} | {goal} |");
        let rows = [
            row("the server's processor time for a second of a match", &figure(self.server_cpu_us_per_match_second, "µs"), "450 µs"),
            row("the same packets without a game", &figure(self.bare_cpu_us_per_match_second, "µs"), ""),
            row("the server needs", &times, ""),
            row("bytes to a client in a second", &format!("{}", self.bytes_out_per_client_s), "400"),
            row("messages to a client in a second", &format!("{}", self.messages_out_per_client_s), ""),
            row("memory of a match", &figure(self.server_rss_kib_per_match, "KiB"), "48 KiB"),
            row("ticks in a second", &format!("{}", self.tick_hz), "120"),
            row("a tick is told late, 99th percentile", &format!("{:.1} ms", as_f64(self.tick_late_p99_us) / 1000.0), ""),
            row("from a key to its confirmation, median", &format!("{} ms", self.steer_to_confirm_p50_ms), ""),
            row("from a key to its confirmation, 99th percentile", &format!("{} ms", self.steer_to_confirm_p99_ms), ""),
            row("states that were wrong", &format!("{}", self.hash_mismatches), "0"),
        ];
        format!("{} matches at once.\n\n| what | measured | goal |\n|---|--:|--:|\n{}", self.matches, rows.join("\n"))
    }

    /// For a program, or for a person.
    pub(super) fn said(&self, json: bool) -> Result<String> {
        if json { Ok(serde_json::to_string(self)?) } else { Ok(format!("{self:#?}")) }
    }
}

impl Meter {
    pub(super) fn new(is_lasting: bool) -> Self {
        Self { is_lasting, ..Self::default() }
    }

    /// From now on it counts, and what was before is forgotten but for what must never happen.
    pub(super) fn begin(&self) {
        let hash_mismatches = self.hash_mismatches();
        *self.seen() = Seen { hash_mismatches, ..Seen::default() };
        self.on.store(true, Ordering::Relaxed);
    }

    /// It counts no more.
    pub(super) fn end(&self) {
        self.on.store(false, Ordering::Relaxed);
    }

    /// States that were other than the server's.
    pub(super) fn hash_mismatches(&self) -> u64 {
        self.seen().hash_mismatches
    }

    /// So many goals have fallen; none: the match is over.
    pub(super) fn goals(&self, code: MatchCode, goals: Option<u32>) {
        let mut standing = self.goals.lock().unwrap_or_else(PoisonError::into_inner);
        match goals {
            Some(goals) => _ = standing.insert(code, goals),
            None => _ = standing.remove(&code),
        }
    }

    /// The match with the fewest goals.
    pub(super) fn farthest_from_its_end(&self) -> Option<MatchCode> {
        let standing = self.goals.lock().unwrap_or_else(PoisonError::into_inner);
        standing.iter().min_by_key(|(_, goals)| **goals).map(|(code, _)| *code)
    }

    /// A spectator begins to watch, or has seen the end.
    pub(super) fn watch(&self, begins: bool) {
        if begins {
            self.watching.fetch_add(1, Ordering::Relaxed)
        } else {
            self.watching.fetch_sub(1, Ordering::Relaxed)
        };
    }

    /// Who watches now.
    pub(super) fn watches(&self) -> usize {
        self.watching.load(Ordering::Relaxed)
    }

    /// How late players were told of ticks, and how long their keys took to be confirmed: the 99th percentiles, microseconds.
    pub(super) fn players_p99_us(&self) -> [u64; 2] {
        let mut seen = self.seen();
        let mut late: Vec<u64> = seen.matches.values().flat_map(|told| lateness_us(told)).collect();
        [percentile(&mut late, 99), percentile(&mut seen.confirm_us, 99)]
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A message arrived, with so many bytes of the connection; with none, if it came together with the one before.
    pub(super) fn message(&self, bytes: u64) {
        if self.on.load(Ordering::Relaxed) {
            let mut seen = self.seen();
            seen.bytes += bytes;
            seen.messages += 1;
            seen.arrivals += u64::from(bytes > 0);
        }
    }

    /// Something goes to the server, of so many bytes.
    pub(super) fn said(&self, bytes: usize) {
        if self.on.load(Ordering::Relaxed) {
            let mut seen = self.seen();
            seen.said += 1;
            seen.said_bytes += bytes as u64;
        }
    }

    /// What all matches together exchange with the server, from it and to it.
    pub(super) fn flows(&self, matches: usize) -> [Flow; 2] {
        let seen = self.seen();
        let match_seconds = match_seconds(&seen);
        let flow = |messages: u64, bytes: u64| Flow {
            messages_s: as_f64(messages) * as_f64(matches as u64) / match_seconds,
            bytes: usize::try_from(bytes / messages.max(1)).unwrap_or(usize::MAX).max(1),
        };
        [flow(seen.arrivals, seen.bytes), flow(seen.said, seen.said_bytes)]
    }

    /// The log of a match has come so far. Said by one client of each match.
    pub(super) fn progress(&self, code: MatchCode, through: Tick) {
        if self.on.load(Ordering::Relaxed) {
            self.seen().matches.entry(code).or_default().push((Instant::now(), through));
        }
    }

    /// A steer came back confirmed.
    pub(super) fn confirmed(&self, sent: Instant) {
        if self.on.load(Ordering::Relaxed) {
            let took = u64::try_from(sent.elapsed().as_micros()).unwrap_or(u64::MAX);
            self.seen().confirm_us.push(took);
        }
    }

    /// A client computed another state than the server's. Counts at any time.
    pub(super) fn mismatch(&self) {
        self.seen().hash_mismatches += 1;
    }

    /// The figures, of so many matches and clients.
    pub(super) fn report(&self, matches: usize, clients: usize, server: Option<&ServerUse>) -> Report {
        let mut seen = self.seen();
        let spans: Vec<Span> = seen.matches.values().filter_map(|told| Span::of(told)).collect();
        let match_seconds = match_seconds(&seen);
        let mut late: Vec<u64> = seen.matches.values().flat_map(|told| lateness_us(told)).collect();
        let hz: Vec<f64> = spans.iter().filter(|span| span.seconds > 0.5).map(|span| span.ticks / span.seconds).collect();
        // A client whose match is over hears nothing any more; only the seconds before that count.
        let client_seconds = match_seconds * as_f64(clients as u64) / as_f64(matches as u64);
        let per_client_s = |count: u64| rounded(as_f64(count) / client_seconds.max(1.0), 1);
        Report {
            matches,
            finished: self.finished.load(Ordering::Relaxed),
            hash_mismatches: seen.hash_mismatches,
            tick_hz: rounded(hz.iter().sum::<f64>() / as_f64(hz.len().max(1) as u64), 2),
            tick_late_p99_us: percentile(&mut late, 99),
            server_cpu_us_per_match_second: server.map(|used| rounded(as_f64(used.cpu_us) / match_seconds, 1)),
            bytes_out_per_client_s: per_client_s(seen.bytes),
            messages_out_per_client_s: per_client_s(seen.messages),
            server_rss_kib_per_match: server.map(|used| rounded(as_f64(used.rss_kib) / as_f64(matches as u64), 1)),
            steer_to_confirm_p50_ms: rounded(as_f64(percentile(&mut seen.confirm_us, 50)) / 1000.0, 2),
            steer_to_confirm_p99_ms: rounded(as_f64(percentile(&mut seen.confirm_us, 99)) / 1000.0, 2),
            bare_cpu_us_per_match_second: None,
        }
    }
}

/// Time in all matches together, at least a second.
fn match_seconds(seen: &Seen) -> f64 {
    let spans = seen.matches.values().filter_map(|told| Span::of(told));
    spans.map(|span| span.ticks / f64::from(TICK_HZ)).sum::<f64>().max(1.0)
}

/// How far a match came in which time.
struct Span {
    ticks: f64,
    seconds: f64,
}

impl Span {
    fn of(told: &[(Instant, Tick)]) -> Option<Self> {
        let ((begin, from), (end, to)) = (told.first()?, told.last()?);
        Some(Self { ticks: f64::from(to.0.saturating_sub(from.0)), seconds: end.duration_since(*begin).as_secs_f64() })
    }
}

/// How much later each tick was told than the promptest one of the same match in the same second, microseconds. Second by
/// second, because a server that was held up for long moves the clock of a match instead of hurrying after it.
fn lateness_us(told: &[(Instant, Tick)]) -> Vec<u64> {
    let Some((begin, from)) = told.first() else { return Vec::new() };
    let second = |(at, _): &(Instant, Tick)| at.duration_since(*begin).as_secs();
    let behind = |(at, tick): &(Instant, Tick)| {
        let due_us = i64::from(*tick - *from) * 1_000_000 / i64::from(TICK_HZ);
        i64::try_from(at.duration_since(*begin).as_micros()).unwrap_or(i64::MAX) - due_us
    };
    let late = |told: &[(Instant, Tick)]| {
        let promptest = told.iter().map(behind).min().unwrap_or(0);
        told.iter().map(|moment| u64::try_from(behind(moment) - promptest).unwrap_or(0)).collect::<Vec<_>>()
    };
    told.chunk_by(|one, next| second(one) == second(next)).flat_map(late).collect()
}

fn percentile(values: &mut [u64], percent: usize) -> u64 {
    values.sort_unstable();
    let place = (values.len() * percent).div_ceil(100).saturating_sub(1);
    values.get(place).copied().unwrap_or(0)
}

fn rounded(value: f64, digits: i32) -> f64 {
    let scale = 10_f64.powi(digits);
    (value * scale).round() / scale
}

#[expect(clippy::cast_precision_loss, reason = "figures for people; 53 bits are more than is measured")]
fn as_f64(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_tick_is_as_late_as_it_is_behind_the_promptest_one() {
        let begin = Instant::now();
        let told = [(0, 0), (103, 12), (200, 24), (304, 36)];
        let told: Vec<_> = told.iter().map(|(ms, tick)| (begin + Duration::from_millis(*ms), Tick(*tick))).collect();
        assert_eq!(lateness_us(&told), [0, 3000, 0, 4000]);
        let moved = [(0, 0), (100, 12), (1500, 24), (1603, 36)];
        let moved: Vec<_> = moved.iter().map(|(ms, tick)| (begin + Duration::from_millis(*ms), Tick(*tick))).collect();
        assert_eq!(lateness_us(&moved), [0, 0, 0, 3000], "a clock that was moved is not late for ever");
        let span = Span::of(&told).unwrap();
        assert!((span.ticks / span.seconds - 118.4).abs() < 0.1);
    }

    #[test]
    fn a_percentile_is_a_value_that_was_measured() {
        assert_eq!(percentile(&mut (1..=200).collect::<Vec<_>>(), 99), 198);
        assert_eq!(percentile(&mut [5], 99), 5);
        assert_eq!(percentile(&mut [], 99), 0);
    }
}
