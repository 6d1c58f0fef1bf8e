//! After a restart: the matches that were running go on from where the journal leaves them.

use std::collections::BTreeMap;

use anyhow::Context;
use common::api::matches::FinishReason;
use common::ids::{MatchId, UserId};
use common::sim::log::Log;
use common::sim::{SIM_VERSION, Seat};

use super::journal::{self, Batches, Kept};
use super::making::Making;
use super::results;
use super::room::Room;
use crate::App;
use crate::matches::store;

/// Gives every unfinished match of the database to a worker, and takes all others out of the journal.
///
/// # Errors
/// Those of the database.
pub(super) async fn all(app: &App, mut kept: BTreeMap<MatchId, Kept>, journal: &Batches) -> anyhow::Result<()> {
    let mut reader = app.db.read().await?;
    let rows = store::unfinished(&mut reader).await.context("unfinished matches")?;
    let ids: Vec<_> = rows.iter().map(|row| MatchId(row.id)).collect();
    let players = store::players(&mut reader, &ids).await.context("players of unfinished matches")?;
    let mut given_up = Vec::new();
    for row in rows {
        let id = MatchId(row.id);
        let mine = players.iter().filter(|player| player.match_id == row.id);
        let players = mine.map(|player| Ok((player.seat()?, player.user()))).collect::<sqlx::Result<Vec<_>>>()?;
        let kept = kept.remove(&id).unwrap_or_default();
        let log = if row.sim_version == i64::from(SIM_VERSION) { log_of(&row, kept) } else { None };
        let code = row.code()?;
        let Some(log) = log else {
            tracing::warn!(%code, "a running match cannot be gone on with, and is given up");
            give_up(app, id, &players, &row).await?;
            given_up.push(id);
            continue;
        };
        tracing::info!(%code, tick = %log.through(), "a match that was running waits for its players");
        let room = Room::resume(log, &players, app.play.0.patience.with_connect_ticks(row.connect_ticks()?));
        let (game_mode, spectators_allowed) = (row.game_mode()?, row.spectators_allowed);
        let making = Making { id, code, game_mode, players, spectators_allowed, room };
        let member = app.play.idlest().context("no worker")?.clone();
        app.play.open(app, &mut reader, &member, making).await.map_err(|error| anyhow::anyhow!("{error:?}"))?;
    }
    // Matches whose result is stored, and whose end the journal did not hear of any more.
    let mut batch = Vec::new();
    kept.into_keys().chain(given_up).for_each(|id| journal::ended(&mut batch, id));
    journal.send(batch).await.context("the journal")
}

/// `None` when what was kept is not the log of such a match.
fn log_of(row: &store::MatchRow, kept: Kept) -> Option<Log> {
    let rules = row.rules().ok()?;
    rules.check().ok()?;
    let mut log = Log::new(rules, row.seed());
    for change in kept.changes {
        log.push(change).ok()?;
    }
    log.extend_to(kept.through);
    Some(log)
}

/// Ends a match without a winner; its players are told, and nobody is left "in a match".
async fn give_up(app: &App, id: MatchId, players: &[(Seat, UserId)], row: &store::MatchRow) -> anyhow::Result<()> {
    let rules = row.rules()?;
    let log = rules.check().ok().map(|()| Log::new(rules, row.seed()).to_bytes()).unwrap_or_default();
    let result = store::Result {
        id,
        reason: FinishReason::Aborted,
        winner: None,
        score: [0; 2],
        ticks: 0,
        tallies: players.iter().map(|(seat, _)| (*seat, common::sim::Tally::default())).collect(),
        log,
    };
    let users: Vec<_> = players.iter().map(|(_, user)| *user).collect();
    results::store(app, &result, &users).await.map_err(|error| anyhow::anyhow!("{error:?}"))
}
