//! What goes to and fro once a connection has its place.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use common::sim::Steer;
use common::wire::{self, FRAME_TO_SERVER_BYTES_MAX, Refusal, ToServer};
use futures_util::{SinkExt, StreamExt};
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::farewell::Parting;
use super::greeting::Seated;
use super::stage::Flood;
use crate::http::listen::Outlet;
use crate::http::upgrade::Socket;
use crate::play::line::{End, Next};
use crate::play::worker::Command;

/// How often it is looked whether a connection is still there. One that said nothing in that time is asked, and has the same time to
/// answer: it is gone at most 15 seconds after its last sign of life.
const BEAT: Duration = Duration::from_secs(5);
/// A client that takes nothing for so long is gone.
const WRITE_WITHIN: Duration = Duration::from_secs(10);

/// What is known of the other side.
enum Alive {
    /// It said something since it was last looked.
    Heard,
    Silent,
    /// It was asked, and has not answered.
    Asked,
}

/// Talks until one side ends it. The room hears of the end.
pub(super) async fn hold(socket: &mut Socket, seated: Seated, outlet: Outlet) -> Parting {
    seated.line.open(outlet);
    let end = talk(socket, &seated).await;
    seated.line.close();
    let leave = Command::Leave(seated.room.code, seated.conn);
    // A worker that has ended has no room to leave.
    drop(seated.room.worker.send(leave).await);
    end
}

async fn talk(socket: &mut Socket, seated: &Seated) -> Parting {
    let mut flood = Flood::new(Instant::now());
    let mut beat = tokio::time::interval_at(Instant::now() + BEAT, BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut alive = Alive::Heard;
    loop {
        tokio::select! {
            // What is heard comes first, but never for long: how much one may say is bounded.
            biased;
            heard = socket.next() => {
                let message = match heard {
                    None => return Parting::Gone,
                    Some(Err(error)) => return Parting::from_error(&error),
                    Some(Ok(message)) => message,
                };
                alive = Alive::Heard;
                let now = Instant::now();
                if flood.is_over(now) {
                    return Parting::Ours(End::Refused(Refusal::Rules));
                }
                match message {
                    Message::Binary(frame) => if let Err(end) = hear(seated, &frame, now).await {
                        return end;
                    },
                    // The answer to a ping is in the socket's queue; reading on sends it.
                    Message::Ping(_) | Message::Pong(_) => {}
                    Message::Text(_) | Message::Frame(_) => return Parting::Ours(End::Refused(Refusal::Rules)),
                    Message::Close(_) => return Parting::Theirs,
                }
            }
            next = seated.line.next() => {
                if let Err(end) = write_all(socket, seated, next).await {
                    return end;
                }
            }
            _ = beat.tick() => {
                alive = match alive {
                    Alive::Heard => Alive::Silent,
                    Alive::Silent => {
                        if let Err(end) = write(socket, seated, Message::Ping(Bytes::new())).await {
                            return end;
                        }
                        Alive::Asked
                    }
                    Alive::Asked => return Parting::Gone,
                };
            }
        }
    }
}

/// What the room has to say, all that waits in one go.
async fn write_all(socket: &mut Socket, seated: &Seated, first: Next) -> Result<(), Parting> {
    let (mut next, mut frames, mut end) = (Some(first), BytesMut::new(), None);
    while let Some(say) = next {
        match say {
            Next::Frame(frame) => frames.extend_from_slice(&frame),
            Next::Flush => {}
            Next::End(why) => {
                end = Some(why);
                break;
            }
        }
        next = seated.line.pop();
    }
    within(async {
        // Answers to pings go first, which may have been begun.
        socket.flush().await?;
        socket.get_mut().write_all(&frames).await?;
        Ok(socket.get_mut().flush().await?)
    })
    .await?;
    seated.line.sent();
    end.map_or(Ok(()), |end| Err(Parting::Ours(end)))
}

/// Something that the room does not say.
async fn write(socket: &mut Socket, seated: &Seated, message: Message) -> Result<(), Parting> {
    seated.line.send();
    within(socket.send(message)).await?;
    seated.line.sent();
    Ok(())
}

async fn within(writing: impl Future<Output = Result<(), Error>>) -> Result<(), Parting> {
    match tokio::time::timeout(WRITE_WITHIN, writing).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Parting::Gone),
        Err(_) => Err(Parting::Ours(End::Refused(Refusal::TooSlow))),
    }
}

/// What the client has said.
async fn hear(seated: &Seated, frame: &[u8], now: Instant) -> Result<(), Parting> {
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
        ToServer::Ping { nonce } => Command::Ping(code, conn, nonce, now),
        ToServer::Hello(_) => return Err(against_the_rules()),
    };
    seated.room.worker.send(command).await.map_err(|_| Parting::Ours(End::Refused(Refusal::Ending)))
}
