//! Answers.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use warp::Reply;
use warp::reply::Response;

/// 200 with a JSON body.
pub(crate) fn json<T: Serialize>(value: &T) -> Response {
    with_status(StatusCode::OK, value)
}

/// 201 with a JSON body.
pub(crate) fn created<T: Serialize>(value: &T) -> Response {
    with_status(StatusCode::CREATED, value)
}

/// 204.
pub(crate) fn no_content() -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

/// Bytes of another type than JSON.
pub(crate) fn bytes(content_type: &str, body: impl Into<Bytes>) -> Response {
    let mut response = body.into().to_vec().into_response();
    let content_type = HeaderValue::from_str(content_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    response.headers_mut().insert(CONTENT_TYPE, content_type);
    response
}

/// Any status with a JSON body.
pub(crate) fn with_status<T: Serialize>(status: StatusCode, value: &T) -> Response {
    raw_json(status, body(value))
}

/// The bytes of a JSON body.
pub(crate) fn body<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json::to_vec(value).expect("our own types have only string keys")
}

/// JSON that is written already.
pub(crate) fn raw_json(status: StatusCode, body: Vec<u8>) -> Response {
    let mut response = body.into_response();
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
