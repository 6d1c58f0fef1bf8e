//! What lets a player far from the server play as if the server were here. Pure values: no sockets, no clock, no floats.
//!
//! * [`Clock`] knows which tick the server is at, and how far ahead of it this client must be for its inputs to be in time.
//! * [`Timeline`] plays the match up to that tick: what is confirmed as the server said, the rest as it will probably be.
//! * [`Pace`] knows when to ask for the server's time.
//! * [`Perception`] says what to draw and what to let be heard, so that nothing ever jumps.
//!
//! A client does, in every frame:
//! ```text
//! for message in received:   Log  => timeline.confirm(through, changes)  (an error: ask for Resync, then timeline.reset)
//!                            Pong => clock.sample(..)
//! for key in pressed:        if let Some(tick) = timeline.steer(seat, steer) { send SteerAt { tick, .. } }
//! if pace.asks(now_us, something was sent) { send Ping { nonce: now_us } }
//! let moment = clock.target_tick(now_us);
//! timeline.advance_to(moment.tick());
//! let picture = perception.frame(&timeline, moment, clock.lag());
//! ```

#![deny(clippy::float_arithmetic)]

mod blend;
mod clock;
mod hearing;
mod history;
#[cfg(any(test, feature = "simulated-link"))]
pub mod link;
mod moment;
mod pace;
mod perception;
mod timeline;

pub use clock::Clock;
pub use moment::{Lag, Moment};
pub use pace::Pace;
pub use perception::{Perception, Picture};
pub use timeline::{NetcodeError, PREDICT_TICKS_MAX, Rollback, Timeline};
