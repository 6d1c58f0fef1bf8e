//! Who plays at this machine beside whoever is signed in, what each steers with, and where each stands with the lobby.

use bevy::prelude::{Message, Resource};
use common::api::event::{LobbyEvent, ServerEvent};
use common::api::lobby::LobbyTeam;
use common::api::matches::Match;
use common::api::users::UserMe;
use common::ids::{LobbyCode, UserId};
use common::wire::PLAYERS_PER_CLIENT_MAX;

use crate::auth::model::{Credentials, Form};
use crate::net::{Bearer, BesideId, BesideNews, NetError, RequestId};
use crate::play::steering::{Hand, Hands};

/// Most people beside whoever is signed in.
pub const COMPANIONS_MAX: usize = PLAYERS_PER_CLIENT_MAX - 1;

/// Somebody beside whoever is signed in: a user like any other, who sits at this machine.
#[derive(Clone, Debug)]
pub struct Companion {
    /// Which of them.
    pub who: BesideId,
    /// Who it is, once the server has said so.
    pub user: Option<Box<UserMe>>,
    /// What they steer with.
    pub hand: Hand,
    /// Where they stand with the lobby of this machine.
    pub stage: Stage,
    /// Whether their events come in: the server wants that of whoever goes anywhere.
    listens: bool,
}

/// Where somebody beside stands with the lobby.
#[derive(Clone, Debug, PartialEq)]
pub enum Stage {
    /// In none.
    Outside,
    /// The server is asked for a place.
    Asking(RequestId),
    /// In it.
    Inside(LobbyCode),
    /// The server said no.
    Refused(NetError),
    /// The creator of the lobby sent them away.
    Banned,
    /// They leave the lobby, and this machine.
    Going(RequestId),
}

/// Everybody at this machine.
#[derive(Resource, Default)]
pub struct Companions {
    /// Those beside whoever is signed in, in the order of their coming.
    pub list: Vec<Companion>,
    /// What whoever is signed in steers with while somebody is beside.
    pub own_hand: Option<Hand>,
    /// The form of somebody with an account, when it is open.
    pub form: Option<Form>,
    /// Why nobody could be let in as a guest.
    pub problem: Option<NetError>,
    /// A guest is being made.
    asked: Option<RequestId>,
    /// The lobby that this machine is in.
    place: Option<LobbyCode>,
}

/// What is wished of those at this machine.
#[derive(Message, Clone)]
pub enum CompanionsAction {
    /// Somebody comes as a guest.
    AddGuest,
    /// Somebody comes with an account.
    SignIn(Credentials),
    /// Somebody goes.
    Remove(BesideId),
    /// Somebody steers with this from now on; none: whoever is signed in.
    Give(Option<BesideId>, Hand),
    /// Somebody asks for a place once more.
    TryAgain(BesideId),
    /// Somebody wants to play now, or not yet.
    Ready(BesideId, bool),
    /// Somebody goes to another side of the lobby.
    Side(BesideId, LobbyTeam),
}

/// What has to be asked of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// This one goes into the lobby.
    Join(BesideId, LobbyCode),
    /// This one leaves it.
    Leave(BesideId, LobbyCode),
}

