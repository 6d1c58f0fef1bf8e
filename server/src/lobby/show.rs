//! Lobbies as the API shows them.

use std::collections::BTreeMap;

use common::api::lobby::{Lobby, LobbyMode, LobbyParticipant};
use common::api::time::Timestamp;
use common::api::users::SmallUser;
use common::ids::UserId;
use sqlx::SqliteConnection;

use super::room::{Member, Room};
use super::store::Held;
use crate::http::ApiError;
use crate::users;

/// A lobby, with one query.
pub(super) async fn lobby(connection: &mut SqliteConnection, held: &Held) -> Result<Lobby, ApiError> {
    let room = &held.room;
    Ok(Lobby {
        id: held.id,
        code: held.code,
        participants: participants(connection, room).await?,
        is_full: room.is_full(),
        max_participants: room.mode.participants_max(),
        created_at: Timestamp(held.created_at),
        game_mode: room.mode,
        match_type: room.match_type,
        goals: room.goals,
        game_playing: room.playing,
    })
}

/// One who is in it.
pub(super) async fn participant(connection: &mut SqliteConnection, room: &Room, user: UserId) -> Result<LobbyParticipant, ApiError> {
    let found = participants(connection, room).await?.into_iter().find(|participant| participant.user.id == user);
    found.ok_or_else(|| ApiError::internal(&"who is in a lobby has no row"))
}

/// Everybody in it, in the order of their coming.
pub(super) async fn participants(connection: &mut SqliteConnection, room: &Room) -> Result<Vec<LobbyParticipant>, ApiError> {
    let names = users::small_many(connection, &room.users()).await?;
    Ok(room.members.iter().filter_map(|member| shown(room.mode, member, &names)).collect())
}

fn shown(mode: LobbyMode, member: &Member, names: &BTreeMap<UserId, SmallUser>) -> Option<LobbyParticipant> {
    let team = match mode {
        LobbyMode::Clash => None,
        LobbyMode::CustomGame => Some(member.team),
    };
    let user = names.get(&member.user)?.clone();
    Some(LobbyParticipant { user, creator: member.creator, join_at: Timestamp(member.join_at), is_ready: member.ready, team })
}
