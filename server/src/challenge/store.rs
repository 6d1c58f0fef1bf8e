//! Challenges as rows. Every change asks for `pending`, so that whoever comes second changes nothing.

use common::api::challenge::ChallengeState;
use common::api::matches::Game;
use common::ids::{ChallengeId, MatchCode, UserId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::SqliteConnection;

use super::Wish;

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    game: String,
    sender_id: i64,
    receiver_id: i64,
    state: String,
    created_at: i64,
    expires_at: Option<i64>,
    match_code: Option<String>,
}

impl Row {
    fn wish(self) -> sqlx::Result<Wish> {
        let code = self.match_code.map(|code| code.parse::<MatchCode>()).transpose();
        Ok(Wish {
            id: ChallengeId(self.id),
            game: read(&self.game)?,
            sender: UserId(self.sender_id),
            receiver: UserId(self.receiver_id),
            state: read(&self.state)?,
            created_at: self.created_at,
            expires_at: self.expires_at,
            match_code: code.map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        })
    }
}

fn wishes(rows: Vec<Row>) -> sqlx::Result<Vec<Wish>> {
    rows.into_iter().map(Row::wish).collect()
}

/// A new one. `None`: one in this direction for this game waits already.
pub(crate) async fn insert(
    tx: &mut SqliteConnection,
    [sender, receiver]: [UserId; 2],
    game: Game,
    created_at: i64,
    expires_at: Option<i64>,
) -> sqlx::Result<Option<ChallengeId>> {
    let id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO challenges (game, sender_id, receiver_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (sender_id, receiver_id, game) WHERE state = 'pending' DO NOTHING RETURNING id",
    )
    .bind(written(&game))
    .bind(sender.0)
    .bind(receiver.0)
    .bind(created_at)
    .bind(expires_at)
    .fetch_optional(tx)
    .await?;
    Ok(id.map(ChallengeId))
}

/// Ends one that waits. False: it had ended before, and nothing changes.
pub(crate) async fn settle(
    tx: &mut SqliteConnection,
    id: ChallengeId,
    state: ChallengeState,
    match_code: Option<MatchCode>,
    now_ms: i64,
) -> sqlx::Result<bool> {
    let settled = sqlx::query("UPDATE challenges SET state = $2, match_code = $3, settled_at = $4 WHERE id = $1 AND state = 'pending'")
        .bind(id.0)
        .bind(written(&state))
        .bind(match_code.map(|code| code.to_string()))
        .bind(now_ms)
        .execute(tx)
        .await?;
    Ok(settled.rows_affected() > 0)
}

/// `None`: never was.
pub(crate) async fn by_id(connection: &mut SqliteConnection, id: ChallengeId) -> sqlx::Result<Option<Wish>> {
    Ok(by_ids(connection, &[id]).await?.pop())
}

/// In no particular order.
pub(crate) async fn by_ids(connection: &mut SqliteConnection, ids: &[ChallengeId]) -> sqlx::Result<Vec<Wish>> {
    let list = serde_json::to_string(ids).expect("ids are numbers");
    let rows = sqlx::query_as("SELECT * FROM challenges WHERE id IN (SELECT value FROM json_each($1))").bind(list);
    wishes(rows.fetch_all(connection).await?)
}

/// Those that wait for this user's answer, newest first, at most so many.
pub(super) async fn received(connection: &mut SqliteConnection, user: UserId, most: i64) -> sqlx::Result<Vec<Wish>> {
    let rows = sqlx::query_as(
        "SELECT * FROM challenges WHERE state = 'pending' AND receiver_id = $1
           AND sender_id NOT IN (SELECT other_id FROM apart WHERE user_id = $1) ORDER BY id DESC LIMIT $2",
    );
    wishes(rows.bind(user.0).bind(most).fetch_all(connection).await?)
}

/// Those of this user that wait, newest first, at most so many.
pub(super) async fn sent(connection: &mut SqliteConnection, user: UserId, most: i64) -> sqlx::Result<Vec<Wish>> {
    let rows = sqlx::query_as(
        "SELECT * FROM challenges WHERE state = 'pending' AND sender_id = $1
           AND receiver_id NOT IN (SELECT other_id FROM apart WHERE user_id = $1) ORDER BY id DESC LIMIT $2",
    );
    wishes(rows.bind(user.0).bind(most).fetch_all(connection).await?)
}

/// Those that wait between these two, in both directions.
pub(crate) async fn pending_between(connection: &mut SqliteConnection, one: UserId, other: UserId) -> sqlx::Result<Vec<Wish>> {
    let rows = sqlx::query_as(
        "SELECT * FROM challenges
         WHERE state = 'pending' AND ((sender_id = $1 AND receiver_id = $2) OR (sender_id = $2 AND receiver_id = $1)) ORDER BY id",
    );
    wishes(rows.bind(one.0).bind(other.0).fetch_all(connection).await?)
}

/// Those that wait by or for this user.
pub(crate) async fn pending_with(connection: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<Wish>> {
    let rows = sqlx::query_as("SELECT * FROM challenges WHERE state = 'pending' AND (sender_id = $1 OR receiver_id = $1) ORDER BY id");
    wishes(rows.bind(user.0).fetch_all(connection).await?)
}

/// Those that wait by these users.
pub(crate) async fn pending_from(connection: &mut SqliteConnection, senders: &[UserId]) -> sqlx::Result<Vec<Wish>> {
    let list = serde_json::to_string(senders).expect("ids are numbers");
    let rows =
        sqlx::query_as("SELECT * FROM challenges WHERE state = 'pending' AND sender_id IN (SELECT value FROM json_each($1)) ORDER BY id");
    wishes(rows.bind(list).fetch_all(connection).await?)
}

/// Everybody by whom one waits.
pub(crate) async fn senders(connection: &mut SqliteConnection) -> sqlx::Result<Vec<UserId>> {
    let senders: Vec<i64> =
        sqlx::query_scalar("SELECT DISTINCT sender_id FROM challenges WHERE state = 'pending'").fetch_all(connection).await?;
    Ok(senders.into_iter().map(UserId).collect())
}

/// Those whose time is over.
pub(crate) async fn due(connection: &mut SqliteConnection, now_ms: i64) -> sqlx::Result<Vec<Wish>> {
    let rows = sqlx::query_as("SELECT * FROM challenges WHERE state = 'pending' AND expires_at <= $1 ORDER BY id");
    wishes(rows.bind(now_ms).fetch_all(connection).await?)
}

/// When the next one's time is over, milliseconds since 1970 UTC.
pub(crate) async fn next_due(connection: &mut SqliteConnection) -> sqlx::Result<Option<i64>> {
    sqlx::query_scalar("SELECT MIN(expires_at) FROM challenges WHERE state = 'pending'").fetch_one(connection).await
}

/// The name of a variant, as the API writes it.
fn written<T: Serialize>(variant: &T) -> String {
    match serde_json::to_value(variant) {
        Ok(Value::String(name)) => name,
        Ok(_) | Err(_) => unreachable!("these enums have names only"),
    }
}

fn read<T: DeserializeOwned>(name: &str) -> sqlx::Result<T> {
    serde_json::from_value(Value::from(name)).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}
