//! The own tournament follows the events, and leads to the court and back.

use bevy::ecs::message::Messages;
use bevy::prelude::*;
use common::api::error::{ErrorBody, ErrorCode};
use common::api::event::{GameEvent, ServerEvent, TournamentEvent};
use common::api::matches::Match;
use common::api::time::Timestamp;
use common::api::tournament::{
    START_AFTER_MS, Tournament, TournamentFinish, TournamentGone, TournamentLeft, TournamentMatchFinish, TournamentPromoted,
    TournamentStartAt,
};
use common::api::users::UserMe;
use common::ids::{TournamentId, UserId};
use serde_json::json;

use super::model::{Ask, Own, Told};
use super::samples::{ME, NAMES, begun, waiting};
use crate::net::{Heard, NetError, Requests, Session, SessionState};
use crate::people::Unseen;
use crate::play::{PlayAction, PlaySpec};
use crate::screen::{Navigate, ResultDoor, Screen};

fn me() -> UserMe {
    let picture = json!({"id": 1, "name": "", "small": "", "medium": ""});
    serde_json::from_value(json!({
        "id": ME, "username": NAMES[0], "is_guest": false, "created_at": "2026-01-31T11:28:04.123Z", "profile_picture": picture,
        "accept_friend_request": true, "accept_chat_from": "friends_only", "accept_challenges": true, "allow_spectators": true,
        "play_mode": "online", "catchphrase": "", "bio": "", "trophies": 0, "ranks": [],
        "notifications": {"friend_requests": 0, "chats": 0, "challenges": 0}, "is_online": true, "last_online": "2026-01-31T11:28:04.123Z",
    }))
    .unwrap()
}

fn session() -> Session {
    Session { state: SessionState::Account(Box::new(me())), stream_open: true, ..Session::default() }
}

fn own(tournament: Tournament) -> Own {
    let mut own = Own::default();
    assert!(own.follow(&session()), "whoever has just come is asked for");
    own.take(tournament);
    own
}

const NOW: Timestamp = Timestamp(1_000_000);
const HERE: TournamentId = TournamentId(5);

fn an_id() -> crate::net::RequestId {
    let app = crate::logic(None, None);
    app.world().resource::<Requests>().send(common::api::meta::GetMeta {})
}

#[test]
fn who_comes_and_goes_before_the_start_is_followed_and_whoever_organises_it_now_is_told() {
    let mut own = own(waiting(8, 3));
    let new = waiting(8, 4).participants.pop().unwrap();
    own.heard(&TournamentEvent::Join(Box::new(new.clone())), NOW);
    own.heard(&TournamentEvent::Join(Box::new(new)), NOW);
    assert_eq!(own.tournament.as_ref().unwrap().participants.len(), 4, "nobody is there twice");
    own.heard(&TournamentEvent::Leave(TournamentLeft { id: UserId(3), tournament: HERE }), NOW);
    own.heard(&TournamentEvent::Leave(TournamentLeft { id: UserId(2), tournament: TournamentId(6) }), NOW);
    let promoted = TournamentEvent::Promoted(TournamentPromoted { id: UserId(ME), tournament: HERE, creator: true });
    assert!(matches!(own.heard(&promoted, NOW), Some(Told::Promoted(_))));
    let there = own.tournament.as_ref().unwrap();
    assert_eq!((there.participants.len(), there.created_by, there.participant(UserId(ME)).unwrap().creator), (3, UserId(ME), true));
}

#[test]
fn the_countdown_runs_by_the_servers_clock_and_can_be_cancelled() {
    let mut own = own(waiting(8, 7));
    // The server's clock is an hour ahead of this one.
    let start_at = Timestamp(NOW.0 + 3_600_000 + START_AFTER_MS);
    let told = own.heard(&TournamentEvent::StartAt(TournamentStartAt { id: HERE, start_at: Some(start_at) }), NOW);
    assert!(matches!(told, Some(Told::StartsSoon(_))));
    assert_eq!(own.seconds_until(start_at, NOW), START_AFTER_MS / 1000);
    assert_eq!(own.seconds_until(start_at, Timestamp(NOW.0 + 18_500)), 2);
    assert_eq!(own.heard(&TournamentEvent::StartCancel(TournamentStartAt { id: HERE, start_at: None }), NOW), None);
    assert_eq!(own.tournament.as_ref().unwrap().start_at, None);
}

#[test]
fn whoever_is_put_out_is_in_it_no_more_and_is_told_so_and_of_another_one_nothing() {
    let mut own = own(waiting(8, 3));
    assert_eq!(own.heard(&TournamentEvent::Banned(TournamentGone { tournament: TournamentId(6) }), NOW), None);
    assert!(matches!(own.heard(&TournamentEvent::Banned(TournamentGone { tournament: HERE }), NOW), Some(Told::Banned(_))));
    assert!(own.tournament.is_none());
}

