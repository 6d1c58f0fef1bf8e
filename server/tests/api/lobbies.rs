//! Lobbies: made, joined, left, set up; who may do what, and who hears of it.

use std::time::Duration;

use common::api::error::ErrorCode;
use common::api::event::{Departed, LobbyEvent, ServerEvent};
use common::api::friends::BlockUser;
use common::api::lobby::{
    BanFromLobby, CreateLobby, GetLobby, JoinLobby, LeaveLobby, Lobby, LobbyChange, LobbyMode, LobbyTeam, ParticipantChange, PatchLobby,
    PatchLobbyParticipant, WriteInLobby,
};
use common::api::matches::MatchType;
use common::api::queue::{JoinDuel, LeaveDuel};
use common::api::users::{DeleteMe, PatchMe};
use common::ids::{LobbyCode, UserId};
use server::config::{Limits, Rate};

use crate::harness::{EventStream, PASSWORD, TestApp, User};
use crate::players::duel_of;
use crate::restart::restarted;

/// A custom game of this type, by somebody with an open stream.
pub(crate) async fn custom(user: &User, match_type: MatchType) -> Lobby {
    user.call(CreateLobby { game_mode: LobbyMode::CustomGame, match_type: Some(match_type) }).await.unwrap()
}

/// A team of clash.
pub(crate) async fn team(user: &User) -> Lobby {
    user.call(CreateLobby { game_mode: LobbyMode::Clash, match_type: None }).await.unwrap()
}

pub(crate) fn ready(code: LobbyCode) -> PatchLobbyParticipant {
    PatchLobbyParticipant { code, is_ready: Some(true), team: None }
}

pub(crate) fn to(code: LobbyCode, team: LobbyTeam) -> PatchLobbyParticipant {
    PatchLobbyParticipant { code, is_ready: None, team: Some(team) }
}

/// What this user sees of the lobby: who is where.
pub(crate) async fn seen(user: &User) -> Lobby {
    user.call(GetLobby {}).await.unwrap()
}

fn users(lobby: &Lobby) -> Vec<UserId> {
    lobby.participants.iter().map(|participant| participant.user.id).collect()
}

/// The next event about a lobby; others are passed over.
pub(crate) async fn heard(app: &TestApp, stream: &mut EventStream) -> LobbyEvent {
    let next = async {
        loop {
            if let ServerEvent::Lobby(event) = stream.next().await.unwrap().event {
                return event;
            }
        }
    };
    app.while_time_passes(next).await
}

/// Whether nothing more about a lobby comes on this stream: the user is heard to have a new name, and nothing else before that.
async fn quiet(app: &TestApp, user: &User, stream: &mut EventStream) {
    let friend = app.user("friend-of-all").await;
    crate::friends::befriend(&friend, user).await;
    friend.call(PatchMe { username: Some("another".to_owned()), ..PatchMe::default() }).await.unwrap();
    let next = async {
        loop {
            let heard = stream.next().await.unwrap();
            assert!(!heard.code.starts_with("lobby-"), "{heard:?}");
            if heard.code == "user-updated" {
                return;
            }
        }
    };
    app.while_time_passes(next).await;
}

#[tokio::test(start_paused = true)]
async fn a_lobby_is_made_with_its_creator_in_it_and_found_by_its_code() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (mut ada_stream, _bob_stream) = (ada.stream().await, bob.stream().await);
    let made = ada.call(CreateLobby { game_mode: LobbyMode::CustomGame, match_type: None }).await.unwrap();
    assert_eq!((made.max_participants, made.is_full, made.match_type, made.goals), (8, false, MatchType::OneOnOne, 3));
    let first = &made.participants[0];
    assert_eq!((first.user.id, first.creator, first.is_ready, first.team), (ada.id, true, false, Some(LobbyTeam::A)));
    assert_eq!(seen(&ada).await, made);
    let lower = bob.send("POST", &format!("/api/play/lobby/{}", made.code.to_string().to_lowercase()), "").await;
    assert_eq!(lower.status, 201);
    let LobbyEvent::Joined(joined) = heard(&app, &mut ada_stream).await else { panic!("nobody came") };
    assert_eq!((joined.user.id, joined.team, joined.creator), (bob.id, Some(LobbyTeam::B), false));
    assert_eq!(*joined, bob.call(JoinLobby { code: made.code }).await.unwrap(), "who is in it stays in it");
    assert_eq!(users(&seen(&bob).await), [ada.id, bob.id]);
}

