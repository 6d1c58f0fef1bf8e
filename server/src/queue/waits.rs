//! How long people waited of late, for those who begin to wait.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::Mode;

/// Waits that are remembered for each queue, the newest.
const KEPT: usize = 20;

/// Recent waits; cheap to clone. Forgotten when the server ends.
#[derive(Clone, Debug, Default)]
pub(super) struct Waits(Arc<Mutex<[VecDeque<Duration>; Mode::ALL.len()]>>);

impl Waits {
    /// Somebody has been paired after so long.
    pub(super) fn note(&self, mode: Mode, waited: Duration) {
        let recent = &mut self.0.lock().unwrap_or_else(PoisonError::into_inner)[mode.index()];
        if recent.len() == KEPT {
            recent.pop_front();
        }
        recent.push_back(waited);
    }

    /// What half of them waited less than, and half more, in whole seconds, rounded up. `None`: nobody was paired so far.
    pub(super) fn estimate(&self, mode: Mode) -> Option<u32> {
        let mut recent: Vec<_> = self.0.lock().unwrap_or_else(PoisonError::into_inner)[mode.index()].iter().copied().collect();
        recent.sort_unstable();
        let median = recent.get(recent.len() / 2)?;
        Some(u32::try_from(median.as_millis().div_ceil(1000)).unwrap_or(u32::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_is_the_middle_of_the_last_twenty_waits_in_that_queue() {
        let waits = Waits::default();
        assert_eq!(waits.estimate(Mode::Duel), None);
        [1, 900, 2].into_iter().for_each(|seconds| waits.note(Mode::Duel, Duration::from_secs(seconds)));
        assert_eq!((waits.estimate(Mode::Duel), waits.estimate(Mode::Ranked)), (Some(2), None), "one long wait does not make it long");
        (0..KEPT).for_each(|_| waits.note(Mode::Duel, Duration::from_millis(10_001)));
        assert_eq!(waits.estimate(Mode::Duel), Some(11), "those of before do not count any more");
    }
}
