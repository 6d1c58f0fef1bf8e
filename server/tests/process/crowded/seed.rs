//! A database with a lot in it, written in one go: users, conversations, matches, and one user who has much of everything.

use std::path::Path;

use anyhow::Result;
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, SqliteConnection};

/// How much.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) users: i64,
    pub(super) messages: i64,
    pub(super) matches: i64,
    /// Users who can sign in: the first ones.
    pub(super) signed_in: i64,
}

/// The user who has much of everything.
pub(super) const BUSY: i64 = 1;
/// Messages of a usual conversation.
const MESSAGES_PER_CHAT: i64 = 20;
/// When all this happened: 2026-01-31T11:28:04Z.
const AT_MS: i64 = 1_769_858_884_000;

/// Numbers from 1 to `$1`.
const NUMBERS: &str = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) ";

/// Fills the database of a server that has never served anybody; users are numbered from 1.
///
/// # Errors
/// Those of the database.
pub(super) async fn fill(data: &Path, size: Size) -> Result<()> {
    let options = SqliteConnectOptions::new().filename(data.join("rebound.db")).disable_statement_logging();
    let mut file = options.connect().await?;
    let mut tx = file.begin().await?;
    users(&mut tx, size).await?;
    relations(&mut tx, size).await?;
    chats(&mut tx, size).await?;
    matches(&mut tx, size).await?;
    tx.commit().await?;
    // What a server that has run for long has, too: figures about its tables, from which the planner chooses.
    sqlx::query("ANALYZE").execute(&mut file).await?;
    file.close().await?;
    Ok(())
}

/// The refresh token of a user who can sign in.
pub(super) fn refresh_token(user: i64) -> String {
    format!("refresh-{user}")
}

async fn users(file: &mut SqliteConnection, size: Size) -> Result<()> {
    let insert = "INSERT INTO users (username, username_lower, is_guest, password_hash, picture, created_at, last_online, catchphrase, bio, accept_chat_from)
         SELECT printf('User%07d', i), printf('user%07d', i), FALSE, 'none', i % 23, $2, $2 + i, 'a line', 'something about me', 'everyone' FROM n";
    run(file, insert, size.users).await?;
    run(
        file,
        "INSERT INTO sessions (user_id, created_at, last_used_at, address, client) SELECT i, $2, $2, '127.0.0.1', 'test' FROM n",
        size.signed_in,
    )
    .await?;
    for user in 1..=size.signed_in {
        let hash = Sha256::digest(refresh_token(user).as_bytes()).to_vec();
        sqlx::query("INSERT INTO refresh_tokens (hash, session_id, expires_at) SELECT $1, id, $3 FROM sessions WHERE user_id = $2")
            .bind(hash)
            .bind(user)
            .bind(i64::MAX)
            .execute(&mut *file)
            .await?;
    }
    for mode in ["global", "duel", "clash", "ranked", "tournament"] {
        let insert =
            format!("INSERT INTO stats (user_id, game_mode, played, wins, scored) SELECT i, '{mode}', i % 90, i % 40, i % 300 FROM n");
        run(file, &insert, size.users).await?;
    }
    for game in ["duel", "clash"] {
        let insert = format!("INSERT INTO ranks (user_id, game, trophies, played, won, lost) SELECT i, '{game}', i % 5500, 9, 5, 4 FROM n");
        run(file, &insert, size.users).await?;
    }
    run(file, "INSERT INTO unlocked_pictures (user_id, picture, unlocked_at) SELECT i, 2 + i % 20, $2 FROM n", size.users).await
}

async fn relations(file: &mut SqliteConnection, size: Size) -> Result<()> {
    for step in [1, 7, 31] {
        let insert = format!("INSERT OR IGNORE INTO friendships (low_id, high_id, since) SELECT i, i + {step}, $2 FROM n");
        run(file, &insert, size.users - step).await?;
    }
    let some = size.users / 4;
    let insert = format!("INSERT OR IGNORE INTO friendships (low_id, high_id, since) SELECT {BUSY}, {BUSY} + i, $2 FROM n");
    run(file, &insert, some.min(200)).await?;
    let insert = format!("INSERT INTO friend_requests (sender_id, receiver_id, send_at) SELECT {some} + 1 + i, {BUSY}, $2 FROM n");
    run(file, &insert, some.min(300)).await?;
    let insert = format!("INSERT INTO blocks (blocker_id, blocked_id, blocked_at) SELECT {BUSY}, 2 * {some} + i, $2 FROM n");
    run(file, &insert, some.min(50)).await?;
    let insert = format!("INSERT INTO blocks (blocker_id, blocked_id, blocked_at) SELECT 3 * {some} + i, {BUSY}, $2 FROM n");
    run(file, &insert, some.min(100)).await
}

