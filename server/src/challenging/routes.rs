//! `/api/play/challenges/`.

use common::api::matches::Game;
use common::ids::UserId;
use http::Method;

use super::service::{self, Wanted};
use crate::challenge;
use crate::http::{Answer, Call, Caller, Route, reply};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::account(Method::GET, "/api/play/challenges/", list),
        Route::account(Method::POST, "/api/play/challenges/", send).needs_stream(),
        Route::account(Method::DELETE, "/api/play/challenges/{id}/", cancel),
        Route::account(Method::POST, "/api/play/challenges/{id}/accept/", accept).needs_stream(),
        Route::account(Method::POST, "/api/play/challenges/{id}/decline/", decline).needs_stream(),
    ]
}

async fn list(caller: Caller, call: Call) -> Answer {
    let mut reader = call.app.db.read().await?;
    Ok(reply::json(&challenge::pending(&call.app, &mut reader, caller.id).await?))
}

async fn send(caller: Caller, mut call: Call) -> Answer {
    let fields = &mut call.fields;
    let (receiver, game, chat) = (fields.required("user_id"), fields.optional("game"), fields.optional("chat"));
    let Some(receiver) = receiver.map(UserId) else { return Err(fields.refusal()) };
    let mut tx = call.app.db.begin().await?;
    service::may_send(&mut tx, caller.id, receiver).await?;
    fields.finish()?;
    let wanted = Wanted { receiver, game: game.unwrap_or(Game::Duel), chat: chat.unwrap_or(false) };
    Ok(reply::created(&service::send_in(&call.app, tx, caller.id, wanted).await?))
}

async fn cancel(caller: Caller, call: Call) -> Answer {
    service::cancel(&call.app, caller.id, call.param(0)?).await?;
    Ok(reply::no_content())
}

async fn accept(caller: Caller, call: Call) -> Answer {
    Ok(reply::created(&service::accept(&call.app, caller.id, call.param(0)?).await?))
}

async fn decline(caller: Caller, call: Call) -> Answer {
    Ok(reply::json(&service::decline(&call.app, caller.id, call.param(0)?).await?))
}
