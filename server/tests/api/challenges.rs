//! Challenges: sent, answered, taken back, run out of time.

use std::time::Duration;

use common::api::challenge::{
    AcceptChallenge, CancelChallenge, Challenge, ChallengeState, DeclineChallenge, ListChallenges, SendChallenge, Watch,
};
use common::api::error::ErrorCode;
use common::api::event::{ChallengeEvent, GameEvent, ServerEvent};
use common::api::matches::{Game, GameMode};
use common::api::queue::{JoinDuel, LeaveDuel};
use common::api::users::{DeleteMe, PatchMe, PlayMode};
use common::ids::{ChallengeId, UserId};

use crate::harness::{EventStream, PASSWORD, STEP, TestApp, User};
use crate::players::duel_of;
use crate::restart::restarted;

const CHALLENGES: &str = "/api/play/challenges/";

/// A challenge to a duel.
pub(crate) fn to(user: &User, chat: bool) -> SendChallenge {
    SendChallenge { user_id: user.id, game: Game::Duel, chat }
}

/// The next change of a challenge on this stream.
async fn updated(stream: &mut EventStream) -> Challenge {
    let heard = stream.next_of("challenge-updated").await.event;
    let ServerEvent::Challenge(ChallengeEvent::Updated(challenge)) = heard else { panic!("{heard:?}") };
    *challenge
}

async fn received(stream: &mut EventStream) -> Challenge {
    let heard = stream.next_of("challenge-received").await.event;
    let ServerEvent::Challenge(ChallengeEvent::Received(challenge)) = heard else { panic!("{heard:?}") };
    *challenge
}

/// What waits for this user's answer.
async fn waiting(user: &User) -> Vec<ChallengeId> {
    user.call(ListChallenges {}).await.unwrap().received.iter().map(|challenge| challenge.id).collect()
}

#[tokio::test(start_paused = true)]
async fn a_challenge_is_heard_by_the_challenged_and_listed_for_both() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (_ada_stream, mut bob_stream) = (ada.stream().await, bob.stream().await);
    let sent = ada.call(to(&bob, false)).await.unwrap();
    assert_eq!((sent.state, sent.expires_at, sent.match_code, &sent.watch), (ChallengeState::Pending, None, None, &None));
    assert_eq!((sent.sender.id, sent.receiver.id, sent.game), (ada.id, bob.id, Game::Duel));
    assert_eq!(app.while_time_passes(received(&mut bob_stream)).await, sent);
    let listed = bob.call(ListChallenges {}).await.unwrap();
    assert_eq!((listed.received, listed.sent), (vec![sent.clone()], vec![]));
    let listed = ada.call(ListChallenges {}).await.unwrap();
    assert_eq!((listed.received, listed.sent), (vec![], vec![sent]));
}

#[tokio::test(start_paused = true)]
async fn pending_challenges_are_listed_newest_first_and_settled_ones_not_at_all() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let _streams = (ada.stream().await, bob.stream().await, eve.stream().await);
    let first = ada.call(to(&eve, false)).await.unwrap();
    let second = bob.call(to(&eve, false)).await.unwrap();
    assert_eq!(waiting(&eve).await, [second.id, first.id]);
    eve.call(DeclineChallenge { id: second.id }).await.unwrap();
    assert_eq!(waiting(&eve).await, [first.id]);
    assert!(bob.call(ListChallenges {}).await.unwrap().sent.is_empty());
}

#[tokio::test(start_paused = true)]
async fn accepting_makes_one_private_match_that_counts_and_both_are_told_once() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let mut streams = [ada.stream().await, bob.stream().await];
    let id = ada.call(to(&bob, true)).await.unwrap().id;
    let made = bob.call(AcceptChallenge { id }).await.unwrap();
    assert_eq!((made.game_mode, made.counts, made.finished), (GameMode::CustomGame, true, false));
    assert_eq!((made.teams.a.players[0].user.id, made.teams.b.players[0].user.id), (ada.id, bob.id));
    for stream in &mut streams {
        let challenge = app.while_time_passes(updated(stream)).await;
        assert_eq!((challenge.id, challenge.state, challenge.match_code), (id, ChallengeState::Accepted, Some(made.code)));
        let heard = app.while_time_passes(stream.next()).await.unwrap();
        assert!(matches!(heard.event, ServerEvent::Game(GameEvent::Start(found)) if found.code == made.code), "{}", heard.code);
    }
}

