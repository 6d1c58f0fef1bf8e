//! At which time each part of the court is seen: at the own paddle at this client's present, and the farther away from it the
//! later, until it is as late as news from there take.

use super::moment::{Lag, Moment};
use super::timeline::Timeline;
use crate::sim::{BALL_HALF, Court, Fx, Phase, Point, Pong, SPEED_MAX, Seat, Side};

/// All of it, as a weight.
const WHOLE: i64 = 1 << 16;

/// A ball that comes nearer is seen to be this much faster at most: 7/5, the lag falling by 2/7 of the way's time.
const FASTER: (i64, i64) = (2, 7);
/// Behind the outermost paddle time is the present up to so far outside of the court: farther than any ball gets.
const OUTSIDE: Fx = Fx::units(100);

/// How old each place of the court is seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blend {
    /// From where to where along x time is the present: where the ball is while it touches an own paddle, and behind the
    /// outermost one, where nobody is. Nowhere for somebody who steers nothing.
    near: Option<(Fx, Fx)>,
    /// How far from there it is `lag` old.
    full: Fx,
    lag: Lag,
    slope: Lag,
}

impl Blend {
    /// For the one who steers `mine`, if news are `lag` old. Somebody who steers nothing sees everything that late;
    /// somebody who steers both sides sees the present everywhere.
    ///
    /// Where nobody is nearer than the rival, time falls evenly on the whole way from there: the earlier a ball is seen, the
    /// more time there is to meet it. Between team-mates it falls by `slope` for each court unit.
    pub(super) fn new(court: Court, mine: &[Seat], lag: Lag, slope: Lag) -> Self {
        let dims = court.dims();
        let reach = dims.paddle_half_width + BALL_HALF;
        let (left, right) = (-OUTSIDE, dims.width + OUTSIDE);
        let outermost = |seat: &Seat, side: Side| *seat == Seat::new(side, 0);
        let first = mine.iter().map(|seat| if outermost(seat, Side::B) { left } else { dims.paddle_x(*seat) - reach });
        let last = mine.iter().map(|seat| if outermost(seat, Side::A) { right } else { dims.paddle_x(*seat) + reach });
        let near = first.min().zip(last.max());
        let both = Side::ALL.iter().all(|side| mine.iter().any(|seat| seat.side == *side));
        let lag = if both { Lag::ZERO } else { lag };
        if court.seats_per_side() > 1 {
            let full = lag.0 * i64::from(Fx::ONE.bits()) / slope.0.max(1);
            let full = Fx::from_bits(i32::try_from(full).unwrap_or(i32::MAX).max(1));
            return Self { near, full, lag, slope };
        }
        let full = dims.paddle_x(Seat::new(Side::A, 0)) - dims.paddle_x(Seat::new(Side::B, 0)) - reach - reach;
        let most = Lag::from_micros(i64::from(full.floor()) * 1_000_000 / i64::from(SPEED_MAX) * FASTER.0 / FASTER.1);
        Self { near, full, lag: if near.is_some() { lag.min(most) } else { lag }, slope }
    }

    /// The slope for a ball of `speed` court units per second: the steepest with which it is not seen too fast, so that what is
    /// only a little farther away than the own paddle, a team-mate's, is seen as late as may be.
    pub(super) fn slope_for(speed: u16) -> Lag {
        Lag(Lag::from_micros(1_000_000).0 * FASTER.0 / (FASTER.1 * i64::from(speed)))
    }

    /// How much later it is for each court unit more.
    pub(super) const fn slope(&self) -> Lag {
        self.slope
    }

    /// How far the present of the far side lies back.
    pub(super) const fn lag(&self) -> Lag {
        self.lag
    }

    /// The moment at which a place is seen.
    pub(super) fn moment(&self, present: Moment, x: Fx) -> Moment {
        let weight = self.near.map_or(0, |(first, last)| {
            let away = i64::from((first - x).max(x - last).max(Fx::ZERO).bits());
            let full = i64::from(self.full.bits());
            ((full - away) * WHOLE / full).clamp(0, WHOLE)
        });
        present.after(Lag(-(self.lag.0 * (WHOLE - weight) / WHOLE)))
    }

