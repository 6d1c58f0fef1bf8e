//! The circle: every event and every answer, and lists that are read while they change.

use common::api::Page;
use common::api::error::{ErrorBody, ErrorCode};
use common::api::event::{EndedFriendship, EndedRequest, FriendsEvent, UserStatus};
use common::api::friends::{Blocked, Friend, FriendRequest};
use common::ids::{BlockId, FriendRequestId, FriendshipId, UserId};
use serde_json::{Value, json};

use super::circle::{Circle, CircleAction, Relation};
use super::listed::Listed;
use crate::net::{NetError, RequestId, Requests};

const ME: i64 = 7;

fn small(id: i64) -> Value {
    json!({"id": id, "username": format!("user{id}"), "profile_picture": {"id": 1, "name": "", "small": "", "medium": ""}})
}

fn friend(id: i64, online: bool) -> Friend {
    let mut user = small(id);
    user["status"] = json!({"is_online": online, "game_playing": null, "last_online": "2026-01-31T11:25:04.123Z",
        "activity": if online { "idle" } else { "offline" }});
    user["trophies"] = json!(0);
    serde_json::from_value(
        json!({"id": 100 + id, "friend": user, "friend_win": 0, "me_win": 0, "friends_since": "2026-01-31T11:25:04.123Z",
        "matches_play_against": 0, "matches_played_together": 0, "matches_won_together": 0}),
    )
    .expect("a friend as the contract has it")
}

fn request(id: i64, sender: i64, receiver: i64) -> FriendRequest {
    let request = json!({"id": id, "sender": small(sender), "receiver": small(receiver), "send_at": "2026-01-31T11:25:04.123Z"});
    serde_json::from_value(request).expect("a request as the contract has it")
}

fn blocked(id: i64) -> Blocked {
    let blocked = json!({"id": 200 + id, "blocked": small(id), "blocked_at": "2026-01-31T11:25:04.123Z"});
    serde_json::from_value(blocked).expect("a block as the contract has it")
}

fn ids<const N: usize>() -> [RequestId; N] {
    let app = crate::logic(None, None);
    let requests = app.world().resource::<Requests>();
    [(); N].map(|()| requests.send(common::api::meta::GetMeta {}))
}

fn circle() -> Circle {
    let mut circle = Circle::default();
    circle.belong_to(Some(UserId(ME)));
    circle.friends = Listed::of(vec![friend(1, false), friend(2, true)]);
    circle.requests = Listed::of(vec![request(10, 3, ME), request(11, ME, 4)]);
    circle.blocked = Listed::of(vec![blocked(5)]);
    circle
}

fn refused(code: ErrorCode) -> NetError {
    NetError::Refused(ErrorBody { code, detail: String::new(), fields: Default::default() })
}

#[test]
fn everybody_is_exactly_one_thing() {
    let circle = circle();
    let kind = |user| match circle.relation(UserId(user)) {
        Relation::Myself => "myself",
        Relation::Stranger => "stranger",
        Relation::Friend(_) => "friend",
        Relation::Asks(_) => "asks",
        Relation::Asked(_) => "asked",
        Relation::Blocked(_) => "blocked",
    };
    assert_eq!([ME, 1, 3, 4, 5, 6].map(kind), ["myself", "friend", "asks", "asked", "blocked", "stranger"]);
    let order: Vec<i64> = circle.friends_in_order().iter().map(|friend| friend.friend.user.id.0).collect();
    assert_eq!(order, [2, 1], "who is online comes first");
}

