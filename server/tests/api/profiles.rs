//! How users look to others: profiles, the list of users, pictures; and what waits for the caller.

use common::api::auth::RegisterGuest;
use common::api::error::ErrorCode;
use common::api::event::{ServerEvent, UsersEvent};
use common::api::matches::Game;
use common::api::profiles::{EquipPicture, GetUser, ListPictures, ListUsers};
use common::api::users::{Activity, DeleteMe, GetMe, Notifications, PatchMe, Tier};
use common::ids::PictureId;

use crate::harness::{BEGIN_MS, PASSWORD, TestApp, User};
use crate::players::duel_of;
use crate::restart::change;

async fn block(app: &TestApp, blocker: &User, blocked: &User) {
    let row = format!("INSERT INTO blocks (blocker_id, blocked_id, blocked_at) VALUES ({}, {}, {BEGIN_MS})", blocker.id, blocked.id);
    change(app.data_dir.path(), &row).await;
}

async fn find(user: &User, q: &str) -> Vec<String> {
    let page = user.call(ListUsers { q: q.to_owned(), limit: 20, offset: 0 }).await.unwrap();
    assert_eq!(page.count, i64::try_from(page.results.len()).unwrap());
    page.results.into_iter().map(|found| found.user.username).collect()
}

#[tokio::test(start_paused = true)]
async fn a_profile_shows_what_the_user_wrote_where_they_stand_and_what_they_do() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let words = PatchMe { catchphrase: Some("Poetical science".into()), bio: Some("One\nTwo".into()), ..PatchMe::default() };
    ada.call(words).await.unwrap();
    change(app.data_dir.path(), &format!("INSERT INTO ranks VALUES ({}, 'duel', 520, 9, 5, 4)", ada.id)).await;
    let seen = bob.call(GetUser { id: ada.id }).await.unwrap();
    assert_eq!((seen.id, seen.username.as_str(), seen.is_guest, seen.profile_picture.id.0), (ada.id, "ada", false, 1));
    assert_eq!((seen.catchphrase.as_str(), seen.bio.as_str(), seen.trophies), ("Poetical science", "One\nTwo", 520));
    let ranks: Vec<_> = seen.ranks.iter().map(|rank| (rank.game, rank.tier, rank.ranked_played)).collect();
    assert_eq!(ranks, [(Game::Duel, Tier::Silver, 9), (Game::Clash, Tier::Unranked, 0)]);
    assert_eq!((seen.status.is_online, seen.status.activity, seen.friends), (false, Activity::Offline, None));
    let duel = duel_of(&app, ada.clone(), bob.clone()).await;
    let status = bob.call(GetUser { id: ada.id }).await.unwrap().status;
    assert_eq!((status.is_online, status.activity, status.game_playing), (true, Activity::Playing, Some(duel.code)));
    let guest = app.guest().await;
    let own = guest.call(GetUser { id: guest.id }).await.unwrap();
    assert_eq!((own.is_guest, own.profile_picture.id.0, own.friends), (true, 0, None));
}

#[tokio::test(start_paused = true)]
async fn friends_see_their_friendship_each_from_their_own_side() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let columns = "low_id, high_id, since, matches_against, low_wins, high_wins, matches_together, won_together";
    change(app.data_dir.path(), &format!("INSERT INTO friendships ({columns}) VALUES ({}, {}, 77, 5, 3, 2, 4, 1)", ada.id, bob.id)).await;
    change(app.data_dir.path(), &format!("INSERT INTO ranks VALUES ({}, 'duel', 30, 1, 1, 0)", bob.id)).await;
    let friend = ada.call(GetUser { id: bob.id }).await.unwrap().friends.unwrap();
    assert_eq!((friend.friend.user.id, friend.friend.trophies, friend.friends_since.0), (bob.id, 30, 77));
    assert_eq!((friend.matches_play_against, friend.me_win, friend.friend_win), (5, 3, 2));
    assert_eq!((friend.matches_played_together, friend.matches_won_together), (4, 1));
    let other = bob.call(GetUser { id: ada.id }).await.unwrap().friends.unwrap();
    assert_eq!((other.id, other.me_win, other.friend_win), (friend.id, 2, 3));
    assert_eq!(eve.call(GetUser { id: ada.id }).await.unwrap().friends, None);
}