    /// The moment at which the ball is seen: the first at which it is where that moment is seen.
    pub(super) fn ball_moment(&self, timeline: &Timeline, present: Moment) -> Moment {
        let mut tick = present.after(Lag(-self.lag.0)).tick().max(timeline.oldest());
        let ahead = |tick| {
            let pong = timeline.at(tick).or_else(|| timeline.at(timeline.oldest())).unwrap_or_else(|| timeline.predicted());
            Moment::new(tick, 0).since(self.moment(present, pong.ball().at.x)).0
        };
        let mut before = ahead(tick);
        loop {
            let after = ahead(tick.next());
            if after > 0 || tick >= present.tick() {
                let fraction = if before >= 0 { 0 } else { -before * (WHOLE - 1) / (after - before).max(-before) };
                let fraction = u16::try_from(fraction).expect("a part of a tick");
                return Moment::new(tick, fraction).min(present);
            }
            (tick, before) = (tick.next(), after);
        }
    }
}

/// Something that moves, between two ticks. Nothing is drawn on the way from a goal to the next point.
pub(super) fn between(timeline: &Timeline, moment: Moment, place: impl Fn(&Pong) -> Point) -> Point {
    let tick = moment.tick().max(timeline.oldest());
    let from = timeline.at(tick).unwrap_or_else(|| timeline.predicted());
    let to = timeline.at(tick.next()).unwrap_or(from);
    if from.phase() == Phase::Rally && to.phase() != Phase::Rally {
        return place(from);
    }
    let (a, b, part) = (place(from), place(to), i32::from(moment.fraction()));
    let whole = Fx::ONE.bits();
    Point::new(a.x + (b.x - a.x).scaled(part, whole), a.y + (b.y - a.y).scaled(part, whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{SPEED_SERVE, Tick};

    const PRESENT: u32 = 1_000;
    const LAG: Lag = Lag::from_micros(280_000);

    /// How late a place is seen, in microseconds, by a0, a1, ... as asked for.
    fn late_us(mine: &[Seat], speed: u16, x: Fx) -> i64 {
        let present = Moment::new(Tick(PRESENT), 0);
        present.since(Blend::new(Court::Clash, mine, LAG, Blend::slope_for(speed)).moment(present, x)).micros()
    }

    #[test]
    fn at_the_own_paddle_time_is_the_present_and_far_away_it_is_as_late_as_news() {
        let own = Seat::new(Side::A, 0);
        let x = Court::Clash.dims().paddle_x(own);
        for speed in [SPEED_SERVE, SPEED_MAX] {
            assert_eq!(late_us(&[own], speed, x - Fx::units(25)), 0);
            assert_eq!(late_us(&[own], speed, Fx::units(1_790)), 0, "nobody is behind it");
            assert_eq!(late_us(&[own], speed, Fx::units(500)), LAG.micros());
        }
    }

    #[test]
    fn a_team_mate_is_seen_later_before_and_behind_and_the_later_the_slower_the_ball_is() {
        let own = Seat::new(Side::A, 1);
        let x = Court::Clash.dims().paddle_x(own);
        let mates = |speed| [-1, 1].map(|side| late_us(&[own], speed, x + Fx::units(side * 225)));
        // 200 units at 1000 units a second are 200 ms, and two sevenths of that are 57.1.
        assert_eq!(mates(SPEED_MAX).map(|us| (us + 50) / 100), [571, 571]);
        assert_eq!(mates(500).map(|us| (us + 50) / 100), [1143, 1143]);
    }

    #[test]
    fn no_ball_is_seen_more_than_two_fifths_faster_than_it_is() {
        let own = Seat::new(Side::A, 0);
        for speed in [SPEED_SERVE, 410, 770, SPEED_MAX] {
            let [from, to] = [600, 650].map(|x| late_us(&[own], speed, Fx::units(1_000 + x)));
            let took_us = 50 * 1_000_000 / i64::from(speed);
            assert!(5 * took_us <= 7 * (took_us - (from - to)) + 10, "{speed}: {from} {to}");
        }
    }

    #[test]
    fn a_spectator_sees_everything_late_and_who_steers_both_sides_nothing() {
        let (both, x) = ([Seat::new(Side::A, 0), Seat::new(Side::B, 0)], Fx::units(900));
        assert_eq!((late_us(&[], SPEED_MAX, x), late_us(&both, SPEED_MAX, x)), (LAG.micros(), 0));
    }
}
