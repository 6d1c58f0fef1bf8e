//! Everything that a match moves, against another count of the rows of matches.

mod ground;

use std::collections::BTreeMap;

use common::api::stats::StatsMode;
use common::ids::UserId;

use super::*;
use crate::relations;
use ground::{Ground, Played};

#[tokio::test]
async fn after_matches_of_all_modes_statistics_are_what_a_recount_of_the_matches_gives() {
    let ground = Ground::with_users(8).await;
    let modes = ["duel", "ranked", "clash", "custom_game", "tournament", "local"];
    let mut draws = ground::draws();
    for number in 0..300 {
        let mode = modes[draws.below(6)];
        let clash = mode == "clash" || mode == "custom_game" && draws.below(2) == 0;
        let mut users: Vec<i64> = (1..=8).collect();
        draws.shuffle(&mut users);
        let mut played = if clash { Played::clash(mode, &users[..3], &users[3..6]) } else { Played::duel(mode, users[0], users[1]) };
        played.goals = (0..6).map(|_| (i64::try_from(draws.below(5)).unwrap(), i64::try_from(draws.below(3)).unwrap())).collect();
        match draws.below(10) {
            0 => played.counts = false,
            1 => (played.winner, played.reason) = (None, "aborted"),
            2 => (played.winner, played.reason) = (None, "players-timeout"),
            3 => (played.winner, played.reason) = (Some("b"), "player-disconnect"),
            4 => (played.winner, played.reason) = (Some("a"), "player-not-connected"),
            5 => (played.winner, played.reason) = (Some("a"), "game-not-played"),
            _ => played.winner = Some(["a", "b"][draws.below(2)]),
        }
        ground.play(number, &played).await;
    }
    let recount = ground.recount().await;
    assert!(recount.len() > 30 && recount.values().any(|row| row[5] > 3), "there is something to count: {recount:?}");
    assert_eq!(ground.stats().await, recount);
    let shown = of_user(&mut ground.db.read().await.unwrap(), UserId(1)).await.unwrap();
    assert!(shown.iter().map(|stats| stats.game_mode).eq(StatsMode::ALL));
    let global = recount[&(1, "global".to_owned())];
    assert_eq!((shown[0].game_played, shown[0].wins, shown[0].scored), (global[0], global[1], global[2]));
    assert_eq!((shown[0].current_win_streak, shown[0].longest_win_streak), (global[4], global[5]));
    assert_eq!((shown[0].own_goals, shown[2].own_goals), (None, Some(recount[&(1, "clash".to_owned())][3])));
}

#[tokio::test]
async fn trophies_follow_the_formula_never_fall_below_0_and_are_in_the_match_and_in_the_history() {
    let ground = Ground::with_users(2).await;
    ground.play(1, &Played::duel("ranked", 1, 2)).await;
    let ladder = async || ground.numbers("SELECT trophies FROM ranks ORDER BY user_id").await;
    assert_eq!(ladder().await, [20, 0], "who has nothing loses nothing");
    ground.play(2, &Played::duel("ranked", 2, 1)).await;
    assert_eq!(ladder().await, [4, 21], "the better one lost, so a little more than half is moved");
    for number in 3..=40 {
        ground.play(number, &Played::duel("ranked", 1, 2)).await;
    }
    let trophies = ladder().await;
    assert_eq!(trophies[1], 0);
    assert_eq!(ground.numbers("SELECT SUM(change) FROM trophy_changes GROUP BY user_id ORDER BY user_id").await, trophies);
    assert_eq!(ground.numbers("SELECT COUNT(*) FROM trophy_changes WHERE total < 0 OR total - change < 0").await, [0]);
    let differing = "SELECT COUNT(*) FROM trophy_changes c JOIN match_players p USING (match_id, user_id) WHERE p.trophies <> c.change";
    assert_eq!(ground.numbers(differing).await, [0]);
    assert_eq!(ground.numbers("SELECT COUNT(*) FROM match_players WHERE trophies IS NULL").await, [0]);
    assert_eq!(ground.numbers("SELECT ranked FROM ladders ORDER BY game").await, [0, 1], "no clash, one duellist with trophies");
    let mut reader = ground.db.read().await.unwrap();
    let rank = ranks(&mut reader, UserId(1)).await.unwrap()[0].clone();
    assert_eq!((rank.ranked_played, rank.ranked_won, rank.ranked_lost), (40, 39, 1));
    let (count, first) = changes(&mut reader, UserId(1), 2, 0).await.unwrap();
    assert_eq!((count, first[0].trophies, first[0].total_trophies, first[1].trophies), (40, 20, 20, -16));
    assert_eq!(
        trophies_of(&mut reader, &[UserId(1), UserId(2)]).await.unwrap(),
        BTreeMap::from([(UserId(1), trophies[0]), (UserId(2), 0)])
    );
}

#[tokio::test]
async fn only_ranked_matches_move_trophies() {
    let ground = Ground::with_users(6).await;
    for (number, mode) in ["duel", "custom_game", "tournament", "local"].into_iter().enumerate() {
        ground.play(i64::try_from(number).unwrap(), &Played::duel(mode, 1, 2)).await;
    }
    ground.play(9, &Played::clash("clash", &[1, 2, 3], &[4, 5, 6])).await;
    assert_eq!(ground.numbers("SELECT COUNT(*) FROM ranks").await, [0]);
    assert_eq!(ground.numbers("SELECT COUNT(*) FROM match_players WHERE trophies IS NOT NULL").await, [0]);
}