impl Companions {
    /// Whether somebody else can come.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.list.len() < COMPANIONS_MAX && !self.is_busy()
    }

    /// Whether somebody is about to come as a guest.
    #[must_use]
    pub const fn is_busy(&self) -> bool {
        self.asked.is_some()
    }

    /// A guest is being made.
    pub fn ask(&mut self, id: RequestId) {
        (self.asked, self.problem) = (Some(id), None);
    }

    /// The server answered that. True: these are the tokens of somebody who comes.
    pub fn answered<T>(&mut self, id: RequestId, result: &Result<T, NetError>) -> bool {
        if self.asked != Some(id) {
            return false;
        }
        self.asked = None;
        self.problem = result.as_ref().err().cloned();
        result.is_ok()
    }

    /// Somebody has come.
    pub fn add(&mut self, who: BesideId) {
        let own = *self.own_hand.get_or_insert(Hand::keys(0));
        let taken = |hand: &Hand| *hand == own || self.list.iter().any(|companion| companion.hand == *hand);
        let hand = Hand::all().into_iter().find(|hand| !taken(hand)).unwrap_or_default();
        self.list.push(Companion { who, user: None, hand, stage: Stage::Outside, listens: false });
    }

    /// Somebody leaves the lobby with this request, and then this machine.
    pub fn leaving(&mut self, who: BesideId, id: RequestId) {
        if let Some(found) = self.find(who) {
            found.stage = Stage::Going(id);
        }
    }

    /// Whoever leaves this machine with this request.
    #[must_use]
    pub fn gone(&self, id: RequestId) -> Option<BesideId> {
        self.list.iter().find(|companion| companion.stage == Stage::Going(id)).map(|companion| companion.who)
    }

    /// Somebody goes.
    pub fn remove(&mut self, who: BesideId) {
        self.list.retain(|companion| companion.who != who);
        if self.list.is_empty() {
            self.own_hand = None;
        }
    }

    /// Somebody steers with this from now on; whoever had it gets what they had.
    pub fn give(&mut self, who: Option<BesideId>, hand: Hand) {
        let before = self.hand_of(who);
        let holder = std::iter::once(None).chain(self.list.iter().map(|companion| Some(companion.who)));
        let holder = holder.into_iter().find(|other| self.hand_of(*other) == hand);
        if let Some(holder) = holder {
            self.set_hand(holder, before);
        }
        self.set_hand(who, hand);
    }

    fn hand_of(&self, who: Option<BesideId>) -> Hand {
        match who {
            None => self.own_hand.unwrap_or(Hand::keys(0)),
            Some(who) => self.list.iter().find(|companion| companion.who == who).map(|found| found.hand).unwrap_or_default(),
        }
    }

    fn set_hand(&mut self, who: Option<BesideId>, hand: Hand) {
        match who {
            None => self.own_hand = Some(hand),
            Some(who) => {
                if let Some(found) = self.find(who) {
                    found.hand = hand;
                }
            }
        }
    }

    /// The one of this name.
    pub fn find(&mut self, who: BesideId) -> Option<&mut Companion> {
        self.list.iter_mut().find(|companion| companion.who == who)
    }

    /// The lobby that whoever is signed in is in: those beside come along, in and out.
    pub fn gather(&mut self, place: Option<LobbyCode>) {
        if self.place == place {
            return;
        }
        self.place = place;
        for companion in &mut self.list {
            if matches!(companion.stage, Stage::Refused(_) | Stage::Banned) {
                companion.stage = Stage::Outside;
            }
        }
    }

    /// What has to be asked of the server now; each is to be said [`Companions::asked`] or [`Companions::left`].
    #[must_use]
    pub fn steps(&self) -> Vec<Step> {
        let step = |companion: &Companion| match (&companion.stage, self.place) {
            (Stage::Outside, Some(code)) if companion.listens && companion.user.is_some() => Some(Step::Join(companion.who, code)),
            (Stage::Inside(code), place) if place != Some(*code) => Some(Step::Leave(companion.who, *code)),
            (Stage::Outside | Stage::Asking(_) | Stage::Inside(_) | Stage::Refused(_) | Stage::Banned | Stage::Going(_), _) => None,
        };
        self.list.iter().filter_map(step).collect()
    }

    /// The server was asked for a place for somebody.
    pub fn asked(&mut self, who: BesideId, id: RequestId) {
        if let Some(found) = self.find(who) {
            found.stage = Stage::Asking(id);
        }
    }

    /// Somebody left, whatever the server says.
    pub fn left(&mut self, who: BesideId) {
        if let Some(found) = self.find(who) {
            found.stage = Stage::Outside;
        }
    }

    /// The server answered whoever asked for a place.
    pub fn joined<T>(&mut self, id: RequestId, code: Option<LobbyCode>, result: &Result<T, NetError>) {
        let Some(found) = self.list.iter_mut().find(|companion| companion.stage == Stage::Asking(id)) else { return };
        found.stage = match (result, code) {
            (Ok(_), Some(code)) => Stage::Inside(code),
            (Ok(_), None) => Stage::Outside,
            (Err(error), _) => Stage::Refused(error.clone()),
        };
    }

    /// The lobby of this machine.
    #[must_use]
    pub const fn place(&self) -> Option<LobbyCode> {
        self.place
    }

    /// Something became of somebody.
    pub fn heard(&mut self, who: BesideId, news: &BesideNews) {
        let Some(found) = self.find(who) else { return };
        match news {
            BesideNews::Known(me) => found.user = Some(me.clone()),
            BesideNews::Stream(open) => found.listens = *open,
            BesideNews::Event(ServerEvent::Lobby(LobbyEvent::Banned)) => found.stage = Stage::Banned,
            BesideNews::Event(ServerEvent::Lobby(LobbyEvent::Destroyed)) => found.stage = Stage::Outside,
            BesideNews::Event(_) => {}
            BesideNews::Ended => self.remove(who),
        }
    }

    /// Who of those beside this user is, if it is one of them.
    #[must_use]
    pub fn is_here(&self, user: UserId) -> Option<BesideId> {
        let found = self.list.iter().find(|companion| companion.user.as_ref().is_some_and(|known| known.id == user));
        found.map(|companion| companion.who)
    }

    /// Who speaks for a user that sits at this machine: whoever is signed in (`me`), or somebody beside.
    #[must_use]
    pub fn bearer_of(&self, user: UserId, me: Option<UserId>) -> Option<Bearer> {
        if me == Some(user) { Some(Bearer::Session) } else { self.is_here(user).map(Bearer::Beside) }
    }

    /// Everybody at this machine who has a seat in a match; whoever is signed in (`me`) first.
    #[must_use]
    pub fn bearers(&self, found: &Match, me: Option<UserId>) -> Vec<Bearer> {
        let plays = |user: UserId| found.teams.a.players.iter().chain(&found.teams.b.players).any(|player| player.user.id == user);
        self.bearers_where(plays, me)
    }

    /// Everybody at this machine of whom this is so; whoever is signed in (`me`) first.
    #[must_use]
    pub fn bearers_where(&self, plays: impl Fn(UserId) -> bool, me: Option<UserId>) -> Vec<Bearer> {
        let own = me.filter(|me| plays(*me)).map(|_| Bearer::Session);
        let beside = self.list.iter().filter(|companion| companion.user.as_ref().is_some_and(|user| plays(user.id)));
        own.into_iter().chain(beside.map(|companion| Bearer::Beside(companion.who))).collect()
    }

    /// What those who sit in a match steer with, in their order.
    #[must_use]
    pub fn hands(&self, bearers: &[Bearer]) -> Hands {
        let together = bearers.len() > 1 && bearers.iter().any(|bearer| matches!(bearer, Bearer::Beside(_)));
        if !together {
            return Hands::default();
        }
        let hand = |bearer: &Bearer| match bearer {
            Bearer::Session => self.hand_of(None),
            Bearer::Beside(who) => self.hand_of(Some(*who)),
            Bearer::Access(_) => Hand::default(),
        };
        Hands(bearers.iter().map(hand).collect())
    }
}
