//! Public channels. `general` exists always, and there is no other.

use common::api::channel::{Channel, GENERAL, NOTICES};
use common::api::chat::Message;
use common::api::chat_socket::{ChannelMembers, ChatEvent};
use common::api::error::ErrorCode;
use common::ids::UserId;
use common::text::ChatText;

use super::{notices, show, store};
use crate::App;
use crate::events::sockets::{Hearers, SocketId};
use crate::http::{ApiError, PageQuery};
use crate::users;

/// The public channels.
const PUBLIC: [&str; 1] = [GENERAL];

pub(super) fn list(app: &App) -> Vec<Channel> {
    PUBLIC.iter().map(|name| Channel { name: (*name).to_owned(), members: app.sockets.members(name) }).collect()
}

pub(super) async fn messages(
    app: &App,
    viewer: UserId,
    channel: &str,
    before: i64,
    page: &PageQuery,
) -> Result<(i64, Vec<Message>), ApiError> {
    if channel == NOTICES {
        return notices::list(app, viewer, before, page).await;
    }
    public(channel)?;
    let mut reader = app.db.read().await?;
    let (count, rows) = store::in_channel(&mut reader, (viewer, channel), before, (page.limit, page.offset)).await?;
    Ok((count, show::messages(app, &mut reader, viewer, rows, |_| true).await?))
}

/// The socket hears the channel from now on; how many do.
pub(crate) fn join(app: &App, socket: SocketId, channel: &str) -> Result<ChannelMembers, ApiError> {
    public(channel)?;
    app.sockets.join(socket, channel);
    Ok(members(app, channel))
}

/// It hears it no more; how many still do.
pub(crate) fn leave(app: &App, socket: SocketId, channel: &str) -> Result<ChannelMembers, ApiError> {
    public(channel)?;
    app.sockets.leave(socket, channel);
    Ok(members(app, channel))
}

/// Writes to everybody in the channel, but for those who are kept apart from the author.
pub(crate) async fn say(app: &App, author: UserId, channel: &str, text: Result<ChatText, ApiError>) -> Result<(), ApiError> {
    if channel == NOTICES {
        return Err(ErrorCode::Forbidden.into());
    }
    public(channel)?;
    let text = text?;
    let mut tx = app.db.begin().await?;
    users::still_there(&mut tx, author).await?;
    let now_ms = tx.now_ms();
    let row = store::insert_in_channel(&mut tx, channel, author, text.as_str(), now_ms).await?;
    let without = store::apart_from(&mut tx, author).await?;
    for said in show::messages(app, &mut tx, author, vec![row], |_| true).await? {
        tx.tell(Hearers::Channel { name: channel.to_owned(), without: without.clone() }, &ChatEvent::Message(Box::new(said)));
    }
    Ok(tx.commit().await?)
}

fn members(app: &App, channel: &str) -> ChannelMembers {
    ChannelMembers { channel: channel.to_owned(), members: app.sockets.members(channel) }
}

fn public(channel: &str) -> Result<(), ApiError> {
    if PUBLIC.contains(&channel) { Ok(()) } else { Err(ErrorCode::NotFound.into()) }
}
