//! Requests and their replies: ask with [`Requests::send`], hear with `MessageReader<Replied<E>>` some frames later.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use bevy::prelude::*;
use common::api::Endpoint;
use common::api::error::{ErrorBody, ErrorCode};

use super::task::Line;
use super::{Arrival, Bearer, http};

/// Which request a reply belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(u64);

impl RequestId {
    /// A request that nobody made.
    #[cfg(test)]
    pub(crate) const fn for_tests(number: u64) -> Self {
        Self(number)
    }
}

/// Asks the server.
#[derive(Resource)]
pub struct Requests {
    line: Line,
    next: AtomicU64,
    /// Replies of requests that the network could not even take.
    dropped: Mutex<Vec<Arrival>>,
}

/// What came of a request.
#[derive(Message, Debug)]
pub struct Replied<E: Endpoint> {
    /// Of which.
    pub id: RequestId,
    /// The answer, or why there is none.
    pub result: Result<E::Response, NetError>,
}

/// What came of a [`Requests::fetch`].
#[derive(Message, Debug)]
pub struct Fetched {
    /// Of which.
    pub id: RequestId,
    /// What is there, or why it did not come.
    pub result: Result<Vec<u8>, NetError>,
}

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NetError {
    /// The server cannot be reached.
    #[error("the server cannot be reached: {0}")]
    Offline(String),
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The server said no.
    #[error("refused: {0}")]
    Refused(ErrorBody),
    /// What came is no answer of the contract.
    #[error("not understood: {0}")]
    Protocol(String),
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignedOut,
}

impl NetError {
    /// The code of a refusal.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(body) => Some(body.code),
            Self::Offline(_) | Self::Timeout | Self::Protocol(_) | Self::SignedOut => None,
        }
    }
}

impl Requests {
    pub(super) fn new(line: Line) -> Self {
        Self { line, next: AtomicU64::new(0), dropped: Mutex::default() }
    }

    /// Asks in the name of whoever is signed in.
    pub fn send<E: Endpoint>(&self, endpoint: E) -> RequestId {
        self.send_as(Bearer::Session, endpoint)
    }

    /// Asks in somebody's name. Comes back as [`Replied`] in any case, also when too many requests wait.
    pub fn send_as<E: Endpoint>(&self, bearer: Bearer, endpoint: E) -> RequestId {
        let id = self.next_id();
        let taken = self.line.run(move |net| async move {
            let result = http::call(&net, &bearer, &endpoint).await;
            net.tell(arrival::<E>(id, result)).await;
        });
        if !taken {
            self.drop(arrival::<E>(id, Err(busy())));
        }
        id
    }

    /// Fetches something that is no JSON, at most so many bytes of it, in the name of whoever is signed in, or of nobody. Comes
    /// back as [`Fetched`] in any case.
    pub fn fetch(&self, path: String, bytes_max: usize) -> RequestId {
        let id = self.next_id();
        let taken = self.line.run(move |net| async move {
            let result = http::fetch(&net, &path, bytes_max).await;
            net.tell(delivery(id, result)).await;
        });
        if !taken {
            self.drop(delivery(id, Err(busy())));
        }
        id
    }

    fn next_id(&self) -> RequestId {
        RequestId(self.next.fetch_add(1, Ordering::Relaxed))
    }

    fn drop(&self, arrival: Arrival) {
        self.dropped.lock().expect("nothing panics while it is held").push(arrival);
    }

    /// What is to be delivered for requests that were dropped.
    pub(super) fn take_dropped(&self) -> Vec<Arrival> {
        std::mem::take(&mut self.dropped.lock().expect("nothing panics while it is held"))
    }
}

fn arrival<E: Endpoint>(id: RequestId, result: Result<E::Response, NetError>) -> Arrival {
    Box::new(move |world| {
        world.write_message(Replied::<E> { id, result });
    })
}

fn delivery(id: RequestId, result: Result<Vec<u8>, NetError>) -> Arrival {
    Box::new(move |world| {
        world.write_message(Fetched { id, result });
    })
}

fn busy() -> NetError {
    NetError::Offline("too many requests wait".to_owned())
}

/// Registers the reply of an endpoint.
pub trait AddEndpoint {
    /// Call it once for each endpoint that a room asks.
    fn add_endpoint<E: Endpoint>(&mut self) -> &mut Self;
}

impl AddEndpoint for App {
    fn add_endpoint<E: Endpoint>(&mut self) -> &mut Self {
        self.add_message::<Replied<E>>()
    }
}
