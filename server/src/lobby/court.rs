//! From a lobby to the court and back: a match is made in the transaction in which the last one is ready, and its end is noted in the
//! one that stores its result.

use std::collections::BTreeSet;

use common::api::event::{LobbyEvent, ServerEvent};
use common::api::lobby::LobbyMode;
use common::api::matches::{GameMode, Match, MatchType};
use common::ids::UserId;
use common::sim::{Court, Rules, Seat};
use futures_util::future::BoxFuture;

use super::change::{self, Done};
use super::room::Room;
use super::service;
use super::store::{self, Held, Which};
use crate::App;
use crate::db::Tx;
use crate::http::ApiError;
use crate::play::{MatchSpec, Prepared};

/// Makes the match of a custom game whose players are all ready, in this transaction. `None`: there is none to be made.
pub(super) async fn prepare(app: &App, tx: &mut Tx, held: &mut Held) -> Result<Option<Prepared>, ApiError> {
    let seats = held.room.seats();
    if held.room.mode != LobbyMode::CustomGame || !held.room.is_ready() {
        return Ok(None);
    }
    if !seats.iter().all(|(_, user)| is_there(app, *user)) {
        // Nobody is to wait on a court for somebody who may never come.
        tx.wakes(&app.lobbies.late);
        return Ok(None);
    }
    let court = match held.room.match_type {
        MatchType::OneOnOne => Court::Duel,
        MatchType::ThreeOnThree => Court::Clash,
    };
    let counts = counts(&[&held.room], &seats);
    let rules = Rules::new(court).with_goals(held.room.goals);
    let spec = MatchSpec { game_mode: GameMode::CustomGame, rules, players: seats, counts };
    let prepared = app.play.prepare(app, tx, spec).await?;
    begin(app, tx, held, &prepared).await?;
    Ok(Some(prepared))
}

/// Whether somebody can take a seat now.
pub(super) fn is_there(app: &App, user: UserId) -> bool {
    app.events.is_online(user) && !app.play.is_taken(user)
}

/// A match counts if nobody in it is a guest.
pub(super) fn counts(rooms: &[&Room], seats: &[(Seat, UserId)]) -> bool {
    let guests: BTreeSet<_> =
        rooms.iter().flat_map(|room| &room.members).filter(|member| member.is_guest).map(|member| member.user).collect();
    !seats.iter().any(|(_, user)| guests.contains(user))
}

/// The lobby plays this match from the commit on.
pub(super) async fn begin(app: &App, tx: &mut Tx, held: &mut Held, prepared: &Prepared) -> Result<(), ApiError> {
    let before = held.room.clone();
    held.room.begin(prepared.code());
    change::apply(app, tx, &before, held, Done::default()).await?;
    if prepared.spectators_allowed() {
        for user in held.room.spectators() {
            tx.emit(user, ServerEvent::Lobby(LobbyEvent::Spectate(prepared.code())));
        }
    }
    Ok(())
}

/// Commits, with the match that was made in the transaction, if there is one.
pub(super) async fn commit(app: &App, tx: Tx, made: Option<Prepared>) -> Result<(), ApiError> {
    match made {
        Some(prepared) => app.play.begin(app, tx, prepared).await.map(drop),
        None => Ok(tx.commit().await?),
    }
}

/// A match ends with this transaction: the lobbies that played it are still there, and nobody in them is ready.
pub(crate) fn aftermath<'a>(app: &'a App, tx: &'a mut Tx, over: &'a Match) -> BoxFuture<'a, Result<(), ApiError>> {
    Box::pin(async move {
        for id in store::playing(tx, over.code).await? {
            let mut held = service::open(tx, Which::Row(id)).await?;
            let before = held.room.clone();
            held.room.end();
            change::apply(app, tx, &before, &held, Done::default()).await?;
        }
        Ok(())
    })
}

/// Waits for the results of matches that are over, if those who are in a lobby with this user still sit in them.
pub(super) async fn settle(app: &App, user: UserId) -> Result<(), ApiError> {
    let found = store::find(&mut *app.db.read().await?, Which::Of(user)).await?;
    for member in found.map(|held| held.room.users()).unwrap_or_default() {
        app.play.is_playing(member).await;
    }
    Ok(())
}
