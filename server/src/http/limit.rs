//! How often: bounds per user and per address, and the slowing down of those who guess passwords.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use common::ids::UserId;
use governor::clock::{Clock as _, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use tokio::time::Instant;

use super::ApiError;
use crate::config::{Limits, Rate};

/// Accounts whose failures are remembered; the oldest are forgotten first.
const ACCOUNTS_MAX: usize = 100_000;
/// After this long without another failure, an account's are forgotten.
const FAILURES_KEPT: Duration = Duration::from_secs(15 * 60);
/// Longest delay between two sign-ins of one account.
const DELAY_SECS_MAX: u64 = 30;

/// All bounds on how often. Without limits, nothing is refused.
pub(crate) struct Limiter(Option<Bounds>);

struct Bounds {
    writes_per_user: Keyed<UserId>,
    writes_per_address: Keyed<IpAddr>,
    sign_in_per_address: Keyed<IpAddr>,
    register_per_address: Keyed<IpAddr>,
    failures_free: u32,
    failures: Mutex<HashMap<String, Failures>>,
}

struct Failures {
    count: u32,
    last: Instant,
}

impl Limiter {
    pub(crate) fn new(limits: Option<&Limits>) -> Self {
        Self(limits.map(|limits| Bounds {
            writes_per_user: Keyed::new(limits.writes_per_user),
            writes_per_address: Keyed::new(limits.writes_per_address),
            sign_in_per_address: Keyed::new(limits.sign_in_per_address),
            register_per_address: Keyed::new(limits.register_per_address),
            failures_free: limits.sign_in_per_account,
            failures: Mutex::default(),
        }))
    }

    /// A request that changes something, by where it comes from.
    pub(crate) fn write_from(&self, address: IpAddr) -> Result<(), ApiError> {
        self.0.as_ref().map_or(Ok(()), |bounds| bounds.writes_per_address.check(network(address)))
    }

    /// A request that changes something, by whose it is.
    pub(crate) fn write_of(&self, user: UserId) -> Result<(), ApiError> {
        self.0.as_ref().map_or(Ok(()), |bounds| bounds.writes_per_user.check(user))
    }

    /// A sign-in, right or wrong.
    pub(crate) fn sign_in_from(&self, address: IpAddr) -> Result<(), ApiError> {
        self.0.as_ref().map_or(Ok(()), |bounds| bounds.sign_in_per_address.check(network(address)))
    }

    /// A new user.
    pub(crate) fn register_from(&self, address: IpAddr) -> Result<(), ApiError> {
        self.0.as_ref().map_or(Ok(()), |bounds| bounds.register_per_address.check(network(address)))
    }

    /// Before the password of an account (or of a name that nobody has) is looked at: whether enough time has passed since it was wrong.
    pub(crate) fn may_guess(&self, account: &str) -> Result<(), ApiError> {
        let Some(bounds) = &self.0 else { return Ok(()) };
        let failures = bounds.failures.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(found) = failures.get(account) else { return Ok(()) };
        let delay = Duration::from_secs(delay_secs(found.count, bounds.failures_free));
        let left = delay.saturating_sub(found.last.elapsed());
        if left.is_zero() { Ok(()) } else { Err(ApiError::throttled(whole_secs(left))) }
    }

    /// The password was wrong.
    pub(crate) fn guessed_wrong(&self, account: &str) {
        let Some(bounds) = &self.0 else { return };
        let mut failures = bounds.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() >= ACCOUNTS_MAX && !failures.contains_key(account) {
            failures.retain(|_, found| found.last.elapsed() < FAILURES_KEPT);
            if failures.len() >= ACCOUNTS_MAX {
                failures.clear();
            }
        }
        let found = failures.entry(account.to_owned()).or_insert(Failures { count: 0, last: Instant::now() });
        found.count = found.count.saturating_add(1);
        found.last = Instant::now();
    }

    /// The password was right.
    pub(crate) fn guessed_right(&self, account: &str) {
        if let Some(bounds) = &self.0 {
            bounds.failures.lock().unwrap_or_else(PoisonError::into_inner).remove(account);
        }
    }

    /// Forgets those who have been quiet; called now and then, so that memory does not grow.
    pub(crate) fn forget_the_quiet(&self) {
        let Some(bounds) = &self.0 else { return };
        bounds.writes_per_user.forget_the_quiet();
        bounds.writes_per_address.forget_the_quiet();
        bounds.sign_in_per_address.forget_the_quiet();
        bounds.register_per_address.forget_the_quiet();
        bounds.failures.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, found| found.last.elapsed() < FAILURES_KEPT);
    }
}

