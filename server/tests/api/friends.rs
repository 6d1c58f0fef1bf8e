//! Friends and those who want to be.

use common::api::Page;
use common::api::error::{ErrorBody, ErrorCode, FieldCode};
use common::api::event::{EndedFriendship, EndedRequest, FriendsEvent, ServerEvent, UsersEvent};
use common::api::friends::{
    AcceptFriendRequest, BlockUser, DeleteFriend, DeleteFriendRequest, Friend, FriendRequest, GetFriendRequest, ListFriendRequests,
    ListFriends, ListReceivedRequests, REQUESTS_MAX, SendFriendRequest,
};
use common::api::users::{Activity, GetMe, PatchMe};
use common::ids::{FriendRequestId, FriendshipId};

use crate::harness::{BEGIN_MS, EventStream, TestApp, User};

/// `one` asks `other` for friendship.
pub(crate) async fn ask(one: &User, other: &User) -> FriendRequest {
    one.call(SendFriendRequest { username: other.name.clone() }).await.unwrap()
}

/// Makes two friends; the friendship as `other` sees it.
pub(crate) async fn befriend(one: &User, other: &User) -> Friend {
    let request = ask(one, other).await;
    other.call(AcceptFriendRequest { id: request.id }).await.unwrap()
}

/// The next event, which is about friends; pictures that are unlocked by having some are passed over.
pub(crate) async fn next(stream: &mut EventStream) -> FriendsEvent {
    loop {
        let event = stream.next().await.unwrap().event;
        if let ServerEvent::Friends(event) = event {
            return event;
        }
        assert!(matches!(event, ServerEvent::Users(UsersEvent::PictureUnlocked(_))), "{event:?}");
    }
}

/// The user's friends, on one page.
pub(crate) async fn friends_of(user: &User, online: Option<bool>) -> Page<Friend> {
    user.call(ListFriends { online, limit: 100, offset: 0 }).await.unwrap()
}

/// The user's requests, sent and received, on one page.
pub(crate) async fn requests_of(user: &User) -> Page<FriendRequest> {
    user.call(ListFriendRequests { limit: 100, offset: 0 }).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_request_is_with_both_and_the_receiver_hears_of_it() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let mut stream = bob.stream().await;
    let request = ada.call(SendFriendRequest { username: "BOB".into() }).await.unwrap();
    assert_eq!((request.sender.id, request.receiver.id, request.send_at.0), (ada.id, bob.id, BEGIN_MS));
    assert_eq!(next(&mut stream).await, FriendsEvent::Received(Box::new(request.clone())));
    for user in [&ada, &bob] {
        assert_eq!(user.call(GetFriendRequest { id: request.id }).await.unwrap(), request);
        assert_eq!(requests_of(user).await.results, std::slice::from_ref(&request));
    }
    let received = ListReceivedRequests { limit: 20, offset: 0 };
    assert_eq!(bob.call(received).await.unwrap().results, std::slice::from_ref(&request));
    assert_eq!(ada.call(received).await.unwrap().count, 0);
    let second = ask(&eve, &bob).await;
    let third = ask(&bob, &app.user("carl").await).await;
    assert_eq!(requests_of(&bob).await.results, [third, second, request.clone()], "the newest first");
    let page = bob.call(ListFriendRequests { limit: 1, offset: 2 }).await.unwrap();
    assert_eq!((page.count, page.results, page.next.is_none()), (3, vec![request], true));
}

