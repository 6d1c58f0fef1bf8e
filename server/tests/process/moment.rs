//! When the server is killed: at any moment, or while a result is being stored or a match is being made.

use std::fmt;
use std::ops::Range;
use std::time::{Duration, Instant};

use rand::RngExt;
use rand::rngs::StdRng;

use crate::stage::Stage;

/// A cycle with fewer acknowledged writes says nothing.
const ACKNOWLEDGED_MIN: usize = 20;
/// A cycle with fewer running matches says nothing.
const PLAYING_MIN: usize = 2;
/// A cycle that says nothing by then is void.
const LOAD_WITHIN: Duration = Duration::from_secs(30);
/// How often it is looked whether enough was acknowledged.
const LOOK_EVERY: Duration = Duration::from_millis(5);
/// From then to the kill. Some time of it is played in: after a restart everybody is waited for, and then there are three seconds more.
const KILL_AFTER_MS: Range<u64> = 0..10_000;
const KILL_AFTER_MS_QUICK: Range<u64> = 0..2500;
/// From the beginning of a write to the kill that is to meet it.
const MEET_AFTER_US: Range<u64> = 0..8000;
/// A moment that does not come by then is not waited for any longer.
const MOMENT_WITHIN: Duration = Duration::from_secs(10);

/// When.
#[derive(Clone, Copy)]
pub(crate) enum Moment {
    /// So long after enough has happened.
    Any(Duration),
    /// So long after a match was over on the court: its result is being stored.
    Result(Duration),
    /// So long after somebody asked for a match: it is being made.
    Match(Duration),
}

impl Moment {
    /// Half of all kills come at any moment.
    pub(crate) fn draw(rng: &mut StdRng, is_quick: bool) -> Self {
        let meet = Duration::from_micros(rng.random_range(MEET_AFTER_US));
        let any = Duration::from_millis(rng.random_range(if is_quick { KILL_AFTER_MS_QUICK } else { KILL_AFTER_MS }));
        match rng.random_range(0..4) {
            0 => Self::Result(meet),
            1 => Self::Match(meet),
            _ => Self::Any(any),
        }
    }

    /// Waits for it.
    pub(crate) async fn wait(self, stage: &Stage) {
        // A moment that does not come is like any other.
        match self {
            Self::Any(_) => {}
            Self::Result(_) => drop(tokio::time::timeout(MOMENT_WITHIN, stage.moments.result_due.notified()).await),
            Self::Match(_) => drop(tokio::time::timeout(MOMENT_WITHIN, stage.moments.match_asked.notified()).await),
        }
        let (Self::Any(after) | Self::Result(after) | Self::Match(after)) = self;
        tokio::time::sleep(after).await;
    }
}

/// Waits until enough has happened for a kill to say something. False: it never did.
pub(crate) async fn enough(stage: &Stage) -> bool {
    let began = Instant::now();
    while began.elapsed() < LOAD_WITHIN {
        let (is_enough, is_at_fault) = {
            let ledger = stage.ledger();
            (ledger.acknowledged >= ACKNOWLEDGED_MIN && ledger.playing() >= PLAYING_MIN, !ledger.faults.is_empty())
        };
        if is_enough || is_at_fault {
            return is_enough;
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    false
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any(after) => write!(f, "{} ms later", after.as_millis()),
            Self::Result(after) => write!(f, "{} us after a match was over", after.as_micros()),
            Self::Match(after) => write!(f, "{} us after a match was asked for", after.as_micros()),
        }
    }
}
