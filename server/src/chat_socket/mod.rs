//! The chat socket, `/ws/chat/`: one task for each, which reads actions, has them carried out one after the other, and writes what it
//! is told.

mod actions;
mod frames;
mod talk;

use common::api::chat_socket::{CHAT_FRAME_BYTES_MAX, CHAT_PROTOCOL, CHAT_SOCKET_PATH};
use common::api::error::ErrorCode;
use http::header::SEC_WEBSOCKET_PROTOCOL;
use http::{HeaderValue, Method};
use tokio::sync::broadcast::error::RecvError;

use crate::App;
use crate::auth;
use crate::events::sockets::{EnterError, Seat};
use crate::http::upgrade::{self, Upgrade};
use crate::http::{Answer, ApiError, Call, Caller, Live, Route};

/// Seconds after which somebody who has too many sockets may try again.
const RETRY_SECS: u64 = 10;

pub(crate) fn routes() -> Vec<Route> {
    vec![Route::user(Method::GET, CHAT_SOCKET_PATH, take_over).live(Live::TokenInProtocol(CHAT_PROTOCOL))]
}

/// Turns the request into a socket.
async fn take_over(caller: Caller, call: Call) -> Answer {
    let app = &call.app;
    let most = app.config.limits.as_ref().map(|limits| usize::try_from(limits.sockets_per_user).unwrap_or(usize::MAX));
    let seat = app.sockets.enter(caller.id, caller.session, most).map_err(|why| match why {
        EnterError::TooMany => ApiError::throttled(RETRY_SECS),
        EnterError::Ended => ErrorCode::Unavailable.into(),
    })?;
    // The session can have ended before the socket had its place; from now on its end is heard.
    let caller = auth::still_live(app, caller).await?;
    let (mut response, upgrade) = upgrade::answer(call.upgrade, &call.headers)?;
    if upgrade::offers(&call.headers, CHAT_PROTOCOL) {
        response.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(CHAT_PROTOCOL));
    }
    app.tracker.spawn(serve(app.clone(), caller, seat, upgrade));
    Ok(response)
}

/// One socket, from its first frame to its end.
async fn serve(app: App, caller: Caller, seat: Seat, upgrade: Upgrade) {
    let Some(mut socket) = upgrade::socket(upgrade.upgrade, CHAT_FRAME_BYTES_MAX).await else { return };
    let end = talk::hold(&app, &mut socket, &seat, caller).await;
    // Nothing is open any more while it says good-bye.
    drop(seat);
    Box::pin(talk::part(socket, end)).await;
}

/// Closes the sockets of sessions that end, for as long as the server runs.
pub(crate) async fn close_ended_sessions(app: App) {
    let mut ended = app.events.session_ended();
    loop {
        let next = tokio::select! {
            next = ended.recv() => next,
            () = app.stop.cancelled() => return,
        };
        match next {
            Ok(session) => app.sockets.end_session(session),
            // Which sessions ended is not known any more.
            Err(RecvError::Lagged(_)) => app.sockets.sign_in_again(),
            Err(RecvError::Closed) => return,
        }
    }
}