#[tokio::test(start_paused = true)]
async fn an_accepted_request_is_a_friendship_of_both_and_the_one_who_asked_hears_of_it() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let mut stream = ada.stream().await;
    let request = ask(&ada, &bob).await;
    assert_eq!(ada.refused(AcceptFriendRequest { id: request.id }).await, ErrorCode::Forbidden);
    let friend = bob.call(AcceptFriendRequest { id: request.id }).await.unwrap();
    assert_eq!((friend.friend.user.id, friend.friends_since.0, friend.friend.trophies), (ada.id, BEGIN_MS, 0));
    assert_eq!((friend.friend.status.is_online, friend.friend.status.activity), (true, Activity::Idle));
    assert_eq!((friend.me_win, friend.friend_win, friend.matches_play_against, friend.matches_played_together), (0, 0, 0, 0));
    let FriendsEvent::Accepted(theirs) = next(&mut stream).await else { panic!("another event") };
    assert_eq!((theirs.id, theirs.friend.user.id, theirs.friend.status.is_online), (friend.id, bob.id, false));
    assert_eq!(friends_of(&bob, None).await.results, [friend]);
    assert_eq!(friends_of(&ada, None).await.results, [*theirs]);
    for user in [&ada, &bob] {
        assert_eq!(requests_of(user).await.count, 0);
        assert_eq!(user.refused(AcceptFriendRequest { id: request.id }).await, ErrorCode::NotFound);
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_friend_unlocks_a_picture_for_both() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let mut streams = [ada.stream().await, bob.stream().await];
    befriend(&ada, &bob).await;
    for stream in &mut streams {
        let heard = stream.next_of("profile-picture-unlocked").await.event;
        let ServerEvent::Users(UsersEvent::PictureUnlocked(picture)) = heard else { panic!("{heard:?}") };
        assert_eq!((picture.name.as_str(), picture.unlock), ("One Friend", true));
    }
}

#[tokio::test(start_paused = true)]
async fn requests_count_as_new_until_their_receiver_has_looked_at_them() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let new = async |user: &User| user.call(GetMe {}).await.unwrap().notifications.friend_requests;
    ask(&ada, &bob).await;
    ask(&eve, &bob).await;
    assert_eq!((new(&bob).await, new(&ada).await), (2, 0));
    requests_of(&bob).await;
    assert_eq!(new(&bob).await, 2, "only the list of those received clears them");
    bob.call(ListReceivedRequests { limit: 1, offset: 1 }).await.unwrap();
    assert_eq!(new(&bob).await, 0);
    ask(&app.user("late").await, &bob).await;
    assert_eq!(new(&bob).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_rejected_or_taken_back_is_gone_and_the_other_hears_which() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (mut ada_hears, mut bob_hears) = (ada.stream().await, bob.stream().await);
    let rejected = ask(&ada, &bob).await.id;
    next(&mut bob_hears).await;
    bob.call(DeleteFriendRequest { id: rejected }).await.unwrap();
    assert_eq!(next(&mut ada_hears).await, FriendsEvent::Rejected(EndedRequest { id: rejected }));
    let taken_back = ask(&ada, &bob).await.id;
    next(&mut bob_hears).await;
    ada.call(DeleteFriendRequest { id: taken_back }).await.unwrap();
    assert_eq!(next(&mut bob_hears).await, FriendsEvent::Cancelled(EndedRequest { id: taken_back }));
    for id in [rejected, taken_back] {
        assert_eq!(ada.refused(GetFriendRequest { id }).await, ErrorCode::NotFound);
        assert_eq!(bob.refused(DeleteFriendRequest { id }).await, ErrorCode::NotFound);
        assert_eq!(bob.refused(AcceptFriendRequest { id }).await, ErrorCode::NotFound);
    }
}

#[tokio::test(start_paused = true)]
async fn a_friendship_ends_for_both_and_the_other_hears_of_it() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let id = befriend(&ada, &bob).await.id;
    let mut stream = bob.stream().await;
    ada.call(DeleteFriend { id }).await.unwrap();
    assert_eq!(next(&mut stream).await, FriendsEvent::Ended(EndedFriendship { id }));
    for user in [&ada, &bob] {
        assert_eq!(friends_of(user, None).await.count, 0);
        assert_eq!(user.refused(DeleteFriend { id }).await, ErrorCode::NotFound);
    }
    assert_ne!(befriend(&bob, &ada).await.id, id, "an id that has ended means nothing else");
}

