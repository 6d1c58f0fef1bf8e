//! What has become of a tournament: stored and told in one transaction.

use std::collections::BTreeSet;

use common::ids::{MatchCode, UserId};

use super::life::{Life, News};
use super::store::{self, Held};
use super::tell;
use crate::App;
use crate::db::Tx;
use crate::http::ApiError;

/// What is to be done once the transaction is committed: these players give their matches up.
#[derive(Clone, Debug, Default)]
#[must_use]
pub(super) struct After {
    resigned: Vec<(MatchCode, UserId)>,
}

impl After {
    /// Does it.
    pub(super) async fn run(self, app: &App) {
        for (code, user) in self.resigned {
            app.play.resign(code, user).await;
        }
    }
}

/// Starts the tournament if it is time, or begins its next round.
pub(super) async fn move_on(tx: &mut Tx, life: &mut Life) -> Result<Vec<News>, ApiError> {
    let now_ms = tx.now_ms();
    let mut news = Vec::new();
    if life.wants_start(now_ms) {
        let users: Vec<_> = life.players.iter().map(|entrant| entrant.user).collect();
        let trophies = crate::stats::trophies_of(tx, &users).await?;
        news.extend(life.start(&trophies, now_ms));
    }
    news.extend(life.begin_round(now_ms));
    Ok(news)
}

/// Stores what has changed since `before`, tells it, and wakes whoever looks after the time.
///
/// # Errors
/// Those of the database.
pub(super) async fn apply(app: &App, tx: &mut Tx, before: &Life, held: &Held, news: &[News]) -> Result<After, ApiError> {
    store::save(tx, before, held).await?;
    tell::news(app, tx, before, held, news).await?;
    app.tournaments.changed.notify_one();
    let resigned = news.iter().filter_map(|news| match news {
        News::Resigned(code, user) => Some((*code, *user)),
        News::Joined(_) | News::Left(_) | News::Promoted(_) | News::CalledOff(_) | News::StartAt(_) | News::StartCancelled => None,
        News::Started | News::Due(_) | News::Made(_) | News::Over(_) | News::Finished => None,
    });
    Ok(After { resigned: resigned.collect() })
}

/// Those who cannot win any more, and are still there.
pub(super) fn out(life: &Life) -> BTreeSet<UserId> {
    let out = life.players.iter().filter(|entrant| !entrant.still_in && !entrant.has_left);
    out.map(|entrant| entrant.user).collect()
}
