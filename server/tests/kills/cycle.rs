//! The loop: start, load, kill, start again, audit; and in the end everything is played out.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::audit::Auditor;
use crate::child::Home;
use crate::ledger::Ledger;
use crate::people::{NOTICE_WITHIN, People, faultless};
use crate::stage::Stage;

/// How many cycles count, and the seed of their moments.
const CYCLES_VARIABLE: &str = "REBOUND_KILLS";
const SEED_VARIABLE: &str = "REBOUND_KILLS_SEED";
/// For a quick check; at least so many cycles play as people do, so that matches live through several kills.
const CYCLES_DEFAULT: usize = 2;
const CYCLES_LONG: usize = 10;
/// A cycle with fewer acknowledged writes says nothing.
const ACKNOWLEDGED_MIN: usize = 20;
/// A cycle with fewer running matches says nothing.
const PLAYING_MIN: usize = 2;
/// Time from the start of the load to the kill.
const KILL_AFTER_MS: std::ops::Range<u64> = 200..6000;
const KILL_AFTER_MS_QUICK: std::ops::Range<u64> = 1000..4000;
/// A cycle that says nothing by then is void.
const LOAD_WITHIN: Duration = Duration::from_secs(30);
/// How often it is looked whether enough was acknowledged.
const LOOK_EVERY: Duration = Duration::from_millis(5);

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
        let after = rng.random_range(if is_quick { KILL_AFTER_MS_QUICK } else { KILL_AFTER_MS });
        let life = sum.cycles + sum.void + 1;
        let load = people.work(&stage, life);
        let counts = load_until(&stage, Duration::from_millis(after)).await;
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
            "cycle {life}: {}killed after {after} ms, {acknowledged} acknowledged, {in_doubt} in doubt, {playing} matches played, \
             at most {} ms back, ready again after {} ms",
            if counts { "" } else { "void, " },
            back * 1000 / 120,
            served.ready_after.as_millis(),
        );
    }
    people.play_out(home, &served, &ledger, &mut auditor).await?;
    println!("{}", sum.line(&auditor, seed, began.elapsed()));
    Ok(())
}

/// Lets the load be until the moment has come and enough was acknowledged. False: it never was.
pub(crate) async fn load_until(stage: &Stage, after: Duration) -> bool {
    let began = Instant::now();
    let mut is_enough = false;
    while began.elapsed() < after || !is_enough && began.elapsed() < LOAD_WITHIN {
        tokio::time::sleep(LOOK_EVERY).await;
        let ledger = stage.ledger();
        is_enough = ledger.acknowledged >= ACKNOWLEDGED_MIN && ledger.playing() >= PLAYING_MIN;
        if !ledger.faults.is_empty() {
            break;
        }
    }
    is_enough
}

impl Sum {
    fn line(&self, auditor: &Auditor, seed: u64, took: Duration) -> String {
        let back = auditor.back_ticks.iter().max().copied().unwrap_or(0);
        format!(
            "summary: {} kills ({} void cycles besides): {} acknowledged writes, 0 missing; {} in doubt, 0 twice; {} times a running match \
             went on, at most {} ms back (250 are promised); {} results, each once and proven by its log; ready again within {} ms; \
             seed {seed}; {} s",
            self.cycles,
            self.void,
            self.acknowledged,
            self.in_doubt,
            auditor.resumed,
            back * 1000 / 120,
            auditor.results(),
            self.ready.iter().max().map_or(0, Duration::as_millis),
            took.as_secs(),
        )
    }
}
