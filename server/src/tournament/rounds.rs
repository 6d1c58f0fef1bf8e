//! What time does with tournaments: it starts them, begins their rounds, and makes the matches that are due. And what comes of a match
//! that has ended.

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Context;
use common::api::error::ErrorCode;
use common::api::matches::{GameMode, Match, TeamName};
use common::ids::{TournamentId, UserId};
use common::sim::{Court, Rules, Seat, Side};
use futures_util::future::BoxFuture;

use super::bracket::{Corner, Made, Pairing, State};
use super::change::{self, After};
use super::life::{Ending, News};
use super::store::{self, Held, Which};
use crate::App;
use crate::db::Tx;
use crate::events::Place;
use crate::http::ApiError;
use crate::play::{Fixture, MatchSpec};

/// When a match that could not be made is tried again, and what the database did not take.
const AGAIN_AFTER: Duration = Duration::from_secs(1);

/// Goes on with the tournaments that were there when the server went down.
///
/// # Errors
/// The database cannot be read or written.
pub(crate) async fn start(app: &App) -> anyhow::Result<()> {
    for (tournament, user, _) in store::places(&mut *app.db.read().await?).await.context("places in tournaments")? {
        app.events.enters(user, Place::Tournament(tournament.0));
    }
    let gone_on = resume(app).await.map_err(|error| anyhow::anyhow!("{error:?}")).context("running tournaments")?;
    for after in gone_on {
        after.run(app).await;
    }
    tokio::spawn(look_again_and_again(app.clone()));
    Ok(())
}

/// Whatever is waited for is waited for anew; who left during a match gives it up once more, in case that was not heard.
async fn resume(app: &App) -> Result<Vec<After>, ApiError> {
    let mut tx = app.db.begin().await?;
    let now_ms = tx.now_ms();
    let mut gone_on = Vec::new();
    let ids = store::unfinished(&mut tx).await?;
    for mut held in store::all(&mut tx, &ids).await? {
        let before = held.life.clone();
        let mut news = held.life.resume(now_ms);
        for pairing in &held.life.bracket.0 {
            let Some(made) = pairing.made() else { continue };
            let left = |user: &UserId| held.life.entrant(*user).is_some_and(|entrant| entrant.has_left);
            news.extend(pairing.users.into_iter().flatten().filter(left).map(|user| News::Resigned(made.code, user)));
        }
        gone_on.push(change::apply(app, &mut tx, &before, &held, &news).await?);
    }
    tx.commit().await?;
    Ok(gone_on)
}

async fn look_again_and_again(app: App) {
    loop {
        let next = look(&app).await.unwrap_or_else(|error| {
            tracing::warn!(?error, "tournaments could not be looked through");
            Some(AGAIN_AFTER)
        });
        tokio::select! {
            () = app.tournaments.changed.notified() => {}
            () = tokio::time::sleep(next.unwrap_or_default()), if next.is_some() => {}
            () = app.stop.cancelled() => return,
        }
    }
}

/// Looks once. How long until there is something to do, if there is.
async fn look(app: &App) -> Result<Option<Duration>, ApiError> {
    // Through the writer: what woke this may be a transaction that is just being committed.
    let mut tx = app.db.begin().await?;
    let now_ms = tx.now_ms();
    let due = store::due(&mut tx, now_ms).await?;
    for mut held in store::all(&mut tx, &due).await? {
        let before = held.life.clone();
        let news = change::move_on(&mut tx, &mut held.life).await?;
        // Time alone makes nobody leave.
        let _nothing = change::apply(app, &mut tx, &before, &held, &news).await?;
    }
    let next = store::next_at(&mut tx).await?;
    if due.is_empty() {
        drop(tx);
    } else {
        tx.commit().await?;
    }
    let with_matches = store::with_due_matches(&mut *app.db.read().await?).await?;
    for id in &with_matches {
        make_all(app, *id).await?;
    }
    let still_due = !with_matches.is_empty() && !store::with_due_matches(&mut *app.db.read().await?).await?.is_empty();
    let next = next.map(|at| Duration::from_millis(u64::try_from(at - app.clock.now_ms()).unwrap_or(0)));
    Ok(if still_due { Some(next.map_or(AGAIN_AFTER, |next| next.min(AGAIN_AFTER))) } else { next })
}

