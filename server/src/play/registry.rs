//! Who plays where: the running matches by code, and the one unfinished match of each user.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use common::api::matches::GameMode;
use common::ids::{MatchCode, UserId};
use tokio::sync::{mpsc, watch};

use super::worker::Command;

/// How long somebody who wants to play again waits for the result of the last match to be stored.
const SETTLE_WITHIN: Duration = Duration::from_secs(2);

/// The way to a running room.
#[derive(Clone, Debug)]
pub(crate) struct RoomHandle {
    pub(super) code: MatchCode,
    pub(super) users: Arc<[UserId]>,
    pub(super) game_mode: GameMode,
    pub(super) spectators_allowed: bool,
    pub(super) worker: mpsc::Sender<Command>,
    /// What the match is doing, for those who wait for its end.
    pub(super) course: Arc<watch::Sender<Course>>,
}

/// Where a match is between its start and the result that is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Course {
    Running,
    /// It is over, its result is being stored.
    Ending,
    Stored,
}

/// All running rooms; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Registry(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    rooms: HashMap<MatchCode, RoomHandle>,
    /// `None`: a match is being made for the user.
    seats: HashMap<UserId, Option<MatchCode>>,
}

/// Users for whom a match is being made. Dropped before [`Reservation::keep`], they are free again.
#[derive(Debug)]
pub(super) struct Reservation {
    registry: Registry,
    users: Vec<UserId>,
}

impl Registry {
    /// Takes these users for a match. `None` when one of them is in another.
    pub(super) fn reserve(&self, users: Vec<UserId>) -> Option<Reservation> {
        let mut inner = self.inner();
        if users.iter().any(|user| inner.seats.contains_key(user)) {
            return None;
        }
        inner.seats.extend(users.iter().map(|user| (*user, None)));
        Some(Reservation { registry: self.clone(), users })
    }

    /// A room runs from now on, and its users are in it.
    pub(super) fn insert(&self, handle: RoomHandle) {
        let mut inner = self.inner();
        inner.seats.extend(handle.users.iter().map(|user| (*user, Some(handle.code))));
        inner.rooms.insert(handle.code, handle);
    }

    /// A room is gone, and its users are free.
    pub(super) fn remove(&self, code: MatchCode) -> Option<RoomHandle> {
        let mut inner = self.inner();
        let handle = inner.rooms.remove(&code)?;
        for user in handle.users.iter() {
            if inner.seats.get(user) == Some(&Some(code)) {
                inner.seats.remove(user);
            }
        }
        Some(handle)
    }

    pub(super) fn get(&self, code: MatchCode) -> Option<RoomHandle> {
        self.inner().rooms.get(&code).cloned()
    }

    pub(super) fn len(&self) -> usize {
        self.inner().rooms.len()
    }

    /// Whether a match is being made for the user, or has not ended.
    pub(super) fn is_taken(&self, user: UserId) -> bool {
        self.inner().seats.contains_key(&user)
    }

    /// The match that the user is in.
    pub(super) fn match_of(&self, user: UserId) -> Option<MatchCode> {
        self.inner().seats.get(&user).copied().flatten()
    }

    /// Waits a moment if the user's match is over and only its result is not stored yet.
    pub(super) async fn settle(&self, user: UserId) {
        let Some(handle) = self.match_of(user).and_then(|code| self.get(code)) else { return };
        let mut course = handle.course.subscribe();
        if *course.borrow_and_update() == Course::Ending {
            let stored = course.wait_for(|course| *course == Course::Stored);
            // Stored, or the time is over: whoever asked looks again either way.
            drop(tokio::time::timeout(SETTLE_WITHIN, stored).await);
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reservation {
    /// The users are in a room now, which frees them when it goes.
    pub(super) fn keep(mut self) {
        self.users.clear();
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        let mut inner = self.registry.inner();
        self.users.iter().for_each(|user| _ = inner.seats.remove(user));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_taken_for_one_match_at_a_time() {
        let registry = Registry::default();
        let (ada, bob, eve) = (UserId(1), UserId(2), UserId(3));
        let reservation = registry.reserve(vec![ada, bob]).unwrap();
        assert!(registry.reserve(vec![eve, bob]).is_none());
        assert!(!registry.is_taken(eve), "a reservation that fails takes nobody");
        drop(reservation);
        assert!(registry.reserve(vec![eve, bob]).is_some());
    }
}
