//! What players see over a simulated line, in virtual time. `cargo bench -p common --features simulated-link --bench netcode`, or
//! `cargo xtask bench --netcode`, which can write the tables into `FIGURES.md`. The goals are those of the issue.
#![expect(clippy::print_stdout, reason = "tables for people")]

use std::ops::Range;
use std::thread;

use common::netcode::link::{Figures, Profile, Report, Setup};
use common::sim::Court;

/// Round trips, in milliseconds, unless `--round-trip` asks for others.
const ROUND_TRIPS_MS: [u32; 5] = [1, 60, 150, 200, 300];
/// The lines of the two who are compared, in milliseconds.
const NEAR_MS: u32 = 20;
const FAR_MS: u32 = 200;

/// How much is played.
#[derive(Clone)]
struct Amount {
    round_trips_ms: Vec<u32>,
    duels: u64,
    clashes: u64,
    uneven: u64,
    /// A match is left after so many seconds: a duel, and a clash, which takes much longer to compute.
    seconds_max: u32,
    clash_seconds_max: u32,
}

fn main() {
    let amount = Amount::from_arguments(std::env::args().skip(1));
    let line = |ms| Profile::round_trip(ms).with_stalls();
    println!("{}", heading(&amount));
    for (court, matches, seconds_max) in
        [(Court::Duel, amount.duels, amount.seconds_max), (Court::Clash, amount.clashes, amount.clash_seconds_max)]
    {
        for ms in amount.round_trips_ms.iter().copied().filter(|_| matches > 0) {
            let figures = together(0..matches, |seed| Figures::even(court, line(ms), seed, seconds_max));
            println!("{}", row(court, ms, &figures));
        }
    }
    if amount.uneven > 0 {
        let fair = together(0..amount.uneven, |seed| Figures::uneven(line(NEAR_MS), line(FAR_MS), seed, amount.seconds_max));
        println!("{}", fairness(&fair));
    }
}

impl Amount {
    /// Numbers after `--duels`, `--clashes`, `--uneven`, `--seconds` and `--clash-seconds`, and after each `--round-trip` one in
    /// milliseconds; what cargo adds is ignored. Of what is asked for 0 times there is no row.
    fn from_arguments(mut arguments: impl Iterator<Item = String>) -> Self {
        let mut amount =
            Self { round_trips_ms: Vec::new(), duels: 1_000, clashes: 200, uneven: 2_000, seconds_max: 900, clash_seconds_max: 40 };
        while let Some(argument) = arguments.next() {
            let mut number = || arguments.next().and_then(|word| word.parse::<u32>().ok()).unwrap_or_else(|| panic!("{argument} NUMBER"));
            match argument.as_str() {
                "--round-trip" => amount.round_trips_ms.push(number()),
                "--duels" => amount.duels = number().into(),
                "--clashes" => amount.clashes = number().into(),
                "--uneven" => amount.uneven = number().into(),
                "--seconds" => amount.seconds_max = number(),
                "--clash-seconds" => amount.clash_seconds_max = number(),
                _ => {}
            }
        }
        if amount.round_trips_ms.is_empty() {
            amount.round_trips_ms = ROUND_TRIPS_MS.to_vec();
        }
        amount
    }
}

/// Plays the matches of these seeds on all cores; what comes out does not depend on how many there are.
fn together(seeds: Range<u64>, setup: impl Fn(u64) -> Setup + Sync) -> Figures {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut all = Figures::default();
    thread::scope(|scope| {
        let share = |first: usize| {
            let mut figures = Figures::default();
            seeds.clone().skip(first).step_by(cores).for_each(|seed| figures.play(&setup(seed)));
            figures
        };
        let shares: Vec<_> = (0..cores).map(|first| scope.spawn(move || share(first))).collect();
        shares.into_iter().for_each(|share| all.add(&share.join().expect("a match that can be played")));
    });
    all
}

fn heading(amount: &Amount) -> String {
    let Amount { duels, clashes, uneven, seconds_max, clash_seconds_max, .. } = amount;
    format!(
        "Whole matches of bots of level 6 to 3 goals, left after {seconds_max} s (clash: {clash_seconds_max} s); seeds 0 to {} (duel), {} (clash), {} (unequal lines). \
         60 frames a second; jitter of a sixth of the round trip; of 100 packets one is held up, and all behind it, for a round trip and 50 ms.\n\n\
         | court | round trip | matches | hours | left | keys seen in the same frame | ball | other paddles | own paddle \
         | own returns wrong | all returns wrong | rollback p50 | p99 | late inputs | wrong states |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
        duels.saturating_sub(1),
        clashes.saturating_sub(1),
        uneven.saturating_sub(1)
    )
}

fn row(court: Court, ms: u32, figures: &Figures) -> String {
    let Report { keys, answered_at_once, inputs, late_inputs, mismatches, own, others, .. } = figures.all;
    let hundredths = |percent: u32| format!("{}.{:02}", percent / 100, percent % 100);
    let all = own.and(others);
    format!(
        "| {} | {ms} ms | {} | {} | {} | {} | {} | {} | {} | {} ({} of {}) | {} ({} of {}) | {} | {} | {} | {mismatches} |",
        format!("{court:?}").to_lowercase(),
        figures.matches,
        (figures.seconds + 1_800) / 3_600,
        figures.left,
        percent(answered_at_once, keys),
        hundredths(figures.all.ball_percent),
        hundredths(figures.all.paddle_percent),
        hundredths(figures.all.own_percent),
        per_mille(own.wrong_per_million()),
        own.wrong(),
        own.counted,
        per_mille(all.wrong_per_million()),
        all.wrong(),
        all.counted,
        ticks(figures.all.depth_ticks(50)),
        ticks(figures.all.depth_ticks(99)),
        percent(late_inputs, inputs),
    )
}

fn fairness(figures: &Figures) -> String {
    let share = percent(figures.far_wins_twice, 2 * figures.matches);
    format!(
        "\nTwo bots of equal skill, one at {NEAR_MS} ms and one at {FAR_MS} ms, who change sides with every match: of {} duels ({} left before their \
         end) the far one won {share}.",
        figures.matches, figures.left
    )
}

/// With two digits behind the point.
fn percent(part: u32, whole: u32) -> String {
    let share = (u64::from(part) * 10_000 + u64::from(whole) / 2) / u64::from(whole.max(1));
    format!("{}.{:02} %", share / 100, share % 100)
}

/// Of 1,000, with two digits behind the point.
fn per_mille(per_million: u64) -> String {
    format!("{}.{:02} ‰", per_million / 1_000, per_million % 1_000 / 10)
}

/// A depth in ticks, with its time.
fn ticks(ticks: usize) -> String {
    format!("{ticks} ({} ms)", ticks * 1_000 / 120)
}