/// Seconds to wait after this many failures, of which some are free: 1, 2, 4 ... 30.
fn delay_secs(count: u32, free: u32) -> u64 {
    match count.checked_sub(free) {
        None => 0,
        Some(over) => 1u64.checked_shl(over).unwrap_or(DELAY_SECS_MAX).min(DELAY_SECS_MAX),
    }
}

/// Rounded up.
fn whole_secs(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// What counts as one address: with IPv6 the /64, which one customer has whole.
pub(crate) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

/// One bound for each key.
struct Keyed<K: Hash + Eq + Clone> {
    limiter: RateLimiter<K, DashMapStateStore<K>, TokioClock, NoOpMiddleware<Moment>>,
    clock: TokioClock,
}

impl<K: Hash + Eq + Clone> Keyed<K> {
    fn new(rate: Rate) -> Self {
        let clock = TokioClock(Instant::now());
        let count = NonZeroU32::new(rate.count).unwrap_or(NonZeroU32::MIN);
        let each = Duration::from_secs(u64::from(rate.seconds.max(1))) / count.get();
        let quota = Quota::with_period(each).unwrap_or(Quota::per_second(count)).allow_burst(count);
        Self { limiter: RateLimiter::new(quota, DashMapStateStore::default(), clock.clone()), clock }
    }

    fn check(&self, key: K) -> Result<(), ApiError> {
        self.limiter.check_key(&key).map_err(|not_until| ApiError::throttled(whole_secs(not_until.wait_time_from(self.clock.now()))))
    }

    fn forget_the_quiet(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
    }
}

/// Tokio's time for the limiter, so that tests move it.
#[derive(Clone, Debug)]
struct TokioClock(Instant);

/// Nanoseconds since the limiter was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Moment(u64);

impl std::ops::Add<Nanos> for Moment {
    type Output = Self;

    fn add(self, other: Nanos) -> Self {
        Self(self.0.saturating_add(other.as_u64()))
    }
}

impl Reference for Moment {
    fn duration_since(&self, earlier: Self) -> Nanos {
        self.0.saturating_sub(earlier.0).into()
    }

    fn saturating_sub(&self, duration: Nanos) -> Self {
        Self(self.0.saturating_sub(duration.as_u64()))
    }
}

impl governor::clock::Clock for TokioClock {
    type Instant = Moment;

    fn now(&self) -> Moment {
        Moment(u64::try_from(self.0.elapsed().as_nanos()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delay_doubles_from_1_to_30_seconds_once_the_free_failures_are_used_up() {
        let delays: Vec<u64> = [0, 4, 5, 6, 7, 8, 9, 10, 11, 200].map(|count| delay_secs(count, 5)).into();
        assert_eq!(delays, [0, 0, 1, 2, 4, 8, 16, 30, 30, 30]);
    }

    #[test]
    fn addresses_of_one_ipv6_customer_count_as_one() {
        let network_of = |raw: &str| network(raw.parse().unwrap());
        assert_eq!(network_of("2001:db8:1:2:3::4"), network_of("2001:db8:1:2:ffff::1"));
        assert_ne!(network_of("2001:db8:1:2::4"), network_of("2001:db8:1:3::4"));
        assert_eq!(network_of("::ffff:192.0.2.1"), network_of("192.0.2.1"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_bound_refuses_what_is_over_it_says_how_long_and_recovers() {
        let keyed = Keyed::new(Rate { count: 2, seconds: 10 });
        assert!(keyed.check(1).is_ok() && keyed.check(1).is_ok() && keyed.check(2).is_ok());
        assert_eq!(keyed.check(1).unwrap_err().retry_after, Some(5));
        tokio::time::advance(Duration::from_secs(5)).await;
        assert!(keyed.check(1).is_ok());
    }
}
