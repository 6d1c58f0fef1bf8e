//! What the server says of itself, to people and to machines.

pub(crate) mod metrics;
mod openapi;
mod operations;
mod pictures;

use common::api::error::ErrorCode;
use common::api::meta::Meta;
use common::wire::PROTOCOL_VERSION;
use http::Method;

use crate::http::{Answer, Call, Route, reply};

/// Oldest client that may connect.
const OLDEST_CLIENT: &str = "0.1.0";

/// Health, the server in a few words, the description of the API, and the pictures.
pub(crate) fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::open(Method::GET, "/healthz", health),
        Route::open(Method::GET, "/readyz", ready),
        Route::open(Method::GET, "/api/meta/", meta),
    ];
    routes.extend(openapi::routes());
    routes.extend(pictures::routes());
    routes
}

async fn health(_: Call) -> Answer {
    Ok(reply::no_content())
}

/// Ready: not ending, and the database answers.
async fn ready(call: Call) -> Answer {
    if call.app.stop.is_cancelled() {
        return Err(ErrorCode::Unavailable.into());
    }
    drop(call.app.db.read().await?);
    Ok(reply::no_content())
}

async fn meta(call: Call) -> Answer {
    let name = call.app.config.name.clone();
    let version = env!("CARGO_PKG_VERSION").to_owned();
    Ok(reply::json(&Meta { name, version, protocol: PROTOCOL_VERSION, oldest_client: OLDEST_CLIENT.to_owned() }))
}
