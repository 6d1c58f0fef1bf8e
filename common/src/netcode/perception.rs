//! What to draw: every thing at the time at which it is seen, and corrections spread so that nothing jumps.

use super::blend::{Blend, between};
use super::hearing::Hearing;
use super::moment::{Lag, Moment};
use super::timeline::Timeline;
use crate::sim::{Ball, Event, Fx, PADDLE_SPEED, Phase, Point, Pong, SEATS_MAX, Seat, Side, TICK_HZ, Tick};

/// A correction is spread over about twice this time.
const SPREAD: Lag = Lag::from_micros(60_000);
/// Farther off than this, in court units, a thing is set to its place at once: a long silence is over. Nothing that is predicted
/// over a line of 200 ms goes so wrong.
const SNAP: Fx = Fx::units(1200);
/// The most that anything moves on the screen, in hundredths of what its speed explains.
const FASTEST_PERCENT: i64 = 145;
/// After a silence in which nothing could be predicted any more, time is made up for at this part of the time that passes;
/// when more than `BEHIND` is missing, at the second one, so that the own paddle soon answers again.
const CATCH_UP: (i64, i64) = (32, 4);
const BEHIND: Lag = Lag::from_micros(100_000);
/// The delay of the far side changes by this part of the time that passes.
const LAG_CHANGE: i64 = 64;
/// How much later it is for each court unit farther away changes by this part of the time that passes: from a serve's to that of
/// the fastest ball in a good second.
const SLOPE_CHANGE: i64 = 2_048;

/// Remembers what was drawn last, to go on from there.
#[derive(Clone, Debug, Default)]
pub struct Perception {
    last: Option<Frame>,
    hearing: Hearing,
}

/// What one frame shows.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The ball: `at` where to draw it, the rest as it is at the moment at which it is seen.
    pub ball: Ball,
    /// What the match is doing where the ball is seen.
    pub phase: Phase,
    /// The middle of each paddle, by slot.
    pub paddles: [Option<Point>; SEATS_MAX],
    /// Returns, edges, walls, the countdown and the serve that come to be seen in this frame. Goals and the end are announced
    /// by [`Timeline::take_decided`].
    pub heard: Vec<Event>,
    /// How far the ball is drawn from where it should be, as a correction is spread.
    pub correction: Fx,
}

impl Picture {
    /// The middle of the paddle of a seat; `None` for a seat that the court does not have.
    #[must_use]
    pub fn paddle(&self, seat: Seat) -> Option<Point> {
        self.paddles.get(seat.slot()).copied().flatten()
    }
}

/// What was drawn, and of which moment.
#[derive(Clone, Copy, Debug)]
struct Frame {
    moment: Moment,
    present: Moment,
    lag: Lag,
    blend: Blend,
    raw: Raw,
    ball: Point,
    paddles: [Point; SEATS_MAX],
}

/// Where things are, without regard to what was drawn before.
#[derive(Clone, Copy, Debug)]
struct Raw {
    ball: Ball,
    phase: Phase,
    /// Goals so far: the ball of another point is another ball.
    goals: u8,
    paddles: [Point; SEATS_MAX],
}

impl Perception {
    /// Nothing was drawn yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What to draw at a moment, to which the timeline has been advanced, if news from the far side are `lag` old.
    pub fn frame(&mut self, timeline: &Timeline, moment: Moment, lag: Lag) -> Picture {
        let passed = self.last.map_or(Lag::ZERO, |last| moment.since(last.moment).max(Lag::ZERO));
        let present = self.present(timeline, moment, passed);
        let lag = self.last.map_or(lag, |last| last.lag.towards(lag, Lag(passed.0 / LAG_CHANGE)));
        let slope = Blend::slope_for(timeline.predicted().ball().speed);
        let slope = self.last.map_or(slope, |last| last.blend.slope().towards(slope, Lag(passed.0 / SLOPE_CHANGE)));
        let blend = Blend::new(timeline.predicted().rules().court, timeline.mine(), lag, slope);
        let raw = Raw::new(timeline, &blend, present);
        let (mut ball, mut paddles, mut heard) = (raw.ball.at, raw.paddles, Vec::new());
        if let Some(last) = self.last {
            let was = Raw::new(timeline, &last.blend, last.present);
            if was.goals == last.raw.goals && was.goals == raw.goals && (was.phase == Phase::Rally) == (raw.phase == Phase::Rally) {
                ball = follow(last.ball, was.ball.at, raw.ball.at, raw.ball.speed, passed);
            }
            for (slot, paddle) in paddles.iter_mut().enumerate() {
                *paddle = follow(last.paddles[slot], was.paddles[slot], *paddle, PADDLE_SPEED, passed);
            }
            heard = self.hearing.listen(timeline, (last.blend, last.present), (blend, present));
        }
        self.last = Some(Frame { moment, present, lag, blend, raw, ball, paddles });
        let court = timeline.predicted().rules().court;
        Picture {
            ball: Ball { at: ball, ..raw.ball },
            phase: raw.phase,
            paddles: Seat::ALL.map(|seat| court.has(seat).then(|| paddles[seat.slot()])),
            heard,
            correction: Fx::from_bits(length(ball - raw.ball.at)),
        }
    }
}

