//! What goes to and fro on a chat socket, and how it ends.

use std::time::Duration;

use bytes::Bytes;
use common::api::chat_socket::{CLOSE_SIGN_IN_AGAIN, CLOSE_TOO_SLOW};
use futures_util::{SinkExt, StreamExt};
use tokio::time::{Instant, sleep_until};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};

use super::actions;
use crate::App;
use crate::events::sockets::{End, Next, Seat};
use crate::http::upgrade::Socket;
use crate::http::{Caller, parting};

/// How often a socket is asked whether it is still there.
const BEAT: Duration = Duration::from_secs(30);
/// Questions without an answer before it counts as dead.
const BEATS_UNANSWERED_MAX: u32 = 2;
/// A client that takes nothing for so long is too slow. Half of what the connection itself bears, so that it can still be told.
const WRITE_WITHIN: Duration = Duration::from_secs(5);

/// Why a socket ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parting {
    /// We end it.
    Ours(End),
    /// They close it; the answer is on its way.
    Theirs,
    /// What they send is no WebSocket, or too large.
    Broken(CloseCode),
    /// The connection is dead.
    Gone,
}

/// Talks until one side ends it, or the token runs out.
pub(super) async fn hold(app: &App, socket: &mut Socket, seat: &Seat, caller: Caller) -> Parting {
    let valid_ms = caller.until_ms.saturating_sub(app.clock.now_ms());
    let until = Instant::now() + Duration::from_millis(u64::try_from(valid_ms).unwrap_or(0));
    let mut beat = Instant::now() + BEAT;
    let mut unanswered = 0;
    loop {
        tokio::select! {
            next = seat.line.next() => {
                if let Err(end) = write_all(socket, seat, next).await {
                    return end;
                }
            }
            heard = socket.next() => match heard {
                None => return Parting::Gone,
                Some(Err(error)) => return parting::broken(&error).map_or(Parting::Gone, Parting::Broken),
                // Boxed: what an action needs is not kept for as long as the socket lives.
                Some(Ok(Message::Text(text))) => Box::pin(actions::hear(app, seat, caller, &text)).await,
                Some(Ok(Message::Binary(_))) => actions::refuse_binary(seat),
                Some(Ok(Message::Pong(_))) => unanswered = 0,
                // The answer to a ping is in the socket's queue; reading on sends it.
                Some(Ok(Message::Ping(_) | Message::Frame(_))) => {}
                Some(Ok(Message::Close(_))) => return Parting::Theirs,
            },
            () = sleep_until(beat.min(until)) => {
                if Instant::now() >= until {
                    return Parting::Ours(End::SignInAgain);
                }
                if unanswered >= BEATS_UNANSWERED_MAX {
                    return Parting::Gone;
                }
                unanswered += 1;
                beat = Instant::now() + BEAT;
                if let Err(end) = within(socket.send(Message::Ping(Bytes::new()))).await {
                    return end;
                }
            }
        }
    }
}

/// What there is to tell, all that waits in one go.
async fn write_all(socket: &mut Socket, seat: &Seat, first: Next) -> Result<(), Parting> {
    let mut next = Some(first);
    while let Some(say) = next {
        match say {
            Next::Frame(frame) => within(socket.feed(Message::Text(frame))).await?,
            Next::End(end) => return Err(Parting::Ours(end)),
        }
        next = seat.line.pop();
    }
    within(socket.flush()).await
}

async fn within(writing: impl Future<Output = Result<(), Error>>) -> Result<(), Parting> {
    match tokio::time::timeout(WRITE_WITHIN, writing).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Parting::Gone),
        Err(_) => Err(Parting::Ours(End::TooSlow)),
    }
}

/// Closes, and hears the other side out. Takes a few seconds at most.
pub(super) async fn part(socket: Socket, why: Parting) {
    let (code, reason, broken) = match why {
        Parting::Gone => return,
        Parting::Theirs => return parting::hear_out(socket).await,
        Parting::Broken(code) => (code, "this is no frame of the chat socket", true),
        Parting::Ours(End::SignInAgain) => (CloseCode::from(CLOSE_SIGN_IN_AGAIN), "come back with a fresh token", false),
        Parting::Ours(End::TooSlow) => (CloseCode::from(CLOSE_TOO_SLOW), "too far behind", false),
        Parting::Ours(End::Away) => (CloseCode::Away, "the server ends", false),
    };
    parting::close(socket, code, reason, broken).await;
}
