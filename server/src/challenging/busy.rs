//! What the challenged hear when a challenger begins another match, or is back from one: what can be watched meanwhile has changed.

use common::api::event::{ChallengeEvent, ServerEvent};
use common::ids::UserId;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use crate::App;
use crate::challenge::{self, store};
use crate::chat;
use crate::http::ApiError;

/// Begins to listen to matches.
pub(super) fn start(app: &App) {
    let changes = app.matches.changes();
    tokio::spawn(listen(app.clone(), changes));
}

async fn listen(app: App, mut changes: broadcast::Receiver<Vec<UserId>>) {
    loop {
        let players = tokio::select! {
            players = changes.recv() => match players {
                Ok(players) => players,
                // Whoever looks at the list sees how it is.
                Err(RecvError::Lagged(_)) => continue,
                Err(RecvError::Closed) => return,
            },
            () = app.stop.cancelled() => return,
        };
        if let Err(error) = tell(&app, &players).await {
            tracing::warn!(?error, "the challenged were not told that the challenger is busy, or is no more");
        }
    }
}

/// Tells everybody whom one of these challenges.
async fn tell(app: &App, senders: &[UserId]) -> Result<(), ApiError> {
    if store::pending_from(&mut *app.db.read().await?, senders).await?.is_empty() {
        return Ok(());
    }
    // Whoever makes the match holds the writer until it is true, or is not made after all.
    let mut tx = app.db.begin().await?;
    for wish in store::pending_from(&mut tx, senders).await? {
        let challenge = challenge::show(app, &mut tx, wish.receiver, wish.id).await?;
        tx.emit(wish.receiver, ServerEvent::Challenge(ChallengeEvent::Updated(Box::new(challenge))));
        chat::challenge_changed(app, &mut tx, wish.id).await?;
    }
    Ok(tx.commit().await?)
}
