//! A database with users and matches for one test, and another way of counting them.

use std::collections::BTreeMap;

use common::ids::MatchId;
use sqlx::AssertSqlSafe;

use crate::clock::Clock;
use crate::db::{self, Db, Tx};
use crate::events::{EventHub, Sockets};
use crate::stats;

/// Played, wins, goals, own goals, present streak, longest streak; by user and mode.
type Counted = BTreeMap<(i64, String), [i64; 6]>;
/// The same as a row.
type Row = (i64, String, i64, i64, i64, i64, i64, i64);

pub(super) struct Ground {
    pub(super) db: Db,
    _dir: tempfile::TempDir,
}

/// How a match went. Each second in the life of these databases one can end.
pub(super) struct Played {
    pub(super) mode: String,
    pub(super) court: &'static str,
    pub(super) sides: [Vec<i64>; 2],
    pub(super) winner: Option<&'static str>,
    pub(super) reason: &'static str,
    pub(super) counts: bool,
    /// Goals and own goals by seat.
    pub(super) goals: Vec<(i64, i64)>,
}

impl Played {
    /// The first wins.
    pub(super) fn duel(mode: &str, winner: i64, loser: i64) -> Self {
        Self { court: "duel", sides: [vec![winner], vec![loser]], ..Self::clash(mode, &[], &[]) }
    }

    /// The first three win.
    pub(super) fn clash(mode: &str, winners: &[i64], losers: &[i64]) -> Self {
        let sides = [winners.to_vec(), losers.to_vec()];
        Self { mode: mode.to_owned(), court: "clash", sides, winner: Some("a"), reason: "normal-end", counts: true, goals: vec![(1, 0); 6] }
    }
}

impl Ground {
    pub(super) async fn with_users(count: i64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("rebound.db");
        std::fs::write(&path, []).unwrap();
        let db = db::open(&path, &Clock::system(), &EventHub::new(), &Sockets::default()).await.unwrap();
        let mut tx = db.begin().await.unwrap();
        for id in 1..=count {
            let user =
                "INSERT INTO users (id, username, username_lower, is_guest, created_at, last_online) VALUES ($1, $2, $2, FALSE, 0, 0)";
            sqlx::query(user).bind(id).bind(format!("user{id}")).execute(&mut *tx).await.unwrap();
        }
        tx.commit().await.unwrap();
        Self { db, _dir: dir }
    }

    /// A match ends, and is counted in the same transaction.
    pub(super) async fn play(&self, number: i64, played: &Played) {
        let mut tx = self.db.begin().await.unwrap();
        let id = insert(&mut tx, number, played).await;
        stats::count(&mut tx, id).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// A match ends, as on a server that does not count yet.
    pub(super) async fn end(&self, number: i64, played: &Played) {
        let mut tx = self.db.begin().await.unwrap();
        insert(&mut tx, number, played).await;
        tx.commit().await.unwrap();
    }

    pub(super) async fn numbers(&self, query: &str) -> Vec<i64> {
        let mut reader = self.db.read().await.unwrap();
        sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_all(&mut *reader).await.unwrap()
    }

    pub(super) async fn stats(&self) -> Counted {
        let mut reader = self.db.read().await.unwrap();
        let query = "SELECT user_id, game_mode, played, wins, scored, own_goals, win_streak, longest_win_streak FROM stats";
        let rows: Vec<Row> = sqlx::query_as(query).fetch_all(&mut *reader).await.unwrap();
        rows.into_iter().map(|(user, mode, a, b, c, d, e, f)| ((user, mode), [a, b, c, d, e, f])).collect()
    }

    /// The same from the rows of matches alone.
    pub(super) async fn recount(&self) -> Counted {
        let mut reader = self.db.read().await.unwrap();
        let query = "SELECT p.user_id, m.game_mode, (p.slot < 3) = (m.winner = 'a'), p.goals, p.own_goals
                     FROM match_players p JOIN matches m ON m.id = p.match_id
                     WHERE m.counts AND m.finish_reason IN ('normal-end', 'player-disconnect', 'player-not-connected') ORDER BY m.id";
        let rows: Vec<(i64, String, bool, i64, i64)> = sqlx::query_as(query).fetch_all(&mut *reader).await.unwrap();
        let mut counted = Counted::new();
        for (user, mode, won, goals, own_goals) in rows {
            let own = if ["local", "custom_game"].contains(&mode.as_str()) { None } else { Some(mode) };
            for mode in std::iter::once("global".to_owned()).chain(own) {
                let [played, wins, scored, owned, streak, longest] = counted.entry((user, mode)).or_default();
                *played += 1;
                *wins += i64::from(won);
                *scored += goals;
                *owned += own_goals;
                *streak = if won { *streak + 1 } else { 0 };
                *longest = (*longest).max(*streak);
            }
        }
        counted
    }
}

pub(super) async fn delete_user(tx: &mut Tx, id: i64) {
    sqlx::query("UPDATE users SET deleted = TRUE WHERE id = $1").bind(id).execute(&mut **tx).await.unwrap();
}

async fn insert(tx: &mut Tx, number: i64, played: &Played) -> MatchId {
    let id: i64 = sqlx::query_scalar(
        "INSERT INTO matches (code, game_mode, created_at, court, goals_to_win, time_limit_ticks, seed, sim_version, spectators_allowed,
                              counts, finished_at, finish_reason, winner)
         VALUES ($1, $2, $3, $4, 3, 1, 1, 1, TRUE, $5, $3, $6, $7) RETURNING id",
    )
    .bind(format!("{number:06}"))
    .bind(&played.mode)
    .bind(number * 1000)
    .bind(played.court)
    .bind(played.counts)
    .bind(played.reason)
    .bind(played.winner)
    .fetch_one(&mut **tx)
    .await
    .unwrap();
    for (side, first) in played.sides.iter().zip([0, 3]) {
        for (user, slot) in side.iter().zip(first..) {
            let (goals, own_goals) = played.goals[slot];
            let seat = "INSERT INTO match_players (match_id, slot, user_id, open, goals, own_goals) VALUES ($1, $2, $3, FALSE, $4, $5)";
            let seat = sqlx::query(seat).bind(id).bind(i64::try_from(slot).unwrap()).bind(user).bind(goals).bind(own_goals);
            seat.execute(&mut **tx).await.unwrap();
        }
    }
    MatchId(id)
}

/// The same numbers in every run.
pub(super) struct Draws(u64);

pub(super) fn draws() -> Draws {
    Draws(1)
}

impl Draws {
    /// 0 to `bound` - 1.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    pub(super) fn shuffle(&mut self, list: &mut [i64]) {
        for place in (1..list.len()).rev() {
            list.swap(place, self.below(place + 1));
        }
    }
}
