//! Ranked matches: who is paired with whom and when, what is at stake, and what comes of it.

use std::collections::BTreeSet;
use std::time::Duration;

use common::api::error::ErrorCode;
use common::api::event::{GameEvent, ServerEvent};
use common::api::friends::BlockUser;
use common::api::matches::{FinishReason, Game, GameMode, GetMatch, ListMatches, Match, Stakes, TeamPlayer};
use common::api::profiles::GetUser;
use common::api::queue::{JoinDuel, JoinRanked, LeaveDuel, LeaveRanked, StartLocal};
use common::api::stats::{GetMyStats, ListMyRankedStats, StatsMode};
use common::api::users::{Activity, Tier};
use futures_util::future::join_all;

use crate::harness::{EventStream, TestApp, User};
use crate::players::{Player, Socket, duel, started};
use crate::restart::{change, restarted};

/// Two who may play each other are paired within this.
const AT_ONCE: Duration = Duration::from_millis(100);

/// An account with so many trophies, whose stream is open.
async fn ranked(app: &TestApp, name: &str, trophies: i64) -> (User, EventStream) {
    let user = app.user(name).await;
    let row = format!("{}, 'duel', {trophies}, 9, 5, 4", user.id);
    change(app.data_dir.path(), &format!("INSERT INTO ranks (user_id, game, trophies, played, won, lost) VALUES ({row})")).await;
    let stream = user.stream().await;
    (user, stream)
}

/// Whether the user has been paired by now.
async fn is_paired(user: &User) -> bool {
    user.call(GetUser { id: user.id }).await.unwrap().status.activity == Activity::Playing
}

/// The match of the next event of this name.
async fn told(app: &TestApp, stream: &mut EventStream, code: &str) -> Match {
    let heard = app.while_time_passes(stream.next_of(code)).await.event;
    let ServerEvent::Game(GameEvent::Start(found) | GameEvent::Finish(found)) = heard else { panic!("{heard:?}") };
    *found
}

fn player<'a>(of: &'a Match, user: &User) -> &'a TeamPlayer {
    of.teams.a.players.iter().chain(&of.teams.b.players).find(|player| player.user.id == user.id).unwrap()
}

#[tokio::test(start_paused = true)]
async fn two_of_about_the_same_trophies_are_paired_at_once_and_told_what_is_at_stake() {
    let app = TestApp::start().await;
    let ((ada, mut ada_hears), (bob, mut bob_hears)) = (ranked(&app, "ada", 1000).await, ranked(&app, "bob", 1050).await);
    let entry = ada.call(JoinRanked {}).await.unwrap();
    assert_eq!((entry.game_mode, entry.trophies, entry.estimated_wait), (GameMode::Ranked, 1000, None));
    app.advance(Duration::from_secs(3)).await;
    assert_eq!(ada.call(JoinRanked {}).await.unwrap(), entry, "the place is kept");
    bob.call(JoinRanked {}).await.unwrap();
    app.advance(AT_ONCE).await;
    assert!(is_paired(&ada).await);
    let made = told(&app, &mut ada_hears, "game-start").await;
    assert_eq!(told(&app, &mut bob_hears, "game-start").await, made);
    assert_eq!((made.game_mode, made.counts, made.finished), (GameMode::Ranked, true, false));
    let expected = Stakes { trophies: 1000, tier: Tier::Gold, chance: 43, win: 23, loss: -13 };
    assert_eq!((player(&made, &ada).stakes, player(&made, &ada).trophies), (Some(expected), None));
    let expected = Stakes { trophies: 1050, tier: Tier::Gold, chance: 57, win: 17, loss: -17 };
    assert_eq!(player(&made, &bob).stakes, Some(expected));
    assert_eq!(ada.call(GetMatch { code: made.code }).await.unwrap().teams, made.teams, "as the page of the match has it");
    assert_eq!(ada.refused(LeaveRanked {}).await, ErrorCode::NotFound);
}

