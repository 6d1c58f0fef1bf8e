//! Statistics, ladders and unlocked pictures as rows: how they are moved.

use std::collections::{BTreeMap, BTreeSet};

use common::api::matches::Game;
use common::api::stats::StatsMode;
use common::ids::{MatchId, PictureId, UserId};
use common::sim::{Court, Seat, Side};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::SqliteConnection;

use super::ended::{Ended, Player};
use super::unlocks::{Standing, Totals};

/// What [`history_through`] says when nothing is left to count.
pub(super) const ALL_COUNTED: i64 = i64::MAX;

/// A seat of a match, with the match.
#[derive(sqlx::FromRow)]
struct SeatRow {
    game_mode: String,
    court: String,
    winner: String,
    finished_at: i64,
    slot: i64,
    user_id: i64,
    goals: i64,
    own_goals: i64,
}

/// A match that is counted. `None`: it does not count, has not ended, nobody won it, or nobody played it. Deleted users are not in it.
pub(super) async fn ended(tx: &mut SqliteConnection, id: MatchId) -> sqlx::Result<Option<Ended>> {
    let seats: Vec<SeatRow> = sqlx::query_as(
        "SELECT m.game_mode, m.court, m.winner, m.finished_at, p.slot, p.user_id, p.goals, p.own_goals
         FROM matches m JOIN match_players p ON p.match_id = m.id JOIN users u ON u.id = p.user_id
         WHERE m.id = $1 AND m.counts AND m.finished_at IS NOT NULL AND m.winner IS NOT NULL AND m.finish_reason <> 'game-not-played'
           AND NOT u.deleted
         ORDER BY p.slot",
    )
    .bind(id.0)
    .fetch_all(tx)
    .await?;
    let Some(first) = seats.first() else { return Ok(None) };
    let winner: Side = read(&first.winner)?;
    let game = match read(&first.court)? {
        Court::Duel | Court::Local => Game::Duel,
        Court::Clash => Game::Clash,
    };
    let players = seats.iter().map(|row| {
        let seat = usize::try_from(row.slot).ok().and_then(Seat::from_slot);
        let seat = seat.ok_or_else(|| sqlx::Error::Decode(format!("slot {} is no seat", row.slot).into()))?;
        Ok(Player { user: UserId(row.user_id), won: seat.side == winner, goals: row.goals, own_goals: row.own_goals })
    });
    let players = players.collect::<sqlx::Result<_>>()?;
    Ok(Some(Ended { id, mode: read(&first.game_mode)?, game, at: first.finished_at, players }))
}

/// Adds a match to what a player has done in these modes.
pub(super) async fn add(tx: &mut SqliteConnection, player: &Player, modes: &[StatsMode]) -> sqlx::Result<()> {
    let modes = serde_json::to_string(modes).expect("modes are names");
    sqlx::query(
        "INSERT INTO stats (user_id, game_mode, played, wins, scored, own_goals, win_streak, longest_win_streak)
         SELECT $1, value, 1, $3, $4, $5, $3, $3 FROM json_each($2) WHERE TRUE
         ON CONFLICT (user_id, game_mode) DO UPDATE SET
             played = played + 1, wins = wins + excluded.wins, scored = scored + excluded.scored, own_goals = own_goals + excluded.own_goals,
             win_streak = (win_streak + 1) * excluded.wins, longest_win_streak = MAX(longest_win_streak, (win_streak + 1) * excluded.wins)",
    )
    .bind(player.user.0)
    .bind(modes)
    .bind(i64::from(player.won))
    .bind(player.goals)
    .bind(player.own_goals)
    .execute(tx)
    .await?;
    Ok(())
}

/// Adds a tournament to those that the user has won.
pub(super) async fn add_tournament_won(tx: &mut SqliteConnection, user: UserId) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO stats (user_id, game_mode, played, wins, scored, own_goals, win_streak, longest_win_streak, tournament_wins)
         VALUES ($1, 'tournament', 0, 0, 0, 0, 0, 0, 1)
         ON CONFLICT (user_id, game_mode) DO UPDATE SET tournament_wins = tournament_wins + 1",
    )
    .bind(user.0)
    .execute(tx)
    .await?;
    Ok(())
}

/// Trophies of these users on the ladder of a game; those who have none may be left out.
pub(super) async fn ladder(tx: &mut SqliteConnection, game: Game, users: &[UserId]) -> sqlx::Result<BTreeMap<UserId, i64>> {
    let rows: Vec<(i64, i64)> =
        sqlx::query_as("SELECT user_id, trophies FROM ranks WHERE game = $1 AND user_id IN (SELECT value FROM json_each($2))")
            .bind(name(game))
            .bind(list(users))
            .fetch_all(tx)
            .await?;
    Ok(rows.into_iter().map(|(user, trophies)| (UserId(user), trophies)).collect())
}

