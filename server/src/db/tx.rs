//! One transaction, with the events that become true with it.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use common::api::chat_socket::ChatEvent;
use common::api::event::{Envelope, ServerEvent};
use common::ids::UserId;
use sqlx::SqliteConnection;
use tokio::sync::{Notify, oneshot};

use super::DbError;
use super::work::Working;
use crate::events::sockets::{self, Hearers, Said};
use crate::events::{self, Emitted, EventHub, Outgoing, Place, Waits};

/// A transaction. Dropped without [`Tx::commit`], it leaves no trace.
#[derive(Debug)]
pub(crate) struct Tx {
    connection: Option<SqliteConnection>,
    events: Vec<Outgoing>,
    frames: Vec<Said>,
    moves: Vec<(UserId, Move)>,
    wakes: Vec<Arc<Notify>>,
    hub: EventHub,
    now_ms: i64,
    give_back: Option<oneshot::Sender<Returned>>,
    _working: Working,
}

/// Where a user goes.
#[derive(Clone, Copy, Debug)]
enum Move {
    Enters(Place),
    Leaves(Place),
}

/// What comes back to the writer: its connection, and what to do with the work.
#[derive(Debug)]
pub(super) struct Returned {
    pub(super) connection: SqliteConnection,
    pub(super) verdict: Verdict,
}

/// What to do with the work of a transaction.
#[derive(Debug)]
pub(super) enum Verdict {
    /// Undo it.
    Undo,
    /// Keep it; tell `done` once it is durable, and publish events and frames then.
    Keep { events: Vec<Emitted>, frames: Vec<Said>, done: oneshot::Sender<Result<(), DbError>> },
}

impl Tx {
    pub(super) fn new(connection: SqliteConnection, hub: EventHub, now_ms: i64, working: Working) -> (Self, oneshot::Receiver<Returned>) {
        let (give_back, returned) = oneshot::channel();
        let (events, frames, moves, wakes) = Default::default();
        let (connection, give_back) = (Some(connection), Some(give_back));
        (Self { connection, events, frames, moves, wakes, hub, now_ms, give_back, _working: working }, returned)
    }

    /// When the transaction began, milliseconds since 1970.
    pub(crate) fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// Tells `user` once the transaction is durable, never before.
    pub(crate) fn emit(&mut self, user: UserId, event: ServerEvent) {
        self.emit_envelope(user, event.envelope());
    }

    /// Like [`Tx::emit`], for an event whose sentence is filled already.
    pub(crate) fn emit_envelope(&mut self, user: UserId, envelope: Envelope) {
        self.events.push(Outgoing { to: Some(user), envelope, waits: None });
    }

    /// Like [`Tx::emit`], for an event that is told again to whoever opens the stream anew, until somebody says that it waits no more.
    pub(crate) fn emit_waiting(&mut self, user: UserId, event: ServerEvent, waits: Waits) {
        self.events.push(Outgoing { to: Some(user), envelope: event.envelope(), waits: Some(waits) });
    }

    /// Tells everybody once the transaction is durable.
    pub(crate) fn emit_to_all(&mut self, event: ServerEvent) {
        self.events.push(Outgoing { to: None, envelope: event.envelope(), waits: None });
    }

    /// Tells chat sockets once the transaction is durable, never before. The first frame that reaches the socket whose action this is
    /// answers the action.
    pub(crate) fn tell(&mut self, to: Hearers, event: &ChatEvent) {
        let unanswered = !self.frames.iter().any(Said::is_answer);
        self.frames.push(sockets::said(to, event, unanswered));
    }

    /// The user is at this place from the commit on, and at no other.
    pub(crate) fn enters(&mut self, user: UserId, place: Place) {
        self.moves.push((user, Move::Enters(place)));
    }

    /// The user is not at this place any more from the commit on. Whoever is somewhere else stays there, so a way in and the ways out
    /// of other places may be said in any order.
    pub(crate) fn leaves(&mut self, user: UserId, place: Place) {
        self.moves.push((user, Move::Leaves(place)));
    }

    /// Wakes whoever waits for this, once the transaction is durable.
    pub(crate) fn wakes(&mut self, who: &Arc<Notify>) {
        self.wakes.push(who.clone());
    }

    /// Makes it durable, then publishes its events and frames. Once called, the work is kept even if the caller stops waiting.
    ///
    /// # Errors
    /// Nothing has taken effect then, and nobody has been told.
    pub(crate) async fn commit(mut self) -> Result<(), DbError> {
        crate::http::idempotency::mark(&mut self).await?;
        let events = events::store::insert(&mut self).await?;
        let (done, durable) = oneshot::channel();
        let frames = std::mem::take(&mut self.frames);
        let (moves, hub, wakes) = (std::mem::take(&mut self.moves), self.hub.clone(), std::mem::take(&mut self.wakes));
        // While nobody else has the writer, so that the last word about a user is that of the last transaction.
        let before: Vec<_> = moves.into_iter().map(|(user, change)| (user, hub.moves(user, |place| change.from(place)))).collect();
        self.return_with(Verdict::Keep { events, frames, done });
        let durable = durable.await.unwrap_or(Err(DbError::Busy));
        if durable.is_ok() {
            wakes.iter().for_each(|who| who.notify_one());
        } else {
            before.into_iter().rev().for_each(|(user, place)| _ = hub.moves(user, |_| place));
        }
        durable
    }

    /// The events to be written, in the order of their emission.
    pub(crate) fn take_events(&mut self) -> Vec<Outgoing> {
        std::mem::take(&mut self.events)
    }

    fn return_with(&mut self, verdict: Verdict) {
        if let (Some(connection), Some(give_back)) = (self.connection.take(), self.give_back.take()) {
            // Only a writer that has ended does not listen; then nothing is kept, and `durable` says so.
            drop(give_back.send(Returned { connection, verdict }));
        }
    }
}

impl Move {
    /// Where the user is afterwards.
    fn from(self, before: Option<Place>) -> Option<Place> {
        match self {
            Self::Enters(place) => Some(place),
            Self::Leaves(place) => before.filter(|before| *before != place),
        }
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        self.return_with(Verdict::Undo);
    }
}

impl Deref for Tx {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        self.connection.as_ref().expect("the connection is given back only by commit and drop, which end the value")
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.connection.as_mut().expect("the connection is given back only by commit and drop, which end the value")
    }
}
