//! The socket of a match: every message as everybody.

use common::sim::{Steer, Tick};
use common::wire::{Hello, PROTOCOL_VERSION, SteerAt, ToClient, ToServer};

use super::about;
use super::cast::Cast;
use super::table::{COURT, Role, Row, rows};
use crate::harness::TestApp;
use crate::players::Socket;

/// Every message; one more does not compile before it is named here.
pub(super) const NAMES: [&str; 4] = ["Hello", "Steer", "Ping", "Resync"];

fn name(message: &ToServer) -> &'static str {
    let [hello, steer, ping, resync] = NAMES;
    match message {
        ToServer::Hello(_) => hello,
        ToServer::Steer(_) => steer,
        ToServer::Ping { .. } => ping,
        ToServer::Resync => resync,
    }
}

/// Does what the section says, and compares.
pub(super) async fn hold() {
    let mut wrong = Vec::new();
    for row in rows(COURT) {
        let app = TestApp::start().await;
        for (number, (role, expected)) in row.cells.iter().enumerate() {
            let cast = Cast::of(&app, *role, number).await;
            let found = verdict(&cast, &row).await;
            if found != *expected {
                wrong.push(format!("{}, {}, as {role:?}: {found} instead of {expected}", row.what, row.about));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

async fn verdict(cast: &Cast, row: &Row) -> String {
    let (what, watch) = match row.about.as_str() {
        "to play in a match of the user" => ("a match of the user", false),
        "to watch a match of the user" => ("a match of the user", true),
        "to watch a match of the user that is not watched" => ("a match of the user that is not watched", true),
        "from the seat, or watching" => ("a match of the user", cast.role != Role::User),
        unknown => panic!("nobody knows how to connect {unknown}"),
    };
    if cast.caller.is_none() && !watch {
        return "-".to_owned();
    }
    let code = about::make(cast, what).await.unwrap().segment.parse().unwrap();
    let tokens = cast.caller.iter().map(|caller| caller.tokens.access.clone()).collect();
    let hello = ToServer::Hello(Hello { protocol: PROTOCOL_VERSION, tokens, watch });
    let steer = ToServer::Steer(SteerAt { player: 0, seq: 1, tick: Tick(0), steer: Steer::Up });
    let mut socket = Socket::open(&cast.app, code).await;
    socket.say(&hello).await;
    let asked = [steer, ToServer::Resync].into_iter().find(|message| name(message) == row.what);
    if let Some(message) = asked {
        socket.say(&message).await;
    }
    socket.say(&ToServer::Ping { nonce: 7 }).await;
    cast.app.while_time_passes(told(&mut socket)).await
}

/// How it ends: with an answer to the ping, or with a refusal.
async fn told(socket: &mut Socket) -> String {
    loop {
        match socket.next().await {
            Some(ToClient::Pong { .. }) => return "Pong".to_owned(),
            Some(ToClient::Refused(refusal)) => return format!("{refusal:?}"),
            Some(_) => {}
            None => return "closed".to_owned(),
        }
    }
}
