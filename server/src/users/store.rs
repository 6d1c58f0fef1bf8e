//! Users as rows.

use std::collections::BTreeMap;

use common::ids::UserId;
use common::text::Username;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sqlx::SqliteConnection;

use super::service::Changes;
use crate::auth::store::PICTURE_REGISTER;
use crate::db::{Rows, Tx};
use crate::relations::{self, Relation};

/// The picture of a guest.
const PICTURE_GUEST: i64 = 0;
/// How long a guest who plays no more is kept, milliseconds.
const GUEST_KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// What others see of a user.
#[derive(Deserialize)]
pub(super) struct NameRow {
    pub(super) id: i64,
    pub(super) username: Option<String>,
    pub(super) picture: i64,
}

/// The same, with what is stored of the presence.
#[derive(Deserialize)]
pub(super) struct SeenRow {
    pub(super) name: NameRow,
    /// Milliseconds since 1970 UTC; registration for those who never were.
    pub(super) last_online: i64,
    /// Since when the viewer and this user are kept apart.
    pub(super) apart_since: Option<i64>,
}

/// These users as the viewer sees them.
pub(super) async fn seen(connection: &mut SqliteConnection, viewer: UserId, ids: &[UserId]) -> sqlx::Result<Vec<SeenRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = serde_json::to_string(ids).expect("ids are numbers");
    let rows = sqlx::query_scalar(
        "SELECT json_group_array(json_array(json_array(id, username, picture), last_online,
                    (SELECT since FROM apart WHERE apart.user_id = $1 AND apart.other_id = users.id ORDER BY since LIMIT 1)))
         FROM users WHERE id IN (SELECT value FROM json_each($2))",
    );
    let Rows(rows) = rows.bind(viewer.0).bind(list).fetch_one(connection).await?;
    Ok(rows)
}

/// Names and pictures of these users.
pub(super) async fn names(connection: &mut SqliteConnection, ids: &[UserId]) -> sqlx::Result<Vec<NameRow>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = serde_json::to_string(ids).expect("ids are numbers");
    let rows = sqlx::query_scalar(
        "SELECT json_group_array(json_array(id, username, picture)) FROM users WHERE id IN (SELECT value FROM json_each($1))",
    );
    let Rows(rows) = rows.bind(list).fetch_one(connection).await?;
    Ok(rows)
}

/// What decides about somebody else.
#[derive(sqlx::FromRow)]
pub(super) struct PersonRow {
    pub(super) id: i64,
    pub(super) is_guest: bool,
    pub(super) accept_friend_request: bool,
    pub(super) accept_chat_from: String,
    pub(super) accept_challenges: bool,
    pub(super) play_mode: String,
    /// How the viewer stands to them.
    #[sqlx(flatten)]
    pub(super) relation: Relation,
}

/// What is read of somebody else.
const PERSON: &str =
    "other.id, other.is_guest, other.accept_friend_request, other.accept_chat_from, other.accept_challenges, other.play_mode";

/// `None`: deleted, or never was.
pub(super) async fn person(connection: &mut SqliteConnection, viewer: UserId, id: UserId) -> sqlx::Result<Option<PersonRow>> {
    let asked = format!("SELECT {PERSON}, {} FROM users other WHERE other.id = $2 AND NOT other.deleted", relations::COLUMNS);
    sqlx::query_as(sqlx::AssertSqlSafe(asked)).bind(viewer.0).bind(id.0).fetch_optional(connection).await
}

/// The same by name, in any case.
pub(super) async fn person_named(connection: &mut SqliteConnection, viewer: UserId, name: &str) -> sqlx::Result<Option<PersonRow>> {
    let asked = format!("SELECT {PERSON}, {} FROM users other WHERE other.username_lower = LOWER($2)", relations::COLUMNS);
    sqlx::query_as(sqlx::AssertSqlSafe(asked)).bind(viewer.0).bind(name).fetch_optional(connection).await
}

/// When these users were last online, milliseconds since 1970 UTC; registration for those who never were.
pub(crate) async fn last_online(connection: &mut SqliteConnection, ids: &[UserId]) -> sqlx::Result<BTreeMap<UserId, i64>> {
    let list = serde_json::to_string(ids).expect("ids are numbers");
    let rows: Vec<(i64, i64)> = sqlx::query_as("SELECT id, last_online FROM users WHERE id IN (SELECT value FROM json_each($1))")
        .bind(list)
        .fetch_all(connection)
        .await?;
    Ok(rows.into_iter().map(|(id, at)| (UserId(id), at)).collect())
}

/// What a user sees of the own profile.
#[derive(sqlx::FromRow)]
pub(super) struct ProfileRow {
    pub(super) username: String,
    pub(super) is_guest: bool,
    pub(super) picture: i64,
    pub(super) created_at: i64,
    pub(super) last_online: i64,
    pub(super) accept_friend_request: bool,
    pub(super) accept_chat_from: String,
    pub(super) accept_challenges: bool,
    pub(super) allow_spectators: bool,
    pub(super) play_mode: String,
    pub(super) catchphrase: String,
    pub(super) bio: String,
}

