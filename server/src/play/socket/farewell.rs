//! How a connection ends: with a reason, a close code, and time for the client to hear both.

use std::borrow::Cow;

use bytes::Bytes;
use common::wire::{self, Refusal, ToClient};
use futures_util::SinkExt;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::{Error, Message};

use crate::http::parting;
use crate::http::upgrade::Socket;
use crate::play::line::End;

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
        parting::broken(error).map_or(Self::Gone, Self::Broken)
    }
}

/// Says the last words, closes, and hears the other side out. Takes a few seconds at most.
pub(super) async fn part(mut socket: Socket, why: Parting) {
    let code = match why {
        Parting::Gone => return,
        Parting::Theirs => return parting::hear_out(socket).await,
        Parting::Broken(code) => code,
        Parting::Ours(End::Finished) => CloseCode::Normal,
        Parting::Ours(End::Refused(refusal)) => {
            let word = Message::Binary(Bytes::from(wire::encode(&ToClient::Refused(refusal))));
            // Who does not take it hears of the end by the close code.
            drop(tokio::time::timeout(parting::CLOSE_WITHIN, socket.feed(word)).await);
            close_code(refusal)
        }
    };
    parting::close(socket, code, &reason(why), matches!(why, Parting::Broken(_))).await;
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
