//! The clocks of the client: microseconds since it was first asked, which never goes back; and the time of the day, for people.

use std::sync::OnceLock;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use common::api::time::Timestamp;

/// Microseconds since the first call in this process.
#[must_use]
pub fn now_us() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let passed = START.get_or_init(Instant::now).elapsed();
    // Half a million years fit.
    u64::try_from(passed.as_micros()).unwrap_or(u64::MAX)
}

/// What time it is, as this machine believes.
#[must_use]
pub fn today() -> Timestamp {
    of_system(SystemTime::now())
}

/// A moment as the system gives it for a file.
#[must_use]
pub fn of_system(moment: SystemTime) -> Timestamp {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or_default())
}
