//! From a lobby to the court and back.

use common::api::error::ErrorCode;
use common::api::event::{GameEvent, LobbyEvent, ServerEvent};
use common::api::lobby::{JoinLobby, LeaveLobby, LobbyChange, LobbyTeam, PatchLobby, PatchLobbyParticipant};
use common::api::matches::{FinishReason, GameMode, GetMatch, Match, MatchType};
use common::api::users::{Activity, PatchMe};
use common::ids::{LobbyCode, MatchCode};

use crate::harness::{EventStream, TestApp, User};
use crate::lobbies::{custom, heard, ready, seen, to};
use crate::players::{Socket, started};
use crate::restart::restarted;

/// A lobby in which these came after the first, each with an open stream.
pub(crate) async fn gathered(app: &TestApp, names: &[&str], match_type: MatchType) -> (LobbyCode, Vec<User>, Vec<EventStream>) {
    let (mut people, mut streams) = (Vec::new(), Vec::new());
    for name in names {
        let user = if name.starts_with("guest") { app.guest().await } else { app.user(name).await };
        streams.push(user.stream().await);
        people.push(user);
    }
    let code = custom(&people[0], match_type).await.code;
    for user in &people[1..] {
        user.call(JoinLobby { code }).await.unwrap();
    }
    (code, people, streams)
}

/// The next event that says that the match of the lobby has begun, or ended.
async fn playing(app: &TestApp, stream: &mut EventStream) -> Option<MatchCode> {
    loop {
        if let LobbyEvent::Updated(LobbyChange { game_playing: Some(playing), .. }) = heard(app, stream).await {
            return playing;
        }
    }
}

async fn finished(app: &TestApp, stream: &mut EventStream) -> Match {
    let told = app.while_time_passes(stream.next_of("match-finish")).await.event;
    let ServerEvent::Game(GameEvent::Finish(over)) = told else { panic!("{told:?}") };
    *over
}

#[tokio::test(start_paused = true)]
async fn a_custom_game_begins_by_itself_once_both_are_ready_and_the_lobby_is_still_there_afterwards() {
    let app = TestApp::start().await;
    let (code, people, mut streams) = gathered(&app, &["ada", "bob", "eve"], MatchType::OneOnOne).await;
    let [ada, bob, eve] = &people[..] else { panic!("three came") };
    ada.call(PatchLobby { match_type: None, goals: Some(2) }).await.unwrap();
    ada.call(ready(code)).await.unwrap();
    assert_eq!(seen(&ada.clone()).await.game_playing, None, "bob is not");
    assert!(bob.call(ready(code)).await.unwrap().is_ready);
    let playing_now = seen(eve).await.game_playing.unwrap();
    let [ada_stream, bob_stream, eve_stream] = &mut streams[..] else { panic!("three came") };
    for stream in [&mut *ada_stream, &mut *bob_stream] {
        assert_eq!(app.while_time_passes(started(stream)).await, playing_now);
    }
    assert_eq!(playing(&app, eve_stream).await, Some(playing_now));
    assert_eq!(heard(&app, eve_stream).await, LobbyEvent::Spectate(playing_now));
    let made = ada.call(GetMatch { code: playing_now }).await.unwrap();
    assert_eq!((made.game_mode, made.match_type, made.counts), (GameMode::CustomGame, MatchType::OneOnOne, true));
    assert_eq!((made.teams.a.players[0].user.id, made.teams.b.players[0].user.id), (ada.id, bob.id));
    let mut socket = Socket::sit(ada, playing_now).await;
    assert_eq!(app.while_time_passes(socket.welcome()).await.rules.goals_to_win, 2);
    let unready = PatchLobbyParticipant { code, is_ready: Some(false), team: None };
    assert_eq!(bob.refused(unready).await, ErrorCode::MatchRunning);
    assert_eq!(eve.refused(to(code, LobbyTeam::A)).await, ErrorCode::Full);
    assert_eq!(ada.refused(PatchLobby { match_type: None, goals: Some(3) }).await, ErrorCode::MatchRunning);
    assert_eq!(bob.refused(JoinLobby { code }).await, ErrorCode::AlreadyPlaying);
    let over = finished(&app, bob_stream).await;
    assert_eq!((over.code, over.finish_reason), (playing_now, Some(FinishReason::PlayerNotConnected)));
    for stream in [ada_stream, bob_stream, eve_stream] {
        assert_eq!(playing(&app, stream).await, None);
    }
    let after = seen(eve).await;
    assert!(after.game_playing.is_none() && after.participants.iter().all(|who| !who.is_ready));
    ada.call(ready(code)).await.unwrap();
    bob.call(ready(code)).await.unwrap();
    let again = seen(bob).await.game_playing.unwrap();
    assert_ne!(again, playing_now);
}

