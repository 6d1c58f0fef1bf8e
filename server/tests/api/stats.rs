//! What matches count for, and where that is seen.

use common::api::error::ErrorCode;
use common::api::event::{ServerEvent, UsersEvent};
use common::api::matches::{Game, TeamName};
use common::api::queue::{JoinDuel, StartLocal};
use common::api::stats::{GetMyStats, GetStats, ListLeaderboard, ListMyRankedStats, Stats, StatsMode};
use common::api::users::{GetMe, Tier};
use common::ids::UserId;

use crate::harness::{TestApp, User};
use crate::players::{Socket, duel_of};
use crate::restart::change;

/// A duel that the first wins, because the second does not come.
async fn win(app: &TestApp, winner: &User, loser: &User) {
    let mut duel = duel_of(app, winner.clone(), loser.clone()).await;
    let mut socket = Socket::sit(winner, duel.code).await;
    let finished = app.while_time_passes(socket.finished()).await;
    assert_eq!(finished.winner.map(TeamName::from), Some(TeamName::A));
    app.while_time_passes(duel.b_stream.next_of("match-finish")).await;
}

fn of(stats: &[Stats], mode: StatsMode) -> &Stats {
    stats.iter().find(|one| one.game_mode == mode).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_new_user_has_five_statistics_with_nothing_in_them() {
    let app = TestApp::start().await;
    for user in [app.user("ada").await, app.guest().await] {
        let stats = user.call(GetMyStats {}).await.unwrap();
        assert!(stats.iter().map(|one| one.game_mode).eq(StatsMode::ALL));
        assert!(stats.iter().all(|one| one.id > 0 && one.game_played + one.wins + one.scored + one.longest_win_streak == 0));
        let optional: Vec<_> = stats.iter().map(|one| (one.own_goals, one.tournament_wins)).collect();
        assert_eq!(optional, [(None, None), (None, None), (Some(0), None), (None, None), (None, Some(0))]);
        assert_eq!(user.call(GetStats { user: user.id }).await.unwrap(), stats);
    }
}

#[tokio::test(start_paused = true)]
async fn a_duel_is_counted_when_its_result_is_told_for_both() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    win(&app, &ada, &bob).await;
    win(&app, &ada, &bob).await;
    win(&app, &bob, &ada).await;
    let (won, lost) = (eve.call(GetStats { user: ada.id }).await.unwrap(), eve.call(GetStats { user: bob.id }).await.unwrap());
    for mode in [StatsMode::Global, StatsMode::Duel] {
        let (won, lost) = (of(&won, mode), of(&lost, mode));
        assert_eq!((won.game_played, won.wins, won.longest_win_streak, won.current_win_streak), (3, 2, 2, 0));
        assert_eq!((lost.game_played, lost.wins, lost.longest_win_streak, lost.current_win_streak), (3, 1, 1, 1));
    }
    for mode in [StatsMode::Clash, StatsMode::Ranked, StatsMode::Tournament] {
        assert_eq!((of(&won, mode).game_played, of(&lost, mode).game_played), (0, 0));
    }
    assert_eq!(ada.call(GetMyStats {}).await.unwrap(), won);
    assert_eq!(eve.call(ListMyRankedStats { limit: 20, offset: 0 }).await.unwrap().count, 0, "only ranked matches move trophies");
}

#[tokio::test(start_paused = true)]
async fn a_match_of_one_keyboard_goes_to_the_sum_alone_and_one_with_a_guest_nowhere() {
    let app = TestApp::start().await;
    let (ada, bob, guest) = (app.user("ada").await, app.user("bob").await, app.guest().await);
    let mut stream = ada.stream().await;
    let made = ada.call(StartLocal { access: bob.tokens.access.clone(), goals: Some(1) }).await.unwrap();
    let tokens = [ada.tokens.access.as_str(), bob.tokens.access.as_str()];
    let both = crate::players::Player::sit(&app, made.code, &tokens, 3).await;
    app.while_time_passes(both.play()).await;
    app.while_time_passes(stream.next_of("match-finish")).await;
    win(&app, &ada, &guest).await;
    let (first, second) = (ada.call(GetMyStats {}).await.unwrap(), bob.call(GetMyStats {}).await.unwrap());
    let played: Vec<_> = first.iter().map(|one| one.game_played).collect();
    assert_eq!(played, [1, 0, 0, 0, 0]);
    assert_eq!(first[0].wins + second[0].wins, 1);
    assert!(first[0].scored + second[0].scored <= 1, "an own goal is nobody's");
    assert!(guest.call(GetMyStats {}).await.unwrap().iter().all(|one| one.game_played == 0));
}

