//! Lobbies as rows.

use std::collections::{BTreeMap, BTreeSet};

use common::ids::{LobbyCode, LobbyId, MatchCode, UserId};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::SqliteConnection;

use super::room::{Member, Room};

/// A lobby that is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) id: LobbyId,
    pub(crate) code: LobbyCode,
    /// Milliseconds since 1970 UTC.
    pub(crate) created_at: i64,
    pub(crate) room: Room,
}

/// Which lobby.
#[derive(Clone, Copy, Debug)]
pub(super) enum Which {
    /// Of this code.
    Code(LobbyCode),
    /// Of this row.
    Row(LobbyId),
    /// That this user is in.
    Of(UserId),
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    code: String,
    game_mode: String,
    match_type: String,
    goals: i64,
    created_at: i64,
    match_code: Option<String>,
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    user_id: i64,
    is_guest: bool,
    join_at: i64,
    creator: bool,
    ready: bool,
    team: String,
}

/// With three queries. `None`: there is no such lobby.
pub(super) async fn find(connection: &mut SqliteConnection, which: Which) -> sqlx::Result<Option<Held>> {
    let (code, id, of) = match which {
        Which::Code(code) => (Some(code.to_string()), None, None),
        Which::Row(id) => (None, Some(id.0), None),
        Which::Of(user) => (None, None, Some(user.0)),
    };
    let row: Option<Row> = sqlx::query_as(
        "SELECT id, code, game_mode, match_type, goals, created_at, match_code FROM lobbies
         WHERE code = $1 OR id = $2 OR id = (SELECT lobby_id FROM lobby_members WHERE user_id = $3)",
    )
    .bind(code)
    .bind(id)
    .bind(of)
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let members: Vec<MemberRow> = sqlx::query_as(
        "SELECT p.user_id, u.is_guest, p.join_at, p.creator, p.ready, p.team
         FROM lobby_members p JOIN users u ON u.id = p.user_id WHERE p.lobby_id = $1 ORDER BY p.id",
    )
    .bind(row.id)
    .fetch_all(&mut *connection)
    .await?;
    let banned: Vec<i64> =
        sqlx::query_scalar("SELECT user_id FROM lobby_bans WHERE lobby_id = $1").bind(row.id).fetch_all(connection).await?;
    held(row, members, banned).map(Some)
}

fn held(row: Row, members: Vec<MemberRow>, banned: Vec<i64>) -> sqlx::Result<Held> {
    let members = members.into_iter().map(|row| {
        let MemberRow { user_id, is_guest, join_at, creator, ready, team } = row;
        Ok(Member { user: UserId(user_id), is_guest, creator, ready, team: read(&team)?, join_at })
    });
    let playing = row.match_code.map(|code| code.parse::<MatchCode>()).transpose();
    let room = Room {
        mode: read(&row.game_mode)?,
        match_type: read(&row.match_type)?,
        goals: u8::try_from(row.goals).map_err(unreadable)?,
        members: members.collect::<sqlx::Result<_>>()?,
        banned: banned.into_iter().map(UserId).collect::<BTreeSet<_>>(),
        playing: playing.map_err(unreadable)?,
    };
    let code = row.code.parse().map_err(unreadable)?;
    Ok(Held { id: LobbyId(row.id), code, created_at: row.created_at, room })
}

/// A new one, without members. `None`: another one has the code.
pub(super) async fn insert(tx: &mut SqliteConnection, code: LobbyCode, room: &Room, now_ms: i64) -> sqlx::Result<Option<LobbyId>> {
    let id: Option<i64> = sqlx::query_scalar(
        "INSERT INTO lobbies (code, game_mode, match_type, goals, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (code) DO NOTHING RETURNING id",
    )
    .bind(code.to_string())
    .bind(written(&room.mode))
    .bind(written(&room.match_type))
    .bind(i64::from(room.goals))
    .bind(now_ms)
    .fetch_optional(tx)
    .await?;
    Ok(id.map(LobbyId))
}

/// It has ended, and leaves no trace.
pub(super) async fn delete(tx: &mut SqliteConnection, id: LobbyId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM lobbies WHERE id = $1").bind(id.0).execute(tx).await?;
    Ok(())
}

/// How it is set up, and what it plays. What becomes ready is so since now.
pub(super) async fn update(tx: &mut SqliteConnection, id: LobbyId, room: &Room, now_ms: i64) -> sqlx::Result<()> {
    sqlx::query(
        "UPDATE lobbies SET match_type = $2, goals = $3, match_code = $4,
                ready_since = CASE WHEN $5 THEN COALESCE(ready_since, $6) ELSE NULL END
         WHERE id = $1",
    )
    .bind(id.0)
    .bind(written(&room.match_type))
    .bind(i64::from(room.goals))
    .bind(room.playing.map(|code| code.to_string()))
    .bind(room.is_ready())
    .bind(now_ms)
    .execute(tx)
    .await?;
    Ok(())
}

