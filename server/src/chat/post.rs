//! Writing into a conversation: the row, the counts, and whoever has to hear of it, all in one transaction.

use common::api::chat::{Chat, Message, MessageKind};
use common::api::chat_socket::ChatEvent;
use common::api::event::{ChatNews, ServerEvent};
use common::ids::{ChallengeId, ChatId, UserId};

use super::show;
use super::store::{self, ConversationRow, New};
use crate::App;
use crate::db::Tx;
use crate::events::sockets::Hearers;
use crate::http::ApiError;

/// What is written.
pub(super) struct Post<'a> {
    pub(super) content: &'a str,
    pub(super) kind: MessageKind,
    pub(super) challenge: Option<ChallengeId>,
}

/// Writes as the viewer of the conversation, and tells both. The message as its author sees it.
pub(super) async fn post(app: &App, tx: &mut Tx, mine: &ConversationRow, post: Post<'_>) -> Result<Message, ApiError> {
    let now_ms = tx.now_ms();
    let (author, other, chat) = (mine.viewer(), mine.other(), mine.chat());
    let new = New { author: Some(author), content: post.content, kind: show::name(post.kind), challenge: post.challenge };
    let row = store::insert_message(tx, chat, &new, now_ms).await?;
    let written = show::message(app, tx, mine, row.clone()).await?;
    // Only a challenge looks different from the other side; nobody has read what is new.
    let theirs = match post.kind {
        MessageKind::Challenge => {
            let of = conversation(tx, other, chat).await?;
            show::message(app, tx, &of, row).await?
        }
        MessageKind::Text | MessageKind::Notice => written.clone(),
    };
    let mine_is_open = app.sockets.has_open(author, chat);
    let hearers = if mine_is_open { Hearers::User(author) } else { Hearers::Asker(author) };
    tx.tell(hearers, &ChatEvent::Message(Box::new(written.clone())));
    if app.sockets.has_open(other, chat) {
        tx.tell(Hearers::User(other), &ChatEvent::Message(Box::new(theirs)));
    } else {
        tx.emit(other, ServerEvent::Chat(ChatNews::Message(Box::new(theirs))));
    }
    for (viewer, was_shown) in [(author, mine.shown), (other, mine.other_shown)] {
        if !was_shown {
            let back = chat_of(app, tx, viewer, chat).await?;
            tx.emit(viewer, ServerEvent::Chat(ChatNews::Updated(Box::new(back))));
        }
    }
    Ok(written)
}

/// Tells the viewer how the conversation is now: on the event stream, and on the sockets if it is open; never by opening anything.
pub(super) async fn tell_updated(app: &App, tx: &mut Tx, viewer: UserId, chat: ChatId) -> Result<(), ApiError> {
    let now = chat_of(app, tx, viewer, chat).await?;
    let hearers = if app.sockets.has_open(viewer, chat) { Hearers::User(viewer) } else { Hearers::Asker(viewer) };
    tx.tell(hearers, &ChatEvent::ChatUpdated(Box::new(now.clone())));
    tx.emit(viewer, ServerEvent::Chat(ChatNews::Updated(Box::new(now))));
    Ok(())
}

/// The conversation as the viewer, one of the two, sees it now.
pub(super) async fn chat_of(app: &App, tx: &mut Tx, viewer: UserId, chat: ChatId) -> Result<Chat, ApiError> {
    let row = conversation(tx, viewer, chat).await?;
    show::chat(app, tx, row).await
}

/// The conversation of somebody who is known to be one of the two.
pub(super) async fn conversation(tx: &mut Tx, viewer: UserId, chat: ChatId) -> Result<ConversationRow, ApiError> {
    store::conversation(tx, viewer, chat).await?.ok_or_else(|| ApiError::internal(&"a conversation of two has lost one"))
}
