//! What stands beside a log on the shelf: who played, how, when, and how it ended. Everything else is in the log.

use common::api::time::Timestamp;
use common::ids::PictureId;
use common::sim::{SEATS_MAX, Seat, Side};
use serde::{Deserialize, Serialize};

use crate::play::{PlayResult, PlaySpec, ReplayPlayer};

/// Longest name that is read from a file, characters.
const NAME_CHARS_MAX: usize = 24;

/// What is known of a match besides its log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// How it came about.
    pub mode: KeptMode,
    /// When it ended.
    pub when: Timestamp,
    /// Goals of `a` and `b`.
    pub score: [u8; 2],
    /// Who won.
    pub winner: Option<Side>,
    /// Its length.
    pub ticks: u32,
    /// Who played.
    pub players: Vec<NotedPlayer>,
}

/// A player of a match on the shelf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotedPlayer {
    /// The place.
    pub seat: Seat,
    /// Shown name.
    pub name: String,
    /// Shown picture.
    pub picture: PictureId,
}

/// How a match that no server knows came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptMode {
    /// Two at one keyboard.
    HotSeat,
    /// Against a bot of this level.
    Practice(u8),
    /// A replay in which somebody took a paddle, against bots of this level.
    FromHere(u8),
}

impl KeptMode {
    /// Its name in the names of files.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::HotSeat => "hotseat",
            Self::Practice(_) => "practice",
            Self::FromHere(_) => "fromhere",
        }
    }
}

impl Note {
    /// The note of a match that ended just now. None: it is not one that is kept here.
    #[must_use]
    pub fn of(result: &PlayResult, when: Timestamp) -> Option<Self> {
        let mode = match &result.spec {
            PlaySpec::HotSeat { .. } => KeptMode::HotSeat,
            PlaySpec::Practice { skill, .. } => KeptMode::Practice(skill.level()),
            PlaySpec::FromHere { skill, .. } => KeptMode::FromHere(skill.level()),
            PlaySpec::Online { .. } | PlaySpec::WarmUp { .. } | PlaySpec::Replay { .. } | PlaySpec::Watch { .. } => return None,
        };
        if result.code.is_some() {
            return None;
        }
        let players = result.players.iter();
        let players = players.map(|player| NotedPlayer { seat: player.seat, name: player.name.clone(), picture: player.picture });
        Some(Self { mode, when, score: result.score, winner: result.winner, ticks: result.ticks, players: players.collect() })
    }

    /// Reads a note. None: it is none. Names are cut to what can be shown.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut note: Self = serde_json::from_slice(bytes).ok()?;
        note.players.truncate(SEATS_MAX);
        for player in &mut note.players {
            player.name = player.name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect();
        }
        Some(note)
    }

    /// Who played, for the court.
    #[must_use]
    pub fn players(&self) -> Vec<ReplayPlayer> {
        let players = self.players.iter();
        players.map(|player| ReplayPlayer { seat: player.seat, name: player.name.clone(), picture: player.picture }).collect()
    }
}