#[tokio::test(start_paused = true)]
async fn the_window_doubles_every_10_seconds_and_who_is_within_it_then_is_paired_at_once() {
    for (apart, seconds) in [(51, 10), (400, 30), (1600, 50), (1601, 60)] {
        let app = TestApp::start().await;
        let ((ada, _a), (bob, _b)) = (ranked(&app, "ada", 5000).await, ranked(&app, "bob", 5000 + apart).await);
        ada.call(JoinRanked {}).await.unwrap();
        app.advance(Duration::from_secs(seconds) - Duration::from_millis(500)).await;
        bob.call(JoinRanked {}).await.unwrap();
        app.advance(Duration::from_millis(400)).await;
        assert!(!is_paired(&ada).await, "{apart} apart before {seconds} s");
        app.advance(Duration::from_millis(100) + AT_ONCE).await;
        assert!(is_paired(&ada).await && is_paired(&bob).await, "{apart} apart after {seconds} s");
    }
}

#[tokio::test(start_paused = true)]
async fn of_those_within_the_window_the_first_to_come_plays_and_the_other_keeps_the_place() {
    let app = TestApp::start().await;
    let ((ada, _a), (bob, _b)) = (ranked(&app, "ada", 0).await, ranked(&app, "bob", 90).await);
    let (carl, _c) = ranked(&app, "carl", 45).await;
    ada.call(JoinRanked {}).await.unwrap();
    let kept = bob.call(JoinRanked {}).await.unwrap();
    app.advance(AT_ONCE).await;
    carl.call(JoinRanked {}).await.unwrap();
    app.advance(AT_ONCE).await;
    assert!(is_paired(&ada).await && is_paired(&carl).await && !is_paired(&bob).await);
    assert_eq!(bob.call(JoinRanked {}).await.unwrap().id, kept.id);
}

#[tokio::test(start_paused = true)]
async fn people_who_block_each_other_are_never_paired_however_long_they_wait() {
    let app = TestApp::start().await;
    let ((ada, _a), (bob, _b)) = (ranked(&app, "ada", 100).await, ranked(&app, "bob", 100).await);
    ada.call(BlockUser { user_id: bob.id }).await.unwrap();
    ada.call(JoinRanked {}).await.unwrap();
    bob.call(JoinRanked {}).await.unwrap();
    app.advance(Duration::from_secs(62)).await;
    assert!(!is_paired(&ada).await && !is_paired(&bob).await);
    let (carl, _c) = ranked(&app, "carl", 3000).await;
    carl.call(JoinRanked {}).await.unwrap();
    app.advance(AT_ONCE).await;
    assert!(is_paired(&ada).await && is_paired(&carl).await, "after a minute anybody will do");
}

#[tokio::test(start_paused = true)]
async fn a_result_moves_trophies_by_the_formula_says_why_and_unlocks_what_they_unlock() {
    let app = TestApp::start().await;
    let ((ada, mut ada_hears), (bob, mut bob_hears)) = (ranked(&app, "ada", 90).await, ranked(&app, "bob", 7).await);
    ada.call(JoinRanked {}).await.unwrap();
    app.advance(Duration::from_secs(11)).await;
    bob.call(JoinRanked {}).await.unwrap();
    let made = told(&app, &mut ada_hears, "game-start").await;
    let mut seat = Socket::sit(&ada, made.code).await;
    app.while_time_passes(seat.finished()).await;
    let over = told(&app, &mut bob_hears, "match-finish").await;
    assert_eq!((over.finish_reason, over.counts), (Some(FinishReason::PlayerNotConnected), true), "a forfeit counts");
    // The winner's chance was 62 %: 40 and 30 times what was missing; the loser had less to lose.
    let [winner, loser] = [player(&over, &ada), player(&over, &bob)];
    assert_eq!((winner.trophies, loser.trophies), (Some(15), Some(-7)));
    assert_eq!((winner.stakes, loser.stakes), (player(&made, &ada).stakes, player(&made, &bob).stakes), "they stay");
    assert_eq!((winner.stakes.unwrap().win, loser.stakes.unwrap().loss), (15, -7));
    let unlocked = app.while_time_passes(ada_hears.next_of("profile-picture-unlocked")).await;
    assert_eq!(unlocked.code, "profile-picture-unlocked");
    for (user, change, total, won) in [(&ada, 15, 105, 6), (&bob, -7, 0, 5)] {
        let history = user.call(ListMyRankedStats { limit: 20, offset: 0 }).await.unwrap().results;
        assert_eq!(history.iter().map(|one| (one.trophies, one.total_trophies)).collect::<Vec<_>>(), [(change, total)]);
        let seen = bob.call(GetUser { id: user.id }).await.unwrap();
        let rank = seen.ranks.iter().find(|rank| rank.game == Game::Duel).unwrap();
        assert_eq!((rank.trophies, rank.tier, rank.ranked_played, rank.ranked_won), (total, Tier::of(total), 10, won));
        let stats = user.call(GetMyStats {}).await.unwrap();
        let played = |mode| stats.iter().find(|one| one.game_mode == mode).unwrap().game_played;
        assert_eq!((played(StatsMode::Ranked), played(StatsMode::Duel), played(StatsMode::Global)), (1, 0, 1));
    }
    let listed = ada.call(ListMatches { user: ada.id, limit: 20, offset: 0 }).await.unwrap().results;
    assert_eq!((listed.len(), &listed[0].teams), (1, &over.teams));
}

