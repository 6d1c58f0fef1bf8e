//! What happens to a lobby at the same time, in every order: one consistent state, and everybody was told the truth.

use common::api::error::ErrorCode;
use common::api::lobby::{BanFromLobby, JoinLobby, LeaveLobby, PatchLobby, PatchLobbyParticipant};
use common::api::matches::MatchType;
use common::ids::LobbyCode;
use futures_util::future::join_all;

use crate::harness::{EventStream, STEP, TestApp, User};
use crate::lobbies::{custom, ready, seen};
use crate::lobby_play::gathered;
use crate::orders::{HEAD_STARTS, count, orders};

/// Something that is done in a lobby whose creator is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    /// The other is ready: the match begins.
    Ready,
    /// The creator is ready no more.
    Unready,
    /// The other leaves.
    Leave,
    /// The creator bans the other.
    Ban,
    /// The creator wants five goals.
    SetUp,
}

const ACTS: [Act; 5] = [Act::Ready, Act::Unready, Act::Leave, Act::Ban, Act::SetUp];

/// A lobby of two.
struct Scene {
    app: TestApp,
    code: LobbyCode,
    people: Vec<User>,
    _streams: Vec<EventStream>,
}

impl Scene {
    async fn set() -> Self {
        let app = TestApp::start().await;
        let (code, people, streams) = gathered(&app, &["ada", "bob"], MatchType::OneOnOne).await;
        people[0].call(ready(code)).await.unwrap();
        Self { app, code, people, _streams: streams }
    }

    /// Does it. Whether whoever did it was told that it has happened.
    async fn act(&self, act: Act) -> bool {
        let (code, ada, bob) = (self.code, &self.people[0], &self.people[1]);
        match act {
            Act::Ready => bob.call(ready(code)).await.is_ok(),
            Act::Unready => ada.call(PatchLobbyParticipant { code, is_ready: Some(false), team: None }).await.is_ok(),
            Act::Leave => bob.call(LeaveLobby { code }).await.is_ok(),
            Act::Ban => ada.call(BanFromLobby { code, user: bob.id }).await.is_ok(),
            Act::SetUp => ada.call(PatchLobby { match_type: None, goals: Some(5) }).await.is_ok(),
        }
    }

    /// Checks that what was told is what is, and that it fits together.
    async fn holds(&self, done: &[Act], order: &str) {
        let (data_dir, told) = (self.app.data_dir.path(), |act| done.contains(&act));
        let (ada, bob) = (self.people[0].id, self.people[1].id);
        let matches = count(data_dir, "SELECT COUNT(*) FROM matches").await;
        assert_eq!(matches, i64::from(told(Act::Ready) && !told(Act::Unready)), "{order}: both were ready, or not");
        let started = count(data_dir, "SELECT COUNT(*) FROM events WHERE code = 'game-start'").await;
        assert_eq!(started, 2 * matches, "{order}: the match was told to both, once");
        let linked = count(data_dir, "SELECT COUNT(*) FROM lobbies l JOIN matches m ON m.code = l.match_code").await;
        assert_eq!(linked, matches, "{order}: the lobby plays it");
        let goals = count(data_dir, "SELECT goals FROM lobbies").await;
        assert_eq!(goals, if told(Act::SetUp) { 5 } else { 3 }, "{order}");
        assert!(!(told(Act::Leave) && told(Act::Ban)), "{order}: somebody went twice");
        let bobs = count(data_dir, &format!("SELECT COUNT(*) FROM lobby_members WHERE user_id = {bob}")).await;
        assert_eq!(bobs, i64::from(!told(Act::Leave) && !told(Act::Ban)), "{order}: bob is in it, or not");
        let banned = count(data_dir, &format!("SELECT COUNT(*) FROM lobby_bans WHERE user_id = {bob}")).await;
        assert_eq!(banned, i64::from(told(Act::Ban)), "{order}");
        let gone = count(data_dir, "SELECT COUNT(*) FROM events WHERE code = 'lobby-leave'").await;
        assert_eq!(gone, 1 - bobs, "{order}: the other heard of it once");
        let creators = count(data_dir, &format!("SELECT COUNT(*) FROM lobby_members WHERE user_id = {ada} AND creator")).await;
        assert_eq!(creators, 1, "{order}");
        if matches == 1 {
            let played = count(data_dir, "SELECT goals_to_win FROM matches").await;
            assert_eq!(played, goals, "{order}: what was set up is what is played");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn ready_leave_ban_and_start_one_after_the_other_end_in_one_state_in_every_order() {
    for order in orders(&ACTS) {
        let scene = Scene::set().await;
        let mut done = Vec::new();
        for act in &order {
            if scene.act(*act).await {
                done.push(*act);
            }
        }
        scene.holds(&done, &format!("{order:?}")).await;
        let begins = order.iter().find(|act| matches!(act, Act::Ready | Act::Unready | Act::Leave | Act::Ban)) == Some(&Act::Ready);
        assert_eq!(seen(&scene.people[0]).await.game_playing.is_some(), begins, "{order:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn ready_leave_ban_and_start_at_the_same_moment_end_in_one_state_whoever_is_asked_first() {
    let mut begun = 0;
    for (number, order) in orders(&ACTS).into_iter().enumerate() {
        let scene = Scene::set().await;
        let head_start = HEAD_STARTS[number % HEAD_STARTS.len()];
        let all = order.iter().enumerate().map(async |(place, act)| {
            for _ in 0..place * head_start {
                tokio::task::yield_now().await;
            }
            (*act, scene.act(*act).await)
        });
        let told = join_all(all).await;
        scene.app.advance(STEP).await;
        let done: Vec<_> = told.into_iter().filter_map(|(act, told)| told.then_some(act)).collect();
        scene.holds(&done, &format!("{order:?} at once")).await;
        begun += usize::from(seen(&scene.people[0]).await.game_playing.is_some());
    }
    assert!((1..120).contains(&begun), "nobody wins always: {begun} matches");
}

#[tokio::test(start_paused = true)]
async fn a_hundred_joins_for_the_last_place_at_once_give_it_to_one() {
    let app = TestApp::start().await;
    let ada = app.user("ada").await;
    let mut streams = vec![ada.stream().await];
    let code = custom(&ada, MatchType::OneOnOne).await.code;
    let mut people = Vec::new();
    for _ in 0..106 {
        let guest = app.guest().await;
        streams.push(guest.stream().await);
        people.push(guest);
    }
    for guest in people.split_off(100) {
        guest.call(JoinLobby { code }).await.unwrap();
    }
    assert_eq!(seen(&ada).await.participants.len(), 7);
    let answers = join_all(people.iter().map(|guest| guest.call(JoinLobby { code }))).await;
    let codes: Vec<_> = answers.iter().filter_map(|answer| answer.as_ref().err().map(|error| error.code)).collect();
    assert_eq!(codes, [ErrorCode::Full; 99]);
    assert!(seen(&ada).await.is_full);
}
