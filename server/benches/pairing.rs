//! What a round of pairing costs. `cargo bench -p server --bench pairing`; the goal is that of the issue: 10,000 who wait in 5 ms.
//!
//! The rules are the server's own files: they know nobody, so they can stand here too.
#![expect(clippy::print_stdout, reason = "a benchmark says what it measured")]

#[path = "../src/queue/pairing.rs"]
mod pairing;
#[path = "../src/queue/teams.rs"]
mod teams;

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use pairing::{Waiting, pairs};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

const WAITING: usize = 10_000;
/// As many pairs keep each other away as the server looks up for those who wait.
const APART: usize = 10_000;
const ROUNDS: usize = 101;
const REACHES: [Option<i64>; 7] = [Some(50), Some(100), Some(200), Some(400), Some(800), Some(1600), None];

fn main() {
    println!("| what, of {WAITING} who wait | median, ms | slowest of {ROUNDS}, ms | goal, ms |");
    println!("|---|--:|--:|--:|");
    for (what, waiting) in cases() {
        let apart = apart();
        report(what, || pairs(&waiting, |one, other| !apart.contains(&(one, other))).len());
    }
    let sizes = crowd(|rng| rng.random_range(1..=3));
    let apart = apart();
    report("clash: teams of one to three", || teams::matches(&sizes, |one, other| !apart.contains(&(one, other))).len());
}

/// Who waits, in the order of arrival: those who came first have waited longest.
fn cases() -> Vec<(&'static str, Vec<Waiting>)> {
    let reach = |place: usize| REACHES[(WAITING - 1 - place) * REACHES.len() / WAITING];
    let with = |trophies: Vec<i64>| (0..).zip(trophies).map(|(place, trophies)| Waiting { trophies, reach: reach(place) }).collect();
    vec![
        ("a duel: anybody will do", vec![Waiting { trophies: 0, reach: None }; WAITING]),
        ("ranked: up to 6,000 trophies", with(crowd(|rng| rng.random_range(0..6_000)))),
        (
            "ranked: nobody within reach of anybody",
            (0..).map(|place| Waiting { trophies: place * 1_000, reach: Some(50) }).take(WAITING).collect(),
        ),
    ]
}

fn crowd<T>(make: impl Fn(&mut StdRng) -> T) -> Vec<T> {
    let mut rng = StdRng::seed_from_u64(1);
    (0..WAITING).map(|_| make(&mut rng)).collect()
}

fn apart() -> BTreeSet<(usize, usize)> {
    let mut rng = StdRng::seed_from_u64(2);
    (0..APART).map(|_| (rng.random_range(0..WAITING), rng.random_range(0..WAITING))).collect()
}

fn report(what: &str, round: impl Fn() -> usize) {
    let mut took: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            black_box(round());
            began.elapsed()
        })
        .collect();
    took.sort_unstable();
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    println!("| {what} | {:.2} | {:.2} | 5 |", ms(took[ROUNDS / 2]), ms(took[ROUNDS - 1]));
}
