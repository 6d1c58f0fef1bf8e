//! At which time each part of the court is seen: near the own paddle at this client's present, near the far paddle as late as
//! news from there take, and in between evenly blended.

use super::moment::{Lag, Moment};
use super::timeline::Timeline;
use crate::sim::{BALL_HALF, Court, Fx, Phase, Point, Pong, SPEED_MAX, Seat, Side};

/// All of it, as a weight.
const WHOLE: i64 = 1 << 16;

/// A ball that comes nearer is seen to be this much faster at most: 7/5, the lag falling by 2/7 of the way's time.
const FASTER: (i64, i64) = (2, 7);

/// How old each place of the court is seen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blend {
    /// Where time is the present, and where it is `lag` old.
    near: Fx,
    far: Fx,
    lag: Lag,
}

impl Blend {
    /// For the one who steers `mine`, if news are `lag` old. Somebody who steers nothing sees everything that late;
    /// somebody who steers both sides sees the present everywhere.
    pub(super) fn new(court: Court, mine: &[Seat], lag: Lag) -> Self {
        let front = |side: Side| mine.iter().filter(|seat| seat.side == side).max().copied();
        match (front(Side::A), front(Side::B)) {
            (None, None) => Self { near: Fx::ZERO, far: Fx::ZERO, lag },
            (Some(_), Some(_)) => Self { near: Fx::ZERO, far: Fx::ZERO, lag: Lag::ZERO },
            (Some(own), None) | (None, Some(own)) => {
                let rival = Seat::new(own.side.other(), court.seats_per_side() - 1);
                let (near, far) = (contact_x(court, own), contact_x(court, rival));
                let way = i64::from((near - far).abs().floor());
                let most = Lag::from_micros(way * 1_000_000 / i64::from(SPEED_MAX) * FASTER.0 / FASTER.1);
                Self { near, far, lag: lag.min(most) }
            }
        }
    }

    /// How far the present of the far side lies back.
    pub(super) const fn lag(&self) -> Lag {
        self.lag
    }

    /// The moment at which a place is seen.
    pub(super) fn moment(&self, present: Moment, x: Fx) -> Moment {
        let (from_far, way) = (i64::from((x - self.far).bits()), i64::from((self.near - self.far).bits()));
        let weight = if way == 0 { 0 } else { (from_far * WHOLE / way).clamp(0, WHOLE) };
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

/// Where the middle of the ball is along x when it meets the front of a paddle.
fn contact_x(court: Court, seat: Seat) -> Fx {
    let dims = court.dims();
    let reach = dims.paddle_half_width + BALL_HALF;
    match seat.side {
        Side::A => dims.paddle_x(seat) - reach,
        Side::B => dims.paddle_x(seat) + reach,
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
