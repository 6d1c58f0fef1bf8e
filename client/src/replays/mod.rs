//! Matches of the past, from their logs.

pub mod verify;
