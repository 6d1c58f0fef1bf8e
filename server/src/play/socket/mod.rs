//! The socket of a match, `/ws/match/<code>/`: one task for each, which reads, writes, and never decides anything.

mod conversation;
mod farewell;
mod greeting;
mod open;
mod stage;

use common::ids::{MatchCode, UserId};
use common::wire::FRAME_TO_SERVER_BYTES_MAX;
use http::Method;

pub(super) use open::{Sockets, close_ended_sessions};

use crate::App;
use crate::http::upgrade::{self, Upgrade};
use crate::http::{Answer, Call, Live, Route};

pub(super) fn routes() -> Vec<Route> {
    vec![Route::open(Method::GET, "/ws/match/{code}/", take_over).live(Live::Plain)]
}

/// Turns the request into a socket. Whether there is such a match is said on the socket itself.
async fn take_over(call: Call) -> Answer {
    let code: MatchCode = call.param(0)?;
    let (response, upgrade) = upgrade::answer(call.upgrade, &call.headers)?;
    call.app.tracker.spawn(serve(call.app.clone(), code, upgrade));
    Ok(response)
}

/// One connection, from its first word to its end.
async fn serve(app: App, code: MatchCode, upgrade: Upgrade) {
    let Some(mut socket) = upgrade::socket(upgrade.upgrade, FRAME_TO_SERVER_BYTES_MAX).await else { return };
    // Boxed: what the greeting needs is not kept for as long as the connection lives.
    let end = match Box::pin(greeting::greet(&app, code, &mut socket)).await {
        Ok(seat) => conversation::hold(&mut socket, seat, upgrade.outlet).await,
        Err(end) => end,
    };
    Box::pin(farewell::part(socket, end)).await;
}

/// A user who speaks through a socket.
#[derive(Clone, Copy, Debug)]
struct Speaker {
    user: UserId,
    session: common::ids::SessionId,
}
