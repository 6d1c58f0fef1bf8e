//! What people do with tournaments. Each verb is part of one transaction that loads the tournament, asks its rules, and stores what has
//! become of it; so whoever comes second sees what the first has done.

use common::api::error::{ErrorCode, FieldCode};
use common::api::event::{ServerEvent, TournamentEvent};
use common::api::lobby::SaidInPlace;
use common::api::matches::Game;
use common::api::tournament::{FORFEIT_SECS, SIZES, Tournament, TournamentGone, TournamentParticipant, TournamentSaid};
use common::ids::{TournamentCode, TournamentId, UserId};
use common::text::{ChatText, TournamentName};
use rand::RngExt;
use sqlx::SqliteConnection;

use super::change::{self, After};
use super::life::{Closed, Life, News};
use super::rows::{self, Card};
use super::store::{self, Held, Which};
use super::{show, tell};
use crate::App;
use crate::db::Tx;
use crate::http::{ApiError, Caller, Fields};
use crate::{relations, users};

/// Draws for a code that is free. With a million tournaments, one in 480 draws is taken.
const DRAWS_MAX: usize = 16;

/// What tournament somebody wants.
struct Wanted {
    name: TournamentName,
    size: u8,
    private: bool,
    forfeit_after: Option<u16>,
}

/// Somebody is in a tournament.
#[derive(Clone, Debug)]
pub(crate) enum Joined {
    /// By this transaction.
    Now(TournamentParticipant),
    /// Already; nothing changes.
    Before(TournamentParticipant),
}

/// A tournament.
pub(super) async fn open(tx: &mut Tx, code: TournamentCode) -> Result<Held, ApiError> {
    store::find(tx, Which::Code(code)).await?.ok_or_else(|| ErrorCode::NotFound.into())
}

/// The same, for somebody who is in it, and until it ends.
pub(super) async fn open_as(tx: &mut Tx, code: TournamentCode, user: UserId) -> Result<Held, ApiError> {
    let held = open(tx, code).await?;
    let is_in = held.life.entrant(user).is_some_and(|entrant| !entrant.has_left);
    if is_in && (held.life.is_gathering() || held.life.is_running()) { Ok(held) } else { Err(ErrorCode::Forbidden.into()) }
}

/// The caller organises a tournament and is in it, and in no other that has not started, from the commit on.
///
/// # Errors
/// [`ErrorCode::AlreadyCreated`], [`ErrorCode::Invalid`], and those of the database.
pub(crate) async fn create(app: &App, tx: &mut Tx, caller: Caller, fields: &mut Fields) -> Result<Tournament, ApiError> {
    users::still_there(tx, caller.id).await?;
    // Who organises one that has not started, and only that, leaves it by this, so that it has ended or is somebody else's.
    if store::organises(tx, caller.id).await? {
        return Err(ErrorCode::AlreadyCreated.into());
    }
    let wanted = wanted(tx, fields).await?;
    leave_for_other(app, tx, caller.id).await?;
    let now_ms = tx.now_ms();
    let life = Life::new(wanted.size, rows::patience_ms(wanted.forfeit_after), caller.id, now_ms);
    let nobody = Life { players: Vec::new(), ..life.clone() };
    let held = insert(tx, wanted, life, now_ms).await?;
    // Nobody is there who could resign.
    let _nothing = change::apply(app, tx, &nobody, &held, &[News::Joined(caller.id)]).await?;
    show::one(app, tx, &held).await
}

async fn wanted(tx: &mut Tx, fields: &mut Fields) -> Result<Wanted, ApiError> {
    let name: Option<TournamentName> = fields.required("name");
    let size = fields.required::<i64>("size").and_then(|size| {
        u8::try_from(size).ok().filter(|size| SIZES.contains(size)).or_else(|| {
            fields.fail("size", FieldCode::InvalidChoice);
            None
        })
    });
    let private = fields.optional("private").unwrap_or(false);
    if fields.optional("game") == Some(Game::Clash) {
        // A bracket is of single players: nobody could be put to the seats of a court of six.
        fields.fail("game", FieldCode::InvalidChoice);
    }
    let forfeit_after = fields.optional::<i64>("forfeit_after").and_then(|seconds| {
        u16::try_from(seconds).ok().filter(|seconds| FORFEIT_SECS.contains(seconds)).or_else(|| {
            fields.fail("forfeit_after", FieldCode::OutOfRange);
            None
        })
    });
    if let Some(name) = &name
        && store::is_name_taken(tx, name.as_str()).await?
    {
        fields.fail("name", FieldCode::Taken);
    }
    fields.finish()?;
    let (Some(name), Some(size)) = (name, size) else { return Err(fields.refusal()) };
    Ok(Wanted { name, size, private, forfeit_after })
}