/// Moves a player of a ranked match on the ladder, and notes it in the history of the player and in the match.
pub(super) async fn climb(tx: &mut SqliteConnection, ended: &Ended, player: &Player, change: i64) -> sqlx::Result<()> {
    let total: i64 = sqlx::query_scalar(
        "INSERT INTO ranks (user_id, game, trophies, played, won, lost) VALUES ($1, $2, $3, 1, $4, 1 - $4)
         ON CONFLICT (user_id, game) DO UPDATE SET
             trophies = trophies + $3, played = played + 1, won = won + excluded.won, lost = lost + excluded.lost
         RETURNING trophies",
    )
    .bind(player.user.0)
    .bind(name(ended.game))
    .bind(change)
    .bind(i64::from(player.won))
    .fetch_one(&mut *tx)
    .await?;
    sqlx::query("INSERT INTO trophy_changes (user_id, game, match_id, change, total, at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(player.user.0)
        .bind(name(ended.game))
        .bind(ended.id.0)
        .bind(change)
        .bind(total)
        .bind(ended.at)
        .execute(&mut *tx)
        .await?;
    sqlx::query("UPDATE match_players SET trophies = $3 WHERE match_id = $1 AND user_id = $2")
        .bind(ended.id.0)
        .bind(player.user.0)
        .bind(change)
        .execute(tx)
        .await?;
    Ok(())
}

/// What these users have reached, and which pictures they have unlocked, with two queries for all.
pub(super) async fn standings(tx: &mut SqliteConnection, users: &[UserId]) -> sqlx::Result<Vec<(UserId, Standing, BTreeSet<PictureId>)>> {
    type TotalsRow = (i64, String, i64, i64, i64, i64, i64);
    let totals: Vec<TotalsRow> = sqlx::query_as(
        "SELECT user_id, game_mode, played, wins, scored, longest_win_streak, tournament_wins FROM stats
         WHERE user_id IN (SELECT value FROM json_each($1))",
    )
    .bind(list(users))
    .fetch_all(&mut *tx)
    .await?;
    let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(
        "SELECT u.value, (SELECT COALESCE(SUM(trophies), 0) FROM ranks WHERE user_id = u.value),
                (SELECT COUNT(*) FROM friends WHERE user_id = u.value),
                (SELECT json_group_array(picture) FROM unlocked_pictures WHERE user_id = u.value)
         FROM json_each($1) u",
    )
    .bind(list(users))
    .fetch_all(tx)
    .await?;
    let standing = |(user, trophies, friends, pictures): (i64, i64, i64, String)| {
        let mine = totals.iter().filter(|row| row.0 == user);
        let modes = mine.map(|(_, mode, played, wins, scored, longest_win_streak, tournament_wins)| {
            let totals = Totals {
                played: *played,
                wins: *wins,
                scored: *scored,
                longest_win_streak: *longest_win_streak,
                tournament_wins: *tournament_wins,
            };
            Ok((read(mode)?, totals))
        });
        let modes = modes.collect::<sqlx::Result<_>>()?;
        let has = serde_json::from_str(&pictures).map_err(|error| sqlx::Error::Decode(Box::new(error)))?;
        Ok((UserId(user), Standing { modes, trophies, friends }, has))
    };
    rows.into_iter().map(standing).collect()
}

/// Notes that a user has a picture.
pub(super) async fn unlock(tx: &mut SqliteConnection, user: UserId, picture: PictureId, at: i64) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO unlocked_pictures (user_id, picture, unlocked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(user.0)
        .bind(picture.0)
        .bind(at)
        .execute(tx)
        .await?;
    Ok(())
}

/// Removes all of it.
pub(super) async fn forget(tx: &mut SqliteConnection, user: UserId) -> sqlx::Result<()> {
    let tables = [
        "DELETE FROM stats WHERE user_id = $1",
        "DELETE FROM ranks WHERE user_id = $1",
        "DELETE FROM trophy_changes WHERE user_id = $1",
        "DELETE FROM unlocked_pictures WHERE user_id = $1",
    ];
    for table in tables {
        sqlx::query(table).bind(user.0).execute(&mut *tx).await?;
    }
    Ok(())
}

/// The newest match that was counted after it had ended; [`ALL_COUNTED`] once all were.
pub(super) async fn history_through(reader: &mut SqliteConnection) -> sqlx::Result<i64> {
    let through: Option<i64> =
        sqlx::query_scalar("SELECT value FROM server_state WHERE name = 'stats_history_through'").fetch_optional(reader).await?;
    Ok(through.unwrap_or(0))
}

pub(super) async fn set_history_through(tx: &mut SqliteConnection, through: i64) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT INTO server_state (name, value) VALUES ('stats_history_through', $1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(through)
    .execute(tx)
    .await?;
    Ok(())
}

/// The next matches that have ended, by id.
pub(super) async fn ended_after(tx: &mut SqliteConnection, through: i64, most: i64) -> sqlx::Result<Vec<MatchId>> {
    let ids: Vec<i64> = sqlx::query_scalar("SELECT id FROM matches WHERE id > $1 AND finished_at IS NOT NULL ORDER BY id LIMIT $2")
        .bind(through)
        .bind(most)
        .fetch_all(tx)
        .await?;
    Ok(ids.into_iter().map(MatchId).collect())
}

/// A game as it is stored: its name in the API.
pub(super) const fn name(game: Game) -> &'static str {
    match game {
        Game::Duel => "duel",
        Game::Clash => "clash",
    }
}

/// The variant of a stored name.
pub(super) fn read<T: DeserializeOwned>(name: &str) -> sqlx::Result<T> {
    serde_json::from_value(Value::from(name)).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

pub(super) fn list(users: &[UserId]) -> String {
    serde_json::to_string(users).expect("ids are numbers")
}
