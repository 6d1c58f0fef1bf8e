//! Wanting a match: `/api/play/`. The queues, and two on one keyboard.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::matches::{GameMode, Match};
use super::time::Timestamp;
use super::{Endpoint, Method};
use crate::ids::QueueEntryId;

/// A place in a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueEntry {
    /// Which.
    pub id: QueueEntryId,
    /// Wanted.
    pub game_mode: GameMode,
    /// Trophies of the user.
    pub trophies: i64,
    /// Since when.
    pub join_at: Timestamp,
    /// How long people waited in this queue of late, in whole seconds: half of them less, half of them more. None: nobody has been
    /// paired since the server started.
    pub estimated_wait: Option<u32>,
}

/// Wants a duel; again: the place in the queue is kept. Needs an open event stream.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct JoinDuel {}

impl Endpoint for JoinDuel {
    const METHOD: Method = Method::Post;
    type Response = QueueEntry;
    fn path(&self) -> Cow<'static, str> {
        "/api/play/duel/".into()
    }
}

/// Wants it no more.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct LeaveDuel {}

impl Endpoint for LeaveDuel {
    const METHOD: Method = Method::Delete;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        "/api/play/duel/".into()
    }
}

/// Wants a ranked match, for which an account is needed; again: the place in the queue is kept. Needs an open event stream.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct JoinRanked {}

impl Endpoint for JoinRanked {
    const METHOD: Method = Method::Post;
    type Response = QueueEntry;
    fn path(&self) -> Cow<'static, str> {
        "/api/play/ranked/".into()
    }
}

/// Wants it no more.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct LeaveRanked {}

impl Endpoint for LeaveRanked {
    const METHOD: Method = Method::Delete;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        "/api/play/ranked/".into()
    }
}

/// A refereed match for two on one keyboard: the caller on side `a`, the second player on side `b`. Needs an open event stream.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StartLocal {
    /// Access token of the second player.
    pub access: String,
    /// Goals to win.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goals: Option<u8>,
}

impl Endpoint for StartLocal {
    const METHOD: Method = Method::Post;
    type Response = Match;
    fn path(&self) -> Cow<'static, str> {
        "/api/play/local/".into()
    }
}
