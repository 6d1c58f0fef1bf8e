//! Lobbies: rooms where people gather before a match. `/api/play/lobby/`. What a lobby tells is in [`super::event`].

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize};

use super::matches::{GameMode, MatchType};
use super::time::Timestamp;
use super::users::SmallUser;
use super::{Endpoint, Method};
use crate::ids::{LobbyCode, LobbyId, MatchCode, UserId};

/// What a lobby gathers people for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum LobbyMode {
    /// One team, which is put together with others.
    Clash,
    /// A private match.
    CustomGame,
}

impl LobbyMode {
    /// People that a lobby has room for.
    #[must_use]
    pub fn participants_max(self) -> u8 {
        match self {
            Self::Clash => 3,
            Self::CustomGame => 8,
        }
    }
}

impl From<LobbyMode> for GameMode {
    fn from(mode: LobbyMode) -> Self {
        match mode {
            LobbyMode::Clash => Self::Clash,
            LobbyMode::CustomGame => Self::CustomGame,
        }
    }
}

/// Where somebody stands in a lobby of [`LobbyMode::CustomGame`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum LobbyTeam {
    /// Plays on side a.
    A,
    /// Plays on side b.
    B,
    /// Watches.
    Spectator,
}

impl MatchType {
    /// Players of one side.
    #[must_use]
    pub fn side_len(self) -> usize {
        match self {
            Self::OneOnOne => 1,
            Self::ThreeOnThree => 3,
        }
    }
}

/// Somebody in a lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LobbyParticipant {
    /// Who; the id is the user's.
    #[serde(flatten)]
    pub user: SmallUser,
    /// Sets the lobby up, and may send others away.
    pub creator: bool,
    /// Since when.
    pub join_at: Timestamp,
    /// Wants to play now.
    pub is_ready: bool,
    /// Where; only in a lobby of [`LobbyMode::CustomGame`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<LobbyTeam>,
}

/// A lobby.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lobby {
    /// Its row.
    pub id: LobbyId,
    /// Its name.
    pub code: LobbyCode,
    /// Who is in it, in the order of their coming.
    pub participants: Vec<LobbyParticipant>,
    /// Whether nobody else can come in.
    pub is_full: bool,
    /// People that it has room for: 3 or 8.
    pub max_participants: u8,
    /// When it was made.
    pub created_at: Timestamp,
    /// What for.
    pub game_mode: LobbyMode,
    /// Players on each side.
    pub match_type: MatchType,
    /// Goals to win, 1 to 21.
    pub goals: u8,
    /// The match that it plays.
    pub game_playing: Option<MatchCode>,
}

/// What changed of a lobby; what did not is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LobbyChange {
    /// Players on each side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub match_type: Option<MatchType>,
    /// Goals to win.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goals: Option<u8>,
    /// The match that it plays now; `Some(None)`, written `null`: it plays no more.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    pub game_playing: Option<Option<MatchCode>>,
}

/// What changed of somebody in a lobby; what did not is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ParticipantChange {
    /// Who.
    pub id: UserId,
    /// Is the creator from now on, or no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creator: Option<bool>,
    /// Is ready, or no more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_ready: Option<bool>,
    /// Has gone to this side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<LobbyTeam>,
}

/// What somebody said in a lobby or a tournament.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PlaceMessage {
    /// Who.
    pub author: SmallUser,
    /// What.
    pub content: String,
}

/// What the author of a message of a lobby or a tournament hears.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaidInPlace {
    /// Its number there, from 1.
    pub id: i64,
    /// As everybody reads it.
    pub content: String,
}

/// `null` is something else than nothing.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Makes a lobby with the caller in it. Needs an open event stream.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CreateLobby {
    /// What for.
    pub game_mode: LobbyMode,
    /// Players on each side; 1v1 unless said, and always 3v3 in `clash`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub match_type: Option<MatchType>,
}

