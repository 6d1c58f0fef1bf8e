//! Watching: the log so far and its growth, through the real socket code, in virtual time.

use std::time::Duration;

use common::api::event::TournamentEvent;
use common::api::friends::BlockUser;
use common::api::matches::GetMatch;
use common::api::queue::StartLocal;
use common::api::users::PatchMe;
use common::sim::{Seat, Side, Steer, Tick};
use common::wire::{LOG_EVERY_TICKS, Refusal, ToClient, ToServer, WATCHED_EVERY_TICKS};

use crate::harness::TestApp;
use crate::players::{Ended, Player, Socket, duel};
use crate::tournaments::{gathered, heard, wanted};

const A: Seat = Seat::new(Side::A, 0);

fn refused(refusal: Refusal, code: u16) -> Ended {
    Ended { refusal: Some(refusal), code: Some(code) }
}

fn watched(message: ToClient) -> Option<u32> {
    if let ToClient::Watched { count } = message { Some(count) } else { None }
}

#[tokio::test(start_paused = true)]
async fn who_watches_gets_the_log_from_its_start_and_cannot_touch_the_match() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (mut a, _b) = duel.begin().await;
    a.steer(1, Tick(0), Steer::Up).await;
    app.advance(Duration::from_secs(3)).await;
    let mut spectator = Socket::greet(&app, duel.code, &[], true).await;
    let welcome = app.while_time_passes(spectator.welcome()).await;
    assert!(welcome.running && welcome.mine.is_empty());
    let part = |message| if let ToClient::Log(part) = message { Some(part) } else { None };
    let first = app.while_time_passes(spectator.next_of(part)).await;
    assert_eq!((first.changes[0].seat, first.changes[0].steer), (A, Steer::Up));
    assert!(first.through >= welcome.through);
    spectator.steer(1, Tick(0), Steer::Down).await;
    assert_eq!(app.while_time_passes(spectator.ended()).await, refused(Refusal::Rules, 1008));
}

#[tokio::test(start_paused = true)]
async fn a_match_whose_players_forbid_it_cannot_be_watched() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let switched = ada.send("PATCH", "/api/users/me/", r#"{"allow_spectators": false}"#).await;
    assert_eq!(switched.status, 200);
    let duel = crate::players::duel_of(&app, ada, bob).await;
    let mut nobody = Socket::greet(&app, duel.code, &[], true).await;
    assert_eq!(app.while_time_passes(nobody.ended()).await, refused(Refusal::NotFound, 1008));
    let mut own = Socket::greet(&app, duel.code, &[&duel.a.tokens.access], true).await;
    assert!(app.while_time_passes(own.welcome()).await.mine.is_empty());
}

#[tokio::test(start_paused = true)]
async fn who_comes_late_follows_the_whole_match_to_its_result() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let a = Player::sit(&app, duel.code, &[&duel.a.tokens.access], 5).await;
    let b = Player::sit(&app, duel.code, &[&duel.b.tokens.access], 2).await;
    let playing = tokio::spawn(async { tokio::join!(a.play(), b.play()) });
    app.advance(Duration::from_secs(5)).await;
    let spectator = Player::watch(&app, duel.code).await;
    let seen = app.while_time_passes(spectator.play()).await;
    let (played, _) = app.while_time_passes(playing).await.unwrap();
    assert_eq!(seen, played);
}

#[tokio::test(start_paused = true)]
async fn who_comes_is_live_within_a_second() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let _players = duel.begin().await;
    app.advance(Duration::from_secs(4)).await;
    let mut spectator = Socket::greet(&app, duel.code, &[], true).await;
    app.advance(Duration::from_secs(1)).await;
    spectator.say(&ToServer::Ping { nonce: 7 }).await;
    let mut known = Tick(0);
    let present = app
        .while_time_passes(async {
            loop {
                let message = spectator.next().await.unwrap();
                if let ToClient::Log(part) = &message {
                    known = part.through;
                }
                if let ToClient::Pong { nonce: 7, tick, .. } = message {
                    return tick;
                }
            }
        })
        .await;
    // What the room tells so often, each spectator hears at their turn, which comes as often.
    assert!(present - known <= i32::try_from(2 * LOG_EVERY_TICKS).unwrap(), "{known} is known at {present}");
    assert!(known > Tick(500), "{known}");
}

