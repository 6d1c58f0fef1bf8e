//! What is known of a lobby follows what the server says, whatever comes in between.

use common::api::error::{ErrorBody, ErrorCode};
use common::api::event::{Departed, LobbyEvent};
use common::api::lobby::{Lobby, LobbyChange, LobbyMode, LobbyParticipant, LobbyTeam, ParticipantChange, PlaceMessage};
use common::api::matches::MatchType;
use common::api::time::Timestamp;
use common::api::users::{SmallProfilePicture, SmallUser};
use common::ids::{LobbyCode, LobbyId, PictureId, UserId};
use serde_json::json;

use super::entering::{Door, Entering, Step};
use super::model::{Ended, LobbyModel, LobbyWish, Told};
use crate::net::{NetError, RequestId, ServerState, Session, SessionState};

fn user(id: i64) -> SmallUser {
    SmallUser { id: UserId(id), username: format!("user{id}"), profile_picture: SmallProfilePicture::of(PictureId(1)) }
}

fn participant(id: i64, team: LobbyTeam) -> LobbyParticipant {
    LobbyParticipant { user: user(id), creator: id == 1, join_at: Timestamp(id), is_ready: true, team: Some(team) }
}

fn code() -> LobbyCode {
    "4XTH9M".parse().unwrap()
}

fn lobby(participants: Vec<LobbyParticipant>) -> Lobby {
    Lobby {
        id: LobbyId(3),
        code: code(),
        participants,
        is_full: false,
        max_participants: 8,
        created_at: Timestamp(0),
        game_mode: LobbyMode::CustomGame,
        match_type: MatchType::ThreeOnThree,
        goals: 3,
        game_playing: None,
    }
}

/// A session of user 1, with the events coming in.
fn session(open: bool) -> Session {
    let picture = json!({"id": 1, "name": "", "small": "", "medium": ""});
    let me = serde_json::from_value(json!({
        "id": 1, "username": "user1", "is_guest": false, "created_at": "2026-01-31T11:28:04.123Z", "profile_picture": picture,
        "accept_friend_request": true, "accept_chat_from": "friends_only", "accept_challenges": true, "allow_spectators": true,
        "play_mode": "online", "catchphrase": "", "bio": "", "trophies": 0, "ranks": [],
        "notifications": {"friend_requests": 0, "chats": 0, "challenges": 0}, "is_online": true, "last_online": "2026-01-31T11:28:04.123Z",
    }))
    .unwrap();
    let up = common::api::meta::Meta { name: String::new(), version: String::new(), protocol: 1, oldest_client: String::new() };
    Session { state: SessionState::Account(Box::new(me)), server: ServerState::Up(up), stream_open: open, own_server: false }
}

/// User 1 in a lobby of three on side a, with one more on the bench.
fn inside() -> LobbyModel {
    let mut model = LobbyModel::default();
    assert!(model.follow(&session(true)), "it is read when the events come in");
    let mut there: Vec<LobbyParticipant> = (1..=3).map(|id| participant(id, LobbyTeam::A)).collect();
    there.push(participant(4, LobbyTeam::Spectator));
    model.come_to(lobby(there));
    model
}

fn ids(n: usize) -> Vec<RequestId> {
    let app = crate::logic(None, None);
    let requests = app.world().resource::<crate::net::Requests>();
    (0..n).map(|_| requests.send(common::api::meta::GetMeta {})).collect()
}

fn refused(code: ErrorCode) -> NetError {
    NetError::Refused(ErrorBody { code, detail: String::new(), fields: Default::default() })
}

fn names(model: &LobbyModel) -> Vec<i64> {
    model.lobby.iter().flat_map(|lobby| &lobby.participants).map(|participant| participant.user.id.0).collect()
}

#[test]
fn people_come_and_go_and_nobody_is_there_twice() {
    let mut model = inside();
    let joined = LobbyEvent::Joined(Box::new(participant(5, LobbyTeam::B)));
    assert_eq!(model.heard(&joined), Some(Told::Joined(user(5))));
    model.heard(&joined);
    assert_eq!(names(&model), [1, 2, 3, 4, 5]);
    model.heard(&LobbyEvent::Left(Departed { id: UserId(2) }));
    assert_eq!(names(&model), [1, 3, 4, 5]);
}

#[test]
fn from_three_on_each_side_to_one_the_first_stay_and_the_others_sit_on_the_bench() {
    let mut model = inside();
    model.heard(&LobbyEvent::Updated(LobbyChange { match_type: Some(MatchType::OneOnOne), goals: Some(5), ..LobbyChange::default() }));
    let lobby = model.lobby.unwrap();
    let teams: Vec<_> = lobby.participants.iter().map(|who| (who.team, who.is_ready)).collect();
    let (seat, bench) = ((Some(LobbyTeam::A), true), (Some(LobbyTeam::Spectator), false));
    assert_eq!(teams, [seat, bench, bench, (Some(LobbyTeam::Spectator), true)]);
    assert_eq!(lobby.goals, 5);
}

