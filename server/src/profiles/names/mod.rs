//! The names of all accounts, in memory: any part of a name is found among a hundred thousand within a millisecond.
//!
//! What is committed is the truth: before each search the list catches up with the changes that the database has noted.

mod list;
mod store;

use std::sync::{Arc, PoisonError, RwLock};

use common::ids::UserId;
use sqlx::SqliteConnection;
use tokio::sync::OnceCell;

use crate::App;
use crate::db::DbError;
use list::List;

/// Handle to the names; cheap to clone. They are read when they are first asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(Arc<OnceCell<RwLock<Known>>>);

#[derive(Debug)]
struct Known {
    list: List,
    /// The newest change that the list has.
    through: i64,
}

impl Names {
    /// Accounts that the viewer may find and whose name in lower case contains `q`, by name: how many there are, and `limit` of them
    /// from `offset` on.
    pub(super) async fn find(
        &self,
        reader: &mut SqliteConnection,
        viewer: UserId,
        q: &str,
        limit: usize,
        offset: usize,
    ) -> sqlx::Result<(usize, Vec<UserId>)> {
        let known = self.known(reader).await?;
        let (newest, hidden) = store::news(reader, viewer).await?;
        let through = read(known).through;
        if newest > through {
            catch_up(known, store::changes_after(reader, through).await?);
        }
        Ok(read(known).list.find(q, &hidden.into_iter().collect(), limit, offset))
    }

    /// The names, which may be older than what the reader sees.
    async fn known(&self, reader: &mut SqliteConnection) -> sqlx::Result<&RwLock<Known>> {
        self.0.get_or_try_init(|| async move { Known::read(reader).await.map(RwLock::new) }).await
    }

    /// How far the list has read; `None` before it was asked for.
    fn through(&self) -> Option<i64> {
        self.0.get().map(|known| read(known).through)
    }
}

impl Known {
    async fn read(reader: &mut SqliteConnection) -> sqlx::Result<Self> {
        // First: a change that comes in between is read again, and changes nothing then.
        let through = store::newest_change(reader).await?;
        Ok(Self { list: List::new(store::all(reader).await?), through })
    }
}

/// Takes over these changes, by id.
fn catch_up(known: &RwLock<Known>, changes: Vec<store::ChangeRow>) {
    let Some(newest) = changes.last().map(|change| change.id) else { return };
    let mut known = known.write().unwrap_or_else(PoisonError::into_inner);
    // Somebody else may have come further meanwhile, and knows better then.
    if newest > known.through {
        changes.into_iter().for_each(|change| known.list.set(UserId(change.user_id), change.name.as_deref()));
        known.through = newest;
    }
}

fn read(known: &RwLock<Known>) -> std::sync::RwLockReadGuard<'_, Known> {
    known.read().unwrap_or_else(PoisonError::into_inner)
}

/// Reads the names before anybody asks for them; who asks meanwhile waits for it.
pub(crate) async fn warm(app: App) {
    let warmed = async { Ok::<_, DbError>(app.names.known(&mut *app.db.read().await?).await.map(drop)?) };
    if let Err(error) = warmed.await {
        tracing::warn!(%error, "the names of users are read when they are asked for");
    }
}

/// Forgets changes that the list has.
pub(crate) async fn prune(app: &App, tx: &mut SqliteConnection) -> sqlx::Result<()> {
    match app.names.through() {
        Some(through) => store::prune(tx, through).await,
        None => Ok(()),
    }
}
