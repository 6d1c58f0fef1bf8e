//! The match socket, through the real socket code, in virtual time.

use std::time::Duration;

use common::api::auth::Logout;
use common::api::event::{GameEvent, ServerEvent};
use common::api::matches::{FinishReason, GetMatch, ListMatches, TeamName, log_path};
use common::api::queue::StartLocal;
use common::ids::MatchCode;
use common::sim::log::Log;
use common::sim::{Seat, Side, Steer, TICK_HZ, Tick};
use common::wire::{self, Hello, PROTOCOL_VERSION, Refusal, ToClient, ToServer};
use futures_util::SinkExt;
use tokio_tungstenite::tungstenite::Message;

use crate::harness::TestApp;
use crate::players::{Ended, Player, Socket, duel};

const A: Seat = Seat::new(Side::A, 0);
const B: Seat = Seat::new(Side::B, 0);

fn refused(refusal: Refusal, code: u16) -> Ended {
    Ended { refusal: Some(refusal), code: Some(code) }
}

#[tokio::test(start_paused = true)]
async fn two_people_play_a_whole_match_from_sign_up_to_the_result_in_both_histories() {
    let app = TestApp::start().await;
    let mut duel = duel(&app).await;
    let a = Player::sit(&app, duel.code, &[&duel.a.tokens.access], 6).await;
    let b = Player::sit(&app, duel.code, &[&duel.b.tokens.access], 1).await;
    let ((finished, log), (other, _)) = app.while_time_passes(async { tokio::join!(a.play(), b.play()) }).await;
    assert_eq!(finished, other);
    assert_eq!(finished.reason, FinishReason::NormalEnd);
    let file = duel.a.send("GET", &log_path(duel.code), "").await;
    let proven = Log::verify(&file.body).unwrap();
    assert_eq!(Log::from_bytes(&file.body).unwrap(), log);
    assert_eq!((proven.winner, proven.score), (finished.winner, finished.score));
    for (user, stream) in [(&duel.a, &mut duel.a_stream), (&duel.b, &mut duel.b_stream)] {
        let history = user.call(ListMatches { user: user.id, limit: 20, offset: 0 }).await.unwrap();
        assert_eq!((history.count, history.results[0].code), (1, duel.code));
        assert!(history.results[0].finished && history.results[0].counts);
        assert_eq!(history.results[0].winner, finished.winner.map(TeamName::from));
        let told = stream.next_of("match-finish").await.event;
        assert_eq!(told, ServerEvent::Game(GameEvent::Finish(Box::new(history.results[0].clone()))));
    }
}

#[tokio::test(start_paused = true)]
async fn who_does_not_come_forfeits_and_who_came_is_told() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let mut a = Socket::sit(&duel.a, duel.code).await;
    let waiting =
        app.while_time_passes(a.next_of(|message| if let ToClient::Waiting(waiting) = message { Some(waiting) } else { None })).await;
    assert_eq!(waiting.missing, [B]);
    let finished = app.while_time_passes(a.finished()).await;
    assert_eq!((finished.reason, finished.score), (FinishReason::PlayerNotConnected, [3, 0]));
    let ended = app.while_time_passes(a.ended()).await;
    assert_eq!(ended, Ended { refusal: None, code: Some(1000) });
    let over = duel.b.call(GetMatch { code: duel.code }).await.unwrap();
    assert_eq!((over.winner, over.teams.a.score), (Some(TeamName::A), 3));
}

