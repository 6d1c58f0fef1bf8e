//! The verbs of conversations.

use common::api::chat::{Chat, ChatExists, Message, MessageKind};
use common::api::chat_socket::{ChatEvent, Opened, Typing};
use common::api::error::ErrorCode;
use common::api::event::{ChatNews, ServerEvent};
use common::api::users::AcceptChat;
use common::ids::{ChatId, MessageId, UserId};
use common::text::ChatText;
use http::StatusCode;
use tokio::time::Instant;

use super::post::{self, Post, chat_of, tell_updated};
use super::store::ConversationRow;
use super::{show, store};
use crate::db::Tx;
use crate::events::sockets::{Hearers, SocketId};
use crate::http::{ApiError, PageQuery, keep_answer};
use crate::{App, users};

/// The conversation between these two, and whether it is a new one.
enum Found {
    Old(ChatId),
    New(ChatId),
}

pub(super) async fn list(app: &App, viewer: UserId, q: &str, page: &PageQuery) -> Result<(i64, Vec<Chat>), ApiError> {
    let mut reader = app.db.read().await?;
    let count = store::count(&mut reader, viewer, q).await?;
    let rows = store::list(&mut reader, viewer, q, (page.limit, page.offset)).await?;
    Ok((count, show::chats(app, &mut reader, viewer, rows).await?))
}

pub(super) async fn create(app: &App, viewer: UserId, username: &str) -> Result<Chat, ApiError> {
    let mut tx = app.db.begin().await?;
    let chat = match find(&mut tx, viewer, username).await? {
        Found::New(chat) => chat,
        Found::Old(chat_id) => return Err(ApiError { exists: Some(ChatExists { chat_id }), ..ErrorCode::AlreadyExists.into() }),
    };
    let created = chat_of(app, &mut tx, viewer, chat).await?;
    keep_answer(&mut tx, StatusCode::CREATED, &created).await?;
    tx.commit().await?;
    Ok(created)
}

/// Opens a conversation on a socket, and makes it if it has to; the answer is how it is now.
pub(crate) async fn open(app: &App, viewer: UserId, with: Opened, socket: SocketId) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    let chat = match with {
        Opened::ChatId(chat) => chat,
        Opened::Username(username) => match find(&mut tx, viewer, &username).await? {
            Found::Old(chat) | Found::New(chat) => chat,
        },
    };
    show_again(app, &mut tx, viewer, chat).await?;
    let now = chat_of(app, &mut tx, viewer, chat).await?;
    tx.tell(Hearers::Asker(viewer), &ChatEvent::ChatUpdated(Box::new(now)));
    // While the writer is held: what is written from now on is told there.
    if !app.sockets.open(socket, chat) {
        return Err(ErrorCode::Conflict.into());
    }
    let committed = tx.commit().await;
    if committed.is_err() {
        app.sockets.close(socket, chat);
    }
    Ok(committed?)
}

/// Closes a conversation on a socket.
pub(crate) async fn close(app: &App, socket: SocketId, chat: ChatId) -> Result<(), ApiError> {
    // While the writer is held, like opening.
    let tx = app.db.begin().await?;
    app.sockets.close(socket, chat);
    Ok(tx.commit().await?)
}

pub(super) async fn get(app: &App, viewer: UserId, chat: ChatId) -> Result<Chat, ApiError> {
    let row = mine(&mut *app.db.read().await?, viewer, chat).await?;
    if row.shown || row.apart {
        return show::chat(app, &mut *app.db.read().await?, row).await;
    }
    let mut tx = app.db.begin().await?;
    show_again(app, &mut tx, viewer, chat).await?;
    let now = chat_of(app, &mut tx, viewer, chat).await?;
    tx.commit().await?;
    Ok(now)
}

pub(super) async fn hide(app: &App, viewer: UserId, chat: ChatId) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    if mine(&mut tx, viewer, chat).await?.shown {
        store::set_shown(&mut tx, viewer, chat, false).await?;
        tell_list(app, &mut tx, viewer, chat).await?;
    }
    Ok(tx.commit().await?)
}

pub(super) async fn messages(
    app: &App,
    viewer: UserId,
    chat: ChatId,
    before: i64,
    page: &PageQuery,
) -> Result<(i64, Vec<Message>), ApiError> {
    let mut reader = app.db.read().await?;
    let row = mine(&mut reader, viewer, chat).await?;
    let (count, rows) = store::messages(&mut reader, chat, before, (page.limit, page.offset)).await?;
    Ok((count, show::messages(app, &mut reader, viewer, rows, |message| row.is_read(message)).await?))
}

/// Writes. What is wrong with the text is said only to those who may write here.
pub(crate) async fn send(app: &App, author: UserId, chat: ChatId, text: Result<ChatText, ApiError>) -> Result<Message, ApiError> {
    let mut tx = app.db.begin().await?;
    users::still_there(&mut tx, author).await?;
    let row = mine(&mut tx, author, chat).await?;
    if !row.writable() {
        return Err(ErrorCode::NotWritable.into());
    }
    let text = text?;
    let written = post::post(app, &mut tx, &row, Post { content: text.as_str(), kind: MessageKind::Text, challenge: None }).await?;
    keep_answer(&mut tx, StatusCode::CREATED, &written).await?;
    tx.commit().await?;
    Ok(written)
}