#[tokio::test(start_paused = true)]
async fn players_see_who_watches_come_and_go_also_before_the_match_begins() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let mut a = Socket::sit(&duel.a, duel.code).await;
    app.while_time_passes(a.welcome()).await;
    let mut early = Socket::greet(&app, duel.code, &[], true).await;
    let welcome = app.while_time_passes(early.welcome()).await;
    assert!(!welcome.running && welcome.through == Tick(0));
    assert_eq!(app.while_time_passes(a.next_of(watched)).await, 1);
    assert_eq!(app.while_time_passes(early.next_of(watched)).await, 1);
    let mut b = Socket::sit(&duel.b, duel.code).await;
    assert_eq!(app.while_time_passes(b.welcome()).await.spectators, 1);
    app.while_time_passes(early.next_of(|message| matches!(message, ToClient::Log(_)).then_some(()))).await;
    drop(early);
    assert_eq!(app.while_time_passes(b.next_of(watched)).await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_crowd_that_comes_at_once_is_told_of_at_most_once_a_second() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (mut a, _b) = duel.begin().await;
    let mut crowd = Vec::new();
    for _ in 0..20 {
        crowd.push(Socket::greet(&app, duel.code, &[], true).await);
        app.advance(Duration::from_millis(100)).await;
    }
    app.advance(Duration::from_secs(1)).await;
    let mut counts = Vec::new();
    while counts.last() != Some(&20) {
        counts.push(app.while_time_passes(a.next_of(watched)).await);
    }
    assert!(counts.is_sorted() && counts.len() <= 4, "{counts:?} in three seconds");
    assert_eq!(WATCHED_EVERY_TICKS, common::sim::TICK_HZ);
}

#[tokio::test(start_paused = true)]
async fn a_user_watches_as_well_as_nobody_does() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let _players = duel.begin().await;
    let (eve, guest) = (app.user("eve").await, app.guest().await);
    for tokens in [vec![], vec![eve.tokens.access.as_str()], vec![guest.tokens.access.as_str()]] {
        let mut spectator = Socket::greet(&app, duel.code, &tokens, true).await;
        assert!(app.while_time_passes(spectator.welcome()).await.mine.is_empty());
        app.while_time_passes(spectator.next_of(|message| matches!(message, ToClient::Log(_)).then_some(()))).await;
    }
    let mut bad = Socket::greet(&app, duel.code, &["nonsense"], true).await;
    assert_eq!(app.while_time_passes(bad.ended()).await, refused(Refusal::Token, 4401));
}

#[tokio::test(start_paused = true)]
async fn a_player_who_watches_too_keeps_the_seat() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (mut a, _b) = duel.begin().await;
    let mut second_screen = Socket::greet(&app, duel.code, &[&duel.a.tokens.access], true).await;
    assert!(app.while_time_passes(second_screen.welcome()).await.mine.is_empty());
    a.steer(1, Tick(0), Steer::Up).await;
    let mine = |message| if let ToClient::Log(part) = message { part.changes.first().copied() } else { None };
    let change = app.while_time_passes(second_screen.next_of(mine)).await;
    assert_eq!((change.seat, change.steer), (A, Steer::Up));
    drop(second_screen);
    let away = |message| matches!(message, ToClient::Away(_)).then_some(true).or_else(|| watched(message).map(|count| count > 0));
    let went = app.while_time_passes(async { (a.next_of(away).await, a.next_of(away).await) }).await;
    assert_eq!(went, (true, false), "who watched has gone, and nobody is away");
}

#[tokio::test(start_paused = true)]
async fn who_watches_and_does_not_read_is_gone_within_15_seconds_and_nobody_else_notices() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let _stream = ada.stream().await;
    // To 21 goals: paddles that stand still can lose three within the time that this takes.
    let made = ada.call(StartLocal { access: bob.tokens.access.clone(), goals: Some(21) }).await.unwrap();
    let (mut a, mut b) = (Socket::sit(&ada, made.code).await, Socket::sit(&bob, made.code).await);
    let never_reads = Socket::greet(&app, made.code, &[], true).await;
    assert_eq!(app.while_time_passes(a.next_of(watched)).await, 1);
    let began = tokio::time::Instant::now();
    let reads = tokio::spawn(async move { while b.next().await.is_some() {} });
    let away_or_gone = |message| matches!(message, ToClient::Away(_)).then_some(None).or_else(|| watched(message).map(Some));
    assert_eq!(app.while_time_passes(a.next_of(away_or_gone)).await, Some(0));
    assert!(began.elapsed() < Duration::from_millis(15_100), "{:?}", began.elapsed());
    reads.abort();
    drop(never_reads);
}

#[tokio::test(start_paused = true)]
async fn a_match_of_a_tournament_is_watched_by_everybody_whatever_its_players_want_and_whomever_they_block() {
    let app = TestApp::start().await;
    let eve = app.user("eve").await;
    let (_, people, mut streams) = gathered(&app, wanted("cup", 4), &["ada", "bob", "cleo", "dora"]).await;
    people[0].call(PatchMe { allow_spectators: Some(false), ..PatchMe::default() }).await.unwrap();
    people[0].call(BlockUser { user_id: eve.id }).await.unwrap();
    let code = loop {
        if let TournamentEvent::MatchDue(due) = heard(&app, &mut streams[0]).await {
            break due.code.unwrap();
        }
    };
    for tokens in [vec![], vec![eve.tokens.access.as_str()]] {
        let mut socket = Socket::greet(&app, code, &tokens, true).await;
        assert!(app.while_time_passes(socket.welcome()).await.mine.is_empty());
    }
    assert!(eve.call(GetMatch { code }).await.is_ok());
}
