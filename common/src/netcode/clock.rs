//! Which tick the server is at, and how far ahead of it this client has to be.

use std::collections::VecDeque;

use super::moment::{Lag, Moment};
use crate::sim::Tick;

/// Round trips that are remembered.
const SAMPLES_MAX: usize = 12;
/// Of the time that passes, this part at most is added or left out to come closer to the target: 2 %.
const ADJUST: i64 = 50;
/// Farther from the target than this, the clock is set: half a second, in microseconds.
const JUMP_US: i64 = 500_000;
/// The margin of a line without any jitter: one tick, in microseconds.
const MARGIN_US: i64 = 8_334;
/// The longest frame that the lead makes up for, in microseconds.
const FRAME_MAX_US: i64 = 34_000;

/// An estimate of the server's time, fed with round trips. Local times are microseconds of any steady clock.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    samples: VecDeque<Sample>,
    /// The last answer: when it was asked for, and the moment that it named.
    shown: Option<(i64, Moment)>,
    /// How much time passes between two questions, as a rule, in microseconds: what is pressed takes effect from the moment
    /// of the frame before.
    frame_us: i64,
}

#[derive(Clone, Copy, Debug)]
struct Sample {
    round_trip_us: i64,
    /// What the server's clock showed when the local one showed 0, by this sample.
    origin: Moment,
}

impl Clock {
    /// A clock that knows nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Forgets everything: the server's ticks have begun to run, or stood still for a while.
    pub fn reset(&mut self) {
        *self = Self::default();
    }

    /// Learns from an answered ping: sent and received at these local times, and arrived at the server `micros` after its `tick`
    /// began, where it lay for `lay_us` before the answer went out. A sample that was under way for less than no time is ignored.
    pub fn sample(&mut self, sent_us: i64, received_us: i64, tick: Tick, micros: u16, lay_us: u32) {
        let round_trip_us = received_us - sent_us - i64::from(lay_us);
        if round_trip_us < 0 {
            return;
        }
        let arrived_us = sent_us + round_trip_us / 2;
        let arrived = Moment::new(tick, 0).after(Lag::from_micros(i64::from(micros)));
        if self.samples.len() == SAMPLES_MAX {
            self.samples.pop_front();
        }
        self.samples.push_back(Sample { round_trip_us, origin: arrived.after(Lag::from_micros(-arrived_us)) });
    }

    /// Whether there is a sample to go by.
    #[must_use]
    pub fn is_set(&self) -> bool {
        !self.samples.is_empty()
    }

    /// The shortest round trip of late, in microseconds: what the line takes when nothing is in the way.
    #[must_use]
    pub fn round_trip_us(&self) -> i64 {
        self.best().map_or(0, |sample| sample.round_trip_us)
    }

    /// By how much a round trip takes longer than the shortest one, in microseconds; a single stall does not count.
    #[must_use]
    pub fn jitter_us(&self) -> i64 {
        let mut trips: Vec<i64> = self.samples.iter().map(|sample| sample.round_trip_us).collect();
        trips.sort_unstable();
        let high = trips.len().saturating_sub(2);
        trips.get(high).map_or(0, |trip| trip - trips[0])
    }

    /// The server's time at a local time.
    #[must_use]
    pub fn server_now(&self, now_us: i64) -> Moment {
        self.best().map_or_else(Moment::default, |sample| sample.origin.after(Lag::from_micros(now_us)))
    }

    /// How far ahead of the server this client should be, so that its inputs arrive just before their ticks.
    #[must_use]
    pub fn lead(&self) -> Lag {
        Lag::from_micros(self.round_trip_us() / 2 + self.margin_us() + self.frame_us)
    }

    /// How old, seen from this client's moment, the freshest news from a far player is: the lead, the way back and its margin.
    #[must_use]
    pub fn lag(&self) -> Lag {
        Lag::from_micros(self.round_trip_us() + 2 * self.margin_us() + self.frame_us)
    }

    /// The moment at which this client should be. Runs at most 2 % faster or slower than time, never backwards, and jumps
    /// only when it is more than half a second wrong.
    pub fn target_tick(&mut self, now_us: i64) -> Moment {
        if let Some((then_us, _)) = self.shown {
            // An eighth of the difference at a time: one long frame is an accident.
            self.frame_us += ((now_us - then_us).clamp(0, FRAME_MAX_US) - self.frame_us) / 8;
        }
        let target = self.server_now(now_us).after(self.lead());
        let moment = match self.shown {
            None => target,
            Some((then_us, shown)) => {
                let passed = Lag::from_micros((now_us - then_us).max(0));
                let error = target.since(shown.after(passed));
                if error.micros().abs() > JUMP_US { target } else { shown.after(passed).after(error.within(Lag(passed.0 / ADJUST))) }
            }
        };
        self.shown = self.is_set().then_some((now_us, moment));
        moment
    }

