//! Every call as everybody.

use std::net::{IpAddr, Ipv4Addr};

use common::api::error::{ErrorBody, ErrorCode};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};

use super::about::{self, Asked};
use super::cast::Cast;
use super::table::{Row, rows};
use crate::harness::TestApp;

/// Does what a section says, and compares.
pub(super) async fn hold(section: &str) {
    let mut wrong = Vec::new();
    for row in rows(section) {
        let app = TestApp::start().await;
        for (number, (role, expected)) in row.cells.iter().enumerate() {
            let cast = Cast::of(&app, *role, number).await;
            let found = verdict(&cast, &row, expected).await;
            if found != *expected {
                wrong.push(format!("{}, {}, as {role:?}: {found} instead of {expected}", row.what, row.about));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

async fn verdict(cast: &Cast, row: &Row, expected: &str) -> String {
    let Some(asked) = about::make(cast, &row.about).await else { return "-".to_owned() };
    let (method, pattern) = row.what.split_once(' ').unwrap();
    // The log of a running match is given in a tick.
    let (status, body) = cast.app.while_time_passes(call(cast, method, pattern, &asked)).await;
    if !status.is_success() && status != StatusCode::SWITCHING_PROTOCOLS {
        let refusal: ErrorBody = serde_json::from_str(&body).unwrap_or_else(|error| panic!("{error} in {status} {body:?}"));
        assert_eq!(refusal.code.status(), status.as_u16(), "{}", row.what);
        return name(refusal.code);
    }
    let number = status.as_u16();
    match expected.split_once(' ') {
        Some(_) => format!("{number} {}", if body.contains(&cast.user.name) { "sees" } else { "nothing" }),
        None => number.to_string(),
    }
}

/// Status and body; of what stays open, no body.
async fn call(cast: &Cast, method: &str, pattern: &str, asked: &Asked) -> (StatusCode, String) {
    // Several, where the path varies in several places.
    let mut given = asked.segment.split(' ').cycle();
    let segments = pattern.split('/').map(|segment| if segment.starts_with('{') { given.next().unwrap_or_default() } else { segment });
    let mut path = segments.collect::<Vec<_>>().join("/");
    let mut request = Request::builder().method(method).header("host", "rebound.test");
    if let Some(caller) = &cast.caller {
        request = request.header("authorization", format!("Bearer {}", caller.tokens.access));
    }
    if pattern.starts_with("/ws/") {
        let headers = [("connection", "upgrade"), ("upgrade", "websocket"), ("sec-websocket-version", "13")];
        request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        request = request.header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    }
    let mut body = String::new();
    if method == "GET" {
        path += &asked.query;
    } else if asked.body.is_object() {
        request = request.header("content-type", "application/json");
        body = asked.body.to_string();
    }
    let from = cast.caller.as_ref().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |caller| caller.address);
    let response = cast.app.open(from, request.uri(path).body(Full::from(body)).unwrap()).await;
    let status = response.status();
    let stays_open = pattern.starts_with("/ws/") || pattern.starts_with("/sse/");
    if stays_open && (status.is_success() || status == StatusCode::SWITCHING_PROTOCOLS) {
        return (status, String::new());
    }
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

/// A code as it is written.
pub(super) fn name(code: ErrorCode) -> String {
    serde_json::to_value(code).unwrap().as_str().unwrap().to_owned()
}