#[tokio::test(start_paused = true)]
async fn a_match_that_nobody_came_to_is_not_counted() {
    let app = TestApp::start().await;
    let mut duel = crate::players::duel(&app).await;
    app.while_time_passes(duel.a_stream.next_of("match-finish")).await;
    assert!(duel.a.call(GetMyStats {}).await.unwrap().iter().all(|one| one.game_played == 0));
}

#[tokio::test(start_paused = true)]
async fn matches_of_before_are_counted_when_the_server_starts() {
    let app = TestApp::start().await;
    let (mut ada, bob) = (app.user("ada").await, app.user("bob").await);
    win(&app, &ada, &bob).await;
    // As it is in a database of a version without statistics.
    change(app.data_dir.path(), "DELETE FROM stats").await;
    change(app.data_dir.path(), "DELETE FROM server_state WHERE name = 'stats_history_through'").await;
    let app = app.restart().await;
    ada.app = app.clone();
    let stats = ada.call(GetMyStats {}).await.unwrap();
    assert_eq!((stats[0].wins, of(&stats, StatsMode::Duel).wins), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_picture_that_a_win_unlocks_is_told_to_its_owner() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    change(app.data_dir.path(), &format!("INSERT INTO stats (user_id, game_mode, played, wins) VALUES ({}, 'duel', 9, 9)", ada.id)).await;
    let mut stream = ada.stream().await;
    win(&app, &ada, &bob).await;
    let told = app.while_time_passes(stream.next_of("profile-picture-unlocked")).await.event;
    let ServerEvent::Users(UsersEvent::PictureUnlocked(picture)) = told else { panic!("{told:?}") };
    assert_eq!((picture.id.0, picture.name.as_str(), picture.unlock, picture.is_equiped), (8, "Duel Winner", true, false));
}

#[tokio::test(start_paused = true)]
async fn a_friendship_unlocks_a_picture_of_both() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let streams = [ada.stream().await, bob.stream().await];
    crate::friends::befriend(&ada, &bob).await;
    for mut stream in streams {
        let told = app.while_time_passes(stream.next_of("profile-picture-unlocked")).await.event;
        let ServerEvent::Users(UsersEvent::PictureUnlocked(picture)) = told else { panic!("{told:?}") };
        assert_eq!((picture.id.0, picture.unlock), (20, true));
    }
}

#[tokio::test(start_paused = true)]
async fn the_leaderboard_has_those_with_trophies_most_first_and_those_whom_one_may_find() {
    let app = TestApp::start().await;
    let (ada, bob, eve, zed) = (app.user("ada").await, app.user("bob").await, app.user("eve").await, app.user("zed").await);
    let rows = [(&ada, "duel", 120, 7), (&bob, "duel", 600, 9), (&eve, "duel", 120, 3), (&zed, "duel", 0, 4), (&zed, "clash", 5000, 80)];
    for (user, game, trophies, played) in rows {
        let row = format!("INSERT INTO ranks VALUES ({}, '{game}', {trophies}, {played}, 2, {played} - 2)", user.id);
        change(app.data_dir.path(), &row).await;
    }
    let board = async |user: &User, game| {
        let page = user.call(ListLeaderboard { game, limit: 20, offset: 0 }).await.unwrap();
        assert_eq!(page.count, i64::try_from(page.results.len()).unwrap());
        page.results.into_iter().map(|one| one.user.id).collect::<Vec<_>>()
    };
    assert_eq!(board(&ada, Game::Duel).await, [bob.id, ada.id, eve.id], "the same number: by id");
    assert_eq!(board(&app.guest().await, Game::Clash).await, [zed.id]);
    let page = ada.call(ListLeaderboard { game: Game::Duel, limit: 1, offset: 1 }).await.unwrap();
    let one = &page.results[0];
    assert_eq!((one.user.username.as_str(), one.rank.game, one.rank.trophies, one.rank.tier), ("ada", Game::Duel, 120, Tier::Bronze));
    assert_eq!((one.rank.ranked_played, one.rank.ranked_won, one.rank.ranked_lost, one.rank.icon.as_str()), (7, 2, 5, Tier::Bronze.icon()));
    assert!(page.next.unwrap().ends_with("game=duel&limit=1&offset=2"));
    let block = format!("INSERT INTO blocks (blocker_id, blocked_id, blocked_at) VALUES ({}, {}, 0)", bob.id, ada.id);
    change(app.data_dir.path(), &block).await;
    assert_eq!(board(&ada, Game::Duel).await, [ada.id, eve.id], "bob keeps ada away");
    assert_eq!(board(&bob, Game::Duel).await, [bob.id, ada.id, eve.id], "and still finds her");
    for (query, code) in [("game=pong", 400), ("game=", 400), ("limit=0", 400), ("offset=-1", 400), ("game=clash", 200), ("", 200)] {
        assert_eq!(ada.send("GET", &format!("/api/game/leaderboard/?{query}"), "").await.status, code, "{query}");
    }
    assert_eq!(app.send("GET", "/api/game/leaderboard/", None, "").await.refusal(), (401, ErrorCode::NotAuthenticated));
}

