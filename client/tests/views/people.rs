//! People for the pages that show them.

use std::sync::OnceLock;

use client::net::{NetError, RequestId, Requests};
use client::people::circle::Circle;
use client::people::listed::Listed;
use common::api::error::{ErrorBody, ErrorCode};
use common::api::friends::{Blocked, Friend, FriendRequest};
use common::api::profiles::{FoundUser, User};
use common::api::stats::Stats;
use common::api::time::Timestamp;
use common::api::users::UserMe;
use common::ids::UserId;
use serde_json::{Value, json};

/// Whoever looks at the pages.
pub(crate) const ME: UserId = UserId(7);
pub(crate) const NOW: Timestamp = Timestamp(1_769_858_884_123);
/// As wide as a name can be.
pub(crate) const WIDE: &str = "WWWWWWWWWWWWWWW";

/// A request that nothing else has.
pub(crate) fn a_request() -> RequestId {
    static REQUESTS: OnceLock<Requests> = OnceLock::new();
    let of_an_app = || client::logic(None, None).world_mut().remove_resource::<Requests>().expect("every app can ask");
    REQUESTS.get_or_init(of_an_app).send(common::api::meta::GetMeta {})
}

pub(crate) fn refused(code: ErrorCode) -> NetError {
    NetError::Refused(ErrorBody { code, detail: String::new(), fields: Default::default() })
}

fn small(id: i64, name: &str) -> Value {
    json!({"id": id, "username": name, "profile_picture": {"id": id % 23, "name": "", "small": "", "medium": ""}})
}

fn status(activity: &str, playing: Option<&str>) -> Value {
    json!({"is_online": activity != "offline", "game_playing": playing, "last_online": "2026-01-31T11:25:04.123Z", "activity": activity})
}

fn with(mut user: Value, more: &Value) -> Value {
    let (Some(user_map), Some(more)) = (user.as_object_mut(), more.as_object()) else { return user };
    user_map.extend(more.clone());
    user
}

pub(crate) fn friend(id: i64, name: &str, activity: &str, playing: Option<&str>) -> Friend {
    serde_json::from_value(json!({
        "id": id, "friend": with(small(id, name), &json!({"status": status(activity, playing), "trophies": 1240})), "friend_win": 3, "me_win": 5,
        "friends_since": "2026-01-30T11:25:04.123Z", "matches_play_against": 8, "matches_played_together": 4, "matches_won_together": 2,
    }))
    .expect("a friend as the contract has it")
}

/// A request to me, or of mine.
pub(crate) fn request(id: i64, name: &str, to_me: bool) -> FriendRequest {
    let (me, other) = (small(ME.0, "Ada"), small(id, name));
    let (sender, receiver) = if to_me { (other, me) } else { (me, other) };
    serde_json::from_value(json!({"id": id, "sender": sender, "receiver": receiver, "send_at": "2026-01-31T11:25:04.123Z"}))
        .expect("a request as the contract has it")
}

pub(crate) fn blocked(id: i64, name: &str) -> Blocked {
    serde_json::from_value(json!({"id": id, "blocked": small(id, name), "blocked_at": "2026-01-31T11:25:04.123Z"}))
        .expect("a block as the contract has it")
}

pub(crate) fn found(id: i64, name: &str) -> FoundUser {
    serde_json::from_value(with(small(id, name), &json!({"status": status("idle", None)}))).expect("a user as the contract has it")
}

pub(crate) fn nobody() -> Circle {
    let mut circle = Circle::default();
    circle.belong_to(Some(ME));
    (circle.friends, circle.requests, circle.blocked) = (Listed::of(Vec::new()), Listed::of(Vec::new()), Listed::of(Vec::new()));
    circle
}

pub(crate) fn everybody() -> Circle {
    let mut circle = nobody();
    circle.friends = Listed::of(vec![
        friend(8, "bob", "offline", None),
        friend(9, WIDE, "playing", Some("7KDW3Q")),
        friend(10, "cleo", "idle", None),
        friend(11, "dora", "queue", None),
    ]);
    circle.requests = Listed::of(vec![request(20, "eve", true), request(21, WIDE, true), request(22, "finn", false)]);
    circle.blocked = Listed::of(vec![blocked(30, "gus"), blocked(31, WIDE)]);
    circle
}

/// Somebody's profile.
pub(crate) fn user(id: i64, name: &str, guest: bool) -> User {
    let rank = |game: &str, trophies: i64, tier: &str| json!({"game": game, "trophies": trophies, "tier": tier, "icon": "", "ranked_played": 42, "ranked_won": 30, "ranked_lost": 12});
    let more = json!({
        "is_guest": guest, "status": status("playing", Some("7KDW3Q")), "trophies": 1240, "catchphrase": "The ball is round, the court is not.",
        "bio": "I play on Sundays.\nNever against the sun.", "ranks": [rank("duel", 1240, "gold"), rank("clash", 0, "unranked")], "friends": null,
    });
    serde_json::from_value(with(small(id, name), &more)).expect("a user as the contract has it")
}

pub(crate) fn stats() -> Vec<Stats> {
    let of = |id: i64, mode: &str, played: i64, wins: i64| {
        json!({"id": id, "game_mode": mode, "game_played": played, "wins": wins, "scored": 311, "longest_win_streak": 9, "current_win_streak": 2,
            "own_goals": if mode == "clash" { Some(3) } else { None }, "tournament_wins": if mode == "tournament" { Some(1) } else { None }})
    };
    let all =
        json!([of(1, "global", 120, 77), of(2, "duel", 60, 40), of(3, "clash", 10, 3), of(4, "ranked", 42, 30), of(5, "tournament", 8, 4)]);
    serde_json::from_value(all).expect("statistics as the contract has them")
}

pub(crate) fn me(guest: bool) -> UserMe {
    let name = if guest { "Guest1234567890" } else { "Ada" };
    let more = json!({
        "is_guest": guest, "created_at": "2026-01-01T11:28:04.123Z", "accept_friend_request": true, "accept_chat_from": "friends_only",
        "accept_challenges": true, "allow_spectators": true, "play_mode": "online", "catchphrase": "", "bio": "", "trophies": 0, "ranks": [],
        "notifications": {"friend_requests": 0, "chats": 0, "challenges": 0}, "is_online": true, "last_online": "2026-01-31T11:28:04.123Z",
    });
    serde_json::from_value(with(small(ME.0, name), &more)).expect("a user as the contract has it")
}
