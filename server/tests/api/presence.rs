//! What friends hear of each other's presence.

use std::time::Duration;

use common::api::event::{ServerEvent, UserStatus, UsersEvent};
use common::api::friends::DeleteFriend;
use common::api::queue::{JoinDuel, LeaveDuel};
use common::api::users::Activity;

use crate::blocks::block;
use crate::download::open;
use crate::friends::{befriend, friends_of};
use crate::harness::{EventStream, TestApp};
use crate::players::{Socket, duel_of};

/// Longer than changes are gathered for.
const A_MOMENT: Duration = Duration::from_millis(150);
/// Longer than somebody counts as online after the last stream, and than a stream without events says nothing.
const A_WHILE: Duration = Duration::from_millis(15_100);

/// The next event, which is a status.
async fn status(stream: &mut EventStream) -> UserStatus {
    let heard = stream.next().await.unwrap().event;
    let ServerEvent::Users(UsersEvent::Status(status)) = heard else { panic!("{heard:?}") };
    status
}

#[tokio::test(start_paused = true)]
async fn a_friend_hears_who_comes_what_they_do_and_that_they_have_gone() {
    let app = TestApp::start().await;
    let (ada, bob, carl) = (app.user("ada").await, app.user("bob").await, app.user("carl").await);
    befriend(&ada, &bob).await;
    let mut hears = bob.stream().await;
    app.advance(A_MOMENT).await;
    let duel = duel_of(&app, ada.clone(), carl).await;
    app.advance(A_MOMENT).await;
    let mut heard = status(&mut hears).await;
    while heard.status.activity != Activity::Playing {
        // Pairing can take longer than changes are gathered for.
        heard = status(&mut hears).await;
    }
    assert_eq!((heard.id, heard.status.is_online), (ada.id, true));
    assert_eq!(heard.status.game_playing, Some(duel.code));
    let listed = friends_of(&bob, None).await.results[0].friend.status.clone();
    assert_eq!((listed.activity, listed.game_playing), (Activity::Playing, Some(duel.code)), "as the list has it");
    let mut a = Socket::sit(&ada, duel.code).await;
    app.while_time_passes(a.finished()).await;
    let heard = app.while_time_passes(status(&mut hears)).await;
    assert_eq!((heard.status.activity, heard.status.game_playing), (Activity::Idle, None));
    let before = heard.status.last_online;
    drop(duel);
    app.advance(Duration::from_millis(50)).await;
    app.jump(Duration::from_secs(11)).await;
    app.advance(A_MOMENT).await;
    let heard = status(&mut hears).await;
    assert_eq!((heard.status.is_online, heard.status.activity), (false, Activity::Offline));
    assert!(heard.status.last_online > before);
}

#[tokio::test(start_paused = true)]
async fn what_changes_and_changes_back_is_not_told_and_several_changes_are_told_once() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    befriend(&ada, &bob).await;
    let (_here, mut hears) = (ada.stream().await, bob.stream().await);
    app.advance(A_MOMENT).await;
    assert_eq!(status(&mut hears).await.status.activity, Activity::Idle);
    ada.call(JoinDuel {}).await.unwrap();
    ada.call(LeaveDuel {}).await.unwrap();
    app.advance(A_MOMENT).await;
    ada.call(JoinDuel {}).await.unwrap();
    ada.call(LeaveDuel {}).await.unwrap();
    ada.call(JoinDuel {}).await.unwrap();
    app.advance(A_MOMENT).await;
    assert_eq!(status(&mut hears).await.status.activity, Activity::Queue);
    let _second = ada.stream().await;
    app.jump(A_WHILE).await;
    hears.comment().await;
}

