//! The first message: who is there, and what they may do here.

use std::sync::Arc;
use std::time::Duration;

use common::api::matches::GameMode;
use common::ids::{MatchCode, UserId};
use common::wire::{self, FRAME_TO_SERVER_BYTES_MAX, Hello, PLAYERS_PER_CLIENT_MAX, PROTOCOL_VERSION, Refusal, ToServer};
use futures_util::StreamExt;
use tokio_tungstenite::tungstenite::Message;

use super::Speaker;
use super::farewell::Parting;
use super::open::Entry;
use super::stage::Stage;
use crate::App;
use crate::auth;
use crate::db::DbError;
use crate::events::Watching;
use crate::http::upgrade::Socket;
use crate::play::hosted::Joining;
use crate::play::line::{End, Line};
use crate::play::presence::ConnId;
use crate::play::registry::RoomHandle;
use crate::play::worker::Command;
use crate::relations;

/// Who connects says so within this time.
const HELLO_WITHIN: Duration = Duration::from_secs(5);

/// A connection that has its place in a room.
pub(super) struct Seated {
    pub(super) conn: ConnId,
    pub(super) room: RoomHandle,
    pub(super) line: Arc<Line>,
    pub(super) stage: Stage,
    /// Kept for as long as the connection lives.
    pub(super) _entry: Entry,
    /// Those of its users who do nothing but watch.
    pub(super) _watching: Vec<Watching>,
}

/// Hears the first message, and gives the connection its place.
pub(super) async fn greet(app: &App, code: MatchCode, socket: &mut Socket) -> Result<Seated, Parting> {
    let hello = match tokio::time::timeout(HELLO_WITHIN, socket.next()).await {
        Err(_) => return Err(refused(Refusal::Rules)),
        Ok(None) => return Err(Parting::Gone),
        Ok(Some(Err(error))) => return Err(Parting::from_error(&error)),
        Ok(Some(Ok(message))) => hello_of(&message)?,
    };
    let mut speakers = Vec::new();
    for token in &hello.tokens {
        let caller = auth::verify_access(app, token).await.map_err(|_| refused(Refusal::Token))?;
        speakers.push(Speaker { user: caller.id, session: caller.session });
    }
    let watches = hello.watch || speakers.is_empty();
    let room = app.play.0.registry.get(code).ok_or(refused(Refusal::NotFound))?;
    if watches {
        let plays = speakers.iter().any(|speaker| room.users.contains(&speaker.user));
        if !room.spectators_allowed && !plays {
            // As with everybody who may not know of it.
            return Err(refused(Refusal::NotFound));
        }
        // A third person brings those together who play in a tournament, or watch it.
        if !plays && room.game_mode != GameMode::Tournament && is_kept_away(app, &speakers, &room.users).await {
            return Err(refused(Refusal::NotFound));
        }
    } else if speakers.iter().any(|speaker| !room.users.contains(&speaker.user)) {
        return Err(refused(Refusal::NotASeat));
    }
    let line = Arc::<Line>::default();
    let players: Vec<_> = if watches { Vec::new() } else { speakers.iter().map(|speaker| speaker.user).collect() };
    let only_watches = |user: &UserId| watches && !room.users.contains(user);
    let watchers: Vec<_> = speakers.iter().map(|speaker| speaker.user).filter(only_watches).collect();
    let entry = app.play.0.sockets.enter(speakers, line.clone(), app.play.0.sockets_per_user);
    let entry = entry.ok_or(refused(Refusal::Full))?;
    let conn = app.play.next_conn();
    let joining = Joining { conn, players, line: line.clone() };
    if room.worker.send(Command::Join(code, joining)).await.is_err() {
        return Err(refused(Refusal::Ending));
    }
    let stage = if watches { Stage::Watching } else { Stage::Seated };
    let watching = watchers.into_iter().map(|user| app.events.watch(user)).collect();
    Ok(Seated { conn, room, line, stage, _entry: entry, _watching: watching })
}

/// Whether a player keeps one of them away. Who says nobody's name watches like everybody.
async fn is_kept_away(app: &App, speakers: &[Speaker], players: &[UserId]) -> bool {
    let kept_away = async {
        let mut reader = app.db.read().await?;
        for speaker in speakers {
            if !relations::may_find_all(&mut reader, speaker.user, players).await? {
                return Ok(true);
            }
        }
        Ok::<_, DbError>(false)
    };
    kept_away.await.unwrap_or_else(|error| {
        tracing::warn!(%error, "a spectator is not let in: who keeps whom away could not be read");
        true
    })
}

/// The greeting, if it is one that this server understands.
fn hello_of(message: &Message) -> Result<Hello, Parting> {
    let Message::Binary(frame) = message else { return Err(refused(Refusal::Rules)) };
    if let Some(client) = wire::protocol_of(frame).filter(|protocol| *protocol != PROTOCOL_VERSION) {
        return Err(refused(Refusal::Protocol { client, server: PROTOCOL_VERSION }));
    }
    let message = wire::decode(frame, FRAME_TO_SERVER_BYTES_MAX).map_err(|_| refused(Refusal::Rules))?;
    if !Stage::Greeting.admits(&message) {
        return Err(refused(Refusal::Rules));
    }
    match message {
        ToServer::Hello(hello) if hello.tokens.len() <= PLAYERS_PER_CLIENT_MAX => Ok(hello),
        ToServer::Hello(_) | ToServer::Steer(_) | ToServer::Ping { .. } | ToServer::Resync => Err(refused(Refusal::Rules)),
    }
}

fn refused(why: Refusal) -> Parting {
    Parting::Ours(End::Refused(why))
}
