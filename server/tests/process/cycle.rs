//! The loop: start, load, kill, start again, audit; and in the end everything is played out.
#![expect(clippy::print_stdout, reason = "a line for each cycle, for whoever runs it a hundred times")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::audit::Auditor;
use crate::child::Home;
use crate::ledger::Ledger;
use crate::moment::{Moment, enough};
use crate::people::{NOTICE_WITHIN, People, faultless};
use crate::stage::Stage;

/// How many cycles count, and the seed of their moments.
const CYCLES_VARIABLE: &str = "REBOUND_KILLS";
const SEED_VARIABLE: &str = "REBOUND_KILLS_SEED";
/// For a quick check; at least so many cycles play as people do, so that matches live through several kills.
const CYCLES_DEFAULT: usize = 2;
const CYCLES_LONG: usize = 10;
/// What came of all cycles.
#[derive(Default)]
struct Sum {
    cycles: usize,
    void: usize,
    acknowledged: usize,
    in_doubt: usize,
    ready: Vec<Duration>,
}

/// All cycles. Panics at the first that loses something.
pub(crate) async fn run() {
    let cycles = number(CYCLES_VARIABLE).map_or(CYCLES_DEFAULT, |number| usize::try_from(number).unwrap());
    let seed = number(SEED_VARIABLE).unwrap_or_else(rand::random);
    println!("kills: seed {seed} ({SEED_VARIABLE}), {cycles} cycles");
    let mut home = Home::new(&[]).unwrap();
    if let Err(error) = all(&mut home, cycles, seed).await {
        panic!("seed {seed}: {error:#}\nThe last words of the server:\n{}", home.last_words());
    }
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("{variable} is a number")))
}

async fn all(home: &mut Home, cycles: usize, seed: u64) -> Result<()> {
    let began = Instant::now();
    let mut rng = StdRng::seed_from_u64(seed);
    let is_quick = cycles < CYCLES_LONG;
    let ledger = Arc::new(Mutex::new(Ledger::default()));
    let (mut auditor, mut sum) = (Auditor::default(), Sum::default());
    let mut served = home.start()?;
    let mut people = People::new(&Stage::new(&served, &ledger, is_quick)?).await?;
    while sum.cycles < cycles {
        ensure!(sum.void <= cycles / 4 + 2, "{} cycles were void", sum.void);
        let stage = Stage::new(&served, &ledger, is_quick)?;
        let moment = Moment::draw(&mut rng, is_quick);
        let life = sum.cycles + sum.void + 1;
        let load = people.work(&stage, life);
        let counts = enough(&stage).await;
        if counts {
            moment.wait(&stage).await;
        }
        let lived = served.ready_after;
        stage.expect_the_end();
        served.kill()?;
        people = load.end(NOTICE_WITHIN).await?;
        let (acknowledged, in_doubt, playing) = {
            let ledger = stage.ledger();
            (ledger.acknowledged, ledger.in_doubt, ledger.playing())
        };
        served = home.start()?;
        let back = auditor.back_ticks.len();
        people.audit(&mut auditor, home, &Stage::new(&served, &ledger, is_quick)?).await?;
        let back = auditor.back_ticks[back..].iter().max().copied().unwrap_or(0);
        faultless(home, &ledger)?;
        sum.ready.push(lived);
        if counts {
            sum.cycles += 1;
            sum.acknowledged += acknowledged;
            sum.in_doubt += in_doubt;
        } else {
            sum.void += 1;
        }
        println!(
            "cycle {life}: {}killed {moment}, {acknowledged} acknowledged, {in_doubt} in doubt, {playing} matches played, {} tournaments, \
             at most {} ms back, ready again after {} ms",
            if counts { "" } else { "void, " },
            auditor.tournaments.values().filter(|tournament| !tournament.is_finished()).count(),
            back * 1000 / 120,
            served.ready_after.as_millis(),
        );
    }
    people.play_out(home, &served, &ledger, &mut auditor).await?;
    println!("{}", sum.line(&auditor, seed, began.elapsed()));
    Ok(())
}

impl Sum {
    fn line(&self, auditor: &Auditor, seed: u64, took: Duration) -> String {
        let back = auditor.back_ticks.iter().max().copied().unwrap_or(0);
        let places = Self::cups_and_results(auditor);
        format!(
            "summary: {} kills ({} void cycles besides): {} acknowledged writes, 0 missing; {} in doubt, 0 twice; {} times a running match \
             went on, at most {} ms back (250 are promised); {} acknowledged places in the queue there again, and {} in lobbies and \
             tournaments, 0 missing; {places}; ready again within {} ms; seed {seed}; {} s",
            self.cycles,
            self.void,
            self.acknowledged,
            self.in_doubt,
            auditor.resumed,
            back * 1000 / 120,
            auditor.places,
            auditor.stood,
            self.ready.iter().max().map_or(0, Duration::as_millis),
            took.as_secs(),
        )
    }

    fn cups_and_results(auditor: &Auditor) -> String {
        let of = |mode: &str| auditor.modes.get(mode).copied().unwrap_or(0);
        let tournaments = &auditor.tournaments;
        format!(
            "{} tournaments of {} people, which were gone on with {} times, all over, {} with one winner, nobody lost by a kill; {} results, \
             each counted once and proven by its log: {} duels, {} ranked, {} at one keyboard, {} clash, {} custom games, {} of tournaments",
            tournaments.len(),
            tournaments.values().map(|tournament| tournament.players.len()).sum::<usize>(),
            auditor.paused,
            tournaments.values().filter(|tournament| tournament.winner.is_some()).count(),
            auditor.results(),
            of("duel"),
            of("ranked"),
            of("local"),
            of("clash"),
            of("custom_game"),
            of("tournament"),
        )
    }
}