impl Perception {
    /// The present of the own paddle: between the last two ticks, so that both are known, and never much faster than time.
    fn present(&self, timeline: &Timeline, moment: Moment, passed: Lag) -> Moment {
        let present = moment.after(Lag(-Lag::ticks(1).0)).min(Moment::new(timeline.present(), 0));
        let Some(even) = self.last.map(|last| last.present.after(passed)) else { return present };
        let behind = present.since(even);
        let part = if behind > BEHIND { CATCH_UP.1 } else { CATCH_UP.0 };
        present.min(even.after(Lag(passed.0 / part)))
    }
}

impl Raw {
    fn new(timeline: &Timeline, blend: &Blend, present: Moment) -> Self {
        let moment = blend.ball_moment(timeline, present);
        let seen = timeline.at(moment.tick()).unwrap_or_else(|| timeline.predicted());
        let dims = seen.rules().court.dims();
        let (pong, at) = match last_of_rally(timeline, moment.tick()) {
            Some(pong) => (pong, pong.ball().at + pong.ball().velocity),
            None => (seen, between(timeline, moment, |pong| pong.ball().at)),
        };
        let ball = Ball { at, ..pong.ball() };
        let paddles = Seat::ALL.map(|seat| {
            let at = |pong: &Pong| pong.paddle(seat).map_or(Point::ZERO, |paddle| paddle.at);
            between(timeline, blend.moment(present, dims.paddle_x(seat)), at)
        });
        Self { ball, phase: pong.phase(), goals: goals(pong), paddles }
    }
}

/// The end of a rally that is seen to be over while its goal is not confirmed: a goal that may still be taken back is not
/// shown, the ball is out of the court and stays there.
fn last_of_rally(timeline: &Timeline, tick: Tick) -> Option<&Pong> {
    let confirmed = goals(timeline.confirmed());
    let unsure = |tick: &u32| timeline.at(Tick(*tick)).filter(|pong| goals(pong) > confirmed || pong.phase() == Phase::Over);
    unsure(&tick.0).filter(|_| timeline.confirmed().phase() == Phase::Rally)?;
    let before = (timeline.oldest().0..tick.0).rev().find(|tick| unsure(tick).is_none())?;
    timeline.at(Tick(before)).filter(|pong| pong.phase() == Phase::Rally)
}

/// Goals of both sides.
fn goals(pong: &Pong) -> u8 {
    Side::ALL.map(|side| pong.score(side)).iter().sum()
}

impl Lag {
    /// Nearer to `target`, by `step` at most.
    fn towards(self, target: Self, step: Self) -> Self {
        Self(self.0 + Self(target.0 - self.0).within(step).0)
    }
}

