//! What happens to a challenge at the same time, in every order: exactly one outcome, one event to each, one match or none.

use std::collections::BTreeSet;
use std::time::Duration;

use common::api::challenge::{AcceptChallenge, CancelChallenge, ChallengeState, DeclineChallenge};
use common::api::friends::BlockUser;
use common::ids::ChallengeId;
use futures_util::future::join_all;

use crate::challenges::to;
use crate::harness::{EventStream, STEP, TestApp, User};
use crate::orders::{HEAD_STARTS, count, orders};

/// Something that would end a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Accept,
    Decline,
    Cancel,
    /// Its 60 seconds are over.
    Expire,
    /// The challenger is gone for 10 seconds.
    GoOffline,
    /// The challenged blocks the challenger.
    Block,
}

impl Act {
    /// Those that are tried together, in every order.
    const TOGETHER: [&[Self]; 2] = [
        &[Self::Accept, Self::Cancel, Self::Expire, Self::GoOffline, Self::Block],
        &[Self::Accept, Self::Decline, Self::Cancel, Self::Block],
    ];

    fn outcome(self) -> ChallengeState {
        match self {
            Self::Accept => ChallengeState::Accepted,
            Self::Decline => ChallengeState::Declined,
            Self::Cancel | Self::GoOffline | Self::Block => ChallengeState::Cancelled,
            Self::Expire => ChallengeState::Expired,
        }
    }
}

/// Two, and a challenge of a conversation between them.
struct Scene {
    app: TestApp,
    sender: User,
    receiver: User,
    sender_stream: Option<EventStream>,
    _receiver_stream: EventStream,
    id: ChallengeId,
}

impl Scene {
    /// On a server of its own: time is to jump, which a match of another scene would be late by.
    async fn set() -> Self {
        let app = TestApp::start().await;
        let (sender, receiver) = (app.user("ada").await, app.user("bob").await);
        let (sender_stream, receiver_stream) = (Some(sender.stream().await), receiver.stream().await);
        let id = sender.call(to(&receiver, true)).await.unwrap().id;
        Self { app, sender, receiver, sender_stream, _receiver_stream: receiver_stream, id }
    }

    /// Does it, to its end. Whether somebody who did it was told that it has happened.
    async fn act(&mut self, act: Act) -> Option<bool> {
        match act {
            Act::Accept | Act::Decline | Act::Cancel => return Some(answer(&self.sender, &self.receiver, self.id, act).await),
            Act::Expire => self.app.jump(Duration::from_secs(60)).await,
            Act::Block => block(&self.sender, &self.receiver).await,
            Act::GoOffline => {
                drop(self.sender_stream.take());
                self.app.advance(STEP).await;
                self.app.jump(Duration::from_secs(10)).await;
            }
        }
        self.app.advance(STEP * 2).await;
        None
    }

    /// Checks that this was the outcome, and the only one.
    async fn holds(&self, outcome: ChallengeState, order: &str) {
        let data_dir = self.app.data_dir.path();
        let name = serde_json::to_value(outcome).unwrap();
        let name = name.as_str().unwrap();
        let id = self.id;
        let settled = format!("SELECT COUNT(*) FROM challenges WHERE id = {id} AND state = '{name}' AND settled_at IS NOT NULL");
        assert_eq!(count(data_dir, &settled).await, 1, "{order}: the state is not {name}");
        for user in [&self.sender, &self.receiver] {
            let mine = format!(
                "SELECT COUNT(*) FROM events WHERE user_id = {} AND code = 'challenge-updated' AND envelope -> '$.data.id' = '{id}'",
                user.id
            );
            assert_eq!(count(data_dir, &mine).await, 1, "{order}: not one event for {}", user.name);
            let right = format!("{mine} AND envelope ->> '$.data.state' = '{name}'");
            assert_eq!(count(data_dir, &right).await, 1, "{order}: {} heard of another outcome", user.name);
        }
        let matches = i64::from(outcome == ChallengeState::Accepted);
        let played = format!("SELECT COUNT(*) FROM match_players WHERE user_id IN ({}, {})", self.sender.id, self.receiver.id);
        assert_eq!(count(data_dir, &played).await, 2 * matches, "{order}: {name}");
        let linked = format!("SELECT COUNT(*) FROM challenges c JOIN matches m ON m.code = c.match_code WHERE c.id = {id}");
        assert_eq!(count(data_dir, &linked).await, matches, "{order}: {name}");
    }
}

