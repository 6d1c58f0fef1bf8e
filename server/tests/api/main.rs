//! The API, seen from outside: whole requests through the real door, in virtual time.

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
