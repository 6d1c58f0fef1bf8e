//! Tournaments that run: their matches, forfeits, ends, restarts, and what is left of them. In virtual time.

use std::time::Duration;

use common::api::error::ErrorCode;
use common::api::event::{ServerEvent, TournamentEvent};
use common::api::matches::{FinishReason, GetMatch, ListMatches, TeamName};
use common::api::queue::JoinDuel;
use common::api::stats::GetMyStats;
use common::api::tournament::{
    CreateTournament, GetMyTournament, GetPastTournament, GetTournament, JoinTournament, LeaveTournament, ListLiveTournaments, Stage,
    Tournament, TournamentMatch,
};
use common::api::users::{Activity, DeleteMe};
use common::ids::{MatchCode, TournamentCode};
use futures_util::future::join_all;

use crate::harness::{EventStream, PASSWORD, TestApp, User};
use crate::players::Player;
use crate::restart::restarted;
use crate::tournaments::{gathered, heard, wanted};

const FOUR: [&str; 4] = ["ada", "bob", "cleo", "dora"];

/// A tournament in which one has 10 seconds to come.
fn quick(name: &str, size: u8) -> CreateTournament {
    CreateTournament { forfeit_after: Some(10), ..wanted(name, size) }
}

/// The match that is due for whom this stream is.
async fn due(app: &TestApp, stream: &mut EventStream) -> TournamentMatch {
    loop {
        if let TournamentEvent::MatchDue(due) = heard(app, stream).await {
            return *due;
        }
    }
}

/// Both come, and bots play for them.
async fn sit(app: &TestApp, code: MatchCode, users: [&User; 2]) -> [Player; 2] {
    let one = Player::sit(app, code, &[&users[0].tokens.access], 3).await;
    [one, Player::sit(app, code, &[&users[1].tokens.access], 1).await]
}

async fn of(app: &TestApp, code: TournamentCode) -> Tournament {
    app.call(GetTournament { code }).await.unwrap()
}

/// Lets time pass until the tournament is over.
async fn finished(app: &TestApp, code: TournamentCode) -> Tournament {
    for _ in 0..600 {
        let now = of(app, code).await;
        if now.is_finished {
            return now;
        }
        app.advance(Duration::from_secs(1)).await;
    }
    panic!("the tournament does not end");
}

#[tokio::test(start_paused = true)]
async fn a_tournament_of_four_is_played_to_its_winner() {
    let app = TestApp::start().await;
    let (code, people, mut streams) = gathered(&app, quick("cup", 4), &FOUR).await;
    let started = loop {
        if let TournamentEvent::Start(started) = heard(&app, &mut streams[0]).await {
            break started;
        }
    };
    assert!(started.is_started && started.matches.as_ref().is_some_and(|stages| stages.len() == 2));
    let stages: Vec<_> = started.all_matches().map(|(stage, shown)| (stage, shown.n, shown.id)).collect();
    assert_eq!(stages, [(Stage::SemiFinal, 1, None), (Stage::SemiFinal, 2, None), (Stage::Final, 1, None)]);
    assert_eq!(people[0].refused(JoinDuel {}).await, ErrorCode::AlreadyPlaying, "the tournament holds whoever can win it");
    assert!(people[0].call(JoinTournament { code }).await.is_ok(), "who is in it is in it");
    // Nobody has trophies, so the order of coming is that of the seeds: 1 against 4, 2 against 3.
    let (one, two) = (due(&app, &mut streams[0]).await, due(&app, &mut streams[1]).await);
    assert_eq!((one.n, two.n), (1, 2));
    let user = |shown: &TournamentMatch| shown.user_2.as_ref().unwrap().id;
    assert_eq!((user(&one), user(&two)), (people[3].id, people[2].id));
    let watched = Player::watch(&app, one.code.unwrap()).await;
    // Cleo comes, bob does not.
    let alone = Player::sit(&app, two.code.unwrap(), &[&people[2].tokens.access], 3).await;
    let [ada, dora] = sit(&app, one.code.unwrap(), [&people[0], &people[3]]).await;
    let plays = async { tokio::join!(ada.play(), dora.play(), watched.play(), alone.play()) };
    let ((first, _), _, _, (second, _)) = app.while_time_passes(plays).await;
    assert_eq!((second.reason, second.score), (FinishReason::PlayerNotConnected, [0, 3]));
    let finalist = if first.winner.unwrap() == common::sim::Side::A { 0 } else { 3 };
    let spectated = app.while_time_passes(streams[1].next_of("tournament-available-spectate-matches")).await;
    assert!(matches!(spectated.event, ServerEvent::Tournament(TournamentEvent::Spectate(_))));
    let last = due(&app, &mut streams[finalist]).await;
    assert_eq!((last.user_1.as_ref().unwrap().id, last.user_2.as_ref().unwrap().id), (people[finalist].id, people[2].id));
    assert!(people[1].call(JoinDuel {}).await.is_ok(), "who is out is free");
    let [one, two] = sit(&app, last.code.unwrap(), [&people[finalist], &people[2]]).await;
    let ((over, _), _) = app.while_time_passes(async { tokio::join!(one.play(), two.play()) }).await;
    let winner = if over.winner.unwrap() == common::sim::Side::A { finalist } else { 2 };
    let ended = loop {
        if let TournamentEvent::Finish(ended) = heard(&app, &mut streams[1]).await {
            break ended;
        }
    };
    assert_eq!(ended.username.as_ref(), Some(&people[winner].name));
    remains(&app, code, &people, winner).await;
}

