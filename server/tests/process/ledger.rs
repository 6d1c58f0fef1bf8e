//! What the server has acknowledged, as those know it who heard it.

use std::collections::{BTreeMap, BTreeSet};

use common::api::auth::Tokens;
use common::api::queue::QueueEntry;
use common::ids::{MatchCode, UserId};
use common::wire::Finished;

use crate::rows::PlaceRow;
use crate::whereabouts::Whereabouts;

/// Everything that was heard, over all lives of the server.
#[derive(Default)]
pub(crate) struct Ledger {
    /// Writes that were acknowledged in this life.
    pub(crate) acknowledged: usize,
    /// Writes that this life was killed in.
    pub(crate) in_doubt: usize,
    /// Names of accounts; whether each was acknowledged.
    pub(crate) accounts: BTreeMap<String, bool>,
    /// Guests that were acknowledged in this life.
    pub(crate) new_guests: Vec<Tokens>,
    /// Guests that were acknowledged, and that were asked for.
    pub(crate) guests: [usize; 2],
    /// Challenges that were acknowledged, and that were asked for.
    pub(crate) challenges: [usize; 2],
    /// Matches of each user who plays, as that user was told of them.
    pub(crate) matches: BTreeMap<UserId, BTreeSet<MatchCode>>,
    /// Users who asked for a match that this life did not tell them of.
    pub(crate) asked: BTreeSet<UserId>,
    /// Places in the queue that were acknowledged and have not become matches, as far as their users know.
    pub(crate) places: BTreeMap<UserId, PlaceRow>,
    /// Lobbies and tournaments, and who is in which.
    pub(crate) whereabouts: Whereabouts,
    /// Results that were told on the socket of the match.
    pub(crate) finished: BTreeMap<MatchCode, Finished>,
    /// Results that were told on the event stream, and to whom.
    pub(crate) announced: BTreeMap<MatchCode, BTreeSet<UserId>>,
    /// Users who sit in a match now.
    pub(crate) seated: BTreeMap<UserId, MatchCode>,
    /// What must not happen.
    pub(crate) faults: Vec<String>,
}

impl Ledger {
    /// Another life begins.
    pub(crate) fn begin(&mut self) {
        (self.acknowledged, self.in_doubt) = (0, 0);
        self.new_guests.clear();
        self.asked.clear();
        self.seated.clear();
    }

    /// Matches in which somebody sits now.
    pub(crate) fn playing(&self) -> usize {
        self.seated.values().collect::<BTreeSet<_>>().len()
    }

    /// A user has a place in the queue.
    pub(crate) fn queue(&mut self, user: UserId, entry: &QueueEntry) {
        let place = PlaceRow { id: entry.id, join_at: entry.join_at.0 };
        if self.places.insert(user, place) != Some(place) {
            self.acknowledged += 1;
        }
    }

    /// A user hears of a match.
    pub(crate) fn made(&mut self, user: UserId, code: MatchCode) {
        self.asked.remove(&user);
        self.places.remove(&user);
        if self.matches.entry(user).or_default().insert(code) {
            self.acknowledged += 1;
        }
    }

    /// A result is told on the socket.
    pub(crate) fn finish(&mut self, code: MatchCode, finished: Finished) {
        self.acknowledged += 1;
        let before = self.finished.insert(code, finished.clone());
        if before.is_some_and(|before| before != finished) {
            self.faults.push(format!("{code} was told with two results"));
        }
    }

    /// A result is told on the stream of a user.
    pub(crate) fn announce(&mut self, code: MatchCode, user: UserId) {
        self.acknowledged += 1;
        if !self.announced.entry(code).or_default().insert(user) {
            self.faults.push(format!("the end of {code} was announced to {user} twice"));
        }
    }
}
