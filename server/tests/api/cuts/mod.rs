//! Many matches at once, of every kind there is, whose players lose their connections and whose clients are killed, a hundred
//! times each and more, in virtual time; and the audit of everything that was played.

mod audit;
mod client;

use std::sync::{Arc, Mutex};

use common::api::queue::{JoinDuel, StartLocal};
use common::ids::MatchCode;
use common::sim::{SIM_VERSION, Seat};
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::harness::{TestApp, User};
use crate::players::started;
use crate::restart::{change, restarted};
use client::{Client, Stay};

/// To see one run again, as far as virtual time makes it the same.
const SEED_VARIABLE: &str = "REBOUND_CUTS_SEED";
const CUTS_MIN: usize = 100;
const KILLS_MIN: usize = 100;
/// Pairs that play duels, tables of two on one keyboard, and matches of three against three.
const DUELS: usize = 14;
const TABLES: usize = 6;
const CLASHES: usize = 3;
const LOCAL_GOALS: u8 = 5;

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
    for number in 0..2 * DUELS + 2 * TABLES + 6 * CLASHES {
        people.push(app.user(&format!("player{number}")).await);
    }
    let clashes: Vec<_> = people.chunks(6).take(CLASHES).collect();
    let mut codes = Vec::new();
    for six in &clashes {
        codes.push(begin_clash(&app, six, &mut rng).await);
    }
    let (app, people) = restarted(app, people).await;
    let (sixes, others) = people.split_at(6 * CLASHES);
    let (tables, duels) = others.split_at(2 * TABLES);
    let tally = Tally::default();
    let mut client = |users: &[User]| Client::new(&app, users.to_vec(), &tally, StdRng::from_rng(&mut rng));
    let queue = Arc::new(tokio::sync::Mutex::new(()));
    let mut playing = Vec::new();
    for (six, code) in sixes.chunks(6).zip(codes) {
        let clients: Vec<_> = six.iter().map(|user| client(std::slice::from_ref(user))).collect();
        playing.push(tokio::spawn(clash(clients, code)));
    }
    for two in tables.chunks(2) {
        playing.push(tokio::spawn(table(client(two), tally.clone())));
    }
    for two in duels.chunks(2) {
        let (a, b) = (client(&two[..1]), client(&two[1..]));
        playing.push(tokio::spawn(duels_of(a, b, queue.clone(), tally.clone())));
    }
    let stays: Vec<Stay> = app.while_time_passes(join_all(playing)).await.into_iter().flat_map(Result::unwrap).collect();
    audit::everything(&app, &people, &stays).await;
    let count = tally.count();
    assert!(tally.is_enough(), "{count:?}");
    assert!(count.right_ticks >= (CUTS_MIN + KILLS_MIN) / 2, "{count:?}");
}

/// A match of six, as it lies in the database when the server that made it was killed before anybody came: nothing makes one
/// through the API yet.
async fn begin_clash(app: &TestApp, six: &[User], rng: &mut StdRng) -> MatchCode {
    const RALLY_TICKS: u32 = 60 * common::sim::TICK_HZ;
    let code = MatchCode::from_draws(std::array::from_fn(|_| rng.random_range(0..28)));
    let columns = "code, game_mode, created_at, court, goals_to_win, time_limit_ticks, seed, sim_version, spectators_allowed, counts";
    let values = format!("'{code}', 'clash', 0, 'clash', 5, {RALLY_TICKS}, {}, {SIM_VERSION}, TRUE, TRUE", rng.random::<u32>());
    change(app.data_dir.path(), &format!("INSERT INTO matches ({columns}) VALUES ({values})")).await;
    for (seat, user) in Seat::ALL.iter().zip(six) {
        let values = format!("id, {}, {}, TRUE FROM matches WHERE code = '{code}'", seat.slot(), user.id);
        change(app.data_dir.path(), &format!("INSERT INTO match_players (match_id, slot, user_id, open) SELECT {values}")).await;
    }
    code
}

/// Six clients in one match.
async fn clash(mut clients: Vec<Client>, code: MatchCode) -> Vec<Stay> {
    join_all(clients.iter_mut().map(async |client| {
        client.listen().await;
        client.play(code).await
    }))
    .await
}

/// Two on one keyboard, one match after the other until there was enough trouble.
async fn table(mut client: Client, tally: Tally) -> Vec<Stay> {
    let mut stays = Vec::new();
    client.listen().await;
    while !tally.is_enough() {
        let access = client.users[1].tokens.access.clone();
        let made = client.users[0].call(StartLocal { access, goals: Some(LOCAL_GOALS) }).await.unwrap();
        stays.push(client.play(made.code).await);
    }
    stays
}

/// Two who play duels from the queue until there was enough trouble.
async fn duels_of(mut a: Client, mut b: Client, queue: Arc<tokio::sync::Mutex<()>>, tally: Tally) -> Vec<Stay> {
    let mut stays = Vec::new();
    a.listen().await;
    b.listen().await;
    while !tally.is_enough() {
        // One pair at a time in the queue, so that those meet who belong together.
        let turn = queue.lock().await;
        for client in [&a, &b] {
            client.users[0].call(JoinDuel {}).await.unwrap();
        }
        let code = started(&mut a.streams[0]).await;
        assert_eq!(started(&mut b.streams[0]).await, code);
        drop(turn);
        let (one, other) = tokio::join!(a.play(code), b.play(code));
        stays.extend([one, other]);
    }
    stays
}
