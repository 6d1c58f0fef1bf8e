//! Who hears of what in a tournament, and what is left to be read later.

use std::collections::BTreeMap;

use common::api::event::{ServerEvent, TournamentEvent};
use common::api::time::Timestamp;
use common::api::tournament::{
    Tournament, TournamentFinish, TournamentGone, TournamentLeft, TournamentMatchFinish, TournamentParticipant, TournamentPromoted,
    TournamentStartAt,
};
use common::api::users::SmallUser;
use common::ids::{MatchCode, MatchId, UserId};

use super::bracket::{Corner, Pairing};
use super::life::{Life, News, Phase};
use super::store::Held;
use super::{change, show};
use crate::App;
use crate::db::Tx;
use crate::events::Place;
use crate::http::ApiError;
use crate::{chat, invites, stats};

/// Tells what has happened since `before`.
///
/// # Errors
/// Those of the database.
pub(super) async fn news(app: &App, tx: &mut Tx, before: &Life, held: &Held, news: &[News]) -> Result<(), ApiError> {
    if news.is_empty() {
        return Ok(());
    }
    let shown = show::one(app, tx, held).await?;
    let teller = Teller { app, held, shown: &shown };
    for event in news {
        teller.tell(tx, event).await?;
    }
    teller.spectate(tx, before);
    teller.places(tx, before);
    Ok(())
}

/// Tells everybody who hears of the tournament but these.
pub(super) fn others(tx: &mut Tx, life: &Life, but: &[UserId], event: &TournamentEvent) {
    for user in life.audience().filter(|user| !but.contains(user)) {
        tx.emit(user, ServerEvent::Tournament(event.clone()));
    }
}

/// The matches that are played.
fn played(life: &Life) -> BTreeMap<MatchId, MatchCode> {
    life.bracket.0.iter().filter_map(Pairing::made).map(|made| (made.id, made.code)).collect()
}

struct Teller<'a> {
    app: &'a App,
    held: &'a Held,
    shown: &'a Tournament,
}

