//! The one clock of the client: microseconds since it was first asked. Never goes back, knows no date.

use std::sync::OnceLock;
use std::time::Instant;

/// Microseconds since the first call in this process.
#[must_use]
pub fn now_us() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let passed = START.get_or_init(Instant::now).elapsed();
    // Half a million years fit.
    u64::try_from(passed.as_micros()).unwrap_or(u64::MAX)
}