#[tokio::test(start_paused = true)]
async fn who_is_not_there_is_deleted_or_keeps_the_caller_away_is_the_same_404() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let _streams = (ada.stream().await, bob.stream().await);
    block(&app, &bob, &ada).await;
    eve.call(DeleteMe { password: Some(PASSWORD.into()) }).await.unwrap();
    let unknown = ada.send("GET", "/api/users/999/", "").await;
    assert_eq!(unknown.refusal(), (404, ErrorCode::NotFound));
    for id in [bob.id.to_string(), eve.id.to_string(), "0".into(), "-1".into(), "x".into(), "%20".into(), "99999999999999999999".into()] {
        let reply = ada.send("GET", &format!("/api/users/{id}/"), "").await;
        assert_eq!((reply.status, &reply.body), (unknown.status, &unknown.body), "{id}");
    }
    let seen = bob.call(GetUser { id: ada.id }).await.unwrap();
    assert_eq!(
        (seen.status.is_online, seen.status.last_online.0),
        (false, BEGIN_MS),
        "who keeps somebody away sees nothing of them either"
    );
    assert_eq!(app.send("GET", &format!("/api/users/{}/", ada.id), None, "").await.refusal(), (401, ErrorCode::NotAuthenticated));
    let reply = ada.send("DELETE", &format!("/api/users/{}/", ada.id), "").await;
    assert_eq!((reply.refusal(), &reply.headers["allow"]), ((405, ErrorCode::MethodNotAllowed), &http::HeaderValue::from_static("GET")));
}

#[tokio::test(start_paused = true)]
async fn names_that_are_no_ids_lead_where_they_say() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    assert_eq!(ada.call(GetMe {}).await.unwrap().id, ada.id);
    assert_eq!(ada.call(ListPictures {}).await.unwrap().len(), 23);
    let reply = ada.send("PUT", "/api/users/me/", "{}").await;
    assert_eq!(reply.refusal(), (405, ErrorCode::MethodNotAllowed));
    let mut allowed: Vec<_> = reply.headers["allow"].to_str().unwrap().split(", ").collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["DELETE", "GET", "PATCH"]);
}

#[tokio::test(start_paused = true)]
async fn accounts_are_found_by_any_part_of_their_name_in_any_case_by_name() {
    let app = TestApp::start().await;
    let ada = app.user("Ada").await;
    for name in ["cADAver", "bob", "zed_ada", "a-b"] {
        app.user(name).await;
    }
    let guest = app.guest().await;
    for q in ["ada", "ADA", "aDa"] {
        assert_eq!(find(&ada, q).await, ["Ada", "cADAver", "zed_ada"], "{q}");
    }
    assert_eq!(find(&guest, "").await, ["a-b", "Ada", "bob", "cADAver", "zed_ada"], "guests look, and are in no list");
    assert_eq!(find(&ada, "guest").await, [""; 0]);
    assert_eq!(find(&ada, "_").await, ["zed_ada"], "it stands for itself");
    assert_eq!(find(&ada, "-").await, ["a-b"]);
    for q in ["%", "a%a", "*", "\\", "'", "\" OR 1=1 --", "\0", "é", "ada ", &"a".repeat(300)] {
        assert_eq!(find(&ada, q).await, [""; 0], "{q:?}");
    }
    let reply = ada.send("GET", "/api/users/", "").await;
    assert_eq!(reply.json::<serde_json::Value>()["count"], 5, "without q, everybody");
}

#[tokio::test(start_paused = true)]
async fn a_list_of_users_comes_in_pages_with_what_each_is_doing() {
    let app = TestApp::start().await;
    let mut users = Vec::new();
    for name in ["ann", "ben", "cat", "dan", "eva"] {
        users.push(app.user(name).await);
    }
    let _stream = users[2].stream().await;
    let mut read = Vec::new();
    for offset in [0, 2, 4] {
        let page = users[0].call(ListUsers { q: "".into(), limit: 2, offset }).await.unwrap();
        assert_eq!((page.count, page.next.is_some(), page.previous.is_some()), (5, offset < 4, offset > 0));
        read.extend(page.results);
    }
    assert!(read.iter().map(|found| found.user.id).eq(users.iter().map(|user| user.id)));
    let online: Vec<_> = read.iter().map(|found| found.status.is_online).collect();
    assert_eq!(online, [false, false, true, false, false]);
    let page = users[0].call(ListUsers { q: "n".into(), limit: 1, offset: 1 }).await.unwrap();
    assert!(page.next.unwrap().ends_with("?q=n&limit=1&offset=2"));
    assert_eq!((page.count, page.results[0].user.username.as_str()), (3, "ben"));
    assert_eq!(users[0].call(ListUsers { q: "".into(), limit: 20, offset: 77 }).await.unwrap().results, []);
    for query in ["limit=0", "limit=-1", "limit=x", "offset=", "offset=99999999999999999999"] {
        assert_eq!(users[0].send("GET", &format!("/api/users/?{query}"), "").await.refusal(), (400, ErrorCode::Malformed), "{query}");
    }
    assert_eq!(users[0].send("GET", "/api/users/?limit=1000", "").await.status, 200, "cut down to 100");
    assert_eq!(app.send("GET", "/api/users/", None, "").await.refusal(), (401, ErrorCode::NotAuthenticated));
}

