//! Where the user is, may not come back to, and is invited to. Tournaments that the user was in are beside them.

use common::api::lobby::LobbyTeam;
use common::api::time::Timestamp;
use common::api::users::SmallUser;
use common::ids::{LobbyCode, TournamentCode, UserId};
use serde::Serialize;
use sqlx::SqliteConnection;

use super::store;
use crate::http::ApiError;
use crate::users;

/// The part of the file about lobbies and invitations.
#[derive(Serialize)]
pub(super) struct Places {
    /// The lobby that the user is in, if there is one.
    lobby: Vec<LobbyData>,
    /// Lobbies that sent the user away.
    lobby_bans: Vec<LobbyCode>,
    /// Tournaments that did.
    tournament_bans: Vec<TournamentCode>,
    /// Invitations that wait, sent and received.
    invitations: Vec<InvitationData>,
}

#[derive(Serialize)]
struct LobbyData {
    code: LobbyCode,
    join_at: Timestamp,
    creator: bool,
    is_ready: bool,
    team: LobbyTeam,
}

#[derive(Serialize)]
struct InvitationData {
    inviter: SmallUser,
    invited: SmallUser,
    /// The kind of the place and its code.
    place: String,
    sent_at: Timestamp,
}

/// With five queries.
pub(super) async fn gather(reader: &mut SqliteConnection, user: UserId) -> Result<Places, ApiError> {
    let lobby = store::lobbies(reader, user).await?.into_iter().map(|(code, join_at, creator, is_ready, team)| {
        let (code, join_at) = (code.parse().map_err(|error| ApiError::internal(&error))?, Timestamp(join_at));
        Ok(LobbyData { code, join_at, creator, is_ready, team: store::read(&team)? })
    });
    let lobby = lobby.collect::<Result<_, ApiError>>()?;
    let bans = store::lobby_bans(reader, user).await?;
    let bans = bans.into_iter().map(|code| code.parse().map_err(|error| ApiError::internal(&error)));
    let lobby_bans = bans.collect::<Result<_, _>>()?;
    let bans = store::tournament_bans(reader, user).await?;
    let bans = bans.into_iter().map(|code| code.parse().map_err(|error| ApiError::internal(&error)));
    let tournament_bans = bans.collect::<Result<_, _>>()?;
    let rows = store::invitations(reader, user).await?;
    let named: Vec<_> = rows.iter().flat_map(|(inviter, invited, ..)| [UserId(*inviter), UserId(*invited)]).collect();
    let names = users::small_many(reader, &named).await?;
    let invitation = |(inviter, invited, place, at): (i64, i64, String, i64)| {
        let (inviter, invited) = (names.get(&UserId(inviter))?.clone(), names.get(&UserId(invited))?.clone());
        Some(InvitationData { inviter, invited, place, sent_at: Timestamp(at) })
    };
    Ok(Places { lobby, lobby_bans, tournament_bans, invitations: rows.into_iter().filter_map(invitation).collect() })
}
