//! What happens to a tournament at the same time: one consistent state, and everybody was told the truth.

use std::time::Duration;

use common::api::error::ErrorCode;
use common::api::tournament::{BanFromTournament, GetTournament, JoinTournament, LeaveTournament, Tournament};
use common::ids::TournamentCode;
use futures_util::future::join_all;

use crate::harness::{TestApp, User};
use crate::orders::HEAD_STARTS;
use crate::tournaments::{gathered, wanted};

#[tokio::test(start_paused = true)]
async fn a_hundred_who_want_the_last_place_at_once_give_it_to_one() {
    let app = TestApp::start().await;
    let (code, _people, _streams) = gathered(&app, wanted("cup", 4), &["ada", "bob", "cleo"]).await;
    let (mut hopeful, mut streams) = (Vec::new(), Vec::new());
    for _ in 0..100 {
        let guest = app.guest().await;
        streams.push(guest.stream().await);
        hopeful.push(guest);
    }
    let answers = join_all(hopeful.iter().map(|guest| guest.call(JoinTournament { code }))).await;
    let (joined, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(joined.len(), 1);
    let closed = [ErrorCode::Full, ErrorCode::AlreadyStarted];
    assert!(refused.iter().all(|answer| answer.as_ref().is_err_and(|error| closed.contains(&error.code))));
    app.advance(Duration::from_secs(1)).await;
    let tournament = app.call(GetTournament { code }).await.unwrap();
    assert!(tournament.is_started);
    assert!(tournament.participant(joined[0].as_ref().unwrap().id).is_some());
}

/// Something that is done to a tournament of four with three in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// The last one comes, and it starts.
    Join,
    /// Bob leaves.
    Leave,
    /// The organiser sends bob away.
    Ban,
    /// The organiser leaves.
    Resign,
}

const ACTS: [Act; 4] = [Act::Join, Act::Leave, Act::Ban, Act::Resign];

/// Does it. Whether whoever did it was told that it has happened.
async fn act(act: Act, code: TournamentCode, people: &[User], dora: &User) -> bool {
    match act {
        Act::Join => dora.call(JoinTournament { code }).await.is_ok(),
        Act::Leave => people[1].call(LeaveTournament { code }).await.is_ok(),
        Act::Ban => people[0].call(BanFromTournament { code, user: people[1].id }).await.is_ok(),
        Act::Resign => people[0].call(LeaveTournament { code }).await.is_ok(),
    }
}

#[tokio::test(start_paused = true)]
async fn joining_leaving_banning_and_starting_at_the_same_moment_end_in_one_consistent_state() {
    for (number, first) in ACTS.into_iter().enumerate() {
        for head_start in HEAD_STARTS {
            let app = TestApp::start().await;
            let (code, people, _streams) = gathered(&app, wanted("cup", 4), &["ada", "bob", "cleo"]).await;
            let dora = app.user("dora").await;
            let _stream = dora.stream().await;
            let mut order = ACTS;
            order.rotate_left(number);
            let done = join_all(order.into_iter().enumerate().map(|(place, what)| {
                let (people, dora) = (&people, &dora);
                async move {
                    for _ in 0..place * head_start {
                        tokio::task::yield_now().await;
                    }
                    (what, act(what, code, people, dora).await)
                }
            }))
            .await;
            app.advance(Duration::from_secs(1)).await;
            let told = |act| done.iter().any(|(what, done)| *what == act && *done);
            let case = format!("{first:?} first, {head_start} turns: {done:?}");
            hold(&app.call(GetTournament { code }).await.unwrap(), &people, &dora, told, &case);
        }
    }
}

fn hold(now: &Tournament, people: &[User], dora: &User, told: impl Fn(Act) -> bool, case: &str) {
    let is_in = |user: &User| now.participant(user.id).is_some_and(|participant| participant.still_in);
    assert!(told(Act::Join), "there was always a place: {case}");
    assert!(is_in(dora) && is_in(&people[2]), "{case}");
    let bob_is_out = told(Act::Leave) || told(Act::Ban);
    assert_eq!(is_in(&people[1]), !bob_is_out, "{case}");
    assert!(told(Act::Leave) != told(Act::Ban), "bob goes once: {case}");
    assert_eq!(is_in(&people[0]), !told(Act::Resign), "{case}");
    if now.is_started {
        assert_eq!(now.participants.len(), 4, "a started one keeps those who leave in its bracket: {case}");
    } else {
        assert!(now.participants.len() < 4, "{case}");
        let organisers = now.participants.iter().filter(|participant| participant.creator).count();
        assert_eq!(organisers, 1, "{case}");
    }
}
