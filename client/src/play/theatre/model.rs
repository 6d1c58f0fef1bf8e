//! What the controls of the theatre know, and what can be pressed there.

use bevy::prelude::{Message, Resource};
use common::ids::MatchCode;
use common::sim::bot::Skill;
use common::sim::log::Rally;
use common::sim::{Seat, Tick};

pub use super::film::Speed;

/// Height of the controls below the court, points.
pub const FOOT: f32 = 96.0;
/// Level of the bots at first when a paddle is taken over.
const LEVEL: u8 = 3;

/// What is seen, and how.
#[derive(Resource, Clone, Debug, PartialEq)]
pub struct TheatreModel {
    /// Where it is.
    pub at: Tick,
    /// The last moment that can be seen.
    pub end: Tick,
    /// Whether time runs.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
    /// What happened, in order.
    pub rallies: Vec<Rally>,
    /// Whether the match still runs.
    pub running: bool,
    /// Whether one sees what happens now.
    pub live: bool,
    /// Every paddle, and whose it is.
    pub seats: Vec<(Seat, String)>,
    /// Whether the match is over at this moment: there is nothing to be taken over.
    pub over: bool,
    /// Name of the match, if a server knows it.
    pub code: Option<MatchCode>,
}

impl Default for TheatreModel {
    fn default() -> Self {
        Self {
            at: Tick(0),
            end: Tick(0),
            playing: true,
            speed: Speed::PLAIN,
            rallies: Vec::new(),
            running: false,
            live: false,
            seats: Vec::new(),
            over: false,
            code: None,
        }
    }
}

/// What is being chosen: the question whose paddle to take.
#[derive(Resource, Clone, Copy, Debug, PartialEq, Eq)]
pub struct TheatreDraft {
    /// Whether it is asked.
    pub taking: bool,
    /// Level of the bots.
    pub level: u8,
}

impl Default for TheatreDraft {
    fn default() -> Self {
        Self { taking: false, level: LEVEL }
    }
}

/// What was pressed.
#[derive(Message, Clone, Copy, Debug, PartialEq, Eq)]
pub enum TheatreAction {
    /// Plays, or stands still.
    Toggle,
    /// Stands still.
    Pause,
    /// To this moment.
    Seek(Tick),
    /// So many ticks on, or back.
    Skip(i32),
    /// The same, and stands still there.
    Step(i32),
    /// To the serve before.
    RallyBefore,
    /// To the next serve.
    RallyAfter,
    /// The next slower speed.
    Slower,
    /// The next faster speed.
    Faster,
    /// To what happens now.
    Live,
    /// Goes on from here as this player, against bots.
    TakeOver {
        /// Whose paddle.
        seat: Seat,
        /// How well the bots play.
        skill: Skill,
    },
    /// Takes the link to this moment along.
    CopyLink,
    /// Back to where one came from.
    Leave,
}
