//! From a request to a socket. Done here rather than by warp: its sockets cost 135 KB each, these a few.

use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use common::api::error::ErrorCode;
use http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, SEC_WEBSOCKET_VERSION, UPGRADE};
use http::{HeaderMap, HeaderValue, StatusCode};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::frame::FrameHeader;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::{Role, WebSocketConfig};
use warp::reply::Response;

use super::ApiError;
use super::listen::Outlet;

/// What a socket is read in; allocated for each.
const READ_BUFFER_BYTES: usize = 1024;
/// Frames that are written together, when several wait.
const WRITE_BUFFER_BYTES: usize = 1024;
/// What a socket that does not take anything may hold.
const WRITE_BUFFER_BYTES_MAX: usize = 64 * 1024;
/// The client switches protocols within this time.
const SWITCH_WITHIN: Duration = Duration::from_secs(5);

/// A WebSocket on a connection that was upgraded.
pub(crate) type Socket = WebSocketStream<TokioIo<Upgraded>>;

/// What becomes a socket once the answer is sent.
pub(crate) struct Upgrade {
    pub(crate) upgrade: OnUpgrade,
    pub(crate) outlet: Outlet,
}

/// The answer that switches protocols, and what becomes the socket once it is sent.
///
/// # Errors
/// [`ErrorCode::Malformed`] for a request that is none for a WebSocket of version 13.
pub(crate) fn answer(upgrade: Option<Upgrade>, headers: &HeaderMap) -> Result<(Response, Upgrade), ApiError> {
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

/// The socket, on which the client may send frames of this size, bytes. `None` when the client has gone.
pub(crate) async fn socket(upgrade: OnUpgrade, frame_bytes_max: usize) -> Option<Socket> {
    let upgraded = tokio::time::timeout(SWITCH_WITHIN, upgrade).await.ok()?.ok()?;
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER_BYTES)
        .write_buffer_size(WRITE_BUFFER_BYTES)
        .max_write_buffer_size(WRITE_BUFFER_BYTES_MAX)
        .max_message_size(Some(frame_bytes_max))
        .max_frame_size(Some(frame_bytes_max));
    Some(WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, Some(config)).await)
}

/// A message as it goes over a socket, for [`Outlet::send`] and for who writes to the stream of a [`Socket`] that is flushed.
pub(crate) fn binary(payload: &[u8]) -> Bytes {
    let header = FrameHeader { opcode: OpCode::Data(Data::Binary), ..FrameHeader::default() };
    let len = u64::try_from(payload.len()).expect("a length fits 64 bits");
    let mut frame = BytesMut::with_capacity(header.len(len) + payload.len()).writer();
    header.format(len, &mut frame).expect("writing to memory does not fail");
    let mut frame = frame.into_inner();
    frame.extend_from_slice(payload);
    frame.freeze()
}

/// Whether the client offers this protocol; then the answer has to name it.
pub(crate) fn offers(headers: &HeaderMap, protocol: &str) -> bool {
    words(headers, &SEC_WEBSOCKET_PROTOCOL).any(|offered| offered == protocol)
}

/// What the client offers as its second protocol, if this is the first.
pub(crate) fn after_protocol(headers: &HeaderMap, first: &str) -> Option<String> {
    let mut offered = words(headers, &SEC_WEBSOCKET_PROTOCOL);
    (offered.next()? == first).then(|| offered.next().map(str::to_owned))?
}

fn has_token(headers: &HeaderMap, name: &http::HeaderName, token: &str) -> bool {
    words(headers, name).any(|word| word.eq_ignore_ascii_case(token))
}

/// What a header lists, in however many lines.
fn words<'a>(headers: &'a HeaderMap, name: &http::HeaderName) -> impl Iterator<Item = &'a str> {
    headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).map(str::trim)
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

    #[test]
    fn a_token_is_the_second_protocol_after_the_right_first_one_and_nothing_else() {
        let mut headers = HeaderMap::new();
        let mut after = |offered: &'static str| {
            headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(offered));
            after_protocol(&headers, "rebound.chat")
        };
        assert_eq!(after("rebound.chat, abc").as_deref(), Some("abc"));
        assert_eq!((after("rebound.chat"), after("abc, rebound.chat"), after("other, abc")), (None, None, None));
    }
}
