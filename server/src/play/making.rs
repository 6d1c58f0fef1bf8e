//! How a match is made: its row, its room, and the word to its players, in this order.

use std::sync::Arc;

use common::api::error::ErrorCode;
use common::api::event::{GameEvent, ServerEvent};
use common::api::matches::{Game, GameMode, Match};
use common::api::tournament::Stage;
use common::ids::{MatchCode, MatchId, TournamentId, UserId};
use common::sim::{Rules, Seat, Seed, TICK_HZ};
use common::wire::SeatView;
use http::StatusCode;
use sqlx::SqliteConnection;
use tokio::sync::watch;

use super::hosted::NewRoom;
use super::registry::{Course, Reservation, RoomHandle};
use super::room::Room;
use super::worker::Command;
use super::{Member, Play};
use crate::App;
use crate::db::Tx;
use crate::http::{ApiError, keep_answer};
use crate::matches::{self, LiveMatch, store::NewMatch};
use crate::{stats, users};

/// What match is wanted.
#[derive(Clone, Debug)]
pub(crate) struct MatchSpec {
    pub(crate) game_mode: GameMode,
    pub(crate) rules: Rules,
    /// One user for each seat of the court.
    pub(crate) players: Vec<(Seat, UserId)>,
    /// Whether it counts for statistics.
    pub(crate) counts: bool,
}

/// What is particular to a match of a bracket: where it belongs. Everybody may watch it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fixture {
    pub(crate) tournament: TournamentId,
    pub(crate) stage: Stage,
    /// Place in the stage, from 1.
    pub(crate) n: u8,
    /// How long its players have to come, seconds.
    pub(crate) connect_secs: u16,
}

/// What a room is made of, whether new or found again after a restart.
pub(super) struct Making {
    pub(super) id: MatchId,
    pub(super) code: MatchCode,
    pub(super) game_mode: GameMode,
    pub(super) players: Vec<(Seat, UserId)>,
    pub(super) spectators_allowed: bool,
    pub(super) room: Room,
}

/// A match whose rows are in a transaction, and that does not run yet. Dropped instead of begun, its players are free again.
pub(crate) struct Prepared {
    made: Match,
    making: Making,
    member: Member,
    reservation: Reservation,
}

impl Prepared {
    /// Its row.
    pub(crate) fn id(&self) -> MatchId {
        self.making.id
    }

    /// The name of the match.
    pub(crate) fn code(&self) -> MatchCode {
        self.making.code
    }

    /// Whether anybody may watch.
    pub(crate) fn spectators_allowed(&self) -> bool {
        self.making.spectators_allowed
    }
}

impl Play {
    /// Makes a match in this transaction, which [`Play::begin`] commits.
    ///
    /// # Errors
    /// [`ErrorCode::AlreadyPlaying`] when one of them sits in another, [`ErrorCode::Unavailable`] when the server is ending or
    /// has no time for more, and those of the database.
    pub(crate) async fn prepare(&self, app: &App, tx: &mut Tx, spec: MatchSpec) -> Result<Prepared, ApiError> {
        self.prepare_fixture(app, tx, spec, None).await
    }

    /// The same for a match of a bracket.
    ///
    /// # Errors
    /// Like [`Play::prepare`].
    pub(crate) async fn prepare_fixture(
        &self,
        app: &App,
        tx: &mut Tx,
        spec: MatchSpec,
        fixture: Option<Fixture>,
    ) -> Result<Prepared, ApiError> {
        if app.stop.is_cancelled() || !self.takes_matches() {
            return Err(ErrorCode::Unavailable.into());
        }
        let member = self.idlest().ok_or(ErrorCode::Unavailable)?.clone();
        let users: Vec<_> = spec.players.iter().map(|(_, user)| *user).collect();
        let reservation = self.0.registry.reserve(users.clone()).ok_or(ErrorCode::AlreadyPlaying)?;
        let trophies = match spec.game_mode {
            GameMode::Ranked => Some(stats::trophies_on(tx, Game::Duel, &users).await?),
            GameMode::Duel | GameMode::Clash | GameMode::CustomGame | GameMode::Tournament | GameMode::Local => None,
        };
        let new = NewMatch {
            game_mode: spec.game_mode,
            rules: spec.rules,
            trophies,
            seed: Seed(rand::random()),
            spectators_allowed: fixture.is_some() || users::all_allow_spectators(tx, &users).await?,
            players: spec.players,
            counts: spec.counts,
            place: fixture.map(|fixture| (fixture.tournament, fixture.stage.id(), i64::from(fixture.n))),
            connect_ticks: fixture.map(|fixture| u32::from(fixture.connect_secs) * TICK_HZ),
        };
        let now_ms = tx.now_ms();
        let (id, code) = matches::insert(tx, &new, now_ms).await?;
        let made = matches::show(tx, &app.matches, id).await?;
        let room = Room::new(new.rules, new.seed, &new.players, self.0.patience.with_connect_ticks(new.connect_ticks));
        let making = Making { id, code, game_mode: new.game_mode, players: new.players, spectators_allowed: new.spectators_allowed, room };
        Ok(Prepared { made, making, member, reservation })
    }

