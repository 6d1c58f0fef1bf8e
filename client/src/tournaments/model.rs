//! The tournament that one is in: one value, which answers of the server and its events change.

use std::collections::BTreeMap;

use bevy::prelude::Resource;
use common::api::error::ErrorCode;
use common::api::event::TournamentEvent;
use common::api::time::Timestamp;
use common::api::tournament::{START_AFTER_MS, Tournament, TournamentLeft, TournamentParticipant};
use common::api::users::SmallUser;
use common::ids::{MatchCode, MatchId, TournamentCode, TournamentId, UserId};

use super::bracket::{Bracket, Next};
use crate::net::{NetError, RequestId, Session};
use crate::people::gathering::inviting::Inviting;
use crate::people::gathering::talk::Talk;

/// What somebody should be told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// The bracket is drawn.
    Started(String),
    /// It starts in a moment, by itself.
    StartsSoon(String),
    /// The own match against this one begins.
    Due(SmallUser),
    /// Put out of it.
    Banned(String),
    /// There is nobody left who could organise it.
    Destroyed(String),
    /// Organises it from now on.
    Promoted(String),
    /// It is over; who won, if anybody did.
    Finished(String, Option<String>),
    /// The own victory.
    Won,
    /// Somebody says something.
    Said(SmallUser, String),
}

/// The tournament of whoever is signed in.
#[derive(Resource, Debug, Default)]
pub struct Own {
    whose: Option<UserId>,
    /// It, also for a while after its end.
    pub tournament: Option<Tournament>,
    /// Matches that can be watched, for whoever is out.
    pub spectate: BTreeMap<MatchId, MatchCode>,
    /// What is said in it.
    pub talk: Talk,
    /// The friends who were asked to come.
    pub inviting: Inviting,
    /// The own victory has not been looked at yet.
    pub triumph: bool,
    asked: Option<RequestId>,
    /// How it ended is asked for: it was over when the server was asked again.
    past: Option<RequestId>,
    stale: bool,
    listening: bool,
    /// How far the server's clock is ahead of this machine's, milliseconds.
    ahead_ms: i64,
}

/// What is to be asked of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The tournament that one is in.
    Mine,
    /// How this one ended.
    Past(TournamentId),
}

impl Own {
    /// Looks at who is signed in. True: the server is to be asked, because events may have been missed.
    pub fn follow(&mut self, session: &Session) -> bool {
        let whose = session.user().map(|me| me.id);
        if whose != self.whose {
            *self = Self { whose, ahead_ms: self.ahead_ms, ..Self::default() };
        }
        let opened = session.stream_open && !self.listening;
        self.listening = session.stream_open;
        self.stale |= opened;
        std::mem::take(&mut self.stale) && self.whose.is_some() && session.stream_open
    }

    /// Whose it is.
    #[must_use]
    pub const fn whose(&self) -> Option<UserId> {
        self.whose
    }

    /// What is known may be out of date.
    pub const fn again(&mut self) {
        self.stale = true;
    }

    /// The server was asked.
    pub const fn asked(&mut self, id: RequestId) {
        self.asked = Some(id);
    }

