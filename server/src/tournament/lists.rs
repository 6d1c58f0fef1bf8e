//! Who may see which tournament, one by one and in lists.

use common::api::error::ErrorCode;
use common::api::matches::Game;
use common::api::tournament::{Tournament, TournamentRow};
use common::ids::{TournamentId, UserId};
use sqlx::SqliteConnection;

use super::store::{self, Held, Which};
use super::{service, show};
use crate::App;
use crate::http::{ApiError, PageQuery};
use crate::users;

/// Public ones that can be joined and whose name contains `q`, newest first, and how many there are.
pub(super) async fn search(app: &App, viewer: UserId, q: &str, page: &PageQuery) -> Result<(i64, Vec<TournamentRow>), ApiError> {
    let mut reader = app.db.read().await?;
    let (count, rows) = store::search(&mut reader, viewer, q, (page.limit, page.offset)).await?;
    let organisers: Vec<_> = rows.iter().map(|row| UserId(row.created_by)).collect();
    let names = users::small_many(&mut reader, &organisers).await?;
    let shown = rows.into_iter().map(|row| {
        let broken = |error: &dyn std::fmt::Display| ApiError::internal(error);
        Ok(TournamentRow {
            id: TournamentId(row.id),
            code: row.code.parse().map_err(|error| broken(&error))?,
            name: row.name,
            game: Game::Duel,
            n_participants: u8::try_from(row.n_participants).map_err(|error| broken(&error))?,
            size: u8::try_from(row.size).map_err(|error| broken(&error))?,
            created_by: names.get(&UserId(row.created_by)).map(|user| user.username.clone()).ok_or(ErrorCode::Internal)?,
        })
    });
    Ok((count, shown.collect::<Result<_, ApiError>>()?))
}

/// Public ones that are running, newest first, and how many there are.
pub(super) async fn live(app: &App, viewer: UserId, page: &PageQuery) -> Result<(i64, Vec<Tournament>), ApiError> {
    let mut reader = app.db.read().await?;
    let (count, ids) = store::live(&mut reader, viewer, (page.limit, page.offset)).await?;
    let held = store::all(&mut reader, &ids).await?;
    Ok((count, show::all(app, &mut reader, &held).await?))
}

/// Every tournament that the user is or was in, newest first.
///
/// # Errors
/// Those of the database.
pub(crate) async fn of_user(app: &App, reader: &mut SqliteConnection, user: UserId) -> Result<Vec<Tournament>, ApiError> {
    let ids = store::of_user(reader, user).await?;
    let held = store::all(reader, &ids).await?;
    show::all(app, reader, &held).await
}

/// The tournament that the user is in; of several, the one where the user has something to do.
pub(super) async fn mine(app: &App, user: UserId) -> Result<Tournament, ApiError> {
    let mut reader = app.db.read().await?;
    let id = store::unfinished_of(&mut reader, user).await?.first().copied().ok_or(ErrorCode::NotFound)?;
    let held = store::find(&mut reader, Which::Row(id)).await?.ok_or(ErrorCode::NotFound)?;
    show::one(app, &mut reader, &held).await
}

/// One tournament, as somebody sees it who may be nobody.
pub(super) async fn one(app: &App, which: Which, viewer: Option<UserId>) -> Result<Tournament, ApiError> {
    let mut reader = app.db.read().await?;
    let held = store::find(&mut reader, which).await?.ok_or(ErrorCode::NotFound)?;
    if !may_see(&mut reader, which, &held, viewer).await? {
        return Err(ErrorCode::NotFound.into());
    }
    show::one(app, &mut reader, &held).await
}

/// Who is or was in it always may. Others may see what is public, and what is private if they know the code; ids can be guessed. As long
/// as it has not ended, it is hidden from those who are banned, and from those who are kept apart from the organiser, if they say who
/// they are.
async fn may_see(reader: &mut SqliteConnection, which: Which, held: &Held, viewer: Option<UserId>) -> sqlx::Result<bool> {
    let Some(viewer) = viewer else { return Ok(!held.card.private) };
    if held.life.entrant(viewer).is_some() {
        return Ok(true);
    }
    if held.card.private && matches!(which, Which::Row(_)) {
        return Ok(false);
    }
    let is_over = !held.life.is_gathering() && !held.life.is_running();
    Ok(is_over || service::may_find(reader, held, viewer).await?)
}
