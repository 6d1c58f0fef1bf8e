//! Which message is legal when, and how many are too many.

use std::time::Duration;

use common::wire::ToServer;
use tokio::time::Instant;

/// Messages of all kinds that a connection may send in a second. No honest client comes near it.
const MESSAGES_PER_SECOND_MAX: u32 = 1200;

/// How far a connection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing was said yet.
    Greeting,
    /// Plays.
    Seated,
    /// Watches.
    Watching,
}

impl Stage {
    /// Whether the message is legal now.
    pub(super) fn admits(self, message: &ToServer) -> bool {
        match message {
            ToServer::Hello(_) => self == Self::Greeting,
            ToServer::Steer(_) => self == Self::Seated,
            ToServer::Ping { .. } | ToServer::Resync => self != Self::Greeting,
        }
    }
}

/// Counts what comes within a second.
#[derive(Debug)]
pub(super) struct Flood {
    since: Instant,
    count: u32,
}

impl Flood {
    pub(super) fn new(now: Instant) -> Self {
        Self { since: now, count: 0 }
    }

    /// Another message has come. True when that is too many.
    pub(super) fn is_over(&mut self, now: Instant) -> bool {
        if now.saturating_duration_since(self.since) >= Duration::from_secs(1) {
            *self = Self::new(now);
        }
        self.count += 1;
        self.count > MESSAGES_PER_SECOND_MAX
    }
}

#[cfg(test)]
mod tests {
    use common::sim::{Steer, Tick};
    use common::wire::{Hello, SteerAt};

    use super::*;

    #[test]
    fn each_message_is_legal_at_its_stages_only() {
        let hello = ToServer::Hello(Hello { protocol: 1, tokens: Vec::new(), watch: false });
        let steer = ToServer::Steer(SteerAt { player: 0, seq: 0, tick: Tick(0), steer: Steer::Up });
        let stages = [Stage::Greeting, Stage::Seated, Stage::Watching];
        let legal = |message: &ToServer| stages.map(|stage| stage.admits(message));
        assert_eq!(legal(&hello), [true, false, false]);
        assert_eq!(legal(&steer), [false, true, false]);
        assert_eq!(legal(&ToServer::Ping { nonce: 0 }), [false, true, true]);
        assert_eq!(legal(&ToServer::Resync), [false, true, true]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_flood_is_over_the_bound_and_a_new_second_begins_anew() {
        let now = Instant::now();
        let mut flood = Flood::new(now);
        assert_eq!((0..MESSAGES_PER_SECOND_MAX + 1).filter(|_| flood.is_over(now)).count(), 1);
        assert!(!flood.is_over(now + Duration::from_secs(1)));
    }
}
