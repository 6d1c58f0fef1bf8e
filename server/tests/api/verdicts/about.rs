//! What a row is about: made before it is done.

use common::api::challenge::{AcceptChallenge, SendChallenge};
use common::api::matches::Game;
use common::api::queue::{JoinDuel, JoinRanked};
use common::api::users::PatchMe;
use common::ids::MatchCode;
use common::sim::log::Log;
use common::sim::{Court, Rules, Seed};
use serde_json::{Value, json};

use super::cast::{Cast, befriend, block, in_order, insert};
use super::rooms;
use super::table::Role;
use super::tournaments;
use crate::harness::{PASSWORD, User};

/// What is asked for: what stands for the `{...}` of the path, one after the other with spaces between them, the query, and the body.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) segment: String,
    pub(super) query: String,
    pub(super) body: Value,
}

impl Asked {
    fn at(segment: impl ToString) -> Self {
        Self { segment: segment.to_string(), ..Self::default() }
    }

    fn with(body: Value) -> Self {
        Self { body, ..Self::default() }
    }
}

/// Makes it. `None`: there is no such case.
pub(super) async fn make(cast: &Cast, about: &str) -> Option<Asked> {
    let (app, user, somebody) = (&cast.app, &cast.user, &cast.somebody);
    let a_stranger = !matches!(cast.role, Role::Friend | Role::Blocked | Role::Blocker);
    let kept_apart = matches!(cast.role, Role::Blocked | Role::Blocker);
    if about.contains("lobby") {
        return rooms::make(cast, about).await;
    }
    if about.contains("queue") {
        return Some(queued(cast, about).await);
    }
    if about.contains("tournament") {
        return tournaments::asked(cast, about).await;
    }
    Some(match about {
        "-" => Asked::default(),
        "a free name" => Asked::with(json!({ "username": format!("free-{}", cast.number), "password": PASSWORD })),
        "the user's name and password" => Asked::with(json!({ "username": user.name, "password": PASSWORD })),
        "the user's refresh token" => Asked::with(json!({ "refresh": user.tokens.refresh })),
        "the user's access token" => Asked::with(json!({ "access": user.tokens.access })),
        "the own password" => Asked::with(json!({ "password": PASSWORD })),
        "a session of the user" => Asked::at(user.call(common::api::auth::ListSessions {}).await.unwrap()[0].id),
        "the user" => Asked { segment: user.id.to_string(), query: String::new(), body: json!({ "user_id": user.id, "game": "duel" }) },
        "the user, by name" => Asked { query: format!("?q={}", user.name), body: json!({ "username": user.name }), ..Asked::default() },
        "the picture of accounts" => Asked::at(1),
        "the public channel" => {
            Asked { segment: "general".into(), query: String::new(), body: json!({ "channel": "general", "content": "hi" }) }
        }
        "the notices" => Asked::at("notices"),
        "a file of the description" => Asked::at("swagger-ui.css"),
        "a picture" => Asked::at("guest_small.png"),
        "an icon" => Asked::at("gold.png"),
        "a request of the user to the caller" if a_stranger => Asked::at(request(cast, cast.with_caller()).await),
        "a request of the user to somebody" => Asked::at(request(cast, somebody).await),
        "the friendship of the user with somebody" => Asked::at(befriend(app, user, somebody).await),
        "the friendship of the user with the caller" if cast.role == Role::Friend => {
            let (low, high) = in_order(user.id, cast.with_caller().id);
            Asked::at(found(cast, &format!("SELECT id FROM friendships WHERE low_id = {low} AND high_id = {high}")).await)
        }
        "a block of the user" => Asked::at(block(app, user, somebody).await),
        "the conversation of the user with the caller" => conversation(cast, cast.with_caller()).await,
        "the conversation of the user with somebody" => conversation(cast, somebody).await,
        "a match of the user" => Asked::at(running(cast, true).await),
        "a match of the user that is not watched" => Asked::at(running(cast, false).await),
        "a match of the user that is over" => Asked::at(over(cast).await),
        "the user, after a match" => {
            over(cast).await;
            Asked::at(user.id)
        }
        "trophies of the user" => {
            insert(app, "ranks (user_id, game, trophies, played)", &format!("{}, 'duel', 500, 9", user.id)).await;
            Asked { query: "?game=duel".into(), ..Asked::default() }
        }
        "a challenge of the user to the caller" if !kept_apart => challenge(cast, cast.with_caller()).await,
        "a challenge of the user to somebody" => challenge(cast, somebody).await,
        "a request of the user to the caller" | "the friendship of the user with the caller" | "a challenge of the user to the caller" => {
            return None;
        }
        unknown => panic!("nobody knows how to make {unknown}"),
    })
}

