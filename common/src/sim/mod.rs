//! The game itself: a value in integers, stepped 120 times a second. No clock, no I/O, no floats, no engine.
//!
//! The same [`Rules`], [`Seed`] and [`Inputs`] give the same state, bit for bit, on every machine; so a match *is* its
//! rules, its seed and its list of changes of steer ([`log::Log`]), and everything else is computed from that.
//!
//! The origin is the top left corner of the court, x grows to the right, y grows downwards, side `a` is on the right.
//! Positions are [`Fx`], 65,536ths of a court unit.
//!
//! # Orders that matter
//! Within one step, always in this order:
//! 1. during a countdown: the hold, the countdown, and at its end the serve (nothing moves in a countdown);
//! 2. during a rally: all paddles move, in the order of their slots, each clamped to the court;
//! 3. the ball flies through the step: the earliest contact is handled first; of contacts at the same moment, a wall
//!    comes before a paddle, a paddle of a lower slot before one of a higher slot, and a face before an edge;
//! 4. ball and paddles are separated where they still overlap, in the order of slots;
//! 5. goals: left before right (the ball cannot be out on both);
//! 6. the bounds on the length of the match.

#![deny(clippy::float_arithmetic)]

pub mod bot;
pub mod log;

mod ball;
mod contact;
mod court;
mod event;
mod flight;
mod fx;
mod hash;
mod paddle;
mod pong;
mod rng;
mod rules;
mod score;
mod seat;
mod steer;
mod tick;
mod trig;

pub use ball::{BALL_HALF, Ball, SPEED_GAIN, SPEED_MAX, SPEED_SERVE};
pub use bot::{Bot, Skill};
pub use court::{Court, CourtDims};
pub use event::{EVENTS_MAX, Event, Events};
pub use fx::{Fx, Point};
pub use log::{Change, Forfeit, Log, LogError, Outcome, Playback, Reel};
pub use paddle::{PADDLE_SPEED, Paddle};
pub use pong::{COUNTDOWN_TICKS, Phase, Pong};
pub use rng::{Rng, Seed};
pub use rules::{
    GOALS_DEFAULT, GOALS_MAX, GOALS_MIN, OVERTIME_TICKS, Rules, RulesError, SIM_VERSION, TIME_LIMIT_TICKS_DEFAULT, TIME_LIMIT_TICKS_MAX,
    TIME_LIMIT_TICKS_MIN,
};
pub use score::Tally;
pub use seat::{SEATS_MAX, Seat, Side};
pub use steer::{Inputs, Steer};
pub use tick::{TICK_HZ, Tick};
