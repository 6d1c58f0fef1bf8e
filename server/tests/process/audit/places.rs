//! Places between matches: queue, lobbies, tournaments.

use common::api::tournament::{GetTournament, Tournament};
use common::ids::{TournamentCode, UserId};

use super::Auditor;
use crate::gathered::TournamentRow;
use crate::ledger::Ledger;
use crate::rows::Rows;
use crate::stage::Stage;

impl Auditor {
    /// Who had a place has the same one, or a match instead; what is found is what counts from now on.
    pub(super) fn look_at_the_queue(&mut self, ledger: &mut Ledger, rows: &Rows) -> Vec<String> {
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

    /// Who was in a lobby or a tournament is.
    pub(super) fn look_at_places(&mut self, ledger: &mut Ledger, rows: &Rows) -> Vec<String> {
        let Ledger { whereabouts, announced, .. } = ledger;
        let has_played = |user| {
            let is_untold = |code| announced.get(code).is_none_or(|told| !told.contains(&user));
            rows.matches.iter().any(|(code, row)| row.result.is_some() && row.players.contains(&user) && is_untold(code))
        };
        let (stood, faults) = whereabouts.meet(&rows.gathered, has_played);
        self.stood += stood;
        faults
    }

    /// Tournaments have gone on from where they were, or stand where they stood; the API says the same.
    pub(super) async fn look_at_tournaments(&mut self, stage: &Stage, rows: &Rows) -> Vec<String> {
        let mut faults = Vec::new();
        let now = &rows.gathered.tournaments;
        for (code, before) in &self.tournaments {
            match now.get(code) {
                Some(tournament) if tournament.goes_on_from(before) => {}
                Some(_) => faults.push(format!("the tournament {code} has gone back")),
                None => faults.push(format!("the tournament {code} is lost")),
            }
        }
        for (code, row) in now {
            self.paused += usize::from(row.phase == "running");
            // What has ended was looked at when it had.
            if !self.tournaments.get(code).is_some_and(TournamentRow::is_finished) {
                faults.extend(is_shown(stage, *code, row).await.err());
            }
        }
        self.tournaments.clone_from(now);
        faults
    }
}

/// Whether the API shows what is stored; the server may have gone on since it was read.
async fn is_shown(stage: &Stage, code: TournamentCode, row: &TournamentRow) -> Result<(), String> {
    let shown: Tournament =
        stage.web.call(&GetTournament { code }, None).await.map_err(|fault| format!("the tournament {code}: {fault}"))?;
    let is_shown = shown.participants.len() == row.players.len()
        && row.players.keys().all(|user| shown.participant(*user).is_some())
        && (shown.is_started || row.phase == "gathering")
        && (shown.is_finished || !row.is_finished())
        && (row.winner.is_none() || row.winner == shown.winner.as_ref().map(|winner| winner.id));
    if is_shown { Ok(()) } else { Err(format!("the tournament {code} is shown otherwise than it is stored: {shown:?}")) }
}
