//! What a GET takes: the server's own time, as its log says, and for comparison the way there and back over a connection that is kept.

use std::time::Instant;

use anyhow::{Result, ensure};

use super::quantile_us;
use super::seed::{BUSY, Size};
use crate::child::{Home, Served};

/// Calls at the beginning that are not counted: the first ones open connections and read pages of the file.
const WARMING: usize = 5;
/// The server's time that is wanted for each GET at the 99th percentile, microseconds.
const WANTED_US: u128 = 2000;

/// Every GET with a list or an object in it; `{me}` is the caller, `{other}` another user, `{chat}` a conversation of the caller.
const READS: [&str; 25] = [
    "/api/users/me/",
    "/api/users/{other}/",
    "/api/users/?limit=20",
    "/api/users/?q=er0001&limit=20",
    "/api/users/?q=7&limit=100&offset=1000",
    "/api/users/{other}/stats/",
    "/api/users/me/stats/",
    "/api/users/me/stats/ranked/?limit=100",
    "/api/users/profile-pictures/",
    "/api/users/me/friends/?limit=100",
    "/api/users/me/friends/?online=true",
    "/api/users/me/friend_requests/",
    "/api/users/me/friend_requests/received/?limit=100",
    "/api/users/me/blocked/?limit=100",
    "/api/chat/?limit=100",
    "/api/chat/?q=user000&limit=100",
    "/api/chat/{chat}/",
    "/api/chat/{chat}/messages/?limit=100",
    "/api/chat/channels/",
    "/api/chat/channels/general/messages/?limit=100",
    "/api/game/matches/{me}/?limit=100",
    "/api/game/live/",
    "/api/game/leaderboard/?game=duel&limit=100",
    "/api/play/challenges/",
    "/api/auth/sessions/",
];

/// Calls all of them as the busy user and as others; says the slowest 99th percentiles.
pub(super) async fn measure(home: &Home, served: &Served, tokens: &[String], size: Size, rounds: usize) -> Result<String> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let mut slowest = Vec::new();
    for path in READS {
        let (mut times, calls_before) = (Vec::new(), home.took_us(0).len());
        for round in 0..WARMING + rounds {
            // Every other call is the busy user's.
            let user = if round % 2 == 0 { BUSY } else { 2 + i64::try_from(round * 13)? % (size.signed_in - 2) };
            let url = format!("{}{}", served.url, filled(path, user));
            let token = &tokens[usize::try_from(user - 1)?];
            let began = Instant::now();
            let answer = http.get(&url).bearer_auth(token).send().await?;
            let (status, body) = (answer.status(), answer.bytes().await?);
            if round >= WARMING {
                times.push(began.elapsed().as_micros());
            }
            ensure!(status.is_success(), "{path} as {user}: {status} {body:?}");
        }
        let mut taken = home.took_us(calls_before + WARMING);
        ensure!(taken.len() >= rounds, "{path}: the log tells of {} calls", taken.len());
        let (median, p99) = (quantile_us(&mut taken, 0.5), quantile_us(&mut taken, 0.99));
        let (there, there_p99) = (quantile_us(&mut times, 0.5), quantile_us(&mut times, 0.99));
        println!("crowded: {path}: median {median} us, 99th percentile {p99} us; there and back {there}, {there_p99}");
        slowest.push((p99, median, path));
    }
    slowest.sort_unstable();
    let within = slowest.iter().filter(|(p99, ..)| *p99 <= WANTED_US).count();
    let named: Vec<_> = slowest.iter().rev().take(5).map(|(p99, median, path)| format!("{path} {p99} us (median {median})")).collect();
    Ok(format!(
        "{within} of {} GETs took at most {WANTED_US} us of the server's time at the 99th percentile; the slowest: {}",
        READS.len(),
        named.join(", ")
    ))
}

/// A path of this user.
pub(super) fn filled(path: &str, user: i64) -> String {
    // The conversation of this user with the next has the number of the user.
    path.replace("{me}", &user.to_string()).replace("{other}", &(user + 1).to_string()).replace("{chat}", &user.to_string())
}
