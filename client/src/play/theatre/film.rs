//! A match on the reel: where in it one is, and how fast it runs. Pure: time is given to it.

use std::time::Duration;

use common::sim::log::Cursor;
use common::sim::{Log, Reel, TICK_HZ, Tick};

use crate::play::scene::{Moment, Scene};

/// A tick is due for every so many of `elapsed * TICK_HZ * speed`: nanoseconds and quarters of the speed.
const TICK: u64 = 4_000_000_000;
/// The longest time that one frame makes up for; a longer pause of the machine stops the clock instead.
const FRAME_MAX: Duration = Duration::from_millis(250);

/// How fast time runs, in quarters of how it ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Speed(u8);

impl Speed {
    /// As it was.
    pub const PLAIN: Self = Self(4);
    /// From the slowest to the fastest: a quarter, half, once, twice, four and eight times as fast.
    const ALL: [Self; 6] = [Self(1), Self(2), Self::PLAIN, Self(8), Self(16), Self(32)];

    /// The next faster one.
    #[must_use]
    pub fn faster(self) -> Option<Self> {
        Self::ALL.into_iter().find(|speed| *speed > self)
    }

    /// The next slower one.
    #[must_use]
    pub fn slower(self) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|speed| *speed < self)
    }

    /// As people write it: `0.25`, `1`, `8`.
    #[must_use]
    pub fn times(self) -> f32 {
        f32::from(self.0) / 4.0
    }
}

/// A reel, and the place in it.
#[derive(Clone, Debug)]
pub(super) struct Film {
    pub(super) reel: Reel,
    cursor: Cursor,
    /// Time that has passed and has not been ticked, in `TICK`ths of a tick.
    owed: u64,
    pub(super) playing: bool,
    pub(super) speed: Speed,
    /// The place has changed other than by playing since the last frame.
    cut: bool,
}

impl Film {
    pub(super) fn new(reel: Reel, at: Tick) -> Self {
        let cursor = reel.enter(at);
        Self { reel, cursor, owed: 0, playing: true, speed: Speed::PLAIN, cut: true }
    }

    /// Takes in how the log has grown, or what it became: after the death of a server it may go on otherwise than it was seen.
    pub(super) fn follow(&mut self, whole: &Log) {
        if !self.reel.follow(whole) {
            self.reel = Reel::new(whole.clone());
            self.seek(self.at());
        }
    }

    /// Where it is.
    pub(super) const fn at(&self) -> Tick {
        self.cursor.pong().tick()
    }

    /// Whether there is nothing more to see.
    pub(super) fn is_at_end(&self) -> bool {
        self.at() >= self.reel.end()
    }

    /// Goes to a moment, or to the end if it lies before that.
    pub(super) fn seek(&mut self, at: Tick) {
        self.cursor = self.reel.enter(at);
        self.owed = 0;
        self.cut = true;
    }

    /// Goes so many ticks on, or back.
    pub(super) fn skip(&mut self, ticks: i32) {
        self.seek(Tick(self.at().0.saturating_add_signed(ticks)));
    }

    /// Goes to the serve before this moment: the one of this rally, or of the one before when this has just begun.
    pub(super) fn rally_before(&mut self) {
        let at = self.at();
        let serves = self.reel.rallies().iter().rev().map(|rally| rally.from);
        let target = serves.into_iter().find(|serve| *serve + TICK_HZ / 2 < at).unwrap_or(Tick(0));
        self.seek(target);
    }

    /// Goes to the next serve, or to the end.
    pub(super) fn rally_after(&mut self) {
        let at = self.at();
        let target = self.reel.rallies().iter().map(|rally| rally.from).find(|serve| *serve > at);
        self.seek(target.unwrap_or_else(|| self.reel.end()));
    }

    /// Plays, or stands still; from its end it begins anew.
    pub(super) fn toggle(&mut self) {
        if self.is_at_end() {
            self.seek(Tick(0));
            self.playing = true;
        } else {
            self.playing = !self.playing;
        }
    }

    /// Lets time pass and shows what there is to see at its end.
    pub(super) fn advance(&mut self, elapsed: Duration, scene: &mut Scene) {
        if self.playing {
            let elapsed_ns = u64::try_from(elapsed.min(FRAME_MAX).as_nanos()).expect("a quarter of a second");
            self.owed += elapsed_ns * u64::from(TICK_HZ) * u64::from(self.speed.0);
            while self.owed >= TICK {
                self.owed -= TICK;
                let Some(events) = self.cursor.step(self.reel.log()) else {
                    self.owed = 0;
                    break;
                };
                let all = self.speed <= Speed(8);
                let worth = |moment: &Moment| all || matches!(moment, Moment::Goal { .. } | Moment::Over { .. });
                scene.moments.extend((&events).into_iter().map(Moment::from).filter(worth));
            }
        }
        let mut next = self.cursor;
        next.step(self.reel.log());
        scene.show(self.cursor.pong(), next.pong(), part(self.owed));
        scene.cut = std::mem::take(&mut self.cut);
    }
}

