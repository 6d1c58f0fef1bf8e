//! What a client may say: who sits here, and which way they steer. Nothing else.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::sim::{Steer, Tick};

/// A message from a client to the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToServer {
    /// First message, exactly once.
    Hello(Hello),
    /// From a seated player only; never [`Steer::Away`], which is the referee's.
    Steer(SteerAt),
    /// At any time after `Hello`; answered with `Pong`. `nonce` comes back as it is. When more than [`super::PINGS_MAX`] wait for their answer, the
    /// oldest gets none.
    Ping {
        /// The client's own, usually its clock in microseconds.
        nonce: u64,
    },
    /// At any time after `Welcome`: the client's state is wrong, it wants the whole log again. At most once a second; more are ignored.
    Resync,
}

/// Who connects.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// [`super::PROTOCOL_VERSION`] of the client.
    pub protocol: u16,
    /// The access token of each player who sits at this client, at most [`super::PLAYERS_PER_CLIENT_MAX`]; none to watch.
    pub tokens: Vec<String>,
    /// Watch only, even with a token of a player.
    pub watch: bool,
}

impl fmt::Debug for Hello {
    /// Tokens are never written to a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hello").field("protocol", &self.protocol).field("tokens", &self.tokens.len()).field("watch", &self.watch).finish()
    }
}

/// "From tick `tick` on I steer this way", sent when it changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SteerAt {
    /// Which of the players of this client: the place of their token in `Hello`.
    pub player: u8,
    /// Grows with each steer of this player on this connection; a repeated or older one is ignored.
    pub seq: u32,
    /// The tick it is meant for: taken at that tick, or at the present one if it has passed, or at most
    /// [`super::STEER_AHEAD_TICKS_MAX`] ahead.
    pub tick: Tick,
    /// Which way.
    pub steer: Steer,
}