async fn insert(tx: &mut Tx, wanted: Wanted, life: Life, now_ms: i64) -> Result<Held, ApiError> {
    let len = u8::try_from(TournamentCode::ALPHABET.len()).expect("the alphabet has 28 letters");
    for _ in 0..DRAWS_MAX {
        let code = TournamentCode::from_draws(std::array::from_fn(|_| rand::rng().random_range(0..len)));
        let card = Card {
            id: TournamentId(0),
            code,
            name: wanted.name.as_str().to_owned(),
            private: wanted.private,
            forfeit_after: wanted.forfeit_after,
            created_at: now_ms,
        };
        if let Some(id) = store::insert(tx, &card, &life).await? {
            return Ok(Held { card: Card { id, ..card }, life });
        }
    }
    Err(ApiError::internal(&"no free code for a tournament was found"))
}

/// The caller takes a place, and is in no other tournament that has not started from the commit on. Who is in it already stays.
///
/// # Errors
/// [`ErrorCode::NotFound`] for one that is not, that the caller is banned from, or whose organiser is kept apart from the caller;
/// [`ErrorCode::AlreadyStarted`], [`ErrorCode::Full`]; those of the database.
pub(crate) async fn join(app: &App, tx: &mut Tx, caller: Caller, code: TournamentCode) -> Result<Joined, ApiError> {
    let person = users::person(tx, caller.id, caller.id).await.map_err(|_| ErrorCode::UserNotFound)?;
    let mut held = open(tx, code).await?;
    let is_in = held.life.entrant(caller.id).is_some_and(|entrant| !entrant.has_left);
    if !is_in && !may_find(tx, &held, caller.id).await? {
        return Err(ErrorCode::NotFound.into());
    }
    let (before, now_ms) = (held.life.clone(), tx.now_ms());
    let news = held.life.join(caller.id, person.is_guest, now_ms).map_err(|closed| match closed {
        Closed::Full => ErrorCode::Full,
        Closed::Started => ErrorCode::AlreadyStarted,
    })?;
    if news.is_empty() {
        return Ok(Joined::Before(show::participant(&show::one(app, tx, &held).await?, caller.id)?));
    }
    leave_for_other(app, tx, caller.id).await?;
    // If that was the last place, it starts in a transaction of its own, a moment later. Who has just come in resigns from nothing.
    let _nothing = change::apply(app, tx, &before, &held, &news).await?;
    Ok(Joined::Now(show::participant(&show::one(app, tx, &held).await?, caller.id)?))
}

/// Whether somebody who is not in it may know of it: not banned, and not kept apart from whoever organises it.
pub(super) async fn may_find(reader: &mut SqliteConnection, held: &Held, user: UserId) -> sqlx::Result<bool> {
    let is_apart = relations::between(reader, user, held.life.organiser).await?.is_apart();
    Ok(!is_apart && !store::is_banned(reader, held.card.id, user).await?)
}

/// The user leaves this tournament.
///
/// # Errors
/// [`ErrorCode::Forbidden`] for somebody who is not in it, and those of the database.
pub(super) async fn leave(app: &App, tx: &mut Tx, mut held: Held, user: UserId) -> Result<After, ApiError> {
    let (before, now_ms) = (held.life.clone(), tx.now_ms());
    let news = held.life.leave(user, now_ms).ok_or(ErrorCode::Forbidden)?;
    change::apply(app, tx, &before, &held, &news).await
}

