//! Rows that agree with each other, and what is said when one of them is spoiled: an audit that finds nothing says something only if it would
//! have found something.

use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

use super::{NEVER, find};

static MIGRATIONS: Migrator = sqlx::migrate!("../migrations/sqlite");

/// 1 and 2 are friends and have played a ranked match, and one after a challenge; 3 and 4 play a match of their lobby; 5 waits; 6 to 9 are
/// in a tournament, in which 6 has beaten 9, and 7 plays 8.
const WORLD: &str = "
    INSERT INTO users (id, username, username_lower, is_guest, created_at, last_online)
        SELECT value, 'user' || value, 'user' || value, FALSE, 0, 0 FROM json_each('[1, 2, 3, 4, 5, 6, 7, 8, 9]');
    INSERT INTO matches (id, code, game_mode, created_at, court, goals_to_win, time_limit_ticks, seed, sim_version, spectators_allowed,
                         counts, tournament_id, tournament_stage_id, tournament_n, finished_at, finish_reason, winner)
        VALUES (1, 'RNKD22', 'ranked', 0, 'duel', 3, 0, 0, 1, TRUE, TRUE, NULL, NULL, NULL, 9, 'normal-end', 'a'),
               (2, 'CSTM22', 'custom_game', 0, 'duel', 3, 0, 0, 1, TRUE, TRUE, NULL, NULL, NULL, NULL, NULL, NULL),
               (3, 'CHLNG2', 'custom_game', 0, 'duel', 3, 0, 0, 1, TRUE, FALSE, NULL, NULL, NULL, 9, 'normal-end', 'b'),
               (4, 'TRNM22', 'tournament', 0, 'duel', 3, 0, 0, 1, TRUE, FALSE, 1, 2, 1, 9, 'normal-end', 'a'),
               (5, 'TRNM33', 'tournament', 0, 'duel', 3, 0, 0, 1, TRUE, FALSE, 1, 2, 2, NULL, NULL, NULL);
    INSERT INTO match_players (match_id, slot, user_id, open, goals, trophies)
        VALUES (1, 0, 1, FALSE, 3, 20), (1, 3, 2, FALSE, 1, 0), (2, 0, 3, TRUE, 0, NULL), (2, 3, 4, TRUE, 0, NULL),
               (3, 0, 1, FALSE, 0, NULL), (3, 3, 2, FALSE, 3, NULL), (4, 0, 6, FALSE, 3, NULL), (4, 3, 9, FALSE, 0, NULL),
               (5, 0, 7, TRUE, 0, NULL), (5, 3, 8, TRUE, 0, NULL);
    INSERT INTO stats (user_id, game_mode, played, wins, scored)
        VALUES (1, 'global', 1, 1, 3), (1, 'ranked', 1, 1, 3), (2, 'global', 1, 0, 1), (2, 'ranked', 1, 0, 1);
    INSERT INTO ranks (user_id, game, trophies, played, won, lost) VALUES (1, 'duel', 20, 1, 1, 0), (2, 'duel', 0, 1, 0, 1);
    INSERT INTO trophy_changes (user_id, game, match_id, change, total, at) VALUES (1, 'duel', 1, 20, 20, 9), (2, 'duel', 1, 0, 0, 9);
    INSERT INTO friendships (low_id, high_id, since, matches_against, low_wins) VALUES (1, 2, 0, 1, 1);
    INSERT INTO challenges (game, sender_id, receiver_id, state, created_at, match_code) VALUES ('duel', 1, 2, 'accepted', 0, 'CHLNG2');
    INSERT INTO lobbies (id, code, game_mode, match_type, goals, created_at, match_code)
        VALUES (1, 'LBBY22', 'custom_game', '1v1', 3, 0, 'CSTM22');
    INSERT INTO lobby_members (lobby_id, user_id, join_at, creator, ready, team) VALUES (1, 3, 0, TRUE, TRUE, 'a'), (1, 4, 0, FALSE, TRUE, 'b');
    INSERT INTO queue_places (user_id, join_at) VALUES (5, 0);
    INSERT INTO tournaments (id, code, name, name_lower, size, private, created_at, created_by, phase, stage)
        VALUES (1, 'CVP222', 'Cup', 'cup', 4, FALSE, 0, 6, 'running', 2);
    INSERT INTO tournament_players (tournament_id, user_id, join_at, joined, still_in, has_left)
        VALUES (1, 6, 0, 1, TRUE, FALSE), (1, 7, 0, 2, TRUE, FALSE), (1, 8, 0, 3, TRUE, FALSE), (1, 9, 0, 4, FALSE, FALSE);
    INSERT INTO tournament_matches (tournament_id, stage, n, user_1, user_2, state, match_id, aborted, winner, finish_reason)
        VALUES (1, 2, 1, 6, 9, 'over', 4, FALSE, 1, 'normal-end'), (1, 2, 2, 7, 8, 'made', 5, FALSE, NULL, NULL),
               (1, 1, 1, 6, NULL, 'open', NULL, FALSE, NULL, NULL);
