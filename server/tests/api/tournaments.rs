//! Tournaments before they start: organised, found, joined, left; who may do what, and who hears of it.

use std::time::Duration;

use common::api::error::{ErrorCode, FieldCode};
use common::api::event::{InviteEvent, ServerEvent, TournamentEvent};
use common::api::friends::BlockUser;
use common::api::matches::Game;
use common::api::queue::JoinDuel;
use common::api::tournament::{
    BanFromTournament, CreateTournament, GetMyTournament, GetPastTournament, GetTournament, InviteToTournament, JoinTournament,
    LeaveTournament, ListLiveTournaments, SayInTournament, SearchTournaments, Tournament, TournamentGone, TournamentLeft,
    TournamentPromoted, TournamentStartAt,
};
use common::api::users::{Activity, DeleteMe, GetMe};
use common::ids::{TournamentCode, UserId};
use common::text::{ChatText, TournamentName};

use crate::friends::befriend;
use crate::harness::{EventStream, PASSWORD, TestApp, User};
use crate::restart::restarted;

/// A public tournament of this name and size.
pub(crate) fn wanted(name: &str, size: u8) -> CreateTournament {
    let name = TournamentName::parse(name).unwrap();
    CreateTournament { name, size, private: false, game: Game::Duel, forfeit_after: None }
}

/// A tournament organised by the first of these, with all of them in it, and their streams.
pub(crate) async fn gathered(app: &TestApp, wanted: CreateTournament, names: &[&str]) -> (TournamentCode, Vec<User>, Vec<EventStream>) {
    let (mut people, mut streams) = (Vec::new(), Vec::new());
    for name in names {
        let user = app.user(name).await;
        streams.push(user.stream().await);
        people.push(user);
    }
    let code = people[0].call(wanted).await.unwrap().code;
    for user in &people[1..] {
        user.call(JoinTournament { code }).await.unwrap();
    }
    (code, people, streams)
}

/// The next event about a tournament; others are passed over.
pub(crate) async fn heard(app: &TestApp, stream: &mut EventStream) -> TournamentEvent {
    let next = async {
        loop {
            if let ServerEvent::Tournament(event) = stream.next().await.unwrap().event {
                return event;
            }
        }
    };
    app.while_time_passes(next).await
}

fn ids(tournament: &Tournament) -> Vec<UserId> {
    tournament.participants.iter().map(|participant| participant.id).collect()
}

pub(crate) fn search() -> SearchTournaments {
    SearchTournaments { q: String::new(), limit: 20, offset: 0 }
}

async fn names_found(user: &User, q: &str) -> Vec<String> {
    let found = user.call(SearchTournaments { q: q.to_owned(), ..search() }).await.unwrap();
    found.results.into_iter().map(|row| row.name).collect()
}

