//! After a death: everything that was acknowledged is looked for, in the database and through the API.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use common::api::auth::CreateGuest;
use common::api::matches::{GetMatch, ListMatches, TeamName, log_path};
use common::api::users::GetMe;
use common::ids::{MatchCode, UserId};
use common::sim::TICK_HZ;
use common::sim::log::Log;
use common::wire::Finished;

use crate::ledger::Ledger;
use crate::player::Player;
use crate::rows::{ResultRow, Rows};
use crate::stage::Stage;

/// A match that was running goes on from a tick at most this old: 250 ms.
pub(crate) const BACK_TICKS_MAX: i32 = 30;
/// Guests of one life who are asked for again, the newest.
const GUESTS_ASKED: usize = 10;
/// Matches of one user that are looked through.
const HISTORY_MAX: u32 = 100;

const _: () = assert!(BACK_TICKS_MAX as u32 * 1000 == 250 * TICK_HZ);

/// What was found in earlier audits, and over all of them.
#[derive(Default)]
pub(crate) struct Auditor {
    results: BTreeMap<MatchCode, ResultRow>,
    pub(crate) resumed: usize,
    /// Places in the queue that were there again.
    pub(crate) places: usize,
    pub(crate) back_ticks: Vec<i32>,
}

impl Auditor {
    /// Results that were found and verified.
    pub(crate) fn results(&self) -> usize {
        self.results.len()
    }

    /// Looks for everything. What is wrong is written into the ledger.
    pub(crate) async fn audit(&mut self, stage: &Stage, data: &Path, players: &mut [&mut Player]) -> Result<()> {
        let rows = Rows::read(data).await?;
        let mut faults = people(&stage.ledger(), &rows);
        faults.extend(matches(&stage.ledger(), &rows));
        faults.extend(self.look_at_the_queue(&mut stage.ledger(), &rows));
        let fresh = self.look_at_results(&stage.ledger(), &rows, &mut faults);
        let token = stage.web.call(&CreateGuest {}, None).await.map_err(|fault| anyhow::anyhow!("{fault}"))?.access;
        stage.ledger().guests.iter_mut().for_each(|count| *count += 1);
        let guests: Vec<_> = stage.ledger().new_guests.iter().rev().take(GUESTS_ASKED).map(|tokens| tokens.access.clone()).collect();
        for guest in guests {
            if let Err(fault) = stage.web.call(&GetMe {}, Some(&guest)).await {
                faults.push(format!("a guest who was welcomed: {fault}"));
            }
        }
        for code in fresh {
            faults.extend(in_both_histories(stage, &token, code, &rows.matches[&code].players).await);
        }
        for code in rows.matches.iter().filter(|(_, row)| row.result.is_none()).map(|(code, _)| *code) {
            self.resumed += 1;
            faults.extend(self.goes_on(stage, &token, code, players).await.err().map(|what| format!("{code}: {what}")));
        }
        // Matches that ended between the last word that a player heard and the death have their whole log in the database.
        for player in players.iter_mut() {
            let result = player.code.and_then(|code| rows.matches.get(&code)).and_then(|row| row.result.as_ref());
            let met = result
                .map(|result| Log::from_bytes(&result.log).map_err(|error| error.to_string()).and_then(|log| player.heard.meet(&log)));
            faults.extend(met.and_then(Result::err).map(|what| format!("the end of a match of {}: {what}", player.id)));
        }
        stage.ledger().faults.extend(faults);
        Ok(())
    }

    /// Who had a place has the same one, or a match instead; what is found is what counts from now on.
    fn look_at_the_queue(&mut self, ledger: &mut Ledger, rows: &Rows) -> Vec<String> {
        let mut faults = Vec::new();
        let is_in_new_match = |user: &UserId| {
            let known = ledger.matches.get(user);
            rows.matches.iter().any(|(code, row)| row.players.contains(user) && known.is_none_or(|known| !known.contains(code)))
        };
        for (user, place) in &ledger.places {
            match rows.places.get(user) {
                Some(found) if found == place => self.places += 1,
                Some(found) => faults.push(format!("{user} had the place {place:?}, and has {found:?}")),
                None if is_in_new_match(user) => {}
                None => faults.push(format!("the place {place:?} of {user} is lost")),
            }
        }
        for user in rows.places.keys() {
            if !ledger.places.contains_key(user) && !ledger.asked.contains(user) {
                faults.push(format!("{user} waits, and did not ask"));
            }
            if rows.matches.values().any(|row| row.result.is_none() && row.players.contains(user)) {
                faults.push(format!("{user} waits, and plays"));
            }
        }
        ledger.places = rows.places.clone();
        faults
    }

