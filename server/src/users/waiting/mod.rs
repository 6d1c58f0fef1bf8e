//! What waits for a user: counted, never read.

mod store;

use common::api::matches::Game;
use common::api::users::Notifications;
use common::ids::{TournamentId, UserId};
use serde::Deserialize;
use sqlx::SqliteConnection;

use crate::db::flag;

/// A challenge that waits for its answer, as one of the two has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Pending {
    pub(super) game: Game,
    pub(super) other: UserId,
    /// Whether it is the other who challenges.
    #[serde(deserialize_with = "flag")]
    pub(super) received: bool,
}

/// How much is unread and unanswered.
pub(super) async fn notifications(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Notifications> {
    store::notifications(reader, user).await
}

/// The pending challenges of a user, oldest first.
pub(super) async fn challenges(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<Pending>> {
    store::challenges(reader, user).await
}

/// The tournaments that a user is in and that have not ended, oldest first.
pub(super) async fn tournaments(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<TournamentId>> {
    store::tournaments(reader, user).await
}
