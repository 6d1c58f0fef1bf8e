//! Results: each is stored once, together with its log and everything that it counts for, and only then announced.

use std::time::Duration;

use common::api::event::{GameEvent, ServerEvent};
use common::api::matches::{Match, Team, TeamName};
use common::ids::UserId;
use tokio::sync::mpsc;

use super::hosted::Ended;
use super::worker::Command;
use crate::App;
use crate::http::ApiError;
use crate::{chat, matches, stats};

/// First and longest wait before a result that could not be stored is tried again.
const RETRY_AFTER: Duration = Duration::from_millis(100);
const RETRY_AFTER_MAX: Duration = Duration::from_secs(2);

/// Stores the results of all workers, until they have gone.
pub(super) async fn keep(app: App, mut ended: mpsc::Receiver<Ended>) {
    while let Some(ended) = ended.recv().await {
        let app = app.clone();
        app.tracker.clone().spawn(async move { keep_one(&app, &ended).await });
    }
}

/// Tries until the database takes it. The room stays until then; if the server ends first, the log in the journal gives the
/// same result after the restart.
async fn keep_one(app: &App, ended: &Ended) {
    let mut wait = RETRY_AFTER;
    while let Err(error) = store(app, &ended.result, &ended.handle.users).await {
        tracing::warn!(code = %ended.handle.code, ?error, "the result of a match is not stored yet");
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(RETRY_AFTER_MAX);
    }
    app.play.forget(app, ended.handle.code);
    // A worker that has ended has nobody left to tell.
    drop(ended.handle.worker.send(Command::Stored(ended.handle.code)).await);
}

/// Stores a result, and tells the players; does neither when the match had ended before.
pub(super) async fn store(app: &App, result: &matches::store::Result, users: &[UserId]) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    let now_ms = tx.now_ms();
    if matches::finish(&mut tx, result, now_ms).await? {
        stats::count(&mut tx, result.id).await?;
        let over = matches::show(&mut tx, &app.matches, result.id).await?;
        for user in users {
            tx.emit(*user, ServerEvent::Game(GameEvent::Finish(Box::new(over.clone()))));
            if let Some(words) = words(&over, *user) {
                chat::notice(app, &mut tx, *user, &words).await?;
            }
        }
        for aftermath in app.play.0.aftermaths {
            aftermath(app, &mut tx, &over).await?;
        }
    }
    Ok(tx.commit().await?)
}

/// What a player reads of the result later. `None`: nobody won, or the user played on neither side, or on both.
fn words(over: &Match, user: UserId) -> Option<String> {
    let plays = |team: &Team| team.players.iter().any(|player| player.user.id == user);
    let (mine, theirs, side) = match (plays(&over.teams.a), plays(&over.teams.b)) {
        (true, false) => (&over.teams.a, &over.teams.b, TeamName::A),
        (false, true) => (&over.teams.b, &over.teams.a, TeamName::B),
        (true, true) | (false, false) => return None,
    };
    let outcome = if over.winner? == side { "won" } else { "lost" };
    let names: Vec<_> = theirs.players.iter().map(|player| player.user.username.as_str()).collect();
    Some(format!("You {outcome} {} to {} against {}.", mine.score, theirs.score, names.join(", ")))
}