    /// The margin follows the jitter of one way, for which most of the round trip's is taken.
    fn margin_us(&self) -> i64 {
        MARGIN_US + self.jitter_us() * 3 / 4
    }

    /// The sample with the shortest round trip is the one that knows best; of equal ones, the latest.
    fn best(&self) -> Option<&Sample> {
        self.samples.iter().rev().min_by_key(|sample| sample.round_trip_us)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: i64 = 1_000;

    /// A server whose first tick began when the local clock showed 5 seconds, behind a line with these one-way times.
    fn ask(clock: &mut Clock, now_us: i64, up_us: i64, down_us: i64) {
        ask_lying(clock, now_us, up_us, down_us, 0);
    }

    /// The same, when the question lies there for a while.
    fn ask_lying(clock: &mut Clock, now_us: i64, up_us: i64, down_us: i64, lay_us: u32) {
        let at_server = Lag::from_micros(now_us + up_us - 5_000 * MS);
        let tick = Tick(u32::try_from(at_server.0 >> 16).expect("after the beginning"));
        let micros = Lag(at_server.0 & 0xFFFF).micros();
        let received_us = now_us + up_us + i64::from(lay_us) + down_us;
        clock.sample(now_us, received_us, tick, u16::try_from(micros).expect("less than a tick"), lay_us);
    }

    #[test]
    fn an_even_line_is_known_to_a_few_microseconds() {
        let mut clock = Clock::new();
        ask(&mut clock, 10_000 * MS, 30 * MS, 30 * MS);
        let error = clock.server_now(12_000 * MS).since(Moment::new(Tick(7 * 120), 0));
        assert!(error.micros().abs() < 5, "{error:?}");
        assert_eq!((clock.round_trip_us(), clock.jitter_us()), (60 * MS, 0));
        assert_eq!(clock.lead().micros() / 100, (30 * MS + MARGIN_US) / 100);
    }

    #[test]
    fn for_how_long_a_question_lay_changes_nothing() {
        let mut clock = Clock::new();
        for (at, lay_us) in [(0, 99_000), (1, 0), (2, 4_000)] {
            ask_lying(&mut clock, (10_000 + at * 200) * MS, 30 * MS, 30 * MS, lay_us);
            let error = clock.server_now(12_000 * MS).since(Moment::new(Tick(7 * 120), 0));
            assert!(error.micros().abs() < 5, "{error:?}");
        }
        assert_eq!((clock.round_trip_us(), clock.jitter_us()), (60 * MS, 0));
        // Longer than the way took: that is no answer to learn from.
        clock.sample(11_000 * MS, 11_060 * MS, Tick(0), 0, u32::MAX);
        assert_eq!(clock.round_trip_us(), 60 * MS);
    }

    #[test]
    fn the_margin_follows_the_jitter_and_forgets_a_single_stall() {
        let mut clock = Clock::new();
        for (at, delay) in [(0, 0), (1, 400), (2, 0), (3, 1), (4, 0)] {
            ask(&mut clock, (10_000 + at * 100) * MS, (30 + delay) * MS, 30 * MS);
        }
        assert_eq!(clock.jitter_us(), MS);
        for at in 5..15 {
            ask(&mut clock, (10_000 + at * 100) * MS, (30 + 10 * (at % 3)) * MS, 30 * MS);
        }
        assert_eq!(clock.jitter_us(), 20 * MS);
        assert!(clock.lead() >= Lag::from_micros((30 + 15) * MS));
    }

    #[test]
    fn the_clock_never_runs_more_than_two_percent_off() {
        let mut clock = Clock::new();
        ask(&mut clock, 10_000 * MS, 10 * MS, 10 * MS);
        let mut last = clock.target_tick(10_020 * MS);
        for frame in 1..3_000_i64 {
            let now = 10_020 * MS + frame * 10 * MS;
            if frame % 20 == 0 {
                // The line becomes worse and better again, far more than a clock may follow at once.
                let delay = if (600..1_200).contains(&frame) { 110 } else { 10 };
                ask(&mut clock, now - 2 * delay * MS, delay * MS, delay * MS);
            }
            let moment = clock.target_tick(now);
            let passed = moment.since(last).micros();
            assert!((9_799..=10_201).contains(&passed), "{passed} microseconds in a frame of 10,000");
            last = moment;
        }
        let wanted = clock.server_now(40_010 * MS).after(clock.lead());
        assert!(wanted.since(last).micros().abs() < 30 * MS, "and it gets there");
    }

    #[test]
    fn more_than_half_a_second_off_the_clock_is_set() {
        let mut clock = Clock::new();
        ask(&mut clock, 10_000 * MS, 10 * MS, 10 * MS);
        clock.target_tick(10_100 * MS);
        clock.samples.clear();
        clock.sample(10_200 * MS, 10_220 * MS, Tick(5_000), 0, 0);
        assert!(clock.target_tick(10_300 * MS).tick() >= Tick(5_000));
    }
}