#[tokio::test(start_paused = true)]
async fn a_team_of_clash_has_three_and_no_sides() {
    let app = TestApp::start().await;
    let (ada, bob, eve, guest) = (app.user("ada").await, app.user("bob").await, app.user("eve").await, app.guest().await);
    let _streams = (ada.stream().await, bob.stream().await, eve.stream().await, guest.stream().await);
    let made = team(&ada).await;
    assert_eq!((made.max_participants, made.match_type, made.participants[0].team), (3, MatchType::ThreeOnThree, None));
    guest.call(JoinLobby { code: made.code }).await.unwrap();
    bob.call(JoinLobby { code: made.code }).await.unwrap();
    assert!(seen(&ada).await.is_full);
    assert_eq!(eve.refused(JoinLobby { code: made.code }).await, ErrorCode::Full);
    assert_eq!(guest.refused(to(made.code, LobbyTeam::B)).await, ErrorCode::Forbidden);
    let refused = ada.send("PATCH", "/api/play/lobby/", r#"{"goals": 5}"#).await;
    assert_eq!((refused.status.as_u16(), refused.headers["allow"].to_str().unwrap()), (405, "GET, POST"));
    let refused = ada.send("POST", "/api/play/lobby/", r#"{"game_mode": "clash", "match_type": "1v1"}"#).await;
    assert_eq!(refused.refusal(), (400, ErrorCode::Invalid));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_said_and_who_may_not_is_refused_before_that() {
    let app = TestApp::start().await;
    let (ada, bob, eve, guest) = (app.user("ada").await, app.user("bob").await, app.user("eve").await, app.guest().await);
    let _streams = (ada.stream().await, bob.stream().await, guest.stream().await);
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    bob.call(JoinLobby { code }).await.unwrap();
    let (lobby, own) = ("/api/play/lobby/".to_owned(), format!("/api/play/lobby/{code}/"));
    let message = format!("{own}message/");
    for (user, method, path, body, status, refusal) in [
        (&ada, "POST", &lobby, "{}", 400, ErrorCode::Invalid),
        (&ada, "POST", &lobby, r#"{"game_mode": "duel"}"#, 400, ErrorCode::Invalid),
        (&ada, "POST", &lobby, r#"{"game_mode": "clash", "match_type": "2v2"}"#, 400, ErrorCode::Invalid),
        (&guest, "POST", &lobby, r#"{"game_mode": "clash"}"#, 403, ErrorCode::GuestNotAllowed),
        (&guest, "GET", &lobby, "", 404, ErrorCode::NotFound),
        (&bob, "PATCH", &lobby, r#"{"goals": "x"}"#, 403, ErrorCode::Forbidden),
        (&ada, "PATCH", &lobby, r#"{"goals": 22}"#, 400, ErrorCode::Invalid),
        (&ada, "PATCH", &lobby, r#"{"goals": 0}"#, 400, ErrorCode::Invalid),
        (&ada, "PATCH", &lobby, r#"{"match_type": 1}"#, 400, ErrorCode::Invalid),
        (&guest, "PATCH", &lobby, r#"{"goals": 5}"#, 403, ErrorCode::GuestNotAllowed),
        (&guest, "POST", &"/api/play/lobby/222222/".to_owned(), "", 404, ErrorCode::NotFound),
        (&guest, "POST", &"/api/play/lobby/AEIOU/".to_owned(), "", 404, ErrorCode::NotFound),
        (&ada, "PATCH", &own, r#"{"is_ready": 1}"#, 400, ErrorCode::Invalid),
        (&ada, "PATCH", &own, r#"{"team": "c"}"#, 400, ErrorCode::Invalid),
        (&guest, "PATCH", &own, r#"{"team": "c"}"#, 403, ErrorCode::Forbidden),
        (&ada, "PATCH", &own, r#"{"team": "b"}"#, 403, ErrorCode::Full),
        (&guest, "DELETE", &own, "", 403, ErrorCode::Forbidden),
        (&ada, "POST", &message, r#"{"content": " "}"#, 400, ErrorCode::Invalid),
        (&guest, "POST", &message, "{}", 403, ErrorCode::Forbidden),
        (&ada, "DELETE", &format!("{own}ban/{}/", ada.id), "", 403, ErrorCode::Yourself),
        (&bob, "DELETE", &format!("{own}ban/{}/", ada.id), "", 403, ErrorCode::Forbidden),
        (&ada, "DELETE", &format!("{own}ban/{}/", eve.id), "", 404, ErrorCode::NotFound),
        (&ada, "DELETE", &format!("{own}ban/x/"), "", 404, ErrorCode::NotFound),
        (&guest, "DELETE", &format!("{own}ban/{}/", ada.id), "", 403, ErrorCode::GuestNotAllowed),
    ] {
        let refused = user.send(method, path, body).await;
        assert_eq!(refused.refusal(), (status, refusal), "{method} {path} {body} by {}", user.name);
    }
    let unseen = app.while_time_passes(eve.send("POST", &own, "")).await;
    assert_eq!(unseen.refusal(), (401, ErrorCode::SseConnectionRequired));
}

#[tokio::test(start_paused = true)]
async fn who_sets_what_up_or_goes_where_is_heard_by_all_others() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let mut streams = [ada.stream().await, bob.stream().await, eve.stream().await];
    let code = custom(&ada, MatchType::ThreeOnThree).await.code;
    bob.call(JoinLobby { code }).await.unwrap();
    eve.call(JoinLobby { code }).await.unwrap();
    bob.call(to(code, LobbyTeam::B)).await.unwrap();
    eve.call(ready(code)).await.unwrap();
    let set_up = ada.call(PatchLobby { match_type: Some(MatchType::OneOnOne), goals: Some(7) }).await.unwrap();
    let teams: Vec<_> = set_up.participants.iter().map(|who| (who.team.unwrap(), who.is_ready)).collect();
    assert_eq!(teams, [(LobbyTeam::A, false), (LobbyTeam::B, false), (LobbyTeam::Spectator, false)]);
    let said = eve.call(WriteInLobby { code, content: " hi\nall ".to_owned() }).await.unwrap();
    assert_eq!((said.id, said.content.as_str()), (1, "hi all"));
    let changed = |id, is_ready, team| LobbyEvent::ParticipantUpdated(ParticipantChange { id, creator: None, is_ready, team });
    let [ada_stream, bob_stream, eve_stream] = &mut streams;
    assert!(matches!(heard(&app, ada_stream).await, LobbyEvent::Joined(who) if who.user.id == bob.id));
    for stream in [&mut *ada_stream, &mut *bob_stream] {
        assert!(matches!(heard(&app, stream).await, LobbyEvent::Joined(who) if who.user.id == eve.id));
    }
    let moved = changed(bob.id, None, Some(LobbyTeam::B));
    assert_eq!((heard(&app, ada_stream).await, heard(&app, eve_stream).await), (moved.clone(), moved));
    let is_ready = changed(eve.id, Some(true), None);
    assert_eq!((heard(&app, ada_stream).await, heard(&app, bob_stream).await), (is_ready.clone(), is_ready));
    let (watches, set_up) = (
        changed(eve.id, Some(false), Some(LobbyTeam::Spectator)),
        LobbyEvent::Updated(LobbyChange { match_type: Some(MatchType::OneOnOne), goals: Some(7), game_playing: None }),
    );
    for stream in [&mut *bob_stream, &mut *eve_stream] {
        assert_eq!(heard(&app, stream).await, watches);
        assert_eq!(heard(&app, stream).await, set_up);
    }
    for stream in [ada_stream, bob_stream] {
        let LobbyEvent::Message(message) = heard(&app, stream).await else { panic!("nothing was said") };
        assert_eq!((message.author.id, message.content.as_str()), (eve.id, "hi all"));
    }
    quiet(&app, &eve, eve_stream).await;
}

#[tokio::test(start_paused = true)]
async fn when_the_creator_leaves_the_first_account_follows_and_all_hear_and_guests_alone_are_told_that_it_ends() {
    let app = TestApp::start().await;
    let (ada, bob, guest) = (app.user("ada").await, app.user("bob").await, app.guest().await);
    let (_ada_stream, mut bob_stream, mut guest_stream) = (ada.stream().await, bob.stream().await, guest.stream().await);
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    guest.call(JoinLobby { code }).await.unwrap();
    bob.call(JoinLobby { code }).await.unwrap();
    ada.call(LeaveLobby { code }).await.unwrap();
    assert_eq!(ada.refused(GetLobby {}).await, ErrorCode::NotFound);
    assert!(matches!(heard(&app, &mut guest_stream).await, LobbyEvent::Joined(_)));
    let follows = ParticipantChange { id: bob.id, creator: Some(true), is_ready: None, team: None };
    for stream in [&mut bob_stream, &mut guest_stream] {
        assert_eq!(heard(&app, stream).await, LobbyEvent::Left(Departed { id: ada.id }));
        assert_eq!(heard(&app, stream).await, LobbyEvent::ParticipantUpdated(follows));
    }
    bob.call(LeaveLobby { code }).await.unwrap();
    assert_eq!(heard(&app, &mut guest_stream).await, LobbyEvent::Destroyed);
    assert_eq!(guest.refused(GetLobby {}).await, ErrorCode::NotFound);
    assert_eq!(ada.refused(JoinLobby { code }).await, ErrorCode::NotFound, "its code is nobody's any more");
}

#[tokio::test(start_paused = true)]
async fn who_is_banned_hears_it_and_cannot_come_back() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let (_ada_stream, mut bob_stream, mut eve_stream) = (ada.stream().await, bob.stream().await, eve.stream().await);
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    bob.call(JoinLobby { code }).await.unwrap();
    eve.call(JoinLobby { code }).await.unwrap();
    ada.call(BanFromLobby { code, user: eve.id }).await.unwrap();
    assert_eq!(heard(&app, &mut eve_stream).await, LobbyEvent::Banned);
    assert!(matches!(heard(&app, &mut bob_stream).await, LobbyEvent::Joined(_)));
    assert_eq!(heard(&app, &mut bob_stream).await, LobbyEvent::Left(Departed { id: eve.id }));
    assert_eq!(eve.refused(JoinLobby { code }).await, ErrorCode::NotFound);
    assert_eq!(users(&seen(&ada).await), [ada.id, bob.id]);
}

#[tokio::test(start_paused = true)]
async fn a_block_expels_from_the_lobby_of_one_of_the_two_and_not_from_that_of_a_third() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let (mut ada_stream, mut bob_stream, _eve_stream) = (ada.stream().await, bob.stream().await, eve.stream().await);
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    bob.call(JoinLobby { code }).await.unwrap();
    eve.call(JoinLobby { code }).await.unwrap();
    bob.call(BlockUser { user_id: eve.id }).await.unwrap();
    assert_eq!(users(&seen(&ada).await).len(), 3, "ada brings the two together");
    ada.call(BlockUser { user_id: bob.id }).await.unwrap();
    assert!(matches!(heard(&app, &mut bob_stream).await, LobbyEvent::Joined(_)));
    assert_eq!(heard(&app, &mut bob_stream).await, LobbyEvent::Banned);
    eve.call(BlockUser { user_id: ada.id }).await.unwrap();
    assert_eq!(users(&seen(&ada).await), [ada.id], "who blocks the creator goes");
    let mut left = Vec::new();
    while left.len() < 2 {
        if let LobbyEvent::Left(who) = heard(&app, &mut ada_stream).await {
            left.push(who.id);
        }
    }
    assert_eq!(left, [bob.id, eve.id]);
    for apart in [&bob, &eve] {
        assert_eq!(apart.refused(JoinLobby { code }).await, ErrorCode::NotFound);
    }
}

#[tokio::test(start_paused = true)]
async fn one_is_in_one_place_at_a_time() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let (mut ada_stream, bob_stream, eve_stream) = (ada.stream().await, bob.stream().await, eve.stream().await);
    let first = custom(&ada, MatchType::OneOnOne).await.code;
    bob.call(JoinLobby { code: first }).await.unwrap();
    bob.call(JoinDuel {}).await.unwrap();
    let second = custom(&eve, MatchType::OneOnOne).await.code;
    eve.call(JoinLobby { code: first }).await.unwrap();
    let LobbyEvent::Joined(_) = heard(&app, &mut ada_stream).await else { panic!("nobody came") };
    assert_eq!(heard(&app, &mut ada_stream).await, LobbyEvent::Left(Departed { id: bob.id }));
    assert!(matches!(heard(&app, &mut ada_stream).await, LobbyEvent::Joined(who) if who.user.id == eve.id));
    assert_eq!(bob.refused(JoinLobby { code: second }).await, ErrorCode::NotFound, "nobody was left in it");
    bob.call(LeaveDuel {}).await.unwrap();
    drop((ada_stream, bob_stream, eve_stream));
    let duel = duel_of(&app, app.user("zoe").await, app.user("max").await).await;
    assert_eq!(duel.a.refused(JoinLobby { code: first }).await, ErrorCode::AlreadyPlaying);
    let wanted = CreateLobby { game_mode: LobbyMode::Clash, match_type: None };
    assert_eq!(duel.b.refused(wanted).await, ErrorCode::AlreadyPlaying);
}

#[tokio::test(start_paused = true)]
async fn who_goes_offline_or_for_ever_leaves_and_a_lobby_outlives_the_server() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let (ada_stream, bob_stream, eve_stream) = (ada.stream().await, bob.stream().await, eve.stream().await);
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    bob.call(JoinLobby { code }).await.unwrap();
    eve.call(JoinLobby { code }).await.unwrap();
    bob.call(ready(code)).await.unwrap();
    let before = seen(&ada).await;
    drop((ada_stream, bob_stream, eve_stream));
    let (app, people) = restarted(app, vec![ada, bob, eve]).await;
    let [ada, bob, eve] = people.try_into().ok().unwrap();
    let (mut ada_stream, bob_stream, eve_stream) = (ada.stream().await, bob.stream().await, eve.stream().await);
    assert_eq!(seen(&ada).await, before);
    drop(bob_stream);
    app.advance(Duration::from_secs(11)).await;
    assert_eq!(heard(&app, &mut ada_stream).await, LobbyEvent::Left(Departed { id: bob.id }));
    eve.call(DeleteMe { password: Some(PASSWORD.to_owned()) }).await.unwrap();
    assert_eq!(heard(&app, &mut ada_stream).await, LobbyEvent::Left(Departed { id: eve.id }));
    drop((ada_stream, eve_stream));
    app.advance(Duration::from_secs(11)).await;
    let _stream = bob.stream().await;
    assert_eq!(bob.refused(JoinLobby { code }).await, ErrorCode::NotFound);
}

#[tokio::test(start_paused = true)]
async fn a_new_name_is_heard_by_those_in_the_same_lobby() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (mut ada_stream, _bob_stream) = (ada.stream().await, bob.stream().await);
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    bob.call(JoinLobby { code }).await.unwrap();
    bob.call(PatchMe { username: Some("bobby".to_owned()), ..PatchMe::default() }).await.unwrap();
    app.while_time_passes(ada_stream.next_of("user-updated")).await;
    assert_eq!(seen(&ada).await.participants[1].user.username, "bobby");
}

#[tokio::test(start_paused = true)]
async fn who_talks_too_much_in_a_lobby_is_told_to_wait() {
    let app = TestApp::start_limited(Limits { messages_per_user: Rate { count: 2, seconds: 10 }, ..Limits::default() }).await;
    let ada = app.user("ada").await;
    let _stream = ada.stream().await;
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    for id in 1..=2 {
        assert_eq!(ada.call(WriteInLobby { code, content: "x".to_owned() }).await.unwrap().id, id);
    }
    let reply = ada.send("POST", &format!("/api/play/lobby/{code}/message/"), r#"{"content": "x"}"#).await;
    assert_eq!((reply.refusal(), reply.headers["retry-after"].to_str().unwrap()), ((429, ErrorCode::Throttled), "10"));
}
