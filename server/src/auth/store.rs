//! Accounts, sessions and refresh tokens as rows.

use common::api::auth::SessionView;
use common::api::time::Timestamp;
use common::ids::{SessionId, UserId};
use common::text::Username;
use sqlx::SqliteConnection;

use super::refresh::{REFRESH_MS, RefreshToken, SESSION_KEPT_MS};
use super::service::Client;
use crate::db::Tx;

/// The picture of somebody who has an account.
pub(crate) const PICTURE_REGISTER: i64 = 1;

/// The user of a token, and whether its session is live.
#[derive(sqlx::FromRow)]
pub(super) struct SessionUser {
    pub(super) is_guest: bool,
    pub(super) deleted: bool,
    pub(super) live: bool,
}

/// `None`: the user is gone.
pub(super) async fn session_user(reader: &mut SqliteConnection, user: UserId, session: SessionId) -> sqlx::Result<Option<SessionUser>> {
    sqlx::query_as(
        "SELECT is_guest, deleted, EXISTS (SELECT 1 FROM sessions WHERE sessions.id = $2 AND sessions.user_id = users.id) AS live
         FROM users WHERE id = $1",
    )
    .bind(user.0)
    .bind(session.0)
    .fetch_optional(reader)
    .await
}

/// A new guest, who is called after the id.
pub(super) async fn insert_guest(tx: &mut Tx) -> sqlx::Result<UserId> {
    let now_ms = tx.now_ms();
    let id: i64 = sqlx::query_scalar("INSERT INTO users (is_guest, created_at, last_online) VALUES (TRUE, $1, $1) RETURNING id")
        .bind(now_ms)
        .fetch_one(&mut **tx)
        .await?;
    let name = Username::guest(id.unsigned_abs());
    sqlx::query("UPDATE users SET username = $2, username_lower = LOWER($2) WHERE id = $1")
        .bind(id)
        .bind(name.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(UserId(id))
}

/// A new account. `None`: somebody has the name.
pub(super) async fn insert_account(tx: &mut Tx, username: &Username, hash: &str) -> sqlx::Result<Option<UserId>> {
    let now_ms = tx.now_ms();
    let id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO users (username, username_lower, is_guest, password_hash, picture, created_at, last_online)
         VALUES ($1, LOWER($1), FALSE, $2, $3, $4, $4) ON CONFLICT (username_lower) DO NOTHING RETURNING id",
    )
    .bind(username.as_str())
    .bind(hash)
    .bind(PICTURE_REGISTER)
    .bind(now_ms)
    .fetch_optional(&mut **tx)
    .await?;
    Ok(id.map(UserId))
}

/// Whether somebody has the name, in any case.
pub(super) async fn is_taken(reader: &mut SqliteConnection, username: &Username) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM users WHERE username_lower = LOWER($1))")
        .bind(username.as_str())
        .fetch_one(reader)
        .await
}

/// What a sign-in needs to know of an account.
#[derive(sqlx::FromRow)]
pub(super) struct Account {
    pub(super) id: i64,
    pub(super) password_hash: Option<String>,
    pub(super) address_known: bool,
}

/// The account of this name in lower case.
pub(super) async fn account(reader: &mut SqliteConnection, name_lower: &str, address: &str) -> sqlx::Result<Option<Account>> {
    sqlx::query_as(
        "SELECT id, password_hash, EXISTS (SELECT 1 FROM known_addresses WHERE user_id = users.id AND address = $2) AS address_known
         FROM users WHERE username_lower = $1 AND NOT is_guest",
    )
    .bind(name_lower)
    .bind(address)
    .fetch_optional(reader)
    .await
}

