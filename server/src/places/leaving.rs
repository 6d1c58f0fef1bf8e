//! The ways out, in a transaction of somebody else: because of a match, of another place, or of having gone.

use common::api::error::ErrorCode;
use common::ids::UserId;

use super::way::Kind;
use crate::App;
use crate::db::Tx;
use crate::http::ApiError;
use crate::{lobby, queue, tournament};

/// These users are going to play in a match of another kind: they leave the places they are in.
///
/// # Errors
/// [`ErrorCode::AlreadyPlaying`] when one of them may not, and those of the database.
pub(crate) async fn vacate(app: &App, tx: &mut Tx, users: &[UserId]) -> Result<(), ApiError> {
    for user in users {
        must_be_free(app, tx, *user).await?;
        leave_but(app, tx, *user, None).await?;
    }
    Ok(())
}

/// Whether nothing holds the user where they are.
///
/// # Errors
/// [`ErrorCode::AlreadyPlaying`], and those of the database.
pub(super) async fn must_be_free(app: &App, tx: &mut Tx, user: UserId) -> Result<(), ApiError> {
    // Matches are made by whoever holds the writer: from here on, none is made with this user.
    let is_held = app.play.is_taken(user) || tournament::holds(tx, user).await?;
    if is_held { Err(ErrorCode::AlreadyPlaying.into()) } else { Ok(()) }
}

/// Out of everything that can be left: the user has gone.
///
/// # Errors
/// Those of the database.
pub(crate) async fn leave_all(app: &App, tx: &mut Tx, user: UserId) -> Result<(), ApiError> {
    leave_but(app, tx, user, None).await
}

/// Out of everything but places of this kind.
pub(super) async fn leave_but(app: &App, tx: &mut Tx, user: UserId, kind: Option<Kind>) -> Result<(), ApiError> {
    if kind != Some(Kind::Queue) {
        queue::leave_for_other(tx, user).await?;
    }
    if kind != Some(Kind::Lobby) {
        lobby::leave_for_other(app, tx, user).await?;
    }
    if kind != Some(Kind::Tournament) {
        tournament::leave_for_other(app, tx, user).await?;
    }
    Ok(())
}
