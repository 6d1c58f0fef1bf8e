//! What users have done: moved by the transaction that ends a match, once.
//!
//! `trophies` and `unlocks` are the rules, `ended` is what they look at, `service` applies them; `history` does so for matches that
//! ended before there were statistics. `standing` shows what came of it.

mod ended;
mod history;
mod service;
mod standing;
mod store;
#[cfg(test)]
mod tests;
mod trophies;
mod unlocks;

pub(crate) use history::count_history;
pub(crate) use service::{count, forget, tournament_won, unlock_for_friends};
pub(crate) use standing::{changes, leaderboard, of_user, ranks, trophies_of, trophies_on};
pub(crate) use trophies::{stakes, strength};
