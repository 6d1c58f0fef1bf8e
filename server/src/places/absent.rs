//! Who goes offline leaves. The rows say who is where, so nobody is forgotten by a restart.

use std::collections::BTreeSet;
use std::time::Duration;

use common::ids::UserId;
use sqlx::SqliteConnection;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::leaving;
use crate::http::ApiError;
use crate::{App, lobby, queue, tournament};

/// After a start of the server, those who were somewhere have this long to come back: as long as a seat in a match is kept. Until they do,
/// they keep their places, and nobody plays them.
const BACK_WITHIN: Duration = Duration::from_secs(30);
/// When it is tried again, if the database did not take it.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Begins to take those out who go offline.
pub(super) fn start(app: &App) {
    // From now on, so that nobody goes unheard before the task has its first turn.
    let left = app.events.offline();
    tokio::spawn(look_again_and_again(app.clone(), left));
}

async fn look_again_and_again(app: App, mut left: broadcast::Receiver<UserId>) {
    let mut returned = std::pin::pin!(tokio::time::sleep(BACK_WITHIN));
    let mut restarted = true;
    let (mut gone, mut everybody) = (BTreeSet::new(), false);
    loop {
        tokio::select! {
            user = left.recv() => match user {
                Ok(user) => _ = gone.insert(user),
                Err(RecvError::Lagged(_)) => everybody = true,
                Err(RecvError::Closed) => return,
            },
            () = &mut returned, if restarted => {
                restarted = false;
                everybody = true;
            }
            () = tokio::time::sleep(AGAIN_AFTER), if everybody || !gone.is_empty() => {}
            () = app.stop.cancelled() => return,
        }
        match take_out(&app, &mut gone, everybody).await {
            Ok(()) => (gone, everybody) = (BTreeSet::new(), false),
            Err(error) => tracing::warn!(?error, "who has gone could not be taken out"),
        }
    }
}

/// Those of them who are not back by now are nowhere any more; with `everybody`, whoever is not there.
async fn take_out(app: &App, gone: &mut BTreeSet<UserId>, everybody: bool) -> Result<(), ApiError> {
    if everybody {
        gone.extend(anywhere(&mut *app.db.read().await?).await?);
    }
    gone.retain(|user| !app.events.is_online(*user));
    if gone.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    for user in gone.iter() {
        // Who came back and asked again, and was told that the place is kept, did so in an earlier transaction.
        if !app.events.is_online(*user) {
            leaving::leave_all(app, &mut tx, *user).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// Everybody who is in a place that they leave by going offline.
async fn anywhere(reader: &mut SqliteConnection) -> sqlx::Result<Vec<UserId>> {
    let mut everybody = queue::everybody(reader).await?;
    everybody.extend(lobby::everybody(reader).await?);
    everybody.extend(tournament::everybody(reader).await?);
    Ok(everybody)
}
