//! What the rest of the client says to the court, and what it hears from it.

use std::sync::Arc;

use bevy::prelude::Message;
use common::api::matches::FinishReason;
use common::ids::{MatchCode, PictureId};
use common::sim::bot::Skill;
use common::sim::{Log, Rules, Seat, Side, Tally, Tick};
use common::wire::Refusal;

use crate::net::Bearer;

/// What to do with the court.
#[derive(Message, Clone, Debug)]
pub enum PlayAction {
    /// Begins this; whatever ran before ends without a word.
    Start(PlaySpec),
    /// Leaves what runs. The seat of an online match is kept by the referee for as long as the rules say.
    Leave,
}

/// What is played.
#[derive(Clone, Debug)]
pub enum PlaySpec {
    /// A match of the server.
    Online {
        /// Its name.
        code: MatchCode,
        /// Who plays at this client: one, or two for a refereed match at one keyboard. Goes to `net::Sockets::open` as it is.
        bearers: Vec<Bearer>,
    },
    /// Two at one keyboard, without a server: `a` on the right.
    HotSeat {
        /// Rules of the match.
        rules: Rules,
        /// Names of `a` and `b`.
        names: [String; 2],
        /// Pictures of `a` and `b`.
        pictures: [PictureId; 2],
    },
    /// One person, on the right, against a bot.
    Practice {
        /// How well the bot plays.
        skill: Skill,
        /// Goals to win, within the bounds of [`Rules`].
        goals: u8,
    },
    /// A rally against a bot while a match is searched. Never ends.
    WarmUp {
        /// How well the bot plays.
        skill: Skill,
    },
    /// A match of the past, from its log.
    Replay {
        /// What was played.
        replay: Arc<Replay>,
        /// Where to begin.
        at: Tick,
    },
    /// A match that runs at the server, without a seat in it; what has been played of it can be seen again meanwhile.
    Watch {
        /// Its name.
        code: MatchCode,
        /// Whoever is signed in, or nobody.
        bearer: Option<Bearer>,
        /// Where to begin; none: at what happens now.
        at: Option<Tick>,
    },
    /// A paddle of a replay, taken over: from there on the match goes another way. Bots have the other seats.
    FromHere {
        /// What was played; only what lies before `at` stays.
        replay: Arc<Replay>,
        /// Where the other way begins.
        at: Tick,
        /// Whose paddle.
        seat: Seat,
        /// How well the bots play.
        skill: Skill,
    },
}

/// A match of the past: its log, and who played it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replay {
    /// Everything that happened.
    pub log: Log,
    /// Who played; seats that nobody is named for are shown by their side.
    pub players: Vec<ReplayPlayer>,
    /// Name of the match, if a server knows it.
    pub code: Option<MatchCode>,
}

/// Who sat at a paddle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplayPlayer {
    /// The place.
    pub seat: Seat,
    /// Shown name.
    pub name: String,
    /// Shown picture.
    pub picture: PictureId,
}

/// What happened on the court.
#[derive(Message, Clone, Debug)]
pub enum PlayFact {
    /// The court is there, and answers to keys.
    Began,
    /// A match was played to its end.
    Ended(PlayResult),
    /// The match cannot be played on from here.
    Lost(LostReason),
}

/// Why an online match cannot be played on from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LostReason {
    /// The server said no.
    Refused(Refusal),
    /// No connection for longer than the seat is kept.
    Unreachable,
    /// The referee's log cannot be read by this version.
    Unreadable,
    /// The player left.
    Left,
}

/// How a match ended, for the result screen.
#[derive(Clone, Debug)]
pub struct PlayResult {
    /// What was played.
    pub spec: PlaySpec,
    /// In the order of the seats.
    pub players: Vec<ResultPlayer>,
    /// Goals of `a` and `b`.
    pub score: [u8; 2],
    /// Who won; none when nobody came.
    pub winner: Option<Side>,
    /// Why it ended.
    pub reason: FinishReason,
    /// Name of the match, if a server knows it.
    pub code: Option<MatchCode>,
    /// Length of the match, ticks.
    pub ticks: u32,
    /// Most returns in one rally.
    pub longest_rally: u16,
    /// How to see it again; none when its log grew beyond all bounds.
    pub replay: Option<Arc<Replay>>,
}

/// One player of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultPlayer {
    /// The place.
    pub seat: Seat,
    /// Shown name.
    pub name: String,
    /// Shown picture.
    pub picture: PictureId,
    /// What the player did.
    pub tally: Tally,
    /// Whether this player sits at this client.
    pub mine: bool,
}
