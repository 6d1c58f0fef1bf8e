//! Matches that run now, as far as others may know: kept up to date by whoever runs them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use common::ids::{MatchCode, MatchId, UserId};
use common::sim::Pong;
use common::sim::Side;
use tokio::sync::{broadcast, oneshot};

/// Matches that begin or end while a listener is busy.
const CHANGES_LEN: usize = 1024;

/// Asks whoever runs the match for its log as far as it has come. No answer: the match has just ended, or too much is asked.
pub(crate) type AskLog = Box<dyn Fn(oneshot::Sender<Vec<u8>>) + Send + Sync>;

/// A running match.
pub(crate) struct LiveMatch {
    pub(crate) id: MatchId,
    pub(crate) code: MatchCode,
    pub(crate) players: Vec<UserId>,
    pub(crate) spectators_allowed: bool,
    pub(crate) ask_log: AskLog,
    spectators: AtomicU32,
    ticks: AtomicU32,
    score: [AtomicU8; 2],
}

impl LiveMatch {
    pub(crate) fn new(id: MatchId, code: MatchCode, players: Vec<UserId>, spectators_allowed: bool, ask_log: AskLog) -> Self {
        let (spectators, ticks, score) = Default::default();
        Self { id, code, players, spectators_allowed, ask_log, spectators, ticks, score }
    }

    /// The match has come so far.
    pub(crate) fn note(&self, pong: &Pong) {
        self.ticks.store(pong.tick().0, Ordering::Relaxed);
        for side in Side::ALL {
            self.score[side.index()].store(pong.score(side), Ordering::Relaxed);
        }
    }

    /// So many watch.
    pub(crate) fn set_spectators(&self, count: usize) {
        self.spectators.store(u32::try_from(count).unwrap_or(u32::MAX), Ordering::Relaxed);
    }

    pub(super) fn spectators(&self) -> u32 {
        self.spectators.load(Ordering::Relaxed)
    }

    pub(super) fn ticks(&self) -> u32 {
        self.ticks.load(Ordering::Relaxed)
    }

    pub(super) fn score(&self, side: Side) -> u8 {
        self.score[side.index()].load(Ordering::Relaxed)
    }
}

impl fmt::Debug for LiveMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LiveMatch").field(&self.code).finish()
    }
}

/// Every running match; cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct LiveMatches {
    matches: Arc<Mutex<BTreeMap<MatchCode, Arc<LiveMatch>>>>,
    /// Players of a match that has begun or ended.
    changes: broadcast::Sender<Vec<UserId>>,
}

impl Default for LiveMatches {
    fn default() -> Self {
        Self { matches: Arc::default(), changes: broadcast::Sender::new(CHANGES_LEN) }
    }
}

impl LiveMatches {
    pub(crate) fn insert(&self, live: Arc<LiveMatch>) {
        let players = live.players.clone();
        self.matches().insert(live.code, live);
        self.tell(players);
    }

    pub(crate) fn remove(&self, code: MatchCode) {
        let gone = self.matches().remove(&code);
        gone.into_iter().for_each(|live| self.tell(live.players.clone()));
    }

    /// The players of each match that begins or ends from now on; whether it is to stay is known once its transaction is.
    pub(crate) fn changes(&self) -> broadcast::Receiver<Vec<UserId>> {
        self.changes.subscribe()
    }

    /// The match of each of these users who is in one.
    pub(crate) fn of(&self, users: &[UserId]) -> BTreeMap<UserId, Arc<LiveMatch>> {
        let matches = self.matches();
        let seats = matches.values().flat_map(|live| live.players.iter().map(move |player| (*player, live)));
        seats.filter(|(player, _)| users.contains(player)).map(|(player, live)| (player, live.clone())).collect()
    }

    fn tell(&self, players: Vec<UserId>) {
        // Nobody listening is fine: nobody wants to know then.
        drop(self.changes.send(players));
    }

    pub(super) fn get(&self, code: MatchCode) -> Option<Arc<LiveMatch>> {
        self.matches().get(&code).cloned()
    }

    /// Those that may be watched, and whose players `may_see` allows, most spectators first, then the newest.
    pub(super) fn watchable(&self, may_see: impl Fn(&[UserId]) -> bool) -> Vec<Arc<LiveMatch>> {
        let mut watchable: Vec<_> =
            self.matches().values().filter(|live| live.spectators_allowed && may_see(&live.players)).cloned().collect();
        watchable.sort_by_key(|live| std::cmp::Reverse((live.spectators(), live.id)));
        watchable
    }

    fn matches(&self) -> MutexGuard<'_, BTreeMap<MatchCode, Arc<LiveMatch>>> {
        self.matches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
