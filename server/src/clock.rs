//! The time of day. Everything else measures with `tokio::time`; in tests both move together.

use std::time::{SystemTime, UNIX_EPOCH};

use common::api::time::Timestamp;
use tokio::time::Instant;

/// Tells the time of day.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Virtual { base_ms: i64, since: Instant },
}

impl Clock {
    /// The machine's own.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// Stands at `base_ms` now, and moves with tokio's time: still while that is paused.
    #[must_use]
    pub fn following_tokio(base_ms: i64) -> Self {
        Self(Source::Virtual { base_ms, since: Instant::now() })
    }

    /// Milliseconds since 1970 UTC.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else asks")]
    pub fn now_ms(&self) -> i64 {
        match &self.0 {
            Source::System => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
            }
            Source::Virtual { base_ms, since } => base_ms + i64::try_from(since.elapsed().as_millis()).unwrap_or(i64::MAX),
        }
    }

    /// The same, as the API writes it.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        Timestamp(self.now_ms())
    }
}
