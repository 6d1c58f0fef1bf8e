//! The steers of one player: which are admitted, and at which tick each takes effect. Pure.

use std::collections::VecDeque;

use common::sim::{Steer, TICK_HZ, Tick};
use common::wire::{STEER_AHEAD_TICKS_MAX, STEERS_PER_SECOND_MAX, SteerAt};

/// Admitted steers that wait for their tick. More are ignored.
const PENDING_MAX: usize = 32;
/// Steers in a second that only a flood has.
const FLOOD_PER_SECOND: u32 = STEERS_PER_SECOND_MAX * 10;

/// What becomes of a steer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It takes effect. It arrived this many ticks after the tick it was meant for, or before it when negative.
    Taken {
        /// Positive: late.
        late_ticks: i16,
    },
    /// Repeated, too old, too many, or from somebody without that seat.
    Ignored,
    /// No honest client does this: the connection ends.
    Illegal,
}

/// What one player wants, now and in the next ticks.
#[derive(Debug, Default)]
pub(super) struct Steers {
    last_seq: Option<u32>,
    pending: VecDeque<(Tick, Steer)>,
    held: Steer,
    window_from: u32,
    in_window: u32,
}

impl Steers {
    /// A new connection steers: nothing is held and its `seq` begins anew. What it has sent in this second still counts.
    pub(super) fn reset(&mut self) {
        self.last_seq = None;
        self.pending.clear();
        self.held = Steer::Still;
    }

    /// Takes a steer at the tick it is meant for, but never before `present` nor before an earlier steer of this
    /// player, and at most [`STEER_AHEAD_TICKS_MAX`] ahead. `age` counts ticks of the room, for the rate.
    pub(super) fn admit(&mut self, steer: SteerAt, present: Tick, age: u32) -> Verdict {
        if steer.steer == Steer::Away {
            return Verdict::Illegal;
        }
        if age.wrapping_sub(self.window_from) >= TICK_HZ {
            self.window_from = age;
            self.in_window = 0;
        }
        self.in_window += 1;
        if self.in_window > FLOOD_PER_SECOND {
            return Verdict::Illegal;
        }
        let repeated = self.last_seq.is_some_and(|last| steer.seq <= last);
        if repeated || self.in_window > STEERS_PER_SECOND_MAX || self.pending.len() >= PENDING_MAX {
            return Verdict::Ignored;
        }
        self.last_seq = Some(steer.seq);
        let earliest = self.pending.back().map_or(present, |(tick, _)| *tick);
        let tick = steer.tick.max(earliest).min(present + STEER_AHEAD_TICKS_MAX);
        self.pending.push_back((tick, steer.steer));
        Verdict::Taken { late_ticks: clamp(present - steer.tick) }
    }

    /// When the next steer takes effect, if one waits.
    pub(super) fn next(&self) -> Option<Tick> {
        self.pending.front().map(|(tick, _)| *tick)
    }

    /// Which way the player steers in the step that leaves `tick`. Ticks are asked for in order.
    pub(super) fn at(&mut self, tick: Tick) -> Steer {
        while let Some((_, steer)) = self.pending.pop_front_if(|(due, _)| *due <= tick) {
            self.held = steer;
        }
        self.held
    }
}

fn clamp(ticks: i32) -> i16 {
    i16::try_from(ticks).unwrap_or(if ticks < 0 { i16::MIN } else { i16::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steer(seq: u32, tick: u32, steer: Steer) -> SteerAt {
        SteerAt { player: 0, seq, tick: Tick(tick), steer }
    }

    #[test]
    fn a_steer_takes_effect_at_the_tick_it_is_meant_for() {
        let mut steers = Steers::default();
        assert_eq!(steers.admit(steer(1, 12, Steer::Up), Tick(10), 0), Verdict::Taken { late_ticks: -2 });
        assert_eq!(steers.at(Tick(10)), Steer::Still);
        assert_eq!(steers.at(Tick(11)), Steer::Still);
        assert_eq!(steers.at(Tick(12)), Steer::Up);
        assert_eq!(steers.at(Tick(13)), Steer::Up);
    }

    #[test]
    fn a_steer_for_the_past_takes_effect_now_and_one_for_the_far_future_at_the_bound() {
        let mut steers = Steers::default();
        assert_eq!(steers.admit(steer(1, 3, Steer::Up), Tick(10), 0), Verdict::Taken { late_ticks: 7 });
        assert_eq!(steers.at(Tick(10)), Steer::Up);
        steers.admit(steer(2, u32::MAX, Steer::Down), Tick(11), 0);
        let bound = 11 + STEER_AHEAD_TICKS_MAX;
        assert_eq!(steers.at(Tick(bound - 1)), Steer::Up);
        assert_eq!(steers.at(Tick(bound)), Steer::Down);
    }

    #[test]
    fn a_newer_steer_never_overtakes_an_older_one() {
        let mut steers = Steers::default();
        steers.admit(steer(1, 20, Steer::Up), Tick(10), 0);
        steers.admit(steer(2, 15, Steer::Down), Tick(10), 0);
        assert_eq!(steers.at(Tick(19)), Steer::Still);
        assert_eq!(steers.at(Tick(20)), Steer::Down);
    }

    #[test]
    fn a_repeated_or_older_seq_is_ignored() {
        let mut steers = Steers::default();
        steers.admit(steer(5, 0, Steer::Up), Tick(0), 0);
        assert_eq!(steers.admit(steer(5, 0, Steer::Down), Tick(0), 0), Verdict::Ignored);
        assert_eq!(steers.admit(steer(4, 0, Steer::Down), Tick(0), 0), Verdict::Ignored);
        assert_eq!(steers.at(Tick(0)), Steer::Up);
    }

    #[test]
    fn more_steers_than_a_second_may_have_are_ignored_and_a_flood_is_illegal() {
        let mut steers = Steers::default();
        let verdicts: Vec<_> = (0..FLOOD_PER_SECOND + 1)
            .map(|seq| {
                let verdict = steers.admit(steer(seq, 0, Steer::Up), Tick(seq), 0);
                steers.at(Tick(seq));
                verdict
            })
            .collect();
        let taken = verdicts.iter().filter(|verdict| matches!(verdict, Verdict::Taken { .. })).count();
        assert_eq!(taken, usize::try_from(STEERS_PER_SECOND_MAX).unwrap());
        assert_eq!(verdicts.last(), Some(&Verdict::Illegal));
        let next_second = steers.admit(steer(10_000, 0, Steer::Up), Tick(9_000), TICK_HZ);
        assert!(matches!(next_second, Verdict::Taken { .. }));
    }

    #[test]
    fn nobody_but_the_referee_says_that_a_player_is_away() {
        assert_eq!(Steers::default().admit(steer(1, 0, Steer::Away), Tick(0), 0), Verdict::Illegal);
    }
}