/// Everything up to this message is read.
pub(crate) async fn read(app: &App, viewer: UserId, chat: ChatId, message: Result<MessageId, ApiError>) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    let row = mine(&mut tx, viewer, chat).await?;
    let message = message?;
    if !store::is_of(&mut tx, chat, message).await? {
        return Err(ErrorCode::NotFound.into());
    }
    if message.0 > row.read_through {
        store::set_read(&mut tx, &row, message).await?;
        let newest = store::newest_read(&mut tx, &row, row.read_through, message).await?;
        tell_updated(app, &mut tx, viewer, chat).await?;
        // Those who are kept apart hear nothing of each other.
        if !row.apart && newest.is_some() {
            tell_updated(app, &mut tx, row.other(), chat).await?;
        }
        if let Some(newest) = newest {
            let both = [viewer, row.other()];
            for reader in both.into_iter().filter(|reader| *reader == viewer || !row.apart) {
                tell_message_updated(app, &mut tx, reader, newest.clone()).await?;
            }
        }
    }
    keep_answer(&mut tx, StatusCode::NO_CONTENT, &()).await?;
    Ok(tx.commit().await?)
}

/// The other side sees for some seconds that the user types, at most once a second.
pub(crate) async fn typing(app: &App, user: UserId, chat: ChatId) -> Result<(), ApiError> {
    let row = mine(&mut *app.db.read().await?, user, chat).await?;
    if !row.writable() {
        return Err(ErrorCode::NotWritable.into());
    }
    if app.sockets.has_open(row.other(), chat) && app.sockets.may_type(user, Instant::now()) {
        app.sockets.tell(row.other(), &ChatEvent::Typing(Typing { chat_id: chat, user_id: user }));
    }
    Ok(())
}

/// Tells a message that has changed to its reader, if the conversation is open there.
pub(super) async fn tell_message_updated(app: &App, tx: &mut Tx, reader: UserId, row: store::MessageRow) -> Result<(), ApiError> {
    let Some(chat) = row.chat_id.map(ChatId) else { return Ok(()) };
    let of = post::conversation(tx, reader, chat).await?;
    let shown = show::message(app, tx, &of, row).await?;
    let hearers = if app.sockets.has_open(reader, chat) { Hearers::User(reader) } else { Hearers::Asker(reader) };
    tx.tell(hearers, &ChatEvent::MessageUpdated(Box::new(shown)));
    Ok(())
}

/// The conversation, if the viewer is one of the two.
async fn mine(connection: &mut sqlx::SqliteConnection, viewer: UserId, chat: ChatId) -> Result<ConversationRow, ApiError> {
    store::conversation(connection, viewer, chat).await?.ok_or_else(|| ErrorCode::Forbidden.into())
}

/// The conversation with somebody, who is found by name; it is made if the other wants that.
async fn find(tx: &mut Tx, viewer: UserId, username: &str) -> Result<Found, ApiError> {
    users::still_there(tx, viewer).await?;
    let other = users::account_named(tx, viewer, username).await?;
    if other.id == viewer {
        return Err(ErrorCode::Yourself.into());
    }
    if other.relation.blocks() {
        return Err(ErrorCode::BlockedByYou.into());
    }
    if let Some(chat) = store::between(tx, viewer, other.id).await? {
        return Ok(Found::Old(chat));
    }
    let accepts = match other.accept_chat_from {
        AcceptChat::None => false,
        AcceptChat::FriendsOnly => other.relation.friends,
        AcceptChat::Everyone => true,
    };
    if !accepts {
        return Err(ErrorCode::NotAccepting.into());
    }
    let now_ms = tx.now_ms();
    let chat = store::insert(tx, viewer, other.id, now_ms).await?;
    store::set_shown(tx, viewer, chat, true).await?;
    Ok(Found::New(chat))
}

/// A hidden conversation comes back for whoever looks at it; one of people who are kept apart stays as it is.
async fn show_again(app: &App, tx: &mut Tx, viewer: UserId, chat: ChatId) -> Result<(), ApiError> {
    let row = mine(tx, viewer, chat).await?;
    if !row.shown && !row.apart {
        store::set_shown(tx, viewer, chat, true).await?;
        tell_list(app, tx, viewer, chat).await?;
    }
    Ok(())
}

/// Tells the viewer's other clients that the conversation is among the shown ones, or is not.
async fn tell_list(app: &App, tx: &mut Tx, viewer: UserId, chat: ChatId) -> Result<(), ApiError> {
    let now = chat_of(app, tx, viewer, chat).await?;
    tx.emit(viewer, ServerEvent::Chat(ChatNews::Updated(Box::new(now))));
    Ok(())
}
