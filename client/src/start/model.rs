//! The way back to a match that goes on without its player: the game was closed, or the connection was away for too long.

use bevy::prelude::Resource;
use common::api::matches::{GameMode, Match, TeamName};
use common::ids::{MatchCode, UserId};

use crate::net::{NetError, RequestId, Session};

/// How others reach the server inside this program, if it is there for others.
#[derive(Resource, Clone, Debug, Default)]
pub struct Hosting(pub Option<String>);

/// What somebody typed on the first screen.
#[derive(Resource, Clone, Debug, Default, PartialEq, Eq)]
pub struct StartDraft {
    /// The code of a place, or a link.
    pub code: String,
    /// It is neither.
    pub nonsense: bool,
}

/// A match that the player can go back to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// Its name.
    pub code: MatchCode,
    /// Goals of the own side and of the other.
    pub score: [i64; 2],
    /// Names of the other side.
    pub opponents: String,
}

/// What is known of the match that the user sits in.
#[derive(Resource, Clone, Debug, Default)]
pub struct WayBack {
    /// The match that the server named, and whose it is.
    named: Option<(MatchCode, UserId)>,
    asked: Option<RequestId>,
    /// A match to go back to.
    pub unfinished: Option<Unfinished>,
}

impl WayBack {
    /// Looks at who is signed in. Returns the match that must be asked about.
    pub fn follow(&mut self, session: &Session) -> Option<MatchCode> {
        let named = session.user().and_then(|me| Some((me.game_playing?, me.id)));
        if named == self.named {
            return None;
        }
        *self = Self { named, ..Self::default() };
        named.map(|(code, _)| code)
    }

    /// The server was asked about it.
    pub fn asked(&mut self, id: RequestId) {
        self.asked = Some(id);
    }

    /// The server answered. A match of two at one keyboard cannot be gone on with by one of them alone.
    pub fn answered(&mut self, id: RequestId, result: &Result<Match, NetError>) {
        if self.asked != Some(id) {
            return;
        }
        self.asked = None;
        let (Some((_, me)), Ok(found)) = (self.named, result) else { return };
        if !found.finished && found.game_mode != GameMode::Local {
            self.unfinished = unfinished(found, me);
        }
    }

    /// A match has ended.
    pub fn ended(&mut self, code: MatchCode) {
        if self.named.is_some_and(|(named, _)| named == code) {
            // The name stays, so that it is not asked about again until the server names another one, or none.
            self.asked = None;
            self.unfinished = None;
        }
    }
}

fn unfinished(found: &Match, me: UserId) -> Option<Unfinished> {
    let teams = &found.teams;
    let is_mine = |team: &common::api::matches::Team| team.players.iter().any(|player| player.user.id == me);
    let mine = [(TeamName::A, &teams.a), (TeamName::B, &teams.b)].into_iter().find(|(_, team)| is_mine(team))?;
    let (own, other) = if mine.0 == TeamName::A { (&teams.a, &teams.b) } else { (&teams.b, &teams.a) };
    let opponents = other.players.iter().map(|player| player.user.username.as_str()).collect::<Vec<_>>().join(", ");
    Some(Unfinished { code: found.code, score: [own.score, other.score], opponents })
}