/// A place in a queue, of the caller where the caller may have one.
async fn queued(cast: &Cast, about: &str) -> Asked {
    let (what, whose) = about.rsplit_once(" of ").unwrap();
    let who = if whose == "the user" { Some(&cast.user) } else { cast.caller.as_ref() };
    match (what, who) {
        ("a place in the queue", Some(who)) => _ = who.call(JoinDuel {}).await.unwrap(),
        ("a place in the ranked queue", Some(who)) if whose == "the user" || cast.role != Role::Guest => {
            _ = who.call(JoinRanked {}).await.unwrap();
        }
        ("a place in the queue" | "a place in the ranked queue", _) => {}
        (unknown, _) => panic!("nobody knows how to make {unknown}"),
    }
    Asked::default()
}

async fn request(cast: &Cast, receiver: &User) -> i64 {
    insert(&cast.app, "friend_requests (sender_id, receiver_id, send_at)", &format!("{}, {}, 1", cast.user.id, receiver.id)).await
}

/// With one message of the user in it.
async fn conversation(cast: &Cast, other: &User) -> Asked {
    let (low, high) = in_order(cast.user.id, other.id);
    let chat =
        insert(&cast.app, "chats (low_id, high_id, created_at, low_view, high_view)", &format!("{low}, {high}, 1, TRUE, TRUE")).await;
    let values = format!("{chat}, {}, 'hello', 1, 'text'", cast.user.id);
    let message = insert(&cast.app, "messages (chat_id, author_id, content, sent_at, kind)", &values).await;
    crate::restart::change(cast.app.data_dir.path(), &format!("UPDATE chats SET last_message_id = {message} WHERE id = {chat}")).await;
    Asked { segment: chat.to_string(), query: String::new(), body: json!({ "chat_id": chat, "message_id": message, "content": "hi" }) }
}

async fn challenge(cast: &Cast, receiver: &User) -> Asked {
    let values = format!("'duel', {}, {}, 1", cast.user.id, receiver.id);
    let id = insert(&cast.app, "challenges (game, sender_id, receiver_id, created_at)", &values).await;
    Asked { segment: id.to_string(), query: String::new(), body: json!({ "challenge_id": id, "answer": "decline" }) }
}

/// A match with somebody that waits for its players.
async fn running(cast: &Cast, watched: bool) -> MatchCode {
    cast.somebody.call(PatchMe { allow_spectators: Some(watched), ..PatchMe::default() }).await.unwrap();
    let id = cast.user.call(SendChallenge { user_id: cast.somebody.id, game: Game::Duel, chat: false }).await.unwrap().id;
    cast.somebody.call(AcceptChallenge { id }).await.unwrap().code
}

/// A match with somebody that has ended, and its log.
async fn over(cast: &Cast) -> MatchCode {
    let code = MatchCode::from_draws(std::array::from_fn(|place| u8::try_from((cast.number >> (4 * place)) & 15).unwrap()));
    let columns =
        "matches (code, game_mode, created_at, court, goals_to_win, time_limit_ticks, seed, sim_version, spectators_allowed, counts,
                   finished_at, finish_reason, winner)";
    let id = insert(&cast.app, columns, &format!("'{code}', 'duel', 1, 'duel', 3, 36000, 7, 1, TRUE, TRUE, 2, 'normal-end', 'a'")).await;
    for (slot, player) in [(0, &cast.user), (3, &cast.somebody)] {
        insert(&cast.app, "match_players (match_id, slot, user_id, open, listed)", &format!("{id}, {slot}, {}, FALSE, TRUE", player.id))
            .await;
    }
    let log = Log::new(Rules::new(Court::Duel), Seed(7)).to_bytes();
    let hex: String = log.iter().map(|byte| format!("{byte:02x}")).collect();
    insert(&cast.app, "match_logs (match_id, log)", &format!("{id}, X'{hex}'")).await;
    code
}

async fn found(cast: &Cast, query: &str) -> i64 {
    use sqlx::ConnectOptions;
    let file = sqlx::sqlite::SqliteConnectOptions::new().filename(cast.app.data_dir.path().join("rebound.db"));
    sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(&mut file.connect().await.unwrap()).await.unwrap()
}
