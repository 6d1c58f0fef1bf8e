//! The queue for a duel. Pure: who waits, in which order, and who plays whom.

use common::ids::{QueueEntryId, UserId};

/// Users who can wait at a time. More are told to come back later.
pub(super) const WAITING_MAX: usize = 10_000;

/// Somebody who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: QueueEntryId,
    pub(super) user: UserId,
    pub(super) is_guest: bool,
    /// Milliseconds since 1970 UTC.
    pub(super) join_at: i64,
}

/// Who waits, first come first.
#[derive(Debug, Default)]
pub(super) struct LineUp {
    waiting: Vec<Entry>,
    last_id: i64,
}

/// The queue is full.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

impl LineUp {
    /// Somebody comes; who is there already keeps the place.
    pub(super) fn join(&mut self, user: UserId, is_guest: bool, join_at: i64) -> Result<Entry, Full> {
        if let Some(entry) = self.waiting.iter().find(|entry| entry.user == user) {
            return Ok(*entry);
        }
        if self.waiting.len() >= WAITING_MAX {
            return Err(Full);
        }
        self.last_id += 1;
        let entry = Entry { id: QueueEntryId(self.last_id), user, is_guest, join_at };
        self.waiting.push(entry);
        Ok(entry)
    }

    /// Somebody goes. False: was not there.
    pub(super) fn leave(&mut self, user: UserId) -> bool {
        let before = self.waiting.len();
        self.waiting.retain(|entry| entry.user != user);
        self.waiting.len() < before
    }

    /// Who waits and is not online.
    pub(super) fn absent(&self, is_online: impl Fn(UserId) -> bool) -> Vec<UserId> {
        self.waiting.iter().map(|entry| entry.user).filter(|user| !is_online(*user)).collect()
    }

    /// The first two, who leave the queue. A user waits once only, so they are never the same.
    pub(super) fn pair(&mut self) -> Option<[Entry; 2]> {
        let pair = [*self.waiting.first()?, *self.waiting.get(1)?];
        self.waiting.drain(..2);
        Some(pair)
    }

    /// Their match could not be made: they wait again, where they were.
    pub(super) fn put_back(&mut self, entry: Entry) {
        if self.waiting.iter().all(|other| other.user != entry.user) {
            let place = self.waiting.partition_point(|other| other.id < entry.id);
            self.waiting.insert(place, entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(line: &mut LineUp, user: i64) -> Entry {
        line.join(UserId(user), false, user).unwrap()
    }

    #[test]
    fn the_first_two_play_each_other() {
        let mut line = LineUp::default();
        let (ada, bob, eve) = (join(&mut line, 1), join(&mut line, 2), join(&mut line, 3));
        assert_eq!(line.pair(), Some([ada, bob]));
        assert_eq!(line.pair(), None);
        line.put_back(ada);
        assert_eq!(line.pair(), Some([ada, eve]));
    }

    #[test]
    fn nobody_waits_twice_and_nobody_plays_alone() {
        let mut line = LineUp::default();
        let first = join(&mut line, 1);
        join(&mut line, 2);
        assert_eq!(line.join(UserId(1), false, 99), Ok(first));
        assert!(line.leave(UserId(2)));
        assert!(!line.leave(UserId(2)));
        line.put_back(first);
        assert_eq!(line.pair(), None);
    }

    #[test]
    fn a_full_queue_takes_nobody() {
        let mut line = LineUp::default();
        (1..).map(|user| join(&mut line, user)).take(WAITING_MAX).for_each(drop);
        assert_eq!(line.join(UserId(i64::MAX), false, 0), Err(Full));
    }
}
