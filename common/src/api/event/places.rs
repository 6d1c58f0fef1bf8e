//! What the event stream tells about the place that a user is in, and about invitations to one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{EventError, EventKind, Target, TargetKind, Told, empty, json};
use crate::api::lobby::{LobbyChange, LobbyParticipant, ParticipantChange, PlaceMessage};
use crate::ids::{LobbyCode, MatchCode, TournamentCode, UserId};

/// Who has gone from a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Departed {
    /// Whose id.
    pub id: UserId,
}

/// About the lobby that the user is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LobbyEvent {
    /// `lobby-join`, to the others.
    Joined(Box<LobbyParticipant>),
    /// `lobby-leave`, to the others.
    Left(Departed),
    /// `lobby-banned`: the user was sent away and cannot come back.
    Banned,
    /// `lobby-message`, to all but the author.
    Message(Box<PlaceMessage>),
    /// `lobby-update`, to all but who changed it; to all, when a match begins or ends.
    Updated(LobbyChange),
    /// `lobby-update-participant`, to all but who did it; to all, when somebody becomes the creator.
    ParticipantUpdated(ParticipantChange),
    /// `lobby-spectate-game`, to spectators: this match can be watched.
    Spectate(MatchCode),
    /// `lobby-destroy`, to the guests who are left: the lobby has ended.
    Destroyed,
}

/// Somebody invites the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InviteEvent {
    /// `invite-clash`: into a team.
    Clash(LobbyInvite),
    /// `invite-1v1`: into a private match.
    OneOnOne(LobbyInvite),
    /// `invite-3v3`: into a private match.
    ThreeOnThree(LobbyInvite),
    /// `invite-tournament`.
    Tournament(TournamentInvite),
}

/// Who invites into which lobby.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LobbyInvite {
    /// Who invites.
    pub id: UserId,
    /// Where to.
    pub code: LobbyCode,
}

/// Who invites into which tournament.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TournamentInvite {
    /// Who invites.
    pub id: UserId,
    /// Where to.
    pub code: TournamentCode,
}

/// A match, named in an event.
#[derive(Serialize, Deserialize)]
struct Named {
    code: MatchCode,
}

impl LobbyEvent {
    /// Every code.
    pub(super) const CODES: [&'static str; 8] = [
        "lobby-join",
        "lobby-leave",
        "lobby-banned",
        "lobby-message",
        "lobby-update",
        "lobby-update-participant",
        "lobby-spectate-game",
        "lobby-destroy",
    ];

    pub(super) fn code(&self) -> &'static str {
        let [join, leave, banned, message, update, participant, spectate, destroy] = Self::CODES;
        match self {
            Self::Joined(_) => join,
            Self::Left(_) => leave,
            Self::Banned => banned,
            Self::Message(_) => message,
            Self::Updated(_) => update,
            Self::ParticipantUpdated(_) => participant,
            Self::Spectate(_) => spectate,
            Self::Destroyed => destroy,
        }
    }

    pub(super) fn told(&self) -> Told {
        let told = |kind, message, data| Told { service: "lobby", kind, message, target: None, data };
        match self {
            Self::Joined(participant) => told(EventKind::Event, "{username} is in the lobby now.", json(participant)),
            Self::Left(who) => told(EventKind::Event, "Somebody has left the lobby.", json(who)),
            Self::Banned => told(EventKind::Notification, "You were sent away from the lobby.", empty()),
            Self::Message(message) => told(EventKind::Event, "Somebody says something in the lobby.", json(message)),
            Self::Updated(change) => told(EventKind::Event, "The lobby has changed.", json(change)),
            Self::ParticipantUpdated(change) => told(EventKind::Event, "Somebody in the lobby has changed.", json(change)),
            Self::Spectate(code) => {
                let url = crate::api::matches::socket_path(*code);
                let target =
                    Target { url, kind: TargetKind::Url, method: None, display_name: Some("Watch".to_owned()), display_icon: None };
                let named = told(EventKind::Event, "The match of the lobby begins.", json(&Named { code: *code }));
                Told { target: Some(vec![target]), ..named }
            }
            Self::Destroyed => told(EventKind::Notification, "The lobby has ended.", empty()),
        }
    }

    pub(super) fn from_parts(code: &str, data: Value) -> Result<Self, EventError> {
        Ok(match code {
            "lobby-join" => Self::Joined(serde_json::from_value(data)?),
            "lobby-leave" => Self::Left(serde_json::from_value(data)?),
            "lobby-banned" => Self::Banned,
            "lobby-message" => Self::Message(serde_json::from_value(data)?),
            "lobby-update" => Self::Updated(serde_json::from_value(data)?),
            "lobby-update-participant" => Self::ParticipantUpdated(serde_json::from_value(data)?),
            "lobby-spectate-game" => Self::Spectate(serde_json::from_value::<Named>(data)?.code),
            "lobby-destroy" => Self::Destroyed,
            unknown => return Err(EventError::UnknownCode(unknown.to_owned())),
        })
    }
}

