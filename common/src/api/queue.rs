//! Wanting a match: `/api/play/`. So far the duel, and two on one keyboard.

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
