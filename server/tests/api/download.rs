//! The file with everything that is stored about somebody, against everything that is stored.

use std::collections::BTreeSet;

use common::api::error::ErrorCode;
use common::api::profiles::DOWNLOAD_DATA_PATH;
use common::api::queue::JoinDuel;
use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, SqliteConnection};

use crate::harness::{PASSWORD, TestApp, User};
use crate::players::{Socket, duel_of};
use crate::restart::change;

/// A table with rows about users: which of them are about user $1, and how many of those the file has.
pub(crate) struct About {
    pub(crate) table: &'static str,
    pub(crate) is_about: &'static str,
    in_file: fn(&Value) -> usize,
}

/// Tables and columns in which nothing belongs into the file, and why.
const LEFT_OUT: [(&str, &str); 12] = [
    ("lobbies", "in the file through lobby_members, which say who is in them"),
    ("tournaments", "in the file through tournament_players, which say who was in them"),
    ("tournament_matches", "in the file with their tournaments"),
    ("refresh_tokens", "secrets; the sessions that they continue are in the file"),
    ("match_logs", "name seats, not users; each is served for its match, which is in the file"),
    ("matches", "in the file through match_players, which say who played"),
    ("server_state", "about the server"),
    ("name_changes", "whose name the list of users has yet to read again; gone within a minute"),
    ("ladders", "how many users, not which"),
    ("sqlite_sequence", "of the database itself"),
    ("_sqlx_migrations", "of the database itself"),
    ("blocks.blocked_id", "who blocked the user is nobody's but the blocker's to know"),
];

pub(crate) const ABOUT: [About; 24] = [
    About { table: "users", is_about: "id = $1", in_file: |file| usize::from(file["user_data"]["id"].is_i64()) },
    About { table: "sessions", is_about: "user_id = $1", in_file: |file| len(&file["session_data"]["sessions"]) },
    About { table: "known_addresses", is_about: "user_id = $1", in_file: |file| len(&file["session_data"]["known_addresses"]) },
    About { table: "idempotency_keys", is_about: "user_id = $1", in_file: |file| len(&file["session_data"]["requests"]) },
    About { table: "events", is_about: "user_id = $1", in_file: |file| len(&file["event_data"]) },
    About { table: "match_players", is_about: "user_id = $1", in_file: |file| len(&file["game_data"]["matches"]) },
    About { table: "queue_places", is_about: "user_id = $1", in_file: |file| len(&file["game_data"]["queue"]) },
    About { table: "lobby_members", is_about: "user_id = $1", in_file: |file| len(&file["game_data"]["lobby"]) },
    About { table: "lobby_bans", is_about: "user_id = $1", in_file: |file| len(&file["game_data"]["lobby_bans"]) },
    About { table: "tournament_players", is_about: "user_id = $1", in_file: |file| len(&file["game_data"]["tournament"]) },
    About { table: "tournament_bans", is_about: "user_id = $1", in_file: |file| len(&file["game_data"]["tournament_bans"]) },
    About { table: "invitations", is_about: "user_id = $1 OR inviter_id = $1", in_file: |file| len(&file["game_data"]["invitations"]) },
    About { table: "friendships", is_about: "low_id = $1 OR high_id = $1", in_file: |file| len(&file["friends_data"]["friends"]) },
    About {
        table: "friend_requests",
        is_about: "sender_id = $1 OR receiver_id = $1",
        in_file: |file| len(&file["friends_data"]["friend_requests_sent"]) + len(&file["friends_data"]["friend_requests_received"]),
    },
    About { table: "blocks", is_about: "blocker_id = $1", in_file: |file| len(&file["friends_data"]["blocked_users"]) },
    About { table: "stats", is_about: "user_id = $1", in_file: |file| with_some(&file["stats_data"], "game_played") },
    About { table: "ranks", is_about: "user_id = $1", in_file: |file| with_some(&file["user_data"]["ranks"], "ranked_played") },
    About { table: "trophy_changes", is_about: "user_id = $1", in_file: |file| len(&file["ranked_data"]) },
    About { table: "unlocked_pictures", is_about: "user_id = $1", in_file: |file| with_a(&file["profile_pictures_data"], "unlocked_at") },
    About { table: "chats", is_about: "low_id = $1 OR high_id = $1", in_file: |file| len(&file["chat_data"]) },
    About { table: "challenges", is_about: "sender_id = $1 OR receiver_id = $1", in_file: |file| len(&file["challenge_data"]) },
    About {
        table: "messages",
        is_about: "chat_id IN (SELECT id FROM chats WHERE low_id = $1 OR high_id = $1)",
        in_file: |file| list(&file["chat_data"]).iter().map(|chat| len(&chat["messages"])).sum(),
    },
    About { table: "messages", is_about: "channel IS NOT NULL AND author_id = $1", in_file: |file| len(&file["channel_data"]) },
    About { table: "messages", is_about: "owner_id = $1", in_file: |file| len(&file["notice_data"]) },
];

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn len(value: &Value) -> usize {
    list(value).len()
}

