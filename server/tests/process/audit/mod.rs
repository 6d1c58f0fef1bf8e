//! After a death: everything that was acknowledged is looked for, in the database and through the API.

mod places;
mod results;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use common::api::auth::CreateGuest;
use common::api::matches::{GetMatch, log_path};
use common::api::users::GetMe;
use common::ids::{MatchCode, TournamentCode, UserId};
use common::sim::TICK_HZ;
use common::sim::log::Log;

use crate::gathered::TournamentRow;
use crate::ledger::Ledger;
use crate::player::Player;
use crate::rows::{ResultRow, Rows};
use crate::stage::Stage;

/// A match that was running goes on from a tick at most this old: 250 ms.
pub(crate) const BACK_TICKS_MAX: i32 = 30;
/// Guests of one life who are asked for again, the newest.
const GUESTS_ASKED: usize = 10;

const _: () = assert!(BACK_TICKS_MAX as u32 * 1000 == 250 * TICK_HZ);

/// What was found in earlier audits, and over all of them.
#[derive(Default)]
pub(crate) struct Auditor {
    results: BTreeMap<MatchCode, ResultRow>,
    /// How many of them there are of each mode.
    pub(crate) modes: BTreeMap<String, usize>,
    pub(crate) resumed: usize,
    /// Places in the queue that were there again.
    pub(crate) places: usize,
    /// Places in lobbies and tournaments that were there again.
    pub(crate) stood: usize,
    pub(crate) tournaments: BTreeMap<TournamentCode, TournamentRow>,
    /// How often a running tournament went on.
    pub(crate) paused: usize,
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
        let mut faults = rows.contradictions.clone();
        faults.extend(people(&stage.ledger(), &rows));
        faults.extend(matches(&stage.ledger(), &rows));
        faults.extend(self.look_at_the_queue(&mut stage.ledger(), &rows));
        faults.extend(self.look_at_places(&mut stage.ledger(), &rows));
        faults.extend(self.look_at_tournaments(stage, &rows).await);
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
            faults.extend(results::in_all_histories(stage, &token, code, &rows.matches[&code].players).await);
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

/// Whether accounts, guests and challenges are those that were acknowledged, and no more than were asked for.
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
    let [acknowledged, asked] = ledger.challenges;
    if !(acknowledged..=asked).contains(&rows.challenges) {
        faults.push(format!("{} challenges, of {acknowledged} acknowledged and {asked} asked for", rows.challenges));
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
        let seats = if row.game_mode == "clash" { 6 } else { 2 };
        if row.players.len() != seats || row.open != held {
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
