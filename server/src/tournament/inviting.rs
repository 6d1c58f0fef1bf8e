//! Friends are invited to a tournament: by anybody in a public one, by the organiser in a private one.

use common::api::error::ErrorCode;
use common::api::event::{InviteEvent, TournamentInvite};
use common::ids::{TournamentCode, UserId};

use super::{service, store};
use crate::App;
use crate::db::Tx;
use crate::http::ApiError;
use crate::invites::{self, Invitation, Target};

/// Invites a friend. Whom the organiser invites may come back even if they were banned.
///
/// # Errors
/// Those of the API, and of the database.
pub(super) async fn invite(app: &App, tx: &mut Tx, code: TournamentCode, (by, user): (UserId, UserId)) -> Result<(), ApiError> {
    service::open(tx, code).await?;
    invites::must_exist(tx, by, user).await?;
    let held = service::open_as(tx, code, by).await?;
    let organises = held.life.organiser == by;
    if held.card.private && !organises {
        return Err(ErrorCode::Forbidden.into());
    }
    invites::must_be_friends(tx, by, user).await?;
    if !held.life.is_gathering() {
        return Err(ErrorCode::AlreadyStarted.into());
    }
    if held.life.entrant(user).is_some() {
        return Err(ErrorCode::AlreadyExists.into());
    }
    if organises {
        store::forgive(tx, held.card.id, user).await?;
    } else if !service::may_find(tx, &held, user).await? {
        return Err(ErrorCode::Forbidden.into());
    }
    let event = InviteEvent::Tournament(TournamentInvite { id: by, code });
    let what = format!("the tournament {}", held.card.name);
    invites::send(app, tx, Invitation { by, user, to: Target::Tournament(code), event, what }).await
}
