//! The event stream: opened with the id of the last event, read within bounds, closed when it falls silent.

use bevy::prelude::Resource;
use bytes::Bytes;
use common::api::event::{AuthEvent, EventError, GameEvent, STREAM_PATH, ServerEvent, ServerOwnEvent, UsersEvent};
use futures_util::{Stream, StreamExt};
use reqwest::StatusCode;
use reqwest::header::{ACCEPT, HeaderName};
use sse_stream::SseByteStream;
use tokio_util::sync::CancellationToken;

use super::requests::NetError;
use super::session::SessionFact;
use super::shared::Net;
use super::task::Line;
use super::{Bearer, Heard, http, user};

/// Largest event, bytes.
const EVENT_BYTES_MAX: usize = 256 * 1024;
/// Longest id of an event, bytes.
const ID_BYTES_MAX: usize = 20;

/// Listens until the stream ends. Whether it was open.
pub(super) async fn listen(net: &Net) -> bool {
    let last = net.last_event.lock().expect("nothing panics while it is held").clone().filter(|(whose, _)| *whose == generation(net));
    let response = match open(net, &Bearer::Session, last.map(|(_, id)| id)).await {
        Ok(response) => response,
        Err(error) => {
            tracing::debug!(%error, "no event stream");
            user::end_if_over(net, &error).await;
            return false;
        }
    };
    net.change(|session| session.stream_open = true).await;
    let mut events = SseByteStream::new(bounded(response.bytes_stream()));
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => {
                if let Some(id) = event.id.filter(|id| id.len() <= ID_BYTES_MAX) {
                    *net.last_event.lock().expect("nothing panics while it is held") = Some((generation(net), id));
                }
                if let Some(data) = event.data.filter(|data| !data.is_empty()) {
                    hear(net, &data).await;
                }
            }
            Err(error) => {
                tracing::debug!(%error, "the event stream broke");
                break;
            }
        }
    }
    net.change(|session| session.stream_open = false).await;
    net.nudge.notify_waiters();
    true
}

/// Opens event streams beside the session's own.
#[derive(Resource)]
pub struct Streams {
    line: Line,
}

/// An event stream of somebody who signed in for a match only: open as long as this lives, its events pass unread.
#[derive(Debug)]
pub struct StreamHold {
    stop: CancellationToken,
}

impl Drop for StreamHold {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Streams {
    pub(super) const fn new(line: Line) -> Self {
        Self { line }
    }

    /// Keeps a stream open in somebody's name.
    #[must_use]
    pub fn hold(&self, bearer: Bearer) -> StreamHold {
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        self.line.run(move |net| async move {
            tokio::select! { () = keep(&net, &bearer) => {} () = stopped.cancelled() => {} }
        });
        StreamHold { stop }
    }
}

async fn keep(net: &Net, bearer: &Bearer) {
    let mut pause = user::pauses();
    loop {
        if let Ok(response) = open(net, bearer, None).await {
            let mut bytes = response.bytes_stream();
            while let Some(Ok(_)) = bytes.next().await {}
        }
        tokio::time::sleep(pause.next().unwrap_or(std::time::Duration::from_secs(5))).await;
    }
}

/// Ids of events belong to whoever is signed in now.
fn generation(net: &Net) -> u64 {
    *net.vault.changed.borrow()
}

pub(super) async fn open(net: &Net, bearer: &Bearer, last: Option<String>) -> Result<reqwest::Response, NetError> {
    let url = http::base(net).await?.join(STREAM_PATH).map_err(|error| NetError::Protocol(error.to_string()))?;
    let mut request = net.stream_client.get(url).bearer_auth(http::token(net, bearer).await?).header(ACCEPT, "text/event-stream");
    if let Some(id) = last {
        request = request.header(HeaderName::from_static("last-event-id"), id);
    }
    let response = request.send().await.map_err(|error| NetError::Offline(error.to_string()))?;
    match response.status() {
        StatusCode::OK => Ok(response),
        StatusCode::UNAUTHORIZED => {
            // The next attempt comes with a new token; if that cannot be had, the session is over.
            http::stale(net, bearer);
            Err(NetError::Protocol("the token was not taken".to_owned()))
        }
        status => Err(NetError::Protocol(format!("status {status}"))),
    }
}

/// The same bytes, with an error once an event is longer than it may be.
pub(super) fn bounded<E: std::error::Error + Send + Sync + 'static>(
    bytes: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
) -> std::pin::Pin<Box<dyn Stream<Item = std::io::Result<Bytes>> + Send>> {
    let mut gauge = Gauge::default();
    let checked = bytes.map(move |part| {
        let part = part.map_err(std::io::Error::other)?;
        if gauge.admits(&part) { Ok(part) } else { Err(std::io::Error::other("an event is too large")) }
    });
    Box::pin(checked)
}

/// Counts the bytes since the last empty line.
#[derive(Default)]
struct Gauge {
    since: usize,
    line: usize,
}

impl Gauge {
    fn admits(&mut self, part: &[u8]) -> bool {
        for byte in part {
            self.since += 1;
            match byte {
                b'\n' => {
                    if self.line == 0 {
                        self.since = 0;
                    }
                    self.line = 0;
                }
                b'\r' => {}
                _ => self.line += 1,
            }
            if self.since > EVENT_BYTES_MAX {
                return false;
            }
        }
        true
    }
}

async fn hear(net: &Net, data: &str) {
    let event = match ServerEvent::parse(data) {
        Ok(event) => event,
        Err(EventError::UnknownCode(code)) => {
            tracing::debug!(code, "an event of a newer server");
            return;
        }
        Err(error) => {
            tracing::warn!(%error, "an event could not be read");
            return;
        }
    };
    match &event {
        ServerEvent::Auth(AuthEvent::Deleted) => {
            net.vault.forget();
            // Whoever deleted the account knows; the event itself says it.
            net.tell(Box::new(|world| {
                world.write_message(SessionFact::SignedOut { ended: false });
            }))
            .await;
        }
        ServerEvent::Users(UsersEvent::Updated(_)) | ServerEvent::Server(ServerOwnEvent::Resync) => user::refresh(net).await,
        ServerEvent::Users(UsersEvent::Status(_) | UsersEvent::PictureUnlocked(_))
        | ServerEvent::Friends(_)
        | ServerEvent::Chat(_)
        | ServerEvent::Challenge(_)
        | ServerEvent::Tournament(_)
        | ServerEvent::Lobby(_)
        | ServerEvent::Invite(_)
        | ServerEvent::Game(GameEvent::Start(_) | GameEvent::Finish(_))
        | ServerEvent::Server(ServerOwnEvent::Notice(_)) => {}
    }
    net.tell(Box::new(move |world| {
        world.write_message(Heard(event));
    }))
    .await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endless_event_is_refused_and_many_short_ones_are_not() {
        let mut gauge = Gauge::default();
        let short = b"id: 7\nevent: resync\ndata: {}\n\n";
        assert!((0..EVENT_BYTES_MAX).all(|_| gauge.admits(short)));
        let endless = vec![b'x'; EVENT_BYTES_MAX / 2];
        assert!(gauge.admits(&endless));
        assert!(!gauge.admits(&[&endless[..], b"x"].concat()));
    }

    #[test]
    fn an_event_may_come_in_pieces_with_either_line_end() {
        let mut gauge = Gauge::default();
        for byte in b"data: 1\r\n\r\n" {
            assert!(gauge.admits(&[*byte]));
        }
        assert_eq!(gauge.since, 0);
    }
}
