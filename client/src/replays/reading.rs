//! From bytes to a replay: is it a log, is its result true, who played. Waits for the disk and plays the match, so never in a frame.

use std::path::Path;

use common::api::error::ErrorCode;
use common::api::matches::{Match, Team};
use common::sim::log::LOG_BYTES_MAX;
use common::sim::{Log, LogError, Seat, Side};

use super::shelf::folder;
use crate::net::NetError;
use crate::play::{Replay, ReplayPlayer};
use crate::ui::text::Text;
use crate::ui::words;

/// Why something cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The server does not give it.
    Net(NetError),
    /// It is no log, or not a true one.
    Log(LogError),
    /// The disk does not give it: a sentence of the system.
    Disk(String),
    /// What was typed is nothing that can be opened.
    Nonsense,
}

impl Problem {
    /// For people.
    #[must_use]
    pub fn words(&self, text: &Text) -> String {
        match self {
            Self::Net(error) if error.code() == Some(ErrorCode::NotFound) => text.get("open-not-found"),
            Self::Net(error) => words::of_error(text, error),
            Self::Log(error) => words::of_log_error(text, *error),
            Self::Disk(reason) => text.with("open-unreadable", [("reason", reason.as_str())]),
            Self::Nonsense => text.get("open-nonsense"),
        }
    }

    /// Whether it may work the next time.
    #[must_use]
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Net(error) => error.code() != Some(ErrorCode::NotFound),
            Self::Disk(_) => true,
            Self::Log(_) | Self::Nonsense => false,
        }
    }
}

/// A replay from a file, with the names that stand beside it.
///
/// # Errors
/// Why it is refused.
pub fn of_file(file: &Path) -> Result<Replay, Problem> {
    let bytes = folder::read(file).map_err(|error| Problem::Disk(error.to_string()))?;
    let log = of_bytes(&bytes)?;
    let players = folder::note(file).map(|note| note.players()).unwrap_or_default();
    Ok(Replay { log, players, code: None })
}

/// A replay from the log that a server keeps of a match.
///
/// # Errors
/// Why it is refused.
pub fn of_match(found: &Match, bytes: &[u8]) -> Result<Replay, Problem> {
    Ok(Replay { log: of_bytes(bytes)?, players: players(found), code: Some(found.code) })
}

fn of_bytes(bytes: &[u8]) -> Result<Log, Problem> {
    if bytes.len() > LOG_BYTES_MAX {
        // What is no log at all is said to be none, however large it is.
        return Err(Problem::Log(Log::from_bytes(bytes).err().unwrap_or(LogError::TooLarge)));
    }
    Log::verify(bytes).map_err(Problem::Log)?;
    Log::from_bytes(bytes).map_err(Problem::Log)
}

fn players(found: &Match) -> Vec<ReplayPlayer> {
    let side = |side: Side, team: &Team| {
        let seated = (0..Seat::PER_SIDE_MAX).zip(team.players.clone());
        seated.map(move |(index, player)| ReplayPlayer {
            seat: Seat::new(side, index),
            name: player.user.username,
            picture: player.user.profile_picture.id,
        })
    };
    side(Side::A, &found.teams.a).chain(side(Side::B, &found.teams.b)).collect()
}
