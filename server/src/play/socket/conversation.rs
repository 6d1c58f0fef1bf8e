//! What goes to and fro once a connection has its place.

use std::time::Duration;

use bytes::Bytes;
use common::sim::Steer;
use common::wire::{self, FRAME_TO_SERVER_BYTES_MAX, Refusal, ToClient, ToServer};
use futures_util::{SinkExt, StreamExt};
use tokio::time::{Instant, MissedTickBehavior};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::farewell::Parting;
use super::greeting::Seated;
use super::stage::Flood;
use crate::http::upgrade::Socket;
use crate::play::line::{End, Next};
use crate::play::worker::Command;

/// How often a connection is asked whether it is still there.
const BEAT: Duration = Duration::from_secs(5);
/// Questions without an answer before a connection counts as dead: it is gone 15 seconds after its last sign of life.
const BEATS_UNANSWERED_MAX: u32 = 2;
/// A client that takes nothing for so long is gone.
const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// Talks until one side ends it. The room hears of the end.
pub(super) async fn hold(socket: &mut Socket, seated: Seated) -> Parting {
    let end = talk(socket, &seated).await;
    let leave = Command::Leave(seated.room.code, seated.conn);
    // A worker that has ended has no room to leave.
    drop(seated.room.worker.send(leave).await);
    end
}

async fn talk(socket: &mut Socket, seated: &Seated) -> Parting {
    let mut flood = Flood::new(Instant::now());
    let mut beat = tokio::time::interval_at(Instant::now() + BEAT, BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut unanswered = 0;
    loop {
        tokio::select! {
            next = seated.line.next() => {
                if let Err(end) = write_all(socket, seated, next).await {
                    return end;
                }
            }
            heard = socket.next() => {
                let message = match heard {
                    None => return Parting::Gone,
                    Some(Err(error)) => return Parting::from_error(&error),
                    Some(Ok(message)) => message,
                };
                if flood.is_over(Instant::now()) {
                    return Parting::Ours(End::Refused(Refusal::Rules));
                }
                match message {
                    Message::Binary(frame) => if let Err(end) = hear(socket, seated, &frame).await {
                        return end;
                    },
                    Message::Pong(_) => unanswered = 0,
                    // The answer to a ping is in the socket's queue; reading on sends it.
                    Message::Ping(_) => {}
                    Message::Text(_) | Message::Frame(_) => return Parting::Ours(End::Refused(Refusal::Rules)),
                    Message::Close(_) => return Parting::Theirs,
                }
            }
            _ = beat.tick() => {
                if unanswered >= BEATS_UNANSWERED_MAX {
                    return Parting::Gone;
                }
                unanswered += 1;
                if let Err(end) = write(socket, Message::Ping(Bytes::new())).await {
                    return end;
                }
            }
        }
    }
}

/// What the room has to say, all that waits in one go.
async fn write_all(socket: &mut Socket, seated: &Seated, first: Next) -> Result<(), Parting> {
    let mut next = Some(first);
    while let Some(say) = next {
        match say {
            Next::Frame(frame) => within(socket.feed(Message::Binary(frame))).await?,
            Next::End(end) => {
                within(socket.flush()).await?;
                return Err(Parting::Ours(end));
            }
        }
        next = seated.line.pop();
    }
    within(socket.flush()).await
}

async fn write(socket: &mut Socket, message: Message) -> Result<(), Parting> {
    within(socket.send(message)).await
}

async fn within(writing: impl Future<Output = Result<(), Error>>) -> Result<(), Parting> {
    match tokio::time::timeout(WRITE_WITHIN, writing).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Parting::Gone),
        Err(_) => Err(Parting::Ours(End::Refused(Refusal::TooSlow))),
    }
}

/// What the client has to say.
async fn hear(socket: &mut Socket, seated: &Seated, frame: &[u8]) -> Result<(), Parting> {
    let against_the_rules = || Parting::Ours(End::Refused(Refusal::Rules));
    let message: ToServer = wire::decode(frame, FRAME_TO_SERVER_BYTES_MAX).map_err(|_| against_the_rules())?;
    if !seated.stage.admits(&message) {
        return Err(against_the_rules());
    }
    let (code, conn) = (seated.room.code, seated.conn);
    let command = match message {
        ToServer::Steer(steer) if steer.steer == Steer::Away => return Err(against_the_rules()),
        ToServer::Steer(steer) => Command::Steer(code, conn, steer),
        ToServer::Resync => Command::Resync(code, conn),
        ToServer::Ping { nonce } => {
            let (tick, micros) = seated.room.pulse.read(Instant::now());
            let pong = ToClient::Pong { nonce, tick, micros, late_ticks: seated.line.late_ticks() };
            return write(socket, Message::Binary(Bytes::from(wire::encode(&pong)))).await;
        }
        ToServer::Hello(_) => return Err(against_the_rules()),
    };
    seated.room.worker.send(command).await.map_err(|_| Parting::Ours(End::Refused(Refusal::Ending)))
}
