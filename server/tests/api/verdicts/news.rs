//! Every event, and who hears it.

use std::time::Duration;

use common::api::challenge::{AcceptChallenge, CancelChallenge, SendChallenge};
use common::api::chat::PostMessage;
use common::api::friends::{AcceptFriendRequest, BlockUser, DeleteFriend, DeleteFriendRequest, SendFriendRequest};
use common::api::matches::Game;
use common::api::queue::JoinDuel;
use common::api::users::{DeleteMe, PatchMe};
use common::ids::{ChallengeId, ChatId, FriendRequestId, FriendshipId};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use super::cast::{befriend, in_order, insert, player};
use super::rooms;
use super::table::{EVENTS, Role, rows};
use super::tournaments;
use crate::harness::{EventStream, PASSWORD, TestApp, User};

/// Everybody at once, each with an open stream.
pub(super) struct Crowd {
    pub(super) app: TestApp,
    pub(super) people: Vec<(Role, User, EventStream)>,
}

impl Crowd {
    pub(super) async fn of(app: &TestApp, roles: impl Iterator<Item = Role>) -> Self {
        let user = app.user("the-user").await;
        let mut people = Vec::new();
        for (number, role) in roles.enumerate() {
            let person = player(app, role, &user, number).await.expect("whoever hears is somebody");
            let stream = person.stream().await;
            people.push((role, person, stream));
        }
        Self { app: app.clone(), people }
    }

    pub(super) fn person(&self, wanted: Role) -> &User {
        &self.people.iter().find(|(role, ..)| *role == wanted).unwrap().1
    }
}