#[tokio::test(start_paused = true)]
async fn the_list_of_users_follows_every_name_that_comes_changes_or_goes() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    assert_eq!(find(&ada, "").await, ["ada", "bob"]);
    bob.call(PatchMe { username: Some("Zoe".into()), ..PatchMe::default() }).await.unwrap();
    let guest = app.guest().await;
    assert_eq!(find(&ada, "").await, ["ada", "Zoe"]);
    guest.call(RegisterGuest { username: "bob".into(), password: PASSWORD.into() }).await.unwrap();
    assert_eq!(find(&ada, "O").await, ["bob", "Zoe"]);
    app.jump(std::time::Duration::from_secs(61)).await;
    guest.call(DeleteMe { password: Some(PASSWORD.into()) }).await.unwrap();
    bob.call(PatchMe { username: Some("Bob".into()), ..PatchMe::default() }).await.unwrap();
    assert_eq!((find(&ada, "").await, find(&ada, "z").await), (vec!["ada".to_owned(), "Bob".to_owned()], vec![]));
    let mut restarted = ada.clone();
    restarted.app = app.restart().await;
    assert_eq!(find(&restarted, "").await, ["ada", "Bob"]);
}

#[tokio::test(start_paused = true)]
async fn who_is_kept_away_does_not_find_the_other_and_who_keeps_away_does() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    block(&app, &bob, &ada).await;
    assert_eq!(find(&ada, "").await, ["ada"]);
    assert_eq!(find(&bob, "").await, ["ada", "bob"], "to end it again");
}

#[tokio::test(start_paused = true)]
async fn pictures_are_shown_equipped_first_then_unlocked_then_by_id() {
    let app = TestApp::start().await;
    let (ada, guest) = (app.user("ada").await, app.guest().await);
    change(app.data_dir.path(), &format!("INSERT INTO unlocked_pictures VALUES ({0}, 8, 5), ({0}, 20, 5)", ada.id)).await;
    let ids = async |user: &User| user.call(ListPictures {}).await.unwrap().iter().map(|picture| picture.id.0).collect::<Vec<_>>();
    assert_eq!(ids(&ada).await[..5], [1, 8, 20, 0, 2]);
    let equipped = ada.call(EquipPicture { id: PictureId(20) }).await.unwrap();
    assert!(equipped.unlock && equipped.is_equiped && equipped.id.0 == 20);
    assert_eq!(ids(&ada).await[..5], [20, 1, 8, 0, 2]);
    let pictures = ada.call(ListPictures {}).await.unwrap();
    assert_eq!(pictures.iter().filter(|picture| picture.is_equiped).count(), 1);
    assert!(pictures.iter().enumerate().all(|(place, picture)| picture.unlock == (place < 3)));
    assert!(pictures.iter().all(|picture| !picture.unlock_reason.is_empty() && picture.large.ends_with("_large.png")));
    assert_eq!(ada.call(GetMe {}).await.unwrap().profile_picture.id.0, 20);
    assert_eq!(ids(&guest).await[..2], [0, 1]);
    assert_eq!(guest.call(EquipPicture { id: PictureId(0) }).await.unwrap().id.0, 0);
    assert_eq!(guest.refused(EquipPicture { id: PictureId(1) }).await, ErrorCode::Locked);
}

#[tokio::test(start_paused = true)]
async fn a_picture_that_is_locked_or_none_is_refused_and_nothing_is_changed() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    assert_eq!(ada.refused(EquipPicture { id: PictureId(0) }).await, ErrorCode::Locked, "she never was a guest");
    assert_eq!(ada.send("PUT", "/api/users/profile-picture/22/", "").await.refusal(), (403, ErrorCode::Locked));
    for id in ["23", "255", "256", "-1", "+1", "x", "1.0", "99999999999999999999"] {
        let reply = ada.send("PUT", &format!("/api/users/profile-picture/{id}/"), "{}").await;
        assert_eq!(reply.refusal(), (404, ErrorCode::NotFound), "{id}");
    }
    assert_eq!(ada.call(GetMe {}).await.unwrap().profile_picture.id.0, 1);
    assert_eq!(app.send("PUT", "/api/users/profile-picture/1/", None, "").await.refusal(), (401, ErrorCode::NotAuthenticated));
}

