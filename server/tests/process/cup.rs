//! People who play one tournament after the other, each to its end, however often the server dies meanwhile. Who organises it asks with a
//! key, so one that a kill left in doubt is the same tournament; the second one to come goes once and comes again; and some leave when their
//! first match has been made, which is the only way to lose without playing.

use common::api::event::{GameEvent, ServerEvent, TournamentEvent};
use common::api::matches::Game;
use common::api::tournament::{CreateTournament, JoinTournament, LeaveTournament};
use common::ids::{TournamentCode, TournamentId};
use common::text::TournamentName;
use futures_util::future::join_all;

use crate::court::Style;
use crate::player::{Player, Signed, sign_in_all};
use crate::stage::{Stage, Stop};
use crate::web::Fault;
use crate::whereabouts::{Place, Wish, go};

/// Nobody wants to play for long.
const STYLE: Style = Style { level: 5, is_brief: true };

/// Those who play tournaments with each other.
pub(crate) struct Cup {
    name: String,
    /// In the order in which they come; the first organises.
    entrants: Vec<Entrant>,
    /// The tournament that is played.
    now: Option<Held>,
    /// Tournaments before it.
    before: usize,
    /// One was asked for.
    asks: bool,
}

/// A tournament.
#[derive(Clone, Copy)]
struct Held {
    id: TournamentId,
    code: TournamentCode,
}

/// Somebody who plays in it.
struct Entrant {
    player: Player,
    /// Leaves as soon as the first match has been made.
    leaves: bool,
    /// How often the place is given up again before it is kept.
    wavers: u8,
    has_joined: bool,
    is_through: bool,
}

impl Cup {
    /// New accounts, whose names begin with this, for tournaments of so many places, which so many of them leave.
    pub(crate) async fn new(stage: &Stage, name: &str, size: usize, leavers: usize) -> Result<Self, Fault> {
        let mut entrants = Vec::new();
        for place in 0..size {
            let player = Player::account(stage, &format!("{name}p{place}"), STYLE).await?;
            // Seeds are in the order of arrival: the weakest meet the strongest, and not each other.
            let leaves = place + leavers >= size;
            entrants.push(Entrant { player, leaves, wavers: u8::from(place == 1), has_joined: false, is_through: false });
        }
        Ok(Self { name: name.to_owned(), entrants, now: None, before: 0, asks: false })
    }

    pub(crate) fn players(&mut self) -> impl Iterator<Item = &mut Player> {
        self.entrants.iter_mut().map(|entrant| &mut entrant.player)
    }

    /// Plays until the server is killed, or until no new tournament is wanted and the last one is over.
    pub(crate) async fn play_on(mut self, stage: Stage) -> Self {
        let outcome = self.play_all(&stage).await;
        stage.settle(&self.name, outcome);
        self
    }

    async fn play_all(&mut self, stage: &Stage) -> Result<(), Stop> {
        if self.now.is_none() && !self.wants_more(stage) {
            return Ok(());
        }
        let mut signed = sign_in_all(stage, self.players()).await?;
        loop {
            let held = match self.now {
                Some(held) => held,
                None if self.wants_more(stage) => self.organise(stage, &signed[0]).await?,
                None => return Ok(()),
            };
            for (entrant, signed) in self.entrants.iter_mut().zip(&signed) {
                entrant.enter(stage, signed, held.code).await?;
            }
            let all = self.entrants.iter_mut().zip(&mut signed).map(|(entrant, signed)| entrant.see_through(stage, signed, held));
            join_all(all).await.into_iter().collect::<Result<(), Stop>>()?;
            (self.now, self.before) = (None, self.before + 1);
            self.entrants.iter_mut().for_each(Entrant::begin);
        }
    }

    /// What was asked for may have been granted.
    fn wants_more(&self, stage: &Stage) -> bool {
        let is_enough = stage.over.is_cancelled() || (stage.is_short && self.before > 0);
        self.asks || !is_enough
    }

    async fn organise(&mut self, stage: &Stage, signed: &Signed) -> Result<Held, Stop> {
        let name = TournamentName::parse(&format!("{} no {}", self.name, self.before)).unwrap();
        let size = u8::try_from(self.entrants.len()).unwrap();
        let create = CreateTournament { name, size, private: false, game: Game::Duel, forfeit_after: None };
        let key = format!("{}-{}", self.name, self.before);
        self.asks = true;
        let caller = (self.entrants[0].player.id, &*signed.access);
        let made = go(stage, caller, (&create, Some(&key)), Wish::Tournament, |made| Place::Tournament(made.code)).await;
        let made = made.map_err(|fault| stage.stop("a tournament", &fault))?;
        let held = Held { id: made.id, code: made.code };
        (self.asks, self.now, self.entrants[0].has_joined) = (false, Some(held), true);
        Ok(held)
    }
}

impl Entrant {
    /// Another tournament begins.
    fn begin(&mut self) {
        (self.has_joined, self.is_through) = (false, false);
    }

    /// Comes, and stays at last.
    async fn enter(&mut self, stage: &Stage, signed: &Signed, code: TournamentCode) -> Result<(), Stop> {
        let caller = (self.player.id, &*signed.access);
        let place = Place::Tournament(code);
        while !self.has_joined {
            let joined = go(stage, caller, (&JoinTournament { code }, None), Wish::Place(place), |_| place).await;
            joined.map_err(|fault| stage.stop("a place in a tournament", &fault))?;
            if self.wavers == 0 {
                self.has_joined = true;
            } else {
                self.leave(stage, signed, code).await?;
                self.wavers -= 1;
            }
        }
        Ok(())
    }

    async fn leave(&self, stage: &Stage, signed: &Signed, code: TournamentCode) -> Result<(), Stop> {
        let caller = (self.player.id, &*signed.access);
        let left = go(stage, caller, (&LeaveTournament { code }, None), Wish::Place(Place::Nowhere), |()| Place::Nowhere).await;
        left.map_err(|fault| stage.stop("leaving a tournament", &fault))
    }

    /// Plays every match, until the tournament is over, also for those who are out.
    async fn see_through(&mut self, stage: &Stage, signed: &mut Signed, held: Held) -> Result<(), Stop> {
        loop {
            if self.player.code.is_some() && self.leaves {
                if stage.ledger().whereabouts.of(self.player.id) == Place::Tournament(held.code) {
                    self.leave(stage, signed, held.code).await?;
                }
                self.player.stay_away(stage, signed).await?;
                self.is_through = true;
            }
            self.player.finish(stage, signed).await?;
            if self.is_through {
                return Ok(());
            }
            // A match can be made at any moment.
            stage.ledger().asked.insert(self.player.id);
            let event = self.player.next(stage, &mut signed.events).await?;
            if let ServerEvent::Game(GameEvent::Start(made)) = &event {
                self.player.sit_at(stage, made.code);
            }
            if let ServerEvent::Tournament(TournamentEvent::Finish(over)) = &event
                && over.id == held.id
            {
                stage.ledger().whereabouts.is_at(self.player.id, Place::Nowhere);
                self.is_through = true;
            }
        }
    }
}
