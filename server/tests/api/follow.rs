//! What a client knows of its match: the confirmed log, computed again here, and bots that steer from it. Checks all it hears.

use common::sim::bot::{Bot, Skill};
use common::sim::log::Log;
use common::sim::{Inputs, Pong, Steer};
use common::wire::{Finished, LogPart, SteerAt, Welcome};

/// One connection's view of a match.
pub(crate) struct Follow {
    pub(crate) log: Log,
    pong: Pong,
    inputs: Inputs,
    /// A bot for each player of this client, and what it holds.
    bots: Vec<(Bot, Steer)>,
    seq: u32,
}

impl Follow {
    /// A bot of this level is at each seat of this client.
    pub(crate) fn new(welcome: &Welcome, level: u8) -> Self {
        let skill = Skill::new(level).unwrap();
        let bots = welcome.mine.iter().map(|seat| (Bot::new(skill, *seat, 7), Steer::Still)).collect();
        let log = Log::new(welcome.rules, welcome.seed);
        Self { pong: log.replay(), log, inputs: Inputs::default(), bots, seq: 0 }
    }

    /// The log has grown. Says what the bots want from now on, if that is something else.
    pub(crate) fn hear(&mut self, part: &LogPart) -> Vec<SteerAt> {
        part.changes.iter().for_each(|change| self.log.push(*change).unwrap());
        self.log.extend_to(part.through);
        let mut changes = part.changes.iter().peekable();
        let mut wanted: Vec<_> = self.bots.iter().map(|(_, held)| *held).collect();
        while self.pong.tick() < part.through {
            while let Some(change) = changes.next_if(|change| change.tick <= self.pong.tick()) {
                self.inputs.set(change.seat, change.steer);
            }
            for ((bot, _), wanted) in self.bots.iter_mut().zip(&mut wanted) {
                *wanted = bot.steer(&self.pong);
            }
            self.pong.step(&self.inputs);
        }
        if let Some(hash) = part.hash {
            assert_eq!(self.pong.hash(), hash, "at {}", part.through);
        }
        self.steer(&wanted)
    }

    /// The log is told from its start again.
    pub(crate) fn restart(&mut self) {
        self.log = Log::new(*self.log.rules(), self.log.seed());
        (self.pong, self.inputs) = (self.log.replay(), Inputs::default());
    }

    /// The match is over, and this must be its log.
    pub(crate) fn finish(&mut self, finished: &Finished) {
        if let Some(forfeit) = finished.forfeit {
            self.log.forfeit(forfeit);
        }
        assert_eq!(self.log.hash(), finished.log_hash);
    }

    fn steer(&mut self, wanted: &[Steer]) -> Vec<SteerAt> {
        let tick = self.pong.tick();
        let mut steers = Vec::new();
        for (player, ((_, held), steer)) in self.bots.iter_mut().zip(wanted).enumerate() {
            if held != steer {
                *held = *steer;
                self.seq += 1;
                steers.push(SteerAt { player: player.try_into().unwrap(), seq: self.seq, tick, steer: *steer });
            }
        }
        steers
    }
}
