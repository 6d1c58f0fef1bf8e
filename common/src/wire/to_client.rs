//! What the server says: the log of a match, as it grows.

use serde::{Deserialize, Serialize};

use crate::api::matches::{FinishReason, GameMode};
use crate::ids::{MatchCode, PictureId, UserId};
use crate::sim::{Change, Forfeit, Rules, Seat, Seed, Side, Tally, Tick};

/// A message from the server to a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToClient {
    /// Answer to `Hello`; the log so far follows in `Log` messages up to `welcome.through`.
    Welcome(Box<Welcome>),
    /// The match does not run: somebody has not come yet, or all wait for the countdown after a restart. Sent when it changes and once a second.
    Waiting(Waiting),
    /// The log has grown. Sent at once when there is a change, and at least every [`super::LOG_EVERY_TICKS`].
    Log(LogPart),
    /// Forget the log: it follows from the start. Answer to `Resync`, or to a queue that ran over.
    Restart,
    /// A player left or came back.
    Away(Away),
    /// Answer to `Ping`. Sent with the next `Log`, so that it costs no message of its own, and while there is none in the next tick: it
    /// says itself for how long the ping lay.
    Pong {
        /// As it came.
        nonce: u64,
        /// The tick that the referee was at when the ping arrived: steps taken. 0 while waiting.
        tick: Tick,
        /// Microseconds since that tick began, below one tick's length.
        micros: u16,
        /// Microseconds from the arrival of the ping until this was sent: no part of the round trip.
        lay_us: u32,
        /// How late (positive) or early (negative) the last steer of this client arrived, in ticks.
        late_ticks: i16,
    },
    /// The match is over and its result is stored. The server closes the connection after it.
    Finished(Box<Finished>),
    /// The server will not go on with this connection, and closes it.
    Refused(Refusal),
    /// So many watch now. Sent to everybody when it changed, at most every [`super::WATCHED_EVERY_TICKS`]; also while the match waits.
    Watched {
        /// Connections without a seat, as many as the server's bound of spectators at most.
        count: u32,
    },
}

/// What a match is, and who sits where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Welcome {
    /// Name of the match.
    pub code: MatchCode,
    /// How it came about.
    pub game_mode: GameMode,
    /// Its rules.
    pub rules: Rules,
    /// Its seed.
    pub seed: Seed,
    /// Every seat, in the order of the simulation.
    pub seats: Vec<SeatView>,
    /// The seats of this client's players, in the order of their tokens; empty for a spectator.
    pub mine: Vec<Seat>,
    /// How far the log has come.
    pub through: Tick,
    /// Whether the match has begun; if not, `Waiting` follows.
    pub running: bool,
    /// Seats whose player is away now.
    pub away: Vec<Away>,
    /// How many watch, as everybody was told last; `Watched` follows when it changes.
    pub spectators: u32,
}

/// Who sits at a paddle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatView {
    /// The place.
    pub seat: Seat,
    /// Who.
    pub user_id: UserId,
    /// Shown name.
    pub username: String,
    /// Shown picture.
    pub picture: PictureId,
}

/// Why the clock does not run yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Seats whose player has not come.
    pub missing: Vec<Seat>,
    /// Time left for them, milliseconds.
    pub left_ms: u32,
}

/// Part of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogPart {
    /// Everything before this tick is decided: `changes` has all that the client did not know yet.
    pub through: Tick,
    /// In the order of the log; at most [`super::PART_CHANGES_MAX`].
    pub changes: Vec<Change>,
    /// Hash of the state at `through`, once every [`super::HASH_EVERY_TICKS`].
    pub hash: Option<u64>,
}

/// Whether a player is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Away {
    /// Whose seat.
    pub seat: Seat,
    /// Time left until the forfeit, milliseconds; none: the player is back.
    pub left_ms: Option<u32>,
}

/// How a match ended, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// Where the log ends.
    pub through: Tick,
    /// Who won; none when nobody came.
    pub winner: Option<Side>,
    /// Why it ended.
    pub reason: FinishReason,
    /// Goals of `a` and `b`.
    pub score: [u8; 2],
    /// What each player did.
    pub players: Vec<SeatResult>,
    /// The referee's decision, if it was not the rules that ended it.
    pub forfeit: Option<Forfeit>,
    /// Hash of the whole log.
    pub log_hash: u64,
}

/// What one player did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeatResult {
    /// Whose seat.
    pub seat: Seat,
    /// Goals, own goals, returns.
    pub tally: Tally,
}

/// Why not. The close code of the connection follows promises.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Refusal {
    /// Client and server speak different protocols.
    #[error("protocol {client} is not spoken here, {server} is")]
    Protocol {
        /// The number in `Hello`.
        client: u16,
        /// The server's.
        server: u16,
    },
    /// There is no such match, or the caller may not know of it.
    #[error("no such match")]
    NotFound,
    /// A token is not valid, or has ended: sign in again (close code 4401).
    #[error("sign in again")]
    Token,
    /// The user has no seat here.
    #[error("no seat in this match")]
    NotASeat,
    /// The same user connected again, and has the seat now (close code 4001).
    #[error("this seat was taken over by a newer connection")]
    TakenOver,
    /// The client does not read fast enough (close code 4009).
    #[error("this connection is too slow")]
    TooSlow,
    /// Against the rules of the channel: a message that is not legal now, or too many (close code 1008).
    #[error("against the rules of the channel")]
    Rules,
    /// As many watch as may.
    #[error("as many watch as may")]
    Full,
    /// The match may not be watched.
    #[error("this match may not be watched")]
    NotWatchable,
    /// The server is ending (close code 1001); the match is kept.
    #[error("the server is ending")]
    Ending,
}
