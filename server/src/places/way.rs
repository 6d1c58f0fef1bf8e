//! The way into a place, in one transaction: into it, and out of the others.
//!
//! The slice of the place goes first, because its refusals come before `already_playing`. What it did is undone if the caller may not
//! enter, and so is what it told.

use common::api::error::ErrorCode;
use common::ids::UserId;
use http::StatusCode;
use serde::Serialize;

use super::leaving;
use crate::App;
use crate::db::Tx;
use crate::http::{Answer, ApiError, Caller, keep_answer, reply};

/// Somebody on the way in.
pub(super) struct Way<'a> {
    app: &'a App,
    user: UserId,
    pub(super) tx: Tx,
}

/// Places of a kind. The slice of each knows what becomes of somebody who goes from one to another of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Queue,
    Lobby,
    Tournament,
}

impl<'a> Way<'a> {
    /// Begins the transaction in which the slice of the place lets the caller in.
    pub(super) async fn begin(app: &'a App, caller: Caller) -> Result<Self, ApiError> {
        // A match that is over, and only waits for its result to be stored, is waited for; the answer counts in the transaction.
        app.play.is_playing(caller.id).await;
        Ok(Self { app, user: caller.id, tx: app.db.begin().await? })
    }

    /// Leaves the places of other kinds, and commits. What the caller entered is the answer.
    ///
    /// # Errors
    /// [`ErrorCode::AlreadyPlaying`]; [`ErrorCode::SseConnectionRequired`] for somebody who has gone in the meantime; those of the
    /// database. Nothing has happened then.
    pub(super) async fn enter<T: Serialize>(self, kind: Kind, entered: &T) -> Answer {
        let Self { app, user, mut tx } = self;
        leaving::must_be_free(app, &mut tx, user).await?;
        if !app.events.is_online(user) {
            // Nobody would take them out again.
            return Err(ErrorCode::SseConnectionRequired.into());
        }
        leaving::leave_but(app, &mut tx, user, Some(kind)).await?;
        answer(tx, entered).await
    }

    /// The caller is where they want to be, and stays.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) async fn stay<T: Serialize>(self, entered: &T) -> Answer {
        answer(self.tx, entered).await
    }
}

async fn answer<T: Serialize>(mut tx: Tx, entered: &T) -> Answer {
    keep_answer(&mut tx, StatusCode::CREATED, entered).await?;
    tx.commit().await?;
    Ok(reply::created(entered))
}
