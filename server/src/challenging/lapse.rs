//! How challenges end by themselves: their time is over, or the challenger has gone. The rows say what waits, so nothing is
//! forgotten by a restart.

use std::collections::BTreeSet;
use std::time::Duration;

use common::ids::UserId;
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::outcome;
use crate::App;
use crate::challenge::store;
use crate::http::ApiError;

/// After a start of the server, challengers have this long to come back, as those have who wait in the queue.
const BACK_WITHIN: Duration = Duration::from_secs(30);
/// When it is tried again, if the database did not take it.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Who may have gone with a challenge still waiting.
#[derive(Debug, PartialEq, Eq)]
enum Suspects {
    These(BTreeSet<UserId>),
    /// It is not known, so everybody is looked at.
    Anybody,
}

/// Begins to end challenges, those among them whose time was over while the server was down.
pub(super) fn start(app: &App) {
    // From now on, so that nobody goes unheard before the task has its first turn.
    let left = app.events.offline();
    tokio::spawn(look_again_and_again(app.clone(), left));
}

async fn look_again_and_again(app: App, mut left: broadcast::Receiver<UserId>) {
    let mut returned = std::pin::pin!(tokio::time::sleep(BACK_WITHIN));
    let mut restarted = true;
    let mut suspects = Suspects::These(BTreeSet::new());
    loop {
        let next = match look(&app, &suspects).await {
            Ok(next) => {
                suspects = Suspects::These(BTreeSet::new());
                next
            }
            Err(error) => {
                tracing::warn!(?error, "challenges could not be looked through");
                Some(AGAIN_AFTER)
            }
        };
        tokio::select! {
            gone = left.recv() => match gone {
                Ok(user) => suspects.add(user),
                Err(RecvError::Lagged(_)) => suspects = Suspects::Anybody,
                Err(RecvError::Closed) => return,
            },
            () = &mut returned, if restarted => {
                restarted = false;
                suspects = Suspects::Anybody;
            }
            () = app.challenging.sent.notified() => {}
            () = tokio::time::sleep(next.unwrap_or_default()), if next.is_some() => {}
            () = app.stop.cancelled() => return,
        }
    }
}

/// Looks once. How long until the next one's time is over, if there is one.
async fn look(app: &App, suspects: &Suspects) -> Result<Option<Duration>, ApiError> {
    let mut reader = app.db.read().await?;
    let gone: Vec<_> = match suspects {
        Suspects::These(users) => users.iter().copied().collect(),
        Suspects::Anybody => store::senders(&mut reader).await?,
    };
    let gone: Vec<_> = gone.into_iter().filter(|user| !app.events.is_online(*user)).collect();
    let somebody_has_gone = !gone.is_empty() && !store::pending_from(&mut reader, &gone).await?.is_empty();
    let now_ms = app.clock.now_ms();
    if somebody_has_gone || store::next_due(&mut reader).await?.is_some_and(|at| at <= now_ms) {
        drop(reader);
        let mut tx = app.db.begin().await?;
        outcome::expire(app, &mut tx).await?;
        outcome::withdraw_absent(app, &mut tx, &gone).await?;
        tx.commit().await?;
        reader = app.db.read().await?;
    }
    let next = store::next_due(&mut reader).await?;
    Ok(next.map(|at| Duration::from_millis(u64::try_from(at - app.clock.now_ms()).unwrap_or(0))))
}

impl Suspects {
    fn add(&mut self, user: UserId) {
        match self {
            Self::These(users) => _ = users.insert(user),
            Self::Anybody => {}
        }
    }
}
