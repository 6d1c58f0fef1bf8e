//! The lobby that whoever is signed in is in, as far as this client knows: what the server said of it last, and what came since.

use bevy::prelude::Resource;
use common::api::event::LobbyEvent;
use common::api::lobby::{Lobby, LobbyChange, LobbyMode, LobbyParticipant, LobbyTeam, ParticipantChange};
use common::api::matches::MatchType;
use common::api::users::SmallUser;
use common::ids::{LobbyCode, MatchCode, UserId};

use super::entering::Entering;
use crate::net::{NetError, RequestId, Session};
use crate::people::gathering::inviting::Inviting;
use crate::people::gathering::talk::Talk;

/// Most refusals that are kept to be seen.
const REFUSED_MAX: usize = 8;

/// What somebody wants to do in the lobby.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LobbyWish {
    /// Be ready, or not any more.
    Ready(bool),
    /// Go to this side.
    Side(LobbyTeam),
    /// So many players on each side.
    Type(MatchType),
    /// So many goals win.
    Goals(u8),
    /// Send somebody away for good.
    Ban(UserId),
    /// Go.
    Leave,
}

/// Why somebody is in no lobby any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// They were sent away.
    Banned,
    /// Only guests were left.
    Destroyed,
}

/// What is to be told outside of the page of the lobby.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Told {
    /// Somebody has come.
    Joined(SmallUser),
    /// Somebody says this.
    Said(SmallUser, String),
    /// It is over for whoever is signed in.
    Ended(Ended),
    /// Those on the bench can watch this.
    Watch(MatchCode),
}

/// The lobby, and what is going on in it.
#[derive(Resource, Clone, Debug, Default)]
pub struct LobbyModel {
    whose: Option<UserId>,
    /// Where one is.
    pub lobby: Option<Lobby>,
    /// What is said there.
    pub talk: Talk,
    /// Friends who are asked to come.
    pub inviting: Inviting,
    /// The way in.
    pub entering: Entering,
    /// Why there is none any more.
    pub ended: Option<Ended>,
    /// Others who sit at this machine.
    pub here: Vec<UserId>,
    listening: bool,
    stale: bool,
    asked: Option<RequestId>,
    /// Something happened since it was asked for: what comes may be older than that.
    again: bool,
    work: Vec<(RequestId, LobbyWish)>,
    refused: Vec<(LobbyWish, NetError)>,
}

impl LobbyModel {
    /// Looks at who is signed in. True: the lobby has to be read.
    pub fn follow(&mut self, session: &Session) -> bool {
        let whose = session.user().map(|me| me.id);
        if whose != self.whose {
            // The way in is that of whoever comes, be it a new guest.
            *self = Self { whose, entering: std::mem::take(&mut self.entering), ..Self::default() };
        }
        self.stale |= session.stream_open && !self.listening;
        self.listening = session.stream_open;
        if self.asked.is_some() || !(self.whose.is_some() && session.stream_open) {
            return false;
        }
        std::mem::take(&mut self.stale)
    }

    /// What is known may be out of date.
    pub const fn again(&mut self) {
        self.stale = true;
    }

    /// The server was asked for it.
    pub const fn asked(&mut self, id: RequestId) {
        self.asked = Some(id);
        self.again = false;
    }

    /// The server said where one is, or that one is nowhere.
    pub fn listed(&mut self, id: RequestId, result: &Result<Lobby, NetError>) {
        use common::api::error::ErrorCode::NotFound;
        if self.asked.take_if(|asked| *asked == id).is_none() {
            return;
        }
        if std::mem::take(&mut self.again) {
            self.stale = true;
            return;
        }
        match result {
            Ok(lobby) => self.come_to(lobby.clone()),
            Err(error) if error.code() == Some(NotFound) => self.go(),
            Err(error) => self.entering.fail(error),
        }
    }

    /// One is there now.
    pub fn come_to(&mut self, lobby: Lobby) {
        if self.code() != Some(lobby.code) {
            (self.talk, self.inviting) = (Talk::default(), Inviting::default());
            (self.work, self.refused) = (Vec::new(), Vec::new());
        }
        self.entering.end();
        self.ended = None;
        self.touch();
        self.lobby = Some(lobby);
    }

    /// One is in none any more.
    pub fn go(&mut self) {
        self.touch();
        self.lobby = None;
        (self.work, self.refused) = (Vec::new(), Vec::new());
        if self.entering.is_inside() {
            self.entering.end();
        }
    }

    /// What is on its way from the server is older than this.
    fn touch(&mut self) {
        self.again |= self.asked.is_some();
    }

    /// Its name.
    #[must_use]
    pub fn code(&self) -> Option<LobbyCode> {
        self.lobby.as_ref().map(|lobby| lobby.code)
    }

    /// Whoever is signed in.
    #[must_use]
    pub const fn whose(&self) -> Option<UserId> {
        self.whose
    }

    /// The own place in it.
    #[must_use]
    pub fn me(&self) -> Option<&LobbyParticipant> {
        let me = self.whose?;
        self.lobby.as_ref()?.participants.iter().find(|participant| participant.user.id == me)
    }

