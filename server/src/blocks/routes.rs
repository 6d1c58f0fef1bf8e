//! `/api/users/me/blocked/`.

use common::ids::{BlockId, UserId};
use http::{Method, StatusCode};

use super::service;
use crate::http::{Answer, Call, Caller, Route, keep_answer, reply};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::account(Method::GET, "/api/users/me/blocked/", blocked),
        Route::account(Method::POST, "/api/users/me/blocked/", block),
        Route::account(Method::DELETE, "/api/users/me/blocked/{id}/", unblock),
    ]
}

async fn blocked(caller: Caller, call: Call) -> Answer {
    let page = call.page()?;
    let (count, blocked) = service::blocked(&call.app, caller.id, page.limit, page.offset).await?;
    Ok(reply::json(&page.of(count, blocked)))
}

async fn block(caller: Caller, mut call: Call) -> Answer {
    let Some(user) = call.fields.required::<i64>("user_id").map(UserId) else { return Err(call.fields.refusal()) };
    let mut tx = call.app.db.begin().await?;
    let blocked = service::block(&call.app, &mut tx, caller.id, user).await?;
    keep_answer(&mut tx, StatusCode::CREATED, &blocked).await?;
    tx.commit().await?;
    Ok(reply::created(&blocked))
}

async fn unblock(caller: Caller, call: Call) -> Answer {
    let id: BlockId = call.param(0)?;
    let mut tx = call.app.db.begin().await?;
    service::unblock(&call.app, &mut tx, caller.id, id).await?;
    tx.commit().await?;
    Ok(reply::no_content())
}
