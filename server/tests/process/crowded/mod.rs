//! A server with a lot in its database and many people connected: what a read takes, how long a message is under way, what a
//! connection weighs. `cargo xtask crowded` does it at full size and writes the figures down; here it is done small, to see that
//! everything answers.
#![expect(clippy::print_stdout, reason = "figures for whoever runs it at full size")]

mod disk;
mod reads;
mod seed;
mod statements;
mod talk;

use anyhow::{Context, Result};

use crate::child::{Home, Served};
use crate::cores;
use crate::web::Web;
use seed::Size;

/// Runs at full size when it is there.
const FULL_VARIABLE: &str = "REBOUND_CROWDED";
const SMALL: Size = Size { users: 400, messages: 4_000, matches: 400, signed_in: 24 };
const FULL: Size = Size { users: 100_000, messages: 1_000_000, matches: 100_000, signed_in: 2_000 };

/// Everything. Panics when something does not answer.
pub(crate) async fn run() {
    let is_full = std::env::var_os(FULL_VARIABLE).is_some();
    let size = if is_full { FULL } else { SMALL };
    let mut home = Home::new(&[]).unwrap();
    if let Err(error) = all(&mut home, size, is_full).await {
        panic!("{error:#}\nThe last words of the server:\n{}", home.last_words());
    }
}

async fn all(home: &mut Home, size: Size, is_full: bool) -> Result<()> {
    // Once, to make the tables.
    home.start()?.kill()?;
    seed::fill(&home.data(), size).await.context("the database")?;
    let core = if is_full { cores::apart() } else { None };
    home.keep_to(core);
    let served = home.start()?;
    println!("crowded: {} users, {} messages, {} matches; ready after {:?}", size.users, size.messages, size.matches, served.ready_after);
    let tokens = sign_in(&served, size.signed_in).await?;
    let rounds = if is_full { 1000 } else { 2 };
    let read = reads::measure(home, &served, &tokens, size, rounds).await.context("reads")?;
    let talked = talk::measure(home, &served, &tokens, is_full).await.context("talking")?;
    let complaints = home.complaints();
    anyhow::ensure!(complaints.is_empty(), "the server complains: {complaints:?}");
    println!(
        "summary: {} users, {} messages, {} matches, ready within {} ms; {}; {read}; {talked}",
        size.users,
        size.messages,
        size.matches,
        served.ready_after.as_millis(),
        if core.is_some() { "server and load on a core each" } else { "server and load on the same cores" }
    );
    Ok(())
}

/// Access tokens of the first users, in their order.
async fn sign_in(served: &Served, count: i64) -> Result<Vec<String>> {
    let web = Web::new(&served.url)?;
    let mut tokens = Vec::new();
    for user in 1..=count {
        let refresh = common::api::auth::Refresh { refresh: seed::refresh_token(user), rotate: false };
        let refreshed = web.call(&refresh, None).await.map_err(|fault| anyhow::anyhow!("user {user} cannot sign in: {fault}"))?;
        tokens.push(refreshed.access);
    }
    Ok(tokens)
}

/// The `part` (of 1) of some times, in microseconds; sorts them.
fn quantile_us(times: &mut [u128], part: f64) -> u128 {
    times.sort_unstable();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a list of measurements"
    )]
    let place = (times.len() as f64 * part) as usize;
    times.get(place.min(times.len().saturating_sub(1))).copied().unwrap_or(0)
}

/// A list is read in as many statements as it has kinds of things in it, not things.
pub(crate) async fn lists() {
    let mut home = Home::new(&[]).unwrap();
    if let Err(error) = compare_lists(&mut home).await {
        panic!("{error:#}\nThe last words of the server:\n{}", home.last_words());
    }
}

async fn compare_lists(home: &mut Home) -> Result<()> {
    home.start()?.kill()?;
    seed::fill(&home.data(), SMALL).await.context("the database")?;
    home.tell_statements();
    let served = home.start()?;
    let tokens = sign_in(&served, 1).await?;
    statements::compare(home, &served, &tokens[0]).await
}
