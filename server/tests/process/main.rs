//! A server as a process.
//!
//! One that dies: it is killed under load, again and again on one data directory, and everything that it had acknowledged is looked
//! for afterwards. `cargo xtask kills` does it a hundred times; here it is done a few times. One with a lot in it: `crowded`.
//!
//! Real time, real sockets, real files, and therefore nothing here says how fast anything is: only that nothing is lost, that
//! nothing is there twice, and that matches go on.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod audit;
mod child;
mod contradictions;
mod cores;
mod court;
mod crowded;
mod cup;
mod cycle;
#[cfg(unix)]
mod ending;
mod gathered;
mod heard;
mod ledger;
mod moment;
mod pals;
mod party;
mod people;
mod player;
mod rivals;
mod rows;
mod stage;
mod table;
mod web;
mod whereabouts;
mod writers;

#[tokio::test]
async fn no_kill_loses_what_was_acknowledged_and_matches_go_on_after_each() {
    cycle::run().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_server_that_is_asked_to_end_says_so_takes_no_matches_and_keeps_those_that_run() {
    ending::run().await;
}

#[tokio::test]
async fn a_server_with_a_lot_in_it_and_many_people_answers_everybody() {
    crowded::run().await;
}

#[tokio::test]
async fn a_list_takes_as_many_statements_however_long_it_is() {
    crowded::lists().await;
}
