//! The API and the event stream, as a guest uses them.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use common::api::event::{GameEvent, STREAM_PATH, ServerEvent};
use common::api::{Endpoint, Method};
use common::ids::MatchCode;
use futures_util::StreamExt;
use sse_stream::SseByteStream;
use tokio::sync::{mpsc, oneshot};

/// Connections that are kept for later requests.
const IDLE_CONNECTIONS_MAX: usize = 32;

/// Events of a guest that may wait to be taken.
const EVENTS_LEN: usize = 64;

/// A server's API.
#[derive(Clone)]
pub(super) struct Web {
    http: reqwest::Client,
    base: String,
}

impl Web {
    pub(super) fn new(base: &str) -> Result<Self> {
        let http =
            reqwest::Client::builder().pool_max_idle_per_host(IDLE_CONNECTIONS_MAX).connect_timeout(Duration::from_secs(10)).build()?;
        Ok(Self { http, base: base.trim_end_matches('/').to_owned() })
    }

    /// One request.
    ///
    /// # Errors
    /// The server cannot be reached, refuses, or answers something else.
    pub(super) async fn call<E: Endpoint>(&self, endpoint: &E, token: Option<&str>) -> Result<E::Response> {
        let url = format!("{}{}", self.base, endpoint.path());
        let request = match E::METHOD {
            Method::Get => self.http.get(&url),
            Method::Post => self.http.post(&url).json(endpoint),
            Method::Put => self.http.put(&url).json(endpoint),
            Method::Patch => self.http.patch(&url).json(endpoint),
            Method::Delete => self.http.delete(&url).json(endpoint),
        };
        let request = if let Some(token) = token { request.bearer_auth(token) } else { request };
        let answer = request.timeout(Duration::from_secs(30)).send().await.with_context(|| format!("no answer from {url}"))?;
        let (status, body) = (answer.status(), answer.bytes().await?);
        if !status.is_success() {
            bail!("{url} answered {status}: {}", String::from_utf8_lossy(&body));
        }
        serde_json::from_slice(&body).with_context(|| format!("{url} answered something else"))
    }

    /// Opens the event stream of a guest, and keeps it open; the match that is found for them comes out.
    ///
    /// # Errors
    /// The stream is refused.
    pub(super) async fn listen(&self, token: &str) -> Result<oneshot::Receiver<MatchCode>> {
        let mut events = self.events(token).await?;
        let (found, code) = oneshot::channel();
        tokio::spawn(async move {
            let mut found = Some(found);
            while let Some(event) = events.recv().await {
                if let ServerEvent::Game(GameEvent::Start(started)) = event {
                    // Nobody waits for it any more when the run has ended.
                    let _ = found.take().map(|found| found.send(started.code));
                }
            }
        });
        Ok(code)
    }

    /// Opens the event stream of a guest, and keeps it open as long as somebody takes what comes out.
    ///
    /// # Errors
    /// The stream is refused.
    pub(super) async fn events(&self, token: &str) -> Result<mpsc::Receiver<ServerEvent>> {
        let answer = self.http.get(format!("{}{STREAM_PATH}", self.base)).bearer_auth(token).send().await?;
        if !answer.status().is_success() {
            bail!("the event stream was refused: {}", answer.status());
        }
        let (told, heard) = mpsc::channel(EVENTS_LEN);
        tokio::spawn(async move {
            let mut events = SseByteStream::new(answer.bytes_stream());
            while let Some(Ok(event)) = events.next().await {
                let parsed = event.data.and_then(|data| ServerEvent::parse(&data).ok());
                if let Some(parsed) = parsed
                    && told.send(parsed).await.is_err()
                {
                    return;
                }
            }
        });
        Ok(heard)
    }
}
