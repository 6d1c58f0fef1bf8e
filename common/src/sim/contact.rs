//! When a moving ball meets a moving paddle: the swept contact of two upright rectangles, in integers.

use super::fx::{Fx, Point};

/// A whole tick, in the 65,536ths in which moments within a tick are counted.
pub(super) const TICK: i32 = 1 << 16;

/// Which part of a paddle the ball met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The left or the right of it.
    Face,
    /// The top or the bottom of it.
    Edge,
}

/// The moment within the next `left` 65,536ths of a tick at which the ball meets the paddle.
///
/// `from` is the way from the middle of the paddle to the middle of the ball, `way` the ball's motion relative to the
/// paddle in a whole tick, `reach` half the sizes of ball and paddle together. Rectangles that only touch and part, or
/// slide along each other, do not meet. A corner that meets a corner counts as a face, in the player's favour.
pub(super) fn sweep(from: Point, way: Point, reach: Point, left: i32) -> Option<(i32, Part)> {
    let x = Overlap::along(from.x, way.x, reach.x)?;
    let y = Overlap::along(from.y, way.y, reach.y)?;
    let (enter, part) = if x.enter >= y.enter { (x.enter, Part::Face) } else { (y.enter, Part::Edge) };
    if enter < 0 || enter >= x.exit.min(y.exit) || enter >= i64::from(left) {
        return None;
    }
    i32::try_from(enter).ok().map(|moment| (moment, part))
}

/// From when to when two rectangles overlap along one axis, in 65,536ths of a tick, rounded down.
struct Overlap {
    enter: i64,
    exit: i64,
}

impl Overlap {
    const ALWAYS: Self = Self { enter: i64::MIN, exit: i64::MAX };

    fn along(from: Fx, way: Fx, reach: Fx) -> Option<Self> {
        let (from, way, reach) = (i64::from(from.bits()), i64::from(way.bits()), i64::from(reach.bits()));
        if way == 0 {
            return (from.abs() < reach).then_some(Self::ALWAYS);
        }
        // Mirrored, so that the ball always moves towards larger numbers.
        let (from, way) = if way > 0 { (from, way) } else { (-from, -way) };
        let moment = |distance: i64| (distance * i64::from(TICK)).div_euclid(way);
        Some(Self { enter: moment(-reach - from), exit: moment(reach - from) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REACH: Point = Point::new(Fx::units(25), Fx::units(110));

    fn at(x: i16, y: i16) -> Point {
        Point::new(Fx::units(x), Fx::units(y))
    }

    #[test]
    fn a_ball_from_the_front_meets_the_face_when_it_gets_there() {
        assert_eq!(sweep(at(-29, 0), at(8, 0), REACH, TICK), Some((TICK / 2, Part::Face)));
        assert_eq!(sweep(at(29, 0), at(-8, 0), REACH, TICK), Some((TICK / 2, Part::Face)));
    }

    #[test]
    fn a_ball_from_above_meets_the_edge() {
        assert_eq!(sweep(at(0, -112), at(0, 8), REACH, TICK), Some((TICK / 4, Part::Edge)));
    }

    #[test]
    fn a_corner_counts_as_a_face() {
        assert_eq!(sweep(at(-26, -111), at(2, 2), REACH, TICK), Some((TICK / 2, Part::Face)));
    }

    #[test]
    fn touching_is_a_contact_only_on_the_way_in() {
        assert_eq!(sweep(at(-25, 0), at(8, 0), REACH, TICK), Some((0, Part::Face)));
        assert_eq!(sweep(at(-25, 0), at(-8, 0), REACH, TICK), None);
        assert_eq!(sweep(at(-25, 0), at(0, 8), REACH, TICK), None);
    }

    #[test]
    fn what_lies_after_the_time_that_is_left_is_left_to_the_next_step() {
        assert_eq!(sweep(at(-29, 0), at(8, 0), REACH, TICK / 2), None);
    }

    #[test]
    fn however_fast_the_ball_is_it_does_not_pass() {
        assert_eq!(sweep(at(-1000, 3), at(2000, 0), REACH, TICK).map(|hit| hit.1), Some(Part::Face));
    }
}
