//! Where people are between matches, as they know it themselves: in a lobby, in a tournament, or nowhere. What somebody asks for is
//! noted before it is asked and after it was acknowledged; so it can be said after a death what must be there.

use std::collections::{BTreeMap, BTreeSet};

use common::api::Endpoint;
use common::api::lobby::LobbyTeam;
use common::ids::{LobbyCode, TournamentCode, UserId};

use crate::gathered::Gathered;
use crate::stage::Stage;
use crate::web::Fault;

/// Where somebody is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Place {
    #[default]
    Nowhere,
    Lobby {
        code: LobbyCode,
        team: LobbyTeam,
        is_ready: bool,
    },
    Tournament(TournamentCode),
}

/// What somebody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wish {
    /// To be there, like that.
    Place(Place),
    /// A lobby of one's own.
    Lobby,
    /// A tournament of one's own.
    Tournament,
}

/// Where everybody is.
#[derive(Default)]
pub(crate) struct Whereabouts {
    known: BTreeMap<UserId, Place>,
    wishes: BTreeMap<UserId, Wish>,
    /// Goals to win in the matches of a lobby: acknowledged, and asked for.
    goals: BTreeMap<LobbyCode, [u8; 2]>,
}

impl Place {
    /// The same lobby, with the match over for which somebody was ready.
    fn after_the_match(self) -> Self {
        match self {
            Self::Lobby { code, team, .. } => Self::Lobby { code, team, is_ready: false },
            Self::Nowhere | Self::Tournament(_) => self,
        }
    }
}

impl Wish {
    fn is_granted_by(self, place: Place) -> bool {
        match self {
            Self::Place(wanted) => wanted == place,
            Self::Lobby => matches!(place, Place::Lobby { .. }),
            Self::Tournament => matches!(place, Place::Tournament(_)),
        }
    }
}

impl Whereabouts {
    pub(crate) fn of(&self, user: UserId) -> Place {
        self.known.get(&user).copied().unwrap_or_default()
    }

    /// The user is there, as far as is known.
    pub(crate) fn is_at(&mut self, user: UserId, place: Place) {
        self.wishes.remove(&user);
        self.known.insert(user, place);
    }

    /// A match is over that the user was ready for.
    pub(crate) fn match_is_over(&mut self, user: UserId) {
        self.is_at(user, self.of(user).after_the_match());
    }

    pub(crate) fn goals(&self, lobby: LobbyCode) -> Option<u8> {
        self.goals.get(&lobby).map(|goals| goals[0])
    }

    /// So many goals are asked for.
    pub(crate) fn ask_for_goals(&mut self, lobby: LobbyCode, goals: u8) {
        self.goals.entry(lobby).or_insert([goals; 2])[1] = goals;
    }

    /// So many goals it is.
    pub(crate) fn set_goals(&mut self, lobby: LobbyCode, goals: u8) {
        self.goals.insert(lobby, [goals; 2]);
    }

    /// What is found must be what was acknowledged, or what was asked for after that, and is what counts from now on. `has_played` says
    /// who was in a match that is over and did not hear of its end. How many of those places are there, and what is wrong.
    pub(crate) fn meet(&mut self, found: &Gathered, has_played: impl Fn(UserId) -> bool) -> (usize, Vec<String>) {
        let (mut there, mut faults) = (0, Vec::new());
        let everybody: BTreeSet<_> = self.known.keys().chain(self.wishes.keys()).copied().chain(found.everybody()).collect();
        for user in everybody {
            let (known, place) = (self.of(user), found.place_of(user));
            let is_over = matches!(known, Place::Tournament(code) if place == Place::Nowhere && found.is_finished(code));
            let is_kept = known == place || is_over || (known.after_the_match() == place && has_played(user));
            there += usize::from(is_kept && known != Place::Nowhere);
            let wish = self.wishes.get(&user);
            if !is_kept && !wish.is_some_and(|wish| wish.is_granted_by(place)) {
                faults.push(format!("{user} was at {known:?}, asked for {wish:?}, and is at {place:?}"));
            }
            self.is_at(user, place);
        }
        for (lobby, [known, asked]) in &self.goals {
            let goals = found.goals.get(lobby);
            if goals.is_some_and(|goals| goals != known && goals != asked) {
                faults.push(format!("the lobby {lobby} is for {goals:?} goals, and not for {known} or {asked}"));
            }
        }
        self.goals = found.goals.iter().map(|(lobby, goals)| (*lobby, [*goals; 2])).collect();
        (there, faults)
    }
}