    /// Commits the transaction of a match, and so tells the players. What else the caller did in it is true together with the
    /// match, or not at all.
    ///
    /// # Errors
    /// [`ErrorCode::Unavailable`] when the server is ending, and those of the database.
    pub(crate) async fn begin(&self, app: &App, mut tx: Tx, prepared: Prepared) -> Result<Match, ApiError> {
        let Prepared { made, making, member, reservation } = prepared;
        let code = making.code;
        for (_, user) in &making.players {
            tx.emit(*user, ServerEvent::Game(GameEvent::Start(Box::new(made.clone()))));
        }
        keep_answer(&mut tx, StatusCode::CREATED, &made).await?;
        // The room is there before anybody can hear of it.
        self.open(app, &mut tx, &member, making).await?;
        if let Err(error) = tx.commit().await {
            self.forget(app, code);
            // A worker that has gone has no rooms either.
            drop(member.inbox.send(Command::Stored(code)).await);
            return Err(error.into());
        }
        reservation.keep();
        Ok(made)
    }

    /// Gives a room to a worker, and makes it known.
    pub(super) async fn open(&self, app: &App, reader: &mut SqliteConnection, member: &Member, making: Making) -> Result<(), ApiError> {
        let Making { id, code, game_mode, players, spectators_allowed, room } = making;
        let seats = seat_views(reader, &players).await?;
        let users: Arc<[UserId]> = players.iter().map(|(_, user)| *user).collect();
        let course = Arc::new(watch::Sender::new(Course::Running));
        let worker = member.inbox.clone();
        let handle = RoomHandle { code, users: users.clone(), game_mode, spectators_allowed, worker: worker.clone(), course };
        let asked = worker.clone();
        let ask_log = Box::new(move |reply| drop(asked.try_send(Command::Log(code, reply))));
        let live = Arc::new(LiveMatch::new(id, code, users.to_vec(), spectators_allowed, ask_log));
        let spectators_max = self.0.spectators_max;
        let new = NewRoom { id, game_mode, seats, room, handle: handle.clone(), live: live.clone(), spectators_max };
        worker.send(Command::Open(Box::new(new))).await.map_err(|_| ErrorCode::Unavailable)?;
        self.0.registry.insert(handle);
        app.matches.insert(live);
        users.iter().for_each(|user| app.events.plays(*user, Some(code)));
        Ok(())
    }

    /// A room is no longer known, and its users are free.
    pub(super) fn forget(&self, app: &App, code: MatchCode) {
        app.matches.remove(code);
        if let Some(handle) = self.0.registry.remove(code) {
            handle.users.iter().for_each(|user| app.events.plays(*user, None));
            handle.course.send_replace(Course::Stored);
        }
    }
}

async fn seat_views(reader: &mut SqliteConnection, players: &[(Seat, UserId)]) -> Result<Vec<SeatView>, ApiError> {
    let users: Vec<_> = players.iter().map(|(_, user)| *user).collect();
    let mut names = users::small_many(reader, &users).await?;
    let mut views: Vec<_> = players
        .iter()
        .filter_map(|(seat, user)| {
            let small = names.remove(user)?;
            let picture = small.profile_picture.id;
            Some(SeatView { seat: *seat, user_id: *user, username: small.username, picture })
        })
        .collect();
    views.sort_by_key(|view| view.seat);
    Ok(views)
}
