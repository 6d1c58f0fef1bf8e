//! One transaction, with the events that become true with it.

use std::ops::{Deref, DerefMut};

use common::api::chat_socket::ChatEvent;
use common::api::event::{Envelope, ServerEvent};
use common::ids::UserId;
use sqlx::SqliteConnection;
use tokio::sync::oneshot;

use super::DbError;
use super::work::Working;
use crate::events::sockets::{self, Hearers, Said};
use crate::events::{self, Emitted};

/// A transaction. Dropped without [`Tx::commit`], it leaves no trace.
#[derive(Debug)]
pub(crate) struct Tx {
    connection: Option<SqliteConnection>,
    events: Vec<(Option<UserId>, Envelope)>,
    frames: Vec<Said>,
    now_ms: i64,
    give_back: Option<oneshot::Sender<Returned>>,
    _working: Working,
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
    pub(super) fn new(connection: SqliteConnection, now_ms: i64, working: Working) -> (Self, oneshot::Receiver<Returned>) {
        let (give_back, returned) = oneshot::channel();
        let (events, frames) = (Vec::new(), Vec::new());
        (Self { connection: Some(connection), events, frames, now_ms, give_back: Some(give_back), _working: working }, returned)
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
        self.events.push((Some(user), envelope));
    }

    /// Tells everybody once the transaction is durable.
    pub(crate) fn emit_to_all(&mut self, event: ServerEvent) {
        self.events.push((None, event.envelope()));
    }

    /// Tells chat sockets once the transaction is durable, never before. The first frame that reaches the socket whose action this is
    /// answers the action.
    pub(crate) fn tell(&mut self, to: Hearers, event: &ChatEvent) {
        let unanswered = !self.frames.iter().any(Said::is_answer);
        self.frames.push(sockets::said(to, event, unanswered));
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
        self.return_with(Verdict::Keep { events, frames, done });
        durable.await.unwrap_or(Err(DbError::Busy))
    }

    /// The events to be written, in the order of their emission.
    pub(crate) fn take_events(&mut self) -> Vec<(Option<UserId>, Envelope)> {
        std::mem::take(&mut self.events)
    }

    fn return_with(&mut self, verdict: Verdict) {
        if let (Some(connection), Some(give_back)) = (self.connection.take(), self.give_back.take()) {
            // Only a writer that has ended does not listen; then nothing is kept, and `durable` says so.
            drop(give_back.send(Returned { connection, verdict }));
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
