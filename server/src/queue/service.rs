//! What can be done with the queue.

use std::time::Duration;

use common::api::error::ErrorCode;
use common::api::matches::GameMode;
use common::api::users::Activity;
use common::ids::UserId;
use common::sim::{Court, Rules, Seat, Side};
use tokio::sync::broadcast::error::RecvError;

use super::Queue;
use super::line_up::Entry;
use crate::App;
use crate::http::{ApiError, Caller};
use crate::play::MatchSpec;

/// How long two whose match could not be made wait before it is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Starts pairing, and takes out of the queue who goes offline.
pub(crate) fn start(app: &App) {
    tokio::spawn(pair(app.clone()));
    tokio::spawn(forget_the_absent(app.clone()));
}

/// The caller wants a duel.
pub(super) async fn join(app: &App, caller: Caller) -> Result<Entry, ApiError> {
    if app.play.is_playing(caller.id).await {
        return Err(ErrorCode::AlreadyPlaying.into());
    }
    if app.stop.is_cancelled() || !app.play.takes_matches() {
        return Err(ErrorCode::Unavailable.into());
    }
    let entry = app.queue.duel().join(caller.id, caller.is_guest, app.clock.now_ms()).map_err(|_| ErrorCode::Unavailable)?;
    app.events.set_activity(caller.id, Activity::Queue, None);
    app.queue.0.grown.notify_one();
    Ok(entry)
}

/// The user does not want it any more. False: did not wait.
pub(super) fn leave(app: &App, user: UserId) -> bool {
    let left = app.queue.duel().leave(user);
    if left {
        app.events.set_activity(user, Activity::Idle, None);
    }
    left
}

/// Makes a match of the first two, again and again.
async fn pair(app: App) {
    loop {
        tokio::select! {
            () = app.queue.0.grown.notified() => {}
            () = app.stop.cancelled() => return,
        }
        while let Some(pair) = next_pair(&app.queue) {
            if let Err(error) = play(&app, pair).await {
                tracing::warn!(?error, "two who want a duel cannot have it yet");
                put_back(&app, pair);
                tokio::time::sleep(RETRY_AFTER).await;
            }
        }
    }
}

fn next_pair(queue: &Queue) -> Option<[Entry; 2]> {
    queue.duel().pair()
}

async fn play(app: &App, [one, other]: [Entry; 2]) -> Result<(), ApiError> {
    let spec = MatchSpec {
        game_mode: GameMode::Duel,
        rules: Rules::new(Court::Duel),
        players: vec![(Seat::new(Side::A, 0), one.user), (Seat::new(Side::B, 0), other.user)],
        counts: !one.is_guest && !other.is_guest,
    };
    app.play.start(app, spec).await.map(drop)
}

/// Back to their places, except for who plays or has gone by now.
fn put_back(app: &App, pair: [Entry; 2]) {
    for entry in pair {
        if app.events.is_online(entry.user) && app.play.unfinished_match_of(entry.user).is_none() {
            app.queue.duel().put_back(entry);
        }
    }
}

/// Who goes offline does not wait any more.
async fn forget_the_absent(app: App) {
    let mut offline = app.events.offline();
    loop {
        let next = tokio::select! {
            next = offline.recv() => next,
            () = app.stop.cancelled() => return,
        };
        match next {
            Ok(user) => _ = leave(&app, user),
            Err(RecvError::Lagged(_)) => {
                let absent = app.queue.duel().absent(|user| app.events.is_online(user));
                absent.into_iter().for_each(|user| _ = leave(&app, user));
            }
            Err(RecvError::Closed) => return,
        }
    }
}
