//! Whether a player is at the seat, and how long the seat is kept otherwise. Pure; time is counted in ticks.

use std::num::NonZeroU64;

/// A connection, unlike any other since the server started.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ConnId(pub(crate) NonZeroU64);

/// How long a room waits for people, in ticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Patience {
    /// For everybody to come, before the match begins.
    pub(crate) connect_ticks: u32,
    /// For one who left, each time.
    pub(crate) grace_ticks: u32,
}

impl Patience {
    /// The same, but for the time to come, if another one is set.
    pub(super) fn with_connect_ticks(self, connect_ticks: Option<u32>) -> Self {
        Self { connect_ticks: connect_ticks.unwrap_or(self.connect_ticks), ..self }
    }

    /// For one who leaves again and again, in all: without it two could keep a match for ever.
    const fn absence_ticks_max(self) -> u32 {
        self.grace_ticks.saturating_mul(4)
    }
}

/// Where a player is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Has not come since the match was made, or since the server restarted.
    Expected,
    /// Plays through this connection.
    Here(ConnId),
    /// Left a running match; the seat is kept for so many ticks more.
    Away { left: u32 },
}

/// The presence of one player.
#[derive(Clone, Copy, Debug)]
pub(super) struct Presence {
    place: Place,
    absences_left: u32,
    grace_ticks: u32,
}

impl Presence {
    pub(super) fn expected(patience: Patience) -> Self {
        Self { place: Place::Expected, absences_left: patience.absence_ticks_max(), grace_ticks: patience.grace_ticks }
    }

    /// The player's connection.
    pub(super) fn conn(&self) -> Option<ConnId> {
        match self.place {
            Place::Here(conn) => Some(conn),
            Place::Expected | Place::Away { .. } => None,
        }
    }

    pub(super) fn is_here(&self) -> bool {
        self.conn().is_some()
    }

    /// Ticks until the forfeit, if the player left a running match.
    pub(super) fn left(&self) -> Option<u32> {
        match self.place {
            Place::Away { left } => Some(left),
            Place::Expected | Place::Here(_) => None,
        }
    }

    /// The player comes, comes back, or comes through another connection, which is then returned.
    pub(super) fn arrive(&mut self, conn: ConnId) -> Option<ConnId> {
        let older = self.conn();
        self.place = Place::Here(conn);
        older.filter(|older| *older != conn)
    }

    /// The player leaves before the match begins.
    pub(super) fn expect(&mut self) {
        self.place = Place::Expected;
    }

    /// The player leaves a running match: the grace begins.
    pub(super) fn leave(&mut self) {
        self.place = Place::Away { left: self.grace_ticks.min(self.absences_left) };
    }

    /// One tick passes. True when the player's time has run out.
    pub(super) fn wait(&mut self) -> bool {
        let Place::Away { left } = &mut self.place else { return false };
        *left = left.saturating_sub(1);
        self.absences_left = self.absences_left.saturating_sub(1);
        *left == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Patience = Patience { connect_ticks: 10, grace_ticks: 5 };

    fn conn(id: u64) -> ConnId {
        ConnId(NonZeroU64::new(id).unwrap())
    }

    #[test]
    fn the_newest_connection_has_the_seat_and_the_older_one_is_named() {
        let mut presence = Presence::expected(PATIENCE);
        assert_eq!(presence.arrive(conn(1)), None);
        assert_eq!(presence.arrive(conn(2)), Some(conn(1)));
        assert_eq!(presence.conn(), Some(conn(2)));
    }

    #[test]
    fn a_seat_is_kept_for_the_grace_and_no_longer() {
        let mut presence = Presence::expected(PATIENCE);
        presence.arrive(conn(1));
        presence.leave();
        assert_eq!((0..4).filter(|_| presence.wait()).count(), 0);
        assert!(presence.wait());
    }

    #[test]
    fn absences_add_up_so_that_nobody_stays_away_for_ever() {
        let mut presence = Presence::expected(PATIENCE);
        let mut away = 0;
        for id in 1..100 {
            presence.arrive(conn(id));
            presence.leave();
            for _ in 0..4 {
                away += 1;
                if presence.wait() {
                    assert_eq!(away, PATIENCE.absence_ticks_max());
                    return;
                }
            }
        }
        panic!("absences never ran out");
    }
}
