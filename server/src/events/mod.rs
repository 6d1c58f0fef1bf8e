//! Who is connected, and what they are told. Events are rows first; the hub only carries what is already true.

mod hub;
mod place;
mod presence;
pub(crate) mod routes;
pub(crate) mod service_key;
pub(crate) mod sockets;
pub(crate) mod store;
mod watching;

use std::time::Duration;

use bytes::Bytes;
use common::api::event::Envelope;
use common::ids::{EventId, UserId};

pub(crate) use hub::EventHub;
pub(crate) use place::Place;
pub(crate) use presence::Presence;
pub(crate) use sockets::Sockets;
pub(crate) use watching::Watching;

/// Events that may wait for one stream. A reader that is further behind is closed, and comes back with `Last-Event-ID`.
pub(crate) const STREAM_QUEUE_LEN: usize = 128;
/// A user counts as online for this long after the last stream closed.
pub(crate) const OFFLINE_AFTER: Duration = Duration::from_secs(10);
/// How long events are kept for those who come back.
pub(crate) const KEPT_FOR: Duration = Duration::from_secs(5 * 60);
/// How long a call that needs a stream waits for it.
pub(crate) const STREAM_WAIT: Duration = Duration::from_secs(2);

/// An event that a transaction wants to tell.
#[derive(Clone, Debug)]
pub(crate) struct Outgoing {
    /// Who is told; everybody, if nobody is named.
    pub(crate) to: Option<UserId>,
    pub(crate) envelope: Envelope,
    /// Told again later.
    pub(crate) waits: Option<Waits>,
}

/// Why an event is told again: an invitation, which waits until it is taken or its place is gone.
#[derive(Clone, Debug)]
pub(crate) struct Waits {
    pub(crate) inviter: UserId,
    /// Where to; a name of the slice's own.
    pub(crate) place: String,
}

/// An event that is a row.
#[derive(Clone, Debug)]
pub(crate) struct Emitted {
    /// Its place in the one sequence of the server.
    pub(crate) id: EventId,
    /// Who is told; everybody, if nobody is named.
    pub(crate) to: Option<UserId>,
    /// The frame as the stream carries it.
    pub(crate) frame: Bytes,
    /// Whether the streams of `to` end after it.
    pub(crate) last: bool,
}

/// The bytes of an event: number, name and one line of JSON in one piece.
pub(crate) fn frame(id: EventId, code: &str, envelope: &str) -> String {
    format!("id: {id}\nevent: {code}\ndata: {envelope}\n\n")
}
