//! Who looks through the queues: makes matches of those who are there.

use std::time::Duration;

use anyhow::Context;
use common::sim::{Court, Rules, Seat, Side};

use super::pairing::{Waiting, pairs};
use super::store::{self, Place};
use super::{Mode, service};
use crate::http::ApiError;
use crate::play::MatchSpec;
use crate::{App, events, relations};

/// How often the queues are looked through while somebody waits, besides whenever somebody comes and whenever somebody may be paired
/// who could not before.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// From the beginning of a round to the next: many who come at once are looked at together.
const ROUND_EVERY: Duration = Duration::from_millis(20);

/// Begins to look through the queues, in which those still are who waited when the server went down.
///
/// # Errors
/// The queues cannot be read.
pub(crate) async fn start(app: &App) -> anyhow::Result<()> {
    let waiting = service::everybody(&mut *app.db.read().await?).await.context("the queues")?;
    waiting.into_iter().for_each(|user| app.events.enters(user, events::Place::Queue));
    tokio::spawn(look_again_and_again(app.clone()));
    Ok(())
}

async fn look_again_and_again(app: App) {
    loop {
        let next_round = tokio::time::sleep(ROUND_EVERY);
        let mut again_in = None;
        for mode in Mode::ALL {
            let next = look(&app, mode).await.unwrap_or_else(|error| {
                tracing::warn!(?error, "the queue could not be looked through");
                Some(LOOK_EVERY)
            });
            again_in = again_in.into_iter().chain(next).min();
        }
        tokio::select! {
            () = app.queue.grown.notified() => {}
            () = tokio::time::sleep(again_in.unwrap_or_default()), if again_in.is_some() => {}
            () = app.stop.cancelled() => return,
        }
        next_round.await;
    }
}

/// Looks once. In what time it is to be looked again; `None`: nobody waits.
async fn look(app: &App, mode: Mode) -> Result<Option<Duration>, ApiError> {
    let waiting = store::waiting(&mut *app.db.read().await?, mode).await?;
    if waiting.is_empty() {
        return Ok(None);
    }
    // Nobody is to wait on a court for somebody who has gone, or is not back yet after a restart; who is being put into a match by
    // other means gives the place up with it.
    let free: Vec<_> = waiting.into_iter().filter(|place| app.events.is_online(place.user) && !app.play.is_taken(place.user)).collect();
    let now_ms = app.clock.now_ms();
    let widens_in = free.iter().filter_map(|place| mode.widens_in(now_ms - place.join_at)).min();
    let widens_in = widens_in.and_then(|ms| u64::try_from(ms).ok()).map_or(LOOK_EVERY, Duration::from_millis);
    for pair in paired(app, mode, &free, now_ms).await? {
        if !app.play.takes_matches() {
            // There is no time for more; everybody keeps the place.
            break;
        }
        if let Err(error) = pair_up(app, mode, pair).await {
            tracing::warn!(?error, "two who wait for a match cannot have it yet");
        }
    }
    Ok(Some(widens_in.min(LOOK_EVERY)))
}

/// Who plays whom.
async fn paired(app: &App, mode: Mode, free: &[Place], now_ms: i64) -> Result<Vec<[Place; 2]>, ApiError> {
    if free.len() < 2 {
        return Ok(Vec::new());
    }
    let users: Vec<_> = free.iter().map(|place| place.user).collect();
    let apart = relations::apart_among(&mut *app.db.read().await?, &users).await?;
    let waiting = free.iter().map(|place| Waiting { trophies: place.trophies, reach: mode.reach(now_ms - place.join_at) });
    let pairs = pairs(&waiting.collect::<Vec<_>>(), |one, other| !apart.has(users[one], users[other]));
    Ok(pairs.into_iter().map(|pair| pair.map(|place| free[place])).collect())
}

/// Makes a match of two, whose places go with it.
async fn pair_up(app: &App, mode: Mode, [one, other]: [Place; 2]) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    if !store::take(&mut tx, one.id).await? || !store::take(&mut tx, other.id).await? {
        // One of them has left; the other keeps the place, and is looked at again.
        return Ok(());
    }
    if relations::between(&mut tx, one.user, other.user).await?.is_apart() {
        // Since a moment ago; both keep their places.
        return Ok(());
    }
    let spec = MatchSpec {
        game_mode: mode.game_mode(),
        rules: Rules::new(Court::Duel),
        players: vec![(Seat::new(Side::A, 0), one.user), (Seat::new(Side::B, 0), other.user)],
        counts: !one.is_guest && !other.is_guest,
    };
    let prepared = app.play.prepare(app, &mut tx, spec).await?;
    let now_ms = tx.now_ms();
    for place in [one, other] {
        tx.leaves(place.user, events::Place::Queue);
    }
    app.play.begin(app, tx, prepared).await?;
    for place in [one, other] {
        app.queue.waits.note(mode, Duration::from_millis(u64::try_from(now_ms - place.join_at).unwrap_or(0)));
    }
    Ok(())
}
