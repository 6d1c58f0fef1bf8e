//! Who puts teams of clash together: again and again, whenever one is ready.

use std::time::Duration;

use common::ids::LobbyId;

use crate::http::ApiError;
use crate::queue::teams;
use crate::{App, lobby, relations};

/// How often the teams are looked through while some look for others, besides whenever one is ready.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// From the beginning of a round to the next: many who are ready at once are looked at together.
const ROUND_EVERY: Duration = Duration::from_millis(20);

pub(super) async fn look_again_and_again(app: App) {
    loop {
        let next_round = tokio::time::sleep(ROUND_EVERY);
        let somebody_waits = look(&app).await.unwrap_or_else(|error| {
            tracing::warn!(?error, "teams could not be put together");
            true
        });
        tokio::select! {
            () = app.lobbies.somebody_is_ready() => {}
            () = tokio::time::sleep(LOOK_EVERY), if somebody_waits => {}
            () = app.stop.cancelled() => return,
        }
        next_round.await;
    }
}

/// Looks once. False: no team looks for others.
async fn look(app: &App) -> Result<bool, ApiError> {
    // Through the writer: whoever says that a team is ready does so in a transaction that has yet to end.
    let looking = lobby::looking(&mut *app.db.begin().await?).await?;
    let somebody_waits = !looking.is_empty();
    // Nobody is to wait on a court for somebody who has gone, or is not back yet after a restart.
    let is_there = |team: &lobby::Team| team.users.iter().all(|user| app.events.is_online(*user) && !app.play.is_taken(*user));
    let free: Vec<_> = looking.into_iter().filter(is_there).collect();
    let users: Vec<_> = free.iter().flat_map(|team| team.users.iter().copied()).collect();
    let apart = relations::apart_among(&mut *app.db.read().await?, &users).await?;
    let sizes: Vec<_> = free.iter().map(|team| team.users.len()).collect();
    let may_play = |one: usize, other: usize| {
        let (mut ones, others) = (free[one].users.iter(), &free[other].users);
        !ones.any(|user| others.iter().any(|other| apart.has(*user, *other)))
    };
    for sides in teams::matches(&sizes, may_play) {
        if !app.play.takes_matches() {
            // There is no time for more; everybody goes on looking.
            break;
        }
        let sides: [Vec<LobbyId>; 2] = sides.map(|side| side.into_iter().map(|team| free[team].lobby).collect());
        if let Err(error) = lobby::play(app, [&sides[0], &sides[1]]).await {
            tracing::warn!(?error, "teams that fit cannot play yet");
        }
    }
    Ok(somebody_waits)
}