/// Does what the section says, and compares who heard of it.
pub(super) async fn hold() {
    let mut wrong = Vec::new();
    for row in rows(EVENTS) {
        let app = TestApp::start().await;
        let mut crowd = Crowd::of(&app, row.cells.iter().map(|(role, _)| *role)).await;
        let heard = heard(&mut crowd, &row.what, &row.about).await;
        for (role, expected) in &row.cells {
            let found = if heard.contains(role) { "sees" } else { "nothing" };
            if found != expected {
                wrong.push(format!("{}, {}, {role:?}: {found} instead of {expected}", row.what, row.about));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Lets it happen; who was told of an event of this name.
async fn heard(crowd: &mut Crowd, code: &str, when: &str) -> Vec<Role> {
    if when == "a stream comes back too late" {
        return resynced(crowd, code).await;
    }
    let before = prepare(crowd, when).await;
    happen(crowd, when, before.1).await;
    let mut told = Vec::new();
    for (role, person, _) in &crowd.people {
        let id = person.id;
        let mine = format!("SELECT COUNT(*) FROM events WHERE id > {} AND code = '{code}' AND COALESCE(user_id, {id}) = {id}", before.0);
        if number(&crowd.app, &mine).await > 0 {
            told.push(*role);
        }
    }
    told
}

/// Makes what has to be there before; the newest event then, and the id of what was made.
async fn prepare(crowd: &Crowd, when: &str) -> (i64, i64) {
    let (app, user, concerned) = (&crowd.app, crowd.person(Role::User), crowd.person(Role::Concerned));
    let challenges = ["the user takes the challenge back", "the concerned accepts the user's challenge", "the user blocks the concerned"];
    let mut id = 0;
    if rooms::is_about(when) {
        rooms::prepare(crowd, when).await;
    }
    if when.contains("tournament") {
        tournaments::prepare(crowd, when).await;
    }
    if challenges.contains(&when) || when == "nobody comes to that match" {
        id = user.call(SendChallenge { user_id: concerned.id, game: Game::Duel, chat: false }).await.unwrap().id.0;
    }
    match when {
        "the user ends the friendship with the concerned" => id = befriend(app, user, concerned).await,
        "the user accepts the concerned" | "the user rejects the concerned" | "the concerned becomes a friend" => {
            id = concerned.call(SendFriendRequest { username: user.name.clone() }).await.unwrap().id.0;
        }
        "the user asks the concerned no more" => {
            id = user.call(SendFriendRequest { username: concerned.name.clone() }).await.unwrap().id.0;
        }
        "the user writes to the concerned" | "the user blocks the concerned" => {
            let (low, high) = in_order(user.id, concerned.id);
            let columns = "chats (low_id, high_id, created_at, low_view, high_view)";
            id = insert(app, columns, &format!("{low}, {high}, 1, TRUE, TRUE")).await;
        }
        "nobody comes to that match" => {
            concerned.call(AcceptChallenge { id: ChallengeId(id) }).await.unwrap();
        }
        _ => {}
    }
    app.advance(Duration::from_secs(1)).await;
    (number(app, "SELECT COALESCE(MAX(id), 0) FROM events").await, id)
}

/// Lets it happen.
async fn happen(crowd: &mut Crowd, when: &str, id: i64) {
    let app = crowd.app.clone();
    let (user, concerned) = (crowd.person(Role::User).clone(), crowd.person(Role::Concerned).clone());
    match when {
        when if rooms::is_about(when) => rooms::happen(crowd, when).await,
        "the user deletes the account" => user.call(DeleteMe { password: Some(PASSWORD.to_owned()) }).await.unwrap(),
        "the user has a new name" => {
            drop(user.call(PatchMe { username: Some("another".to_owned()), ..PatchMe::default() }).await.unwrap());
        }
        "the user waits for a duel" => drop(user.call(JoinDuel {}).await.unwrap()),
        "the user asks the concerned" => drop(user.call(SendFriendRequest { username: concerned.name.clone() }).await.unwrap()),
        "the user accepts the concerned" | "the concerned becomes a friend" => {
            drop(user.call(AcceptFriendRequest { id: FriendRequestId(id) }).await.unwrap());
        }
        "the user rejects the concerned" | "the user asks the concerned no more" => {
            user.call(DeleteFriendRequest { id: FriendRequestId(id) }).await.unwrap();
        }
        "the user ends the friendship with the concerned" => user.call(DeleteFriend { id: FriendshipId(id) }).await.unwrap(),
        "the user writes to the concerned" => {
            drop(user.call(PostMessage { chat: ChatId(id), content: "hi".to_owned() }).await.unwrap());
        }
        "the user blocks the concerned" => drop(user.call(BlockUser { user_id: concerned.id }).await.unwrap()),
        "the user challenges the concerned" => {
            drop(user.call(SendChallenge { user_id: concerned.id, game: Game::Duel, chat: false }).await.unwrap());
        }
        "the user takes the challenge back" => user.call(CancelChallenge { id: ChallengeId(id) }).await.unwrap(),
        "the concerned accepts the user's challenge" => drop(concerned.call(AcceptChallenge { id: ChallengeId(id) }).await.unwrap()),
        "nobody comes to that match" => {
            let (.., stream) = crowd.people.iter_mut().find(|(role, ..)| *role == Role::User).unwrap();
            app.while_time_passes(stream.next_of("match-finish")).await;
        }
        "the server ends" => {
            app.stop.cancel();
            app.while_time_passes(app.server.end()).await;
        }
        when if when.contains("tournament") => tournaments::happen(crowd, when).await,
        unknown => panic!("nobody knows how to let happen that {unknown}"),
    }
    // What follows from it a moment later.
    app.advance(Duration::from_secs(1)).await;
}

/// Who hears it that comes back after an event that there never was.
async fn resynced(crowd: &Crowd, code: &str) -> Vec<Role> {
    let mut told = Vec::new();
    for (role, person, _) in &crowd.people {
        let mut stream = person.stream_after(Some(i64::MAX)).await;
        if stream.next().await.is_some_and(|heard| heard.code == code) {
            told.push(*role);
        }
    }
    told
}

async fn number(app: &TestApp, query: &str) -> i64 {
    let file = SqliteConnectOptions::new().filename(app.data_dir.path().join("rebound.db"));
    sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(&mut file.connect().await.unwrap()).await.unwrap()
}