/// What is left of a tournament of four that this one won.
async fn remains(app: &TestApp, code: TournamentCode, people: &[User], winner: usize) {
    let over = of(app, code).await;
    assert!(over.is_finished && over.winner.as_ref().is_some_and(|user| user.id == people[winner].id));
    assert_eq!(app.call(GetPastTournament { id: over.id }).await.unwrap(), over);
    let last = &over.matches.as_ref().unwrap()[&Stage::Final][0];
    let played = app.call(GetMatch { code: last.code.unwrap() }).await.unwrap();
    assert_eq!((played.tournament_id, played.tournament_stage_id, played.tournament_n), (Some(over.id.0), Some(1), Some(1)));
    assert!(played.spectators_allowed && played.counts && played.finished);
    assert_eq!(last.score_winner, Some(3));
    let stats = people[winner].call(GetMyStats {}).await.unwrap();
    assert_eq!(stats[4].tournament_wins, Some(1));
    let history = people[winner].call(ListMatches { user: people[winner].id, limit: 20, offset: 0 }).await.unwrap();
    assert_eq!(history.count, 2);
    assert_eq!(people[winner].refused(GetMyTournament {}).await, ErrorCode::NotFound, "it is over");
    let file = people[winner].send("GET", "/api/users/me/download-data/", "").await;
    let data: serde_json::Value = file.json();
    assert_eq!(data["game_data"]["tournament"][0]["name"], "cup");
    let notices: common::api::Page<common::api::chat::Message> =
        people[winner].send("GET", "/api/chat/channels/notices/messages/", "").await.json();
    let words: Vec<_> = notices.results.iter().map(|message| message.content.as_str()).collect();
    assert!(words.contains(&"The tournament cup starts."), "{words:?}");
    assert!(words.iter().any(|words| words.ends_with("has won the tournament cup.")), "{words:?}");
}

#[tokio::test(start_paused = true)]
async fn when_nobody_comes_at_all_it_ends_without_a_winner() {
    let app = TestApp::start().await;
    let (code, people, mut streams) = gathered(&app, quick("cup", 4), &FOUR).await;
    let over = finished(&app, code).await;
    assert_eq!(over.winner, None);
    let reasons: Vec<_> = over.all_matches().map(|(_, shown)| (shown.finish_reason.unwrap(), shown.winner)).collect();
    let nobody = (FinishReason::PlayersTimeout, None);
    assert_eq!(reasons, [nobody, nobody, (FinishReason::GameNotPlayed, None)]);
    let ended = loop {
        if let TournamentEvent::Finish(ended) = heard(&app, &mut streams[3]).await {
            break ended;
        }
    };
    assert_eq!(ended.username, None);
    assert!(people[0].call(wanted("cup", 4)).await.is_ok(), "the name is free, and so is the organiser");
}

