//! Who looks through the queue: makes matches of those who are there, and sends away those who have gone.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use anyhow::Context;
use common::api::matches::GameMode;
use common::api::users::Activity;
use common::ids::UserId;
use common::sim::{Court, Rules, Seat, Side};
use tokio::time::Instant;

use super::service;
use super::store::{self, Place};
use crate::App;
use crate::http::ApiError;
use crate::play::MatchSpec;
use crate::relations;

/// How often the queue is looked through while somebody waits, besides whenever somebody comes.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// After a start of the server, those who waited have this long to come back: as long as a seat in a match is kept. Until they do,
/// they keep their places, and nobody plays them.
const BACK_WITHIN: Duration = Duration::from_secs(30);

/// Begins to look through the queue, in which those still are who waited when the server went down.
///
/// # Errors
/// The queue cannot be read.
pub(crate) async fn start(app: &App) -> anyhow::Result<()> {
    let waiting = store::waiting(&mut *app.db.read().await?).await.context("the queue")?;
    let expected: BTreeSet<_> = waiting.into_iter().map(|place| place.user).collect();
    expected.iter().for_each(|user| app.events.set_activity(*user, Activity::Queue, None));
    tokio::spawn(look_again_and_again(app.clone(), expected));
    Ok(())
}

async fn look_again_and_again(app: App, mut expected: BTreeSet<UserId>) {
    let began = Instant::now();
    loop {
        if began.elapsed() >= BACK_WITHIN {
            expected.clear();
        }
        expected.retain(|user| !app.events.is_online(*user));
        let somebody_waits = look(&app, &expected).await.unwrap_or_else(|error| {
            tracing::warn!(?error, "the queue could not be looked through");
            true
        });
        tokio::select! {
            () = app.queue.grown.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY), if somebody_waits => {}
            () = app.stop.cancelled() => return,
        }
    }
}

/// Looks once. False: nobody waits.
async fn look(app: &App, expected: &BTreeSet<UserId>) -> Result<bool, ApiError> {
    let waiting = store::waiting(&mut *app.db.read().await?).await?;
    let somebody_waits = !waiting.is_empty();
    let (present, absent): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|place| app.events.is_online(place.user));
    let gone: Vec<_> = absent.iter().map(|place| place.user).filter(|user| !expected.contains(user)).collect();
    if !gone.is_empty() {
        send_away(app, &gone).await?;
    }
    // Who is being put into a match by other means gives the place up with it.
    let free: Vec<_> = present.into_iter().filter(|place| !app.play.is_taken(place.user)).collect();
    if free.len() < 2 {
        return Ok(somebody_waits);
    }
    let users: Vec<_> = free.iter().map(|place| place.user).collect();
    let apart = relations::apart_among(&mut *app.db.read().await?, &users).await?;
    for pair in pairs(&free, |one, other| !apart.has(one.user, other.user)) {
        if !app.play.takes_matches() {
            // There is no time for more; everybody keeps the place.
            break;
        }
        if let Err(error) = pair_up(app, pair).await {
            tracing::warn!(?error, "two who want a duel cannot have it yet");
        }
    }
    Ok(somebody_waits)
}

/// Who plays whom: whoever came first plays the first after them who may play them.
fn pairs(waiting: &[Place], may_play: impl Fn(&Place, &Place) -> bool) -> Vec<[Place; 2]> {
    let mut left: VecDeque<Place> = waiting.iter().copied().collect();
    let mut pairs = Vec::new();
    while let Some(first) = left.pop_front() {
        let other = left.iter().position(|other| may_play(&first, other)).and_then(|place| left.remove(place));
        pairs.extend(other.map(|other| [first, other]));
    }
    pairs
}

/// Those of them who are not back by now wait no more.
async fn send_away(app: &App, gone: &[UserId]) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    for user in gone {
        // Who came back and asked again, and was told that the place is kept, did so in an earlier transaction.
        if !app.events.is_online(*user) && store::leave(&mut tx, *user).await? {
            app.events.set_activity(*user, Activity::Idle, None);
        }
    }
    Ok(tx.commit().await?)
}

/// Makes a match of two, whose places go with it.
async fn pair_up(app: &App, [one, other]: [Place; 2]) -> Result<(), ApiError> {
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
        game_mode: GameMode::Duel,
        rules: Rules::new(Court::Duel),
        players: vec![(Seat::new(Side::A, 0), one.user), (Seat::new(Side::B, 0), other.user)],
        counts: !one.is_guest && !other.is_guest,
    };
    service::play(app, tx, &[one.user, other.user], spec).await.map(drop)
}

#[cfg(test)]
mod tests {
    use common::ids::QueueEntryId;

    use super::*;
    use crate::relations::Apart;

    /// Who plays whom when so many wait, and these are kept apart.
    fn pairs_of(waiting: i64, apart: &[(i64, i64)]) -> Vec<[i64; 2]> {
        let place = |user| Place { id: QueueEntryId(user), user: UserId(user), is_guest: false, join_at: user };
        let waiting: Vec<_> = (1..=waiting).map(place).collect();
        let apart = Apart::new(apart.iter().map(|(one, other)| (UserId(*one), UserId(*other))));
        let pairs = pairs(&waiting, |one, other| !apart.has(one.user, other.user));
        pairs.into_iter().map(|pair| pair.map(|place| place.user.0)).collect()
    }

    #[test]
    fn who_came_first_plays_first() {
        assert_eq!(pairs_of(5, &[]), [[1, 2], [3, 4]]);
        assert_eq!(pairs_of(1, &[]), [[0; 2]; 0]);
    }

    #[test]
    fn who_is_kept_apart_plays_the_next_and_waits_for_one_who_may() {
        assert_eq!(pairs_of(4, &[(2, 1)]), [[1, 3], [2, 4]]);
        assert_eq!(pairs_of(3, &[(1, 2), (3, 1)]), [[2, 3]]);
        assert_eq!(pairs_of(2, &[(1, 2), (2, 1)]), [[0; 2]; 0]);
    }
}