#[tokio::test(start_paused = true)]
async fn a_match_that_nobody_comes_to_is_in_no_history_and_holds_nobody() {
    let app = TestApp::start().await;
    let mut duel = duel(&app).await;
    app.while_time_passes(duel.a_stream.next_of("match-finish")).await;
    let over = duel.a.call(GetMatch { code: duel.code }).await.unwrap();
    assert_eq!((over.finish_reason, over.winner), (Some(FinishReason::PlayersTimeout), None));
    assert_eq!(duel.a.call(ListMatches { user: duel.a.id, limit: 20, offset: 0 }).await.unwrap().count, 0);
    assert!(duel.a.call(common::api::queue::JoinDuel {}).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_newest_connection_has_the_seat_and_the_older_one_hears_why() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (mut older, _b) = duel.begin().await;
    let mut newer = Socket::sit(&duel.a, duel.code).await;
    assert_eq!(app.while_time_passes(newer.welcome()).await.mine, [A]);
    assert_eq!(app.while_time_passes(older.ended()).await, refused(Refusal::TakenOver, 4001));
    newer.steer(1, Tick(0), Steer::Up).await;
    let changes = app
        .while_time_passes(newer.next_of(|message| {
            if let ToClient::Log(part) = message { Some(part.changes).filter(|changes| !changes.is_empty()) } else { None }
        }))
        .await;
    assert_eq!((changes[0].seat, changes[0].steer), (A, Steer::Up));
}

/// How a match ends for the one who stays when the other is away for so long; `None`: it goes on.
async fn back_after(seconds: u64) -> Option<FinishReason> {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (mut a, b) = duel.begin().await;
    // Reads all the time: who does not read counts as gone.
    let stays = tokio::spawn(async move {
        let news = |message| {
            if let ToClient::Finished(finished) = message {
                return Some(Some(finished.reason));
            }
            matches!(message, ToClient::Away(away) if away.left_ms.is_none()).then_some(None)
        };
        a.next_of(news).await
    });
    app.advance(Duration::from_secs(1)).await;
    drop(b);
    app.advance(Duration::from_secs(seconds)).await;
    let mut b = Socket::sit(&duel.b, duel.code).await;
    let again = app.while_time_passes(b.next()).await;
    let news = app.while_time_passes(stays).await.unwrap();
    match again {
        Some(ToClient::Welcome(welcome)) => assert!(welcome.running && news.is_none()),
        other => assert_eq!(other, Some(ToClient::Refused(Refusal::NotFound))),
    }
    news
}

#[tokio::test(start_paused = true)]
async fn a_player_who_is_back_after_one_second_goes_on() {
    assert_eq!(back_after(1).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_player_who_is_back_after_29_seconds_goes_on() {
    assert_eq!(back_after(29).await, None);
}

#[tokio::test(start_paused = true)]
async fn a_player_who_is_back_after_31_seconds_has_forfeited() {
    assert_eq!(back_after(31).await, Some(FinishReason::PlayerDisconnect));
}

#[tokio::test(start_paused = true)]
async fn another_protocol_is_refused_with_both_numbers() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let mut socket = Socket::open(&app, duel.code).await;
    socket.say(&ToServer::Hello(Hello { protocol: 999, tokens: Vec::new(), watch: true })).await;
    let refusal = Refusal::Protocol { client: 999, server: PROTOCOL_VERSION };
    assert_eq!(app.while_time_passes(socket.ended()).await, refused(refusal, 1008));
}

#[tokio::test(start_paused = true)]
async fn a_bad_token_a_strange_match_and_a_stranger_are_refused() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let eve = app.user("eve").await;
    let mut bad = Socket::greet(&app, duel.code, &["nonsense"], false).await;
    assert_eq!(app.while_time_passes(bad.ended()).await, refused(Refusal::Token, 4401));
    let mut strange = Socket::sit(&eve, MatchCode::from_draws([0; 6])).await;
    assert_eq!(app.while_time_passes(strange.ended()).await, refused(Refusal::NotFound, 1008));
    let mut stranger = Socket::sit(&eve, duel.code).await;
    assert_eq!(app.while_time_passes(stranger.ended()).await, refused(Refusal::NotASeat, 1008));
}

/// What becomes of a player who sends this; the match must go on for the other.
async fn after_sending(message: Message) -> Ended {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (mut a, mut b) = duel.begin().await;
    drop(a.ws.send(message).await);
    let ended = app.while_time_passes(a.ended()).await;
    app.while_time_passes(b.next_of(|message| if let ToClient::Away(away) = message { Some(away) } else { None })).await;
    ended
}

#[tokio::test(start_paused = true)]
async fn nonsense_ends_the_connection_and_nothing_else() {
    let against_the_rules = refused(Refusal::Rules, 1008);
    assert_eq!(after_sending(Message::Binary(vec![250, 1, 2].into())).await, against_the_rules);
    assert_eq!(after_sending(Message::Binary(Vec::new().into())).await, against_the_rules);
    assert_eq!(after_sending(Message::Text("hello".into())).await, against_the_rules);
    let again = ToServer::Hello(Hello { protocol: PROTOCOL_VERSION, tokens: Vec::new(), watch: false });
    assert_eq!(after_sending(Message::Binary(wire::encode(&again).into())).await, against_the_rules);
}

#[tokio::test(start_paused = true)]
async fn a_frame_that_is_too_large_closes_with_1009() {
    let ended = after_sending(Message::Binary(vec![0; wire::FRAME_TO_SERVER_BYTES_MAX + 1].into())).await;
    assert_eq!(ended, Ended { refusal: None, code: Some(1009) });
}

#[tokio::test(start_paused = true)]
async fn no_client_says_that_a_player_is_away() {
    let away = ToServer::Steer(wire::SteerAt { player: 0, seq: 1, tick: Tick(0), steer: Steer::Away });
    assert_eq!(after_sending(Message::Binary(wire::encode(&away).into())).await, refused(Refusal::Rules, 1008));
}

#[tokio::test(start_paused = true)]
async fn a_player_who_is_not_at_this_client_cannot_be_steered() {
    let other = ToServer::Steer(wire::SteerAt { player: 1, seq: 1, tick: Tick(0), steer: Steer::Up });
    assert_eq!(after_sending(Message::Binary(wire::encode(&other).into())).await, refused(Refusal::Rules, 1008));
}

#[tokio::test(start_paused = true)]
async fn a_flood_closes_the_connection() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (mut a, _b) = duel.begin().await;
    for seq in 0..2000 {
        a.steer(seq, Tick(0), if seq % 2 == 0 { Steer::Up } else { Steer::Down }).await;
    }
    assert_eq!(app.while_time_passes(a.ended()).await, refused(Refusal::Rules, 1008));
}