/// Elements in which this number is not 0.
fn with_some(value: &Value, name: &str) -> usize {
    list(value).iter().filter(|one| one[name].as_i64().unwrap() != 0).count()
}

/// Elements that have this.
fn with_a(value: &Value, name: &str) -> usize {
    list(value).iter().filter(|one| !one[name].is_null()).count()
}

pub(crate) async fn open(app: &TestApp) -> SqliteConnection {
    SqliteConnectOptions::new().filename(app.data_dir.path().join("rebound.db")).read_only(true).connect().await.unwrap()
}

async fn strings(file: &mut SqliteConnection, query: &str) -> Vec<String> {
    sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_all(file).await.unwrap()
}

async fn download(user: &User) -> Value {
    let reply = user.send("GET", DOWNLOAD_DATA_PATH, "").await;
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    let name = format!("attachment; filename=\"rebound-{}.json\"", user.name);
    assert_eq!(reply.headers["content-disposition"], name.as_str());
    assert_eq!(reply.headers["content-type"], "application/json");
    reply.json()
}

/// Something about the user in every table, and something about others.
pub(crate) async fn fill(app: &TestApp, ada: &User, bob: &User, eve: &User) {
    let mut duel = duel_of(app, ada.clone(), bob.clone()).await;
    let mut socket = Socket::sit(ada, duel.code).await;
    app.while_time_passes(socket.finished()).await;
    app.while_time_passes(duel.b_stream.next_of("match-finish")).await;
    let request = http::Request::post("/api/auth/logout/")
        .header("authorization", format!("Bearer {}", ada.tokens.access))
        .header("content-type", "application/json")
        .header("idempotency-key", "once")
        .body(r#"{"refresh": "none of hers"}"#.into())
        .unwrap();
    assert_eq!(app.request(ada.address, request).await.status, 204);
    let (a, b, e) = (ada.id, bob.id, eve.id);
    let rows = [
        format!("INSERT INTO friendships (low_id, high_id, since) VALUES ({a}, {b}, 1), ({b}, {e}, 1)"),
        format!("INSERT INTO friend_requests (sender_id, receiver_id, send_at) VALUES ({a}, {e}, 1), ({e}, {a}, 2), ({b}, {e}, 3)"),
        format!("INSERT INTO blocks (blocker_id, blocked_id, blocked_at) VALUES ({a}, {b}, 1), ({e}, {a}, 2), ({b}, {e}, 3)"),
        format!("INSERT INTO ranks VALUES ({a}, 'duel', 20, 1, 1, 0), ({b}, 'duel', 30, 1, 1, 0)"),
        format!("INSERT INTO trophy_changes SELECT NULL, u.value, 'duel', m.id, 20, 20, 5 FROM matches m, json_each('[{a}, {b}]') u"),
        format!("INSERT INTO unlocked_pictures VALUES ({a}, 20, 5), ({b}, 20, 5)"),
        format!("INSERT INTO chats (low_id, high_id, created_at) VALUES ({a}, {b}, 1), ({a}, {e}, 1), ({b}, {e}, 1)"),
        format!(
            "INSERT INTO challenges (game, sender_id, receiver_id, created_at, state) VALUES ('duel', {a}, {b}, 1, 'declined'), ('clash', {e}, {a}, 2, 'pending'), ('duel', {e}, {b}, 3, 'pending')"
        ),
        format!(
            "INSERT INTO messages (chat_id, author_id, content, sent_at, kind) VALUES (1, {a}, 'from ada', 1, 'text'), (1, {b}, 'from bob', 2, 'text'), (3, {b}, 'none of hers', 3, 'text')"
        ),
        format!("INSERT INTO messages (chat_id, author_id, content, sent_at, kind, challenge_id) VALUES (1, {a}, '', 4, 'challenge', 1)"),
        "UPDATE chats SET high_read = (SELECT MIN(id) FROM messages WHERE chat_id = 1) WHERE id = 1".to_owned(),
        "INSERT INTO messages (chat_id, content, sent_at, kind) VALUES (2, 'from the game', 5, 'notice')".to_owned(),
        format!(
            "INSERT INTO messages (channel, author_id, content, sent_at, kind) VALUES ('general', {a}, 'to all', 6, 'text'), ('general', {b}, 'none of hers', 7, 'text')"
        ),
        format!(
            "INSERT INTO messages (owner_id, content, sent_at, kind) VALUES ({a}, 'a notice', 8, 'notice'), ({b}, 'none of hers', 9, 'notice')"
        ),
        "UPDATE chats SET high_read = (SELECT MIN(id) FROM messages WHERE chat_id = 1) WHERE id = 1".to_owned(),
        "INSERT INTO lobbies (code, game_mode, match_type, goals, created_at) VALUES ('222222', 'custom_game', '1v1', 3, 1), ('333333', 'clash', '3v3', 3, 1)".to_owned(),
        format!("INSERT INTO lobby_members (lobby_id, user_id, join_at, creator, ready, team) VALUES (1, {b}, 1, TRUE, FALSE, 'a'), (1, {a}, 1, FALSE, FALSE, 'b'), (2, {e}, 1, TRUE, FALSE, 'a')"),
        format!("INSERT INTO lobby_bans VALUES (2, {a}), (2, {b})"),
        format!("INSERT INTO tournaments (code, name, name_lower, size, private, created_at, created_by, phase, start_at) VALUES ('444444', 'past', 'past', 4, FALSE, 1, {b}, 'finished', 1), ('555555', 'none of hers', 'none of hers', 4, FALSE, 1, {e}, 'gathering', NULL)"),
        format!("INSERT INTO tournament_players (tournament_id, user_id, join_at, joined, still_in, has_left) VALUES (1, {b}, 1, 1, TRUE, FALSE), (1, {a}, 1, 2, FALSE, FALSE), (2, {e}, 1, 1, TRUE, FALSE)"),
        format!("INSERT INTO tournament_bans VALUES (2, {a}), (2, {b})"),
        format!("INSERT INTO invitations VALUES (1, {a}, {e}, 'lobby 333333', '', '', 1), (2, {b}, {a}, 'lobby 222222', '', '', 1), (3, {b}, {e}, 'lobby 333333', '', '', 1)"),
    ];
    // First, because it leads out of lobbies.
    ada.call(JoinDuel {}).await.unwrap();
    for row in rows {
        change(app.data_dir.path(), &row).await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_file_has_every_row_that_the_database_has_about_its_user() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    app.login("ada", PASSWORD).await.unwrap();
    let _stream = ada.stream().await;
    fill(&app, &ada, &bob, &eve).await;
    let file = download(&ada).await;
    let mut database = open(&app).await;
    for About { table, is_about, in_file } in ABOUT {
        let query = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table} WHERE {is_about}"));
        let rows: i64 = sqlx::query_scalar(query).bind(ada.id.0).fetch_one(&mut database).await.unwrap();
        assert!(rows > 0, "{table}: nothing to look for");
        assert_eq!(i64::try_from(in_file(&file)).unwrap(), rows, "{table} where {is_about}");
    }
    let text = file.to_string();
    assert!(!text.contains("none of hers"), "only what is about her");
    let hash = strings(&mut database, "SELECT password_hash FROM users WHERE password_hash IS NOT NULL").await;
    assert!(hash.len() == 3 && hash.iter().all(|hash| !text.contains(hash.as_str())));
    assert!(!text.contains("password_hash") && !text.contains(&ada.tokens.refresh));
}

/// Whoever adds a table, or a column that names a user, comes by here.
#[tokio::test(start_paused = true)]
async fn no_table_and_no_column_that_names_a_user_is_forgotten() {
    let app = TestApp::start().await;
    let mut database = open(&app).await;
    let left_out: BTreeSet<_> = LEFT_OUT.iter().map(|(name, _)| *name).collect();
    for table in strings(&mut database, "SELECT name FROM sqlite_schema WHERE type = 'table'").await {
        let abouts: Vec<_> = ABOUT.iter().filter(|about| about.table == table).collect();
        assert!(left_out.contains(table.as_str()) == abouts.is_empty(), "{table} is in the file, or left out for a reason");
        let referring = format!("SELECT \"from\" FROM pragma_foreign_key_list('{table}') WHERE \"table\" = 'users'");
        let mut naming: BTreeSet<_> = strings(&mut database, &referring).await.into_iter().collect();
        let named_so = ["user_id", "sender_id", "receiver_id", "low_id", "high_id", "author_id", "owner_id", "blocker_id", "blocked_id"];
        let columns = strings(&mut database, &format!("SELECT name FROM pragma_table_info('{table}')")).await;
        naming.extend(columns.into_iter().filter(|column| named_so.contains(&column.as_str())));
        naming.retain(|column| !abouts.is_empty() && !left_out.contains(format!("{table}.{column}").as_str()));
        for column in naming {
            assert!(abouts.iter().any(|about| about.is_about.contains(&format!("{column} = $1"))), "{table}.{column}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn conversations_are_in_the_file_with_both_sides_and_what_each_has_read() {
    let app = TestApp::start().await;
    let (ada, bob, eve) = (app.user("ada").await, app.user("bob").await, app.user("eve").await);
    let _stream = ada.stream().await;
    fill(&app, &ada, &bob, &eve).await;
    let file = download(&ada).await;
    let chat = &file["chat_data"][0];
    assert_eq!((chat["chat_with"]["username"].as_str(), chat["writable"].as_bool()), (Some("bob"), Some(false)), "ada keeps bob away");
    let said: Vec<_> = list(&chat["messages"])
        .iter()
        .map(|one| (one["author"]["username"].as_str(), one["content"].as_str(), one["is_read"].as_bool()))
        .collect();
    let expected = [("ada", "from ada", true), ("bob", "from bob", false), ("ada", "", false)];
    assert_eq!(said, expected.map(|(author, content, is_read)| (Some(author), Some(content), Some(is_read))));
    assert_eq!(chat["messages"][2]["challenge"]["state"], "declined");
    assert_eq!(file["chat_data"][1]["messages"][0]["author"], Value::Null);
    assert_eq!(
        (&file["channel_data"][0]["content"], &file["notice_data"][0]["channel"]),
        (&Value::from("to all"), &Value::from("notices"))
    );
    assert_eq!(file["friends_data"]["blocked_users"][0]["blocked"]["username"], "bob");
    assert_eq!((&file["ranked_data"][0]["total_trophies"], &file["ranked_data"][0]["game"]), (&Value::from(20), &Value::from("duel")));
    assert_eq!(file["game_data"]["matches"][0]["teams"]["b"]["players"][0]["username"], "bob");
    assert_eq!(file["session_data"]["known_addresses"][0]["address"], ada.address.to_string());
}

#[tokio::test(start_paused = true)]
async fn guests_have_a_file_too_and_nobody_has_none() {
    let app = TestApp::start().await;
    let guest = app.guest().await;
    let file = download(&guest).await;
    assert_eq!((&file["user_data"]["is_guest"], len(&file["profile_pictures_data"])), (&Value::from(true), 23));
    assert_eq!((len(&file["session_data"]["sessions"]), len(&file["stats_data"])), (1, 5));
    assert_eq!(app.send("GET", DOWNLOAD_DATA_PATH, None, "").await.refusal(), (401, ErrorCode::NotAuthenticated));
    assert_eq!(guest.send("POST", DOWNLOAD_DATA_PATH, "{}").await.refusal(), (405, ErrorCode::MethodNotAllowed));
}