#[tokio::test(start_paused = true)]
async fn a_3v3_has_the_seats_in_the_order_of_their_coming_and_does_not_count_with_a_guest() {
    let app = TestApp::start().await;
    let names = ["ada", "bob", "guest", "max", "zoe", "kim", "eve"];
    let (code, people, _streams) = gathered(&app, &names, MatchType::ThreeOnThree).await;
    for user in &people[..6] {
        assert_eq!(seen(user).await.game_playing, None);
        user.call(ready(code)).await.unwrap();
    }
    let playing = seen(&people[6]).await.game_playing.unwrap();
    let made = people[0].call(GetMatch { code: playing }).await.unwrap();
    assert_eq!((made.match_type, made.counts), (MatchType::ThreeOnThree, false));
    let seats: Vec<_> = made.teams.a.players.iter().chain(&made.teams.b.players).map(|player| player.user.id).collect();
    assert_eq!(seats, people[..6].iter().map(|user| user.id).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn who_wants_no_spectators_is_not_watched_by_the_lobby_either() {
    let app = TestApp::start().await;
    let (code, people, mut streams) = gathered(&app, &["ada", "bob", "eve"], MatchType::OneOnOne).await;
    people[0].call(PatchMe { allow_spectators: Some(false), ..PatchMe::default() }).await.unwrap();
    people[0].call(ready(code)).await.unwrap();
    people[1].call(ready(code)).await.unwrap();
    assert!(playing(&app, &mut streams[2]).await.is_some());
    finished(&app, &mut streams[1]).await;
    assert!(matches!(heard(&app, &mut streams[2]).await, LobbyEvent::ParticipantUpdated(_)), "no match to watch in between");
}

#[tokio::test(start_paused = true)]
async fn who_leaves_during_the_match_still_sits_in_it_and_the_others_go_on() {
    let app = TestApp::start().await;
    let (code, people, mut streams) = gathered(&app, &["ada", "bob", "eve"], MatchType::OneOnOne).await;
    people[0].call(ready(code)).await.unwrap();
    people[1].call(ready(code)).await.unwrap();
    people[0].call(LeaveLobby { code }).await.unwrap();
    let there = seen(&people[2]).await;
    assert!(there.participants[0].creator && there.participants[0].user.id == people[1].id && there.game_playing.is_some());
    assert_eq!(people[2].refused(to(code, LobbyTeam::A)).await, ErrorCode::MatchRunning, "there is room, and it plays");
    finished(&app, &mut streams[0]).await;
    assert_eq!(playing(&app, &mut streams[2]).await, there.game_playing);
    assert_eq!(playing(&app, &mut streams[2]).await, None);
    people[2].call(to(code, LobbyTeam::A)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_lobby_that_plays_when_the_server_goes_down_hears_of_the_end_after_the_restart() {
    let app = TestApp::start().await;
    let (code, people, streams) = gathered(&app, &["ada", "bob"], MatchType::OneOnOne).await;
    people[0].call(ready(code)).await.unwrap();
    people[1].call(ready(code)).await.unwrap();
    let playing_now = seen(&people[0]).await.game_playing;
    assert!(playing_now.is_some());
    drop(streams);
    let (app, people) = restarted(app, people).await;
    let mut streams = [people[0].stream().await, people[1].stream().await];
    assert_eq!(seen(&people[0]).await.game_playing, playing_now);
    finished(&app, &mut streams[0]).await;
    for stream in &mut streams {
        assert_eq!(playing(&app, stream).await, None);
    }
    assert!(seen(&people[1]).await.participants.iter().all(|who| !who.is_ready));
}

#[tokio::test(start_paused = true)]
async fn who_is_ready_and_not_back_after_a_restart_is_waited_for_and_the_match_begins_on_return() {
    let app = TestApp::start().await;
    let (code, people, streams) = gathered(&app, &["ada", "bob"], MatchType::OneOnOne).await;
    people[1].call(ready(code)).await.unwrap();
    drop(streams);
    let (app, people) = restarted(app, people).await;
    let mut ada_stream = people[0].stream().await;
    people[0].call(ready(code)).await.unwrap();
    app.advance(std::time::Duration::from_secs(3)).await;
    assert_eq!(seen(&people[0]).await.game_playing, None, "nobody is to wait on a court for somebody who may never come");
    let _bob_stream = people[1].stream().await;
    let begun = app.while_time_passes(started(&mut ada_stream)).await;
    assert_eq!(seen(&people[1]).await.game_playing, Some(begun));
}

#[tokio::test(start_paused = true)]
async fn friends_see_who_is_in_a_lobby() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    crate::friends::befriend(&ada, &bob).await;
    let _streams = (ada.stream().await, bob.stream().await);
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    let activity = async || bob.call(common::api::profiles::GetUser { id: ada.id }).await.unwrap().status.activity;
    assert_eq!(activity().await, Activity::Lobby);
    ada.call(LeaveLobby { code }).await.unwrap();
    assert_eq!(activity().await, Activity::Idle);
}
