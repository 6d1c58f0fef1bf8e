//! Every list takes as many statements as any other part of it, however long.

use std::time::Duration;

use anyhow::{Result, ensure};

use super::reads::filled;
use super::seed::BUSY;
use crate::child::{Home, Served};

/// A short part and a long one.
const SHORT: u32 = 2;
const LONG: u32 = 20;
/// What runs by itself in the server uses the database too, and can only add: the fewest of so many tries count.
const TRIES: usize = 4;
/// A statement is told at its end, which can be a moment after the answer.
const TOLD_WITHIN: Duration = Duration::from_millis(20);

/// Every list, as the busy user has it.
const LISTS: [&str; 14] = [
    "/api/users/?q=user",
    "/api/users/me/friends/?x=",
    "/api/users/me/friends/?online=false",
    "/api/users/me/friend_requests/?x=",
    "/api/users/me/friend_requests/received/?x=",
    "/api/users/me/blocked/?x=",
    "/api/users/me/stats/ranked/?x=",
    "/api/chat/?x=",
    "/api/chat/?q=user",
    "/api/chat/{chat}/messages/?x=",
    "/api/chat/channels/general/messages/?x=",
    "/api/game/matches/{me}/?x=",
    "/api/game/live/?x=",
    "/api/game/leaderboard/?game=duel",
];

/// Compares short and long parts of all lists.
pub(super) async fn compare(home: &Home, served: &Served, token: &str) -> Result<()> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    for path in LISTS {
        let mut fewest = [usize::MAX; 2];
        for _ in 0..TRIES {
            for (fewest, limit) in fewest.iter_mut().zip([SHORT, LONG]) {
                let before = home.statements();
                let url = format!("{}{}&limit={limit}", served.url, filled(path, BUSY));
                let answer = http.get(&url).bearer_auth(token).send().await?;
                ensure!(answer.status().is_success(), "{path}: {}", answer.status());
                answer.bytes().await?;
                tokio::time::sleep(TOLD_WITHIN).await;
                *fewest = (*fewest).min(home.statements() - before);
            }
        }
        let [short, long] = fewest;
        ensure!(short > 0, "{path}: no statement was told");
        ensure!(long <= short, "{path}: {short} statements for {SHORT}, {long} for {LONG}");
    }
    Ok(())
}