/// Makes the matches of a tournament that are due, each in a transaction of its own: one whose players are not free holds up no other.
async fn make_all(app: &App, id: TournamentId) -> Result<(), ApiError> {
    let is_due = |pairing: &Pairing| matches!(pairing.state, State::Due { .. });
    let seen = store::find(&mut *app.db.read().await?, Which::Row(id)).await?;
    let pairings = seen.map(|held| held.life.bracket.0).unwrap_or_default();
    for (place, _) in pairings.iter().enumerate().filter(|(_, pairing)| is_due(pairing)) {
        let mut tx = app.db.begin().await?;
        let Some(mut held) = store::find(&mut tx, Which::Row(id)).await? else { return Ok(()) };
        let Some(pairing) = held.life.bracket.0.get(place).copied().filter(is_due) else { continue };
        let [Some(one), Some(two)] = pairing.users else { continue };
        let taken = [one, two].map(|user| app.play.is_taken(user));
        if taken == [false; 2] {
            make(app, tx, held, place, [one, two]).await?;
            continue;
        }
        let (before, now_ms) = (held.life.clone(), tx.now_ms());
        let news = held.life.cannot_come(place, taken, now_ms);
        if !news.is_empty() {
            // Who forfeits because of another match is not in one of this tournament.
            let _nothing = change::apply(app, &mut tx, &before, &held, &news).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// Makes one match. Without room for it, it stays due.
async fn make(app: &App, mut tx: Tx, mut held: Held, place: usize, users: [UserId; 2]) -> Result<(), ApiError> {
    let pairing = held.life.bracket.0[place];
    let guests: BTreeSet<_> = held.life.players.iter().filter(|entrant| entrant.is_guest).map(|entrant| entrant.user).collect();
    let spec = MatchSpec {
        game_mode: GameMode::Tournament,
        rules: Rules::new(Court::Duel),
        players: vec![(Seat::new(Side::A, 0), users[0]), (Seat::new(Side::B, 0), users[1])],
        counts: !users.iter().any(|user| guests.contains(user)),
    };
    let prepared = match app.play.prepare_fixture(app, &mut tx, spec, Some(fixture(&held, &pairing))).await {
        Ok(prepared) => prepared,
        Err(error) if matches!(error.code, ErrorCode::Unavailable | ErrorCode::AlreadyPlaying) => return Ok(()),
        Err(error) => return Err(error),
    };
    let (before, now_ms) = (held.life.clone(), tx.now_ms());
    let made = Made { id: prepared.id(), code: prepared.code() };
    if held.life.made(place, made, now_ms) {
        // A match that has just been made is given up by nobody.
        let _nothing = change::apply(app, &mut tx, &before, &held, &[News::Made(place)]).await?;
        app.play.begin(app, tx, prepared).await?;
    }
    Ok(())
}

fn fixture(held: &Held, pairing: &Pairing) -> Fixture {
    let connect_secs = u16::try_from(held.life.patience_ms / 1000).expect("players have 10 minutes at most");
    Fixture { tournament: held.card.id, stage: pairing.stage, n: pairing.n, connect_secs }
}

/// A match ends with this transaction: if it is one of a bracket, its winner goes on.
pub(crate) fn aftermath<'a>(app: &'a App, tx: &'a mut Tx, over: &'a Match) -> BoxFuture<'a, Result<(), ApiError>> {
    Box::pin(async move {
        let Some(id) = store::of_match(tx, over.id).await? else { return Ok(()) };
        let Some(mut held) = store::find(tx, Which::Row(id)).await? else { return Ok(()) };
        let (before, now_ms) = (held.life.clone(), tx.now_ms());
        let Some(reason) = over.finish_reason else { return Ok(()) };
        let winner = over.winner.map(|winner| match winner {
            TeamName::A => Corner::One,
            TeamName::B => Corner::Two,
        });
        let score = [over.teams.a.score, over.teams.b.score];
        let news = held.life.over(over.id, Ending { winner, reason, score }, now_ms);
        // The one match that somebody could leave has just ended.
        let _nothing = change::apply(app, tx, &before, &held, &news).await?;
        Ok(())
    })
}