/// Name in lower case, and what is stored of the password.
pub(super) async fn credentials(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Option<(String, Option<String>)>> {
    sqlx::query_as("SELECT username_lower, password_hash FROM users WHERE id = $1 AND NOT deleted")
        .bind(user.0)
        .fetch_optional(reader)
        .await
}

/// The account signed in from here.
pub(super) async fn note_address(tx: &mut Tx, user: UserId, address: &str) -> sqlx::Result<()> {
    let now_ms = tx.now_ms();
    sqlx::query(
        "INSERT INTO known_addresses (user_id, address, seen_at) VALUES ($1, $2, $3)
         ON CONFLICT (user_id, address) DO UPDATE SET seen_at = excluded.seen_at",
    )
    .bind(user.0)
    .bind(address)
    .bind(now_ms)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn insert_session(tx: &mut Tx, user: UserId, client: &Client) -> sqlx::Result<SessionId> {
    let now_ms = tx.now_ms();
    let id = sqlx::query_scalar(
        "INSERT INTO sessions (user_id, created_at, last_used_at, address, client) VALUES ($1, $2, $2, $3, $4) RETURNING id",
    )
    .bind(user.0)
    .bind(now_ms)
    .bind(client.address.to_string())
    .bind(&client.name)
    .fetch_one(&mut **tx)
    .await?;
    Ok(SessionId(id))
}

pub(super) async fn touch_session(tx: &mut Tx, session: SessionId, client: &Client) -> sqlx::Result<()> {
    let now_ms = tx.now_ms();
    sqlx::query("UPDATE sessions SET last_used_at = $2, address = $3 WHERE id = $1")
        .bind(session.0)
        .bind(now_ms)
        .bind(client.address.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn insert_refresh(tx: &mut Tx, session: SessionId, token: &RefreshToken) -> sqlx::Result<()> {
    let expires_at = tx.now_ms() + REFRESH_MS;
    sqlx::query("INSERT INTO refresh_tokens (hash, session_id, expires_at) VALUES ($1, $2, $3)")
        .bind(token.hash())
        .bind(session.0)
        .bind(expires_at)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// What a refresh token turned out to be.
pub(super) enum Spending {
    /// None of ours, or run out.
    Unknown,
    /// Spent before.
    Stolen(UserId, SessionId),
    /// Valid; spent now, if that was wanted.
    Good(UserId, SessionId),
}

pub(super) async fn spend(tx: &mut Tx, token: &RefreshToken, rotate: bool) -> sqlx::Result<Spending> {
    let now_ms = tx.now_ms();
    let found: Option<(i64, i64, bool)> = sqlx::query_as(
        "SELECT sessions.user_id, sessions.id, spent FROM refresh_tokens JOIN sessions ON sessions.id = session_id
         WHERE hash = $1 AND expires_at > $2",
    )
    .bind(token.hash())
    .bind(now_ms)
    .fetch_optional(&mut **tx)
    .await?;
    let Some((user, session, spent)) = found else { return Ok(Spending::Unknown) };
    if spent {
        return Ok(Spending::Stolen(UserId(user), SessionId(session)));
    }
    if rotate {
        sqlx::query("UPDATE refresh_tokens SET spent = TRUE WHERE hash = $1").bind(token.hash()).execute(&mut **tx).await?;
    }
    Ok(Spending::Good(UserId(user), SessionId(session)))
}

/// Ends a session of the user. False: it is none of theirs.
pub(super) async fn delete_session(tx: &mut Tx, user: UserId, session: SessionId) -> sqlx::Result<bool> {
    let gone = sqlx::query("DELETE FROM sessions WHERE id = $1 AND user_id = $2").bind(session.0).bind(user.0).execute(&mut **tx).await?;
    Ok(gone.rows_affected() == 1)
}

/// Ends the session of a refresh token, if it is the user's.
pub(super) async fn delete_session_of(tx: &mut Tx, user: UserId, token: &RefreshToken) -> sqlx::Result<Vec<SessionId>> {
    let gone: Vec<i64> = sqlx::query_scalar(
        "DELETE FROM sessions WHERE user_id = $1 AND id = (SELECT session_id FROM refresh_tokens WHERE hash = $2) RETURNING id",
    )
    .bind(user.0)
    .bind(token.hash())
    .fetch_all(&mut **tx)
    .await?;
    Ok(gone.into_iter().map(SessionId).collect())
}

/// Ends all sessions of the user but one.
pub(super) async fn delete_sessions(tx: &mut Tx, user: UserId, except: Option<SessionId>) -> sqlx::Result<Vec<SessionId>> {
    let gone: Vec<i64> = sqlx::query_scalar("DELETE FROM sessions WHERE user_id = $1 AND id <> COALESCE($2, 0) RETURNING id")
        .bind(user.0)
        .bind(except.map(|session| session.0))
        .fetch_all(&mut **tx)
        .await?;
    Ok(gone.into_iter().map(SessionId).collect())
}

/// The user's sessions, newest first.
pub(super) async fn sessions(reader: &mut SqliteConnection, user: UserId, current: SessionId) -> sqlx::Result<Vec<SessionView>> {
    let rows: Vec<(i64, i64, i64, String, String)> = sqlx::query_as(
        "SELECT id, created_at, last_used_at, address, client FROM sessions WHERE user_id = $1 ORDER BY created_at DESC, id DESC",
    )
    .bind(user.0)
    .fetch_all(reader)
    .await?;
    let view = |(id, created_at, last_used_at, address, client)| SessionView {
        id: SessionId(id),
        created_at: Timestamp(created_at),
        last_used_at: Timestamp(last_used_at),
        address,
        client,
        current: SessionId(id) == current,
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Removes refresh tokens that have run out, and sessions that nothing can continue any more.
pub(crate) async fn prune(tx: &mut Tx) -> sqlx::Result<()> {
    let now_ms = tx.now_ms();
    sqlx::query("DELETE FROM refresh_tokens WHERE expires_at <= $1").bind(now_ms).execute(&mut **tx).await?;
    sqlx::query(
        "DELETE FROM sessions WHERE last_used_at <= $1 AND NOT EXISTS (SELECT 1 FROM refresh_tokens WHERE session_id = sessions.id)",
    )
    .bind(now_ms - SESSION_KEPT_MS)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