#[tokio::test(start_paused = true)]
async fn who_leaves_a_match_of_a_tournament_loses_it_at_once_and_one_can_win_without_playing() {
    let app = TestApp::start().await;
    let (code, people, mut streams) = gathered(&app, wanted("cup", 4), &FOUR).await;
    let one = due(&app, &mut streams[0]).await;
    people[3].call(LeaveTournament { code }).await.unwrap();
    app.advance(Duration::from_secs(1)).await;
    let now = of(&app, code).await;
    let first = &now.matches.as_ref().unwrap()[&Stage::SemiFinal][0];
    assert_eq!((first.id, first.winner, first.finish_reason), (one.id, Some(TeamName::A), Some(FinishReason::PlayerNotConnected)));
    assert!(!now.participant(people[3].id).unwrap().still_in);
    assert_eq!(people[3].refused(LeaveTournament { code }).await, ErrorCode::Forbidden);
    assert!(people[3].call(JoinDuel {}).await.is_ok());
    // The other match ends by both leaving; then ada has won.
    people[1].call(LeaveTournament { code }).await.unwrap();
    people[2].call(LeaveTournament { code }).await.unwrap();
    let over = finished(&app, code).await;
    assert_eq!(over.winner.as_ref().map(|user| user.id), Some(people[0].id));
    assert_eq!(over.matches.unwrap()[&Stage::Final][0].finish_reason, Some(FinishReason::GameNotPlayed));
}

#[tokio::test(start_paused = true)]
async fn somebody_who_deletes_the_account_between_rounds_is_out_and_stays_in_the_bracket_without_a_name() {
    let app = TestApp::start().await;
    let (code, people, _streams) = gathered(&app, quick("cup", 4), &FOUR).await;
    people[3].call(DeleteMe { password: Some(PASSWORD.to_owned()) }).await.unwrap();
    let over = finished(&app, code).await;
    let gone = over.participant(people[3].id).unwrap();
    assert_eq!((gone.username.as_str(), gone.still_in), ("deleted user", false));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_restarted_again_and_again_goes_on_with_every_tournament_to_its_end() {
    let mut app = TestApp::start().await;
    let names = ["ada", "bob", "cleo", "dora", "emma", "fred", "gina", "hugo"];
    let (code, mut people, streams) = gathered(&app, quick("cup", 8), &names).await;
    drop(streams);
    let mut restarts = 0;
    let over = loop {
        for _ in 0..7 {
            app.advance(Duration::from_secs(1)).await;
        }
        let now = of(&app, code).await;
        if now.is_finished {
            break now;
        }
        assert!(restarts < 20, "it does not end: {now:?}");
        restarts += 1;
        (app, people) = restarted(app, people).await;
        // One comes to every match that is due; the others never do.
        let due = of(&app, code).await;
        let mut alone = Vec::new();
        for shown in due.all_matches().map(|(_, shown)| shown).filter(|shown| !shown.finished) {
            let (Some(code), Some(user)) = (shown.code, &shown.user_1) else { continue };
            let player = people.iter().find(|person| person.id == user.id).unwrap();
            alone.push(Player::sit(&app, code, &[&player.tokens.access], 3).await);
        }
        for (over, _) in app.while_time_passes(join_all(alone.into_iter().map(Player::play))).await {
            assert_eq!(over.reason, FinishReason::PlayerNotConnected);
        }
    };
    assert!(restarts >= 3);
    let winner = over.winner.clone().unwrap();
    assert!(over.participant(winner.id).unwrap().still_in);
    assert!(over.matches.unwrap().values().flatten().all(|shown| shown.finished));
    // Nobody is left anywhere.
    let _stream = people[7].stream().await;
    people[7].call(JoinDuel {}).await.unwrap();
    let seen = people[7].call(common::api::profiles::GetUser { id: people[6].id }).await.unwrap();
    assert_eq!(seen.status.activity, Activity::Offline);
    assert_eq!(people[7].call(ListLiveTournaments { limit: 20, offset: 0 }).await.unwrap().count, 0);
}