async fn chats(file: &mut SqliteConnection, size: Size) -> Result<()> {
    let insert = "INSERT INTO chats (low_id, high_id, created_at, low_view, high_view) SELECT i, i + 1, $2, TRUE, TRUE FROM n";
    let count = (size.messages / MESSAGES_PER_CHAT).min(size.users - 1);
    run(file, insert, count).await?;
    let insert = format!(
        "INSERT OR IGNORE INTO chats (low_id, high_id, created_at, low_view, high_view) SELECT {BUSY}, {BUSY} + 1 + i, $2, TRUE, TRUE FROM n"
    );
    run(file, &insert, (size.users / 4).min(500)).await?;
    // One in ten is in the first conversation, which so is a long one.
    let insert = format!(
        "INSERT INTO messages (chat_id, author_id, content, sent_at, kind)
         SELECT c.id, CASE i % 2 WHEN 0 THEN c.low_id ELSE c.high_id END, printf('message %d, of a usual length, more or less', i), $2 + i, 'text'
         FROM n JOIN chats c ON c.id = CASE WHEN i % 10 = 0 THEN 1 ELSE 1 + i % (SELECT MAX(id) FROM chats) END
         WHERE c.id <= {count} + 500"
    );
    run(file, &insert, size.messages).await?;
    let places = "UPDATE messages SET place = numbered.place
         FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY chat_id ORDER BY id) AS place FROM messages WHERE chat_id IS NOT NULL) numbered
         WHERE numbered.id = messages.id";
    sqlx::query(places).execute(&mut *file).await?;
    run(file, "INSERT INTO messages (channel, author_id, content, sent_at, kind) SELECT 'general', i, 'hello', $2, 'text' FROM n", 200)
        .await?;
    sqlx::query(
        "UPDATE chats SET last_message_id = COALESCE((SELECT MAX(id) FROM messages WHERE chat_id = chats.id), 0), low_unread = id % 3, high_unread = id % 2",
    )
    .execute(file)
    .await?;
    Ok(())
}

async fn matches(file: &mut SqliteConnection, size: Size) -> Result<()> {
    let letter = |place: u32| format!("substr('23456789BCDFGHJKMNPQRSTVWXYZ', 1 + i / {} % 28, 1)", 28_i64.pow(place));
    let code = [0, 1, 2, 3, 4, 5].map(letter).join(" || ");
    let insert = format!(
        "INSERT INTO matches (code, game_mode, created_at, court, goals_to_win, time_limit_ticks, seed, sim_version, spectators_allowed, counts,
                              finished_at, finish_reason, winner, ticks, score_a, score_b)
         SELECT {code}, 'duel', $2 + i, 'duel', 3, 72000, i, 1, TRUE, TRUE, $2 + i, 'normal-end', 'a', 9000, 3, i % 3 FROM n"
    );
    run(file, &insert, size.matches).await?;
    let players = format!(
        "INSERT INTO match_players (match_id, slot, user_id, open, listed, goals)
         SELECT i, 0, CASE i % 50 WHEN 0 THEN {BUSY} ELSE 2 + i % ({users} / 2) END, FALSE, TRUE, 3 FROM n
         UNION ALL
         SELECT i, 3, 1 + {users} / 2 + i * 7 % ({users} / 2 - 1), FALSE, TRUE, i % 3 FROM n",
        users = size.users
    );
    run(file, &players, size.matches).await?;
    run(file, "INSERT INTO match_logs (match_id, log) SELECT i, randomblob(4000) FROM n", size.matches.min(1000)).await?;
    let changes = format!(
        "INSERT INTO trophy_changes (user_id, game, match_id, change, total, at)
         SELECT CASE i % 20 WHEN 0 THEN {BUSY} ELSE 1 + i % {} END, 'duel', i, 20, 20 + i % 3000, $2 FROM n",
        size.users
    );
    run(file, &changes, size.matches).await
}

/// An insertion that names numbers as `n`, and the moment as `$2`.
async fn run(file: &mut SqliteConnection, insert: &str, count: i64) -> Result<()> {
    let statement = format!("{NUMBERS}{insert}");
    sqlx::query(sqlx::AssertSqlSafe(statement)).bind(count).bind(AT_MS).execute(file).await?;
    Ok(())
}
