//! Events as rows.

use bytes::Bytes;
use common::ids::{EventId, UserId};
use sqlx::SqliteConnection;

use super::{Emitted, Outgoing, Waits, frame};
use crate::db::{DbError, Tx};

/// Writes the events of a transaction into it.
pub(crate) async fn insert(tx: &mut Tx) -> Result<Vec<Emitted>, DbError> {
    let now_ms = tx.now_ms();
    let mut emitted = Vec::new();
    for Outgoing { to, envelope: event, waits } in tx.take_events() {
        let code = event.event_code.as_str();
        let envelope = serde_json::to_string(&event).expect("an envelope has only string keys");
        let id = sqlx::query_scalar("INSERT INTO events (user_id, code, envelope, created_at) VALUES ($1, $2, $3, $4) RETURNING id")
            .bind(to.map(|user| user.0))
            .bind(code)
            .bind(&envelope)
            .bind(now_ms)
            .fetch_one(&mut **tx)
            .await?;
        if let (Some(user), Some(waits)) = (to, &waits) {
            keep_waiting(tx, (EventId(id), user), waits, (code, &envelope)).await?;
        }
        let last = event.ends_streams();
        emitted.push(Emitted { id: EventId(id), to, frame: Bytes::from(frame(EventId(id), code, &envelope)), last });
    }
    Ok(emitted)
}

/// The event waits from now on.
async fn keep_waiting(tx: &mut Tx, (id, user): (EventId, UserId), waits: &Waits, (code, envelope): (&str, &str)) -> sqlx::Result<()> {
    let now_ms = tx.now_ms();
    sqlx::query(
        "INSERT INTO invitations (event_id, user_id, inviter_id, place, code, envelope, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(id.0)
    .bind(user.0)
    .bind(waits.inviter.0)
    .bind(&waits.place)
    .bind(code)
    .bind(envelope)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What waits for `user` among the events up to this one, oldest first, the newest [`WAITING_MAX`] of them.
pub(crate) async fn waiting(reader: &mut SqliteConnection, user: UserId, through: EventId) -> sqlx::Result<Vec<String>> {
    let mut rows: Vec<(i64, String, String)> = sqlx::query_as(
        "SELECT event_id, code, envelope FROM invitations WHERE user_id = $1 AND event_id <= $2 ORDER BY event_id DESC LIMIT $3",
    )
    .bind(user.0)
    .bind(through.0)
    .bind(WAITING_MAX)
    .fetch_all(reader)
    .await?;
    rows.reverse();
    Ok(rows.into_iter().map(|(id, code, envelope)| frame(EventId(id), &code, &envelope)).collect())
}

/// The newest event there ever was.
pub(crate) async fn newest(reader: &mut SqliteConnection) -> sqlx::Result<EventId> {
    let newest = sqlx::query_scalar("SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0)");
    Ok(EventId(newest.fetch_one(reader).await?))
}

/// Those of these users who have an account that is not deleted, guests too.
pub(crate) async fn existing(connection: &mut SqliteConnection, users: &[UserId]) -> sqlx::Result<Vec<UserId>> {
    let ids = serde_json::to_string(users).expect("numbers");
    let rows = sqlx::query_scalar("SELECT id FROM users WHERE NOT deleted AND id IN (SELECT value FROM json_each($1)) ORDER BY id");
    Ok(rows.bind(ids).fetch_all(connection).await?.into_iter().map(UserId).collect())
}

/// What a stream that comes back has missed.
pub(crate) enum Missed {
    /// These frames, in order, with their ids.
    Frames(Vec<(EventId, String)>),
    /// It cannot be told any more; the newest id.
    TooMuch(EventId),
}

/// Invitations that are told again at most.
const WAITING_MAX: i64 = 50;

/// Events that are sent again at most; a stream that missed more is told to read everything again.
const REPLAY_MAX: i64 = 1000;

/// What `user` missed after `last`.
pub(crate) async fn missed(reader: &mut SqliteConnection, user: UserId, last: Option<i64>) -> sqlx::Result<Missed> {
    let (newest, pruned): (i64, i64) = sqlx::query_as(
        "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'events'), 0),
                COALESCE((SELECT value FROM server_state WHERE name = 'events_pruned_through'), 0)",
    )
    .fetch_one(&mut *reader)
    .await?;
    let Some(last) = last.filter(|last| (pruned..=newest).contains(last)) else {
        return Ok(Missed::TooMuch(EventId(newest)));
    };
    let rows: Vec<(i64, String, String)> =
        sqlx::query_as("SELECT id, code, envelope FROM events WHERE id > $1 AND (user_id = $2 OR user_id IS NULL) ORDER BY id LIMIT $3")
            .bind(last)
            .bind(user.0)
            .bind(REPLAY_MAX + 1)
            .fetch_all(reader)
            .await?;
    if i64::try_from(rows.len()).unwrap_or(i64::MAX) > REPLAY_MAX {
        return Ok(Missed::TooMuch(EventId(newest)));
    }
    Ok(Missed::Frames(rows.into_iter().map(|(id, code, envelope)| (EventId(id), frame(EventId(id), &code, &envelope))).collect()))
}

/// Removes events older than `before_ms`, and remembers how far that went.
pub(crate) async fn prune(tx: &mut Tx, before_ms: i64) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO server_state (name, value)
         SELECT 'events_pruned_through', MAX(id) FROM events WHERE created_at < $1 HAVING MAX(id) IS NOT NULL
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(before_ms)
    .execute(&mut **tx)
    .await?;
    sqlx::query("DELETE FROM events WHERE created_at < $1").bind(before_ms).execute(&mut **tx).await?;
    Ok(())
}
