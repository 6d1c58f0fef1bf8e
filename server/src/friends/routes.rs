//! `/api/users/me/friend_requests/` and `/api/users/me/friends/`.

use common::api::error::ErrorCode;
use common::ids::{FriendRequestId, FriendshipId};
use http::Method;

use super::service;
use super::store::Which;
use crate::http::{Answer, ApiError, Call, Caller, Route, reply};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::account(Method::GET, "/api/users/me/friend_requests/", requests),
        Route::account(Method::GET, "/api/users/me/friend_requests/received/", received),
        Route::account(Method::POST, "/api/users/me/friend_requests/", ask),
        Route::account(Method::GET, "/api/users/me/friend_requests/{id}/", request),
        Route::account(Method::DELETE, "/api/users/me/friend_requests/{id}/", end_request),
        Route::account(Method::POST, "/api/users/me/friend_requests/{id}/", accept),
        Route::account(Method::GET, "/api/users/me/friends/", friends),
        Route::account(Method::DELETE, "/api/users/me/friends/{id}/", end_friendship),
    ]
}

async fn requests(caller: Caller, call: Call) -> Answer {
    let page = call.page()?;
    let (count, requests) = service::requests(&call.app, caller.id, Which::All, page.limit, page.offset).await?;
    Ok(reply::json(&page.of(count, requests)))
}

async fn received(caller: Caller, call: Call) -> Answer {
    let page = call.page()?;
    let (count, requests) = service::look_at_received(&call.app, caller.id, page.limit, page.offset).await?;
    Ok(reply::json(&page.of(count, requests)))
}

async fn ask(caller: Caller, mut call: Call) -> Answer {
    // Any text: what is no name is nobody's.
    let Some(username) = call.fields.required::<String>("username") else { return Err(call.fields.refusal()) };
    Ok(reply::created(&service::ask(&call.app, caller.id, &username).await?))
}

async fn request(caller: Caller, call: Call) -> Answer {
    let id: FriendRequestId = call.param(0)?;
    Ok(reply::json(&service::request(&call.app, caller.id, id).await?))
}

async fn end_request(caller: Caller, call: Call) -> Answer {
    let id: FriendRequestId = call.param(0)?;
    service::end_request(&call.app, caller.id, id).await?;
    Ok(reply::no_content())
}

async fn accept(caller: Caller, call: Call) -> Answer {
    let id: FriendRequestId = call.param(0)?;
    Ok(reply::created(&service::accept(&call.app, caller.id, id).await?))
}

async fn friends(caller: Caller, call: Call) -> Answer {
    let page = call.page()?;
    let online = online(call.query("online"))?;
    let (count, friends) = service::friends(&call.app, caller.id, online, page.limit, page.offset).await?;
    Ok(reply::json(&page.of(count, friends)))
}

/// Only those who are online, or who are not.
fn online(raw: Option<&str>) -> Result<Option<bool>, ApiError> {
    match raw {
        None => Ok(None),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some(_) => Err(ErrorCode::Malformed.into()),
    }
}

async fn end_friendship(caller: Caller, call: Call) -> Answer {
    let id: FriendshipId = call.param(0)?;
    service::end_friendship(&call.app, caller.id, id).await?;
    Ok(reply::no_content())
}