#[tokio::test(start_paused = true)]
async fn a_ping_is_answered_with_the_next_part_of_the_log_and_at_once_while_there_is_none() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let mut a = Socket::sit(&duel.a, duel.code).await;
    app.while_time_passes(a.welcome()).await;
    let pong = |message| if let ToClient::Pong { nonce, tick, lay_us, .. } = message { Some((nonce, tick, lay_us)) } else { None };
    a.say(&ToServer::Ping { nonce: 1 }).await;
    let (nonce, tick, lay_us) = app.while_time_passes(a.next_of(pong)).await;
    assert!((nonce, tick) == (1, Tick(0)) && lay_us <= 1_000_000 / TICK_HZ, "{lay_us} us");

    let mut b = Socket::sit(&duel.b, duel.code).await;
    app.while_time_passes(b.welcome()).await;
    app.advance(Duration::from_secs(1)).await;
    a.say(&ToServer::Ping { nonce: 2 }).await;
    let mut known = Tick(0);
    let (tick, micros, lay_us) = loop {
        match app.while_time_passes(a.next()).await {
            Some(ToClient::Log(part)) => known = part.through,
            Some(ToClient::Pong { nonce: 2, tick, micros, lay_us, .. }) => break (tick, micros, lay_us),
            Some(_) => {}
            None => panic!("the connection ended"),
        }
    };
    let Some(ToClient::Log(part)) = app.while_time_passes(a.next()).await else { panic!("nothing goes with the answer") };
    assert!((known..part.through).contains(&tick), "{tick}, when the log goes from {known} to {}", part.through);
    // It lay until the tick of the log, give or take the tick in which it came.
    let lay_ticks = (u32::from(micros) + lay_us) * TICK_HZ / 1_000_000;
    assert!((part.through.0 - tick.0).abs_diff(lay_ticks) <= 1, "from {tick} to {} are not {lay_us} us", part.through);
}

