//! What somebody saw of a match, and how that compares with what the referee counted.

use crate::sim::{Seat, Tick};

/// A return that is seen and one that is counted are the same, if they are not farther apart than this, in ticks: no ball comes
/// back to the same paddle in that time.
const SAME_TICKS: i32 = 24;

/// What somebody saw.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Frames that were measured.
    pub frames: u32,
    /// States that were not the server's.
    pub mismatches: u32,
    /// Keys that were pressed or let go while the ball was in play and the paddle could move.
    pub keys: u32,
    /// Those of them that could be seen in the same frame.
    pub answered_at_once: u32,
    /// Inputs that were sent.
    pub inputs: u32,
    /// Those that the referee placed later than meant.
    pub late_inputs: u32,
    /// How many rollbacks went back so many ticks.
    pub depths: Vec<u32>,
    /// The largest motion of the ball in a frame, in hundredths of what its speed explains.
    pub ball_percent: u32,
    /// The same for the paddles of others.
    pub paddle_percent: u32,
    /// The same for the own paddles.
    pub own_percent: u32,
    /// Returns of the own paddle.
    pub own: Returns,
    /// Returns of everybody else's paddles.
    pub others: Returns,
}

/// Returns, as they were seen and as they were counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Returns {
    /// Those that the referee counted.
    pub counted: u32,
    /// Those that were seen, but not counted.
    pub denied: u32,
    /// Those that were counted, but not seen.
    pub unseen: u32,
}

impl Report {
    pub(super) fn roll_back(&mut self, depth_ticks: u32) {
        let depth = usize::try_from(depth_ticks).expect("less than a second");
        if depth > 0 {
            self.depths.resize(self.depths.len().max(depth + 1), 0);
            self.depths[depth] += 1;
        }
    }

    /// Adds what somebody else saw; of the largest motions the larger one.
    pub fn add(&mut self, other: &Self) {
        self.frames += other.frames;
        self.mismatches += other.mismatches;
        self.keys += other.keys;
        self.answered_at_once += other.answered_at_once;
        self.inputs += other.inputs;
        self.late_inputs += other.late_inputs;
        self.depths.resize(self.depths.len().max(other.depths.len()), 0);
        self.depths.iter_mut().zip(&other.depths).for_each(|(sum, more)| *sum += more);
        self.ball_percent = self.ball_percent.max(other.ball_percent);
        self.paddle_percent = self.paddle_percent.max(other.paddle_percent);
        self.own_percent = self.own_percent.max(other.own_percent);
        self.own = self.own.and(other.own);
        self.others = self.others.and(other.others);
    }

    /// The depth that so many hundredths of all rollbacks do not exceed, in ticks; 0 without any.
    #[must_use]
    pub fn depth_ticks(&self, percent: u64) -> usize {
        let all: u64 = self.depths.iter().map(|count| u64::from(*count)).sum();
        let mut left = (all * percent).div_ceil(100);
        let reached = self.depths.iter().position(|count| {
            left = left.saturating_sub(u64::from(*count));
            left == 0
        });
        reached.unwrap_or(0)
    }
}

impl Returns {
    /// Compares what was seen with what was counted, both before `until`.
    pub(super) fn compare(seen: &[(Tick, Seat)], counted: &[(Tick, Seat)], until: Tick, of: impl Fn(Seat) -> bool) -> Self {
        let before = |entry: &&(Tick, Seat)| entry.0 <= until && of(entry.1);
        let mut found = Self::default();
        for seat in Seat::ALL {
            let mut seen: Vec<Tick> = seen.iter().filter(before).filter(|(_, by)| *by == seat).map(|(tick, _)| *tick).collect();
            for (tick, _) in counted.iter().filter(before).filter(|(_, by)| *by == seat) {
                found.counted += 1;
                match seen.iter().position(|seen| (*seen - *tick).abs() <= SAME_TICKS) {
                    Some(same) => drop(seen.remove(same)),
                    None => found.unseen += 1,
                }
            }
            found.denied += u32::try_from(seen.len()).expect("a match has fewer");
        }
        found
    }

    /// These and others.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self { counted: self.counted + other.counted, denied: self.denied + other.denied, unseen: self.unseen + other.unseen }
    }

    /// Those that were seen and denied, or counted and not seen.
    #[must_use]
    pub const fn wrong(self) -> u32 {
        self.denied + self.unseen
    }

    /// Of a million returns, so many were wrong.
    #[must_use]
    pub fn wrong_per_million(self) -> u64 {
        u64::from(self.wrong()) * 1_000_000 / u64::from(self.counted).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_return_is_the_same_when_its_paddle_and_about_its_tick_are() {
        let [a, b] = [Seat::ALL[0], Seat::ALL[3]];
        let counted = [(Tick(100), a), (Tick(200), b), (Tick(300), a)];
        let seen = [(Tick(105), a), (Tick(240), b), (Tick(301), a), (Tick(400), a)];
        let all = Returns::compare(&seen, &counted, Tick(350), |_| true);
        assert_eq!(all, Returns { counted: 3, denied: 1, unseen: 1 });
        assert_eq!(all.wrong_per_million(), 666_666);
        assert_eq!(Returns::compare(&seen, &counted, Tick(500), |seat| seat == a), Returns { counted: 2, denied: 1, unseen: 0 });
    }

    #[test]
    fn the_depth_of_most_rollbacks_is_found() {
        let mut report = Report::default();
        assert_eq!(report.depth_ticks(50), 0);
        [3, 3, 3, 0, 9].into_iter().for_each(|depth| report.roll_back(depth));
        assert_eq!((report.depth_ticks(50), report.depth_ticks(75), report.depth_ticks(99)), (3, 3, 9));
    }
}
