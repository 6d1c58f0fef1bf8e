//! One request: the token, the call, the answer within its bounds, and once more with a new token when the old one ran out.

use std::time::Duration;

use common::api::auth::{Refresh, Refreshed};
use common::api::error::{ErrorBody, ErrorCode};
use common::api::{Endpoint, Method};
use reqwest::header::CONTENT_TYPE;
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use super::requests::NetError;
use super::shared::Net;
use super::{Bearer, beside};

/// Largest answer, bytes.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// Longest wait for an address: this program's own server may still be starting.
const ADDRESS_TIMEOUT: Duration = Duration::from_secs(10);
/// Header with the key that makes a POST that is sent again take effect once.
const KEY_HEADER: &str = "idempotency-key";
/// Wait before a POST that got no answer is sent again.
const AGAIN_AFTER: Duration = Duration::from_millis(500);

/// Calls an endpoint in somebody's name.
pub(super) async fn call<E: Endpoint>(net: &Net, bearer: &Bearer, endpoint: &E) -> Result<E::Response, NetError> {
    let _place = net.places.acquire().await.expect("never closed");
    let body = match E::METHOD {
        Method::Get => None,
        Method::Post | Method::Put | Method::Patch | Method::Delete => {
            Some(serde_json::to_vec(endpoint).map_err(|error| NetError::Protocol(error.to_string()))?)
        }
    };
    let token = match (E::NEEDS_TOKEN, E::TAKES_TOKEN) {
        (true, _) => Some(token(net, bearer).await?),
        (false, true) => token_if_any(net, bearer).await?,
        (false, false) => None,
    };
    let named = token.is_some();
    let key = (named && E::METHOD == Method::Post).then(draw_key);
    let first = ask::<E>(net, endpoint, body.clone(), token.clone(), key.as_deref()).await;
    if key.is_some() && is_in_doubt(&first) {
        // It may have been done or not; with its key it is done once.
        tokio::time::sleep(AGAIN_AFTER).await;
        return ask::<E>(net, endpoint, body, token, key.as_deref()).await;
    }
    if !(named && ran_out(&first) && stale(net, bearer)) {
        return first;
    }
    let token = if E::NEEDS_TOKEN { Some(self::token(net, bearer).await?) } else { token_if_any(net, bearer).await? };
    ask::<E>(net, endpoint, body, token, key.as_deref()).await
}

/// What makes a request that is sent again the same one.
fn draw_key() -> String {
    format!("{:032x}", rand::random::<u128>())
}

/// Whether nobody can say if it was done: the connection broke. An answer that is only late is not waited for twice.
fn is_in_doubt<T>(result: &Result<T, NetError>) -> bool {
    matches!(result, Err(NetError::Offline(_)))
}

/// Fetches something that is no JSON, at most so many bytes of it, in the name of whoever is signed in, or of nobody.
pub(super) async fn fetch(net: &Net, path: &str, bytes_max: usize) -> Result<Vec<u8>, NetError> {
    let _place = net.places.acquire().await.expect("never closed");
    let token = token_if_any(net, &Bearer::Session).await?;
    let named = token.is_some();
    let first = send(net, bare_get(net, path).await?, token, bytes_max).await;
    if !(named && ran_out(&first)) {
        return first;
    }
    net.vault.stale();
    let token = token_if_any(net, &Bearer::Session).await?;
    send(net, bare_get(net, path).await?, token, bytes_max).await
}

async fn bare_get(net: &Net, path: &str) -> Result<RequestBuilder, NetError> {
    request(net, reqwest::Method::GET, path).await
}

fn ran_out<T>(result: &Result<T, NetError>) -> bool {
    matches!(result, Err(NetError::Refused(refusal)) if refusal.code == ErrorCode::TokenNotValid)
}

/// The access token of somebody where none is needed: a session that is over is nobody's.
async fn token_if_any(net: &Net, bearer: &Bearer) -> Result<Option<String>, NetError> {
    match token(net, bearer).await {
        Ok(token) => Ok(Some(token)),
        Err(NetError::SignedOut | NetError::Refused(_)) => Ok(None),
        Err(error @ (NetError::Offline(_) | NetError::Timeout | NetError::Protocol(_))) => Err(error),
    }
}

/// The access token of somebody.
pub(super) async fn token(net: &Net, bearer: &Bearer) -> Result<String, NetError> {
    match bearer {
        Bearer::Session => access(net).await,
        Bearer::Beside(who) => beside::access(net, *who).await,
        Bearer::Access(token) => Ok(token.clone()),
    }
}

/// Forgets somebody's access token: the server did not take it. False: there will be no other.
pub(super) fn stale(net: &Net, bearer: &Bearer) -> bool {
    match bearer {
        Bearer::Session => net.vault.stale(),
        Bearer::Beside(who) => net.beside.stale(*who),
        Bearer::Access(_) => return false,
    }
    true
}

/// Spends a refresh token.
pub(super) async fn renew(net: &Net, renewal: &Refresh) -> Result<Refreshed, NetError> {
    let body = serde_json::to_vec(renewal).map_err(|error| NetError::Protocol(error.to_string()))?;
    ask::<Refresh>(net, renewal, Some(body), None, None).await
}