    /// New results must be true and whole, old ones what they were. Says which are new.
    fn look_at_results(&mut self, ledger: &Ledger, rows: &Rows, faults: &mut Vec<String>) -> Vec<MatchCode> {
        let mut fresh = Vec::new();
        for (code, row) in &rows.matches {
            let Some(result) = &row.result else { continue };
            match self.results.get(code) {
                Some(before) if before == result => {}
                Some(_) => faults.push(format!("the result of {code} has changed")),
                None => {
                    fresh.push(*code);
                    faults.extend(is_true(result, ledger.finished.get(code)).err().map(|what| format!("{code}: {what}")));
                    for user in &row.players {
                        let told = rows.told.get(&(*user, "match-finish".to_owned(), *code)).copied().unwrap_or(0);
                        if told != 1 {
                            faults.push(format!("the end of {code} was announced to {user} {told} times"));
                        }
                    }
                    self.results.insert(*code, result.clone());
                }
            }
        }
        let lost = self.results.keys().chain(ledger.finished.keys()).chain(ledger.announced.keys());
        let lost = lost.filter(|code| rows.matches.get(code).is_none_or(|row| row.result.is_none())).collect::<BTreeSet<_>>();
        faults.extend(lost.into_iter().map(|code| format!("the result of {code} is lost")));
        fresh
    }

    /// The log of a match that was running: it must be the one that its players heard, and hardly shorter.
    async fn goes_on(&mut self, stage: &Stage, token: &str, code: MatchCode, players: &mut [&mut Player]) -> Result<(), String> {
        stage.web.call(&GetMatch { code }, Some(token)).await.map_err(|fault| fault.to_string())?;
        let file = stage.web.file(&log_path(code), token).await.map_err(|fault| fault.to_string())?;
        Log::verify(&file).map_err(|error| error.to_string())?;
        let kept = Log::from_bytes(&file).map_err(|error| error.to_string())?;
        for player in players.iter_mut().filter(|player| player.code == Some(code)) {
            let heard = player.heard.through();
            let back = player.heard.meet(&kept)?;
            self.back_ticks.push(back);
            if back > BACK_TICKS_MAX {
                return Err(format!("goes on {back} ticks before what its player heard: from {} and not {heard}", kept.through()));
            }
        }
        Ok(())
    }
}

/// Whether accounts and guests are those that were acknowledged, and no more than were asked for.
fn people(ledger: &Ledger, rows: &Rows) -> Vec<String> {
    let mut faults = Vec::new();
    let there: BTreeSet<&String> = rows.accounts.iter().collect();
    if there.len() != rows.accounts.len() {
        faults.push("an account is there twice".to_owned());
    }
    let missing = ledger.accounts.iter().filter(|(name, acknowledged)| **acknowledged && !there.contains(name));
    faults.extend(missing.map(|(name, _)| format!("the account {name} is lost")));
    let strange = there.iter().filter(|name| !ledger.accounts.contains_key(**name));
    faults.extend(strange.map(|name| format!("nobody asked for the account {name}")));
    let [acknowledged, asked] = ledger.guests;
    if !(acknowledged..=asked).contains(&rows.guests) {
        faults.push(format!("{} guests, of {acknowledged} acknowledged and {asked} asked for", rows.guests));
    }
    faults
}

/// Whether the matches are those that were told, with at most one more for who asked for one, and hold those who play them only.
fn matches(ledger: &Ledger, rows: &Rows) -> Vec<String> {
    let mut faults = Vec::new();
    let mut by_user: BTreeMap<UserId, BTreeSet<MatchCode>> = BTreeMap::new();
    for (code, row) in &rows.matches {
        row.players.iter().for_each(|user| _ = by_user.entry(*user).or_default().insert(*code));
        let held = if row.result.is_some() { 0 } else { row.players.len() };
        if row.players.len() != 2 || row.open != held {
            faults.push(format!("{code} has {} players and holds {}", row.players.len(), row.open));
        }
    }
    for (user, known) in &ledger.matches {
        let there = by_user.get(user).cloned().unwrap_or_default();
        faults.extend(known.difference(&there).map(|code| format!("the match {code} of {user} is lost")));
        let more = there.difference(known).count();
        if more > usize::from(ledger.asked.contains(user)) {
            faults.push(format!("{user} is in {more} matches that nobody told of"));
        }
    }
    let twice = rows.told.iter().filter(|(_, count)| **count > 1);
    faults.extend(twice.map(|((user, event, code), count)| format!("{user} was told {event} of {code} {count} times")));
    faults
}

/// Whether the stored log leads to the stored result, and to the one that was told.
fn is_true(result: &ResultRow, told: Option<&Finished>) -> Result<(), String> {
    let proven = Log::verify(&result.log).map_err(|error| error.to_string())?;
    let name = proven.winner.map(|winner| format!("{:?}", TeamName::from(winner)).to_lowercase());
    // Nobody leaves here unless the server dies, so no match ends in any other way.
    if result.reason != "normal-end" || proven.forfeit.is_some() {
        return Err(format!("ended by {}", result.reason));
    }
    if result.winner != name || result.score != proven.score.map(i64::from) || result.ticks != i64::from(proven.ticks.0) {
        return Err(format!("the result is {:?} {:?}, and the log says {name:?} {:?}", result.winner, result.score, proven.score));
    }
    match told {
        Some(told) if told.log_hash != proven.log_hash || told.score != proven.score || told.winner != proven.winner => {
            Err(format!("{told:?} was told, and the log says {proven:?}"))
        }
        Some(_) | None => Ok(()),
    }
}

/// Whether a match that is over is in the history of each of its players, once.
async fn in_both_histories(stage: &Stage, token: &str, code: MatchCode, players: &[UserId]) -> Vec<String> {
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