/// How much of the next tick has passed, 0 to 1.
#[expect(clippy::cast_precision_loss, reason = "a part of a tick needs no more than a float holds")]
fn part(owed: u64) -> f32 {
    (owed as f32 / TICK as f32).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use common::sim::{Court, Rules, Seed};

    use super::*;

    fn film() -> Film {
        let mut log = Log::new(Rules::new(Court::Duel), Seed(4));
        // Nobody moves: three balls go out.
        log.extend_to(Tick(60 * TICK_HZ));
        Film::new(Reel::new(log), Tick(0))
    }

    fn second(film: &mut Film, frames: u32) -> Scene {
        let mut scene = Scene::default();
        for _ in 0..frames {
            film.advance(Duration::from_secs(1) / frames, &mut scene);
        }
        scene
    }

    #[test]
    fn a_second_at_each_speed_is_as_many_ticks_as_it_says() {
        let mut speed = Speed::ALL[0];
        for quarters in [1, 2, 4, 8, 16, 32] {
            let mut film = film();
            film.speed = speed;
            second(&mut film, 60);
            let due = TICK_HZ * quarters / 4;
            assert!(film.at().0.abs_diff(due.min(film.reel.end().0)) <= 1, "{quarters}: {}", film.at());
            speed = speed.faster().unwrap_or(speed);
        }
        assert_eq!((speed.faster(), Speed::ALL[0].slower(), speed.slower()), (None, None, Some(Speed(16))));
    }

    #[test]
    fn it_stands_still_when_it_is_paused_and_at_its_end_and_begins_anew_from_there() {
        let mut film = film();
        film.toggle();
        second(&mut film, 60);
        assert_eq!(film.at(), Tick(0));
        film.seek(Tick(u32::MAX));
        assert!(film.is_at_end());
        second(&mut film, 60);
        assert_eq!(film.at(), film.reel.end());
        film.toggle();
        assert_eq!((film.at(), film.playing), (Tick(0), true));
    }

    #[test]
    fn rallies_are_gone_through_by_their_serves() {
        let mut film = film();
        let serves: Vec<Tick> = film.reel.rallies().iter().map(|rally| rally.from).collect();
        assert!(serves.len() >= 3);
        film.rally_after();
        assert_eq!(film.at(), serves[0]);
        film.rally_after();
        assert_eq!(film.at(), serves[1]);
        film.rally_before();
        assert_eq!(film.at(), serves[0], "it has just begun");
        film.seek(serves[1] + TICK_HZ);
        film.rally_before();
        assert_eq!(film.at(), serves[1]);
        film.seek(Tick(0));
        film.rally_before();
        assert_eq!(film.at(), Tick(0));
        film.seek(*serves.last().unwrap());
        film.rally_after();
        assert!(film.is_at_end());
    }

    #[test]
    fn a_step_is_a_tick_and_a_jump_is_told_once() {
        let mut film = film();
        film.toggle();
        film.skip(7);
        film.skip(-2);
        assert_eq!(film.at(), Tick(5));
        film.skip(-100);
        assert_eq!(film.at(), Tick(0));
        let mut scene = Scene::default();
        film.advance(Duration::ZERO, &mut scene);
        assert!(scene.cut);
        film.advance(Duration::ZERO, &mut scene);
        assert!(!scene.cut);
    }

    #[test]
    fn fast_motion_keeps_the_goals_and_spares_the_ears() {
        let mut film = film();
        film.speed = Speed(32);
        let mut moments = Vec::new();
        while !film.is_at_end() {
            let mut scene = Scene::default();
            film.advance(Duration::from_millis(16), &mut scene);
            moments.extend(scene.moments);
        }
        let goals = film.reel.rallies().iter().filter(|rally| rally.goal.is_some()).count();
        assert_eq!(moments.iter().filter(|moment| matches!(moment, Moment::Goal { .. })).count(), goals);
        assert!(goals > 0);
        assert!(moments.iter().all(|moment| matches!(moment, Moment::Goal { .. } | Moment::Over { .. })));
    }
}