/// Whether the one of the two who may do this was told that it has happened.
async fn answer(sender: &User, receiver: &User, id: ChallengeId, act: Act) -> bool {
    match act {
        Act::Accept => receiver.call(AcceptChallenge { id }).await.is_ok(),
        Act::Decline => receiver.call(DeclineChallenge { id }).await.is_ok(),
        Act::Cancel => sender.call(CancelChallenge { id }).await.is_ok(),
        Act::Expire | Act::GoOffline | Act::Block => false,
    }
}

/// The challenged keeps the challenger away, whatever becomes of the challenge.
async fn block(sender: &User, receiver: &User) {
    receiver.call(BlockUser { user_id: sender.id }).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn whoever_comes_first_decides_in_every_order() {
    let orders: Vec<_> = Act::TOGETHER.into_iter().flat_map(orders).collect();
    assert_eq!(orders.len(), 120 + 24);
    for order in &orders {
        let mut scene = Scene::set().await;
        for (place, act) in order.iter().enumerate() {
            let told = scene.act(*act).await;
            assert!(told.is_none_or(|told| told == (place == 0)), "{order:?}: {act:?} at {place}");
        }
        scene.holds(order[0].outcome(), &format!("{order:?}")).await;
    }
}

#[tokio::test(start_paused = true)]
async fn everything_at_the_same_moment_ends_in_one_outcome_whoever_is_asked_first() {
    let mut outcomes = BTreeSet::new();
    for (number, order) in Act::TOGETHER.into_iter().flat_map(orders).enumerate() {
        let mut scene = Scene::set().await;
        // The challenger's stream goes so that the time of the challenge and the 10 seconds are over in the same moment.
        scene.app.jump(Duration::from_secs(50) - STEP * 2).await;
        drop(scene.sender_stream.take());
        scene.app.advance(STEP).await;
        scene.app.jump(Duration::from_secs(10) - STEP).await;
        let told = at_once(&scene, &order, HEAD_STARTS[number % HEAD_STARTS.len()]).await;
        scene.app.advance(STEP * 4).await;
        let done: Vec<_> = told.iter().filter_map(|(act, told)| told.then_some(*act)).collect();
        assert!(done.len() <= 1, "{order:?}: {done:?} were all told that they had happened");
        let outcome = match done.first() {
            Some(act) => act.outcome(),
            None => by_itself(&scene).await,
        };
        scene.holds(outcome, &format!("{order:?} at once")).await;
        outcomes.insert(format!("{outcome:?}"));
    }
    assert_eq!(outcomes.len(), 4, "nobody wins always: {outcomes:?}");
}

/// All of them at the same time, asked in this order; time passes over the last moment between them.
async fn at_once(scene: &Scene, order: &[Act], head_start: usize) -> Vec<(Act, bool)> {
    let all = order.iter().enumerate().map(async |(place, act)| {
        for _ in 0..place * head_start {
            tokio::task::yield_now().await;
        }
        match act {
            Act::Expire | Act::GoOffline => scene.app.advance(STEP * 2).await,
            Act::Block => block(&scene.sender, &scene.receiver).await,
            Act::Accept | Act::Decline | Act::Cancel => {}
        }
        (*act, answer(&scene.sender, &scene.receiver, scene.id, *act).await)
    });
    join_all(all).await
}

/// How a challenge ended that nobody ended.
async fn by_itself(scene: &Scene) -> ChallengeState {
    let expired = format!("SELECT COUNT(*) FROM challenges WHERE id = {} AND state = 'expired'", scene.id);
    if count(scene.app.data_dir.path(), &expired).await == 1 { ChallengeState::Expired } else { ChallengeState::Cancelled }
}
