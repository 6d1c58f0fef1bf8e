//! Who is there: the user, whoever does something, and somebody whom the user has to do with.

use common::ids::UserId;
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use super::table::Role;
use crate::harness::{EventStream, TestApp, User};

/// One case: everybody is online.
pub(super) struct Cast {
    pub(super) app: TestApp,
    /// The user.
    pub(super) user: User,
    /// The one who does it; none: nobody.
    pub(super) caller: Option<User>,
    pub(super) role: Role,
    /// Somebody, a stranger to everybody but the user.
    pub(super) somebody: User,
    /// Tells the names of this case from those of others on the same server.
    pub(super) number: usize,
    _streams: Vec<EventStream>,
}

impl Cast {
    pub(super) async fn of(app: &TestApp, role: Role, number: usize) -> Self {
        let (user, somebody) = (app.user(&format!("user-{number}")).await, app.user(&format!("some-{number}")).await);
        let caller = player(app, role, &user, number).await;
        let mut streams = vec![user.stream().await, somebody.stream().await];
        if let Some(caller) = &caller {
            streams.push(caller.stream().await);
        }
        Self { app: app.clone(), user, caller, role, somebody, number, _streams: streams }
    }

    /// The other side of what the user has with the caller: somebody, where the caller can have nothing with the user.
    pub(super) fn with_caller(&self) -> &User {
        match (self.role, &self.caller) {
            (Role::Other | Role::Friend | Role::Blocked | Role::Blocker | Role::Concerned, Some(caller)) => caller,
            (_, _) => &self.somebody,
        }
    }
}

/// Whoever has this role, new on this server.
pub(super) async fn player(app: &TestApp, role: Role, user: &User, number: usize) -> Option<User> {
    let name = format!("call-{number}");
    let new = app.user(&name);
    match role {
        Role::Nobody => None,
        Role::Guest => Some(app.guest().await),
        Role::User => Some(user.clone()),
        Role::Other | Role::Concerned => Some(new.await),
        Role::Friend => {
            let friend = new.await;
            befriend(app, user, &friend).await;
            Some(friend)
        }
        Role::Blocked => {
            let blocked = new.await;
            block(app, user, &blocked).await;
            Some(blocked)
        }
        Role::Blocker => {
            let blocker = new.await;
            block(app, &blocker, user).await;
            Some(blocker)
        }
    }
}

/// Writes a row beside the server, and gives its id.
pub(super) async fn insert(app: &TestApp, into: &str, values: &str) -> i64 {
    let mut file = SqliteConnectOptions::new().filename(app.data_dir.path().join("rebound.db")).connect().await.unwrap();
    let statement = format!("INSERT INTO {into} VALUES ({values}) RETURNING rowid");
    sqlx::query_scalar(sqlx::AssertSqlSafe(statement)).fetch_one(&mut file).await.unwrap()
}

pub(super) async fn befriend(app: &TestApp, one: &User, other: &User) -> i64 {
    let (low, high) = in_order(one.id, other.id);
    insert(app, "friendships (low_id, high_id, since)", &format!("{low}, {high}, 1")).await
}

pub(super) async fn block(app: &TestApp, blocker: &User, blocked: &User) -> i64 {
    insert(app, "blocks (blocker_id, blocked_id, blocked_at)", &format!("{}, {}, 1", blocker.id, blocked.id)).await
}

pub(super) fn in_order(one: UserId, other: UserId) -> (UserId, UserId) {
    (one.min(other), one.max(other))
}