    /// Whether a team is looked for opponents for: everybody in it is ready.
    #[must_use]
    pub fn is_searching(&self) -> bool {
        self.lobby.as_ref().is_some_and(|lobby| {
            let everybody = lobby.participants.iter().all(|participant| participant.is_ready);
            lobby.game_mode == LobbyMode::Clash && everybody && lobby.game_playing.is_none()
        })
    }

    /// Something was asked of the server.
    pub fn begin(&mut self, id: RequestId, wish: LobbyWish) {
        self.refused.clear();
        self.work.push((id, wish));
    }

    /// Whether something like this is under way.
    #[must_use]
    pub fn is_busy(&self, of: impl Fn(LobbyWish) -> bool) -> bool {
        self.work.iter().any(|(_, wish)| of(*wish))
    }

    /// What did not work last, and why.
    #[must_use]
    pub fn problem(&self) -> Option<&NetError> {
        self.refused.last().map(|(_, error)| error)
    }

    /// The server answered a wish. Returns which it was, when it came true.
    pub fn answered(&mut self, id: RequestId, problem: Option<&NetError>) -> Option<LobbyWish> {
        let at = self.work.iter().position(|(asked, _)| *asked == id)?;
        let (_, wish) = self.work.swap_remove(at);
        let Some(error) = problem else { return Some(wish) };
        self.refused.push((wish, error.clone()));
        if self.refused.len() > REFUSED_MAX {
            self.refused.remove(0);
        }
        // Something is not as it is shown here.
        self.stale = true;
        None
    }

    /// Somebody is as the server says: whoever is signed in, after a change of their own.
    pub fn know(&mut self, participant: &LobbyParticipant) {
        self.touch();
        let Some(lobby) = &mut self.lobby else { return };
        if let Some(known) = lobby.participants.iter_mut().find(|known| known.user.id == participant.user.id) {
            known.clone_from(participant);
        }
    }

    /// Somebody is not there any more.
    pub fn depart(&mut self, user: UserId) {
        self.touch();
        if let Some(lobby) = &mut self.lobby {
            lobby.participants.retain(|participant| participant.user.id != user);
            lobby.is_full = lobby.participants.len() >= usize::from(lobby.max_participants);
        }
    }

    /// Somebody has another name or picture.
    pub fn rename(&mut self, user: &SmallUser) {
        let participants = self.lobby.iter_mut().flat_map(|lobby| &mut lobby.participants);
        for known in participants.filter(|participant| participant.user.id == user.id) {
            known.user.clone_from(user);
        }
    }

    /// What the server tells. Returns what is to be told on.
    pub fn heard(&mut self, event: &LobbyEvent) -> Option<Told> {
        self.touch();
        match event {
            LobbyEvent::Joined(participant) => {
                self.depart(participant.user.id);
                let lobby = self.lobby.as_mut()?;
                lobby.participants.push((**participant).clone());
                lobby.is_full = lobby.participants.len() >= usize::from(lobby.max_participants);
                Some(Told::Joined(participant.user.clone()))
            }
            LobbyEvent::Left(gone) => {
                self.depart(gone.id);
                None
            }
            LobbyEvent::Banned => self.end(Ended::Banned),
            LobbyEvent::Destroyed => self.end(Ended::Destroyed),
            LobbyEvent::Message(said) => {
                self.talk.heard(said.author.clone(), said.content.clone());
                Some(Told::Said(said.author.clone(), said.content.clone()))
            }
            LobbyEvent::Updated(change) => {
                self.change(change);
                None
            }
            LobbyEvent::ParticipantUpdated(change) => {
                self.change_participant(change);
                None
            }
            LobbyEvent::Spectate(code) => Some(Told::Watch(*code)),
        }
    }

    fn end(&mut self, why: Ended) -> Option<Told> {
        self.lobby.as_ref()?;
        self.go();
        self.ended = Some(why);
        Some(Told::Ended(why))
    }

    fn change(&mut self, change: &LobbyChange) {
        let Some(lobby) = &mut self.lobby else { return };
        if let Some(goals) = change.goals {
            lobby.goals = goals;
        }
        if let Some(match_type) = change.match_type {
            lobby.match_type = match_type;
            bench_the_rest(lobby);
        }
        if let Some(playing) = change.game_playing {
            lobby.game_playing = playing;
            // After a match nobody is ready.
            if playing.is_none() {
                lobby.participants.iter_mut().for_each(|participant| participant.is_ready = false);
            }
        }
    }

    fn change_participant(&mut self, change: &ParticipantChange) {
        let participants = self.lobby.iter_mut().flat_map(|lobby| &mut lobby.participants);
        for known in participants.filter(|participant| participant.user.id == change.id) {
            known.creator = change.creator.unwrap_or(known.creator);
            known.is_ready = change.is_ready.unwrap_or(known.is_ready);
            known.team = change.team.or(known.team);
        }
    }
}

/// From 3v3 to 1v1 the first of each side stay, the others become spectators and are not ready.
fn bench_the_rest(lobby: &mut Lobby) {
    let room = lobby.match_type.side_len();
    for side in [LobbyTeam::A, LobbyTeam::B] {
        let there = lobby.participants.iter_mut().filter(|participant| participant.team == Some(side));
        for participant in there.skip(room) {
            (participant.team, participant.is_ready) = (Some(LobbyTeam::Spectator), false);
        }
    }
}
