//! Many matches at once, of every kind there is, whose players lose their connections and whose clients are killed, a hundred
//! times each and more, in virtual time; and the audit of everything that was played.

mod audit;
mod client;
mod ways;

use std::iter::repeat_n;
use std::sync::{Arc, Mutex};

use futures_util::future::join_all;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::harness::{TestApp, User};
use client::{Client, Stay};
use ways::{Turn, Way};

/// To see one run again, as far as virtual time makes it the same.
const SEED_VARIABLE: &str = "REBOUND_CUTS_SEED";
const CUTS_MIN: usize = 100;
const KILLS_MIN: usize = 100;
/// Pairs that play duels, ranked matches, and in lobbies; tables of two on one keyboard; pairs of teams of three; tournaments of four.
const DUELS: usize = 8;
const RANKED: usize = 3;
const LOBBIES: usize = 3;
const TABLES: usize = 5;
const CLASHES: usize = 2;
const TOURNAMENTS: usize = 2;

/// What happened so far; cheap to clone.
#[derive(Clone, Default)]
struct Tally(Arc<Mutex<Count>>);

#[derive(Clone, Copy, Debug, Default)]
struct Count {
    cuts: usize,
    kills: usize,
    /// Players who came back in time and were at the right tick with the right state.
    right_ticks: usize,
}

impl Tally {
    fn add(&self, what: impl FnOnce(&mut Count)) {
        what(&mut self.0.lock().unwrap());
    }

    fn count(&self) -> Count {
        *self.0.lock().unwrap()
    }

    fn is_enough(&self) -> bool {
        let count = self.count();
        count.cuts >= CUTS_MIN && count.kills >= KILLS_MIN
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_cuts_and_a_hundred_kills_of_clients_leave_every_match_with_one_true_result() {
    let seed = std::env::var(SEED_VARIABLE).map_or_else(|_| rand::random(), |seed| seed.parse().unwrap());
    // Whatever fails says which run it was.
    let outcome = tokio::spawn(play_all(seed)).await;
    outcome.unwrap_or_else(|error| panic!("{SEED_VARIABLE}={seed}: {error}"));
}

async fn play_all(seed: u64) {
    let mut rng = StdRng::seed_from_u64(seed);
    let app = TestApp::start().await;
    let mut people = Vec::new();
    for number in 0..2 * (DUELS + RANKED + LOBBIES + TABLES) + 6 * CLASHES + 4 * TOURNAMENTS {
        people.push(app.user(&format!("player{number}")).await);
    }
    let tally = Tally::default();
    let mut client = |users: &[User]| Client::new(&app, users.to_vec(), &tally, StdRng::from_rng(&mut rng));
    let (sixes, others) = people.split_at(6 * CLASHES);
    let (fours, others) = others.split_at(4 * TOURNAMENTS);
    let (tables, others) = others.split_at(2 * TABLES);
    let mut playing = Vec::new();
    for six in sixes.chunks(6) {
        playing.push(tokio::spawn(ways::teams(six.chunks(1).map(&mut client).collect())));
    }
    for (four, number) in fours.chunks(4).zip(0..) {
        playing.push(tokio::spawn(ways::tournament(four.chunks(1).map(&mut client).collect(), format!("cup {number}"))));
    }
    let [duel, ranked] = [Way::Duel(Turn::default()), Way::Ranked(Turn::default())];
    let ways = [(duel, DUELS), (ranked, RANKED), (Way::Lobby, LOBBIES)];
    for (two, way) in others.chunks(2).zip(ways.into_iter().flat_map(|(way, count)| repeat_n(way, count))) {
        let (a, b) = (client(&two[..1]), client(&two[1..]));
        playing.push(tokio::spawn(ways::pair(a, b, way, tally.clone())));
    }
    for two in tables.chunks(2) {
        playing.push(tokio::spawn(ways::table(client(two), tally.clone())));
    }
    let stays: Vec<Stay> = app.while_time_passes(join_all(playing)).await.into_iter().flat_map(Result::unwrap).collect();
    audit::everything(&app, &people, &stays).await;
    let count = tally.count();
    assert!(tally.is_enough(), "{count:?}");
    assert!(count.right_ticks >= (CUTS_MIN + KILLS_MIN) / 2, "{count:?}");
}
