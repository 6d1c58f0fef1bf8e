//! Conversations of two, public channels and notices: what is stored of them, and who is told. What comes and goes through sockets is
//! in `chat_socket`.

mod channels;
mod hooks;
mod notices;
mod post;
mod routes;
pub(crate) mod service;
mod show;
mod store;
mod throttle;

pub(crate) use channels::{join, leave, say};
pub(crate) use hooks::{block_changed, challenge_changed, post_challenge, post_notice, user_deleted};
pub(crate) use notices::notice;
pub(crate) use routes::{content, routes};
pub(crate) use throttle::Throttle;

use common::api::channel::NOTICES_KEPT_MS;

use crate::db::Tx;

/// Removes notices that are old.
pub(crate) async fn prune(tx: &mut Tx) -> sqlx::Result<()> {
    let before_ms = tx.now_ms() - NOTICES_KEPT_MS;
    store::prune_notices(tx, before_ms).await
}