#[test]
fn every_event_is_followed_at_once() {
    let mut circle = circle();
    circle.hear(&FriendsEvent::Accepted(Box::new(friend(4, true))));
    assert!(matches!(circle.relation(UserId(4)), Relation::Friend(_)));
    assert_eq!(circle.sent().count(), 0, "the request is answered");
    circle.hear(&FriendsEvent::Received(Box::new(request(12, 6, ME))));
    circle.hear(&FriendsEvent::Received(Box::new(request(12, 6, ME))));
    assert_eq!(circle.received().count(), 2, "the same event twice is one request");
    circle.hear(&FriendsEvent::Cancelled(EndedRequest { id: FriendRequestId(12) }));
    circle.hear(&FriendsEvent::Ended(EndedFriendship { id: FriendshipId(104) }));
    assert_eq!((circle.relation(UserId(6)), circle.relation(UserId(4))), (Relation::Stranger, Relation::Stranger));
    let status = friend(1, true).friend.status;
    circle.tell_status(&UserStatus { id: UserId(1), status });
    assert!(circle.friends.items.iter().all(|friend| friend.friend.status.is_online));
    let mut renamed = request(10, 3, ME).sender;
    renamed.username = "other".to_owned();
    circle.rename(&renamed);
    assert_eq!(circle.received().next().map(|request| request.sender.username.as_str()), Some("other"));
}

#[test]
fn whoever_is_blocked_is_nothing_else_any_more() {
    for user in [1, 3, 4] {
        let mut circle = circle();
        circle.add_block(blocked(user));
        assert!(matches!(circle.relation(UserId(user)), Relation::Blocked(_)));
        circle.end_block(BlockId(200 + user));
        assert_eq!(circle.relation(UserId(user)), Relation::Stranger);
    }
}

#[test]
fn what_is_to_go_and_is_gone_already_is_no_problem_and_anything_else_is() {
    let [gone, late] = ids();
    let mut circle = circle();
    let refuse = CircleAction::Refuse(FriendRequestId(10));
    circle.begin(gone, refuse.clone());
    assert!(circle.is_busy(&refuse));
    circle.refuse(gone, &refused(ErrorCode::NotFound));
    assert_eq!((circle.received().count(), circle.problem(&refuse), circle.is_busy(&refuse)), (0, None, false));
    let befriend = CircleAction::Befriend("user6".to_owned());
    circle.begin(late, befriend.clone());
    circle.refuse(late, &refused(ErrorCode::NotAccepting));
    assert_eq!(circle.problem(&befriend).and_then(NetError::code), Some(ErrorCode::NotAccepting));
}

fn page(ids: &[i64], count: i64) -> Result<Page<i64>, NetError> {
    Ok(Page { count, next: None, previous: None, results: ids.to_vec() })
}

#[test]
fn a_list_is_read_part_by_part_and_shown_whole() {
    let [first, second] = ids();
    let mut list: Listed<i64> = Listed::of(vec![9]);
    list.want();
    assert_eq!(list.next(), Some(0));
    list.asked(first);
    assert_eq!(list.next(), None);
    list.answered(first, &page(&[1, 2], 3));
    assert_eq!((&list.items[..], list.next()), (&[9][..], Some(2)), "what was known stays until all has come");
    list.asked(second);
    list.answered(first, &page(&[7], 1));
    list.answered(second, &page(&[3], 3));
    assert_eq!((&list.items[..], list.next(), list.is_busy()), (&[1, 2, 3][..], None, false));
}

#[test]
fn what_changed_while_a_list_was_read_is_not_undone_by_it() {
    let [first, second] = ids();
    let mut list: Listed<i64> = Listed::of(vec![1]);
    list.want();
    list.asked(first);
    list.touch();
    list.items.push(2);
    list.answered(first, &page(&[1], 1));
    assert_eq!((&list.items[..], list.next()), (&[1, 2][..], Some(0)), "it is read once more");
    list.asked(second);
    list.answered(second, &page(&[1, 2], 2));
    assert_eq!((&list.items[..], list.next()), (&[1, 2][..], None));
}

#[test]
fn a_list_that_did_not_come_keeps_what_is_known_and_can_be_wanted_again() {
    let [first, second] = ids();
    let mut list: Listed<i64> = Listed::of(vec![1]);
    list.want();
    list.asked(first);
    list.answered(first, &Err(NetError::Timeout));
    assert_eq!((&list.items[..], list.problem.clone(), list.next()), (&[1][..], Some(NetError::Timeout), None));
    list.want();
    list.asked(second);
    list.answered(second, &page(&[2], 1));
    assert_eq!((&list.items[..], list.problem), (&[2][..], None));
}