#[tokio::test(start_paused = true)]
async fn strangers_hear_nothing_nor_does_who_is_no_friend_any_more() {
    let app = TestApp::start().await;
    let (ada, bob, carl, eve) = (app.user("ada").await, app.user("bob").await, app.user("carl").await, app.user("eve").await);
    let ended = befriend(&ada, &bob).await.id;
    befriend(&ada, &carl).await;
    let mut streams = [bob.stream().await, carl.stream().await, eve.stream().await];
    ada.call(DeleteFriend { id: ended }).await.unwrap();
    block(&ada, &carl).await;
    for stream in &mut streams[..2] {
        assert_eq!(stream.next().await.unwrap().code, "delete-friend");
    }
    let _here = ada.stream().await;
    app.advance(A_MOMENT).await;
    app.jump(A_WHILE).await;
    for stream in &mut streams {
        stream.comment().await;
    }
}

#[tokio::test(start_paused = true)]
async fn who_comes_back_within_5_minutes_hears_what_happened_meanwhile() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    befriend(&ada, &bob).await;
    let (_here, mut hears) = (ada.stream().await, bob.stream().await);
    app.advance(A_MOMENT).await;
    let last = hears.next().await.unwrap().id;
    drop(hears);
    app.advance(Duration::from_millis(50)).await;
    app.jump(Duration::from_secs(60)).await;
    ada.call(JoinDuel {}).await.unwrap();
    app.advance(A_MOMENT).await;
    let mut back = bob.stream_after(Some(last)).await;
    assert_eq!(status(&mut back).await.status.activity, Activity::Queue);
}

#[tokio::test(start_paused = true)]
async fn a_friend_hears_who_watches_unless_they_play_themselves() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    befriend(&ada, &bob).await;
    let (_here, mut hears) = (ada.stream().await, bob.stream().await);
    let duel = duel_of(&app, app.user("carl").await, app.user("dora").await).await;
    app.advance(A_MOMENT).await;
    assert_eq!(status(&mut hears).await.status.activity, Activity::Idle);
    let mut watches = Socket::greet(&app, duel.code, &[&ada.tokens.access], true).await;
    app.while_time_passes(watches.welcome()).await;
    let heard = app.while_time_passes(status(&mut hears)).await;
    assert_eq!((heard.status.activity, heard.status.game_playing), (Activity::Watching, None));
    drop(watches);
    assert_eq!(app.while_time_passes(status(&mut hears)).await.status.activity, Activity::Idle);
    let second_screen = Socket::greet(&app, duel.code, &[&duel.a.tokens.access], true).await;
    befriend(&duel.a, &bob).await;
    app.advance(A_MOMENT).await;
    assert_eq!(friends_of(&bob, None).await.results[1].friend.status.activity, Activity::Playing);
    drop(second_screen);
}

#[tokio::test(start_paused = true)]
async fn a_crowd_without_friends_writes_nothing() {
    let app = TestApp::start().await;
    let mut streams = Vec::new();
    for _ in 0..30 {
        let guest = app.guest().await;
        streams.push(guest.stream().await);
        guest.call(JoinDuel {}).await.unwrap();
        guest.call(LeaveDuel {}).await.unwrap();
    }
    app.advance(A_MOMENT).await;
    drop(streams);
    app.advance(Duration::from_millis(50)).await;
    app.jump(Duration::from_secs(11)).await;
    app.advance(A_MOMENT).await;
    let rows: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM events").fetch_one(&mut open(&app).await).await.unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test(start_paused = true)]
async fn somebody_with_many_friends_is_told_of_to_each_of_them_once() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let mut streams = Vec::new();
    for number in 0..30 {
        let friend = app.user(&format!("friend{number}")).await;
        befriend(&friend, &ada).await;
        streams.push(friend.stream().await);
    }
    app.advance(A_MOMENT).await;
    let mut hears = ada.stream().await;
    app.advance(A_MOMENT).await;
    for stream in &mut streams {
        assert_eq!(status(stream).await.id, ada.id);
    }
    drop(streams);
    app.advance(Duration::from_millis(50)).await;
    app.jump(Duration::from_secs(11)).await;
    app.advance(A_MOMENT).await;
    let mut gone = std::collections::BTreeSet::new();
    for _ in 0..30 {
        let heard = status(&mut hears).await;
        assert!(!heard.status.is_online && gone.insert(heard.id));
    }
    app.jump(A_WHILE).await;
    hears.comment().await;
}
