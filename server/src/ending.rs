//! The end of the server, step by step.

use std::time::Duration;

use common::api::event::{NoticeKind, ServerEvent, ServerNotice, ServerOwnEvent};
use common::api::time::Timestamp;
use tokio::time::{Instant, timeout_at};

use crate::db::DbError;
use crate::{App, play};

/// Part of the time to end that is kept for closing connections and the database; never more than half of it.
const CLOSING_MAX: Duration = Duration::from_secs(3);

/// Ends everything within `drain_seconds`. `stop` is cancelled already, so nothing new begins.
pub(crate) async fn end(app: &App) {
    let within = Duration::from_secs(u64::from(app.config.play.drain_seconds));
    let (end, closing) = (Instant::now() + within, CLOSING_MAX.min(within / 2));
    tracing::info!(seconds = within.as_secs(), "ending");
    match timeout_at(end - closing, give_notice(app, within)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(%error, "could not give notice"),
        Err(_) => tracing::warn!("could not give notice in time"),
    }
    if timeout_at(end - closing, play::drain(app)).await.is_err() {
        tracing::warn!("some matches have not ended; they are kept, and go on when the server is back");
    }
    app.events.close_all();
    app.sockets.end_all();
    app.over.cancel();
    app.tracker.close();
    app.connections.close();
    let all = async { tokio::join!(app.connections.wait(), app.tracker.wait()) };
    if timeout_at(end - closing / 3, all).await.is_err() {
        tracing::warn!(connections = app.connections.len(), tasks = app.tracker.len(), "not everything ended in time");
    }
    if timeout_at(end, app.db.close()).await.is_err() {
        tracing::warn!("the database was not closed in time; what is committed is kept all the same");
    }
    app.data_dir.release();
}

async fn give_notice(app: &App, within: Duration) -> Result<(), DbError> {
    let mut tx = app.db.begin().await?;
    let at = tx.now_ms() + i64::try_from(within.as_millis()).unwrap_or(0);
    let text = "The server is about to restart. Running matches are finished, or go on afterwards.".to_owned();
    tx.emit_to_all(ServerEvent::Server(ServerOwnEvent::Notice(ServerNotice { kind: NoticeKind::Restart, text, at: Timestamp(at) })));
    tx.commit().await
}