#[tokio::test(start_paused = true)]
async fn steers_for_the_past_and_the_future_take_effect_within_their_bounds() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (mut a, _b) = duel.begin().await;
    app.advance(Duration::from_secs(1)).await;
    a.say(&ToServer::Ping { nonce: 7 }).await;
    let pong = |message| if let ToClient::Pong { nonce: 7, tick, .. } = message { Some(tick) } else { None };
    let present = app.while_time_passes(a.next_of(pong)).await;
    assert!(present > Tick(100), "{present}");
    a.steer(1, Tick(0), Steer::Up).await;
    a.steer(2, Tick(u32::MAX), Steer::Down).await;
    a.steer(2, Tick(0), Steer::Still).await;
    a.steer(1, Tick(0), Steer::Still).await;
    let mut changes = Vec::new();
    while changes.len() < 2 {
        let part = |message| if let ToClient::Log(part) = message { Some(part.changes) } else { None };
        changes.extend(app.while_time_passes(a.next_of(part)).await);
    }
    assert_eq!(changes.iter().map(|change| change.steer).collect::<Vec<_>>(), [Steer::Up, Steer::Down]);
    assert!(changes[0].tick >= present);
    let ahead = changes[1].tick - changes[0].tick;
    assert_eq!(ahead, i32::try_from(wire::STEER_AHEAD_TICKS_MAX).unwrap());
}

#[tokio::test(start_paused = true)]
async fn who_says_nothing_is_closed_after_five_seconds() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let mut silent = Socket::open(&app, duel.code).await;
    let began = tokio::time::Instant::now();
    assert_eq!(app.while_time_passes(silent.ended()).await, refused(Refusal::Rules, 1008));
    assert!((5..6).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_does_not_answer_is_gone_after_15_seconds() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let _stream = ada.stream().await;
    // To 21 goals: paddles that stand still can lose three within the time that this takes.
    let made = ada.call(StartLocal { access: bob.tokens.access.clone(), goals: Some(21) }).await.unwrap();
    let (_never_reads, mut b) = (Socket::sit(&ada, made.code).await, Socket::sit(&bob, made.code).await);
    let began = tokio::time::Instant::now();
    let away = app.while_time_passes(b.next_of(|message| if let ToClient::Away(away) = message { Some(away) } else { None })).await;
    assert_eq!(away.seat, A);
    assert!((14..17).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_session_closes_its_sockets() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (mut a, mut b) = duel.begin().await;
    duel.a.call(Logout { refresh: None }).await.unwrap();
    assert_eq!(app.while_time_passes(a.ended()).await, refused(Refusal::Token, 4401));
    let away = app.while_time_passes(b.next_of(|message| if let ToClient::Away(away) = message { Some(away) } else { None })).await;
    assert_eq!(away.seat, A);
}

#[tokio::test(start_paused = true)]
async fn a_lost_log_is_given_again_from_its_start() {
    let app = TestApp::start().await;
    let duel = duel(&app).await;
    let (mut a, _b) = duel.begin().await;
    a.steer(1, Tick(0), Steer::Up).await;
    app.advance(Duration::from_secs(2)).await;
    a.say(&ToServer::Resync).await;
    app.while_time_passes(a.next_of(|message| (message == ToClient::Restart).then_some(()))).await;
    let part = |message| if let ToClient::Log(part) = message { Some(part) } else { None };
    let part = app.while_time_passes(a.next_of(part)).await;
    assert_eq!(part.changes[0].steer, Steer::Up);
    assert!(part.hash.is_some());
}
