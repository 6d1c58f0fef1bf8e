//! The end of an account, and what it means for the others.

use std::time::Duration;

use common::api::challenge::ChallengeState;
use common::api::chat::{GetChat, ListMessages, PostMessage};
use common::api::error::{ErrorBody, ErrorCode, FieldCode};
use common::api::event::{ChallengeEvent, ChatNews, EndedFriendship, EndedRequest, FriendsEvent, ServerEvent};
use common::api::friends::{AcceptFriendRequest, BlockUser, ListBlocked, SendFriendRequest};
use common::api::matches::{GetMatch, ListMatches};
use common::api::queue::JoinDuel;
use common::api::users::{DeleteMe, GetMe, PatchMe};
use common::wire::Refusal;
use sqlx::AssertSqlSafe;

use crate::blocks::block;
use crate::challenges::to;
use crate::chatter::couple;
use crate::download::{ABOUT, About, fill, open};
use crate::friends::{ask, befriend, friends_of, next, requests_of};
use crate::harness::{PASSWORD, TestApp, User};
use crate::players::{Socket, duel, duel_of, started};

fn with_password() -> DeleteMe {
    DeleteMe { password: Some(PASSWORD.into()) }
}

async fn delete(user: &User) {
    user.call(with_password()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn friendships_and_requests_end_and_the_others_hear() {
    let app = TestApp::start().await;
    let (ada, friend, asked, asks) = (app.user("ada").await, app.user("bob").await, app.user("carl").await, app.user("dora").await);
    let friendship = befriend(&ada, &friend).await.id;
    let (sent, received) = (ask(&ada, &asked).await.id, ask(&asks, &ada).await.id);
    let (mut friend_hears, mut asked_hears, mut asks_hears) = (friend.stream().await, asked.stream().await, asks.stream().await);
    delete(&ada).await;
    assert_eq!(next(&mut friend_hears).await, FriendsEvent::Ended(EndedFriendship { id: friendship }));
    assert_eq!(next(&mut asked_hears).await, FriendsEvent::Cancelled(EndedRequest { id: sent }));
    assert_eq!(next(&mut asks_hears).await, FriendsEvent::Rejected(EndedRequest { id: received }));
    assert_eq!(friends_of(&friend, None).await.count, 0);
    assert_eq!(requests_of(&asked).await.count + requests_of(&asks).await.count, 0);
    app.jump(Duration::from_millis(15_100)).await;
    for stream in [&mut friend_hears, &mut asked_hears, &mut asks_hears] {
        stream.comment().await;
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_finds_who_is_deleted_and_no_block_stays() {
    let app = TestApp::start().await;
    let (ada, bob, carl) = (app.user("ada").await, app.user("bob").await, app.user("carl").await);
    block(&bob, &ada).await;
    block(&ada, &carl).await;
    delete(&ada).await;
    assert_eq!(bob.call(ListBlocked { limit: 20, offset: 0 }).await.unwrap().count, 0);
    assert_eq!(bob.refused(SendFriendRequest { username: "ada".into() }).await, ErrorCode::NotFound);
    assert_eq!(bob.refused(BlockUser { user_id: ada.id }).await, ErrorCode::NotFound);
    assert_eq!(bob.refused(ListMatches { user: ada.id, limit: 20, offset: 0 }).await, ErrorCode::NotFound);
    assert_eq!(ada.refused(GetMe {}).await, ErrorCode::UserNotFound);
}

#[tokio::test(start_paused = true)]
async fn finished_matches_stay_with_a_deleted_user_in_them() {
    let app = TestApp::start().await;
    let mut duel = duel(&app).await;
    let mut a = Socket::sit(&duel.a, duel.code).await;
    assert_eq!(duel.b.refused(with_password()).await, ErrorCode::AlreadyPlaying);
    app.while_time_passes(a.finished()).await;
    app.while_time_passes(duel.b_stream.next_of("match-finish")).await;
    delete(&duel.b).await;
    let found = app.call(GetMatch { code: duel.code }).await.unwrap();
    let of_b = &found.teams.b.players[0].user;
    assert_eq!((of_b.id, of_b.username.as_str(), of_b.profile_picture.id.0), (duel.b.id, "deleted user", 0));
    assert_eq!(duel.a.call(ListMatches { user: duel.a.id, limit: 20, offset: 0 }).await.unwrap().results, [found]);
}

#[tokio::test(start_paused = true)]
async fn a_place_in_the_queue_is_given_up_and_sockets_end() {
    let app = TestApp::start().await;
    let (ada, bob, carl) = (app.user("ada").await, app.user("bob").await, app.user("carl").await);
    let dora = app.user("dora").await;
    let other = duel_of(&app, dora, app.user("eve").await).await;
    let mut watches = Socket::greet(&app, other.code, &[&ada.tokens.access], true).await;
    app.while_time_passes(watches.welcome()).await;
    let (_ada_hears, mut bob_hears, mut carl_hears) = (ada.stream().await, bob.stream().await, carl.stream().await);
    ada.call(JoinDuel {}).await.unwrap();
    delete(&ada).await;
    assert_eq!(app.while_time_passes(watches.ended()).await.refusal, Some(Refusal::Token));
    bob.call(JoinDuel {}).await.unwrap();
    app.advance(Duration::from_secs(3)).await;
    carl.call(JoinDuel {}).await.unwrap();
    let code = app.while_time_passes(started(&mut bob_hears)).await;
    assert_eq!(app.while_time_passes(started(&mut carl_hears)).await, code);
}

#[tokio::test(start_paused = true)]
async fn it_is_confirmed_with_the_password_and_what_is_wrong_is_said() {
    let app = TestApp::start().await;
    let (ada, guest) = (app.user("ada").await, app.guest().await);
    assert_eq!(ada.refused(DeleteMe { password: None }).await, ErrorCode::PasswordConfirmationRequired);
    for wrong in ["", "wrong horse", "correct horse battery\u{0}"] {
        assert_eq!(ada.refused(DeleteMe { password: Some(wrong.into()) }).await, ErrorCode::IncorrectPassword, "{wrong:?}");
    }
    let reply = ada.send("DELETE", "/api/users/me/", r#"{"password": 5}"#).await;
    assert_eq!(reply.refusal(), (400, ErrorCode::Invalid));
    assert_eq!(reply.json::<ErrorBody>().fields["password"], [FieldCode::WrongType]);
    assert_eq!(app.send("DELETE", "/api/users/me/", None, "").await.refusal(), (401, ErrorCode::NotAuthenticated));
    guest.call(DeleteMe { password: None }).await.unwrap();
    ada.call(GetMe {}).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_deletion_and_what_others_do_at_the_same_moment_leave_nothing_half_done() {
    let app = TestApp::start().await;
    for (number, deletes_first) in [true, false].into_iter().enumerate() {
        let bob = app.user(&format!("bob{number}")).await;
        let (ada, eve) = (app.user(&format!("ada{number}")).await, app.user(&format!("eve{number}")).await);
        let received = ask(&bob, &ada).await.id;
        let delete = || async { ada.call(with_password()).await.map_err(|error| error.code) };
        let others = || async {
            let username = ada.name.clone();
            let asked = eve.call(SendFriendRequest { username }).await.map(drop).map_err(|error| error.code);
            let accepted = ada.call(AcceptFriendRequest { id: received }).await.map(drop).map_err(|error| error.code);
            [asked, accepted]
        };
        let (deleted, done) = if deletes_first {
            tokio::join!(delete(), others())
        } else {
            let (done, deleted) = tokio::join!(others(), delete());
            (deleted, done)
        };
        assert_eq!(deleted, Ok(()));
        for outcome in done {
            assert!(matches!(outcome, Ok(()) | Err(ErrorCode::NotFound | ErrorCode::UserNotFound)), "{outcome:?}");
        }
        for user in [&bob, &eve] {
            assert_eq!((friends_of(user, None).await.count, requests_of(user).await.count), (0, 0));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_same_deletion_a_hundred_times_at_once_is_one() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let id = befriend(&ada, &bob).await.id;
    let mut hears = bob.stream().await;
    let outcomes = futures_util::future::join_all((0..100).map(|_| ada.call(with_password()))).await;
    let refused: Vec<_> = outcomes.into_iter().filter_map(Result::err).map(|error| error.code).collect();
    // So many passwords are not looked at at once; some are told to try again.
    let is_fair = |code: &ErrorCode| matches!(code, ErrorCode::UserNotFound | ErrorCode::Unavailable);
    assert!(refused.len() == 99 && refused.iter().all(is_fair), "{refused:?}");
    assert_eq!(next(&mut hears).await, FriendsEvent::Ended(EndedFriendship { id }));
    app.jump(Duration::from_millis(15_100)).await;
    hears.comment().await;
}

#[tokio::test(start_paused = true)]
async fn challenges_are_taken_back_and_the_others_hear() {
    let app = TestApp::start().await;
    let (ada, bob, carl) = (app.user("ada").await, app.user("bob").await, app.user("carl").await);
    let (_hears, mut bob_hears, mut carl_hears) = (ada.stream().await, bob.stream().await, carl.stream().await);
    ada.call(to(&bob, false)).await.unwrap();
    carl.call(to(&ada, false)).await.unwrap();
    delete(&ada).await;
    for stream in [&mut bob_hears, &mut carl_hears] {
        let heard = stream.next_of("challenge-updated").await.event;
        let ServerEvent::Challenge(ChallengeEvent::Updated(ended)) = heard else { panic!("{heard:?}") };
        assert_eq!(ended.state, ChallengeState::Cancelled);
    }
    assert_eq!(bob.refused(to(&ada, false)).await, ErrorCode::NotFound);
}

#[tokio::test(start_paused = true)]
async fn conversations_stay_with_the_others_and_nothing_more_can_be_written_in_them() {
    let app = TestApp::start().await;
    let (ada, bob, chat) = couple(&app).await;
    ada.call(PostMessage { chat, content: "hello".into() }).await.unwrap();
    let mut hears = bob.stream().await;
    delete(&ada).await;
    let heard = hears.next_of("chat-updated").await.event;
    let ServerEvent::Chat(ChatNews::Updated(left)) = heard else { panic!("{heard:?}") };
    assert_eq!((left.id, left.writable, left.chat_with.user.username.as_str()), (chat, false, "deleted user"));
    assert_eq!(bob.call(GetChat { id: chat }).await.unwrap(), *left);
    assert_eq!(bob.refused(PostMessage { chat, content: "hello?".into() }).await, ErrorCode::NotWritable);
    let kept = bob.call(ListMessages { chat, before: None, limit: 20 }).await.unwrap().results;
    assert_eq!((kept.len(), kept[0].content.as_str()), (1, "hello"));
}

#[tokio::test(start_paused = true)]
async fn of_all_that_is_stored_about_a_user_only_what_others_share_stays_and_has_no_name_in_it() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    fill(&app, &ada, &bob, &eve).await;
    ada.call(PatchMe { bio: Some("Of Ada".into()), catchphrase: Some("Ada".into()), ..PatchMe::default() }).await.unwrap();
    delete(&ada).await;
    // Longer than until the server notes who has gone.
    app.advance(Duration::from_millis(50)).await;
    app.jump(Duration::from_secs(11)).await;
    app.advance(Duration::from_millis(50)).await;
    let mut file = open(&app).await;
    let mut left = Vec::new();
    for About { table, is_about, .. } in ABOUT {
        let count = format!("SELECT COUNT(*) FROM {table} WHERE {is_about}");
        let rows: i64 = sqlx::query_scalar(AssertSqlSafe(count)).bind(ada.id.0).fetch_one(&mut file).await.unwrap();
        if rows > 0 {
            left.push((table, rows));
        }
    }
    // The events are the last ones that her streams were told: a challenge that was taken back, and the end.
    let shared =
        [("users", 1), ("events", 2), ("match_players", 1), ("tournament_players", 1), ("chats", 2), ("challenges", 2), ("messages", 4)];
    assert_eq!(left, shared);
    let named =
        "SELECT COUNT(*) FROM users WHERE id = $1 AND (username IS NOT NULL OR username_lower IS NOT NULL OR password_hash IS NOT NULL
                   OR bio <> '' OR catchphrase <> '' OR last_online <> created_at)";
    let named: i64 = sqlx::query_scalar(named).bind(ada.id.0).fetch_one(&mut file).await.unwrap();
    let pending: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM challenges WHERE $1 IN (sender_id, receiver_id) AND state = 'pending'")
        .bind(ada.id.0)
        .fetch_one(&mut file)
        .await
        .unwrap();
    assert_eq!((named, pending), (0, 0));
}