#[test]
fn the_lobby_is_still_there_after_its_match_and_nobody_is_ready() {
    let mut model = inside();
    let played = "7KDW3Q".parse().unwrap();
    model.heard(&LobbyEvent::Updated(LobbyChange { game_playing: Some(Some(played)), ..LobbyChange::default() }));
    assert_eq!(model.lobby.as_ref().unwrap().game_playing, Some(played));
    assert_eq!(model.heard(&LobbyEvent::Spectate(played)), Some(Told::Watch(played)));
    model.heard(&LobbyEvent::Updated(LobbyChange { game_playing: Some(None), ..LobbyChange::default() }));
    let lobby = model.lobby.unwrap();
    assert_eq!(lobby.game_playing, None);
    assert!(lobby.participants.iter().all(|who| !who.is_ready));
}

#[test]
fn who_sets_the_lobby_up_who_is_ready_and_who_sits_where_follows_the_events() {
    let mut model = inside();
    model.heard(&LobbyEvent::ParticipantUpdated(ParticipantChange {
        id: UserId(2),
        creator: Some(true),
        is_ready: Some(false),
        team: Some(LobbyTeam::B),
    }));
    let changed = model.lobby.as_ref().unwrap().participants[1].clone();
    assert_eq!((changed.creator, changed.is_ready, changed.team), (true, false, Some(LobbyTeam::B)));
    let said = PlaceMessage { author: user(2), content: "hello".to_owned() };
    assert_eq!(model.heard(&LobbyEvent::Message(Box::new(said))), Some(Told::Said(user(2), "hello".to_owned())));
    assert_eq!(model.talk.lines().count(), 1);
}

#[test]
fn whoever_is_sent_away_is_told_once_and_a_new_lobby_has_nothing_of_the_old_one() {
    let mut model = inside();
    model.heard(&LobbyEvent::Message(Box::new(PlaceMessage { author: user(2), content: "hello".to_owned() })));
    assert_eq!(model.heard(&LobbyEvent::Banned), Some(Told::Ended(Ended::Banned)));
    assert_eq!((model.lobby.clone(), model.ended), (None, Some(Ended::Banned)));
    assert_eq!(model.heard(&LobbyEvent::Banned), None);
    model.come_to(Lobby { code: "7KDW3Q".parse().unwrap(), ..lobby(vec![participant(1, LobbyTeam::A)]) });
    assert_eq!((model.talk.lines().count(), model.ended), (0, None));
}

#[test]
fn what_was_asked_for_before_something_happened_is_asked_for_again() {
    let mut model = inside();
    let asked = ids(2);
    model.asked(asked[0]);
    model.heard(&LobbyEvent::Left(Departed { id: UserId(2) }));
    model.listed(asked[0], &Ok(lobby(vec![participant(1, LobbyTeam::A), participant(2, LobbyTeam::A)])));
    assert_eq!(names(&model), [1, 3, 4], "the answer is older than the event");
    assert!(model.follow(&session(true)));
    model.asked(asked[1]);
    model.listed(asked[1], &Err(refused(ErrorCode::NotFound)));
    assert!(model.lobby.is_none());
}

#[test]
fn a_wish_that_was_refused_is_shown_and_the_lobby_is_read_again() {
    let mut model = inside();
    let asked = ids(2);
    model.begin(asked[0], LobbyWish::Ready(true));
    assert!(model.is_busy(|wish| wish == LobbyWish::Ready(true)));
    assert_eq!(model.answered(asked[0], Some(&refused(ErrorCode::MatchRunning))), None);
    assert_eq!(model.problem().and_then(NetError::code), Some(ErrorCode::MatchRunning));
    assert!(model.follow(&session(true)));
    model.begin(asked[1], LobbyWish::Leave);
    assert_eq!(model.problem(), None);
    assert_eq!(model.answered(asked[1], None), Some(LobbyWish::Leave));
}

#[test]
fn another_user_is_in_no_lobby_until_the_server_says_so() {
    let mut model = inside();
    assert!(!model.follow(&Session { state: SessionState::SignedOut, ..session(true) }));
    assert!(model.lobby.is_none());
}

#[test]
fn nobody_goes_in_before_the_events_come_and_whoever_has_no_name_becomes_a_guest_on_the_way_in() {
    let mut entering = Entering::default();
    assert_eq!(entering.go_on(&session(true), 0.1), None, "nobody wants to go anywhere");
    entering.begin(Door::Code(code()));
    assert_eq!(entering.go_on(&session(false), 0.1), None);
    let nobody = Session { state: SessionState::SignedOut, ..session(false) };
    assert_eq!(entering.go_on(&nobody, 0.1), Some(Step::BeGuest));
    assert_eq!(entering.go_on(&nobody, 0.1), None, "once");
    assert_eq!(entering.go_on(&session(true), 0.1), Some(Step::Join(code())));
    entering.begin(Door::New(LobbyMode::Clash));
    assert_eq!(entering.go_on(&nobody, 0.1), None);
    assert_eq!(entering.problem, Some(NetError::SignedOut), "only accounts make one");
}

#[test]
fn a_code_that_no_lobby_has_may_be_that_of_a_tournament_if_nobody_said_which() {
    let asked = ids(2);
    let gone = refused(ErrorCode::NotFound);
    let mut entering = Entering::default();
    for (door, id, outcome) in [(Door::Either(code()), asked[0], Err(code())), (Door::Code(code()), asked[1], Ok(false))] {
        entering.begin(door);
        entering.asked(id);
        assert_eq!(entering.answered(id, Err(&gone)), outcome);
    }
    assert_eq!(entering.problem.as_ref().and_then(NetError::code), Some(ErrorCode::NotFound));
    entering.again();
    assert!(entering.is_busy());
}