#[tokio::test(start_paused = true)]
async fn whom_nobody_may_know_of_is_the_same_404_and_what_is_wrong_is_said() {
    let app = TestApp::start().await;
    let (ada, bob, guest) = (app.user("ada").await, app.user("bob").await, app.guest().await);
    bob.call(BlockUser { user_id: ada.id }).await.unwrap();
    let long = "x".repeat(10_000);
    for name in ["bob", &guest.name, "nobody", "", " ", "b\u{0}b", "\u{202e}bob", "b%", "_ob", "deleted user", &long] {
        let body = serde_json::json!({ "username": name }).to_string();
        let reply = ada.send("POST", "/api/users/me/friend_requests/", &body).await;
        assert_eq!(reply.refusal(), (404, ErrorCode::NotFound), "{name:?}");
    }
    let rows = [
        ("{}", FieldCode::Required),
        (r#"{"username": null}"#, FieldCode::Required),
        (r#"{"username": 5}"#, FieldCode::WrongType),
        (r#"{"username": ["bob"]}"#, FieldCode::WrongType),
        (r#"{"username": "Ada"}"#, FieldCode::Yourself),
    ];
    for (body, code) in rows {
        let reply = ada.send("POST", "/api/users/me/friend_requests/", body).await;
        assert_eq!(reply.refusal(), (400, ErrorCode::Invalid), "{body}");
        assert_eq!(reply.json::<ErrorBody>().fields["username"], [code], "{body}");
    }
    assert_eq!(ada.send("POST", "/api/users/me/friend_requests/", "[]").await.refusal(), (400, ErrorCode::Malformed));
    assert_eq!(requests_of(&ada).await.count, 0);
}

#[tokio::test(start_paused = true)]
async fn who_has_asked_is_a_friend_or_does_not_want_it_is_refused_by_name() {
    let app = TestApp::start().await;
    let (ada, bob, carl, dora) = (app.user("ada").await, app.user("bob").await, app.user("carl").await, app.user("dora").await);
    let to = |user: &User| SendFriendRequest { username: user.name.clone() };
    ask(&ada, &bob).await;
    assert_eq!(ada.refused(to(&bob)).await, ErrorCode::AlreadyRequested);
    assert_eq!(bob.refused(to(&ada)).await, ErrorCode::AlreadyRequested, "also the other way round");
    befriend(&ada, &carl).await;
    assert_eq!(ada.refused(to(&carl)).await, ErrorCode::AlreadyFriends);
    assert_eq!(carl.refused(to(&ada)).await, ErrorCode::AlreadyFriends);
    dora.call(PatchMe { accept_friend_request: Some(false), ..PatchMe::default() }).await.unwrap();
    assert_eq!(ada.refused(to(&dora)).await, ErrorCode::NotAccepting);
    ada.call(BlockUser { user_id: dora.id }).await.unwrap();
    assert_eq!(ada.refused(to(&dora)).await, ErrorCode::BlockedByYou);
}

#[tokio::test(start_paused = true)]
async fn so_many_requests_may_wait_and_an_answer_makes_room() {
    let app = TestApp::start().await;
    let (ada, late) = (app.user("ada").await, app.user("late").await);
    let mut first = None;
    for number in 0..REQUESTS_MAX {
        let other = app.user(&format!("other{number}")).await;
        let request = ask(&ada, &other).await;
        first.get_or_insert((other, request));
    }
    let to_late = || SendFriendRequest { username: late.name.clone() };
    assert_eq!(ada.refused(to_late()).await, ErrorCode::TooManyRequests);
    ask(&late, &ada).await;
    let (other, request) = first.unwrap();
    other.call(AcceptFriendRequest { id: request.id }).await.unwrap();
    assert_eq!(ada.refused(to_late()).await, ErrorCode::AlreadyRequested, "those that were received do not count");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_ones_own_does_not_exist_and_a_guest_has_none_of_it() {
    let app = TestApp::start().await;
    let (ada, bob, eve, guest) = (app.user("ada").await, app.user("bob").await, app.user("eve").await, app.guest().await);
    let friendship = befriend(&ada, &bob).await.id;
    let request = ask(&ada, &app.user("carl").await).await.id;
    let paths = |request: FriendRequestId, friendship: FriendshipId| {
        let request = format!("/api/users/me/friend_requests/{request}/");
        [
            ("GET", request.clone()),
            ("DELETE", request.clone()),
            ("POST", request),
            ("DELETE", format!("/api/users/me/friends/{friendship}/")),
        ]
    };
    for (method, path) in paths(request, friendship).iter().chain(&paths(FriendRequestId(999), FriendshipId(999))) {
        assert_eq!(eve.send(method, path, "").await.refusal(), (404, ErrorCode::NotFound), "{method} {path}");
        assert_eq!(guest.send(method, path, "").await.refusal(), (403, ErrorCode::GuestNotAllowed), "{method} {path}");
        assert_eq!(app.send(method, path, None, "").await.refusal(), (401, ErrorCode::NotAuthenticated), "{method} {path}");
    }
    for id in ["0", "-1", "x", "99999999999999999999", "1.0"] {
        for path in [format!("/api/users/me/friend_requests/{id}/"), format!("/api/users/me/friends/{id}/")] {
            assert_eq!(ada.send("DELETE", &path, "").await.refusal(), (404, ErrorCode::NotFound), "{path}");
        }
    }
    for path in ["/api/users/me/friend_requests/", "/api/users/me/friend_requests/received/", "/api/users/me/friends/"] {
        assert_eq!(guest.send("GET", path, "").await.refusal(), (403, ErrorCode::GuestNotAllowed), "{path}");
        assert_eq!(ada.send("GET", &format!("{path}?limit=0"), "").await.refusal(), (400, ErrorCode::Malformed), "{path}");
    }
    assert_eq!((friends_of(&ada, None).await.count, requests_of(&ada).await.count), (1, 1), "nothing was changed");
}

#[tokio::test(start_paused = true)]
async fn friends_are_listed_by_name_page_by_page_and_by_who_is_online() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let mut streams = Vec::new();
    for name in ["Dora", "bob", "Carl", "eve"] {
        let friend = app.user(name).await;
        befriend(&friend, &ada).await;
        if name != "Carl" {
            streams.push(friend.stream().await);
        }
    }
    let names = |page: &Page<Friend>| page.results.iter().map(|friend| friend.friend.user.username.clone()).collect::<Vec<_>>();
    assert_eq!(names(&friends_of(&ada, None).await), ["bob", "Carl", "Dora", "eve"]);
    assert_eq!(names(&friends_of(&ada, Some(true)).await), ["bob", "Dora", "eve"]);
    assert_eq!(names(&friends_of(&ada, Some(false)).await), ["Carl"]);
    let page = ada.call(ListFriends { online: Some(true), limit: 2, offset: 1 }).await.unwrap();
    assert_eq!((page.count, names(&page)), (3, vec!["Dora".to_owned(), "eve".to_owned()]));
    assert!(page.next.is_none() && page.previous.unwrap().contains("online=true"));
    assert_eq!(ada.call(ListFriends { online: None, limit: 20, offset: 9 }).await.unwrap().results, []);
    for garbage in ["", "1", "TRUE", "x"] {
        let reply = ada.send("GET", &format!("/api/users/me/friends/?online={garbage}"), "").await;
        assert_eq!(reply.refusal(), (400, ErrorCode::Malformed), "{garbage}");
    }
}

#[tokio::test(start_paused = true)]
async fn friends_hear_of_a_new_name_and_strangers_do_not() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    befriend(&ada, &bob).await;
    let (mut friend, mut stranger) = (bob.stream().await, eve.stream().await);
    ada.call(PatchMe { username: Some("Lovelace".into()), ..PatchMe::default() }).await.unwrap();
    let ServerEvent::Users(UsersEvent::Updated(updated)) = friend.next().await.unwrap().event else { panic!("another event") };
    assert_eq!((updated.id, updated.username.as_str()), (ada.id, "Lovelace"));
    app.jump(std::time::Duration::from_millis(15_100)).await;
    stranger.comment().await;
}

#[tokio::test(start_paused = true)]
async fn two_who_ask_each_other_at_the_same_moment_have_one_request() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let ask = |from: &User, to: &User| {
        let (from, username) = (from.clone(), to.name.clone());
        async move { from.call(SendFriendRequest { username }).await.map_err(|error| error.code) }
    };
    let (one, other) = tokio::join!(ask(&ada, &bob), ask(&bob, &ada));
    let (made, refused) = if one.is_ok() { (one, other) } else { (other, one) };
    assert_eq!(refused, Err(ErrorCode::AlreadyRequested));
    assert_eq!(requests_of(&ada).await.results, [made.unwrap()]);
    assert_eq!(requests_of(&bob).await.count, 1);
}

#[tokio::test(start_paused = true)]
async fn the_same_request_a_hundred_times_at_once_is_one() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let mut hears = bob.stream().await;
    let codes = async |call: &dyn Fn() -> futures_util::future::BoxFuture<'static, Result<(), ErrorCode>>| {
        let outcomes = futures_util::future::join_all((0..100).map(|_| call())).await;
        let mut refusals: Vec<_> = outcomes.into_iter().filter_map(Result::err).collect();
        assert_eq!(refusals.len(), 99);
        refusals.dedup();
        refusals
    };
    let asks = || -> futures_util::future::BoxFuture<'static, _> {
        let (ada, username) = (ada.clone(), bob.name.clone());
        Box::pin(async move { ada.call(SendFriendRequest { username }).await.map(drop).map_err(|error| error.code) })
    };
    assert_eq!(codes(&asks).await, [ErrorCode::AlreadyRequested]);
    let FriendsEvent::Received(request) = next(&mut hears).await else { panic!("another event") };
    let accepts = || -> futures_util::future::BoxFuture<'static, _> {
        let (bob, id) = (bob.clone(), request.id);
        Box::pin(async move { bob.call(AcceptFriendRequest { id }).await.map(drop).map_err(|error| error.code) })
    };
    assert_eq!(codes(&accepts).await, [ErrorCode::NotFound]);
    let id = friends_of(&ada, None).await.results[0].id;
    let ends = || -> futures_util::future::BoxFuture<'static, _> {
        let ada = ada.clone();
        Box::pin(async move { ada.call(DeleteFriend { id }).await.map_err(|error| error.code) })
    };
    assert_eq!(codes(&ends).await, [ErrorCode::NotFound]);
    assert_eq!(next(&mut hears).await, FriendsEvent::Ended(EndedFriendship { id }), "and heard once");
    app.jump(std::time::Duration::from_millis(15_100)).await;
    hears.comment().await;
}