#[tokio::test(start_paused = true)]
async fn declining_and_taking_back_are_told_to_both() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let mut streams = [ada.stream().await, bob.stream().await];
    let id = ada.call(to(&bob, false)).await.unwrap().id;
    assert_eq!(bob.call(DeclineChallenge { id }).await.unwrap().state, ChallengeState::Declined);
    let again = ada.call(to(&bob, false)).await.unwrap().id;
    assert_ne!(again, id, "what was declined can be wished for again");
    ada.call(CancelChallenge { id: again }).await.unwrap();
    for stream in &mut streams {
        for (id, state) in [(id, ChallengeState::Declined), (again, ChallengeState::Cancelled)] {
            let challenge = app.while_time_passes(updated(stream)).await;
            assert_eq!((challenge.id, challenge.state), (id, state));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn who_cannot_be_challenged_is_not_challenged() {
    let app = TestApp::start().await;
    let (ada, bob, guest) = (app.user("ada").await, app.user("bob").await, app.guest().await);
    let _stream = ada.stream().await;
    let nobody = SendChallenge { user_id: UserId(999), game: Game::Duel, chat: false };
    assert_eq!(ada.refused(nobody).await, ErrorCode::NotFound);
    assert_eq!(ada.refused(to(&guest, false)).await, ErrorCode::NotFound);
    assert_eq!(ada.refused(to(&ada, false)).await, ErrorCode::Yourself);
    assert_eq!(guest.refused(to(&ada, false)).await, ErrorCode::GuestNotAllowed);
    assert_eq!(app.while_time_passes(bob.refused(to(&ada, false))).await, ErrorCode::SseConnectionRequired);
    bob.call(PatchMe { accept_challenges: Some(false), ..PatchMe::default() }).await.unwrap();
    assert_eq!(ada.refused(to(&bob, false)).await, ErrorCode::NotAccepting);
    bob.call(PatchMe { accept_challenges: Some(true), play_mode: Some(PlayMode::Offline), ..PatchMe::default() }).await.unwrap();
    assert_eq!(ada.refused(to(&bob, false)).await, ErrorCode::NotAccepting);
    bob.call(PatchMe { play_mode: Some(PlayMode::Online), ..PatchMe::default() }).await.unwrap();
    ada.call(to(&bob, false)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_challenge_with_bad_fields_is_refused_after_what_is_wrong_with_the_person() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let _stream = ada.stream().await;
    let send = async |user_id: i64, game: serde_json::Value, chat: serde_json::Value| {
        let body = serde_json::json!({ "user_id": user_id, "game": game, "chat": chat }).to_string();
        ada.send("POST", CHALLENGES, &body).await.refusal()
    };
    let bad = (400, ErrorCode::Invalid);
    for body in ["{}", r#"{"user_id": "ada"}"#, r#"{"user_id": null}"#] {
        assert_eq!(ada.send("POST", CHALLENGES, body).await.refusal(), bad, "{body}");
    }
    assert_eq!(send(bob.id.0, "tennis".into(), false.into()).await, bad);
    assert_eq!(send(bob.id.0, 7.into(), false.into()).await, bad);
    assert_eq!(send(bob.id.0, "duel".into(), "yes".into()).await, bad);
    assert_eq!(send(bob.id.0, "clash".into(), false.into()).await, bad, "two people do not fill a court of six");
    assert_eq!(send(999, "tennis".into(), "yes".into()).await, (404, ErrorCode::NotFound));
    assert_eq!(send(-1, "duel".into(), false.into()).await, (404, ErrorCode::NotFound));
    let usual = ada.send("POST", CHALLENGES, &format!(r#"{{"user_id": "{}"}}"#, bob.id)).await;
    assert_eq!((usual.status.as_u16(), usual.json::<Challenge>().game), (201, Game::Duel));
}

#[tokio::test(start_paused = true)]
async fn one_challenge_waits_for_each_direction() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let _streams = (ada.stream().await, bob.stream().await);
    let id = ada.call(to(&bob, false)).await.unwrap().id;
    assert_eq!(ada.refused(to(&bob, true)).await, ErrorCode::AlreadyExists);
    bob.call(to(&ada, false)).await.unwrap();
    ada.call(CancelChallenge { id }).await.unwrap();
    ada.call(to(&bob, true)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_same_challenge_a_hundred_times_at_once_is_one() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let _stream = ada.stream().await;
    let sent = futures_util::future::join_all((0..100).map(|_| ada.call(to(&bob, false)))).await;
    let (made, refused): (Vec<_>, Vec<_>) = sent.into_iter().partition(Result::is_ok);
    assert_eq!((made.len(), refused.len()), (1, 99));
    assert!(refused.into_iter().all(|error| error.unwrap_err().code == ErrorCode::AlreadyExists));
    assert_eq!(waiting(&bob).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn nobody_is_challenged_by_somebody_who_goes_for_ever_at_the_same_moment() {
    let app = TestApp::start().await;
    let bob = app.user("bob").await;
    for turns in (0..60).map(|step| step * 20) {
        let ada = app.user(&format!("ada-{turns}")).await;
        let _stream = ada.stream().await;
        let challenged = async {
            for _ in 0..turns {
                tokio::task::yield_now().await;
            }
            ada.call(to(&bob, false)).await
        };
        let both = async { tokio::join!(ada.call(DeleteMe { password: Some(PASSWORD.to_owned()) }), challenged) };
        // Whose stream has just been closed is given 2 seconds for another one, which have to pass.
        let (deleted, _) = app.while_time_passes(both).await;
        deleted.unwrap();
        assert!(waiting(&bob).await.is_empty(), "{turns} turns later");
    }
}

#[tokio::test(start_paused = true)]
async fn each_side_has_its_answers_and_others_do_not_know_of_it() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let _streams = (ada.stream().await, bob.stream().await, eve.stream().await);
    let id = ada.call(to(&bob, false)).await.unwrap().id;
    assert_eq!(ada.refused(AcceptChallenge { id }).await, ErrorCode::Forbidden);
    assert_eq!(ada.refused(DeclineChallenge { id }).await, ErrorCode::Forbidden);
    assert_eq!(bob.refused(CancelChallenge { id }).await, ErrorCode::Forbidden);
    assert_eq!(eve.refused(AcceptChallenge { id }).await, ErrorCode::NotFound);
    assert_eq!(eve.refused(DeclineChallenge { id }).await, ErrorCode::NotFound);
    assert_eq!(eve.refused(CancelChallenge { id }).await, ErrorCode::NotFound);
    let unknown = ChallengeId(id.0 + 1);
    assert_eq!(bob.refused(AcceptChallenge { id: unknown }).await, ErrorCode::NotFound);
    assert_eq!(bob.send("POST", &format!("{CHALLENGES}x/accept/"), "").await.refusal(), (404, ErrorCode::NotFound));
    bob.call(DeclineChallenge { id }).await.unwrap();
    assert_eq!(bob.refused(AcceptChallenge { id }).await, ErrorCode::NotPending);
    assert_eq!(bob.refused(DeclineChallenge { id }).await, ErrorCode::NotPending);
    assert_eq!(ada.refused(CancelChallenge { id }).await, ErrorCode::NotPending);
}

#[tokio::test(start_paused = true)]
async fn who_plays_cannot_be_taken_away_and_the_challenge_waits_until_the_match_is_over() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let _streams = (ada.stream().await, bob.stream().await);
    let id = ada.call(to(&bob, false)).await.unwrap().id;
    let busy = duel_of(&app, ada.clone(), eve).await;
    assert_eq!(bob.refused(AcceptChallenge { id }).await, ErrorCode::AlreadyPlaying);
    assert_eq!(waiting(&bob).await, [id]);
    // Nobody takes a seat, so it ends by itself.
    let mut ada_stream = ada.stream().await;
    app.while_time_passes(ada_stream.next_of("match-finish")).await;
    assert_ne!(bob.call(AcceptChallenge { id }).await.unwrap().code, busy.code);
}

#[tokio::test(start_paused = true)]
async fn a_challenger_in_a_match_can_be_watched_unless_somebody_in_it_does_not_want_it() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let (_stream, mut bob_stream) = (ada.stream().await, bob.stream().await);
    let shown = async |user: &User| user.call(ListChallenges {}).await.unwrap();
    ada.call(to(&bob, false)).await.unwrap();
    assert_eq!(shown(&bob).await.received[0].watch, None);
    let busy = duel_of(&app, ada.clone(), eve.clone()).await;
    assert_eq!(app.while_time_passes(updated(&mut bob_stream)).await.watch, Some(Watch::Code(busy.code)));
    assert_eq!(shown(&bob).await.received[0].watch, Some(Watch::Code(busy.code)));
    assert_eq!(shown(&ada).await.sent[0].watch, None, "nobody watches the own match");
    let mut ada_stream = ada.stream().await;
    app.while_time_passes(ada_stream.next_of("match-finish")).await;
    assert_eq!(app.while_time_passes(updated(&mut bob_stream)).await.watch, None);
    eve.call(PatchMe { allow_spectators: Some(false), ..PatchMe::default() }).await.unwrap();
    let _busy = duel_of(&app, ada.clone(), eve).await;
    assert!(matches!(&shown(&bob).await.received[0].watch, Some(Watch::Refused(why)) if !why.is_empty()));
}

#[tokio::test(start_paused = true)]
async fn who_accepts_and_who_is_accepted_wait_in_no_queue_any_more() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let _streams = (ada.stream().await, bob.stream().await);
    let id = ada.call(to(&bob, false)).await.unwrap().id;
    ada.call(JoinDuel {}).await.unwrap();
    bob.call(AcceptChallenge { id }).await.unwrap();
    assert_eq!(ada.refused(LeaveDuel {}).await, ErrorCode::NotFound);
}

#[tokio::test(start_paused = true)]
async fn two_who_challenge_each_other_and_both_accept_at_once_play_one_match() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let _streams = (ada.stream().await, bob.stream().await);
    let (by_ada, by_bob) = tokio::join!(ada.call(to(&bob, false)), bob.call(to(&ada, false)));
    let (by_ada, by_bob) = (by_ada.unwrap().id, by_bob.unwrap().id);
    let (one, other) = tokio::join!(bob.call(AcceptChallenge { id: by_ada }), ada.call(AcceptChallenge { id: by_bob }));
    assert!(one.is_ok() != other.is_ok());
    let refused = one.err().or(other.err()).unwrap();
    assert_eq!(refused.code, ErrorCode::AlreadyPlaying);
    let left = waiting(&ada).await.len() + waiting(&bob).await.len();
    assert_eq!(left, 1, "the other wish still waits");
}

#[tokio::test(start_paused = true)]
async fn a_challenge_of_a_conversation_lasts_60_seconds_and_one_of_a_menu_longer() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let mut streams = [ada.stream().await, bob.stream().await];
    let _eve_stream = eve.stream().await;
    let sent = ada.call(to(&bob, true)).await.unwrap();
    assert_eq!(sent.expires_at.unwrap().0 - sent.created_at.0, 60_000);
    ada.call(to(&eve, false)).await.unwrap();
    app.jump(Duration::from_millis(59_980)).await;
    assert_eq!(waiting(&bob).await, [sent.id]);
    app.jump(Duration::from_millis(20)).await;
    for stream in &mut streams {
        assert_eq!(app.while_time_passes(updated(stream)).await.state, ChallengeState::Expired);
    }
    assert_eq!(bob.refused(AcceptChallenge { id: sent.id }).await, ErrorCode::NotPending);
    app.jump(Duration::from_secs(600)).await;
    assert_eq!(waiting(&eve).await.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn each_challenge_has_a_minute_of_its_own() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let mut stream = ada.stream().await;
    let first = ada.call(to(&bob, true)).await.unwrap();
    app.jump(Duration::from_secs(20)).await;
    let second = ada.call(to(&eve, true)).await.unwrap();
    app.jump(Duration::from_secs(40)).await;
    assert_eq!(app.while_time_passes(updated(&mut stream)).await.id, first.id);
    assert_eq!(waiting(&eve).await, [second.id]);
    app.jump(Duration::from_secs(20)).await;
    assert_eq!(app.while_time_passes(updated(&mut stream)).await.id, second.id);
}

/// Lets the server notice that a stream has gone, and then so much time pass.
async fn gone_for(app: &TestApp, stream: EventStream, time: Duration) {
    drop(stream);
    app.advance(STEP).await;
    app.jump(time).await;
    app.advance(STEP * 2).await;
}

#[tokio::test(start_paused = true)]
async fn a_challenger_who_goes_offline_takes_all_challenges_back() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let (stream, mut bob_stream) = (ada.stream().await, bob.stream().await);
    for (user, chat) in [(&bob, true), (&eve, false)] {
        ada.call(to(user, chat)).await.unwrap();
    }
    gone_for(&app, stream, Duration::from_secs(9)).await;
    assert_eq!(waiting(&bob).await.len(), 1, "a moment without a stream changes nothing");
    let stream = ada.stream().await;
    gone_for(&app, stream, Duration::from_secs(10)).await;
    assert_eq!(app.while_time_passes(updated(&mut bob_stream)).await.state, ChallengeState::Cancelled);
    assert!(waiting(&bob).await.is_empty() && waiting(&eve).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn the_challenged_may_go_offline_or_want_no_more_challenges_and_the_pending_ones_stay() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let (_ada_stream, stream) = (ada.stream().await, bob.stream().await);
    let id = ada.call(to(&bob, false)).await.unwrap().id;
    bob.call(PatchMe { accept_challenges: Some(false), ..PatchMe::default() }).await.unwrap();
    gone_for(&app, stream, Duration::from_secs(60)).await;
    let _stream = bob.stream().await;
    bob.call(AcceptChallenge { id }).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn challenges_outlive_a_restart_if_the_challenger_is_back_in_time() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let streams = (ada.stream().await, eve.stream().await);
    let id = ada.call(to(&bob, false)).await.unwrap().id;
    eve.call(to(&bob, false)).await.unwrap();
    drop(streams);
    let (app, people) = restarted(app, vec![ada, bob]).await;
    let [ada, bob] = people.try_into().ok().unwrap();
    let mut bob_stream = bob.stream().await;
    assert_eq!(bob.refused(AcceptChallenge { id }).await, ErrorCode::Unavailable, "the challenger is not back yet");
    app.jump(Duration::from_secs(20)).await;
    let _stream = ada.stream().await;
    assert_eq!(waiting(&bob).await.len(), 2);
    app.jump(Duration::from_secs(11)).await;
    assert_eq!(app.while_time_passes(updated(&mut bob_stream)).await.state, ChallengeState::Cancelled, "eve has not come back");
    assert_eq!(waiting(&bob).await, [id]);
    bob.call(AcceptChallenge { id }).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_comes_back_after_a_restart_and_goes_again_takes_challenges_back_at_once() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let stream = ada.stream().await;
    ada.call(to(&bob, false)).await.unwrap();
    drop(stream);
    let (app, people) = restarted(app, vec![ada, bob]).await;
    let [ada, bob] = people.try_into().ok().unwrap();
    let stream = ada.stream().await;
    gone_for(&app, stream, Duration::from_secs(10)).await;
    app.advance(Duration::from_millis(100)).await;
    assert!(waiting(&bob).await.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_challenge_whose_time_is_over_while_the_server_is_down_has_expired_when_it_is_back() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let stream = ada.stream().await;
    ada.call(to(&bob, true)).await.unwrap();
    drop(stream);
    app.stop.cancel();
    // The clock of a test begins anew with each server.
    crate::restart::change(app.data_dir.path(), "UPDATE challenges SET expires_at = 1").await;
    let (app, people) = restarted(app, vec![ada, bob]).await;
    let [ada, bob] = people.try_into().ok().unwrap();
    let mut stream = ada.stream_after(Some(0)).await;
    assert_eq!(app.while_time_passes(updated(&mut stream)).await.state, ChallengeState::Expired);
    assert!(waiting(&bob).await.is_empty());
}