#[tokio::test(start_paused = true)]
async fn a_tournament_is_organised_found_joined_and_left() {
    let app = TestApp::start().await;
    let (ada, eve) = (app.user("ada").await, app.guest().await);
    let (mut ada_stream, _eve_stream) = (ada.stream().await, eve.stream().await);
    let made = ada.call(CreateTournament { forfeit_after: Some(30), ..wanted("  Sunday  cup ", 8) }).await.unwrap();
    assert_eq!((made.name.as_str(), made.size, made.forfeit_after, made.is_started), ("Sunday  cup", 8, Some(30), false));
    assert_eq!((ids(&made), made.created_by, made.matches), (vec![ada.id], ada.id, None));
    assert_eq!(ada.call(GetMe {}).await.unwrap().ranks[0].tournaments, [made.id.0]);
    assert_eq!(names_found(&eve, "SUNDAY").await, ["Sunday  cup"]);
    assert_eq!(names_found(&eve, "monday").await, [""; 0]);
    let code = made.code;
    let joined = eve.call(JoinTournament { code }).await.unwrap();
    assert_eq!((joined.id, joined.creator, joined.still_in, joined.tournament), (eve.id, false, true, made.id));
    assert_eq!(heard(&app, &mut ada_stream).await, TournamentEvent::Join(Box::new(joined.clone())));
    assert_eq!(eve.call(JoinTournament { code }).await.unwrap(), joined, "who is in it is in it");
    assert_eq!(ids(&eve.call(GetMyTournament {}).await.unwrap()), [ada.id, eve.id]);
    assert_eq!(app.call(GetTournament { code }).await.unwrap().participants.len(), 2, "public, so nobody may look");
    assert_eq!(ada.call(search()).await.unwrap().results[0].n_participants, 2);
    eve.call(LeaveTournament { code }).await.unwrap();
    assert_eq!(heard(&app, &mut ada_stream).await, TournamentEvent::Leave(TournamentLeft { id: eve.id, tournament: made.id }));
    assert_eq!(eve.refused(LeaveTournament { code }).await, ErrorCode::Forbidden);
    assert_eq!(eve.refused(GetMyTournament {}).await, ErrorCode::NotFound);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_is_refused_by_name() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.guest().await);
    assert_eq!(app.while_time_passes(ada.refused(wanted("cup", 4))).await, ErrorCode::SseConnectionRequired);
    let _streams = (ada.stream().await, bob.stream().await, eve.stream().await);
    assert_eq!(eve.refused(wanted("cup", 4)).await, ErrorCode::GuestNotAllowed);
    for (body, field, code) in [
        (r#"{"size": 4}"#, "name", FieldCode::Required),
        (r#"{"name": "ab", "size": 4}"#, "name", FieldCode::TooShort),
        (r#"{"name": "1234567890123456789012345678901", "size": 4}"#, "name", FieldCode::TooLong),
        (r#"{"name": "cup"}"#, "size", FieldCode::Required),
        (r#"{"name": "cup", "size": 5}"#, "size", FieldCode::InvalidChoice),
        (r#"{"name": "cup", "size": -4}"#, "size", FieldCode::InvalidChoice),
        (r#"{"name": "cup", "size": 4, "game": "clash"}"#, "game", FieldCode::InvalidChoice),
        (r#"{"name": "cup", "size": 4, "private": "yes"}"#, "private", FieldCode::WrongType),
        (r#"{"name": "cup", "size": 4, "forfeit_after": 9}"#, "forfeit_after", FieldCode::OutOfRange),
        (r#"{"name": "cup", "size": 4, "forfeit_after": 601}"#, "forfeit_after", FieldCode::OutOfRange),
    ] {
        let reply = ada.send("POST", "/api/play/tournament/", body).await;
        let refusal: common::api::error::ErrorBody = reply.json();
        assert_eq!((refusal.code, refusal.fields[field].as_slice()), (ErrorCode::Invalid, [code].as_slice()), "{body}");
    }
    assert_eq!(ada.refused(GetMyTournament {}).await, ErrorCode::NotFound, "what was refused left nothing");
    let code = ada.call(wanted("The Cup", 4)).await.unwrap().code;
    assert_eq!(ada.refused(wanted("another", 4)).await, ErrorCode::AlreadyCreated);
    let taken = bob.call(wanted("the cup", 8)).await.unwrap_err();
    assert_eq!(taken.fields["name"], [FieldCode::Taken], "whatever the case");
    let unknown = "222222".parse::<TournamentCode>().unwrap();
    assert_eq!(bob.refused(JoinTournament { code: unknown }).await, ErrorCode::NotFound);
    assert_eq!(bob.refused(LeaveTournament { code: unknown }).await, ErrorCode::Forbidden);
    assert_eq!(bob.refused(LeaveTournament { code }).await, ErrorCode::Forbidden);
    assert_eq!(bob.refused(BanFromTournament { code, user: ada.id }).await, ErrorCode::Forbidden);
    assert_eq!(bob.refused(SayInTournament { code, content: ChatText::parse("hi").unwrap() }).await, ErrorCode::Forbidden);
    bob.call(JoinTournament { code }).await.unwrap();
    assert_eq!(bob.refused(BanFromTournament { code, user: ada.id }).await, ErrorCode::Forbidden, "bob organises nothing");
    assert_eq!(ada.refused(BanFromTournament { code, user: ada.id }).await, ErrorCode::Yourself);
    assert_eq!(ada.refused(BanFromTournament { code, user: eve.id }).await, ErrorCode::NotFound);
    assert_eq!(app.send("GET", "/api/play/tournament/vowels/", None, "").await.refusal(), (404, ErrorCode::NotFound));
    ada.call(LeaveTournament { code }).await.unwrap();
    ada.call(wanted("another", 4)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn whoever_takes_another_place_leaves_and_whoever_goes_offline_too() {
    let app = TestApp::start().await;
    let (code, people, mut streams) = gathered(&app, wanted("cup", 8), &["ada", "bob", "cleo"]).await;
    let [ada, bob, cleo] = people.try_into().unwrap_or_else(|_| panic!("three"));
    let id = ada.call(GetMyTournament {}).await.unwrap().id;
    let status = |user: UserId| ada.call(common::api::profiles::GetUser { id: user });
    assert_eq!(status(bob.id).await.unwrap().status.activity, Activity::Tournament);
    bob.call(JoinDuel {}).await.unwrap();
    while heard(&app, &mut streams[0]).await != TournamentEvent::Leave(TournamentLeft { id: bob.id, tournament: id }) {}
    assert_eq!(status(bob.id).await.unwrap().status.activity, Activity::Queue);
    bob.call(JoinTournament { code }).await.unwrap();
    assert_eq!(bob.send("DELETE", "/api/play/duel/", "").await.refusal(), (404, ErrorCode::NotFound), "the place in the queue is gone");
    // From one tournament into another.
    let other = bob.call(wanted("second", 4)).await.unwrap();
    assert_eq!(ids(&ada.call(GetMyTournament {}).await.unwrap()), [ada.id, cleo.id]);
    cleo.call(JoinTournament { code: other.code }).await.unwrap();
    assert_eq!(ids(&ada.call(GetMyTournament {}).await.unwrap()), [ada.id]);
    let cleo_stream = streams.pop().unwrap();
    drop(cleo_stream);
    app.advance(Duration::from_secs(12)).await;
    assert_eq!(ids(&bob.call(GetMyTournament {}).await.unwrap()), [bob.id], "cleo has gone");
}

#[tokio::test(start_paused = true)]
async fn an_organiser_who_leaves_is_followed_and_guests_alone_are_sent_home() {
    let app = TestApp::start().await;
    let (code, people, mut streams) = gathered(&app, wanted("cup", 8), &["ada", "bob"]).await;
    let (ada, bob, eve) = (&people[0], &people[1], app.guest().await);
    let mut eve_stream = eve.stream().await;
    eve.call(JoinTournament { code }).await.unwrap();
    let tournament = eve.call(GetMyTournament {}).await.unwrap().id;
    ada.call(LeaveTournament { code }).await.unwrap();
    let promoted = TournamentEvent::Promoted(TournamentPromoted { id: bob.id, tournament, creator: true });
    while heard(&app, &mut streams[1]).await != promoted {}
    assert_eq!(eve.call(GetMyTournament {}).await.unwrap().created_by, bob.id);
    assert!(ada.call(wanted("mine", 4)).await.is_ok(), "the first one is somebody else's now");
    bob.call(DeleteMe { password: Some(PASSWORD.to_owned()) }).await.unwrap();
    while heard(&app, &mut eve_stream).await != TournamentEvent::Destroyed(TournamentGone { tournament }) {}
    assert_eq!(eve.refused(GetTournament { code }).await, ErrorCode::NotFound);
    assert_eq!(eve.call(GetMe {}).await.unwrap().ranks[0].tournaments, [0; 0]);
}

#[tokio::test(start_paused = true)]
async fn who_is_banned_or_kept_apart_finds_nothing_there() {
    let app = TestApp::start().await;
    let (code, people, mut streams) = gathered(&app, wanted("cup", 8), &["ada", "bob", "cleo", "dora"]).await;
    let [ada, bob, cleo, dora] = people.try_into().unwrap_or_else(|_| panic!("four"));
    ada.call(BanFromTournament { code, user: bob.id }).await.unwrap();
    while !matches!(heard(&app, &mut streams[1]).await, TournamentEvent::Banned(_)) {}
    assert_eq!(bob.refused(JoinTournament { code }).await, ErrorCode::NotFound);
    assert_eq!(bob.refused(GetTournament { code }).await, ErrorCode::NotFound);
    assert_eq!(names_found(&bob, "").await, [""; 0]);
    ada.call(BlockUser { user_id: cleo.id }).await.unwrap();
    while !matches!(heard(&app, &mut streams[2]).await, TournamentEvent::Banned(_)) {}
    dora.call(BlockUser { user_id: ada.id }).await.unwrap();
    while !matches!(heard(&app, &mut streams[3]).await, TournamentEvent::Banned(_)) {}
    assert_eq!(ids(&ada.call(GetMyTournament {}).await.unwrap()), [ada.id]);
    for apart in [&cleo, &dora] {
        assert_eq!(apart.refused(JoinTournament { code }).await, ErrorCode::NotFound);
        assert_eq!(names_found(apart, "").await, [""; 0]);
    }
    assert!(app.call(GetTournament { code }).await.is_ok(), "a page read without a token hides nothing");
}

#[tokio::test(start_paused = true)]
async fn a_private_one_is_in_no_list_and_opens_to_those_who_know_its_code() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (_ada_stream, _bob_stream) = (ada.stream().await, bob.stream().await);
    let made = ada.call(CreateTournament { private: true, ..wanted("cup", 4) }).await.unwrap();
    let (id, code) = (made.id, made.code);
    assert_eq!(names_found(&bob, "").await, [""; 0]);
    assert_eq!(app.call(GetTournament { code }).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(app.call(GetPastTournament { id }).await.unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(bob.refused(GetPastTournament { id }).await, ErrorCode::NotFound, "ids can be guessed");
    assert!(bob.call(GetTournament { code }).await.is_ok());
    bob.call(JoinTournament { code }).await.unwrap();
    assert_eq!(bob.call(GetPastTournament { id }).await.unwrap().code, code);
    assert_eq!(bob.call(ListLiveTournaments { limit: 20, offset: 0 }).await.unwrap().count, 0);
}

#[tokio::test(start_paused = true)]
async fn friends_are_invited_by_anybody_in_a_public_one_and_by_the_organiser_alone_in_a_private_one() {
    let app = TestApp::start().await;
    let (code, people, _streams) = gathered(&app, wanted("cup", 4), &["ada", "bob"]).await;
    let (ada, bob, cleo) = (&people[0], &people[1], app.user("cleo").await);
    assert_eq!(bob.refused(InviteToTournament { code, user: cleo.id }).await, ErrorCode::Forbidden, "no friend");
    befriend(bob, &cleo).await;
    befriend(ada, &cleo).await;
    bob.call(InviteToTournament { code, user: cleo.id }).await.unwrap();
    assert_eq!(bob.refused(InviteToTournament { code, user: cleo.id }).await, ErrorCode::AlreadyExists);
    assert_eq!(bob.refused(InviteToTournament { code, user: bob.id }).await, ErrorCode::Yourself);
    let uninvited = app.while_time_passes(cleo.refused(InviteToTournament { code, user: bob.id })).await;
    assert_eq!(uninvited, ErrorCode::SseConnectionRequired);
    // It waits for somebody who comes later.
    let mut cleo_stream = cleo.stream().await;
    let invited = app.while_time_passes(cleo_stream.next_of("invite-tournament")).await.event;
    let ServerEvent::Invite(InviteEvent::Tournament(invite)) = invited else { panic!("{invited:?}") };
    assert_eq!((invite.id, invite.code), (bob.id, code));
    assert_eq!(cleo.refused(InviteToTournament { code, user: bob.id }).await, ErrorCode::Forbidden, "not in it");
    cleo.call(JoinTournament { code }).await.unwrap();
    assert_eq!(bob.refused(InviteToTournament { code, user: cleo.id }).await, ErrorCode::AlreadyExists, "in it already");
    // Whom the organiser invites may come back.
    ada.call(BanFromTournament { code, user: cleo.id }).await.unwrap();
    assert_eq!(bob.refused(InviteToTournament { code, user: cleo.id }).await, ErrorCode::Forbidden);
    ada.call(InviteToTournament { code, user: cleo.id }).await.unwrap();
    cleo.call(JoinTournament { code }).await.unwrap();
    let own = bob.call(CreateTournament { private: true, ..wanted("private", 4) }).await.unwrap().code;
    cleo.call(JoinTournament { code: own }).await.unwrap();
    assert_eq!(cleo.refused(InviteToTournament { code: own, user: ada.id }).await, ErrorCode::Forbidden);
}

#[tokio::test(start_paused = true)]
async fn what_is_said_is_heard_by_the_others_and_cannot_forge_a_line() {
    let app = TestApp::start().await;
    let (code, people, mut streams) = gathered(&app, wanted("cup", 8), &["ada", "bob", "cleo"]).await;
    let reply = people[1].send("POST", &format!("/api/play/tournament/{code}/message/"), r#"{"content": "good\nluck\u202e"}"#).await;
    let said: common::api::lobby::SaidInPlace = reply.json();
    assert_eq!((reply.status.as_u16(), said.id, said.content.as_str()), (201, 1, "good luck"));
    for stream in [0, 2] {
        let message = loop {
            if let TournamentEvent::Message(message) = heard(&app, &mut streams[stream]).await {
                break message;
            }
        };
        assert_eq!((message.author.id, message.content.as_str()), (people[1].id, "good luck"));
    }
    for (body, code) in [("{}", FieldCode::Required), (r#"{"content": " "}"#, FieldCode::TooShort)] {
        let path = format!("/api/play/tournament/{}/message/", people[0].call(GetMyTournament {}).await.unwrap().code);
        let refusal: common::api::error::ErrorBody = people[0].send("POST", &path, body).await.json();
        assert_eq!(refusal.fields["content"], [code]);
    }
}

#[tokio::test(start_paused = true)]
async fn with_four_fifths_the_20_seconds_run_and_with_fewer_they_are_forgotten() {
    let app = TestApp::start().await;
    let names = ["ada", "bob", "cleo", "dora", "emma", "fred", "gina"];
    let (code, people, mut streams) = gathered(&app, wanted("cup", 8), &names).await;
    let id = people[0].call(GetMyTournament {}).await.unwrap().id;
    let start_at = loop {
        if let TournamentEvent::StartAt(TournamentStartAt { start_at, .. }) = heard(&app, &mut streams[0]).await {
            break start_at.unwrap();
        }
    };
    assert_eq!(people[1].call(GetMyTournament {}).await.unwrap().start_at, Some(start_at));
    app.advance(Duration::from_secs(19)).await;
    people[6].call(LeaveTournament { code }).await.unwrap();
    let cancelled = TournamentEvent::StartCancel(TournamentStartAt { id, start_at: None });
    while heard(&app, &mut streams[0]).await != cancelled {}
    app.advance(Duration::from_secs(5)).await;
    assert!(!people[0].call(GetMyTournament {}).await.unwrap().is_started);
    people[6].call(JoinTournament { code }).await.unwrap();
    app.advance(Duration::from_secs(21)).await;
    let started = people[0].call(GetMyTournament {}).await.unwrap();
    assert!(started.is_started);
    let byes: Vec<_> = started.all_matches().filter(|(_, shown)| shown.finished).map(|(_, shown)| shown.clone()).collect();
    assert_eq!(byes.len(), 1);
    assert_eq!((byes[0].user_1.as_ref().map(|user| user.seed), byes[0].user_2.as_ref()), (Some(Some(1)), None));
    assert_eq!(people[0].refused(BanFromTournament { code, user: people[1].id }).await, ErrorCode::AlreadyStarted);
    let late = app.user("late").await;
    assert_eq!(app.while_time_passes(late.refused(JoinTournament { code })).await, ErrorCode::SseConnectionRequired);
    let _late_stream = late.stream().await;
    assert_eq!(late.refused(JoinTournament { code }).await, ErrorCode::AlreadyStarted);
    assert_eq!(late.call(ListLiveTournaments { limit: 20, offset: 0 }).await.unwrap().results[0].code, code);
    assert_eq!(names_found(&late, "").await, [""; 0], "nobody can join it any more");
}

#[tokio::test(start_paused = true)]
async fn a_restart_is_a_pause_for_those_who_come_back() {
    let app = TestApp::start().await;
    let names = ["ada", "bob", "cleo", "dora", "emma", "fred", "gina"];
    let (code, people, streams) = gathered(&app, wanted("cup", 8), &names).await;
    app.advance(Duration::from_secs(10)).await;
    drop(streams);
    let (app, people) = restarted(app, people).await;
    // Before anybody is back, nothing starts.
    app.advance(Duration::from_secs(15)).await;
    assert!(!app.call(GetTournament { code }).await.unwrap().is_started);
    let mut streams = Vec::new();
    for user in &people {
        streams.push(user.stream().await);
    }
    app.advance(Duration::from_secs(25)).await;
    let started = people[0].call(GetMyTournament {}).await.unwrap();
    assert!(started.is_started && started.participants.len() == 7);
}
