//! A thousand tournaments with people who are not there, go away, forget to come, and a server that is restarted: all end, each with
//! one winner, or with a reason why there is none. Virtual time; the same code that runs them in the server.

use std::collections::BTreeMap;

use common::api::matches::FinishReason;
use common::ids::MatchId;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::tests::{card, ending};
use super::*;
use crate::tournament::bracket::{Corner, Made};
use crate::tournament::rows;

/// No tournament of 16 can take longer: four rounds of a match that nobody can draw out beyond an hour.
const LONGEST_MS: i64 = 8 * 3_600_000;

/// One tournament, the people around it, and the courts.
struct World {
    life: Life,
    rng: StdRng,
    now: i64,
    /// How reliably each user comes to a match, percent.
    reliable: BTreeMap<UserId, u32>,
    /// What is being played: when it ends, and how.
    courts: BTreeMap<MatchId, (i64, Ending)>,
    next_match: i64,
    restarts: u32,
}

/// How one ended.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Won,
    /// Both finalists forfeited, or nobody was left to reach the final.
    Nobody(FinishReason),
    CalledOff,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut rng = StdRng::seed_from_u64(seed);
        let size = [4, 8, 16][rng.random_range(0..3)];
        let patience_ms = if rng.random() { 60_000 } else { rng.random_range(10..=600) * 1_000 };
        let mood = rng.random_range(0..=100);
        let reliable = (1..=40).map(|id| (UserId(id), rng.random_range(0..=100).min(mood + 30))).collect();
        let life = Life::new(size, patience_ms, UserId(1), 0);
        Self { life, rng, now: 0, reliable, courts: BTreeMap::new(), next_match: 0, restarts: 0 }
    }

    /// Runs to the end.
    fn run(mut self) -> (End, i64, u32) {
        loop {
            match self.life.phase {
                Phase::Finished { winner: Some(_), .. } => return (End::Won, self.now, self.restarts),
                Phase::Finished { winner: None, .. } => {
                    let reason = self.life.bracket.0.last().unwrap().outcome().unwrap().reason;
                    return (End::Nobody(reason), self.now, self.restarts);
                }
                Phase::CalledOff => return (End::CalledOff, self.now, self.restarts),
                Phase::Gathering { .. } | Phase::Running { .. } => self.step(),
            }
            assert!(self.now < LONGEST_MS, "a tournament stalls: {:?}", self.life);
        }
    }

    /// Goes to whatever comes next: something that people do, the moment of a round, the end of a match.
    fn step(&mut self) {
        let something = self.now + self.rng.random_range(200..20_000);
        let ends = self.courts.values().map(|(at, _)| *at).min();
        self.now = [self.life.next_at(), ends].into_iter().flatten().chain([something]).min().unwrap().max(self.now);
        if self.now == something {
            self.people();
        }
        if self.life.phase == Phase::CalledOff {
            return;
        }
        if self.life.wants_start(self.now) {
            let trophies = self.reliable.keys().map(|user| (*user, self.rng.random_range(0..3_000))).collect();
            let news = self.life.start(&trophies, self.now);
            self.hear(news);
        }
        let news = self.life.begin_round(self.now);
        self.hear(news);
        let over: Vec<_> = self.courts.iter().filter(|(_, (at, _))| *at <= self.now).map(|(id, (_, ending))| (*id, *ending)).collect();
        for (id, ending) in over {
            self.courts.remove(&id);
            let news = self.life.over(id, ending, self.now);
            self.hear(news);
        }
    }

    fn people(&mut self) {
        let somebody = UserId(self.rng.random_range(1..=40));
        // Whoever waits for others does not wait for ever.
        let patience_is_over = self.life.is_gathering() && self.now > 1_200_000;
        match self.rng.random_range(0..100) {
            0..60 if self.life.is_gathering() && !patience_is_over => {
                // Nobody is surprised by a refusal here.
                let _news = self.life.join(somebody, somebody.0 % 4 == 0, self.now);
            }
            60..64 => self.leave(somebody),
            64..66 => self.restart(),
            _ if patience_is_over => self.leave(self.life.organiser),
            _ => {}
        }
    }

    fn leave(&mut self, user: UserId) {
        let news = self.life.leave(user, self.now);
        self.hear(news.unwrap_or_default());
    }

    /// The server goes down, and comes back with what is stored.
    fn restart(&mut self) {
        self.restarts += 1;
        let (head, players, pairings) = rows::written(&card(), &self.life);
        let patience_ms = self.life.patience_ms;
        let again = rows::read(&head, &players, &pairings).unwrap();
        assert_eq!(Life { patience_ms, ..again }, self.life, "a restart changes nothing");
        let pause = self.rng.random_range(1_000..30_000);
        self.now += pause;
        self.courts.values_mut().for_each(|(at, _)| *at += pause);
        let news = self.life.resume(self.now);
        self.hear(news);
    }

    fn hear(&mut self, news: Vec<News>) {
        for event in news {
            match event {
                News::Due(place) => self.make(place),
                News::Resigned(code, user) => {
                    let resigned = self.life.bracket.0.iter().find_map(|pairing| {
                        let made = pairing.made().filter(|made| made.code == code)?;
                        Some((made.id, pairing.corner_of(user)?))
                    });
                    let (id, corner) = resigned.unwrap();
                    let score = if corner == Corner::One { [0, 3] } else { [3, 0] };
                    let ending = Ending { winner: Some(corner.other()), reason: FinishReason::PlayerDisconnect, score };
                    self.courts.insert(id, (self.now + 10, ending));
                }
                News::Joined(_) | News::Left(_) | News::Promoted(_) | News::CalledOff(_) | News::StartAt(_) => {}
                News::StartCancelled | News::Started | News::Made(_) | News::Over(_) | News::Finished => {}
            }
        }
    }

    fn make(&mut self, place: usize) {
        let users = self.life.bracket.0[place].users;
        if self.rng.random_bool(0.03) {
            // One of them plays elsewhere, and does not come back from it.
            let news = self.life.cannot_come(place, [true, false], self.now + self.life.patience_ms);
            return self.hear(news);
        }
        self.next_match += 1;
        let id = MatchId(self.next_match);
        let draws = self.next_match.to_le_bytes();
        let made = Made { id, code: MatchCode::from_draws(std::array::from_fn(|at| draws[at])) };
        assert!(self.life.made(place, made, self.now));
        let come = users.map(|user| self.rng.random_range(0..100) < self.reliable[&user.unwrap()]);
        let patience_ms = self.life.patience_ms;
        let (after, ending) = match come {
            [true, true] => (self.rng.random_range(20_000..400_000), ending(&mut self.rng)),
            [false, false] => (patience_ms, Ending { winner: None, reason: FinishReason::PlayersTimeout, score: [0, 0] }),
            [true, false] => (patience_ms, Ending { winner: Some(Corner::One), reason: FinishReason::PlayerNotConnected, score: [3, 0] }),
            [false, true] => (patience_ms, Ending { winner: Some(Corner::Two), reason: FinishReason::PlayerNotConnected, score: [0, 3] }),
        };
        self.courts.insert(id, (self.now + after, ending));
    }
}

#[test]
fn a_thousand_tournaments_of_unreliable_people_and_restarts_all_end_within_a_minute() {
    const TOURNAMENTS: u64 = 1_000;
    let first: u64 = rand::random();
    println!("simulated tournaments: first seed {first}");
    let began = std::time::Instant::now();
    let (mut won, mut nobody, mut called_off, mut restarts, mut longest) = (0, 0, 0, 0, 0);
    for number in 0..TOURNAMENTS {
        let (end, took, restarted) = World::new(first.wrapping_add(number)).run();
        restarts += restarted;
        longest = longest.max(took);
        match end {
            End::Won => won += 1,
            End::Nobody(_) => nobody += 1,
            End::CalledOff => called_off += 1,
        }
    }
    let took = began.elapsed();
    println!(
        "simulated tournaments: {won} with a winner, {nobody} whose finalists forfeited, {called_off} called off; {restarts} restarts; \
         the longest took {} min; {took:?} of real time",
        longest / 60_000
    );
    assert_eq!(won + nobody + called_off, 1_000);
    assert!(won > 300 && nobody > 10 && restarts > 300, "they come to both ends of those that start");
    assert!(took.as_secs() < 60);
}
