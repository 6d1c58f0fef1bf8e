//! Matches that ended before there were statistics are counted too, once, when the server starts.

use super::{service, store};
use crate::db::{Db, DbError};

/// Matches that one transaction counts.
const BATCH: i64 = 500;

/// Counts what has not been counted. Nothing may end a match meanwhile: what ends later is counted by the transaction that ends it.
///
/// The order is that of the ids. It is also the order in which each user's matches ended, because nobody sits in two at a time.
pub(crate) async fn count_history(db: &Db) -> Result<(), DbError> {
    let mut through = store::history_through(&mut *db.read().await?).await?;
    while through != store::ALL_COUNTED {
        let mut tx = db.begin().await?;
        let ended = store::ended_after(&mut tx, through, BATCH).await?;
        for id in &ended {
            service::count(&mut tx, *id).await?;
        }
        through = ended.last().map_or(store::ALL_COUNTED, |id| id.0);
        store::set_history_through(&mut tx, through).await?;
        tx.commit().await?;
        if !ended.is_empty() {
            tracing::info!(matches = ended.len(), through, "matches of before were counted");
        }
    }
    Ok(())
}
