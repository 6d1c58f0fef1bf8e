//! How a connection ends: with a reason, a close code, and time for the client to hear both.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use common::wire::{self, Refusal, ToClient};
use futures_util::{SinkExt, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::error::CapacityError;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};

use super::upgrade::Socket;
use crate::play::line::End;

/// The other side has this long to take our last words and to close.
const CLOSE_WITHIN: Duration = Duration::from_secs(3);

/// Close codes of our own, and where the protocol has one, its.
mod code {
    use super::CloseCode;

    pub(super) const SIGN_IN_AGAIN: CloseCode = CloseCode::Library(4401);
    pub(super) const TAKEN_OVER: CloseCode = CloseCode::Library(4001);
    pub(super) const TOO_SLOW: CloseCode = CloseCode::Library(4009);
}

/// Why a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Parting {
    /// We end it.
    Ours(End),
    /// They close it; the answer is on its way.
    Theirs,
    /// What they send is no WebSocket, or too large.
    Broken(CloseCode),
    /// The connection is dead: nobody hears anything any more.
    Gone,
}

impl Parting {
    /// What an error of the socket means.
    pub(super) fn from_error(error: &Error) -> Self {
        match error {
            Error::Capacity(CapacityError::MessageTooLong { .. } | CapacityError::TooManyHeaders) => Self::Broken(CloseCode::Size),
            Error::Utf8(_) => Self::Broken(CloseCode::Invalid),
            Error::Protocol(tokio_tungstenite::tungstenite::error::ProtocolError::ResetWithoutClosingHandshake) => Self::Gone,
            Error::Protocol(_) => Self::Broken(CloseCode::Protocol),
            Error::ConnectionClosed
            | Error::AlreadyClosed
            | Error::Io(_)
            | Error::Tls(_)
            | Error::WriteBufferFull(_)
            | Error::AttackAttempt
            | Error::Url(_)
            | Error::Http(_)
            | Error::HttpFormat(_) => Self::Gone,
        }
    }
}

/// Says the last words, closes, and hears the other side out. Takes a few seconds at most.
pub(super) async fn part(mut socket: Socket, why: Parting) {
    let (code, word) = match why {
        Parting::Gone => return,
        Parting::Theirs => {
            drop(tokio::time::timeout(CLOSE_WITHIN, hear_out(&mut socket)).await);
            return;
        }
        Parting::Broken(code) => (code, None),
        Parting::Ours(End::Finished) => (CloseCode::Normal, None),
        Parting::Ours(End::Refused(refusal)) => (close_code(refusal), Some(ToClient::Refused(refusal))),
    };
    let last = async {
        if let Some(word) = word {
            socket.feed(Message::Binary(Bytes::from(wire::encode(&word)))).await?;
        }
        let reason = Utf8Bytes::from(reason(why).as_ref());
        socket.close(Some(CloseFrame { code, reason })).await?;
        if matches!(why, Parting::Broken(_)) {
            drain(&mut socket).await;
        } else {
            hear_out(&mut socket).await;
        }
        Ok::<_, Error>(())
    };
    // Who does not listen misses it.
    drop(tokio::time::timeout(CLOSE_WITHIN, last).await);
}

async fn hear_out(socket: &mut Socket) {
    while let Some(Ok(_)) = socket.next().await {}
}

/// After a frame that could not be read, what follows is not frames any more. It is read all the same: a connection that is
/// closed with something unread is reset, and the close frame with it.
async fn drain(socket: &mut Socket) {
    let stream = socket.get_mut();
    if stream.shutdown().await.is_ok() {
        let mut rest = [0; 512];
        while let Ok(1..) = stream.read(&mut rest).await {}
    }
}

fn close_code(refusal: Refusal) -> CloseCode {
    match refusal {
        Refusal::Token => code::SIGN_IN_AGAIN,
        Refusal::TakenOver => code::TAKEN_OVER,
        Refusal::TooSlow => code::TOO_SLOW,
        Refusal::Ending => CloseCode::Away,
        Refusal::Protocol { .. } | Refusal::NotFound | Refusal::NotASeat | Refusal::Rules | Refusal::Full | Refusal::NotWatchable => {
            CloseCode::Policy
        }
    }
}

fn reason(why: Parting) -> Cow<'static, str> {
    match why {
        Parting::Ours(End::Finished) => "the match is over".into(),
        Parting::Ours(End::Refused(refusal)) => refusal.to_string().into(),
        Parting::Broken(_) => "this is not a frame of the match channel".into(),
        Parting::Theirs | Parting::Gone => "".into(),
    }
}