/// Asks for something that changes where a user is, again for as long as the server has no time, and notes it: before, as a wish, and once it
/// was acknowledged, as the place that follows from the answer.
pub(crate) async fn go<E: Endpoint>(
    stage: &Stage,
    (user, access): (UserId, &str),
    (endpoint, key): (&E, Option<&str>),
    wish: Wish,
    then: impl FnOnce(&E::Response) -> Place,
) -> Result<E::Response, Fault> {
    {
        let mut ledger = stage.ledger();
        ledger.in_doubt += 1;
        ledger.whereabouts.wishes.insert(user, wish);
    }
    let answer = stage.insist(endpoint, access, key).await;
    let mut ledger = stage.ledger();
    match &answer {
        Ok(done) => {
            (ledger.in_doubt, ledger.acknowledged) = (ledger.in_doubt - 1, ledger.acknowledged + 1);
            ledger.whereabouts.is_at(user, then(done));
        }
        Err(Fault::Refused(_)) => {
            ledger.in_doubt -= 1;
            ledger.whereabouts.wishes.remove(&user);
        }
        Err(Fault::Broken(_) | Fault::Strange(_)) => {}
    }
    drop(ledger);
    answer
}

#[cfg(test)]
mod tests {
    use common::ids::TournamentCode;

    use super::*;
    use crate::gathered::TournamentRow;

    const USER: UserId = UserId(1);

    /// What is wrong when somebody was at one place, asked for something, and is found at another.
    fn faults(known: Place, wish: Option<Wish>, found: Place, has_played: bool) -> usize {
        let mut whereabouts = Whereabouts::default();
        whereabouts.is_at(USER, known);
        whereabouts.wishes.extend(wish.map(|wish| (USER, wish)));
        let mut gathered = Gathered::default();
        match found {
            Place::Nowhere => {}
            Place::Lobby { .. } => _ = gathered.lobbies.insert(USER, found),
            Place::Tournament(code) => _ = gathered.tournaments.insert(code, tournament("running")),
        }
        let (_, faults) = whereabouts.meet(&gathered, |_| has_played);
        assert_eq!(whereabouts.of(USER), found, "what is found counts from now on");
        faults.len()
    }

    fn tournament(phase: &str) -> TournamentRow {
        TournamentRow { phase: phase.to_owned(), players: BTreeMap::from([(USER, false)]), ..TournamentRow::default() }
    }

    #[test]
    fn what_was_acknowledged_must_be_there_and_what_was_asked_for_may_be() {
        let cup = Place::Tournament(TournamentCode::from_draws([1; 6]));
        let lobby = |is_ready| Place::Lobby { code: LobbyCode::from_draws([2; 6]), team: LobbyTeam::A, is_ready };
        assert_eq!(faults(cup, None, cup, false) + faults(lobby(true), None, lobby(true), false), 0);
        assert_eq!(faults(cup, None, Place::Nowhere, false) + faults(lobby(false), None, cup, false), 2);
        assert_eq!(faults(Place::Nowhere, None, cup, false) + faults(Place::Nowhere, Some(Wish::Lobby), cup, false), 2);
        assert_eq!(
            faults(Place::Nowhere, Some(Wish::Tournament), cup, false) + faults(cup, Some(Wish::Place(Place::Nowhere)), cup, false),
            0
        );
        assert_eq!(faults(lobby(false), Some(Wish::Place(lobby(true))), lobby(true), false), 0);
        assert_eq!(faults(lobby(true), None, lobby(false), true), 0, "a match is over, and nobody is ready after it");
        assert_eq!(faults(lobby(true), None, lobby(false), false) + faults(lobby(false), None, lobby(true), true), 2);
    }

    #[test]
    fn whoever_was_in_a_tournament_that_has_ended_is_nowhere() {
        let code = TournamentCode::from_draws([1; 6]);
        let mut whereabouts = Whereabouts::default();
        whereabouts.is_at(USER, Place::Tournament(code));
        let gathered = Gathered { tournaments: BTreeMap::from([(code, tournament("finished"))]), ..Gathered::default() };
        assert_eq!(whereabouts.meet(&gathered, |_| false), (1, Vec::new()));
    }
}
