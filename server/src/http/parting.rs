//! How a socket ends: with a close code, a reason, and time for the other side to hear both.

use std::time::Duration;

use futures_util::StreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Utf8Bytes};

use super::upgrade::Socket;

/// The other side has this long to take our last words and to close.
pub(crate) const CLOSE_WITHIN: Duration = Duration::from_secs(3);

/// With which code an error of the socket closes it. `None`: the connection is dead, and nobody hears anything any more.
pub(crate) fn broken(error: &Error) -> Option<CloseCode> {
    match error {
        Error::Capacity(CapacityError::MessageTooLong { .. } | CapacityError::TooManyHeaders) => Some(CloseCode::Size),
        Error::Utf8(_) => Some(CloseCode::Invalid),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => None,
        Error::Protocol(_) => Some(CloseCode::Protocol),
        Error::ConnectionClosed
        | Error::AlreadyClosed
        | Error::Io(_)
        | Error::Tls(_)
        | Error::WriteBufferFull(_)
        | Error::AttackAttempt
        | Error::Url(_)
        | Error::Http(_)
        | Error::HttpFormat(_) => None,
    }
}

/// Closes, and hears the other side out; `broken`: after a frame that could not be read.
pub(crate) async fn close(mut socket: Socket, code: CloseCode, reason: &str, broken: bool) {
    let last = async {
        let reason = Utf8Bytes::from(reason);
        if socket.close(Some(CloseFrame { code, reason })).await.is_err() {
            return;
        }
        if broken {
            drain(&mut socket).await;
        } else {
            while let Some(Ok(_)) = socket.next().await {}
        }
    };
    // Who does not listen misses it.
    drop(tokio::time::timeout(CLOSE_WITHIN, last).await);
}

/// Lets the other side, which closes, finish.
pub(crate) async fn hear_out(mut socket: Socket) {
    let rest = async { while let Some(Ok(_)) = socket.next().await {} };
    drop(tokio::time::timeout(CLOSE_WITHIN, rest).await);
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