/// `None`: deleted, or never was.
pub(super) async fn profile(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Option<ProfileRow>> {
    sqlx::query_as(
        "SELECT username, is_guest, picture, created_at, last_online, accept_friend_request, accept_chat_from, accept_challenges,
                allow_spectators, play_mode, catchphrase, bio
         FROM users WHERE id = $1 AND NOT deleted",
    )
    .bind(user.0)
    .fetch_optional(reader)
    .await
}

/// Makes a guest an account. False: somebody has the name, or it is no guest any more.
pub(super) async fn make_account(tx: &mut Tx, user: UserId, username: &Username, hash: &str) -> sqlx::Result<bool> {
    let changed = sqlx::query(
        "UPDATE users SET username = $2, username_lower = LOWER($2), is_guest = FALSE, password_hash = $3,
                picture = CASE picture WHEN 0 THEN $4 ELSE picture END
         WHERE id = $1 AND is_guest AND NOT deleted AND NOT EXISTS (SELECT 1 FROM users WHERE username_lower = LOWER($2) AND id <> $1)",
    )
    .bind(user.0)
    .bind(username.as_str())
    .bind(hash)
    .bind(PICTURE_REGISTER)
    .execute(&mut **tx)
    .await?;
    if changed.rows_affected() == 0 {
        return Ok(false);
    }
    // Once unlocked, a picture stays: also the one that guests have.
    sqlx::query("INSERT INTO unlocked_pictures (user_id, picture, unlocked_at) SELECT id, $2, created_at FROM users WHERE id = $1")
        .bind(user.0)
        .bind(PICTURE_GUEST)
        .execute(&mut **tx)
        .await?;
    Ok(true)
}

/// Whether every one of these users lets others watch.
pub(crate) async fn all_allow_spectators(connection: &mut SqliteConnection, ids: &[UserId]) -> sqlx::Result<bool> {
    let list = serde_json::to_string(ids).expect("ids are numbers");
    sqlx::query_scalar("SELECT NOT EXISTS (SELECT 1 FROM users WHERE id IN (SELECT value FROM json_each($1)) AND NOT allow_spectators)")
        .bind(list)
        .fetch_one(connection)
        .await
}

/// False: somebody has the name.
pub(super) async fn rename(tx: &mut Tx, user: UserId, username: &Username) -> sqlx::Result<bool> {
    let changed = sqlx::query(
        "UPDATE users SET username = $2, username_lower = LOWER($2)
         WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM users WHERE username_lower = LOWER($2) AND id <> $1)",
    )
    .bind(user.0)
    .bind(username.as_str())
    .execute(&mut **tx)
    .await?;
    Ok(changed.rows_affected() == 1)
}

/// Everything but name and password; what is not given stays.
pub(super) async fn update(tx: &mut Tx, user: UserId, changes: &Changes) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE users SET accept_friend_request = COALESCE($2, accept_friend_request), accept_chat_from = COALESCE($3, accept_chat_from),
                accept_challenges = COALESCE($4, accept_challenges), allow_spectators = COALESCE($5, allow_spectators),
                play_mode = COALESCE($6, play_mode), catchphrase = COALESCE($7, catchphrase), bio = COALESCE($8, bio)
         WHERE id = $1",
    )
    .bind(user.0)
    .bind(changes.accept_friend_request)
    .bind(changes.accept_chat_from.as_ref().map(written))
    .bind(changes.accept_challenges)
    .bind(changes.allow_spectators)
    .bind(changes.play_mode.as_ref().map(written))
    .bind(changes.catchphrase.as_ref().map(|text| text.as_str()))
    .bind(changes.bio.as_ref().map(|text| text.as_str()))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn set_password(tx: &mut Tx, user: UserId, hash: &str) -> sqlx::Result<()> {
    sqlx::query("UPDATE users SET password_hash = $2 WHERE id = $1").bind(user.0).bind(hash).execute(&mut **tx).await?;
    Ok(())
}

/// The user left at this moment; of one who is deleted nothing more is noted.
pub(super) async fn set_last_online(tx: &mut Tx, user: UserId, now_ms: i64) -> sqlx::Result<()> {
    sqlx::query("UPDATE users SET last_online = $2 WHERE id = $1 AND NOT deleted").bind(user.0).bind(now_ms).execute(&mut **tx).await?;
    Ok(())
}

/// Removes guests who were not seen for 30 days, are in no match, and wrote nothing that is kept.
/// Removes guests who were not seen for 30 days, are in no match, and have said nothing that can still be read.
pub(crate) async fn prune_guests(tx: &mut Tx) -> sqlx::Result<u64> {
    let before_ms = tx.now_ms() - GUEST_KEPT_MS;
    let gone = sqlx::query(
        "DELETE FROM users WHERE is_guest AND NOT deleted AND last_online < $1
           AND NOT EXISTS (SELECT 1 FROM sessions WHERE user_id = users.id AND last_used_at >= $1)
           AND NOT EXISTS (SELECT 1 FROM match_players WHERE user_id = users.id)
           AND NOT EXISTS (SELECT 1 FROM tournament_players WHERE user_id = users.id)
           AND NOT EXISTS (SELECT 1 FROM messages WHERE author_id = users.id)",
    )
    .bind(before_ms)
    .execute(&mut **tx)
    .await?;
    Ok(gone.rows_affected())
}

/// A choice as it is stored: its name in the API.
fn written<T: Serialize>(choice: &T) -> String {
    serde_json::to_value(choice).ok().and_then(|value| value.as_str().map(str::to_owned)).expect("a choice is written as its name")
}

/// The choice of a stored name.
pub(super) fn chosen<T: DeserializeOwned>(name: &str) -> serde_json::Result<T> {
    serde_json::from_value(serde_json::Value::from(name))
}
