//! Custom games that are ready and could not begin at once, because somebody who is ready is not there: not back yet after a restart, or
//! still in a match whose result is being stored. They begin as soon as everybody is.

use std::time::Duration;

use common::ids::LobbyId;

use super::court;
use super::store::{self, Which};
use crate::App;
use crate::http::ApiError;

/// How often they are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

pub(super) async fn look_again_and_again(app: App) {
    loop {
        let somebody_waits = look(&app).await.unwrap_or_else(|error| {
            tracing::warn!(?error, "lobbies that are ready could not be looked at");
            true
        });
        tokio::select! {
            () = app.lobbies.late.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY), if somebody_waits => {}
            () = app.stop.cancelled() => return,
        }
    }
}

/// Looks once. False: none is late.
async fn look(app: &App) -> Result<bool, ApiError> {
    let late = store::late(&mut *app.db.read().await?).await?;
    for (id, users) in &late {
        if users.iter().all(|user| court::is_there(app, *user)) {
            begin(app, *id).await?;
        }
    }
    Ok(!late.is_empty())
}

async fn begin(app: &App, id: LobbyId) -> Result<(), ApiError> {
    let mut tx = app.db.begin().await?;
    let Some(mut held) = store::find(&mut tx, Which::Row(id)).await? else { return Ok(()) };
    let made = court::prepare(app, &mut tx, &mut held).await?;
    court::commit(app, tx, made).await
}
