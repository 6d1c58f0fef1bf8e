//! Invitations to a place: told at once, and again to whoever opens the event stream anew, until they are taken or the place is gone.
//!
//! Which places there are, who may invite to them and how many fit in is none of the business of this room; whether the two are
//! friends, and where it is written that somebody was invited, is.

mod store;

use std::fmt;

use common::api::error::ErrorCode;
use common::api::event::{InviteEvent, ServerEvent};
use common::ids::{LobbyCode, TournamentCode, UserId};

pub(crate) use store::{between_gone as parted, of_gone as forget};

use crate::App;
use crate::db::Tx;
use crate::events::Waits;
use crate::http::ApiError;
use crate::{chat, users};

/// Where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Lobby(LobbyCode),
    Tournament(TournamentCode),
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lobby(code) => write!(f, "lobby {code}"),
            Self::Tournament(code) => write!(f, "tournament {code}"),
        }
    }
}

/// Who invites whom to what.
#[derive(Clone, Debug)]
pub(crate) struct Invitation {
    pub(crate) by: UserId,
    pub(crate) user: UserId,
    pub(crate) to: Target,
    pub(crate) event: InviteEvent,
    /// What is done there, in English: "a 1v1".
    pub(crate) what: String,
}

/// Whether the one who is to be invited is somebody whom the other may know of. Asked before anything that is refused with 403.
///
/// # Errors
/// [`ErrorCode::NotFound`]; for guests too, who are nobody's friends.
pub(crate) async fn must_exist(tx: &mut Tx, by: UserId, user: UserId) -> Result<(), ApiError> {
    let person = users::person(tx, by, user).await?;
    if person.is_guest { Err(ErrorCode::NotFound.into()) } else { Ok(()) }
}

/// Whether the two are friends.
///
/// # Errors
/// [`ErrorCode::Yourself`], [`ErrorCode::Forbidden`].
pub(crate) async fn must_be_friends(tx: &mut Tx, by: UserId, user: UserId) -> Result<(), ApiError> {
    if by == user {
        return Err(ErrorCode::Yourself.into());
    }
    if users::person(tx, by, user).await?.relation.friends { Ok(()) } else { Err(ErrorCode::Forbidden.into()) }
}

/// Tells the invited, leaves a notice, and one in the conversation of the two, if there is one.
///
/// # Errors
/// [`ErrorCode::AlreadyExists`] while the same invitation waits, and those of the database.
pub(crate) async fn send(app: &App, tx: &mut Tx, invitation: Invitation) -> Result<(), ApiError> {
    let Invitation { by, user, to, event, what } = invitation;
    let place = to.to_string();
    if store::waits(tx, user, by, &place).await? {
        return Err(ErrorCode::AlreadyExists.into());
    }
    tx.emit_waiting(user, ServerEvent::Invite(event), Waits { inviter: by, place });
    let name = users::small(tx, by).await?.username;
    let words = format!("{name} invites you to {what}: {to}.");
    chat::notice(app, tx, user, &words).await?;
    chat::post_notice(app, tx, (by, user), &words).await
}

/// The user is there, or may not come any more: the invitations to it wait no more.
///
/// # Errors
/// Those of the database.
pub(crate) async fn taken(tx: &mut Tx, user: UserId, to: Target) -> sqlx::Result<()> {
    store::taken(tx, user, &to.to_string()).await
}

/// The place is gone, or takes nobody any more: no invitation to it waits any more.
///
/// # Errors
/// Those of the database.
pub(crate) async fn place_gone(tx: &mut Tx, to: Target) -> sqlx::Result<()> {
    store::place_gone(tx, &to.to_string()).await
}
