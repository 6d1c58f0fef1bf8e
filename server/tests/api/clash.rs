//! Teams of clash that are ready are put together into matches of three against three.

use std::collections::BTreeSet;
use std::time::Duration;

use common::api::event::{GameEvent, ServerEvent};
use common::api::friends::BlockUser;
use common::api::lobby::JoinLobby;
use common::api::matches::{GameMode, Match, MatchType};
use common::api::stats::{GetMyStats, StatsMode};
use common::ids::{LobbyCode, UserId};

use crate::harness::{EventStream, TestApp, User};
use crate::lobbies::{ready, seen, team};
use crate::players::Socket;
use crate::restart::restarted;

/// Teams that fit are put together within this.
const AT_ONCE: Duration = Duration::from_millis(100);

/// A team that is not ready yet.
struct Team {
    code: LobbyCode,
    people: Vec<(User, EventStream)>,
}

impl Team {
    async fn of(app: &TestApp, names: &[&str]) -> Self {
        let mut people = Vec::new();
        for name in names {
            let user = app.user(name).await;
            let stream = user.stream().await;
            people.push((user, stream));
        }
        let code = team(&people[0].0).await.code;
        for (user, _) in &people[1..] {
            user.call(JoinLobby { code }).await.unwrap();
        }
        Self { code, people }
    }

    async fn is_ready(&self) {
        for (user, _) in &self.people {
            user.call(ready(self.code)).await.unwrap();
        }
    }

    fn users(&self) -> BTreeSet<UserId> {
        self.people.iter().map(|(user, _)| user.id).collect()
    }

    /// The match that everybody of the team was told of.
    async fn told(&mut self, app: &TestApp) -> Match {
        let mut told = None;
        for (_, stream) in &mut self.people {
            let heard = app.while_time_passes(stream.next_of("game-start")).await.event;
            let ServerEvent::Game(GameEvent::Start(made)) = heard else { panic!("{heard:?}") };
            assert_eq!(*told.get_or_insert_with(|| made.clone()), made);
        }
        *told.unwrap()
    }

    async fn is_playing(&self) -> bool {
        seen(&self.people[0].0).await.game_playing.is_some()
    }
}

/// Who is on each side.
fn sides(of: &Match) -> [BTreeSet<UserId>; 2] {
    [&of.teams.a, &of.teams.b].map(|side| side.players.iter().map(|player| player.user.id).collect())
}

#[tokio::test(start_paused = true)]
async fn a_team_of_two_and_four_alone_make_a_match_at_once_in_which_teams_stay_together() {
    let app = TestApp::start().await;
    let mut two = Team::of(&app, &["ada", "bob"]).await;
    let mut alone = Vec::new();
    for name in ["carl", "dora", "eve", "finn"] {
        alone.push(Team::of(&app, &[name]).await);
    }
    two.is_ready().await;
    for team in &alone[..3] {
        team.is_ready().await;
    }
    app.advance(Duration::from_secs(3)).await;
    assert!(!two.is_playing().await, "five do not fill the court");
    alone[3].is_ready().await;
    app.advance(AT_ONCE).await;
    assert!(two.is_playing().await);
    let made = two.told(&app).await;
    assert_eq!((made.game_mode, made.match_type, made.counts), (GameMode::Clash, MatchType::ThreeOnThree, true));
    let [one, other] = sides(&made);
    assert_eq!((one.len(), other.len()), (3, 3));
    assert!(one.is_superset(&two.users()), "the team that waited longest is on the first side, together");
    for team in &mut alone {
        assert_eq!(team.told(&app).await.code, made.code);
    }
}

#[tokio::test(start_paused = true)]
async fn three_play_three_and_it_counts_as_clash_and_the_lobbies_are_still_there() {
    let app = TestApp::start().await;
    let mut teams = [Team::of(&app, &["ada", "bob", "carl"]).await, Team::of(&app, &["dora", "eve", "finn"]).await];
    for team in &teams {
        team.is_ready().await;
    }
    let made = teams[0].told(&app).await;
    assert_eq!(sides(&made), [teams[0].users(), teams[1].users()]);
    let mut seats = Vec::new();
    for (user, _) in &teams[0].people {
        seats.push(Socket::sit(user, made.code).await);
    }
    // The others do not come.
    app.while_time_passes(seats[0].finished()).await;
    for (team, won) in teams.iter_mut().zip([1, 0]) {
        let (user, stream) = &mut team.people[0];
        app.while_time_passes(stream.next_of("match-finish")).await;
        let stats = user.call(GetMyStats {}).await.unwrap();
        let clash = stats.iter().find(|one| one.game_mode == StatsMode::Clash).unwrap();
        assert_eq!((clash.game_played, clash.wins), (1, won));
        let lobby = seen(user).await;
        assert_eq!((lobby.code, lobby.participants.len(), lobby.game_playing), (team.code, 3, None));
        assert!(lobby.participants.iter().all(|participant| !participant.is_ready));
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_is_put_on_a_court_with_somebody_they_block_on_either_side() {
    let app = TestApp::start().await;
    let (two, three, one) =
        (Team::of(&app, &["ada", "bob"]).await, Team::of(&app, &["carl", "dora", "eve"]).await, Team::of(&app, &["finn"]).await);
    one.people[0].0.call(BlockUser { user_id: two.people[1].0.id }).await.unwrap();
    for team in [&two, &three, &one] {
        team.is_ready().await;
    }
    app.advance(Duration::from_secs(5)).await;
    assert!(!two.is_playing().await && !three.is_playing().await, "bob would be on a side with finn");
    let other = Team::of(&app, &["gina"]).await;
    other.is_ready().await;
    app.advance(AT_ONCE).await;
    assert!(two.is_playing().await && three.is_playing().await && other.is_playing().await && !one.is_playing().await);
}

#[tokio::test(start_paused = true)]
async fn teams_that_wait_when_the_server_goes_down_play_once_they_are_back() {
    let app = TestApp::start().await;
    let (one, other) = (Team::of(&app, &["ada", "bob", "carl"]).await, Team::of(&app, &["dora", "eve", "finn"]).await);
    one.is_ready().await;
    for (user, _) in &other.people[1..] {
        user.call(ready(other.code)).await.unwrap();
    }
    let people: Vec<_> = one.people.into_iter().chain(other.people).map(|(user, _)| user).collect();
    let (app, people) = restarted(app, people).await;
    let mut streams = Vec::new();
    for user in &people[1..] {
        streams.push(user.stream().await);
    }
    people[3].call(ready(other.code)).await.unwrap();
    app.advance(Duration::from_secs(3)).await;
    assert!(seen(&people[1]).await.game_playing.is_none(), "one of them is not back");
    let mut back = people[0].stream().await;
    app.while_time_passes(back.next_of("game-start")).await;
}
