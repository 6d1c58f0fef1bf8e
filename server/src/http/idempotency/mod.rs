//! The same POST sent again gets the same answer and does nothing again.
//!
//! The key is written in the transaction of the request itself, with the answer that it will get ([`keep_answer`]), so that a request
//! whose connection broke, also because the server was killed, is answered as it would have been. What is refused, and took no
//! effect, is noted afterwards.

pub(crate) mod store;

use std::cell::Cell;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use common::api::error::ErrorCode;
use common::ids::UserId;
use http::{Method, StatusCode};
use http_body_util::BodyExt;
use serde::Serialize;
use sha2::{Digest, Sha256};
use warp::reply::Response;

use super::{Answer, ApiError, reply};
use crate::App;
use crate::db::{DbError, Tx};

pub(crate) use store::prune;

/// Header that carries the key.
pub(crate) const HEADER: &str = "idempotency-key";
/// Most characters of a key.
const KEY_CHARS_MAX: usize = 64;

tokio::task_local! {
    /// The request that this task answers.
    static ASKED: Asked;
}

/// A request with a key, while it is answered.
struct Asked {
    key: Key,
    /// The status of the answer that is written in its transaction, if that is done.
    kept: Cell<Option<StatusCode>>,
}

/// What makes two requests the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    user: UserId,
    method: String,
    path: String,
    key: String,
    body_hash: Vec<u8>,
}

/// What is known of a key.
enum Known {
    /// Nothing.
    No,
    /// It was used with another body.
    Other,
    /// It took effect, and this was the answer; none if it changed something, was refused, and the server ended before it said so.
    Answered(Option<(StatusCode, Vec<u8>)>),
}

/// Requests with a key that are being answered now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Running(Arc<Mutex<HashMap<Key, Arc<tokio::sync::Mutex<()>>>>>);

impl Key {
    /// The key of a POST of somebody. `None`: there is none, or it does not count.
    ///
    /// # Errors
    /// [`ErrorCode::Malformed`] for one that is empty, too long, or not ASCII.
    pub(super) fn of(
        method: &Method,
        path: &str,
        user: Option<UserId>,
        raw: Option<&http::HeaderValue>,
        body: &[u8],
    ) -> Result<Option<Self>, ApiError> {
        let (Some(user), Some(raw), &Method::POST) = (user, raw, method) else { return Ok(None) };
        let key = raw.to_str().map_err(|_| ErrorCode::Malformed)?;
        if key.is_empty() || key.len() > KEY_CHARS_MAX {
            return Err(ErrorCode::Malformed.into());
        }
        let path = path.trim_end_matches('/').to_owned();
        Ok(Some(Self { user, method: method.to_string(), path, key: key.to_owned(), body_hash: Sha256::digest(body).to_vec() }))
    }

    /// The same, whatever the body: what is waited for.
    fn without_body(&self) -> Self {
        Self { body_hash: Vec::new(), ..self.clone() }
    }
}

/// Answers a request once: waits for one with the same key that is running, and gives the answer again that is known.
pub(super) async fn once(app: &App, key: Key, answer: impl Future<Output = Answer>) -> Answer {
    let turn = app.running.turn(&key);
    let _alone = turn.lock().await;
    // On its own, so that the reader is given back before the answer needs one: else a few requests at once wait for each other.
    let known = store::known(&mut *app.db.read().await?, &key).await?;
    let outcome = match known {
        Known::Other => Err(ErrorCode::Conflict.into()),
        // What it said is lost, what it did is not.
        Known::Answered(None) => Err(ErrorCode::Conflict.into()),
        Known::Answered(Some((status, body))) => Ok(reply::raw_json(status, body)),
        Known::No => {
            let asked = Asked { key: key.clone(), kept: Cell::new(None) };
            let answering = async {
                let answered = answer.await.unwrap_or_else(ApiError::into_response);
                (answered, ASKED.with(|asked| asked.kept.get()))
            };
            match ASKED.scope(asked, answering).await {
                (answered, Some(kept)) if kept == answered.status() => Ok(answered),
                (answered, _) => remember(app, &key, answered).await,
            }
        }
    };
    app.running.done(&key, turn.clone());
    outcome
}

/// Writes the answer that a request gets once this transaction is durable, if it has a key.
///
/// # Errors
/// Those of the database.
pub(crate) async fn keep_answer<T: Serialize>(tx: &mut Tx, status: StatusCode, answer: &T) -> Result<(), ApiError> {
    let Ok(key) = ASKED.try_with(|asked| asked.key.clone()) else { return Ok(()) };
    let body = if status == StatusCode::NO_CONTENT { Vec::new() } else { reply::body(answer) };
    store::answer(tx, &key, status.as_u16(), &body).await?;
    ASKED.with(|asked| asked.kept.set(Some(status)));
    Ok(())
}

/// Keeps an answer that is not kept yet, unless another try could be answered better.
async fn remember(app: &App, key: &Key, answer: Response) -> Answer {
    let (parts, body) = answer.into_parts();
    let body = body.collect().await.map_err(|error| ApiError::internal(&error))?.to_bytes();
    debug_assert!(!parts.status.is_success(), "{key:?} took effect without its answer");
    if parts.status != StatusCode::TOO_MANY_REQUESTS && !parts.status.is_server_error() {
        let mut tx = app.db.begin().await?;
        store::answer(&mut tx, key, parts.status.as_u16(), &body).await?;
        tx.commit().await?;
    }
    let mut again = reply::raw_json(parts.status, body.to_vec());
    *again.headers_mut() = parts.headers;
    Ok(again)
}

/// Notes in the transaction of a request that its key is used up, if its answer does not. Called by [`Tx::commit`].
pub(crate) async fn mark(tx: &mut Tx) -> Result<(), DbError> {
    if let Ok((key, None)) = ASKED.try_with(|asked| (asked.key.clone(), asked.kept.get())) {
        store::mark(tx, &key).await?;
    }
    Ok(())
}

impl Running {
    /// Who has the lock answers; the others wait.
    fn turn(&self, key: &Key) -> Arc<tokio::sync::Mutex<()>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key.without_body()).or_default().clone()
    }

    /// Forgets the key when nobody else waits for it: two hold it then, the map and `turn`.
    fn done(&self, key: &Key, turn: Arc<tokio::sync::Mutex<()>>) {
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(turn);
        if running.get(&key.without_body()).is_some_and(|lock| Arc::strong_count(lock) <= 2) {
            running.remove(&key.without_body());
        }
    }
}
