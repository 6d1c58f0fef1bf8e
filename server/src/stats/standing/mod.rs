//! Where users stand, as the API shows it.

mod store;

use std::collections::BTreeMap;

use common::api::matches::Game;
use common::api::stats::{Rank, RankedStat, Stats, StatsMode};
use common::api::users::Tier;
use common::ids::UserId;
use sqlx::SqliteConnection;

/// What a user has done, in the order of [`StatsMode::ALL`]; zeros where nothing was done yet.
///
/// # Errors
/// Those of the database.
pub(crate) async fn of_user(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<Stats>> {
    let done = store::stats(reader, user).await?;
    Ok(StatsMode::ALL.into_iter().map(|mode| stats(user, mode, done.get(&mode).copied().unwrap_or_default())).collect())
}

fn stats(user: UserId, mode: StatsMode, done: store::Done) -> Stats {
    Stats {
        id: id(user, mode),
        game_mode: mode,
        game_played: done.played,
        wins: done.wins,
        scored: done.scored,
        longest_win_streak: done.longest_win_streak,
        current_win_streak: done.win_streak,
        own_goals: (mode == StatsMode::Clash).then_some(done.own_goals),
        tournament_wins: (mode == StatsMode::Tournament).then_some(done.tournament_wins),
    }
}

/// The same before anything was counted and after.
fn id(user: UserId, mode: StatsMode) -> i64 {
    let place = match mode {
        StatsMode::Global => 0,
        StatsMode::Duel => 1,
        StatsMode::Clash => 2,
        StatsMode::Ranked => 3,
        StatsMode::Tournament => 4,
    };
    (user.0 - 1) * 5 + place + 1
}

/// Where a user stands in every game.
///
/// # Errors
/// Those of the database.
pub(crate) async fn ranks(reader: &mut SqliteConnection, user: UserId) -> sqlx::Result<Vec<Rank>> {
    let ranks = store::ranks(reader, user).await?;
    Ok([Game::Duel, Game::Clash].map(|game| ranks.iter().find(|rank| rank.game == game).cloned().unwrap_or_else(|| unranked(game))).into())
}

/// Where everybody begins.
fn unranked(game: Game) -> Rank {
    let tier = Tier::of(0);
    Rank { game, trophies: 0, tier, icon: tier.icon().to_owned(), ranked_played: 0, ranked_won: 0, ranked_lost: 0 }
}

/// Trophies of each of these users over all games, with one query.
///
/// # Errors
/// Those of the database.
pub(crate) async fn trophies_of(reader: &mut SqliteConnection, users: &[UserId]) -> sqlx::Result<BTreeMap<UserId, i64>> {
    store::trophies(reader, users).await
}

/// Trophies of these users on the ladder of one game; those who have none may be left out.
///
/// # Errors
/// Those of the database.
pub(crate) async fn trophies_on(reader: &mut SqliteConnection, game: Game, users: &[UserId]) -> sqlx::Result<BTreeMap<UserId, i64>> {
    crate::stats::store::ladder(reader, game, users).await
}

/// How the trophies of a user changed, oldest first, and how often; from `offset` on, `limit` of them.
///
/// # Errors
/// Those of the database.
pub(crate) async fn changes(reader: &mut SqliteConnection, user: UserId, limit: i64, offset: i64) -> sqlx::Result<(i64, Vec<RankedStat>)> {
    store::changes(reader, user, limit, offset).await
}

/// Who has most trophies in a game, and how many have any; without those whom the viewer may not find.
///
/// # Errors
/// Those of the database.
pub(crate) async fn leaderboard(
    reader: &mut SqliteConnection,
    viewer: UserId,
    game: Game,
    limit: i64,
    offset: i64,
) -> sqlx::Result<(i64, Vec<(UserId, Rank)>)> {
    store::leaderboard(reader, viewer, game, limit, offset).await
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_statistics_have_the_same_id() {
        let ids: BTreeSet<_> = (1..=3).flat_map(|user| StatsMode::ALL.map(|mode| id(UserId(user), mode))).collect();
        assert!(ids.into_iter().eq(1..=15));
    }
}
