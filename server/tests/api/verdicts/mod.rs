//! The table of verdicts (`TABLE.md`), held against a real server: who may do what, and who hears of it.

mod about;
mod calls;
mod cast;
mod court;
mod news;
mod rooms;
mod table;
mod talk;
mod tournaments;

use std::collections::BTreeSet;

use common::api::chat_socket::{Action, ChatEvent};
use common::api::event::ServerEvent;

use crate::harness::TestApp;
use table::{ACTIONS, CALLS, COURT, EVENTS, TALK, rows};

/// What the rows of these sections name.
fn named(sections: &[&str]) -> BTreeSet<String> {
    sections.iter().flat_map(|section| rows(section)).map(|row| row.what).collect()
}

fn same(there: BTreeSet<String>, named: BTreeSet<String>) {
    let missing: Vec<_> = there.difference(&named).collect();
    let unknown: Vec<_> = named.difference(&there).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "without a verdict: {missing:#?}, in the table but nowhere else: {unknown:#?}");
}

#[tokio::test(start_paused = true)]
async fn the_table_names_everything_that_is_served_and_nothing_else() {
    let app = TestApp::start().await;
    let served = app.server.routes().into_iter().map(|(method, pattern)| format!("{method} {pattern}"));
    same(served.collect(), named(&CALLS));
}

#[test]
fn the_table_names_every_event_and_every_message_of_the_sockets_and_nothing_else() {
    let all = |names: &[&str]| names.iter().copied().map(str::to_owned).collect();
    same(all(&ServerEvent::codes()), named(&[EVENTS]));
    same(all(&Action::NAMES), named(&[ACTIONS]));
    same(all(&ChatEvent::NAMES), named(&[TALK]));
    same(all(&court::NAMES), named(&[COURT]));
}

#[tokio::test(start_paused = true)]
async fn who_may_do_what_with_accounts_is_as_the_table_says() {
    calls::hold("Accounts").await;
}

#[tokio::test(start_paused = true)]
async fn who_may_do_what_with_users_is_as_the_table_says() {
    calls::hold("Users").await;
}

#[tokio::test(start_paused = true)]
async fn who_may_do_what_with_conversations_is_as_the_table_says() {
    calls::hold("Conversations").await;
}

#[tokio::test(start_paused = true)]
async fn who_may_do_what_with_matches_is_as_the_table_says() {
    calls::hold("Matches").await;
}

#[tokio::test(start_paused = true)]
async fn who_may_play_whom_is_as_the_table_says() {
    calls::hold("Play").await;
}

#[tokio::test(start_paused = true)]
async fn who_may_do_what_with_tournaments_is_as_the_table_says() {
    calls::hold("Tournaments").await;
}

#[tokio::test(start_paused = true)]
async fn what_the_server_says_of_itself_is_for_whom_the_table_says() {
    calls::hold("The server").await;
}

#[tokio::test(start_paused = true)]
async fn who_hears_of_what_is_as_the_table_says() {
    news::hold().await;
}

#[tokio::test(start_paused = true)]
async fn who_may_do_what_on_the_chat_socket_is_as_the_table_says() {
    talk::hold_actions().await;
}

#[tokio::test(start_paused = true)]
async fn who_hears_what_on_the_chat_socket_is_as_the_table_says() {
    talk::hold_events().await;
}

#[tokio::test(start_paused = true)]
async fn who_may_say_what_to_a_match_is_as_the_table_says() {
    court::hold().await;
}
