//! `GET /sse/users/`: the event stream of a user.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use common::api::event::{STREAM_PATH, ServerEvent, ServerOwnEvent};
use common::ids::EventId;
use futures_util::Stream;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Method};
use tokio::time::{Instant, Interval, MissedTickBehavior};
use warp::Reply;

use super::frame;
use super::hub::Subscription;
use super::store::{self, Missed};
use crate::App;
use crate::http::{Answer, ApiError, Call, Caller, Live, Route};

/// How often a stream on which nothing happens says that it is alive.
const BEAT_EVERY: Duration = Duration::from_secs(15);
/// A comment, which clients pass over.
const ALIVE: &[u8] = b": alive\n\n";
/// Most streams of one user when no limits are configured.
const STREAMS_MAX: usize = 1024;

/// The stream.
pub(crate) fn routes() -> Vec<Route> {
    vec![Route::user(Method::GET, STREAM_PATH, open).live(Live::TokenInQuery)]
}

async fn open(caller: Caller, call: Call) -> Answer {
    let app = &call.app;
    let streams_max =
        app.config.limits.as_ref().map_or(STREAMS_MAX, |limits| usize::try_from(limits.streams_per_user).unwrap_or(STREAMS_MAX));
    // First the queue, then the rows: nothing can fall between the two.
    let subscription = app.events.subscribe(caller.id, caller.session, streams_max).map_err(|_| ApiError::throttled(10))?;
    // The session can have ended while the queue was being made; from now on its end is heard.
    crate::auth::still_live(app, caller).await?;
    let (mut first, sent) = match call.header("last-event-id") {
        None => (waiting(app, caller, subscription.after).await?, EventId(0)),
        Some(last) => missed(app, caller, last).await?,
    };
    // At once, so that the client sees that the stream is open.
    first.push_front(Bytes::from_static(ALIVE));
    let mut beat = tokio::time::interval_at(Instant::now() + BEAT_EVERY, BEAT_EVERY);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let stream = EventStream { first, sent, subscription, beat };
    let mut response = warp::reply::stream(stream).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// What is told again to somebody who opens a stream anew: invitations that wait. Newer ones are in the queue.
async fn waiting(app: &App, caller: Caller, through: EventId) -> Result<VecDeque<Bytes>, ApiError> {
    let frames = store::waiting(&mut *app.db.read().await?, caller.id, through).await?;
    Ok(frames.into_iter().map(Bytes::from).collect())
}

/// What is sent again to somebody who comes back, and up to which event that reaches.
async fn missed(app: &App, caller: Caller, last: &str) -> Result<(VecDeque<Bytes>, EventId), ApiError> {
    let mut reader = app.db.read().await?;
    Ok(match store::missed(&mut reader, caller.id, last.parse().ok()).await? {
        Missed::TooMuch(newest) => {
            let resync = ServerEvent::Server(ServerOwnEvent::Resync);
            let envelope = serde_json::to_string(&resync.envelope()).expect("an envelope has only string keys");
            (VecDeque::from([Bytes::from(frame(newest, resync.code(), &envelope))]), newest)
        }
        Missed::Frames(frames) => {
            let sent = frames.last().map_or(EventId(0), |(id, _)| *id);
            (frames.into_iter().map(|(_, frame)| Bytes::from(frame)).collect(), sent)
        }
    })
}

/// The body of the answer: what was missed, then what happens, with a comment now and then. Ends when the hub closes it.
struct EventStream {
    first: VecDeque<Bytes>,
    /// The newest event sent; what is in the queue up to it was among the rows.
    sent: EventId,
    subscription: Subscription,
    beat: Interval,
}

impl Stream for EventStream {
    type Item = Result<Bytes, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(frame) = self.first.pop_front() {
            return Poll::Ready(Some(Ok(frame)));
        }
        while let Poll::Ready(event) = self.subscription.queue.poll_recv(context) {
            let Some(event) = event else { return Poll::Ready(None) };
            if event.id > self.sent {
                self.sent = event.id;
                self.beat.reset();
                return Poll::Ready(Some(Ok(event.frame)));
            }
        }
        self.beat.poll_tick(context).map(|_| Some(Ok(Bytes::from_static(ALIVE))))
    }
}
