//! The channel `notices`, which belongs to each user alone: what the game has to say, kept for 30 days.

use common::api::channel::NOTICES_KEPT_MS;
use common::api::chat::Message;
use common::api::chat_socket::ChatEvent;
use common::ids::UserId;

use super::{show, store};
use crate::App;
use crate::db::Tx;
use crate::events::sockets::Hearers;
use crate::http::{ApiError, PageQuery};

/// Tells the user something, an English sentence; it can be read later.
pub(crate) async fn notice(app: &App, tx: &mut Tx, user: UserId, text: &str) -> Result<(), ApiError> {
    let now_ms = tx.now_ms();
    let row = store::insert_notice(tx, user, text, now_ms).await?;
    for shown in show::messages(app, tx, user, vec![row], |_| true).await? {
        tx.tell(Hearers::User(user), &ChatEvent::Notice(Box::new(shown)));
    }
    Ok(())
}

/// Notices of a user, newest first.
pub(super) async fn list(app: &App, user: UserId, before: i64, page: &PageQuery) -> Result<(i64, Vec<Message>), ApiError> {
    let mut reader = app.db.read().await?;
    let since_ms = app.clock.now_ms() - NOTICES_KEPT_MS;
    let (count, rows) = store::notices(&mut reader, user, since_ms, before, (page.limit, page.offset)).await?;
    // Nobody keeps count of what was read in channels.
    Ok((count, show::messages(app, &mut reader, user, rows, |_| true).await?))
}