/// Somebody is in it from now on, or has changed.
pub(super) async fn put_member(tx: &mut SqliteConnection, id: LobbyId, member: &Member) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO lobby_members (lobby_id, user_id, join_at, creator, ready, team) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (user_id) DO UPDATE SET creator = excluded.creator, ready = excluded.ready, team = excluded.team",
    )
    .bind(id.0)
    .bind(member.user.0)
    .bind(member.join_at)
    .bind(member.creator)
    .bind(member.ready)
    .bind(written(&member.team))
    .execute(tx)
    .await?;
    Ok(())
}

pub(super) async fn remove_member(tx: &mut SqliteConnection, user: UserId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM lobby_members WHERE user_id = $1").bind(user.0).execute(tx).await?;
    Ok(())
}

pub(super) async fn ban(tx: &mut SqliteConnection, id: LobbyId, user: UserId) -> sqlx::Result<()> {
    let ban = sqlx::query("INSERT INTO lobby_bans (lobby_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING");
    ban.bind(id.0).bind(user.0).execute(tx).await?;
    Ok(())
}

pub(super) async fn unban(tx: &mut SqliteConnection, id: LobbyId, user: UserId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM lobby_bans WHERE lobby_id = $1 AND user_id = $2").bind(id.0).bind(user.0).execute(tx).await?;
    Ok(())
}

/// The number of the next message.
pub(super) async fn say(tx: &mut SqliteConnection, id: LobbyId) -> sqlx::Result<i64> {
    sqlx::query_scalar("UPDATE lobbies SET said = said + 1 WHERE id = $1 RETURNING said").bind(id.0).fetch_one(tx).await
}

/// Who is in which lobby.
pub(super) async fn everybody(reader: &mut SqliteConnection) -> sqlx::Result<Vec<(LobbyId, UserId)>> {
    let rows: Vec<(i64, i64)> = sqlx::query_as("SELECT lobby_id, user_id FROM lobby_members ORDER BY id").fetch_all(reader).await?;
    Ok(rows.into_iter().map(|(lobby, user)| (LobbyId(lobby), UserId(user))).collect())
}

/// The lobbies that play this match.
pub(super) async fn playing(connection: &mut SqliteConnection, code: MatchCode) -> sqlx::Result<Vec<LobbyId>> {
    let ids: Vec<i64> =
        sqlx::query_scalar("SELECT id FROM lobbies WHERE match_code = $1 ORDER BY id").bind(code.to_string()).fetch_all(connection).await?;
    Ok(ids.into_iter().map(LobbyId).collect())
}

/// Members of the teams that look for others, whoever was ready first before the others, with one query.
pub(super) async fn looking(reader: &mut SqliteConnection) -> sqlx::Result<Vec<(LobbyId, UserId)>> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT l.id, p.user_id FROM lobbies l JOIN lobby_members p ON p.lobby_id = l.id
         WHERE l.ready_since IS NOT NULL AND l.game_mode = 'clash' ORDER BY l.ready_since, l.id, p.id",
    )
    .fetch_all(reader)
    .await?;
    Ok(rows.into_iter().map(|(lobby, user)| (LobbyId(lobby), UserId(user))).collect())
}

/// Custom games that are ready and have not begun, with those who would play, with one query.
pub(super) async fn late(reader: &mut SqliteConnection) -> sqlx::Result<BTreeMap<LobbyId, Vec<UserId>>> {
    let rows: Vec<(i64, i64)> = sqlx::query_as(
        "SELECT l.id, p.user_id FROM lobbies l JOIN lobby_members p ON p.lobby_id = l.id
         WHERE l.ready_since IS NOT NULL AND l.game_mode = 'custom_game' AND p.team <> 'spectator'",
    )
    .fetch_all(reader)
    .await?;
    let mut late: BTreeMap<LobbyId, Vec<UserId>> = BTreeMap::new();
    rows.into_iter().for_each(|(lobby, user)| late.entry(LobbyId(lobby)).or_default().push(UserId(user)));
    Ok(late)
}

/// The name of a variant, as the API writes it.
fn written<T: Serialize>(variant: &T) -> String {
    match serde_json::to_value(variant) {
        Ok(Value::String(name)) => name,
        Ok(_) | Err(_) => unreachable!("these enums have names only"),
    }
}

fn read<T: DeserializeOwned>(name: &str) -> sqlx::Result<T> {
    serde_json::from_value(Value::from(name)).map_err(unreadable)
}

fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}