impl InviteEvent {
    /// Every code.
    pub(super) const CODES: [&'static str; 4] = ["invite-clash", "invite-1v1", "invite-3v3", "invite-tournament"];

    /// Who invites.
    #[must_use]
    pub fn inviter(&self) -> UserId {
        match self {
            Self::Clash(invite) | Self::OneOnOne(invite) | Self::ThreeOnThree(invite) => invite.id,
            Self::Tournament(invite) => invite.id,
        }
    }

    pub(super) fn code(&self) -> &'static str {
        let [clash, one, three, tournament] = Self::CODES;
        match self {
            Self::Clash(_) => clash,
            Self::OneOnOne(_) => one,
            Self::ThreeOnThree(_) => three,
            Self::Tournament(_) => tournament,
        }
    }

    pub(super) fn told(&self) -> Told {
        let (message, url, data) = match self {
            Self::Clash(invite) => ("A friend invites you into a team.", lobby_url(invite), json(invite)),
            Self::OneOnOne(invite) => ("A friend invites you to a 1v1.", lobby_url(invite), json(invite)),
            Self::ThreeOnThree(invite) => ("A friend invites you to a 3v3.", lobby_url(invite), json(invite)),
            Self::Tournament(invite) => {
                ("A friend invites you to a tournament.", format!("/api/play/tournament/{}/", invite.code), json(invite))
            }
        };
        let method = Some("POST".to_owned());
        let target = Target { url, kind: TargetKind::Api, method, display_name: Some("Join".to_owned()), display_icon: None };
        Told { service: "invite", kind: EventKind::Notification, message, target: Some(vec![target]), data }
    }

    pub(super) fn from_parts(code: &str, data: Value) -> Result<Self, EventError> {
        Ok(match code {
            "invite-clash" => Self::Clash(serde_json::from_value(data)?),
            "invite-1v1" => Self::OneOnOne(serde_json::from_value(data)?),
            "invite-3v3" => Self::ThreeOnThree(serde_json::from_value(data)?),
            "invite-tournament" => Self::Tournament(serde_json::from_value(data)?),
            unknown => return Err(EventError::UnknownCode(unknown.to_owned())),
        })
    }
}

fn lobby_url(invite: &LobbyInvite) -> String {
    format!("/api/play/lobby/{}/", invite.code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::event::ServerEvent;
    use crate::api::lobby::LobbyTeam;
    use crate::api::time::Timestamp;
    use crate::api::users::{SmallProfilePicture, SmallUser};
    use crate::ids::PictureId;

    #[test]
    fn an_event_of_a_place_is_read_back_as_it_was_written_and_goes_by_its_own_name() {
        let user = SmallUser { id: UserId(7), username: "ada".to_owned(), profile_picture: SmallProfilePicture::of(PictureId(1)) };
        let team = Some(LobbyTeam::Spectator);
        let joined = LobbyParticipant { user: user.clone(), creator: false, join_at: Timestamp(1), is_ready: false, team };
        let change = ParticipantChange { id: user.id, creator: Some(true), is_ready: None, team };
        let lobby = [
            LobbyEvent::Joined(Box::new(joined)),
            LobbyEvent::Left(Departed { id: user.id }),
            LobbyEvent::Banned,
            LobbyEvent::Message(Box::new(PlaceMessage { author: user, content: "hi".to_owned() })),
            LobbyEvent::Updated(LobbyChange { game_playing: Some(None), ..LobbyChange::default() }),
            LobbyEvent::ParticipantUpdated(change),
            LobbyEvent::Spectate(MatchCode::from_draws([7; 6])),
            LobbyEvent::Destroyed,
        ];
        let invite = LobbyInvite { id: UserId(7), code: LobbyCode::from_draws([3; 6]) };
        let invites = [
            InviteEvent::Clash(invite),
            InviteEvent::OneOnOne(invite),
            InviteEvent::ThreeOnThree(invite),
            InviteEvent::Tournament(TournamentInvite { id: UserId(7), code: TournamentCode::from_draws([4; 6]) }),
        ];
        let events: Vec<_> = lobby.map(ServerEvent::Lobby).into_iter().chain(invites.map(ServerEvent::Invite)).collect();
        let codes: Vec<_> = events.iter().map(ServerEvent::code).collect();
        assert_eq!(codes, [&LobbyEvent::CODES[..], &InviteEvent::CODES].concat());
        for event in events {
            let line = serde_json::to_string(&event.envelope()).unwrap();
            assert_eq!(ServerEvent::parse(&line).unwrap(), event);
        }
    }
}
