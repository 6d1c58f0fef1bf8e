//! Lobbies: rooms where people gather before a match, which stay when it is over.
//!
//! `room` has the rules, as a value; `store` keeps it as rows, so that a lobby outlives the server; `change` stores what has become of
//! it and tells who has to hear. `service` is what people do, `court` how a match begins and ends, `teams` which of clash look for others.

mod change;
mod court;
mod inviting;
mod late;
mod room;
mod routes;
mod service;
mod show;
mod store;
mod teams;

use std::sync::Arc;

use tokio::sync::Notify;

pub(crate) use court::aftermath;
pub(crate) use routes::{routes, wanted};
pub(crate) use service::{create, everybody, expel_between, join, leave_for_other};
pub(crate) use teams::{Team, looking, play};

use crate::App;
use crate::events::Place;

/// What wakes whoever makes the matches of lobbies that wait for them; cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lobbies {
    /// A team is ready.
    ready: Arc<Notify>,
    /// A custom game is ready, and could not begin at once.
    late: Arc<Notify>,
}

impl Lobbies {
    /// Waits until a team of clash is ready. One waits at a time.
    pub(crate) async fn somebody_is_ready(&self) {
        self.ready.notified().await;
    }
}

/// Goes on with the lobbies that were there when the server went down.
///
/// # Errors
/// The database cannot be read.
pub(crate) async fn start(app: &App) -> anyhow::Result<()> {
    let mut reader = app.db.read().await?;
    for (lobby, user) in store::everybody(&mut reader).await? {
        app.events.enters(user, Place::Lobby(lobby.0));
    }
    tokio::spawn(late::look_again_and_again(app.clone()));
    Ok(())
}
