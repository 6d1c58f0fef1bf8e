//! How somebody looks, to whom.

use common::api::error::ErrorCode;
use common::api::matches::Game;
use common::api::profiles::{FoundUser, User};
use common::api::stats::{Ranked, Stats};
use common::ids::UserId;
use common::text::{Bio, Catchphrase};

use super::store;
use crate::App;
use crate::http::ApiError;
use crate::{friends, stats, users};

/// Somebody's profile, if the viewer may find them.
pub(super) async fn profile(app: &App, viewer: UserId, id: UserId) -> Result<User, ApiError> {
    let mut reader = app.db.read().await?;
    let person = users::person(&mut reader, viewer, id).await?;
    // Gone since it was found.
    let (small, status) = users::seen(app, &mut reader, viewer, &[id]).await?.remove(&id).ok_or(ErrorCode::NotFound)?;
    let (catchphrase, bio) = store::words(&mut reader, id).await?;
    let ranks = stats::ranks(&mut reader, id).await?;
    let stored = |error| ApiError::internal(&format!("a stored text is not valid: {error}"));
    Ok(User {
        id,
        username: small.username,
        is_guest: person.is_guest,
        profile_picture: small.profile_picture,
        status,
        trophies: ranks.iter().map(|rank| rank.trophies).sum(),
        catchphrase: Catchphrase::try_from(catchphrase).map_err(stored)?,
        bio: Bio::try_from(bio).map_err(stored)?,
        ranks,
        friends: if person.relation.friends { friends::friendship(app, &mut reader, viewer, id).await? } else { None },
    })
}

/// Somebody's statistics, if the viewer may find them.
pub(super) async fn stats(app: &App, viewer: UserId, id: UserId) -> Result<Vec<Stats>, ApiError> {
    let mut reader = app.db.read().await?;
    users::person(&mut reader, viewer, id).await?;
    Ok(stats::of_user(&mut reader, id).await?)
}

/// Accounts that the viewer may find and whose name contains `q`, in any case: how many there are, and this part of them.
pub(super) async fn find(app: &App, viewer: UserId, q: &str, limit: i64, offset: i64) -> Result<(i64, Vec<FoundUser>), ApiError> {
    let mut reader = app.db.read().await?;
    let bound = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
    let (count, ids) = app.names.find(&mut reader, viewer, &q.to_ascii_lowercase(), bound(limit), bound(offset)).await?;
    let mut seen = users::seen(app, &mut reader, viewer, &ids).await?;
    let found = ids.iter().filter_map(|id| seen.remove(id).map(|(user, status)| FoundUser { user, status }));
    Ok((i64::try_from(count).unwrap_or(i64::MAX), found.collect()))
}

/// Who has most trophies, as the viewer may see it: how many have any, and this part of them.
pub(super) async fn leaderboard(app: &App, viewer: UserId, game: Game, limit: i64, offset: i64) -> Result<(i64, Vec<Ranked>), ApiError> {
    let mut reader = app.db.read().await?;
    let (count, ranks) = stats::leaderboard(&mut reader, viewer, game, limit, offset).await?;
    let ids: Vec<_> = ranks.iter().map(|(id, _)| *id).collect();
    let mut names = users::small_many(&mut reader, &ids).await?;
    Ok((count, ranks.into_iter().filter_map(|(id, rank)| Some(Ranked { user: names.remove(&id)?, rank })).collect()))
}