#[tokio::test(start_paused = true)]
async fn changes_of_trophies_are_read_page_by_page_oldest_first_by_accounts() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    win(&app, &ada, &bob).await;
    for (change_by, total) in [(20, 20), (19, 39), (-15, 24)] {
        let row = format!(
            "INSERT INTO trophy_changes (user_id, game, match_id, change, total, at) SELECT {}, 'duel', MAX(id), {change_by}, {total}, 1000 + {total} FROM matches",
            ada.id
        );
        change(app.data_dir.path(), &row).await;
    }
    change(app.data_dir.path(), &format!("INSERT INTO ranks VALUES ({0}, 'duel', 24, 3, 2, 1), ({0}, 'clash', 100, 1, 1, 0)", ada.id))
        .await;
    let page = ada.call(ListMyRankedStats { limit: 2, offset: 0 }).await.unwrap();
    let changes: Vec<_> = page.results.iter().map(|one| (one.trophies, one.total_trophies, one.at.0)).collect();
    assert_eq!((page.count, changes.as_slice()), (3, &[(20, 20, 1020), (19, 39, 1039)][..]));
    let rest = ada.call(ListMyRankedStats { limit: 2, offset: 2 }).await.unwrap();
    assert_eq!((rest.results[0].trophies, rest.next, rest.results.len()), (-15, None, 1));
    assert_eq!(bob.call(ListMyRankedStats { limit: 20, offset: 0 }).await.unwrap().results, []);
    assert_eq!(app.guest().await.refused(ListMyRankedStats { limit: 20, offset: 0 }).await, ErrorCode::GuestNotAllowed);
    assert_eq!(ada.refused(ListMyRankedStats { limit: 0, offset: 0 }).await, ErrorCode::Malformed);
    let me = ada.call(GetMe {}).await.unwrap();
    let ranks: Vec<_> = me.ranks.iter().map(|rank| (rank.game, rank.trophies, rank.tier, rank.ranked_won)).collect();
    assert_eq!(ranks, [(Game::Duel, 24, Tier::Unranked, 2), (Game::Clash, 100, Tier::Bronze, 1)]);
    assert_eq!(me.trophies, 124);
    let _stream = ada.stream().await;
    assert_eq!(ada.call(JoinDuel {}).await.unwrap().trophies, 124);
}

#[tokio::test(start_paused = true)]
async fn statistics_of_somebody_who_is_not_there_or_keeps_the_caller_away_are_404() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    assert_eq!(ada.refused(GetStats { user: UserId(999) }).await, ErrorCode::NotFound);
    for id in ["0", "-1", "abc", "99999999999999999999", "1.0", "+1"] {
        assert_eq!(ada.send("GET", &format!("/api/users/{id}/stats/"), "").await.refusal(), (404, ErrorCode::NotFound), "{id}");
    }
    let block = format!("INSERT INTO blocks (blocker_id, blocked_id, blocked_at) VALUES ({}, {}, 0)", bob.id, ada.id);
    change(app.data_dir.path(), &block).await;
    assert_eq!(ada.refused(GetStats { user: bob.id }).await, ErrorCode::NotFound);
    assert!(bob.call(GetStats { user: ada.id }).await.is_ok());
    for path in ["/api/users/me/stats/", "/api/users/me/stats/ranked/", "/api/users/1/stats/"] {
        assert_eq!(app.send("GET", path, None, "").await.refusal(), (401, ErrorCode::NotAuthenticated), "{path}");
        let reply = ada.send("POST", path, "{}").await;
        assert_eq!((reply.refusal(), reply.headers["allow"].to_str().unwrap()), ((405, ErrorCode::MethodNotAllowed), "GET"), "{path}");
    }
}
