//! A lobby as a value, and every rule of what may be done in one. Pure: no clock, no rows.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use common::api::error::ErrorCode;
use common::api::lobby::{LobbyMode, LobbyTeam};
use common::api::matches::MatchType;
use common::ids::{MatchCode, UserId};
use common::sim::{GOALS_DEFAULT, Seat, Side};

/// Somebody in a lobby.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) user: UserId,
    pub(crate) is_guest: bool,
    pub(crate) creator: bool,
    pub(crate) ready: bool,
    /// In `clash`, where all are one team, always the same.
    pub(crate) team: LobbyTeam,
    /// Milliseconds since 1970 UTC.
    pub(crate) join_at: i64,
}

/// A lobby. Without members it has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Room {
    pub(crate) mode: LobbyMode,
    pub(crate) match_type: MatchType,
    /// Goals to win, 1 to 21.
    pub(crate) goals: u8,
    /// In the order of their coming.
    pub(crate) members: Vec<Member>,
    /// Who cannot come back.
    pub(crate) banned: BTreeSet<UserId>,
    /// The match that it plays.
    pub(crate) playing: Option<MatchCode>,
}

impl Room {
    /// A new one, with the account in it that makes it. `clash` is always 3v3.
    pub(crate) fn new(mode: LobbyMode, match_type: MatchType, creator: UserId, now_ms: i64) -> Self {
        let match_type = match mode {
            LobbyMode::Clash => MatchType::ThreeOnThree,
            LobbyMode::CustomGame => match_type,
        };
        let first = Member { user: creator, is_guest: false, creator: true, ready: false, team: LobbyTeam::A, join_at: now_ms };
        Self { mode, match_type, goals: GOALS_DEFAULT, members: vec![first], banned: BTreeSet::new(), playing: None }
    }

    pub(crate) fn member(&self, user: UserId) -> Option<&Member> {
        self.members.iter().find(|member| member.user == user)
    }

    /// Who sets it up; nobody, once it has ended.
    pub(crate) fn creator(&self) -> Option<UserId> {
        self.members.iter().find(|member| member.creator).map(|member| member.user)
    }

    pub(crate) fn users(&self) -> Vec<UserId> {
        self.members.iter().map(|member| member.user).collect()
    }

    /// Whether nobody else can come in.
    pub(crate) fn is_full(&self) -> bool {
        self.members.len() >= usize::from(self.mode.participants_max())
    }

    /// Whether this user may do what only the creator may.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`].
    pub(crate) fn must_create(&self, user: UserId) -> Result<(), ErrorCode> {
        if self.creator() == Some(user) { Ok(()) } else { Err(ErrorCode::Forbidden) }
    }

    /// Somebody comes in, not ready: on side `a`, else `b`, else to watch, wherever there is room. Who is there already stays.
    ///
    /// # Errors
    /// [`ErrorCode::NotFound`] for somebody who is banned, [`ErrorCode::Full`].
    pub(crate) fn join(&mut self, user: UserId, is_guest: bool, now_ms: i64) -> Result<(), ErrorCode> {
        if self.member(user).is_some() {
            return Ok(());
        }
        if self.banned.contains(&user) || self.members.is_empty() {
            return Err(ErrorCode::NotFound);
        }
        if self.is_full() {
            return Err(ErrorCode::Full);
        }
        let team = match self.mode {
            LobbyMode::Clash => LobbyTeam::A,
            LobbyMode::CustomGame => {
                let has_room = |team: &LobbyTeam| self.has_room(*team);
                [LobbyTeam::A, LobbyTeam::B].into_iter().find(has_room).unwrap_or(LobbyTeam::Spectator)
            }
        };
        self.members.push(Member { user, is_guest, creator: false, ready: false, team, join_at: now_ms });
        Ok(())
    }

    /// Somebody goes. If that is the creator, the account that came first becomes it; without accounts, everybody goes.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`] for somebody who is not in it.
    pub(crate) fn leave(&mut self, user: UserId) -> Result<(), ErrorCode> {
        let place = self.members.iter().position(|member| member.user == user).ok_or(ErrorCode::Forbidden)?;
        let gone = self.members.remove(place);
        if gone.creator {
            match self.members.iter_mut().find(|member| !member.is_guest) {
                Some(next) => next.creator = true,
                None => self.members.clear(),
            }
        }
        Ok(())
    }

    /// The creator sends somebody away for good.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`] for somebody who is not the creator, [`ErrorCode::Yourself`], [`ErrorCode::NotFound`] for somebody who is
    /// not in it.
    pub(crate) fn ban(&mut self, by: UserId, user: UserId) -> Result<(), ErrorCode> {
        self.must_create(by)?;
        if by == user {
            return Err(ErrorCode::Yourself);
        }
        self.leave(user).map_err(|_| ErrorCode::NotFound)?;
        self.banned.insert(user);
        Ok(())
    }

