//! How often somebody may write, wherever: so many messages in so many seconds, counted exactly.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use common::ids::UserId;
use tokio::time::Instant;

use crate::config::Rate;

/// When each user wrote last.
#[derive(Debug)]
pub(crate) struct Throttle {
    /// None: no bound.
    rate: Option<Rate>,
    written: Mutex<HashMap<UserId, VecDeque<Instant>>>,
}

impl Throttle {
    pub(crate) fn new(rate: Option<Rate>) -> Self {
        Self { rate, written: Mutex::default() }
    }

    /// Counts a message.
    ///
    /// # Errors
    /// How long to wait, when there were too many; then it is not counted.
    pub(crate) fn write(&self, user: UserId, now: Instant) -> Result<(), Duration> {
        let Some(rate) = self.rate else { return Ok(()) };
        let within = Duration::from_secs(rate.seconds.into());
        let mut all = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let written = all.entry(user).or_default();
        while written.front().is_some_and(|at| now.saturating_duration_since(*at) >= within) {
            written.pop_front();
        }
        let most = usize::try_from(rate.count).unwrap_or(usize::MAX);
        if let Some(oldest) = written.front().filter(|_| written.len() >= most) {
            return Err((*oldest + within).saturating_duration_since(now));
        }
        written.push_back(now);
        Ok(())
    }

    /// Forgets those who have been quiet; called now and then, so that memory does not grow.
    pub(crate) fn forget_the_quiet(&self) {
        let Some(rate) = self.rate else { return };
        let within = Duration::from_secs(rate.seconds.into());
        let mut all = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, written| written.back().is_some_and(|at| at.elapsed() < within));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn so_many_in_so_many_seconds_and_it_says_how_long_to_wait() {
        let throttle = Throttle::new(Some(Rate { count: 3, seconds: 10 }));
        let began = Instant::now();
        let at = |ms| throttle.write(UserId(1), began + Duration::from_millis(ms));
        assert_eq!([at(0), at(4000), at(5000)], [Ok(()); 3]);
        assert_eq!(at(6000), Err(Duration::from_secs(4)));
        assert_eq!(throttle.write(UserId(2), began), Ok(()), "somebody else");
        assert_eq!((at(10_000), at(10_001)), (Ok(()), Err(Duration::from_millis(3999))));
        tokio::time::advance(Duration::from_secs(30)).await;
        throttle.forget_the_quiet();
        assert!(throttle.written.lock().unwrap().is_empty());
        assert_eq!(Throttle::new(None).write(UserId(1), began), Ok(()));
    }
}
