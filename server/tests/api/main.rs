//! The API, seen from outside: whole requests through the real door, in virtual time.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod harness;

mod auth;
mod door;
mod events;
mod listen;
mod meta;
mod users;
mod matches;
mod play;
mod players;
mod queue;
