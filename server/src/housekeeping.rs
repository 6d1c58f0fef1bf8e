//! What is done now and then: removing what has run out.

use std::time::Duration;

use crate::db::DbError;
use crate::{App, auth, chat, events, http, profiles, users};

/// How often.
const EVERY: Duration = Duration::from_secs(60);

/// Cleans up until the server ends.
pub(crate) async fn run(app: App) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(EVERY) => {}
            () = app.stop.cancelled() => return,
        }
        app.limiter.forget_the_quiet();
        app.messages.forget_the_quiet();
        if let Err(error) = clean(&app).await {
            tracing::warn!(%error, "could not clean up; it is tried again in a minute");
        }
    }
}

async fn clean(app: &App) -> Result<(), DbError> {
    let mut tx = app.db.begin().await?;
    let events_before_ms = tx.now_ms() - i64::try_from(events::KEPT_FOR.as_millis()).unwrap_or(i64::MAX);
    events::store::prune(&mut tx, events_before_ms).await?;
    http::idempotency::prune(&mut tx).await?;
    auth::store::prune(&mut tx).await?;
    chat::prune(&mut tx).await?;
    users::prune_guests(&mut tx).await?;
    profiles::prune_names(app, &mut tx).await?;
    tx.commit().await
}