#[tokio::test(start_paused = true)]
async fn who_was_a_guest_keeps_the_picture_of_guests() {
    let app = TestApp::start().await;
    let guest = app.guest().await;
    guest.call(RegisterGuest { username: "ada".into(), password: PASSWORD.into() }).await.unwrap();
    let pictures = guest.call(ListPictures {}).await.unwrap();
    let has: Vec<_> = pictures.iter().filter(|picture| picture.unlock).map(|picture| picture.id.0).collect();
    assert_eq!(has, [1, 0]);
    assert_eq!(guest.call(EquipPicture { id: PictureId(0) }).await.unwrap().id.0, 0);
}

#[tokio::test(start_paused = true)]
async fn a_new_picture_is_told_to_those_in_the_same_match_once() {
    let app = TestApp::start().await;
    let mut duel = crate::players::duel(&app).await;
    change(app.data_dir.path(), &format!("INSERT INTO unlocked_pictures VALUES ({}, 18, 5)", duel.a.id)).await;
    for _ in 0..2 {
        duel.a.call(EquipPicture { id: PictureId(18) }).await.unwrap();
    }
    duel.a.call(PatchMe { username: Some("lovelace".into()), ..PatchMe::default() }).await.unwrap();
    let told = app.while_time_passes(duel.b_stream.next_of("user-updated")).await.event;
    let ServerEvent::Users(UsersEvent::Updated(updated)) = told else { panic!("{told:?}") };
    assert_eq!((updated.id, updated.username.as_str(), updated.profile_picture.id.0), (duel.a.id, "ada", 18));
    let next = app.while_time_passes(duel.b_stream.next_of("user-updated")).await.event;
    let ServerEvent::Users(UsersEvent::Updated(updated)) = next else { panic!("{next:?}") };
    assert_eq!(updated.username, "lovelace", "putting the same one on again is no news");
}

#[tokio::test(start_paused = true)]
async fn what_waits_for_somebody_is_counted_and_what_is_hidden_is_not() {
    let app = TestApp::start().await;
    let mut users = Vec::new();
    for name in ["ada", "bob", "cat", "dan", "eve"] {
        users.push(app.user(name).await);
    }
    let [ada, bob, cat, dan, eve]: [User; 5] = users.try_into().ok().unwrap();
    let sql = async |statement: &str| change(app.data_dir.path(), statement).await;
    let requests = "INSERT INTO friend_requests (sender_id, receiver_id, send_at, seen)";
    sql(&format!("{requests} VALUES ({1}, {0}, 1, FALSE), ({2}, {0}, 2, TRUE), ({0}, {3}, 3, FALSE)", ada.id, bob.id, cat.id, dan.id))
        .await;
    let chats = "INSERT INTO chats (low_id, high_id, created_at, low_view, high_view, low_unread, high_unread)";
    sql(&format!("{chats} VALUES ({}, {}, 1, TRUE, TRUE, 3, 9)", ada.id, bob.id)).await;
    sql(&format!("{chats} VALUES ({}, {}, 1, TRUE, TRUE, 0, 1)", ada.id, cat.id)).await;
    sql(&format!("{chats} VALUES ({}, {}, 1, FALSE, TRUE, 2, 0)", ada.id, dan.id)).await;
    sql(&format!("{chats} VALUES ({}, {}, 1, TRUE, TRUE, 2, 2)", ada.id, eve.id)).await;
    block(&app, &eve, &ada).await;
    let challenges = "INSERT INTO challenges (game, sender_id, receiver_id, state, created_at)";
    let rows = [
        (&bob, &ada, "duel", "pending"),
        (&cat, &ada, "clash", "pending"),
        (&bob, &ada, "clash", "declined"),
        (&ada, &dan, "duel", "pending"),
    ];
    for (sender, receiver, game, state) in rows {
        sql(&format!("{challenges} VALUES ('{game}', {}, {}, '{state}', 1)", sender.id, receiver.id)).await;
    }
    let me = ada.call(GetMe {}).await.unwrap();
    assert_eq!(me.notifications, Notifications { friend_requests: 1, chats: 1, challenges: 2 });
    let [duel, clash] = [&me.ranks[0], &me.ranks[1]];
    assert_eq!((duel.challenged_by.as_slice(), duel.challenged.as_slice()), (&[bob.id][..], &[dan.id][..]));
    assert_eq!((clash.challenged_by.as_slice(), clash.challenged.as_slice(), clash.tournaments.len()), (&[cat.id][..], &[][..], 0));
    let counts = async |user: &User| user.call(GetMe {}).await.unwrap().notifications;
    assert_eq!(counts(&bob).await, Notifications { chats: 1, ..Notifications::default() });
    assert_eq!(counts(&cat).await, Notifications { chats: 1, ..Notifications::default() });
    assert_eq!(counts(&dan).await, Notifications { friend_requests: 1, challenges: 1, chats: 0 });
    assert_eq!(counts(&eve).await, Notifications::default());
}