#[tokio::test(start_paused = true)]
async fn of_two_who_end_their_friendship_at_the_same_moment_one_does() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let id = befriend(&ada, &bob).await.id;
    let (one, other) = tokio::join!(ada.call(DeleteFriend { id }), bob.call(DeleteFriend { id }));
    assert_eq!([&one, &other].iter().filter(|ended| ended.is_ok()).count(), 1);
    assert_eq!(one.and(other).unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(friends_of(&ada, None).await.count + friends_of(&bob, None).await.count, 0);
}

#[tokio::test(start_paused = true)]
async fn of_accepting_and_taking_back_at_the_same_moment_one_happens() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    for accepts_first in [true, false] {
        let id = ask(&ada, &bob).await.id;
        let accept = || async { bob.call(AcceptFriendRequest { id }).await.map(|friend| friend.id).map_err(|error| error.code) };
        let take_back = || async { ada.call(DeleteFriendRequest { id }).await.map_err(|error| error.code) };
        let (accepted, taken_back) = if accepts_first {
            tokio::join!(accept(), take_back())
        } else {
            let (taken_back, accepted) = tokio::join!(take_back(), accept());
            (accepted, taken_back)
        };
        assert_ne!(accepted.is_ok(), taken_back.is_ok());
        assert_eq!(friends_of(&ada, None).await.count, i64::from(accepted.is_ok()));
        assert_eq!(requests_of(&bob).await.count, 0);
        if let Ok(id) = accepted {
            ada.call(DeleteFriend { id }).await.unwrap();
        }
    }
}
