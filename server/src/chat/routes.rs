//! `/api/chat/`.

use common::api::error::ErrorCode;
use common::ids::{ChatId, MessageId};
use common::text::ChatText;
use http::Method;
use tokio::time::Instant;

use super::{channels, service};
use crate::http::{Answer, ApiError, Call, Caller, Fields, Route, reply};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        Route::user(Method::GET, "/api/chat/channels/", channel_list),
        Route::user(Method::GET, "/api/chat/channels/{name}/messages/", channel_messages),
        Route::account(Method::GET, "/api/chat/", list),
        Route::account(Method::POST, "/api/chat/", create),
        Route::account(Method::GET, "/api/chat/{id}/", get),
        Route::account(Method::DELETE, "/api/chat/{id}/", hide),
        Route::account(Method::GET, "/api/chat/{id}/messages/", messages),
        Route::account(Method::POST, "/api/chat/{id}/messages/", send),
        Route::account(Method::POST, "/api/chat/{id}/read/", read),
    ]
}

async fn channel_list(_caller: Caller, call: Call) -> Answer {
    Ok(reply::json(&channels::list(&call.app)))
}

async fn channel_messages(caller: Caller, call: Call) -> Answer {
    let channel: String = call.param(0)?;
    let (page, before) = (call.page()?, before(&call)?);
    let (count, messages) = channels::messages(&call.app, caller.id, &channel, before, &page).await?;
    Ok(reply::json(&page.of(count, messages)))
}

async fn list(caller: Caller, call: Call) -> Answer {
    let page = call.page()?;
    let (count, chats) = service::list(&call.app, caller.id, call.query("q").unwrap_or_default(), &page).await?;
    Ok(reply::json(&page.of(count, chats)))
}

async fn create(caller: Caller, mut call: Call) -> Answer {
    let username = call.fields.required::<String>("username");
    call.fields.finish()?;
    let Some(username) = username else { return Err(call.fields.refusal()) };
    Ok(reply::created(&service::create(&call.app, caller.id, &username).await?))
}

async fn get(caller: Caller, call: Call) -> Answer {
    let chat: ChatId = call.param(0)?;
    Ok(reply::json(&service::get(&call.app, caller.id, chat).await?))
}

async fn hide(caller: Caller, call: Call) -> Answer {
    let chat: ChatId = call.param(0)?;
    service::hide(&call.app, caller.id, chat).await?;
    Ok(reply::no_content())
}

async fn messages(caller: Caller, call: Call) -> Answer {
    let chat: ChatId = call.param(0)?;
    let (page, before) = (call.page()?, before(&call)?);
    let (count, messages) = service::messages(&call.app, caller.id, chat, before, &page).await?;
    Ok(reply::json(&page.of(count, messages)))
}

async fn send(caller: Caller, mut call: Call) -> Answer {
    let chat: ChatId = call.param(0)?;
    let wait = call.app.messages.write(caller.id, Instant::now());
    wait.map_err(|wait| ApiError::throttled(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)))?;
    let content = content(&mut call.fields);
    Ok(reply::created(&service::send(&call.app, caller.id, chat, content).await?))
}

async fn read(caller: Caller, mut call: Call) -> Answer {
    let chat: ChatId = call.param(0)?;
    let message = call.fields.required::<i64>("message_id").map(MessageId).ok_or_else(|| call.fields.refusal());
    service::read(&call.app, caller.id, chat, message).await?;
    Ok(reply::no_content())
}

/// The words of a message.
pub(crate) fn content(fields: &mut Fields) -> Result<ChatText, ApiError> {
    let text =
        fields.required::<String>("content").and_then(|raw| ChatText::parse(&raw).map_err(|wrong| fields.fail("content", wrong)).ok());
    text.ok_or_else(|| fields.refusal())
}

/// Which messages are wanted: those before this one, or all.
fn before(call: &Call) -> Result<i64, ApiError> {
    let Some(raw) = call.query("before") else { return Ok(i64::MAX) };
    raw.parse::<MessageId>().map(|id| id.0).map_err(|_| ErrorCode::Malformed.into())
}
