//! The rule of pairing against itself written plainly, and over a hundred thousand random queues.

use std::collections::BTreeSet;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::queue::Mode;
use crate::queue::pairing::{Waiting, pairs};

const SEQUENCES: usize = 100_000;
const STEPS_MAX: usize = 12;

fn with(trophies: i64, reach: Option<i64>) -> Waiting {
    Waiting { trophies, reach }
}

/// Who plays whom when so many wait for whom anybody will do, and these are kept apart.
fn pairs_of(waiting: usize, apart: &[[usize; 2]]) -> Vec<[usize; 2]> {
    pairs(&vec![with(0, None); waiting], |one, other| !apart.contains(&[one, other]) && !apart.contains(&[other, one]))
}

#[test]
fn who_came_first_plays_first() {
    assert_eq!(pairs_of(5, &[]), [[0, 1], [2, 3]]);
    assert_eq!(pairs_of(1, &[]), [[0; 2]; 0]);
    assert_eq!(pairs_of(0, &[]), [[0; 2]; 0]);
}

#[test]
fn who_is_kept_apart_plays_the_next_and_waits_for_one_who_may() {
    assert_eq!(pairs_of(4, &[[1, 0]]), [[0, 2], [1, 3]]);
    assert_eq!(pairs_of(3, &[[0, 1], [2, 0]]), [[1, 2]]);
    assert_eq!(pairs_of(2, &[[0, 1]]), [[0; 2]; 0]);
}

#[test]
fn trophies_keep_apart_who_is_not_within_reach_of_the_one_who_came_first() {
    let one = with(1000, Some(50));
    let found = |other: i64| pairs(&[one, with(other, Some(50))], |_, _| true).len();
    assert_eq!([949, 950, 1000, 1050, 1051].map(found), [0, 1, 1, 1, 0]);
    assert_eq!(pairs(&[with(0, None), with(i64::MAX, Some(50))], |_, _| true), [[0, 1]], "who has waited too long is not refused");
    let waiting = [with(100, Some(50)), with(300, Some(50)), with(340, Some(50)), with(120, Some(50)), with(101, Some(50))];
    assert_eq!(pairs(&waiting, |_, _| true), [[0, 3], [1, 2]], "who came first within reach, not who is nearest");
}

/// The rule as it is said, in as many steps as it takes.
fn plainly(waiting: &[Waiting], may_play: impl Fn(usize, usize) -> bool) -> Vec<[usize; 2]> {
    let mut paired = BTreeSet::new();
    let mut pairs = Vec::new();
    for one in 0..waiting.len() {
        let within = |other: usize| waiting[one].reach.is_none_or(|reach| (waiting[one].trophies - waiting[other].trophies).abs() <= reach);
        let fits = |other: &usize| !paired.contains(other) && within(*other) && may_play(one, *other);
        if paired.contains(&one) {
            continue;
        }
        if let Some(other) = (one + 1..waiting.len()).find(fits) {
            paired.extend([one, other]);
            pairs.push([one, other]);
        }
    }
    pairs
}

#[test]
fn it_is_the_rule_as_it_is_said_whoever_waits_and_whoever_is_kept_apart() {
    let seed: u64 = rand::random();
    let mut rng = StdRng::seed_from_u64(seed);
    for _ in 0..2_000 {
        let (count, spread, walls) = (rng.random_range(0..40), rng.random_range(1..2_000), rng.random_range(0..60));
        let reaches = [Some(50), Some(100), Some(400), Some(1600), None];
        let waiting: Vec<_> = (0..count).map(|_| with(rng.random_range(0..spread), reaches[rng.random_range(0..reaches.len())])).collect();
        let apart: BTreeSet<[usize; 2]> = (0..walls).map(|_| [rng.random_range(0..40), rng.random_range(0..40)]).collect();
        let may_play = |one: usize, other: usize| !apart.contains(&[one, other]) && !apart.contains(&[other, one]);
        assert_eq!(pairs(&waiting, may_play), plainly(&waiting, may_play), "seed {seed}");
    }
}

/// Somebody in a queue over time.
#[derive(Clone, Copy, Debug)]
struct Person {
    user: usize,
    trophies: i64,
    since_ms: i64,
}

/// A queue whose people come, go and wait, with a round after each step; users with the same remainder by 5 keep each other away.
struct Line {
    mode: Mode,
    now_ms: i64,
    people: Vec<Person>,
}

impl Line {
    fn may_play(one: Person, other: Person) -> bool {
        one.user % 5 != other.user % 5
    }

    fn reach(&self, person: Person) -> Option<i64> {
        self.mode.reach(self.now_ms - person.since_ms)
    }

    /// One round; what was wrong with it.
    fn round(&mut self) -> Result<(), String> {
        let people = self.people.clone();
        let waiting: Vec<_> = people.iter().map(|person| with(person.trophies, self.reach(*person))).collect();
        let pairs = pairs(&waiting, |one, other| Self::may_play(people[one], people[other]));
        let mut paired = BTreeSet::new();
        for [one, other] in pairs {
            if !paired.insert(one) || !paired.insert(other) {
                return Err(format!("{:?} or {:?} plays twice", people[one], people[other]));
            }
            let (one, other) = (people[one], people[other]);
            let is_within = self.reach(one).is_none_or(|reach| (one.trophies - other.trophies).abs() <= reach);
            if !Self::may_play(one, other) || !is_within || one.user == other.user {
                return Err(format!("{one:?} plays {other:?}"));
            }
        }
        self.people = (0..people.len()).filter(|place| !paired.contains(place)).map(|place| people[place]).collect();
        for (place, one) in self.people.iter().enumerate() {
            let reaches = |other: &&Person| self.reach(*one).is_none_or(|reach| (one.trophies - other.trophies).abs() <= reach);
            if let Some(other) = self.people[place + 1..].iter().filter(reaches).find(|other| Self::may_play(*one, **other)) {
                return Err(format!("{one:?} and {other:?} could play, and wait"));
            }
        }
        Ok(())
    }
}

#[test]
fn over_a_hundred_thousand_random_queues_nobody_plays_whom_they_may_not_and_nobody_waits_for_nothing() {
    let seed: u64 = rand::random();
    let mut rng = StdRng::seed_from_u64(seed);
    for sequence in 0..SEQUENCES {
        let mode = if rng.random_ratio(3, 4) { Mode::Ranked } else { Mode::Duel };
        let mut line = Line { mode, now_ms: 0, people: Vec::new() };
        for user in 0..rng.random_range(1..=STEPS_MAX) {
            match rng.random_range(0..5) {
                0 => line.now_ms += rng.random_range(0..30_000),
                1 if !line.people.is_empty() => drop(line.people.remove(rng.random_range(0..line.people.len()))),
                _ => line.people.push(Person { user, trophies: rng.random_range(0..1_500), since_ms: line.now_ms }),
            }
            line.round().unwrap_or_else(|fault| panic!("seed {seed}, sequence {sequence}: {fault}"));
        }
        line.now_ms += 61_000;
        line.round().unwrap_or_else(|fault| panic!("seed {seed}, sequence {sequence}, in the end: {fault}"));
        let left: BTreeSet<_> = line.people.iter().map(|person| person.user % 5).collect();
        assert!(left.len() <= 1, "seed {seed}, sequence {sequence}: {:?} wait for more than a minute", line.people);
    }
}