/// Where to draw what was drawn at `drawn` when it should have been at `was`, now that it is at `now`: it moves as it does, and
/// what is wrong becomes less, as fast as may be without moving faster than its speed explains.
fn follow(drawn: Point, was: Point, now: Point, speed: u16, passed: Lag) -> Point {
    let error = drawn - was;
    if length(error) > SNAP.bits() {
        return now;
    }
    let budget = i64::from(speed) * passed.0 * FASTEST_PERCENT / (i64::from(TICK_HZ) * 100);
    let left = (budget - i64::from(length(now - was))).max(0);
    let share = passed.0.min(SPREAD.0);
    let wanted = i64::from(length(error)) * share / SPREAD.0;
    // What is left of the error, in 65,536ths of it.
    let size = i64::from(length(error)).max(1);
    let keep = ((size - wanted.max(1 << 10).min(left).min(size)) << 16) / size;
    let keep = i32::try_from(keep).expect("a part of the whole");
    let next = Point::new(now.x + error.x.scaled(keep, 1 << 16), now.y + error.y.scaled(keep, 1 << 16));
    // What is seen faster than it is may come to more than that all by itself; then it is made up for later.
    let way = next - drawn;
    let part = (budget << 16) / i64::from(length(way)).max(1);
    let part = i32::try_from(part.min(1 << 16)).expect("a part of the whole");
    Point::new(drawn.x + way.x.scaled(part, 1 << 16), drawn.y + way.y.scaled(part, 1 << 16))
}

/// In 65,536ths of a court unit.
fn length(way: Point) -> i32 {
    let (x, y) = (u64::from(way.x.bits().unsigned_abs()), u64::from(way.y.bits().unsigned_abs()));
    i32::try_from((x * x + y * y).isqrt()).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Court, Inputs, Rules, Seed};

    fn at(x: i16, y: i16) -> Point {
        Point::new(Fx::units(x), Fx::units(y))
    }

    #[test]
    fn without_an_error_things_are_drawn_where_they_are() {
        assert_eq!(follow(at(10, 10), at(10, 10), at(14, 10), 500, Lag::ticks(1)), at(14, 10));
    }

    #[test]
    fn an_error_is_gone_in_a_fifth_of_a_second_and_nothing_moved_too_fast() {
        let (mut drawn, place) = (at(30, 10), at(10, 10));
        let frame = Lag::ticks(2);
        for _ in 0..12 {
            let next = follow(drawn, place, place, 500, frame);
            // 500 units a second for a 60th of a second, and half of it.
            assert!(length(next - drawn) <= 500 * 65_536 / 60 * 3 / 2);
            drawn = next;
        }
        assert!(length(drawn - place) < Fx::units(2).bits(), "{drawn:?}");
    }

    #[test]
    fn a_goal_is_shown_when_it_is_confirmed_and_the_ball_waits_outside() {
        let mut timeline = Timeline::new(Rules::new(Court::Duel), Seed(4), vec![Seat::new(Side::A, 0)]);
        let mut perception = Perception::new();
        // Nobody moves: some ball goes out.
        let mut pong = *timeline.confirmed();
        while goals(&pong) == 0 {
            pong.step(&Inputs::default());
        }
        let goal = pong.tick();
        timeline.confirm(goal.earlier(40), &[]).unwrap();
        let mut frame = |timeline: &mut Timeline, tick: Tick| {
            timeline.advance_to(tick);
            perception.frame(timeline, Moment::new(tick, 0), Lag::ticks(4))
        };
        for ticks in (0..80).step_by(2) {
            let picture = frame(&mut timeline, goal.earlier(30) + ticks);
            assert_eq!(picture.phase, Phase::Rally, "{ticks}");
        }
        let waiting = frame(&mut timeline, goal + 50);
        let dims = Court::Duel.dims();
        assert!(waiting.ball.at.x < Fx::ZERO || waiting.ball.at.x > dims.width, "{:?}", waiting.ball);
        timeline.confirm(goal + 2, &[]).unwrap();
        let picture = frame(&mut timeline, goal + 52);
        assert_eq!((picture.ball.at, picture.phase == Phase::Rally), (dims.middle(), false));
    }

    #[test]
    fn nothing_is_drawn_moving_too_fast_even_if_it_is_seen_so() {
        let next = follow(at(10, 10), at(10, 10), at(40, 10), 500, Lag::ticks(2));
        // 500 units a second for a 60th of a second, and 45 % of it.
        assert!((next.x - Fx::units(10)).bits() <= 500 * 65_536 / 60 * 145 / 100 && next.x > Fx::units(21), "{next:?}");
    }

    #[test]
    fn after_a_long_silence_things_are_set_to_their_places() {
        assert_eq!(follow(at(1300, 10), at(10, 10), at(14, 10), 500, Lag::ticks(2)), at(14, 10));
    }
}