#[tokio::test(start_paused = true)]
async fn a_ranked_match_is_played_as_a_duel_to_its_end() {
    let app = TestApp::start().await;
    let ((ada, mut ada_hears), (bob, _b)) = (ranked(&app, "ada", 500).await, ranked(&app, "bob", 500).await);
    ada.call(JoinRanked {}).await.unwrap();
    bob.call(JoinRanked {}).await.unwrap();
    let code = app.while_time_passes(started(&mut ada_hears)).await;
    let (a, b) = (Player::sit(&app, code, &[&ada.tokens.access], 3).await, Player::sit(&app, code, &[&bob.tokens.access], 3).await);
    let ((finished, _), _) = app.while_time_passes(async { tokio::join!(a.play(), b.play()) }).await;
    assert_eq!(finished.reason, FinishReason::NormalEnd);
    let over = told(&app, &mut ada_hears, "match-finish").await;
    let mut moved = [&ada, &bob].map(|user| player(&over, user).trophies.unwrap());
    moved.sort_unstable();
    assert_eq!(moved, [-15, 20]);
}

#[tokio::test(start_paused = true)]
async fn a_match_that_nobody_came_to_or_that_was_given_up_moves_nothing() {
    let app = TestApp::start().await;
    let ((ada, mut ada_hears), (bob, _b)) = (ranked(&app, "ada", 500).await, ranked(&app, "bob", 500).await);
    for _ in 0..2 {
        ada.call(JoinRanked {}).await.unwrap();
        bob.call(JoinRanked {}).await.unwrap();
        let over = told(&app, &mut ada_hears, "match-finish").await;
        assert_eq!((over.finish_reason, player(&over, &ada).trophies), (Some(FinishReason::PlayersTimeout), None));
    }
    ada.call(JoinRanked {}).await.unwrap();
    bob.call(JoinRanked {}).await.unwrap();
    app.while_time_passes(started(&mut ada_hears)).await;
    change(app.data_dir.path(), "UPDATE matches SET sim_version = 0 WHERE finished_at IS NULL").await;
    let (_app, people) = restarted(app, vec![ada]).await;
    assert_eq!(people[0].call(ListMyRankedStats { limit: 20, offset: 0 }).await.unwrap().count, 0);
    let me = people[0].call(common::api::users::GetMe {}).await.unwrap();
    assert_eq!(me.trophies, 500);
}

#[tokio::test(start_paused = true)]
async fn the_ranked_queue_is_for_accounts_with_a_stream_who_do_not_play() {
    let app = TestApp::start().await;
    let guest = app.guest().await;
    let _guest_hears = guest.stream().await;
    assert_eq!(guest.refused(JoinRanked {}).await, ErrorCode::GuestNotAllowed);
    assert_eq!(guest.refused(LeaveRanked {}).await, ErrorCode::NotFound);
    let eve = app.user("eve").await;
    assert_eq!(app.while_time_passes(eve.refused(JoinRanked {})).await, ErrorCode::SseConnectionRequired);
    let duel = duel(&app).await;
    assert_eq!(duel.a.refused(JoinRanked {}).await, ErrorCode::AlreadyPlaying);
    app.stop.cancel();
    let _eve_hears = eve.stream().await;
    assert_eq!(eve.refused(JoinRanked {}).await, ErrorCode::Unavailable);
}

