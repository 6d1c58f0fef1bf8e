//! The creator of a lobby invites friends.

use common::api::error::ErrorCode;
use common::api::event::{InviteEvent, LobbyInvite};
use common::api::lobby::LobbyMode;
use common::api::matches::MatchType;
use common::ids::{LobbyCode, UserId};

use super::change::{self, Done};
use super::service;
use super::store::Which;
use crate::App;
use crate::db::Tx;
use crate::http::ApiError;
use crate::invites::{self, Invitation, Target};

/// Invites a friend, who may come back even if they were banned.
///
/// # Errors
/// Those of the API, and of the database.
pub(super) async fn invite(app: &App, tx: &mut Tx, code: LobbyCode, (by, user): (UserId, UserId)) -> Result<(), ApiError> {
    let mut held = service::open(tx, Which::Code(code)).await?;
    invites::must_exist(tx, by, user).await?;
    if held.room.member(by).is_none() {
        return Err(ErrorCode::Forbidden.into());
    }
    held.room.must_create(by)?;
    invites::must_be_friends(tx, by, user).await?;
    if held.room.member(user).is_some() {
        return Err(ErrorCode::AlreadyExists.into());
    }
    let before = held.room.clone();
    if held.room.banned.remove(&user) {
        change::apply(app, tx, &before, &held, Done::by(by)).await?;
    }
    let invite = LobbyInvite { id: by, code };
    let (event, what) = match (held.room.mode, held.room.match_type) {
        (LobbyMode::Clash, _) => (InviteEvent::Clash(invite), "a team of clash"),
        (LobbyMode::CustomGame, MatchType::OneOnOne) => (InviteEvent::OneOnOne(invite), "a 1v1"),
        (LobbyMode::CustomGame, MatchType::ThreeOnThree) => (InviteEvent::ThreeOnThree(invite), "a 3v3"),
    };
    invites::send(app, tx, Invitation { by, user, to: Target::Lobby(code), event, what: what.to_owned() }).await
}
