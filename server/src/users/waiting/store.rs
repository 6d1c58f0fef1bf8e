//! Requests, conversations and challenges as rows, as far as a user's counters need them.

use common::api::users::Notifications;
use common::ids::{TournamentId, UserId};
use sqlx::SqliteConnection;

use super::Pending;
use crate::db::Rows;

/// With one query, which reads no message. Conversations of two who are kept apart are hidden, and do not count.
pub(super) async fn notifications(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Notifications> {
    let (friend_requests, chats, challenges) = sqlx::query_as(
        "SELECT (SELECT COUNT(*) FROM friend_requests WHERE receiver_id = $1 AND NOT seen),
                (SELECT COUNT(*) FROM chats WHERE low_id = $1 AND low_view AND low_unread > 0
                   AND high_id NOT IN (SELECT other_id FROM apart WHERE user_id = $1))
              + (SELECT COUNT(*) FROM chats WHERE high_id = $1 AND high_view AND high_unread > 0
                   AND low_id NOT IN (SELECT other_id FROM apart WHERE user_id = $1)),
                (SELECT COUNT(*) FROM challenges WHERE receiver_id = $1 AND state = 'pending')",
    )
    .bind(user.0)
    .fetch_one(reader)
    .await?;
    Ok(Notifications { friend_requests, chats, challenges })
}

pub(super) async fn challenges(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<Pending>> {
    let rows = sqlx::query_scalar(
        "SELECT json_group_array(json_array(game, other, received)) FROM (
             SELECT id, game, sender_id AS other, TRUE AS received FROM challenges WHERE receiver_id = $1 AND state = 'pending'
             UNION ALL
             SELECT id, game, receiver_id, FALSE FROM challenges WHERE sender_id = $1 AND state = 'pending'
             ORDER BY id)",
    );
    let Rows(rows) = rows.bind(user.0).fetch_one(reader).await?;
    Ok(rows)
}

/// All are of the duel.
pub(super) async fn tournaments(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<TournamentId>> {
    let ids: Vec<i64> = sqlx::query_scalar(
        "SELECT t.id FROM tournament_players p JOIN tournaments t ON t.id = p.tournament_id
         WHERE p.user_id = $1 AND NOT p.has_left AND t.phase <> 'finished' ORDER BY t.id",
    )
    .bind(user.0)
    .fetch_all(reader)
    .await?;
    Ok(ids.into_iter().map(TournamentId).collect())
}
