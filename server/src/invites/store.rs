//! Invitations that wait, as rows. They come into being with their events, which `events` writes and tells again.

use common::ids::UserId;

use crate::db::Tx;

/// Whether the user is invited there by this one already.
pub(super) async fn waits(tx: &mut Tx, user: UserId, inviter: UserId, place: &str) -> sqlx::Result<bool> {
    sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM invitations WHERE user_id = $1 AND place = $2 AND inviter_id = $3)")
        .bind(user.0)
        .bind(place)
        .bind(inviter.0)
        .fetch_one(&mut **tx)
        .await
}

pub(super) async fn taken(tx: &mut Tx, user: UserId, place: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM invitations WHERE user_id = $1 AND place = $2").bind(user.0).bind(place).execute(&mut **tx).await?;
    Ok(())
}

pub(super) async fn place_gone(tx: &mut Tx, place: &str) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM invitations WHERE place = $1").bind(place).execute(&mut **tx).await?;
    Ok(())
}

/// These two are kept apart from now on: neither is invited by the other any more.
pub(crate) async fn between_gone(tx: &mut Tx, one: UserId, other: UserId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM invitations WHERE (user_id = $1 AND inviter_id = $2) OR (user_id = $2 AND inviter_id = $1)")
        .bind(one.0)
        .bind(other.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// The user goes for ever, and is neither invited nor invites any more.
pub(crate) async fn of_gone(tx: &mut Tx, user: UserId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM invitations WHERE user_id = $1 OR inviter_id = $1").bind(user.0).execute(&mut **tx).await?;
    Ok(())
}
