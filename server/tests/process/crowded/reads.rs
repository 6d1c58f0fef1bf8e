//! What a GET takes: the server's own time, as its log says, and for comparison the way there and back over a connection that is kept.

use std::cmp::Reverse;
use std::time::Instant;

use anyhow::{Result, ensure};

use super::quantile_us;
use super::seed::{BUSY, Size};
use crate::child::{Home, Served};

/// Calls at the beginning that are not counted: the first ones open connections and read pages of the file.
const WARMING: usize = 5;
/// The server's time that is wanted for each GET at the 99th percentile, microseconds.
const WANTED_US: u128 = 2000;

/// Every GET with a list or an object in it, as short as it is asked for; `{me}` is the caller, `{other}` another user, `{chat}` a
/// conversation of the caller.
const READS: [&str; 25] = [
    "/api/users/me/",
    "/api/users/{other}/",
    "/api/users/",
    "/api/users/?q=er0001",
    "/api/users/?q=7&offset=1000",
    "/api/users/{other}/stats/",
    "/api/users/me/stats/",
    "/api/users/me/stats/ranked/",
    "/api/users/profile-pictures/",
    "/api/users/me/friends/",
    "/api/users/me/friends/?online=true",
    "/api/users/me/friend_requests/",
    "/api/users/me/friend_requests/received/",
    "/api/users/me/blocked/",
    "/api/chat/",
    "/api/chat/?q=user000",
    "/api/chat/{chat}/",
    "/api/chat/{chat}/messages/",
    "/api/chat/channels/",
    "/api/chat/channels/general/messages/",
    "/api/game/matches/{me}/",
    "/api/game/live/",
    "/api/game/leaderboard/?game=duel",
    "/api/play/challenges/",
    "/api/auth/sessions/",
];

/// The lists among them, as long as they are given.
const LONG: [&str; 11] = [
    "/api/users/?q=7&limit=100&offset=1000",
    "/api/users/me/stats/ranked/?limit=100",
    "/api/users/me/friends/?limit=100",
    "/api/users/me/friend_requests/received/?limit=100",
    "/api/users/me/blocked/?limit=100",
    "/api/chat/?limit=100",
    "/api/chat/?q=user000&limit=100",
    "/api/chat/{chat}/messages/?limit=100",
    "/api/chat/channels/general/messages/?limit=100",
    "/api/game/matches/{me}/?limit=100",
    "/api/game/leaderboard/?game=duel&limit=100",
];

/// What the server needed for a path, microseconds.
struct Took {
    p99: u128,
    median: u128,
    path: &'static str,
}

/// Calls all of them as the busy user and as others; says the slowest 99th percentiles.
pub(super) async fn measure(home: &Home, served: &Served, tokens: &[String], size: Size, rounds: usize) -> Result<String> {
    let mut said = Vec::new();
    for (what, paths) in [("GETs", &READS[..]), ("lists of 100", &LONG[..])] {
        let mut slowest = Vec::new();
        for path in paths {
            slowest.push(call(home, served, tokens, size, rounds, path).await?);
        }
        slowest.sort_unstable_by_key(|took| Reverse(took.p99));
        let within = slowest.iter().filter(|took| took.p99 <= WANTED_US).count();
        let named: Vec<_> = slowest.iter().take(5).map(|took| format!("{} {} us (median {})", took.path, took.p99, took.median)).collect();
        said.push(format!(
            "{within} of {} {what} took at most {WANTED_US} us of the server's time at the 99th percentile; the slowest: {}",
            paths.len(),
            named.join(", ")
        ));
    }
    Ok(said.join("; "))
}

/// Calls one of them again and again.
async fn call(home: &Home, served: &Served, tokens: &[String], size: Size, rounds: usize, path: &'static str) -> Result<Took> {
    let http = reqwest::Client::builder().no_proxy().build()?;
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
    Ok(Took { p99, median, path })
}

/// A path of this user.
pub(super) fn filled(path: &str, user: i64) -> String {
    // The conversation of this user with the next has the number of the user.
    path.replace("{me}", &user.to_string()).replace("{other}", &(user + 1).to_string()).replace("{chat}", &user.to_string())
}