/// The user is in no tournament that has not started from the commit on: is somewhere else, plays elsewhere, or has gone.
///
/// # Errors
/// Those of the database.
pub(crate) async fn leave_for_other(app: &App, tx: &mut Tx, user: UserId) -> Result<(), ApiError> {
    let Some(id) = store::unstarted_of(tx, user).await? else { return Ok(()) };
    let Some(held) = store::find(tx, Which::Row(id)).await? else { return Ok(()) };
    // Nobody plays in one that has not started.
    let _nothing = leave(app, tx, held, user).await?;
    Ok(())
}

/// Whether a tournament holds the user: it has started, and the user can still win it.
///
/// # Errors
/// Those of the database.
pub(crate) async fn holds(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<bool> {
    store::holds(reader, user).await
}

/// Everybody who is in a tournament that has not started.
///
/// # Errors
/// Those of the database.
pub(crate) async fn everybody(reader: &mut SqliteConnection) -> sqlx::Result<Vec<UserId>> {
    let places = store::places(reader).await?;
    Ok(places.into_iter().filter(|(.., running)| !running).map(|(_, user, _)| user).collect())
}

/// The account of the user goes with this transaction, and so does the user, from whatever has not ended. Who plays is not deleted.
///
/// # Errors
/// Those of the database.
pub(crate) async fn forget(app: &App, tx: &mut Tx, user: UserId) -> Result<(), ApiError> {
    for id in store::unfinished_of(tx, user).await? {
        if let Some(held) = store::find(tx, Which::Row(id)).await? {
            // Nobody who plays is deleted.
            let _nothing = leave(app, tx, held, user).await?;
        }
    }
    Ok(())
}

/// The organiser sends somebody away for good.
///
/// # Errors
/// Those of the API, and of the database.
pub(super) async fn ban(app: &App, tx: &mut Tx, code: TournamentCode, (by, user): (UserId, UserId)) -> Result<(), ApiError> {
    let held = open_as(tx, code, by).await?;
    if held.life.organiser != by {
        return Err(ErrorCode::Forbidden.into());
    }
    if by == user {
        return Err(ErrorCode::Yourself.into());
    }
    if !held.life.is_gathering() {
        return Err(ErrorCode::AlreadyStarted.into());
    }
    if held.life.entrant(user).is_none() {
        return Err(ErrorCode::NotFound.into());
    }
    store::ban(tx, held.card.id, user).await?;
    expel(app, tx, held, user).await
}

/// Puts somebody out before the start, who is told.
async fn expel(app: &App, tx: &mut Tx, held: Held, user: UserId) -> Result<(), ApiError> {
    let gone = TournamentGone { tournament: held.card.id };
    // Nobody plays in one that has not started.
    let _nothing = leave(app, tx, held, user).await?;
    tx.emit(user, ServerEvent::Tournament(TournamentEvent::Banned(gone)));
    Ok(())
}

/// One of these two keeps the other away by this transaction: if one of them organises the tournament in which both are, and which has
/// not started, the other leaves it.
///
/// # Errors
/// Those of the database.
pub(crate) async fn expel_between(app: &App, tx: &mut Tx, one: UserId, other: UserId) -> Result<(), ApiError> {
    for (organiser, expelled) in [(one, other), (other, one)] {
        let Some(id) = store::unstarted_of(tx, organiser).await? else { continue };
        let Some(held) = store::find(tx, Which::Row(id)).await? else { continue };
        if held.life.organiser == organiser && held.life.entrant(expelled).is_some() {
            expel(app, tx, held, expelled).await?;
        }
    }
    Ok(())
}

/// Somebody says something to the others, but for those who are kept apart from the author. It is told, and not kept.
pub(super) async fn say(tx: &mut Tx, held: &Held, author: UserId, text: &ChatText) -> Result<SaidInPlace, ApiError> {
    let id = store::say(tx, held.card.id).await?;
    let content = text.as_str().to_owned();
    let said = TournamentSaid { author: users::small(tx, author).await?, content: content.clone(), tournament: held.card.id };
    let mut but: Vec<_> = relations::apart_from(tx, author).await?.into_iter().collect();
    but.push(author);
    tell::others(tx, &held.life, &but, &TournamentEvent::Message(Box::new(said)));
    Ok(SaidInPlace { id, content })
}
