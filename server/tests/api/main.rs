//! The API, seen from outside: whole requests through the real door, in virtual time.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod harness;

mod auth;
mod blocks;
mod challenge_orders;
mod challenges;
mod channels;
mod chat;
mod chat_socket;
mod chat_two;
mod chatter;
mod clash;
mod cuts;
mod deletion;
mod door;
mod download;
mod events;
mod follow;
mod friends;
mod invites;
mod listen;
mod lobbies;
mod lobby_orders;
mod lobby_play;
mod matches;
mod meta;
mod orders;
mod play;
mod players;
mod presence;
mod profiles;
mod queue;
mod ranked;
mod restart;
mod service_key;
mod stats;
mod tournament_orders;
mod tournament_play;
mod tournaments;
mod users;
mod verdicts;
mod watch;