impl Endpoint for CreateLobby {
    const METHOD: Method = Method::Post;
    type Response = Lobby;
    fn path(&self) -> Cow<'static, str> {
        "/api/play/lobby/".into()
    }
}

/// The lobby that the caller is in. Needs an open event stream.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct GetLobby {}

impl Endpoint for GetLobby {
    const METHOD: Method = Method::Get;
    type Response = Lobby;
    fn path(&self) -> Cow<'static, str> {
        "/api/play/lobby/".into()
    }
}

/// The creator changes what is given and leaves the rest. Needs an open event stream.
#[derive(Clone, Copy, Debug, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PatchLobby {
    /// Players on each side. From 3v3 to 1v1 the first of each side stay, the others become spectators and are not ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub match_type: Option<MatchType>,
    /// Goals to win, 1 to 21.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goals: Option<u8>,
}

impl Endpoint for PatchLobby {
    const METHOD: Method = Method::Patch;
    type Response = Lobby;
    fn path(&self) -> Cow<'static, str> {
        "/api/play/lobby/".into()
    }
}

/// The caller comes in. Needs an open event stream.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct JoinLobby {
    /// Where.
    #[serde(skip)]
    pub code: LobbyCode,
}

impl Endpoint for JoinLobby {
    const METHOD: Method = Method::Post;
    type Response = LobbyParticipant;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/lobby/{}/", self.code).into()
    }
}

/// The caller is ready, or not, or goes to another side. Needs an open event stream.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PatchLobbyParticipant {
    /// Where.
    #[serde(skip)]
    pub code: LobbyCode,
    /// Wants to play now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_ready: Option<bool>,
    /// Goes to this side.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<LobbyTeam>,
}

impl Endpoint for PatchLobbyParticipant {
    const METHOD: Method = Method::Patch;
    type Response = LobbyParticipant;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/lobby/{}/", self.code).into()
    }
}

/// The caller goes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct LeaveLobby {
    /// Where from.
    #[serde(skip)]
    pub code: LobbyCode,
}

impl Endpoint for LeaveLobby {
    const METHOD: Method = Method::Delete;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/lobby/{}/", self.code).into()
    }
}

/// The creator sends somebody away for good. Needs an open event stream.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct BanFromLobby {
    /// Where from.
    #[serde(skip)]
    pub code: LobbyCode,
    /// Whom.
    #[serde(skip)]
    pub user: UserId,
}

impl Endpoint for BanFromLobby {
    const METHOD: Method = Method::Delete;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/lobby/{}/ban/{}/", self.code, self.user).into()
    }
}

/// The creator invites a friend, who hears of it now or on return. Needs an open event stream.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct InviteToLobby {
    /// Where to.
    #[serde(skip)]
    pub code: LobbyCode,
    /// Whom.
    #[serde(skip)]
    pub user: UserId,
}

impl Endpoint for InviteToLobby {
    const METHOD: Method = Method::Post;
    type Response = ();
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/lobby/{}/invite/{}/", self.code, self.user).into()
    }
}

/// The caller says something to those who are there. Needs an open event stream.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WriteInLobby {
    /// Where.
    #[serde(skip)]
    pub code: LobbyCode,
    /// 1 to 500 characters.
    pub content: String,
}

impl Endpoint for WriteInLobby {
    const METHOD: Method = Method::Post;
    type Response = SaidInPlace;
    fn path(&self) -> Cow<'static, str> {
        format!("/api/play/lobby/{}/message/", self.code).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_that_has_ended_is_told_apart_from_one_that_is_not_mentioned() {
        let ended = LobbyChange { game_playing: Some(None), ..LobbyChange::default() };
        for (change, written) in [(ended, r#"{"game_playing":null}"#), (LobbyChange::default(), "{}")] {
            assert_eq!(serde_json::to_string(&change).unwrap(), written);
            assert_eq!(serde_json::from_str::<LobbyChange>(written).unwrap(), change);
        }
    }
}
