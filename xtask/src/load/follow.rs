//! What a client knows of its match: the confirmed log, computed again here, and a bot that plays from it. Pure.

use common::sim::bot::{Bot, Skill};
use common::sim::{Inputs, Pong, Seat, Seed, Steer};
use common::wire::{Finished, LogPart, Welcome};

/// The match as this client has computed it.
pub(super) struct Follow {
    start: Pong,
    pong: Pong,
    inputs: Inputs,
    bot: Option<Bot>,
}

/// What a part of the log did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Followed {
    /// The server's state is another one than ours.
    pub(super) mismatch: bool,
    /// The last steer of our own seat in it.
    pub(super) confirmed: Option<Steer>,
    /// What the bot wants now.
    pub(super) wanted: Option<Steer>,
}

impl Follow {
    /// Sits down, or watches. A match that is to last is played as well as it can be.
    pub(super) fn new(welcome: &Welcome, is_lasting: bool) -> Self {
        let start = Pong::new(welcome.rules, welcome.seed);
        let skill = if is_lasting { best() } else { skill(welcome.seed) };
        let bot = welcome.mine.first().map(|seat| Bot::new(skill, *seat, welcome.seed.0));
        Self { start, pong: start, inputs: Inputs::default(), bot }
    }

    /// Our own seat.
    pub(super) fn seat(&self) -> Option<Seat> {
        self.bot.as_ref().map(Bot::seat)
    }

    /// Goals of both sides so far.
    pub(super) fn goals(&self) -> u32 {
        common::sim::Side::ALL.map(|side| u32::from(self.pong.score(side))).iter().sum()
    }

    /// The moment that is known.
    pub(super) fn tick(&self) -> common::sim::Tick {
        self.pong.tick()
    }

    /// Forgets the log: it comes again from the start.
    pub(super) fn restart(&mut self) {
        self.pong = self.start;
        self.inputs = Inputs::default();
    }

    /// Steps to the end of what the server has decided.
    pub(super) fn hear(&mut self, part: &LogPart) -> Followed {
        let mut followed = Followed::default();
        let mut changes = part.changes.iter().peekable();
        while self.pong.tick() < part.through {
            let tick = self.pong.tick();
            while let Some(change) = changes.next_if(|change| change.tick <= tick) {
                self.inputs.set(change.seat, change.steer);
                if Some(change.seat) == self.seat() {
                    followed.confirmed = Some(change.steer);
                }
            }
            if let Some(bot) = &mut self.bot {
                followed.wanted = Some(bot.steer(&self.pong));
            }
            self.pong.step(&self.inputs);
            if self.pong.tick() == tick {
                break;
            }
        }
        followed.mismatch = part.hash.is_some_and(|hash| self.pong.tick() != part.through || hash != self.pong.hash());
        followed
    }

    /// Whether the stored result is the one that the log leads to.
    pub(super) fn agrees(&self, finished: &Finished) -> bool {
        let score = common::sim::Side::ALL.map(|side| self.pong.score(side));
        finished.forfeit.is_some()
            || finished.score == score && finished.winner == self.pong.winner() && finished.through == self.pong.tick()
    }
}

fn best() -> Skill {
    Skill::new(*Skill::LEVELS.end()).expect("a level that exists")
}

/// How well a match is played, both sides alike: every level comes as often, as among people, so that some matches are over
/// soon and others are not.
fn skill(seed: Seed) -> Skill {
    let levels = *Skill::LEVELS.end() - *Skill::LEVELS.start() + 1;
    let level = u8::try_from(seed.0 % u64::from(levels)).expect("there are few levels");
    Skill::new(Skill::LEVELS.start() + level).expect("a level that exists")
}

#[cfg(test)]
mod tests {
    use super::*;
    use common::api::matches::GameMode;
    use common::sim::{Change, Court, Rules, Side, Tick};

    fn welcome() -> Welcome {
        Welcome {
            code: common::ids::MatchCode::from_draws([0; 6]),
            game_mode: GameMode::Duel,
            rules: Rules::new(Court::Duel),
            seed: Seed(7),
            seats: Vec::new(),
            mine: vec![Seat::new(Side::A, 0)],
            through: Tick(0),
            running: true,
            away: Vec::new(),
            spectators: 0,
        }
    }

    #[test]
    fn a_log_in_parts_gives_the_state_that_its_hash_names_and_another_hash_is_noticed() {
        let (mut server, mut client) = (Pong::new(Rules::new(Court::Duel), Seed(7)), Follow::new(&welcome(), false));
        let seat = Seat::new(Side::A, 0);
        let steered = Inputs::default().with(seat, Steer::Down);
        for tick in 0..400 {
            server.step(&if tick < 300 { Inputs::default() } else { steered });
        }
        let change = Change { tick: Tick(300), seat, steer: Steer::Down };
        assert!(!client.hear(&LogPart { through: Tick(290), changes: Vec::new(), hash: None }).mismatch);
        let part = LogPart { through: Tick(400), changes: vec![change], hash: Some(server.hash()) };
        let followed = client.hear(&part);
        assert_eq!((followed.mismatch, followed.confirmed), (false, Some(Steer::Down)));
        assert!(followed.wanted.is_some());
        client.restart();
        assert!(client.hear(&LogPart { changes: Vec::new(), ..part }).mismatch);
    }
}