#[tokio::test(start_paused = true)]
async fn who_enters_another_queue_or_a_match_leaves_the_queue_before() {
    let app = TestApp::start().await;
    let ((ada, _a), (bob, _b)) = (ranked(&app, "ada", 0).await, ranked(&app, "bob", 0).await);
    let duel_place = ada.call(JoinDuel {}).await.unwrap();
    let ranked_place = ada.call(JoinRanked {}).await.unwrap();
    assert_ne!(duel_place.id, ranked_place.id);
    assert_eq!(ada.refused(LeaveDuel {}).await, ErrorCode::NotFound);
    bob.call(JoinDuel {}).await.unwrap();
    app.advance(AT_ONCE).await;
    assert!(!is_paired(&ada).await, "nobody waits in two queues");
    assert_eq!(ada.call(GetUser { id: ada.id }).await.unwrap().status.activity, Activity::Queue);
    bob.call(StartLocal { access: ada.tokens.access.clone(), goals: None }).await.unwrap();
    assert_eq!(ada.refused(LeaveRanked {}).await, ErrorCode::NotFound);
    assert_eq!(bob.refused(LeaveDuel {}).await, ErrorCode::NotFound);
}

#[tokio::test(start_paused = true)]
async fn a_place_in_the_ranked_queue_outlives_a_restart_with_its_window_and_not_its_owner() {
    let app = TestApp::start().await;
    let ((ada, ada_hears), (bob, _b)) = (ranked(&app, "ada", 0).await, ranked(&app, "bob", 150).await);
    let place = ada.call(JoinRanked {}).await.unwrap();
    app.advance(Duration::from_secs(21)).await;
    drop(ada_hears);
    let (app, people) = restarted(app, vec![ada, bob]).await;
    let [ada, bob] = people.try_into().ok().unwrap();
    let (ada_hears, _bob_hears) = (ada.stream().await, bob.stream().await);
    assert_eq!(ada.call(JoinRanked {}).await.unwrap(), place);
    bob.call(JoinRanked {}).await.unwrap();
    app.advance(AT_ONCE).await;
    assert!(is_paired(&ada).await, "after 20 seconds 200 apart will do");
    drop(ada_hears);
    let (carl, carl_hears) = ranked(&app, "carl", 9000).await;
    let place = carl.call(JoinRanked {}).await.unwrap();
    drop(carl_hears);
    app.advance(Duration::from_secs(12)).await;
    let _carl_hears = carl.stream().await;
    assert_ne!(carl.call(JoinRanked {}).await.unwrap().id, place.id, "who went offline waits no more");
}

#[tokio::test(start_paused = true)]
async fn a_hundred_who_come_at_once_and_ask_again_and_again_each_have_one_opponent() {
    let app = TestApp::start().await;
    let mut people = Vec::new();
    for number in 0..20 {
        people.push(ranked(&app, &format!("user-{number}"), 100).await);
    }
    let asked = people.iter().flat_map(|(user, _)| (0..5).map(move |_| user.call(JoinRanked {})));
    let outcomes = join_all(asked).await;
    let fair = |outcome: &Result<_, common::api::error::ErrorBody>| {
        outcome.as_ref().err().is_none_or(|error| error.code == ErrorCode::AlreadyPlaying)
    };
    assert!(outcomes.iter().all(fair));
    let mut seats = BTreeSet::new();
    let mut codes = BTreeSet::new();
    for (user, stream) in &mut people {
        let made = told(&app, stream, "game-start").await;
        codes.insert(made.code);
        assert!(seats.insert(player(&made, user).user.id));
    }
    assert_eq!((codes.len(), seats.len()), (10, 20));
}

#[tokio::test(start_paused = true)]
async fn who_begins_to_wait_is_told_how_long_others_waited() {
    let app = TestApp::start().await;
    let ((ada, _a), (bob, _b)) = (ranked(&app, "ada", 0).await, ranked(&app, "bob", 0).await);
    ada.call(JoinRanked {}).await.unwrap();
    app.advance(Duration::from_millis(8_500)).await;
    bob.call(JoinRanked {}).await.unwrap();
    app.advance(AT_ONCE).await;
    let (carl, _c) = ranked(&app, "carl", 0).await;
    assert_eq!(carl.call(JoinRanked {}).await.unwrap().estimated_wait, Some(9), "the longer of two, in whole seconds");
    assert_eq!(carl.call(JoinDuel {}).await.unwrap().estimated_wait, None, "each queue has its own");
}
