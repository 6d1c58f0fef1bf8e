//! A log that can be entered at any moment, and what happened in it when: replays and spectators look at it.

use super::{Cursor, Log};
use crate::sim::event::Event;
use crate::sim::pong::{Phase, Pong};
use crate::sim::seat::{Seat, Side};
use crate::sim::tick::{TICK_HZ, Tick};

/// A state is kept every so often, so that nothing is farther away than as many steps: a tenth of a millisecond.
const CURSOR_EVERY_TICKS: u32 = 5 * TICK_HZ;

/// A rally with so many returns is a long one.
pub const LONG_RALLY_RETURNS: u16 = 10;

/// A log with ways into it. It may grow while it is looked at.
#[derive(Clone, Debug)]
pub struct Reel {
    log: Log,
    /// The places at 0, `CURSOR_EVERY_TICKS`, twice that, and so on, as far as the log goes.
    cursors: Vec<Cursor>,
    /// The end of what is known.
    head: Cursor,
    rallies: Vec<Rally>,
}

/// The ball in play, from the serve on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rally {
    /// The serve.
    pub from: Tick,
    /// The goal, the end of the match or, as long as it lasts, the end of what is known.
    pub to: Tick,
    /// How often it came back.
    pub returns: u16,
    /// How it ended; none while it lasts, and when the time of the match ran out.
    pub goal: Option<Goal>,
}

/// A goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Goal {
    /// Who scored.
    pub side: Side,
    /// Whose goal, or whose mistake.
    pub by: Seat,
    /// Whether `by` sits on the other side.
    pub own: bool,
}

impl Rally {
    /// Whether it is worth seeing again for its length.
    #[must_use]
    pub const fn is_long(&self) -> bool {
        self.returns >= LONG_RALLY_RETURNS
    }
}

impl Reel {
    /// Steps through the whole log once: 100 ns a tick, 2 ms for three minutes of a duel.
    #[must_use]
    pub fn new(log: Log) -> Self {
        let start = Cursor::new(&log);
        let mut reel = Self { log, cursors: vec![start], head: start, rallies: Vec::new() };
        reel.wind();
        reel
    }

    /// What it shows.
    #[must_use]
    pub const fn log(&self) -> &Log {
        &self.log
    }

    /// The last moment that can be seen.
    #[must_use]
    pub const fn end(&self) -> Tick {
        self.head.pong().tick()
    }

    /// The state at the last moment that can be seen.
    #[must_use]
    pub const fn last(&self) -> &Pong {
        self.head.pong()
    }

    /// In their order; at most as many as goals can fall.
    #[must_use]
    pub fn rallies(&self) -> &[Rally] {
        &self.rallies
    }

    /// The way into the log at a moment, or at its end if it lies before that.
    #[must_use]
    pub fn enter(&self, at: Tick) -> Cursor {
        let nearest = usize::try_from(at.0 / CURSOR_EVERY_TICKS).unwrap_or(usize::MAX).min(self.cursors.len() - 1);
        let mut cursor = self.cursors[nearest];
        while cursor.pong().tick() < at && cursor.step(&self.log).is_some() {}
        cursor
    }

    /// Takes in how the log has grown; one that is shorter than what is known says nothing new. False: it does not go on from what
    /// is known, and nothing was taken.
    #[must_use]
    pub fn follow(&mut self, whole: &Log) -> bool {
        let known = self.log.changes();
        let within = whole.changes().partition_point(|change| change.tick < self.log.through());
        if whole.through() <= self.log.through() && whole.forfeited() == self.log.forfeited() {
            return true;
        }
        if whole.seed() != self.log.seed() || &whole.changes()[..within] != known {
            return false;
        }
        for change in &whole.changes()[within..] {
            if self.log.push(*change).is_err() {
                return false;
            }
        }
        self.log.extend_to(whole.through());
        if let Some(forfeit) = whole.forfeited() {
            self.log.forfeit(forfeit);
        }
        self.wind();
        true
    }

    fn wind(&mut self) {
        while let Some(events) = self.head.step(&self.log) {
            let now = self.head.pong().tick();
            for event in &events {
                self.note(now, event);
            }
            if let Some(rally) = self.rallies.last_mut().filter(|_| self.head.pong().phase() == Phase::Rally) {
                rally.to = now;
                rally.returns = self.head.pong().ball().returns;
            }
            if now.0.is_multiple_of(CURSOR_EVERY_TICKS) {
                self.cursors.push(self.head);
            }
        }
    }

