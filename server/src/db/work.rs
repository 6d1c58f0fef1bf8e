//! How much is being done, for those who measure and for tests that move time by hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts what has begun and not ended; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Work(Arc<AtomicUsize>);

/// Something that has begun; dropping it ends it.
#[derive(Debug)]
pub(super) struct Working(Work);

impl Work {
    pub(super) fn begin(&self) -> Working {
        self.0.fetch_add(1, Ordering::Relaxed);
        Working(self.clone())
    }

    pub(super) fn in_flight(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}
