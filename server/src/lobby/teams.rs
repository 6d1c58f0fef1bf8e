//! Teams of clash that look for others: whom there is to be put together, and the match that comes of it.

use common::api::matches::GameMode;
use common::ids::{LobbyId, UserId};
use common::sim::{Court, Rules, Seat, Side};
use sqlx::SqliteConnection;

use super::court;
use super::store::{self, Held, Which};
use crate::App;
use crate::db::Tx;
use crate::http::ApiError;
use crate::play::MatchSpec;
use crate::relations;

/// A lobby of clash whose members are all ready.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Team {
    pub(crate) lobby: LobbyId,
    /// One to three, in the order of their coming.
    pub(crate) users: Vec<UserId>,
}

/// Every team that looks for others, whoever was ready first before the others.
///
/// # Errors
/// Those of the database.
pub(crate) async fn looking(reader: &mut SqliteConnection) -> sqlx::Result<Vec<Team>> {
    let mut teams: Vec<Team> = Vec::new();
    for (lobby, user) in store::looking(reader).await? {
        match teams.last_mut().filter(|team| team.lobby == lobby) {
            Some(team) => team.users.push(user),
            None => teams.push(Team { lobby, users: vec![user] }),
        }
    }
    Ok(teams)
}

/// Makes the match of these teams, side by side. False: one of them does not look any more, or two of them are kept apart since a
/// moment ago; nothing has happened then.
///
/// # Errors
/// Those of [`crate::play::Play::prepare`], and of the database.
pub(crate) async fn play(app: &App, sides: [&[LobbyId]; 2]) -> Result<bool, ApiError> {
    let mut tx = app.db.begin().await?;
    let (mut lobbies, mut players) = (Vec::new(), Vec::new());
    for (side, ids) in Side::ALL.into_iter().zip(sides) {
        let Some(there) = open(&mut tx, ids).await? else { return Ok(false) };
        let users: Vec<_> = there.iter().flat_map(|held| held.room.users()).collect();
        if users.len() != usize::from(Court::Clash.seats_per_side()) {
            return Ok(false);
        }
        players.extend((0..).zip(users).map(|(index, user)| (Seat::new(side, index), user)));
        lobbies.extend(there);
    }
    let users: Vec<_> = players.iter().map(|(_, user)| *user).collect();
    let apart = relations::apart_among(&mut tx, &users).await?;
    let strangers =
        |one: &Held, other: &Held| one.room.users().iter().any(|user| other.room.users().iter().any(|mate| apart.has(*user, *mate)));
    let are_apart = lobbies.iter().enumerate().any(|(place, one)| lobbies[place + 1..].iter().any(|other| strangers(one, other)));
    if are_apart {
        return Ok(false);
    }
    let rooms: Vec<_> = lobbies.iter().map(|held| &held.room).collect();
    let counts = court::counts(&rooms, &players);
    let spec = MatchSpec { game_mode: GameMode::Clash, rules: Rules::new(Court::Clash), players, counts };
    let prepared = app.play.prepare(app, &mut tx, spec).await?;
    for held in &mut lobbies {
        court::begin(app, &mut tx, held, &prepared).await?;
    }
    app.play.begin(app, tx, prepared).await?;
    Ok(true)
}

/// These lobbies, if all of them still look.
async fn open(tx: &mut Tx, ids: &[LobbyId]) -> sqlx::Result<Option<Vec<Held>>> {
    let mut all = Vec::new();
    for id in ids {
        match store::find(tx, Which::Row(*id)).await? {
            Some(held) if held.room.is_ready() => all.push(held),
            Some(_) | None => return Ok(None),
        }
    }
    Ok(Some(all))
}
