//! The way to the server: requests, the event stream, match sockets, the chat socket, tokens. One thread of its own; the frame never waits for it.

mod beside;
mod chat;
mod http;
pub mod loaded;
pub mod requests;
pub mod session;
mod shared;
pub mod socket;
mod sse;
mod task;
mod user;
mod vault;

use bevy::prelude::*;
use common::api::event::ServerEvent;

pub use beside::{Beside, BesideId, BesideNews, HeardBeside};
pub use chat::{ChatFact, ChatSocket};
pub use requests::{Fetched, NetError, Replied, RequestId, Requests};
pub use session::{Account, Reader, ServerState, Session, SessionFact, SessionState};
pub use socket::{MatchSocket, SocketFact, SocketNews, Sockets};
pub use sse::{StreamHold, Streams};
#[cfg(feature = "host")]
pub(crate) use task::OwnServer;
pub(crate) use task::{Home, NetConfig};

use crate::screen::AppSystems;

/// What the network thread wants done in the app: bounded, each quick.
pub(crate) type Arrival = Box<dyn FnOnce(&mut World) + Send>;
/// Most arrivals that wait; the network thread waits when there are more.
const ARRIVALS_MAX: usize = 256;
/// Most arrivals taken in one frame.
const ARRIVALS_PER_FRAME: usize = 64;

/// An event of the server.
#[derive(Message, Clone, Debug)]
pub struct Heard(pub ServerEvent);

/// Who speaks, in a request or at a match.
#[derive(Clone, PartialEq, Eq)]
pub enum Bearer {
    /// Whoever is signed in to the application; the token is looked up, and renewed, when it is needed.
    Session,
    /// Somebody beside them at this machine; their token is looked up and renewed likewise.
    Beside(BesideId),
    /// Somebody who signed in for a match only: their access token.
    Access(String),
}

impl std::fmt::Debug for Bearer {
    /// Tokens are never written to a log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Session => f.write_str("Session"),
            Self::Beside(who) => write!(f, "{who:?}"),
            Self::Access(_) => f.write_str("Access(..)"),
        }
    }
}

/// Arrivals from the network thread.
#[derive(Resource)]
struct Arrivals(tokio::sync::mpsc::Receiver<Arrival>);

/// Adds the network: its thread starts at once.
pub(crate) fn plugin(app: &mut App, config: &NetConfig) {
    let (sender, arrivals) = tokio::sync::mpsc::channel(ARRIVALS_MAX);
    let line = task::start(config, sender);
    app.insert_resource(Arrivals(arrivals))
        .insert_resource(Requests::new(line.clone()))
        .insert_resource(Account::new(line.clone()))
        .insert_resource(Streams::new(line.clone()))
        .insert_resource(Beside::new(line.clone()))
        .insert_resource(ChatSocket::new(&line))
        .insert_resource(Sockets::new(line))
        .init_resource::<Session>()
        .add_message::<Heard>()
        .add_message::<HeardBeside>()
        .add_message::<Fetched>()
        .add_message::<SessionFact>()
        .add_message::<ChatFact>()
        .add_systems(Update, deliver.in_set(AppSystems::Net));
}

fn deliver(world: &mut World) {
    for arrival in world.resource::<Requests>().take_dropped() {
        arrival(world);
    }
    for _ in 0..ARRIVALS_PER_FRAME {
        let Ok(arrival) = world.resource_mut::<Arrivals>().0.try_recv() else { return };
        arrival(world);
    }
}
