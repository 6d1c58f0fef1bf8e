//! Challenges: one user's wish to play another, with exactly one outcome. `/api/play/challenges/`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::matches::{Game, Match};
use super::time::Timestamp;
use super::users::SmallUser;
use super::{Endpoint, Method};
use crate::ids::{ChallengeId, MatchCode, UserId};

/// How long a challenge of a conversation waits, milliseconds.
pub const CHAT_CHALLENGE_MS: i64 = 60_000;

/// Where a challenge stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum ChallengeState {
    /// Waits for an answer.
    Pending,
    /// There is a match.
    Accepted,
    /// The challenged does not want.
    Declined,
    /// The challenger does not want any more, or has gone.
    Cancelled,
    /// Nobody answered in time.
    Expired,
}

/// What can be watched meanwhile, when the challenger is busy in another match.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Watch {
    /// That match.
    Code(MatchCode),
    /// Nothing; why, in English.
    Refused(String),
}

/// A challenge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Challenge {
    /// Which.
    pub id: ChallengeId,
    /// What would be played.
    pub game: Game,
    /// The challenger.
    pub sender: SmallUser,
    /// The challenged.
    pub receiver: SmallUser,
    /// Where it stands.
    pub state: ChallengeState,
    /// Since when.
    pub created_at: Timestamp,
    /// When it ends by itself; never, if it was sent from a menu.
    pub expires_at: Option<Timestamp>,
    /// The match, once accepted.
    pub match_code: Option<MatchCode>,
    /// While pending: whether the challenger is busy, and can be watched.
    pub watch: Option<Watch>,
}

/// Pending challenges of the caller.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Challenges {
    /// By others, newest first.
    pub received: Vec<Challenge>,
    /// By the caller, newest first.
    pub sent: Vec<Challenge>,
}

/// The pending ones.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct ListChallenges {}

impl Endpoint for ListChallenges {
    const METHOD: Method = Method::Get;
    type Response = Challenges;
    fn path(&self) -> Cow<'static, str> {
        "/api/play/challenges/".into()
    }
}

/// Challenges somebody. Needs an open event stream.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SendChallenge {
    /// Whom.
    pub user_id: UserId,
    /// What to play.
    pub game: Game,
    /// Lasts 60 seconds, and is shown in the conversation of the two.
    pub chat: bool,
}

impl Endpoint for SendChallenge {
    const METHOD: Method = Method::Post;
    type Response = Challenge;
    fn path(&self) -> Cow<'static, str> {
        "/api/play/challenges/".into()
    }
}

/// The challenged plays. Needs an open event stream.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AcceptChallenge {
    /// Which.
    #[serde(skip)]
    pub id: ChallengeId,
}

impl Endpoint for AcceptChallenge {
    const METHOD: Method = Method::Post;
    type Response = Match;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/challenges/{}/accept/", self.id).into()
    }
}

/// The challenged does not play. Needs an open event stream.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct DeclineChallenge {
    /// Which.
    #[serde(skip)]
    pub id: ChallengeId,
}

impl Endpoint for DeclineChallenge {
    const METHOD: Method = Method::Post;
    type Response = Challenge;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/challenges/{}/decline/", self.id).into()
    }
}

/// The challenger takes it back.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct CancelChallenge {
    /// Which.
    #[serde(skip)]
    pub id: ChallengeId,
}

impl Endpoint for CancelChallenge {
    const METHOD: Method = Method::Delete;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/challenges/{}/", self.id).into()
    }
}
