//! What others tell conversations: blocks, challenges, the end of an account.

use common::api::chat::MessageKind;
use common::ids::{ChallengeId, ChatId, UserId};

use super::post::{self, Post, tell_updated};
use super::{service, store};
use crate::App;
use crate::db::Tx;
use crate::http::ApiError;

/// What a message says to those who cannot show a challenge.
const CHALLENGE: &str = "A challenge.";

/// Two were put apart, or were let together again, by this transaction. Both are told how their conversation is now, if they have one.
pub(crate) async fn block_changed(app: &App, tx: &mut Tx, one: UserId, other: UserId) -> Result<(), ApiError> {
    if let Some(chat) = store::between(tx, one, other).await? {
        for viewer in [one, other] {
            tell_updated(app, tx, viewer, chat).await?;
        }
    }
    Ok(())
}

/// The account of the user was emptied by this transaction. What was said to one person stays with that person; the others who are
/// online are told that nothing more will come.
pub(crate) async fn user_deleted(app: &App, tx: &mut Tx, user: UserId) -> Result<(), ApiError> {
    store::delete_of(tx, user).await?;
    for (chat, other) in store::partners(tx, user).await? {
        // Whoever is not online reads everything again before anything else.
        if app.events.is_online(other) || app.sockets.has_open(other, chat) {
            tell_updated(app, tx, other, chat).await?;
        }
    }
    Ok(())
}

/// Shows a challenge in the conversation of the two, which is made if there is none. Whether the receiver wants it was asked before.
pub(crate) async fn post_challenge(
    app: &App,
    tx: &mut Tx,
    challenge: ChallengeId,
    sender: UserId,
    receiver: UserId,
) -> Result<ChatId, ApiError> {
    let chat = match store::between(tx, sender, receiver).await? {
        Some(chat) => chat,
        None => {
            let now_ms = tx.now_ms();
            store::insert(tx, sender, receiver, now_ms).await?
        }
    };
    let row = post::conversation(tx, sender, chat).await?;
    post::post(app, tx, &row, Post { content: CHALLENGE, kind: MessageKind::Challenge, challenge: Some(challenge) }).await?;
    Ok(chat)
}

/// Leaves a notice of one user in the conversation with another, if they have one.
pub(crate) async fn post_notice(app: &App, tx: &mut Tx, (author, other): (UserId, UserId), content: &str) -> Result<(), ApiError> {
    let Some(chat) = store::between(tx, author, other).await? else { return Ok(()) };
    let row = post::conversation(tx, author, chat).await?;
    post::post(app, tx, &row, Post { content, kind: MessageKind::Notice, challenge: None }).await?;
    Ok(())
}

/// A challenge changed its state by this transaction: whoever has its conversation open is told.
pub(crate) async fn challenge_changed(app: &App, tx: &mut Tx, challenge: ChallengeId) -> Result<(), ApiError> {
    let Some(message) = store::of_challenge(tx, challenge).await? else { return Ok(()) };
    let Some(chat) = message.chat_id.map(ChatId) else { return Ok(()) };
    for viewer in store::both(tx, chat).await? {
        service::tell_message_updated(app, tx, viewer, message.clone()).await?;
    }
    Ok(())
}
