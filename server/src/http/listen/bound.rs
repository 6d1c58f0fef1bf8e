//! How many connections there may be: of one address, and in all.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::config::Limits;
use crate::http::network;

/// Connections in all. Each costs a file descriptor and a few KiB.
const CONNECTIONS_MAX: usize = 20_000;

/// Counts connections; cheap to clone.
#[derive(Clone)]
pub(super) struct Bound(Arc<Inner>);

struct Inner {
    /// None: of one address there may be as many as in all.
    per_address: Option<usize>,
    /// Of these too: many people come through them.
    proxies: Vec<IpAddr>,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    all: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// A place among the connections; dropping it makes room.
pub(crate) struct Place {
    bound: Bound,
    address: IpAddr,
}

impl Bound {
    pub(super) fn new(limits: Option<&Limits>, proxies: &[IpAddr]) -> Self {
        let per_address = limits.map(|limits| usize::try_from(limits.connections_per_address).unwrap_or(usize::MAX));
        Self(Arc::new(Inner { per_address, proxies: proxies.to_vec(), open: Mutex::default() }))
    }

    /// `None`: there are as many as may be.
    pub(super) fn enter(&self, address: IpAddr) -> Option<Place> {
        let bound = if self.0.proxies.contains(&address) { None } else { self.0.per_address };
        let address = network(address);
        let mut open = self.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        let here = open.by_address.get(&address).copied().unwrap_or(0);
        if open.all >= CONNECTIONS_MAX || bound.is_some_and(|bound| here >= bound) {
            return None;
        }
        open.all += 1;
        open.by_address.insert(address, here + 1);
        metrics::gauge!("connections_open").increment(1);
        Some(Place { bound: self.clone(), address })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        metrics::gauge!("connections_open").decrement(1);
        let mut open = self.bound.0.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.all -= 1;
        if let Some(here) = open.by_address.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                open.by_address.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_has_so_many_connections_and_a_closed_one_makes_room() {
        let bound = Bound::new(Some(&Limits { connections_per_address: 2, ..Limits::default() }), &["192.0.2.9".parse().unwrap()]);
        let enter = |raw: &str| bound.enter(raw.parse().unwrap());
        let (first, second) = (enter("192.0.2.1"), enter("192.0.2.1"));
        assert!(first.is_some() && second.is_some() && enter("192.0.2.1").is_none());
        assert!(enter("192.0.2.2").is_some());
        drop(first);
        assert!(enter("192.0.2.1").is_some());
        let proxied: Vec<_> = (0..3).map(|_| enter("192.0.2.9")).collect();
        assert!(proxied.iter().all(Option::is_some));
    }
}
