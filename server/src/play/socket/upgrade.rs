//! From a request to a socket. Done here rather than by warp: its sockets cost 135 KB each, these a few.

use std::time::Duration;

use common::api::error::ErrorCode;
use common::wire::FRAME_TO_SERVER_BYTES_MAX;
use http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_VERSION, UPGRADE};
use http::{HeaderMap, HeaderValue, StatusCode};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use warp::reply::Response;

use crate::http::ApiError;

/// What a socket is read in; allocated for each.
const READ_BUFFER_BYTES: usize = 1024;
/// Frames that are written together, when several wait.
const WRITE_BUFFER_BYTES: usize = 1024;
/// What a socket that does not take anything may hold.
const WRITE_BUFFER_BYTES_MAX: usize = 64 * 1024;
/// The client switches protocols within this time.
const SWITCH_WITHIN: Duration = Duration::from_secs(5);

/// A WebSocket on a connection that was upgraded.
pub(super) type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// The answer that switches protocols, and what becomes the socket once it is sent.
///
/// # Errors
/// [`ErrorCode::Malformed`] for a request that is none for a WebSocket of version 13.
pub(super) fn answer(upgrade: Option<OnUpgrade>, headers: &HeaderMap) -> Result<(Response, OnUpgrade), ApiError> {
    let wanted = has_token(headers, &CONNECTION, "upgrade") && has_token(headers, &UPGRADE, "websocket");
    let version = headers.get(SEC_WEBSOCKET_VERSION).is_some_and(|version| version == "13");
    // 16 bytes in base64, as the protocol has it.
    let key = headers.get(SEC_WEBSOCKET_KEY).filter(|key| key.len() == 24);
    let (true, true, Some(key), Some(upgrade)) = (wanted, version, key, upgrade) else {
        return Err(ErrorCode::Malformed.into());
    };
    let accept = HeaderValue::from_str(&derive_accept_key(key.as_bytes())).expect("base64 is a header's text");
    let mut response = Response::default();
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    Ok((response, upgrade))
}

/// The socket. `None` when the client has gone.
pub(super) async fn socket(upgrade: OnUpgrade) -> Option<Socket> {
    let upgraded = tokio::time::timeout(SWITCH_WITHIN, upgrade).await.ok()?.ok()?;
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(WRITE_BUFFER_BYTES_MAX)
        .max_message_size(Some(FRAME_TO_SERVER_BYTES_MAX))
        .max_frame_size(Some(FRAME_TO_SERVER_BYTES_MAX));
    Some(WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await)
}

fn has_token(headers: &HeaderMap, name: &http::HeaderName, token: &str) -> bool {
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|part| part.trim().eq_ignore_ascii_case(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_a_header_are_found_in_any_case_and_company() {
        let mut headers = HeaderMap::new();
        headers.insert(CONNECTION, HeaderValue::from_static("keep-alive, Upgrade"));
        assert!(has_token(&headers, &CONNECTION, "upgrade"));
        assert!(!has_token(&headers, &CONNECTION, "close"));
        assert!(!has_token(&headers, &UPGRADE, "websocket"));
    }
}
