//! One life of the server, as everybody sees it who works with it, and why they stop.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use common::api::Endpoint;
use common::api::error::ErrorCode;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::child::Served;
use crate::ledger::Ledger;
use crate::web::{Fault, Web};

/// How long somebody waits who is told that the server has no time now.
const AGAIN_AFTER: Duration = Duration::from_millis(100);

/// One life of the server; cheap to clone.
#[derive(Clone)]
pub(crate) struct Stage {
    pub(crate) web: Web,
    pub(crate) address: Arc<str>,
    /// Nothing new begins; what runs goes on to its end.
    pub(crate) over: CancellationToken,
    /// Matches are to be over soon.
    pub(crate) is_short: bool,
    /// Moments at which a kill hurts most.
    pub(crate) moments: Arc<Moments>,
    is_killed: Arc<AtomicBool>,
    ledger: Arc<Mutex<Ledger>>,
}

/// Moments at which something is being stored.
#[derive(Default)]
pub(crate) struct Moments {
    /// A match is over on the court, and its result is not told yet.
    pub(crate) result_due: Notify,
    /// A match is being asked for.
    pub(crate) match_asked: Notify,
}

/// Why somebody stops before the work is done.
pub(crate) enum Stop {
    /// The server was killed.
    Killed,
    /// Something happened that must not.
    Fault(String),
}

impl Stage {
    pub(crate) fn new(served: &Served, ledger: &Arc<Mutex<Ledger>>, is_short: bool) -> anyhow::Result<Self> {
        let (web, address) = (Web::new(&served.url)?, Arc::from(&*served.address));
        Ok(Self {
            web,
            address,
            over: CancellationToken::new(),
            is_short,
            moments: Arc::default(),
            is_killed: Arc::default(),
            ledger: ledger.clone(),
        })
    }

    /// From now on connections may break.
    pub(crate) fn expect_the_end(&self) {
        self.is_killed.store(true, Ordering::SeqCst);
    }

    pub(crate) fn is_killed(&self) -> bool {
        self.is_killed.load(Ordering::SeqCst)
    }

    /// A connection broke, which only a killed server may do.
    pub(crate) fn broken(&self, what: &str) -> Stop {
        if self.is_killed() { Stop::Killed } else { Stop::Fault(format!("{what} broke, and nobody was killed")) }
    }

    /// What it means that a request was not answered as it should be.
    pub(crate) fn stop(&self, what: &str, fault: &Fault) -> Stop {
        match fault {
            Fault::Broken(why) => self.broken(&format!("{what} ({why})")),
            Fault::Refused(_) | Fault::Strange(_) => Stop::Fault(format!("{what}: {fault}")),
        }
    }

    /// A request that is sent again for as long as the server says that it has no time.
    pub(crate) async fn insist<E: Endpoint>(&self, endpoint: &E, token: &str, key: Option<&str>) -> Result<E::Response, Fault> {
        loop {
            match self.web.call_with_key(endpoint, Some(token), key).await {
                Err(Fault::Refused(ErrorCode::Unavailable)) => tokio::time::sleep(AGAIN_AFTER).await,
                answer => return answer,
            }
        }
    }

    /// Work to its end, or to that of the server. What must not happen is written down.
    pub(crate) fn settle(&self, who: &str, outcome: Result<(), Stop>) {
        if let Err(Stop::Fault(what)) = outcome {
            self.ledger().faults.push(format!("{who}: {what}"));
        }
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