#[tokio::test]
async fn a_picture_is_unlocked_once_and_its_owner_is_told_once() {
    let ground = Ground::with_users(2).await;
    for number in 1..=12 {
        ground.play(number, &Played::duel("duel", 1, 2)).await;
    }
    // Ten wins of duels, which were ten in a row too.
    let pictures = "SELECT picture FROM unlocked_pictures WHERE user_id = 1 ORDER BY picture";
    assert_eq!(ground.numbers(pictures).await, [8, 22]);
    let told = "SELECT user_id FROM events WHERE code = 'profile-picture-unlocked'";
    assert_eq!(ground.numbers(told).await, [1, 1]);
    assert_eq!(ground.numbers("SELECT DISTINCT unlocked_at FROM unlocked_pictures").await, [10_000], "with the tenth match");
    assert_eq!(ground.numbers("SELECT COUNT(*) FROM unlocked_pictures WHERE user_id = 2").await, [0]);
}

#[tokio::test]
async fn friends_unlock_the_pictures_of_friends_and_losing_them_locks_nothing() {
    let ground = Ground::with_users(3).await;
    let mut tx = ground.db.begin().await.unwrap();
    relations::befriend(&mut tx, UserId(1), UserId(2), 0).await.unwrap();
    for user in [1, 2, 3] {
        unlock_for_friends(&mut tx, UserId(user)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = ground.db.begin().await.unwrap();
    relations::unfriend(&mut tx, UserId(1), UserId(2)).await.unwrap();
    unlock_for_friends(&mut tx, UserId(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(ground.numbers("SELECT user_id * 100 + picture FROM unlocked_pictures ORDER BY user_id").await, [120, 220]);
}

#[tokio::test]
async fn friendships_count_the_matches_since_they_are_there() {
    let ground = Ground::with_users(6).await;
    let mut tx = ground.db.begin().await.unwrap();
    for (one, other) in [(1, 2), (5, 1), (3, 6)] {
        relations::befriend(&mut tx, UserId(one), UserId(other), 2000).await.unwrap();
    }
    tx.commit().await.unwrap();
    ground.play(1, &Played::duel("duel", 2, 1)).await;
    ground.play(2, &Played::duel("duel", 2, 1)).await;
    ground.play(3, &Played::duel("local", 1, 2)).await;
    ground.play(4, &Played::clash("clash", &[5, 1, 3], &[6, 2, 4])).await;
    ground.play(5, &Played { winner: Some("b"), ..Played::clash("clash", &[5, 1, 3], &[6, 2, 4]) }).await;
    ground.play(6, &Played { counts: false, ..Played::duel("duel", 1, 2) }).await;
    let columns = "matches_against * 10000 + low_wins * 1000 + high_wins * 100 + matches_together * 10 + won_together";
    let counted = ground.numbers(&format!("SELECT {columns} FROM friendships ORDER BY id")).await;
    assert_eq!(counted, [42200, 21, 21_100]);
}

#[tokio::test]
async fn matches_of_before_are_counted_once_however_often_the_server_starts() {
    let ground = Ground::with_users(3).await;
    for number in 1..=510 {
        ground.end(number, &Played::duel("duel", 1 + number % 2, 3)).await;
    }
    ground.end(511, &Played::duel("ranked", 1, 2)).await;
    assert_eq!(ground.stats().await, BTreeMap::new());
    for _ in 0..2 {
        count_history(&ground.db).await.unwrap();
        assert_eq!(ground.stats().await, ground.recount().await);
    }
    assert_eq!(ground.numbers("SELECT played FROM stats WHERE user_id = 3 AND game_mode = 'duel'").await, [510]);
    assert_eq!(ground.numbers("SELECT trophies FROM ranks ORDER BY user_id").await, [20, 0]);
    // From now on every match is counted as it ends, whatever its id.
    ground.play(512, &Played::duel("duel", 1, 2)).await;
    count_history(&ground.db).await.unwrap();
    assert_eq!(ground.stats().await, ground.recount().await);
}

#[tokio::test]
async fn a_deleted_user_is_counted_no_more_and_forgotten_wholly_and_the_others_are_counted() {
    let ground = Ground::with_users(2).await;
    for number in 1..=10 {
        ground.play(number, &Played::duel("ranked", 1, 2)).await;
    }
    let mut tx = ground.db.begin().await.unwrap();
    forget(&mut tx, UserId(1)).await.unwrap();
    ground::delete_user(&mut tx, 1).await;
    tx.commit().await.unwrap();
    ground.play(11, &Played::duel("ranked", 2, 1)).await;
    for table in ["stats", "ranks", "trophy_changes", "unlocked_pictures"] {
        assert_eq!(ground.numbers(&format!("SELECT COUNT(*) FROM {table} WHERE user_id = 1")).await, [0], "{table}");
    }
    assert_eq!(ground.numbers("SELECT won FROM ranks WHERE user_id = 2").await, [1]);
    assert_eq!(ground.numbers("SELECT ranked FROM ladders WHERE game = 'duel'").await, [1], "the one who is left");
}
