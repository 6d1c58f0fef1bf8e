//! What has become of a lobby: stored as rows, and told to those who have to hear of it, all in the transaction of whoever did it.

use common::api::event::{Departed, LobbyEvent, ServerEvent};
use common::api::lobby::{LobbyChange, LobbyMode, ParticipantChange};
use common::ids::UserId;

use super::room::{Member, Room};
use super::show;
use super::store::{self, Held};
use crate::App;
use crate::db::Tx;
use crate::events::Place;
use crate::http::ApiError;
use crate::invites::{self, Target};

/// Who did it, and how.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Done {
    /// Knows it already. `None`: nobody, it happened by itself.
    pub(super) by: Option<UserId>,
    /// Was sent away by it.
    pub(super) expelled: Option<UserId>,
}

impl Done {
    pub(super) fn by(user: UserId) -> Self {
        Self { by: Some(user), expelled: None }
    }
}

/// Stores what is different now, and tells it.
pub(super) async fn apply(app: &App, tx: &mut Tx, before: &Room, held: &Held, done: Done) -> Result<(), ApiError> {
    let after = &held.room;
    for gone in before.members.iter().filter(|member| after.member(member.user).is_none()) {
        part(tx, held, gone.user, done).await?;
    }
    if after.members.is_empty() {
        store::delete(tx, held.id).await?;
        return Ok(invites::place_gone(tx, Target::Lobby(held.code)).await?);
    }
    for user in after.banned.difference(&before.banned) {
        store::ban(tx, held.id, *user).await?;
    }
    for user in before.banned.difference(&after.banned) {
        store::unban(tx, held.id, *user).await?;
    }
    for member in &after.members {
        match before.member(member.user) {
            None => welcome(tx, held, member).await?,
            Some(before) if before != member => tell_member(tx, held, before, member, done).await?,
            Some(_) => {}
        }
    }
    tell_lobby(tx, before, after, done);
    let now_ms = tx.now_ms();
    store::update(tx, held.id, after, now_ms).await?;
    if after.mode == LobbyMode::Clash && after.is_ready() {
        tx.wakes(&app.lobbies.ready);
    }
    Ok(())
}

/// Somebody is gone: left, sent away, or left over when the last account went.
async fn part(tx: &mut Tx, held: &Held, gone: UserId, done: Done) -> Result<(), ApiError> {
    store::remove_member(tx, gone).await?;
    tx.leaves(gone, Place::Lobby(held.id.0));
    if done.expelled == Some(gone) {
        invites::taken(tx, gone, Target::Lobby(held.code)).await?;
        tx.emit(gone, ServerEvent::Lobby(LobbyEvent::Banned));
    } else if done.by != Some(gone) {
        tx.emit(gone, ServerEvent::Lobby(LobbyEvent::Destroyed));
    }
    tell(tx, &held.room, &[], &LobbyEvent::Left(Departed { id: gone }));
    Ok(())
}

/// Somebody has come.
async fn welcome(tx: &mut Tx, held: &Held, member: &Member) -> Result<(), ApiError> {
    store::put_member(tx, held.id, member).await?;
    tx.enters(member.user, Place::Lobby(held.id.0));
    invites::taken(tx, member.user, Target::Lobby(held.code)).await?;
    let shown = show::participant(tx, &held.room, member.user).await?;
    tell(tx, &held.room, &[member.user], &LobbyEvent::Joined(Box::new(shown)));
    Ok(())
}

/// Somebody is otherwise than before. Who becomes the creator hears of it too.
async fn tell_member(tx: &mut Tx, held: &Held, before: &Member, after: &Member, done: Done) -> Result<(), ApiError> {
    store::put_member(tx, held.id, after).await?;
    let change = ParticipantChange {
        id: after.user,
        creator: (before.creator != after.creator).then_some(after.creator),
        is_ready: (before.ready != after.ready).then_some(after.ready),
        team: (before.team != after.team).then_some(after.team),
    };
    let knows: Vec<_> = done.by.filter(|_| change.creator.is_none()).into_iter().collect();
    tell(tx, &held.room, &knows, &LobbyEvent::ParticipantUpdated(change));
    Ok(())
}

/// The lobby itself is otherwise than before. A match that begins or ends was nobody's doing alone: all hear of it.
fn tell_lobby(tx: &mut Tx, before: &Room, after: &Room, done: Done) {
    let set_up = LobbyChange {
        match_type: (before.match_type != after.match_type).then_some(after.match_type),
        goals: (before.goals != after.goals).then_some(after.goals),
        game_playing: None,
    };
    if set_up != LobbyChange::default() {
        let knows: Vec<_> = done.by.into_iter().collect();
        tell(tx, after, &knows, &LobbyEvent::Updated(set_up));
    }
    if before.playing != after.playing {
        let playing = LobbyChange { game_playing: Some(after.playing), ..LobbyChange::default() };
        tell(tx, after, &[], &LobbyEvent::Updated(playing));
    }
}

/// Tells everybody who is in it, but for those who know.
pub(super) fn tell(tx: &mut Tx, room: &Room, knows: &[UserId], event: &LobbyEvent) {
    for member in room.members.iter().filter(|member| !knows.contains(&member.user)) {
        tx.emit(member.user, ServerEvent::Lobby(event.clone()));
    }
}
