//! The match channel, `/ws/match/<code>/`: binary frames, one message each, encoded with postcard.
//!
//! Order of a connection: `Hello` → `Welcome` or `Refused` → `Waiting`, until everybody is there → `Log` … → `Finished`.
//! Enum variants are positional on the wire: append, never reorder; any change of meaning raises [`PROTOCOL_VERSION`].

mod to_client;
mod to_server;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use to_client::{Away, Finished, LogPart, Refusal, SeatResult, SeatView, ToClient, Waiting, Welcome};
pub use to_server::{Hello, SteerAt, ToServer};

/// Raised whenever a message changes. Both sides must have the same.
pub const PROTOCOL_VERSION: u16 = 3;
/// Largest frame from a client, bytes. A larger one closes the connection with 1009.
pub const FRAME_TO_SERVER_BYTES_MAX: usize = 4096;
/// Largest frame from the server, bytes. Logs are sent in parts that fit.
pub const FRAME_TO_CLIENT_BYTES_MAX: usize = 16 * 1024;
/// Changes in one part of a log, so that the part fits a frame.
pub const PART_CHANGES_MAX: usize = 2048;
/// Players at one client: a shared keyboard has two, and there may be gamepads beside it.
pub const PLAYERS_PER_CLIENT_MAX: usize = 4;
/// Pings of one client that may wait for their answers.
pub const PINGS_MAX: usize = 4;
/// Ticks that a steer may be meant for ahead of the server's present: half a second.
pub const STEER_AHEAD_TICKS_MAX: u32 = 60;
/// Steers that one player may send in a second; more are ignored, and a flood of ten times as many closes the connection.
pub const STEERS_PER_SECOND_MAX: u32 = 60;
/// At least this often a client hears how far the log has come, ticks.
pub const LOG_EVERY_TICKS: u32 = 12;
/// How often a part of the log carries the hash of the state, ticks.
pub const HASH_EVERY_TICKS: u32 = 120;
/// At most this often everybody hears how many watch, ticks.
pub const WATCHED_EVERY_TICKS: u32 = 120;

/// Why a frame is not a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Longer than the bound of its direction.
    #[error("the frame is too large")]
    TooLarge,
    /// Not a message, or with something after it.
    #[error("the frame is not a message")]
    Malformed,
}

/// The bytes of a message.
#[must_use]
pub fn encode<M: Serialize>(message: &M) -> Vec<u8> {
    postcard::to_stdvec(message).expect("our own messages have nothing that postcard cannot write")
}

/// The message of a frame of at most `bytes_max` bytes, which must be used up by it.
///
/// # Errors
/// [`WireError`]; never panics, whatever the bytes.
pub fn decode<M: DeserializeOwned>(frame: &[u8], bytes_max: usize) -> Result<M, WireError> {
    if frame.len() > bytes_max {
        return Err(WireError::TooLarge);
    }
    match postcard::take_from_bytes(frame) {
        Ok((message, [])) => Ok(message),
        Ok(_) | Err(_) => Err(WireError::Malformed),
    }
}

/// The protocol number of a frame that begins like `Hello`, whatever follows: a client that speaks another protocol is told so.
#[must_use]
pub fn protocol_of(frame: &[u8]) -> Option<u16> {
    match postcard::take_from_bytes::<(u8, u16)>(frame) {
        Ok(((0, protocol), _)) => Some(protocol),
        Ok(_) | Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Steer, Tick};

    #[test]
    fn a_greeting_of_another_protocol_is_known_by_its_beginning() {
        let hello = Hello { protocol: 700, tokens: vec!["x".to_owned()], watch: false };
        let mut frame = encode(&ToServer::Hello(hello));
        assert_eq!(protocol_of(&frame), Some(700));
        frame.extend_from_slice(b"from the future");
        assert_eq!(protocol_of(&frame), Some(700));
        let steer = SteerAt { player: 0, seq: 0, tick: Tick(0), steer: Steer::Up };
        assert_eq!(protocol_of(&encode(&ToServer::Steer(steer))), None);
    }

    #[test]
    fn the_first_byte_of_each_message_is_that_of_this_protocol() {
        let steer = SteerAt { player: 0, seq: 0, tick: Tick(0), steer: Steer::Up };
        let hello = Hello { protocol: PROTOCOL_VERSION, tokens: Vec::new(), watch: true };
        let up = [ToServer::Hello(hello), ToServer::Steer(steer), ToServer::Ping { nonce: 0 }, ToServer::Resync];
        assert_eq!(up.map(|message| encode(&message)[0]), [0, 1, 2, 3]);
        let down = [
            ToClient::Waiting(Waiting { missing: Vec::new(), left_ms: 0 }),
            ToClient::Log(LogPart { through: Tick(0), changes: Vec::new(), hash: None }),
            ToClient::Restart,
            ToClient::Pong { nonce: 0, tick: Tick(0), micros: 0, lay_us: 0, late_ticks: 0 },
            ToClient::Refused(Refusal::Ending),
            ToClient::Watched { count: 500 },
        ];
        assert_eq!(down.map(|message| encode(&message)[0]), [1, 2, 3, 5, 7, 8]);
        assert_eq!(PROTOCOL_VERSION, 3, "another number needs other bytes here, or other meanings");
    }
}