    fn note(&mut self, now: Tick, event: &Event) {
        match *event {
            Event::Serve { .. } => self.rallies.push(Rally { from: now, to: now, returns: 0, goal: None }),
            Event::Goal { side, by, own, rally: returns, .. } => {
                if let Some(rally) = self.rallies.last_mut() {
                    (rally.to, rally.returns, rally.goal) = (now, returns, Some(Goal { side, by, own }));
                }
            }
            Event::CountdownTick { .. } | Event::Wall { .. } | Event::Return { .. } | Event::Edge { .. } | Event::Over { .. } => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::bot::{Bot, Skill};
    use crate::sim::court::Court;
    use crate::sim::log::Change;
    use crate::sim::rng::Seed;
    use crate::sim::rules::Rules;

    /// A match of two bots.
    fn played(seed: u64) -> Log {
        let rules = Rules::new(Court::Duel);
        let mut log = Log::new(rules, Seed(seed));
        let mut pong = Pong::new(rules, Seed(seed));
        let seats = [Seat::new(Side::A, 0), Seat::new(Side::B, 0)];
        let mut bots = seats.map(|seat| Bot::new(Skill::new(3).unwrap(), seat, seed));
        while pong.phase() != Phase::Over {
            for bot in &mut bots {
                let steer = bot.steer(&pong);
                if log.latest().get(bot.seat()) != steer {
                    log.push(Change { tick: pong.tick(), seat: bot.seat(), steer }).unwrap();
                }
            }
            pong.step(&log.latest());
            log.extend_to(pong.tick());
        }
        log
    }

    #[test]
    fn entering_anywhere_gives_the_state_that_stepping_there_gives() {
        let log = played(3);
        let reel = Reel::new(log.clone());
        assert_eq!(reel.end(), log.through());
        for tick in (0..log.through().0 + 300).step_by(97).map(Tick) {
            let mut cursor = reel.enter(tick);
            assert_eq!(cursor.pong().hash(), log.state_at(tick).hash(), "at tick {tick}");
            let next = tick.next().min(reel.end());
            cursor.step(reel.log());
            assert_eq!(cursor.pong().hash(), log.state_at(next).hash(), "after tick {tick}");
        }
    }

    #[test]
    fn every_goal_is_told_with_its_rally_and_adds_up_to_the_score() {
        let log = played(5);
        let reel = Reel::new(log.clone());
        let goals: Vec<Goal> = reel.rallies().iter().filter_map(|rally| rally.goal).collect();
        let end = log.replay();
        assert_eq!(
            Side::ALL.map(|side| goals.iter().filter(|goal| goal.side == side).count()),
            Side::ALL.map(|side| usize::from(end.score(side)))
        );
        for goal in &goals {
            assert_eq!(goal.own, goal.by.side != goal.side);
        }
        for pair in reel.rallies().windows(2) {
            assert!(pair[0].from < pair[0].to && pair[0].to < pair[1].from);
        }
        let returns: u32 = reel.rallies().iter().map(|rally| u32::from(rally.returns)).sum();
        let tallied: u32 = [Side::A, Side::B].map(|side| u32::from(end.tally(Seat::new(side, 0)).returns)).iter().sum();
        assert_eq!(returns, tallied);
        for rally in reel.rallies() {
            let before = reel.enter(rally.to.earlier(1));
            assert_eq!(before.pong().phase(), Phase::Rally);
        }
    }

    #[test]
    fn a_reel_that_follows_a_growing_log_is_the_reel_of_the_whole_log() {
        let whole = played(8);
        let mut reel = Reel::new(whole.until(Tick(0)));
        for tick in (1..whole.through().0).step_by(41).map(Tick) {
            assert!(reel.follow(&whole.until(tick)));
            assert_eq!(reel.end(), tick);
            // Somebody asked for the log again: it begins anew, and says nothing that is not known.
            assert!(reel.follow(&whole.until(Tick(tick.0 / 2))));
            assert_eq!(reel.end(), tick);
        }
        assert!(reel.follow(&whole));
        let at_once = Reel::new(whole.clone());
        assert_eq!((reel.log(), reel.rallies()), (&whole, at_once.rallies()));
        assert_eq!(reel.enter(Tick(1000)).pong().hash(), at_once.enter(Tick(1000)).pong().hash());
    }

    #[test]
    fn a_log_that_goes_on_otherwise_than_what_is_known_is_not_followed() {
        let seen = played(8);
        let last = *seen.changes().iter().rfind(|change| change.tick < Tick(1500)).unwrap();
        let mut other = seen.until(last.tick);
        other.extend_to(Tick(2000));
        let mut reel = Reel::new(seen.until(Tick(1500)));
        assert!(!reel.follow(&other));
        assert_eq!(reel.log(), &seen.until(Tick(1500)));
    }

    #[test]
    fn a_log_until_a_moment_leads_there_and_forgets_what_came_later() {
        let mut whole = played(2);
        whole.forfeit(crate::sim::Forfeit { at: whole.through(), loser: Side::A });
        let part = whole.until(Tick(777));
        assert_eq!((part.through(), part.forfeited()), (Tick(777), None));
        assert_eq!(part.replay().hash(), whole.state_at(Tick(777)).hash());
        assert!(part.changes().iter().all(|change| change.tick < Tick(777)));
        assert_eq!(whole.until(Tick(u32::MAX)).through(), whole.through());
    }
}
