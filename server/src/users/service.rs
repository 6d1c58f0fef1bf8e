//! The verbs of a profile.

use common::api::auth::Tokens;
use common::api::error::ErrorCode;
use common::api::matches::Game;
use common::api::stats::Rank;
use common::api::time::Timestamp;
use common::api::users::{AcceptChat, MyRank, PlayMode, UserMe};
use common::ids::{TournamentId, UserId};
use common::text::{Bio, Catchphrase, Password, Username};
use tokio::sync::broadcast::error::RecvError;

use super::waiting::{self, Pending};
use super::{announce, picture, store};
use crate::App;
use crate::auth::service as auth;
use crate::http::{ApiError, Caller};
use crate::stats;

/// What a user wants changed.
pub(super) struct Changes {
    pub(super) username: Option<Username>,
    pub(super) password: Option<Password>,
    pub(super) old_password: Option<String>,
    pub(super) accept_friend_request: Option<bool>,
    pub(super) accept_chat_from: Option<AcceptChat>,
    pub(super) accept_challenges: Option<bool>,
    pub(super) allow_spectators: Option<bool>,
    pub(super) play_mode: Option<PlayMode>,
    pub(super) catchphrase: Option<Catchphrase>,
    pub(super) bio: Option<Bio>,
}

/// The session goes on, and so do streams and sockets.
pub(super) async fn register_guest(app: &App, caller: Caller, username: Username, password: Password) -> Result<Tokens, ApiError> {
    auth::refuse_taken(app, &username).await?;
    let hash = app.hasher.hash(password).await?;
    let mut tx = app.db.begin().await?;
    if !store::make_account(&mut tx, caller.id, &username, &hash).await? {
        return Err(auth::taken());
    }
    let tokens = auth::more_tokens(app, &mut tx, caller).await?;
    announce(app, &mut tx, caller.id).await?;
    tx.commit().await?;
    Ok(tokens)
}

/// The present name of the user.
pub(super) async fn name(app: &App, user: UserId) -> Result<String, ApiError> {
    let row = store::profile(&mut *app.db.read().await?, user).await?.ok_or(ErrorCode::UserNotFound)?;
    Ok(row.username)
}

/// The user, as only the user sees it.
pub(crate) async fn me(app: &App, user: UserId) -> Result<UserMe, ApiError> {
    let mut reader = app.db.read().await?;
    let row = store::profile(&mut reader, user).await?.ok_or(ErrorCode::UserNotFound)?;
    let ranks = stats::ranks(&mut reader, user).await?;
    let pending = waiting::challenges(&mut reader, user).await?;
    let tournaments = waiting::tournaments(&mut reader, user).await?;
    let is_online = app.events.is_online(user);
    let stored = |error| ApiError::internal(&format!("a stored text is not valid: {error}"));
    Ok(UserMe {
        id: user,
        username: Username::try_from(row.username).map_err(stored)?,
        is_guest: row.is_guest,
        created_at: Timestamp(row.created_at),
        profile_picture: picture(row.picture),
        accept_friend_request: row.accept_friend_request,
        accept_chat_from: store::chosen(&row.accept_chat_from).map_err(|error| ApiError::internal(&error))?,
        accept_challenges: row.accept_challenges,
        allow_spectators: row.allow_spectators,
        play_mode: store::chosen(&row.play_mode).map_err(|error| ApiError::internal(&error))?,
        catchphrase: Catchphrase::try_from(row.catchphrase).map_err(stored)?,
        bio: Bio::try_from(row.bio).map_err(stored)?,
        trophies: ranks.iter().map(|rank| rank.trophies).sum(),
        ranks: ranks.into_iter().map(|rank| my_rank(rank, &pending, &tournaments)).collect(),
        game_playing: app.events.presence(user).playing,
        notifications: waiting::notifications(&mut reader, user).await?,
        is_online,
        last_online: if is_online { app.clock.now() } else { Timestamp(row.last_online) },
    })
}

/// A rank with what its owner alone sees.
fn my_rank(rank: Rank, pending: &[Pending], tournaments: &[TournamentId]) -> MyRank {
    let others = |received: bool| {
        let mine = pending.iter().filter(|challenge| challenge.game == rank.game && challenge.received == received);
        mine.map(|challenge| challenge.other).collect()
    };
    MyRank {
        game: rank.game,
        trophies: rank.trophies,
        tier: rank.tier,
        challenged_by: others(true),
        challenged: others(false),
        icon: rank.icon,
        ranked_played: rank.ranked_played,
        ranked_won: rank.ranked_won,
        ranked_lost: rank.ranked_lost,
        // A bracket is of single players.
        tournaments: if rank.game == Game::Duel { tournaments.iter().map(|id| id.0).collect() } else { Vec::new() },
    }
}

pub(super) async fn change(app: &App, caller: Caller, changes: Changes) -> Result<UserMe, ApiError> {
    let hash = match &changes.password {
        None => None,
        Some(password) => {
            auth::confirm_password(app, caller.id, changes.old_password.clone()).await?;
            Some(app.hasher.hash(password.clone()).await?)
        }
    };
    let mut tx = app.db.begin().await?;
    if let Some(username) = &changes.username {
        if !store::rename(&mut tx, caller.id, username).await? {
            return Err(auth::taken());
        }
        announce(app, &mut tx, caller.id).await?;
    }
    store::update(&mut tx, caller.id, &changes).await?;
    let mut ended = Vec::new();
    if let Some(hash) = hash {
        store::set_password(&mut tx, caller.id, &hash).await?;
        ended = auth::delete_sessions(&mut tx, caller.id, Some(caller.session)).await?;
    }
    tx.commit().await?;
    auth::end_all(app, caller.id, ended);
    me(app, caller.id).await
}

/// Notes when users were last online, as they leave. Runs until the server ends.
pub(crate) async fn note_offline(app: App) {
    let mut offline = app.events.offline();
    loop {
        let user = tokio::select! {
            user = offline.recv() => user,
            () = app.stop.cancelled() => return,
        };
        match user {
            Ok(user) => {
                if let Err(error) = store_last_online(&app, user).await {
                    tracing::warn!(%error, %user, "could not note when a user was last online");
                }
            }
            Err(RecvError::Lagged(missed)) => tracing::warn!(missed, "too many users left at once to note when"),
            Err(RecvError::Closed) => return,
        }
    }
}

async fn store_last_online(app: &App, user: UserId) -> Result<(), crate::db::DbError> {
    let mut tx = app.db.begin().await?;
    let now_ms = tx.now_ms();
    store::set_last_online(&mut tx, user, now_ms).await?;
    tx.commit().await
}
