//! What can be done with matches: make one, end one, show some.

use std::collections::BTreeMap;

use common::api::error::ErrorCode;
use common::api::matches::{Match, MatchType, Stakes, Team, TeamName, TeamPlayer, Teams};
use common::api::time::{Span, Timestamp};
use common::api::users::SmallUser;
use common::ids::{MatchCode, MatchId, UserId};
use common::sim::Side;
use rand::RngExt;
use sqlx::SqliteConnection;

use super::live::{LiveMatch, LiveMatches};
use super::store::{self, MatchRow, NewMatch, PlayerRow};
use crate::http::ApiError;
use crate::{relations, stats, users};

/// Codes that are drawn for one match; with 480 million of them, one is nearly always enough.
const DRAWS_MAX: usize = 16;

/// Makes a match: its row, its players, its code.
pub(crate) async fn insert(tx: &mut SqliteConnection, new: &NewMatch, now_ms: i64) -> Result<(MatchId, MatchCode), ApiError> {
    for _ in 0..DRAWS_MAX {
        let code = draw_code();
        if let Some(id) = store::insert(tx, code, new, now_ms).await? {
            return Ok((id, code));
        }
    }
    Err(ApiError::internal(&"no free code for a match was found"))
}

fn draw_code() -> MatchCode {
    let mut rng = rand::rng();
    let len = u8::try_from(MatchCode::ALPHABET.len()).expect("the alphabet has 28 letters");
    MatchCode::from_draws(std::array::from_fn(|_| rng.random_range(0..len)))
}

/// Ends a match. False when it had ended before.
pub(crate) async fn finish(tx: &mut SqliteConnection, result: &store::Result, now_ms: i64) -> sqlx::Result<bool> {
    store::finish(tx, result, now_ms).await
}

/// These matches as they are now, newest first, without regard to who asks.
pub(crate) async fn show_all(reader: &mut SqliteConnection, live: &LiveMatches, ids: &[MatchId]) -> Result<Vec<Match>, ApiError> {
    let mut rows = store::by_ids(reader, ids).await?;
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    assemble(reader, live, rows).await
}

/// One match as it is now, without regard to who asks.
pub(crate) async fn show(reader: &mut SqliteConnection, live: &LiveMatches, id: MatchId) -> Result<Match, ApiError> {
    let rows = store::by_ids(reader, &[id]).await?;
    assemble(reader, live, rows).await?.pop().ok_or_else(|| ErrorCode::NotFound.into())
}

/// One match, if the caller may know of it. Its players always may; everybody else may if it can be watched. While it runs, whom a
/// player keeps away does not find it under the own name: as nobody, one sees of it what everybody sees.
pub(super) async fn find(reader: &mut SqliteConnection, code: MatchCode, caller: Option<UserId>) -> Result<MatchRow, ApiError> {
    let row = store::by_code(reader, code).await?.ok_or(ErrorCode::NotFound)?;
    let players = store::players(reader, &[MatchId(row.id)]).await?;
    let users: Vec<_> = players.iter().map(PlayerRow::user).collect();
    let may_know = match caller {
        Some(caller) if users.contains(&caller) => true,
        Some(caller) if row.spectators_allowed && row.finished_at.is_none() && row.tournament_id.is_none() => {
            relations::may_find_all(reader, caller, &users).await?
        }
        Some(_) | None => row.spectators_allowed,
    };
    if may_know { Ok(row) } else { Err(ErrorCode::NotFound.into()) }
}

/// Rows as the API shows them, in their order, with two queries for all.
pub(super) async fn assemble(reader: &mut SqliteConnection, live: &LiveMatches, rows: Vec<MatchRow>) -> Result<Vec<Match>, ApiError> {
    let ids: Vec<_> = rows.iter().map(|row| MatchId(row.id)).collect();
    let players = store::players(reader, &ids).await?;
    let users: Vec<_> = players.iter().map(PlayerRow::user).collect();
    let users = users::small_many(reader, &users).await?;
    rows.into_iter()
        .map(|row| {
            let mine: Vec<_> = players.iter().filter(|player| player.match_id == row.id).collect();
            let live = if row.finished_at.is_none() { live.get(row.code()?) } else { None };
            Ok(to_match(&row, &mine, &users, live.as_deref())?)
        })
        .collect()
}

fn to_match(row: &MatchRow, players: &[&PlayerRow], users: &BTreeMap<UserId, SmallUser>, live: Option<&LiveMatch>) -> sqlx::Result<Match> {
    let winner = row.winner()?;
    let looser = winner.map(|winner| match winner {
        TeamName::A => TeamName::B,
        TeamName::B => TeamName::A,
    });
    let ticks = live.map_or_else(|| u32::try_from(row.ticks).unwrap_or(0), LiveMatch::ticks);
    let team = |side: Side| -> sqlx::Result<Team> {
        let stored = if side == Side::A { row.score_a } else { row.score_b };
        let mut team = Team { score: live.map_or(stored, |live| i64::from(live.score(side))), players: Vec::new() };
        for player in players {
            if player.seat()?.side == side {
                let stakes = stakes(player, players)?;
                team.players.extend(users.get(&player.user()).map(|user| to_player(player, user, stakes)));
            }
        }
        Ok(team)
    };
    Ok(Match {
        id: MatchId(row.id),
        code: row.code()?,
        game_mode: row.game_mode()?,
        game_duration: Span::from_ticks(ticks),
        created_at: Timestamp(row.created_at),
        finished: row.finished_at.is_some(),
        winner,
        looser,
        finish_reason: row.finish_reason()?,
        match_type: if row.court()?.seats_per_side() == 1 { MatchType::OneOnOne } else { MatchType::ThreeOnThree },
        spectators_allowed: row.spectators_allowed,
        counts: row.counts,
        tournament_id: row.tournament_id,
        tournament_stage_id: row.tournament_stage_id,
        tournament_n: row.tournament_n,
        teams: Teams { a: team(Side::A)?, b: team(Side::B)? },
    })
}

fn to_player(player: &PlayerRow, user: &SmallUser, stakes: Option<Stakes>) -> TeamPlayer {
    let user = user.clone();
    TeamPlayer { user, score: player.goals, own_goal: player.own_goals, returns: player.returns, trophies: player.trophies, stakes }
}

/// What the match is about for this player of it; `None` unless it is about trophies.
fn stakes(player: &PlayerRow, players: &[&PlayerRow]) -> sqlx::Result<Option<Stakes>> {
    let Some(trophies) = player.trophies_before else { return Ok(None) };
    let side = player.seat()?.side;
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    for other in players {
        if other.seat()?.side == side { &mut mine } else { &mut theirs }.extend(other.trophies_before);
    }
    let [mine, theirs] = [mine, theirs].map(|side| stats::strength(side.into_iter()));
    Ok(Some(stats::stakes(trophies, mine, theirs)))
}