    /// The creator changes what is given. From 3v3 to 1v1 the first of each side stay; the others watch, and are not ready.
    ///
    /// # Errors
    /// [`ErrorCode::MethodNotAllowed`] in `clash`, [`ErrorCode::Forbidden`] for somebody who is not the creator,
    /// [`ErrorCode::MatchRunning`].
    pub(crate) fn set_up(&mut self, by: UserId, match_type: Option<MatchType>, goals: Option<u8>) -> Result<(), ErrorCode> {
        self.may_be_set_up(by)?;
        if self.playing.is_some() {
            return Err(ErrorCode::MatchRunning);
        }
        self.goals = goals.unwrap_or(self.goals);
        self.match_type = match_type.unwrap_or(self.match_type);
        for side in [LobbyTeam::A, LobbyTeam::B] {
            let there = self.members.iter_mut().filter(|member| member.team == side);
            for member in there.skip(self.match_type.side_len()) {
                member.team = LobbyTeam::Spectator;
                member.ready = false;
            }
        }
        Ok(())
    }

    /// The refusals of [`Room::set_up`] that come before what is wrong with its fields.
    pub(crate) fn may_be_set_up(&self, by: UserId) -> Result<(), ErrorCode> {
        match self.mode {
            LobbyMode::Clash => Err(ErrorCode::MethodNotAllowed),
            LobbyMode::CustomGame => self.must_create(by),
        }
    }

    /// Somebody is ready, or no more, or goes to a side; who goes to watch is not ready any more.
    ///
    /// # Errors
    /// [`ErrorCode::Forbidden`] for somebody who is not in it, for a side in `clash`, and for a spectator who is ready;
    /// [`ErrorCode::Full`] for a side without room, [`ErrorCode::MatchRunning`].
    pub(crate) fn change(&mut self, user: UserId, ready: Option<bool>, team: Option<LobbyTeam>) -> Result<(), ErrorCode> {
        let member = *self.member(user).ok_or(ErrorCode::Forbidden)?;
        if self.mode == LobbyMode::Clash && team.is_some() {
            return Err(ErrorCode::Forbidden);
        }
        let team = team.unwrap_or(member.team);
        if team != member.team && !self.has_room(team) {
            return Err(ErrorCode::Full);
        }
        if team == LobbyTeam::Spectator && ready == Some(true) {
            return Err(ErrorCode::Forbidden);
        }
        if self.playing.is_some() {
            return Err(ErrorCode::MatchRunning);
        }
        let ready = team != LobbyTeam::Spectator && ready.unwrap_or(member.ready);
        if let Some(member) = self.members.iter_mut().find(|member| member.user == user) {
            (member.team, member.ready) = (team, ready);
        }
        Ok(())
    }

    /// Whether everybody who would play is ready: a custom game begins, a team of `clash` looks for others.
    pub(crate) fn is_ready(&self) -> bool {
        let mut players = self.members.iter().filter(|member| member.team != LobbyTeam::Spectator);
        let enough = match self.mode {
            LobbyMode::Clash => !self.members.is_empty(),
            LobbyMode::CustomGame => !self.has_room(LobbyTeam::A) && !self.has_room(LobbyTeam::B),
        };
        self.playing.is_none() && enough && players.all(|member| member.ready)
    }

    /// The seats of a custom game, in the order of their coming.
    pub(crate) fn seats(&self) -> Vec<(Seat, UserId)> {
        let seats = [(LobbyTeam::A, Side::A), (LobbyTeam::B, Side::B)].map(|(team, side)| {
            let there = self.members.iter().filter(move |member| member.team == team);
            (0..).zip(there).map(move |(index, member)| (Seat::new(side, index), member.user))
        });
        seats.into_iter().flatten().collect()
    }

    /// Those who watch.
    pub(crate) fn spectators(&self) -> Vec<UserId> {
        self.members.iter().filter(|member| member.team == LobbyTeam::Spectator).map(|member| member.user).collect()
    }

    /// It plays this match from now on.
    pub(crate) fn begin(&mut self, code: MatchCode) {
        self.playing = Some(code);
    }

    /// It plays no more, and nobody is ready.
    pub(crate) fn end(&mut self) {
        self.playing = None;
        self.members.iter_mut().for_each(|member| member.ready = false);
    }

    fn has_room(&self, team: LobbyTeam) -> bool {
        let most = match team {
            LobbyTeam::A | LobbyTeam::B => self.match_type.side_len(),
            LobbyTeam::Spectator => return true,
        };
        self.members.iter().filter(|member| member.team == team).count() < most
    }
}
