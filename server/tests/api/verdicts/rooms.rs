//! Lobbies for the table: what a row is about, and what happens in one.

use common::api::lobby::{
    BanFromLobby, CreateLobby, InviteToLobby, JoinLobby, LeaveLobby, LobbyMode, LobbyTeam, PatchLobby, PatchLobbyParticipant, WriteInLobby,
};
use common::api::matches::MatchType;
use common::ids::LobbyCode;
use serde_json::json;

use super::about::Asked;
use super::cast::{Cast, befriend};
use super::news::Crowd;
use super::table::Role;
use crate::harness::User;

/// What fits every call about a lobby.
fn asked(segment: String) -> Asked {
    let body = json!({ "game_mode": "custom_game", "goals": 5, "is_ready": true, "content": "hi" });
    Asked { segment, query: String::new(), body }
}

/// Makes what a row about lobbies is about. `None`: there is no such case.
pub(super) async fn make(cast: &Cast, about: &str) -> Option<Asked> {
    let (user, somebody) = (&cast.user, &cast.somebody);
    let together = about.contains("with the caller in it");
    if about == "a lobby to be made" {
        return Some(asked(String::new()));
    }
    if together && matches!(cast.role, Role::Blocked | Role::Blocker) {
        return None;
    }
    let code = made(user, MatchType::OneOnOne).await;
    if let (true, Some(caller)) = (together && cast.role != Role::User, &cast.caller) {
        caller.call(JoinLobby { code }).await.unwrap();
    }
    Some(match about {
        "a lobby of the user" | "a lobby of the user with the caller in it" => asked(code.to_string()),
        "somebody in a lobby of the user with the caller in it" => {
            somebody.call(JoinLobby { code }).await.unwrap();
            asked(format!("{code} {}", somebody.id))
        }
        "a friend of the user, to a lobby of the user" => {
            befriend(&cast.app, user, somebody).await;
            asked(format!("{code} {}", somebody.id))
        }
        unknown => panic!("nobody knows how to make {unknown}"),
    })
}

async fn made(user: &User, match_type: MatchType) -> LobbyCode {
    user.call(CreateLobby { game_mode: LobbyMode::CustomGame, match_type: Some(match_type) }).await.unwrap().code
}

/// Makes the lobby that has to be there before something happens in it.
pub(super) async fn prepare(crowd: &Crowd, when: &str) {
    let (user, concerned, guest) = (crowd.person(Role::User), crowd.person(Role::Concerned), crowd.person(Role::Guest));
    let invites = when.starts_with("the user invites");
    if invites {
        befriend(&crowd.app, user, concerned).await;
    }
    let mode = if when.ends_with("a team") { LobbyMode::Clash } else { LobbyMode::CustomGame };
    let match_type = Some(if when.ends_with("3v3") { MatchType::ThreeOnThree } else { MatchType::OneOnOne });
    let match_type = match_type.filter(|_| mode == LobbyMode::CustomGame);
    let code = user.call(CreateLobby { game_mode: mode, match_type }).await.unwrap().code;
    if !invites && when != "the concerned comes into the user's lobby" && when != "the user leaves a guest alone in the lobby" {
        concerned.call(JoinLobby { code }).await.unwrap();
    }
    guest.call(JoinLobby { code }).await.unwrap();
    if when == "the user and the concerned are ready in the user's lobby" {
        user.call(PatchLobbyParticipant { code, is_ready: Some(true), team: None }).await.unwrap();
    }
}

/// Whether a row about events is about lobbies.
pub(super) fn is_about(when: &str) -> bool {
    when.contains("lobby") || when.starts_with("the user invites the concerned to a ")
}

/// Lets it happen.
pub(super) async fn happen(crowd: &Crowd, when: &str) {
    let (user, concerned) = (crowd.person(Role::User), crowd.person(Role::Concerned));
    let code = user.call(common::api::lobby::GetLobby {}).await.unwrap().code;
    match when {
        "the concerned comes into the user's lobby" => drop(concerned.call(JoinLobby { code }).await.unwrap()),
        "the concerned leaves the user's lobby" => concerned.call(LeaveLobby { code }).await.unwrap(),
        "the user leaves the lobby" | "the user leaves a guest alone in the lobby" => user.call(LeaveLobby { code }).await.unwrap(),
        "the user bans the concerned from the lobby" => user.call(BanFromLobby { code, user: concerned.id }).await.unwrap(),
        "the concerned says something in the user's lobby" => {
            drop(concerned.call(WriteInLobby { code, content: "hi".to_owned() }).await.unwrap());
        }
        "the user sets the lobby up" => drop(user.call(PatchLobby { match_type: None, goals: Some(5) }).await.unwrap()),
        "the concerned watches in the user's lobby" => {
            let watches = PatchLobbyParticipant { code, is_ready: None, team: Some(LobbyTeam::Spectator) };
            drop(concerned.call(watches).await.unwrap());
        }
        "the user and the concerned are ready in the user's lobby" => {
            drop(concerned.call(PatchLobbyParticipant { code, is_ready: Some(true), team: None }).await.unwrap());
        }
        "the user invites the concerned to a team"
        | "the user invites the concerned to a 1v1"
        | "the user invites the concerned to a 3v3" => {
            user.call(InviteToLobby { code, user: concerned.id }).await.unwrap();
        }
        unknown => panic!("nobody knows how to let happen that {unknown}"),
    }
}
