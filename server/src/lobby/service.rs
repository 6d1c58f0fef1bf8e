//! What people do in lobbies. Each verb is part of one transaction that loads the lobby, asks its rules, and stores what has become of
//! it; so whoever comes second sees what the first has done.

use common::api::error::ErrorCode;
use common::api::event::LobbyEvent;
use common::api::lobby::{Lobby, LobbyMode, LobbyParticipant, LobbyTeam, PlaceMessage, SaidInPlace};
use common::api::matches::MatchType;
use common::ids::{LobbyCode, LobbyId, UserId};
use common::text::ChatText;
use rand::RngExt;
use sqlx::SqliteConnection;

use super::change::{self, Done};
use super::room::Room;
use super::store::{self, Held, Which};
use super::{court, show};
use crate::App;
use crate::db::Tx;
use crate::http::{ApiError, Caller};
use crate::{relations, users};

/// Draws for a code that is free. With a million lobbies, one in 480 draws is taken.
const DRAWS_MAX: usize = 16;

/// A lobby.
pub(super) async fn open(tx: &mut Tx, which: Which) -> Result<Held, ApiError> {
    store::find(tx, which).await?.ok_or_else(|| ErrorCode::NotFound.into())
}

/// The same, of somebody who is in it.
pub(super) async fn open_as(tx: &mut Tx, code: LobbyCode, user: UserId) -> Result<Held, ApiError> {
    let held = open(tx, Which::Code(code)).await?;
    if held.room.member(user).is_some() { Ok(held) } else { Err(ErrorCode::Forbidden.into()) }
}

/// The lobby that the user is in.
///
/// # Errors
/// [`ErrorCode::NotFound`], and those of the database.
pub(crate) async fn of(reader: &mut SqliteConnection, user: UserId) -> Result<Lobby, ApiError> {
    let held = store::find(reader, Which::Of(user)).await?.ok_or(ErrorCode::NotFound)?;
    show::lobby(reader, &held).await
}

/// The caller makes a lobby and is in it, and in no other, from the commit on.
///
/// # Errors
/// Those of the database.
pub(crate) async fn create(app: &App, tx: &mut Tx, caller: Caller, (mode, match_type): (LobbyMode, MatchType)) -> Result<Lobby, ApiError> {
    users::still_there(tx, caller.id).await?;
    leave_for_other(app, tx, caller.id).await?;
    let now_ms = tx.now_ms();
    let room = Room::new(mode, match_type, caller.id, now_ms);
    let (id, code) = insert(tx, &room, now_ms).await?;
    let held = Held { id, code, created_at: now_ms, room };
    let nobody = Room { members: Vec::new(), ..held.room.clone() };
    change::apply(app, tx, &nobody, &held, Done::by(caller.id)).await?;
    show::lobby(tx, &held).await
}

async fn insert(tx: &mut Tx, room: &Room, now_ms: i64) -> Result<(LobbyId, LobbyCode), ApiError> {
    let len = u8::try_from(LobbyCode::ALPHABET.len()).expect("the alphabet has 28 letters");
    for _ in 0..DRAWS_MAX {
        let code = LobbyCode::from_draws(std::array::from_fn(|_| rand::rng().random_range(0..len)));
        if let Some(id) = store::insert(tx, code, room, now_ms).await? {
            return Ok((id, code));
        }
    }
    Err(ApiError::internal(&"no free code for a lobby was found"))
}

/// The caller comes into a lobby, and is in no other from the commit on. Who is in it already stays.
///
/// # Errors
/// [`ErrorCode::NotFound`] for one that is not, that the caller is banned from, or whose creator is kept apart from the caller;
/// [`ErrorCode::Full`]; those of the database.
pub(crate) async fn join(app: &App, tx: &mut Tx, caller: Caller, code: LobbyCode) -> Result<LobbyParticipant, ApiError> {
    let person = users::person(tx, caller.id, caller.id).await.map_err(|_| ErrorCode::UserNotFound)?;
    let mut held = open(tx, Which::Code(code)).await?;
    if held.room.member(caller.id).is_none() {
        let creator = held.room.creator().ok_or(ErrorCode::NotFound)?;
        if relations::between(tx, caller.id, creator).await?.is_apart() {
            return Err(ErrorCode::NotFound.into());
        }
        let (before, now_ms) = (held.room.clone(), tx.now_ms());
        held.room.join(caller.id, person.is_guest, now_ms)?;
        leave_for_other(app, tx, caller.id).await?;
        change::apply(app, tx, &before, &held, Done::by(caller.id)).await?;
    }
    show::participant(tx, &held.room, caller.id).await
}

