//! Several at one machine: who comes along into the lobby, who sits in a match, and who steers with what.

use common::api::event::{LobbyEvent, ServerEvent};
use common::api::matches::Match;
use common::api::users::UserMe;
use common::ids::{LobbyCode, UserId};
use serde_json::json;

use super::model::{COMPANIONS_MAX, Companions, Stage, Step};
use crate::net::{Bearer, BesideId, BesideNews, NetError, RequestId};
use crate::play::steering::{Hand, Hands};

const ONE: BesideId = BesideId::for_tests(1);
const TWO: BesideId = BesideId::for_tests(2);

fn code(letter: char) -> LobbyCode {
    format!("7KDW3{letter}").parse().unwrap()
}

fn user(id: i64) -> Box<UserMe> {
    let picture = json!({"id": 0, "name": "", "small": "", "medium": ""});
    let me = json!({
        "id": id, "username": format!("Guest{id}"), "is_guest": true, "created_at": "2026-01-31T11:28:04.123Z", "profile_picture": picture,
        "accept_friend_request": true, "accept_chat_from": "friends_only", "accept_challenges": true, "allow_spectators": true,
        "play_mode": "online", "catchphrase": "", "bio": "", "trophies": 0, "ranks": [],
        "notifications": {"friend_requests": 0, "chats": 0, "challenges": 0}, "is_online": true, "last_online": "2026-01-31T11:28:04.123Z",
    });
    Box::new(serde_json::from_value(me).unwrap())
}

/// Two beside whoever is signed in, known and heard.
fn two() -> Companions {
    let mut companions = Companions::default();
    for (who, id) in [(ONE, 11), (TWO, 12)] {
        companions.add(who);
        companions.heard(who, &BesideNews::Known(user(id)));
        companions.heard(who, &BesideNews::Stream(true));
    }
    companions
}

/// Both are in the lobby.
fn gathered(place: LobbyCode) -> Companions {
    let mut companions = two();
    companions.gather(Some(place));
    for (step, number) in companions.steps().into_iter().zip(0..) {
        let Step::Join(who, _) = step else { panic!("{step:?}") };
        companions.asked(who, RequestId::for_tests(number));
        companions.joined(RequestId::for_tests(number), Some(place), &Ok::<_, NetError>(()));
    }
    companions
}

fn a_match(a: &[i64], b: &[i64]) -> Match {
    let team = |ids: &[i64]| {
        let player = |id: &i64| {
            json!({"id": id, "username": format!("u{id}"), "profile_picture": {"id": 0, "name": "", "small": "", "medium": ""},
                "score": 0, "own_goal": 0, "returns": 0, "trophies": null})
        };
        json!({"score": 0, "players": ids.iter().map(player).collect::<Vec<_>>()})
    };
    serde_json::from_value(json!({
        "id": 1, "code": "7KDW3Q", "game_mode": "custom_game", "game_duration": "00:00:00.000000", "created_at": "2026-01-31T11:28:04.123Z",
        "finished": false, "winner": null, "looser": null, "finish_reason": null, "match_type": "3v3", "spectators_allowed": true,
        "counts": false, "tournament_id": null, "tournament_stage_id": null, "tournament_n": null, "teams": {"a": team(a), "b": team(b)},
    }))
    .unwrap()
}

#[test]
fn those_beside_come_along_into_the_lobby_and_out_of_it() {
    let place = code('Q');
    let mut companions = two();
    assert_eq!(companions.steps(), [], "nobody goes anywhere alone");
    companions.gather(Some(place));
    assert_eq!(companions.steps(), [Step::Join(ONE, place), Step::Join(TWO, place)]);
    let mut companions = gathered(place);
    assert_eq!(companions.steps(), []);
    companions.gather(None);
    assert_eq!(companions.steps(), [Step::Leave(ONE, place), Step::Leave(TWO, place)]);
    let mut companions = gathered(place);
    companions.gather(Some(code('R')));
    assert_eq!(companions.steps(), [Step::Leave(ONE, place), Step::Leave(TWO, place)], "first out of the one");
    companions.left(ONE);
    assert_eq!(companions.steps()[0], Step::Join(ONE, code('R')));
}

#[test]
fn nobody_asks_for_a_place_before_their_events_come_in_and_again_only_when_wanted_after_a_refusal() {
    let place = code('Q');
    let mut companions = two();
    companions.heard(TWO, &BesideNews::Stream(false));
    companions.gather(Some(place));
    assert_eq!(companions.steps(), [Step::Join(ONE, place)]);
    companions.asked(ONE, RequestId::for_tests(7));
    companions.joined(RequestId::for_tests(7), Some(place), &Err::<(), _>(NetError::Timeout));
    assert_eq!((companions.steps(), &companions.list[0].stage), (Vec::new(), &Stage::Refused(NetError::Timeout)));
    companions.left(ONE);
    assert_eq!(companions.steps(), [Step::Join(ONE, place)]);
}

#[test]
fn whoever_was_sent_away_does_not_come_back_by_themselves_but_goes_into_the_next_lobby() {
    let mut companions = gathered(code('Q'));
    companions.heard(ONE, &BesideNews::Event(ServerEvent::Lobby(LobbyEvent::Banned)));
    assert_eq!((companions.steps(), &companions.list[0].stage), (Vec::new(), &Stage::Banned));
    companions.gather(Some(code('R')));
    assert!(companions.steps().contains(&Step::Join(ONE, code('R'))));
}

#[test]
fn everybody_here_who_plays_in_a_match_sits_down_at_one_court_with_what_they_steer_with() {
    let companions = gathered(code('Q'));
    let me = Some(UserId(5));
    let all = companions.bearers(&a_match(&[5, 1, 2], &[11, 3, 12]), me);
    assert_eq!(all, [Bearer::Session, Bearer::Beside(ONE), Bearer::Beside(TWO)]);
    assert_eq!(companions.hands(&all), Hands(vec![Hand::keys(0), Hand::keys(1), Hand::pad(0)]));
    let beside = companions.bearers(&a_match(&[1, 2, 3], &[12, 6, 7]), me);
    assert_eq!(beside, [Bearer::Beside(TWO)]);
    assert_eq!(companions.hands(&beside), Hands::default(), "somebody alone has all keys");
    assert_eq!(companions.bearers(&a_match(&[1], &[2]), me), []);
    assert_eq!(companions.bearer_of(UserId(5), me), Some(Bearer::Session));
    assert_eq!(companions.bearer_of(UserId(11), me), Some(Bearer::Beside(ONE)));
    assert_eq!(companions.bearer_of(UserId(1), me), None);
}

#[test]
fn no_two_steer_with_the_same_and_there_is_an_end_to_those_who_can_come() {
    let mut companions = two();
    companions.give(Some(TWO), Hand::keys(0));
    assert_eq!(companions.own_hand, Some(Hand::pad(0)), "whoever had it has what the other had");
    assert_eq!(companions.list[1].hand, Hand::keys(0));
    companions.add(BesideId::for_tests(3));
    assert_eq!(companions.list[2].hand, Hand::pad(1));
    assert_eq!((companions.list.len(), companions.has_room()), (COMPANIONS_MAX, false));
    for who in [ONE, TWO, BesideId::for_tests(3)] {
        companions.remove(who);
    }
    assert_eq!((companions.own_hand, companions.has_room()), (None, true));
}

#[test]
fn a_session_that_is_over_leaves_no_companion() {
    let mut companions = two();
    companions.heard(ONE, &BesideNews::Ended);
    assert_eq!(companions.list.iter().map(|companion| companion.who).collect::<Vec<_>>(), [TWO]);
}