";

/// What each sentence is to be said of, in their order.
const SPOILED: [&str; NEVER.len()] = [
    "INSERT INTO queue_places (user_id, join_at) VALUES (6, 0)",
    "INSERT INTO queue_places (user_id, join_at) VALUES (7, 0)",
    "UPDATE lobbies SET match_code = NULL",
    "UPDATE matches SET tournament_id = NULL WHERE id = 5",
    "UPDATE match_players SET open = FALSE WHERE match_id = 2",
    "UPDATE lobbies SET match_code = 'RNKD22'",
    "DELETE FROM lobby_members WHERE user_id = 4",
    "UPDATE challenges SET sender_id = 3",
    "UPDATE stats SET wins = 2 WHERE user_id = 1 AND game_mode = 'ranked'",
    "UPDATE stats SET tournament_wins = 1 WHERE user_id = 1 AND game_mode = 'ranked'",
    "UPDATE ranks SET trophies = 40 WHERE user_id = 1",
    "INSERT INTO trophy_changes (user_id, game, match_id, change, total, at) VALUES (1, 'duel', 1, 20, 40, 9)",
    "UPDATE trophy_changes SET match_id = 3 WHERE user_id = 1",
    "UPDATE stats SET scored = 100 WHERE user_id = 1 AND game_mode = 'global'",
    "UPDATE friendships SET matches_against = 2",
    "UPDATE tournament_matches SET state = 'due', match_id = NULL WHERE stage = 2 AND n = 2",
    "UPDATE tournament_matches SET user_1 = NULL WHERE stage = 1",
    "UPDATE tournament_matches SET user_2 = 6 WHERE stage = 2 AND n = 2",
    "UPDATE tournaments SET stage = 1",
    "UPDATE tournament_matches SET finish_reason = 'player-disconnect' WHERE stage = 2 AND n = 1",
];

#[tokio::test]
async fn every_contradiction_is_found_and_none_where_there_is_none() {
    let mut file: SqliteConnection = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
    MIGRATIONS.run_direct(None, &mut file, false).await.unwrap();
    sqlx::raw_sql(WORLD).execute(&mut file).await.unwrap();
    assert_eq!(find(&mut file).await.unwrap(), Vec::<String>::new());
    for ((sentence, _), spoil) in NEVER.into_iter().zip(SPOILED) {
        let mut tx = file.begin().await.unwrap();
        let changed = sqlx::raw_sql(spoil).execute(&mut *tx).await.unwrap();
        let found = find(&mut tx).await.unwrap();
        assert!(changed.rows_affected() > 0 && found.iter().any(|found| found.starts_with(sentence)), "{spoil}: {found:?}");
        tx.rollback().await.unwrap();
    }
}