/// The user is in no lobby from the commit on: is somewhere else, plays elsewhere, or has gone.
///
/// # Errors
/// Those of the database.
pub(crate) async fn leave_for_other(app: &App, tx: &mut Tx, user: UserId) -> Result<(), ApiError> {
    match store::find(tx, Which::Of(user)).await? {
        Some(held) => leave(app, tx, held, user).await,
        None => Ok(()),
    }
}

/// The user leaves this lobby.
pub(super) async fn leave(app: &App, tx: &mut Tx, mut held: Held, user: UserId) -> Result<(), ApiError> {
    let before = held.room.clone();
    held.room.leave(user)?;
    change::apply(app, tx, &before, &held, Done::by(user)).await
}

/// Everybody who is in a lobby.
///
/// # Errors
/// Those of the database.
pub(crate) async fn everybody(reader: &mut SqliteConnection) -> sqlx::Result<Vec<UserId>> {
    Ok(store::everybody(reader).await?.into_iter().map(|(_, user)| user).collect())
}

/// The creator sends somebody away.
pub(super) async fn ban(app: &App, tx: &mut Tx, code: LobbyCode, (by, user): (UserId, UserId)) -> Result<(), ApiError> {
    let mut held = open_as(tx, code, by).await?;
    let before = held.room.clone();
    held.room.ban(by, user)?;
    change::apply(app, tx, &before, &held, Done { by: Some(by), expelled: Some(user) }).await
}

/// One of these two keeps the other away by this transaction: if one of them created the lobby in which both are, the other leaves it.
///
/// # Errors
/// Those of the database.
pub(crate) async fn expel_between(app: &App, tx: &mut Tx, one: UserId, other: UserId) -> Result<(), ApiError> {
    for (creator, expelled) in [(one, other), (other, one)] {
        let Some(mut held) = store::find(tx, Which::Of(creator)).await? else { continue };
        if held.room.creator() == Some(creator) && held.room.member(expelled).is_some() {
            let before = held.room.clone();
            held.room.leave(expelled)?;
            change::apply(app, tx, &before, &held, Done { by: None, expelled: Some(expelled) }).await?;
        }
    }
    Ok(())
}

/// What the creator wants otherwise.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SetUp {
    pub(super) match_type: Option<MatchType>,
    pub(super) goals: Option<u8>,
}

/// The creator sets the lobby up, and the match begins if everybody who is left on a side is ready.
pub(super) async fn set_up(app: &App, mut tx: Tx, mut held: Held, by: UserId, wanted: SetUp) -> Result<Lobby, ApiError> {
    let before = held.room.clone();
    held.room.set_up(by, wanted.match_type, wanted.goals)?;
    change::apply(app, &mut tx, &before, &held, Done::by(by)).await?;
    let made = court::prepare(app, &mut tx, &mut held).await?;
    let shown = show::lobby(&mut tx, &held).await?;
    court::commit(app, tx, made).await?;
    Ok(shown)
}

/// What somebody wants for themselves.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Wish {
    pub(super) ready: Option<bool>,
    pub(super) team: Option<LobbyTeam>,
}

/// Somebody is ready, or goes to another side, and the match begins if everybody is ready.
pub(super) async fn change(app: &App, mut tx: Tx, mut held: Held, user: UserId, wish: Wish) -> Result<LobbyParticipant, ApiError> {
    let before = held.room.clone();
    held.room.change(user, wish.ready, wish.team)?;
    change::apply(app, &mut tx, &before, &held, Done::by(user)).await?;
    let made = court::prepare(app, &mut tx, &mut held).await?;
    let shown = show::participant(&mut tx, &held.room, user).await?;
    court::commit(app, tx, made).await?;
    Ok(shown)
}

/// Somebody says something to those who are there. It is told, and not kept.
pub(super) async fn say(tx: &mut Tx, held: &Held, author: UserId, text: &ChatText) -> Result<SaidInPlace, ApiError> {
    let id = store::say(tx, held.id).await?;
    let content = text.as_str().to_owned();
    let message = PlaceMessage { author: users::small(tx, author).await?, content: content.clone() };
    change::tell(tx, &held.room, &[author], &LobbyEvent::Message(Box::new(message)));
    Ok(SaidInPlace { id, content })
}
