//! The API and the event stream over real connections, with answers told apart from connections that broke.

use std::fmt;
use std::time::Duration;

use anyhow::Result;
use common::api::error::{ErrorBody, ErrorCode};
use common::api::event::{STREAM_PATH, ServerEvent};
use common::api::{Endpoint, Method};

/// Longest time for an answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// A server's API.
#[derive(Clone)]
pub(crate) struct Web {
    http: reqwest::Client,
    base: String,
}

/// Why there is no answer that one can use.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The connection broke: it may have been done, or not.
    Broken(String),
    /// It was not done.
    Refused(ErrorCode),
    /// This must never be answered.
    Strange(String),
}

/// An event, with its number.
pub(crate) struct Told {
    pub(crate) id: i64,
    pub(crate) event: ServerEvent,
}

/// An open event stream.
pub(crate) struct Events {
    answer: reqwest::Response,
    read: Vec<u8>,
}

impl Web {
    /// For one life of the server: connections that are kept do not outlive it.
    pub(crate) fn new(base: &str) -> Result<Self> {
        Ok(Self { http: reqwest::Client::builder().no_proxy().build()?, base: base.to_owned() })
    }

    /// One request.
    pub(crate) async fn call<E: Endpoint>(&self, endpoint: &E, token: Option<&str>) -> Result<E::Response, Fault> {
        self.call_with_key(endpoint, token, None).await
    }

    /// One request that takes effect once, however often it is sent.
    pub(crate) async fn call_with_key<E: Endpoint>(
        &self,
        endpoint: &E,
        token: Option<&str>,
        key: Option<&str>,
    ) -> Result<E::Response, Fault> {
        let url = format!("{}{}", self.base, endpoint.path());
        let request = match E::METHOD {
            Method::Get => self.http.get(&url),
            Method::Post => self.http.post(&url).json(endpoint),
            Method::Put => self.http.put(&url).json(endpoint),
            Method::Patch => self.http.patch(&url).json(endpoint),
            Method::Delete => self.http.delete(&url).json(endpoint),
        };
        let request = if let Some(token) = token { request.bearer_auth(token) } else { request };
        let request = if let Some(key) = key { request.header("idempotency-key", key) } else { request };
        let body = read(request).await?;
        serde_json::from_slice(if body.is_empty() { b"null" } else { &body }).map_err(|error| Fault::Strange(format!("{url}: {error}")))
    }

    /// A file.
    pub(crate) async fn file(&self, path: &str, token: &str) -> Result<Vec<u8>, Fault> {
        read(self.http.get(format!("{}{path}", self.base)).bearer_auth(token)).await
    }

    /// Opens the event stream after this event.
    pub(crate) async fn events(&self, token: &str, after: i64) -> Result<Events, Fault> {
        let request = self.http.get(format!("{}{STREAM_PATH}", self.base)).bearer_auth(token).header("last-event-id", after);
        let answer = request.send().await.map_err(|error| Fault::Broken(error.to_string()))?;
        if !answer.status().is_success() {
            return Err(Fault::Strange(format!("the event stream answered {}", answer.status())));
        }
        Ok(Events { answer, read: Vec::new() })
    }
}

async fn read(request: reqwest::RequestBuilder) -> Result<Vec<u8>, Fault> {
    let broken = |error: reqwest::Error| Fault::Broken(error.to_string());
    let answer = request.timeout(ANSWER_WITHIN).send().await.map_err(broken)?;
    let (status, url) = (answer.status(), answer.url().clone());
    let body = answer.bytes().await.map_err(broken)?;
    if status.is_success() {
        return Ok(body.to_vec());
    }
    match serde_json::from_slice::<ErrorBody>(&body) {
        Ok(refused) => Err(Fault::Refused(refused.code)),
        Err(error) => Err(Fault::Strange(format!("{url} answered {status}, {error}"))),
    }
}

impl Events {
    /// The next event. `None`: the stream is over.
    pub(crate) async fn next(&mut self) -> Option<Told> {
        loop {
            while let Some(end) = self.read.windows(2).position(|pair| pair == b"\n\n") {
                let piece: Vec<u8> = self.read.drain(..end + 2).collect();
                let piece = String::from_utf8(piece).unwrap();
                if !piece.starts_with(':') {
                    let field = |name: &str| piece.lines().find_map(|line| line.strip_prefix(name)).map(str::trim_start).unwrap();
                    return Some(Told { id: field("id:").parse().unwrap(), event: ServerEvent::parse(field("data:")).unwrap() });
                }
            }
            self.read.extend(self.answer.chunk().await.ok()??);
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(why) => write!(f, "the connection broke: {why}"),
            Self::Refused(code) => write!(f, "it was refused: {code:?}"),
            Self::Strange(what) => f.write_str(what),
        }
    }
}