impl Teller<'_> {
    async fn tell(&self, tx: &mut Tx, news: &News) -> Result<(), ApiError> {
        let (card, life) = (&self.held.card, &self.held.life);
        let tournament = card.id;
        match news {
            News::Joined(user) => {
                let joined = show::participant(self.shown, *user)?;
                others(tx, life, &[*user], &TournamentEvent::Join(Box::new(joined)));
                invites::taken(tx, *user, invites::Target::Tournament(card.code)).await?;
            }
            News::Left(user) => others(tx, life, &[*user], &TournamentEvent::Leave(TournamentLeft { id: *user, tournament })),
            News::Promoted(user) => {
                others(tx, life, &[], &TournamentEvent::Promoted(TournamentPromoted { id: *user, tournament, creator: true }));
            }
            News::CalledOff(left) => {
                for user in left {
                    tx.emit(*user, ServerEvent::Tournament(TournamentEvent::Destroyed(TournamentGone { tournament })));
                }
                invites::place_gone(tx, invites::Target::Tournament(card.code)).await?;
            }
            News::StartAt(at) => {
                others(tx, life, &[], &TournamentEvent::StartAt(TournamentStartAt { id: tournament, start_at: Some(Timestamp(*at)) }));
            }
            News::StartCancelled => {
                others(tx, life, &[], &TournamentEvent::StartCancel(TournamentStartAt { id: tournament, start_at: None }));
            }
            News::Started => {
                others(tx, life, &[], &TournamentEvent::Start(Box::new(self.shown.clone())));
                self.notice(tx, life.audience(), &format!("The tournament {} starts.", card.name)).await?;
                invites::place_gone(tx, invites::Target::Tournament(card.code)).await?;
            }
            News::Made(place) => self.due(tx, &life.bracket.0[*place]).await?,
            News::Over(place) => self.over(tx, &life.bracket.0[*place])?,
            News::Finished => self.finished(tx).await?,
            // The match is told of when it is made; whoever gives one up is told by its end.
            News::Due(_) | News::Resigned(..) => {}
        }
        Ok(())
    }

    /// The match has been made: its players are to come.
    async fn due(&self, tx: &mut Tx, pairing: &Pairing) -> Result<(), ApiError> {
        let due = show::pairing(self.shown, pairing)?;
        for corner in Corner::BOTH {
            let (Some(user), Some(other)) = (pairing.user(corner), pairing.user(corner.other())) else { continue };
            tx.emit(user, ServerEvent::Tournament(TournamentEvent::MatchDue(Box::new(due.clone()))));
            let other = show::participant(self.shown, other)?.username;
            let words = format!("Your match of the tournament {} is due: you play {other}.", self.held.card.name);
            chat::notice(self.app, tx, user, &words).await?;
        }
        Ok(())
    }

    fn over(&self, tx: &mut Tx, pairing: &Pairing) -> Result<(), ApiError> {
        let over = show::pairing(self.shown, pairing)?;
        let winner = pairing.outcome().and_then(|outcome| outcome.winner);
        let user = |corner: Corner| if corner == Corner::One { over.user_1.as_ref() } else { over.user_2.as_ref() };
        let finish = TournamentMatchFinish {
            tournament: self.shown.clone(),
            winner: winner.and_then(user).map(small),
            looser: winner.and_then(|winner| user(winner.other())).map(small),
            score_winner: over.score_winner,
            score_looser: over.score_looser,
            finish_reason: show::reason(&over),
        };
        others(tx, &self.held.life, &[], &TournamentEvent::MatchFinish(Box::new(finish)));
        Ok(())
    }

    async fn finished(&self, tx: &mut Tx) -> Result<(), ApiError> {
        let (card, life) = (&self.held.card, &self.held.life);
        let username = self.shown.winner.as_ref().map(|winner| winner.username.clone());
        let words = match &username {
            Some(winner) => format!("{winner} has won the tournament {}.", card.name),
            None => format!("The tournament {} has ended without a winner.", card.name),
        };
        others(tx, life, &[], &TournamentEvent::Finish(Box::new(TournamentFinish { id: card.id, name: card.name.clone(), username })));
        self.notice(tx, life.audience(), &words).await?;
        if let Phase::Finished { winner: Some(winner), .. } = life.phase
            && counts(life, winner)
        {
            stats::tournament_won(tx, winner).await?;
        }
        Ok(())
    }

    /// Those who are out hear what can be watched whenever that changes, and when they are out.
    fn spectate(&self, tx: &mut Tx, before: &Life) {
        let life = &self.held.life;
        let (now, was) = (played(life), change::out(before));
        let has_changed = now != played(before);
        for user in change::out(life).into_iter().filter(|user| has_changed || !was.contains(user)) {
            tx.emit(user, ServerEvent::Tournament(TournamentEvent::Spectate(now.clone())));
        }
    }

    /// Who waits for a start, or can still win, is in the tournament as far as others see it.
    fn places(&self, tx: &mut Tx, before: &Life) {
        let place = Place::Tournament(self.held.card.id.0);
        let there = |life: &Life, user| {
            let goes_on = matches!(life.phase, Phase::Gathering { .. } | Phase::Running { .. });
            goes_on && life.entrant(user).is_some_and(|entrant| entrant.still_in)
        };
        let life = &self.held.life;
        for entrant in &before.players {
            if there(before, entrant.user) && !there(life, entrant.user) {
                tx.leaves(entrant.user, place);
            }
        }
        for entrant in &life.players {
            if there(life, entrant.user) && !there(before, entrant.user) {
                tx.enters(entrant.user, place);
            }
        }
    }

    async fn notice(&self, tx: &mut Tx, users: impl Iterator<Item = UserId>, words: &str) -> Result<(), ApiError> {
        for user in users {
            chat::notice(self.app, tx, user, words).await?;
        }
        Ok(())
    }
}

/// Whether it counts for the winner: somebody else with an account was in it, so that nobody climbs by playing alone.
fn counts(life: &Life, winner: UserId) -> bool {
    let accounts = || life.players.iter().filter(|entrant| !entrant.is_guest);
    accounts().any(|entrant| entrant.user == winner) && accounts().any(|entrant| entrant.user != winner)
}

fn small(participant: &TournamentParticipant) -> SmallUser {
    SmallUser { id: participant.id, username: participant.username.clone(), profile_picture: participant.profile_picture.clone() }
}
