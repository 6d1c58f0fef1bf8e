//! Results: each is there once, true, whole, and what it was before.

use std::collections::BTreeSet;

use common::api::matches::{ListMatches, TeamName};
use common::ids::{MatchCode, UserId};
use common::sim::log::Log;
use common::wire::Finished;

use super::Auditor;
use crate::ledger::Ledger;
use crate::rows::{MatchRow, ResultRow, Rows};
use crate::stage::Stage;

/// Matches of one user that are looked through.
const HISTORY_MAX: u32 = 100;

impl Auditor {
    /// New results must be true and whole, old ones what they were. Says which are new.
    pub(super) fn look_at_results(&mut self, ledger: &Ledger, rows: &Rows, faults: &mut Vec<String>) -> Vec<MatchCode> {
        let mut fresh = Vec::new();
        for (code, row) in &rows.matches {
            let Some(result) = &row.result else { continue };
            match self.results.get(code) {
                Some(before) if before == result => {}
                Some(_) => faults.push(format!("the result of {code} has changed")),
                None => {
                    fresh.push(*code);
                    faults.extend(is_true(row, result, ledger.finished.get(code)).err().map(|what| format!("{code}: {what}")));
                    for user in &row.players {
                        let told = rows.told.get(&(*user, "match-finish".to_owned(), *code)).copied().unwrap_or(0);
                        if told != 1 {
                            faults.push(format!("the end of {code} was announced to {user} {told} times"));
                        }
                    }
                    self.results.insert(*code, result.clone());
                    *self.modes.entry(row.game_mode.clone()).or_default() += 1;
                }
            }
        }
        let lost = self.results.keys().chain(ledger.finished.keys()).chain(ledger.announced.keys());
        let lost = lost.filter(|code| rows.matches.get(code).is_none_or(|row| row.result.is_none())).collect::<BTreeSet<_>>();
        faults.extend(lost.into_iter().map(|code| format!("the result of {code} is lost")));
        fresh
    }
}

/// Whether the stored log leads to the stored result, and to the one that was told.
fn is_true(row: &MatchRow, result: &ResultRow, told: Option<&Finished>) -> Result<(), String> {
    let proven = Log::verify(&result.log).map_err(|error| error.to_string())?;
    let name = proven.winner.map(|winner| format!("{:?}", TeamName::from(winner)).to_lowercase());
    let is_given_up = row.is_given_up && proven.forfeit.is_some();
    // Nobody goes away unless the server dies, or they want to: nobody is to lose by the server.
    if (result.reason == "normal-end") == is_given_up || proven.forfeit.is_some() != is_given_up {
        return Err(format!("ended by {}", result.reason));
    }
    // Who does not come loses by more than was played.
    let is_score = result.reason == "player-not-connected" || result.score == proven.score.map(i64::from);
    if result.winner != name || !is_score || result.ticks != i64::from(proven.ticks.0) {
        return Err(format!("the result is {:?} {:?}, and the log says {name:?} {:?}", result.winner, result.score, proven.score));
    }
    match told {
        Some(told) if told.log_hash != proven.log_hash || told.score.map(i64::from) != result.score || told.winner != proven.winner => {
            Err(format!("{told:?} was told, and the log says {proven:?}"))
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether a match that is over is in the history of each of its players, once.
pub(super) async fn in_all_histories(stage: &Stage, token: &str, code: MatchCode, players: &[UserId]) -> Vec<String> {
    let mut faults = Vec::new();
    for user in players {
        let list = ListMatches { user: *user, limit: HISTORY_MAX, offset: 0 };
        let found = stage.web.call(&list, Some(token)).await.map(|page| page.results.iter().filter(|other| other.code == code).count());
        match found {
            Ok(1) => {}
            Ok(count) => faults.push(format!("{code} is in the history of {user} {count} times")),
            Err(fault) => faults.push(format!("the history of {user}: {fault}")),
        }
    }
    faults
}
