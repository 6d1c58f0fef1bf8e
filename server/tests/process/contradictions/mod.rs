//! Rows that must not be beside each other: what belongs to one event is stored by one transaction, so no death comes between. Each query
//! finds what contradicts its sentence, and must find nothing.

mod spoiled;

use anyhow::{Context, Result};
use sqlx::SqliteConnection;

/// The slots of side `a` are 0 to 2, those of side `b` 3 to 5.
const NEVER: [(&str, &str); 20] = [
    (
        "somebody is in two places",
        "SELECT 'user ' || user_id FROM (
             SELECT user_id FROM queue_places UNION ALL SELECT user_id FROM lobby_members UNION ALL
             SELECT p.user_id FROM tournament_players p JOIN tournaments t ON t.id = p.tournament_id
             WHERE t.phase = 'gathering' OR (t.phase = 'running' AND p.still_in))
         GROUP BY user_id HAVING COUNT(*) > 1",
    ),
    (
        "somebody plays, and waits in the queue",
        "SELECT 'user ' || p.user_id FROM match_players p JOIN queue_places q ON q.user_id = p.user_id WHERE p.open",
    ),
    (
        "somebody plays in a match that is not that of their lobby",
        "SELECT 'user ' || p.user_id || ', ' || m.code FROM match_players p JOIN matches m ON m.id = p.match_id
             JOIN lobby_members l ON l.user_id = p.user_id JOIN lobbies b ON b.id = l.lobby_id
         WHERE p.open AND b.match_code IS NOT m.code",
    ),
    (
        "somebody plays in a match that is not that of their tournament",
        "SELECT 'user ' || p.user_id || ', ' || m.code FROM match_players p JOIN matches m ON m.id = p.match_id
             JOIN tournament_players e ON e.user_id = p.user_id JOIN tournaments t ON t.id = e.tournament_id
         WHERE p.open AND e.still_in AND t.phase <> 'finished' AND m.tournament_id IS NOT t.id",
    ),
    (
        "somebody is in a match that has ended, or is not in one that runs",
        "SELECT 'user ' || p.user_id || ', ' || m.code FROM match_players p JOIN matches m ON m.id = p.match_id
         WHERE p.open <> (m.finished_at IS NULL)",
    ),
    (
        "a lobby plays a match that does not run",
        "SELECT l.code || ', ' || l.match_code FROM lobbies l LEFT JOIN matches m ON m.code = l.match_code
         WHERE l.match_code IS NOT NULL AND (m.id IS NULL OR m.finished_at IS NOT NULL)",
    ),
    (
        "a match of lobbies runs, and one of its players is in none that plays it",
        "SELECT m.code || ', user ' || p.user_id FROM matches m JOIN match_players p ON p.match_id = m.id
         WHERE m.finished_at IS NULL AND m.game_mode IN ('clash', 'custom_game')
           AND NOT EXISTS (SELECT 1 FROM challenges c WHERE c.match_code = m.code)
           AND NOT EXISTS (SELECT 1 FROM lobby_members l JOIN lobbies b ON b.id = l.lobby_id
                           WHERE l.user_id = p.user_id AND b.match_code = m.code)",
    ),
    (
        "a challenge that was accepted has no match of the two, or another one has",
        "SELECT 'challenge ' || c.id FROM challenges c
         WHERE (c.state = 'accepted') <> EXISTS (
             SELECT 1 FROM matches m JOIN match_players a ON a.match_id = m.id AND a.slot = 0
                 JOIN match_players b ON b.match_id = m.id AND b.slot = 3
             WHERE m.code = c.match_code AND a.user_id = c.sender_id AND b.user_id = c.receiver_id)",
    ),
    (
        "statistics are not the sum of the matches",
        "WITH seats AS (
             SELECT p.user_id, m.game_mode, (m.winner = 'a') = (p.slot < 3) AS won, p.goals, p.own_goals
             FROM matches m JOIN match_players p ON p.match_id = m.id
             WHERE m.counts AND m.winner IS NOT NULL AND m.finish_reason <> 'game-not-played'),
         counted AS (
             SELECT user_id, 'global' AS game_mode, won, goals, own_goals FROM seats UNION ALL
             SELECT * FROM seats WHERE game_mode IN ('duel', 'clash', 'ranked', 'tournament')),
         sums AS (
             SELECT user_id, game_mode, COUNT(*) AS played, SUM(won) AS wins, SUM(goals) AS scored, SUM(own_goals) AS own_goals
             FROM counted GROUP BY user_id, game_mode),
         told AS (SELECT user_id, game_mode, played, wins, scored, own_goals FROM stats WHERE played > 0)
         SELECT 'user ' || user_id || ', ' || game_mode FROM (SELECT * FROM sums EXCEPT SELECT * FROM told) UNION
         SELECT 'user ' || user_id || ', ' || game_mode FROM (SELECT * FROM told EXCEPT SELECT * FROM sums)",
    ),
    (
        "somebody has won another number of tournaments than is counted",
        "WITH won AS (
             SELECT winner_id AS user_id, COUNT(*) AS times FROM tournaments t JOIN users u ON u.id = t.winner_id
             WHERE NOT u.is_guest AND EXISTS (
                 SELECT 1 FROM tournament_players p JOIN users o ON o.id = p.user_id
                 WHERE p.tournament_id = t.id AND p.user_id <> t.winner_id AND NOT o.is_guest)
             GROUP BY winner_id),
         told AS (SELECT user_id, tournament_wins FROM stats WHERE tournament_wins > 0)
         SELECT 'user ' || user_id FROM (SELECT * FROM won EXCEPT SELECT * FROM told) UNION
         SELECT 'user ' || user_id FROM (SELECT * FROM told EXCEPT SELECT * FROM won)",
    ),
    (
        "somebody's trophies are not the sum of their history",
        "SELECT 'user ' || r.user_id || ', ' || r.game FROM ranks r
         WHERE r.trophies <> (SELECT COALESCE(SUM(change), 0) FROM trophy_changes c WHERE c.user_id = r.user_id AND c.game = r.game)
            OR r.played <> (SELECT COUNT(*) FROM trophy_changes c WHERE c.user_id = r.user_id AND c.game = r.game)
            OR r.trophies <> (SELECT total FROM trophy_changes c WHERE c.user_id = r.user_id AND c.game = r.game ORDER BY id DESC LIMIT 1)",
    ),
    (
        "a ranked match moved trophies not once",
        "SELECT m.code || ', user ' || p.user_id FROM matches m JOIN match_players p ON p.match_id = m.id
         WHERE m.game_mode = 'ranked' AND m.winner IS NOT NULL
           AND (SELECT COUNT(*) FROM trophy_changes c WHERE c.match_id = m.id AND c.user_id = p.user_id AND c.change = p.trophies) <> 1",
    ),
    (
        "trophies were moved by another match than a ranked one that has ended",
        "SELECT m.code || ', user ' || c.user_id FROM trophy_changes c JOIN matches m ON m.id = c.match_id
         WHERE m.game_mode <> 'ranked' OR m.winner IS NULL
            OR NOT EXISTS (SELECT 1 FROM match_players p WHERE p.match_id = m.id AND p.user_id = c.user_id)",
    ),
    (
        "somebody has reached a picture and does not have it",
        "WITH reached AS (
             SELECT user_id, 2 AS picture FROM stats WHERE game_mode = 'tournament' AND tournament_wins >= 1 UNION ALL
             SELECT user_id, 5 FROM stats WHERE game_mode = 'clash' AND wins >= 10 UNION ALL
             SELECT user_id, 18 FROM stats WHERE game_mode = 'global' AND scored >= 100 UNION ALL
             SELECT user_id, 22 FROM stats WHERE game_mode <> 'global' AND longest_win_streak >= 10 UNION ALL
             SELECT user_id, 11 FROM ranks GROUP BY user_id HAVING SUM(trophies) >= 100)
         SELECT 'user ' || r.user_id || ', picture ' || r.picture FROM reached r
         WHERE NOT EXISTS (SELECT 1 FROM unlocked_pictures p WHERE p.user_id = r.user_id AND p.picture = r.picture)",
    ),
    (
        "what two friends have played is not the sum of their matches",
        "WITH met AS (
             SELECT f.id, (l.slot < 3) <> (h.slot < 3) AS against, (m.winner = 'a') = (l.slot < 3) AS low_won
             FROM friendships f JOIN match_players l ON l.user_id = f.low_id
                 JOIN match_players h ON h.user_id = f.high_id AND h.match_id = l.match_id JOIN matches m ON m.id = l.match_id
             WHERE m.counts AND m.winner IS NOT NULL AND m.finish_reason <> 'game-not-played' AND m.finished_at >= f.since),
         sums AS (
             SELECT f.id, COALESCE(SUM(against), 0), COALESCE(SUM(against AND low_won), 0), COALESCE(SUM(against AND NOT low_won), 0),
                    COALESCE(SUM(NOT against), 0), COALESCE(SUM(NOT against AND low_won), 0)
             FROM friendships f LEFT JOIN met ON met.id = f.id GROUP BY f.id)
         SELECT 'friendship ' || id FROM (
             SELECT id, matches_against, low_wins, high_wins, matches_together, won_together FROM friendships
             EXCEPT SELECT * FROM sums)",
    ),
    (
        "a match of a tournament and its place in the bracket do not agree",
        "SELECT m.code FROM matches m LEFT JOIN tournament_matches t ON t.match_id = m.id
             LEFT JOIN match_players a ON a.match_id = m.id AND a.slot = 0
             LEFT JOIN match_players b ON b.match_id = m.id AND b.slot = 3
         WHERE m.game_mode = 'tournament' AND (
             t.match_id IS NULL OR t.tournament_id <> m.tournament_id OR t.stage <> m.tournament_stage_id OR t.n <> m.tournament_n
             OR t.user_1 IS NOT a.user_id OR t.user_2 IS NOT b.user_id
             OR (t.state = 'over') <> (m.finished_at IS NOT NULL) OR t.finish_reason IS NOT m.finish_reason
             OR (CASE t.winner WHEN 1 THEN 'a' WHEN 2 THEN 'b' END) IS NOT m.winner)",
    ),
    (
        "in the next round stands somebody else than who has won",
        "SELECT 'tournament ' || t.tournament_id || ', stage ' || t.stage || ', ' || t.n
         FROM tournament_matches t JOIN tournament_matches next
             ON next.tournament_id = t.tournament_id AND next.stage = t.stage - 1 AND next.n = (t.n + 1) / 2
         WHERE (CASE t.winner WHEN 1 THEN t.user_1 WHEN 2 THEN t.user_2 END)
             IS NOT (CASE t.n % 2 WHEN 1 THEN next.user_1 ELSE next.user_2 END)",
    ),
    (
        "somebody is paired twice in one round",
        "SELECT 'tournament ' || tournament_id || ', user ' || user_id FROM (
             SELECT tournament_id, stage, user_1 AS user_id FROM tournament_matches UNION ALL
             SELECT tournament_id, stage, user_2 FROM tournament_matches)
         WHERE user_id IS NOT NULL GROUP BY tournament_id, stage, user_id HAVING COUNT(*) > 1",
    ),
    (
        "a tournament is in another round than its matches, or has another winner than its final",
        "SELECT 'tournament ' || t.id FROM tournaments t
             LEFT JOIN tournament_matches final ON final.tournament_id = t.id AND final.stage = 1
         WHERE t.phase <> 'gathering' AND (
             t.stage IS NOT (SELECT MAX(stage) FROM tournament_matches m WHERE m.tournament_id = t.id AND m.state <> 'over')
             OR (t.phase = 'finished') <> (final.state = 'over')
             OR t.winner_id IS NOT (CASE final.winner WHEN 1 THEN final.user_1 WHEN 2 THEN final.user_2 END))",
    ),
    (
        "somebody forfeits a match of a tournament who has not left it",
        "SELECT 'tournament ' || t.tournament_id || ', stage ' || t.stage || ', ' || t.n || ': ' || t.finish_reason
         FROM tournament_matches t
         WHERE t.finish_reason <> 'normal-end' AND t.user_1 IS NOT NULL AND t.user_2 IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM tournament_players p
                           WHERE p.tournament_id = t.tournament_id AND p.user_id IN (t.user_1, t.user_2) AND p.has_left)",
    ),
];

/// Everything that is found.
pub(crate) async fn find(file: &mut SqliteConnection) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (sentence, query) in NEVER {
        let rows: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut *file).await.context(sentence)?;
        found.extend(rows.into_iter().map(|row| format!("{sentence}: {row}")));
    }
    Ok(found)
}