    /// Whether the server is being asked.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.asked.is_some()
    }

    /// The server answered. What is to be asked next, if anything: a tournament that ended meanwhile is seen to its end.
    pub fn answered(&mut self, id: RequestId, result: &Result<Tournament, NetError>) -> Option<Ask> {
        if self.asked != Some(id) {
            return None;
        }
        self.asked = None;
        match result {
            Ok(tournament) => self.take(tournament.clone()),
            Err(error) if error.code() == Some(ErrorCode::NotFound) => match &self.tournament {
                Some(known) if known.is_finished => {}
                Some(known) if known.is_started => return Some(Ask::Past(known.id)),
                Some(_) | None => self.drop_it(),
            },
            Err(_) => {}
        }
        None
    }

    /// The server was asked how it ended.
    pub const fn asked_past(&mut self, id: RequestId) {
        self.past = Some(id);
    }

    /// How it ended is known. One that goes on goes on without whoever is signed in.
    pub fn answered_past(&mut self, id: RequestId, result: &Result<Tournament, NetError>) {
        if self.past.take_if(|asked| *asked == id).is_none() {
            return;
        }
        if let Ok(tournament) = result {
            self.take(tournament.clone());
        }
    }

    /// This is the tournament that one is in, as it is now.
    pub fn take(&mut self, tournament: Tournament) {
        if self.tournament.as_ref().is_none_or(|known| known.id != tournament.id) {
            self.drop_it();
        }
        if tournament.is_finished {
            self.spectate.clear();
        }
        self.tournament = Some(tournament);
    }

    /// One is in it no more.
    pub fn drop_it(&mut self) {
        *self = Self { whose: self.whose, asked: self.asked, listening: self.listening, ahead_ms: self.ahead_ms, ..Self::default() };
    }

    /// An event. Says what somebody should be told.
    pub fn heard(&mut self, event: &TournamentEvent, here: Timestamp) -> Option<Told> {
        let me = self.whose?;
        match event {
            TournamentEvent::Join(who) => {
                let tournament = self.tournament.as_mut().filter(|known| known.id == who.tournament)?;
                tournament.participants.retain(|known| known.id != who.id);
                tournament.participants.push((**who).clone());
                None
            }
            TournamentEvent::Leave(left) => {
                self.left(left);
                None
            }
            TournamentEvent::Promoted(who) => {
                let tournament = self.tournament.as_mut().filter(|known| known.id == who.tournament)?;
                tournament.created_by = who.id;
                tournament.participants.iter_mut().for_each(|known| known.creator = known.id == who.id);
                (who.id == me).then(|| Told::Promoted(tournament.name.clone()))
            }
            TournamentEvent::StartAt(at) | TournamentEvent::StartCancel(at) => {
                let tournament = self.tournament.as_mut().filter(|known| known.id == at.id)?;
                tournament.start_at = at.start_at;
                // The server says it at the moment from which it counts.
                let start_at = at.start_at?;
                self.ahead_ms = start_at.0 - START_AFTER_MS - here.0;
                Some(Told::StartsSoon(tournament.name.clone()))
            }
            TournamentEvent::Message(said) => self.is_here(said.tournament).then(|| {
                self.talk.heard(said.author.clone(), said.content.clone());
                Told::Said(said.author.clone(), said.content.clone())
            }),
            TournamentEvent::Banned(gone) => self.gone(gone.tournament).map(Told::Banned),
            TournamentEvent::Destroyed(gone) => self.gone(gone.tournament).map(Told::Destroyed),
            TournamentEvent::Start(started) => {
                let name = started.name.clone();
                self.take((**started).clone());
                Some(Told::Started(name))
            }
            TournamentEvent::MatchDue(due) => {
                // Who plays it is known from now on, also to the bracket.
                self.stale = true;
                let others = [&due.user_1, &due.user_2].into_iter().flatten().find(|who| who.id != me)?;
                Some(Told::Due(small(others)))
            }
            TournamentEvent::MatchFinish(over) => {
                if self.is_here(over.tournament.id) {
                    self.take(over.tournament.clone());
                }
                None
            }
            TournamentEvent::Spectate(matches) => {
                self.spectate.clone_from(matches);
                None
            }
            TournamentEvent::Finish(over) => {
                let tournament = self.tournament.as_mut().filter(|known| known.id == over.id)?;
                tournament.is_finished = true;
                self.stale = tournament.winner.is_none() && over.username.is_some();
                self.spectate.clear();
                let mine = over.username.is_some() && tournament.participant(me).map(|own| &own.username) == over.username.as_ref();
                self.triumph |= mine;
                Some(if mine { Told::Won } else { Told::Finished(over.name.clone(), over.username.clone()) })
            }
        }
    }

    /// Before the start a place is free again; afterwards whoever leaves it is out.
    fn left(&mut self, left: &TournamentLeft) {
        let Some(tournament) = self.tournament.as_mut().filter(|known| known.id == left.tournament) else { return };
        if tournament.is_started {
            tournament.participants.iter_mut().filter(|known| known.id == left.id).for_each(|known| known.still_in = false);
        } else {
            tournament.participants.retain(|known| known.id != left.id);
        }
    }

    fn is_here(&self, tournament: TournamentId) -> bool {
        self.tournament.as_ref().is_some_and(|known| known.id == tournament)
    }

    /// The name of the tournament that one is in no more.
    fn gone(&mut self, tournament: TournamentId) -> Option<String> {
        let name = self.tournament.as_ref().filter(|known| known.id == tournament)?.name.clone();
        self.drop_it();
        Some(name)
    }

    /// Somebody has another name or picture.
    pub fn rename(&mut self, user: &SmallUser) {
        let Some(tournament) = &mut self.tournament else { return };
        for known in tournament.participants.iter_mut().filter(|known| known.id == user.id) {
            known.username.clone_from(&user.username);
            known.profile_picture.clone_from(&user.profile_picture);
        }
    }

    /// The match of one's own that waits for one, or is played.
    #[must_use]
    pub fn due(&self) -> Option<MatchCode> {
        let (tournament, me) = (self.tournament.as_ref()?, self.whose?);
        match Bracket::of(tournament, Some(me))?.next(me) {
            Next::Play { code, .. } => Some(code),
            Next::Out | Next::Won | Next::Soon(_) | Next::Either(..) | Next::Later => None,
        }
    }

    /// Whether this is a match of it.
    #[must_use]
    pub fn has(&self, code: MatchCode) -> bool {
        self.tournament.iter().flat_map(Tournament::all_matches).any(|(_, found)| found.code == Some(code))
    }

    /// Whether this is the tournament that one is in.
    #[must_use]
    pub fn is(&self, code: TournamentCode) -> bool {
        self.tournament.as_ref().is_some_and(|known| known.code == code)
    }

    /// Whole seconds until a moment of the server's clock, when it is this time here.
    #[must_use]
    pub fn seconds_until(&self, then: Timestamp, here: Timestamp) -> i64 {
        let left_ms = (then.0 - here.0 - self.ahead_ms).max(0);
        (left_ms + 999) / 1000
    }
}

/// A participant as a user.
#[must_use]
pub fn small(who: &TournamentParticipant) -> SmallUser {
    SmallUser { id: who.id, username: who.username.clone(), profile_picture: who.profile_picture.clone() }
}