/// A fresh access token of whoever is signed in; renewed when the one at hand has less than two minutes left.
pub(super) async fn access(net: &Net) -> Result<String, NetError> {
    if let Some(access) = net.vault.access() {
        return Ok(access);
    }
    let _alone = net.vault.renewing.lock().await;
    if let Some(access) = net.vault.access() {
        return Ok(access);
    }
    let Some(refresh) = net.vault.refresh() else { return Err(NetError::SignedOut) };
    let renewal = Refresh { refresh: refresh.clone(), rotate: true };
    let renewed = renew(net, &renewal).await?;
    net.vault.renewed(&refresh, renewed.access.clone(), renewed.refresh);
    Ok(renewed.access)
}

/// The address of the server; waits a little while it is not known yet.
pub(super) async fn base(net: &Net) -> Result<Url, NetError> {
    let mut base = net.base.subscribe();
    let known = tokio::time::timeout(ADDRESS_TIMEOUT, base.wait_for(Option::is_some)).await;
    match known {
        Ok(Ok(url)) => url.clone().ok_or(NetError::Timeout),
        Ok(Err(_)) | Err(_) => Err(NetError::Offline("no server".to_owned())),
    }
}

async fn ask<E: Endpoint>(
    net: &Net,
    endpoint: &E,
    body: Option<Vec<u8>>,
    token: Option<String>,
    key: Option<&str>,
) -> Result<E::Response, NetError> {
    let method = match E::METHOD {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    };
    let mut request = request(net, method, &endpoint.path()).await?;
    if let Some(body) = body {
        request = request.header(CONTENT_TYPE, "application/json").body(body);
    }
    if let Some(key) = key {
        request = request.header(KEY_HEADER, key);
    }
    answer(&send(net, request, token, ANSWER_BYTES_MAX).await?)
}

async fn request(net: &Net, method: reqwest::Method, path: &str) -> Result<RequestBuilder, NetError> {
    let url = base(net).await?.join(path).map_err(|error| NetError::Protocol(error.to_string()))?;
    Ok(net.client.request(method, url))
}

async fn send(net: &Net, request: RequestBuilder, token: Option<String>, bytes_max: usize) -> Result<Vec<u8>, NetError> {
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    let response = request.send().await.map_err(|error| failure(net, &error))?;
    let status = response.status();
    let bytes = read(net, response, if status.is_success() { bytes_max } else { ANSWER_BYTES_MAX }).await?;
    if status.is_success() { Ok(bytes) } else { Err(refusal(status, &bytes)) }
}

/// Reads a body, but no more of it than it may have.
async fn read(net: &Net, mut response: Response, bytes_max: usize) -> Result<Vec<u8>, NetError> {
    let mut bytes = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| failure(net, &error))? {
        if bytes.len() + part.len() > bytes_max {
            return Err(NetError::Protocol("the answer is too large".to_owned()));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

fn answer<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NetError> {
    // What is empty on the wire is `()` here, which JSON writes as null.
    let bytes = if bytes.is_empty() { b"null" } else { bytes };
    serde_json::from_slice(bytes).map_err(|error| NetError::Protocol(error.to_string()))
}

fn refusal(status: StatusCode, bytes: &[u8]) -> NetError {
    match serde_json::from_slice::<ErrorBody>(bytes) {
        Ok(body) => NetError::Refused(body),
        Err(_) => NetError::Protocol(format!("status {status} without an error of the contract")),
    }
}

fn failure(net: &Net, error: &reqwest::Error) -> NetError {
    // The server may be away: whoever watches over it looks at once.
    net.nudge.notify_waiters();
    if error.is_timeout() { NetError::Timeout } else { NetError::Offline(root_of(error)) }
}

/// The innermost reason, which is the one that says something.
fn root_of(error: &dyn std::error::Error) -> String {
    let mut root = error;
    while let Some(source) = root.source() {
        root = source;
    }
    root.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that hangs up on the first request and answers the second; gives back the heads of both.
    async fn hangs_up_once(listener: tokio::net::TcpListener) -> [String; 2] {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let mut heads = [String::new(), String::new()];
        for (place, head) in heads.iter_mut().enumerate() {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut read = vec![0; 4096];
            let length = stream.read(&mut read).await.unwrap();
            *head = String::from_utf8_lossy(&read[..length]).to_ascii_lowercase();
            if place == 1 {
                stream.write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await.unwrap();
            }
        }
        heads
    }

    #[tokio::test]
    async fn a_post_that_got_no_answer_is_sent_again_with_the_same_key() {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let (arrivals, _heard) = tokio::sync::mpsc::channel(8);
        let net = Net::new(&super::super::task::NetConfig { home: super::super::Home::Nowhere, tokens: None }, arrivals);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        net.base.send_replace(Some(format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap()));
        let serving = tokio::spawn(hangs_up_once(listener));
        let logout = common::api::auth::Logout { refresh: None };
        assert_eq!(call(&net, &Bearer::Access("token".to_owned()), &logout).await, Ok(()));
        let keys = serving.await.unwrap().map(|head| head.lines().find(|line| line.starts_with(KEY_HEADER)).unwrap().to_owned());
        assert_eq!(keys[0], keys[1]);
        assert!(draw_key() != draw_key() && draw_key().len() <= 64);
    }

    #[test]
    fn an_empty_answer_is_nothing_and_a_strange_one_is_an_error() {
        assert_eq!(answer::<()>(b""), Ok(()));
        assert!(matches!(answer::<String>(b"<html>"), Err(NetError::Protocol(_))));
        assert!(matches!(refusal(StatusCode::BAD_GATEWAY, b"<html>"), NetError::Protocol(_)));
        let refused = refusal(StatusCode::NOT_FOUND, br#"{"code":"not_found","detail":"x"}"#);
        assert_eq!(refused.code(), Some(ErrorCode::NotFound));
    }
}