#[test]
fn a_match_is_due_from_the_bracket_until_it_is_over_and_the_last_one_is_a_triumph() {
    let mut own = own(waiting(4, 4));
    assert_eq!(own.due(), None);
    assert!(matches!(own.heard(&TournamentEvent::Start(Box::new(begun(4, 4, 0))), NOW), Some(Told::Started(_))));
    assert!(own.due().is_some_and(|code| own.has(code)));
    let over = |played| {
        let tournament = begun(4, 4, played);
        let reason = common::api::matches::FinishReason::NormalEnd;
        let finish = TournamentMatchFinish {
            tournament,
            winner: None,
            looser: None,
            score_winner: Some(3),
            score_looser: Some(0),
            finish_reason: reason,
        };
        TournamentEvent::MatchFinish(Box::new(finish))
    };
    own.heard(&over(1), NOW);
    assert_eq!(own.due(), None);
    own.heard(&over(3), NOW);
    let finish = TournamentFinish { id: HERE, name: "Cup".into(), username: Some(NAMES[0].into()) };
    assert_eq!(own.heard(&TournamentEvent::Finish(Box::new(finish)), NOW), Some(Told::Won));
    assert!(own.triumph && own.tournament.as_ref().unwrap().is_finished);
}

#[test]
fn one_that_ended_while_nothing_was_heard_is_seen_to_its_end() {
    let mut own = own(begun(4, 4, 1));
    let (first, second) = (an_id(), an_id());
    own.asked(first);
    let gone =
        Err(NetError::Refused(ErrorBody { code: ErrorCode::NotFound, detail: String::new(), fields: std::collections::BTreeMap::new() }));
    assert_eq!(own.answered(first, &gone), Some(Ask::Past(HERE)));
    own.asked_past(second);
    own.answered_past(second, &Ok(begun(4, 4, 3)));
    assert!(own.tournament.as_ref().unwrap().is_finished);
    own.asked(first);
    assert_eq!(own.answered(first, &gone), None, "it stays to be looked at");
    assert!(own.tournament.is_some());
    own.take(waiting(8, 2));
    own.asked(first);
    own.answered(first, &gone);
    assert!(own.tournament.is_none(), "one that had not begun was called off");
}

/// The app with a session in it whose server never answers.
fn app(tournament: Tournament) -> App {
    let mut app = crate::logic(None, None);
    *app.world_mut().resource_mut::<Session>() = session();
    app.update();
    app.world_mut().resource_mut::<Own>().take(tournament);
    app.update();
    app
}

fn start(app: &mut App) -> Vec<PlaySpec> {
    let team = |id: i64| {
        let picture = json!({"id": 1, "name": "", "small": "", "medium": ""});
        let player =
            json!({"id": id, "username": "x", "profile_picture": picture, "score": 0, "own_goal": 0, "returns": 0, "trophies": null});
        json!({"score": 0, "players": [player]})
    };
    let found: Match = serde_json::from_value(json!({
        "id": 1, "code": "7KDW42", "game_mode": "tournament", "game_duration": "00:00:00.000000", "created_at": "2026-01-31T11:28:04.123Z",
        "finished": false, "winner": null, "looser": null, "finish_reason": null, "match_type": "1v1", "spectators_allowed": true,
        "counts": true, "teams": {"a": team(ME), "b": team(2)}, "tournament_id": 5, "tournament_n": 1, "tournament_stage_id": 2,
    }))
    .unwrap();
    let mut actions = app.world().resource::<Messages<PlayAction>>().get_cursor_current();
    app.world_mut().write_message(Heard(ServerEvent::Game(GameEvent::Start(Box::new(found)))));
    app.update();
    app.update();
    let begun = actions.read(app.world().resource::<Messages<PlayAction>>());
    begun.filter_map(|action| if let PlayAction::Start(spec) = action { Some(spec.clone()) } else { None }).collect()
}

#[test]
fn whoever_plays_in_a_tournament_is_taken_to_the_court_once_and_comes_back_to_the_bracket() {
    let mut app = app(begun(4, 4, 0));
    assert!(app.world().resource::<Unseen>().due, "there is a green dot");
    let [PlaySpec::Online { code, .. }] = start(&mut app)[..] else { panic!("one match begins") };
    assert_eq!(code.to_string(), "7KDW42");
    assert_eq!(app.world().resource::<ResultDoor>().0, Screen::Tournaments);
    assert!(start(&mut app).is_empty(), "the same match is not begun twice");
    app.world_mut().write_message(Navigate::To(Screen::Result));
    app.update();
    app.update();
    app.world_mut().write_message(Navigate::Back);
    app.update();
    app.update();
    assert_eq!(*app.world().resource::<State<Screen>>().get(), Screen::Tournaments);
    let skill = common::sim::bot::Skill::new(1).unwrap();
    app.world_mut().write_message(PlayAction::Start(PlaySpec::Practice { skill, goals: 3 }));
    app.update();
    assert_eq!(app.world().resource::<ResultDoor>().0, Screen::Start, "practice leads nowhere else");
}

#[test]
fn the_bracket_is_shown_when_the_tournament_begins_to_whoever_looks_at_a_menu() {
    let mut app = app(waiting(4, 4));
    app.world_mut().write_message(Heard(ServerEvent::Tournament(TournamentEvent::Start(Box::new(begun(4, 4, 0))))));
    app.update();
    app.update();
    assert_eq!(*app.world().resource::<State<Screen>>().get(), Screen::Tournaments);
    assert_eq!(app.world().resource::<super::page::Draft>().showing, super::page::Showing::Own);
}
