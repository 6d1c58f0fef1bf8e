//! The ball's flight through one tick: walls, faces, edges, and nothing ever inside anything else.

use super::ball::BALL_HALF;
use super::contact::{Part, TICK, sweep};
use super::event::{Event, Events};
use super::fx::{Fx, Point};
use super::pong::Pong;
use super::seat::{SEATS_MAX, Seat};
use super::trig::Angle;

/// Most contacts of one tick. A ball that is caught between a paddle and a wall rests for what is left of the tick.
const CONTACTS_MAX: u8 = 4;

/// What the ball meets next.
#[derive(Clone, Copy)]
enum Obstacle {
    Wall,
    Paddle(Seat, Part),
}

/// How the paddles move during a tick, and which one the ball has met with an edge in it.
struct Paddles {
    /// Where each began.
    from: [Fx; SEATS_MAX],
    /// The paddle that pushes the ball up or down; it does not strike again in this tick.
    pusher: Option<Seat>,
}

impl Pong {
    /// Lets the ball fly for one tick, in which each paddle has moved evenly from its `before` to where it is.
    pub(super) fn fly(&mut self, before: [Fx; SEATS_MAX], events: &mut Events) {
        let mut paddles = Paddles { from: before, pusher: None };
        let mut elapsed = 0;
        for _ in 0..CONTACTS_MAX {
            let Some((moment, obstacle)) = self.next_obstacle(&paddles, elapsed) else {
                self.ball.advance(TICK - elapsed);
                break;
            };
            self.ball.advance(moment);
            elapsed += moment;
            match obstacle {
                Obstacle::Wall => self.meet_wall(events),
                Obstacle::Paddle(seat, part) => {
                    let at = Point::new(self.paddles[seat.slot()].at.x, self.paddle_y(&paddles, seat, elapsed));
                    match part {
                        Part::Face => self.meet_face(seat, at, events),
                        Part::Edge => {
                            self.meet_edge(seat, at, events);
                            paddles.pusher = Some(seat);
                        }
                    }
                }
            }
        }
        self.separate(paddles.pusher);
    }

    /// The y of a paddle at a moment of this tick.
    fn paddle_y(&self, paddles: &Paddles, seat: Seat, elapsed: i32) -> Fx {
        let (from, to) = (paddles.from[seat.slot()], self.paddles[seat.slot()].at.y);
        from + (to - from).part(elapsed)
    }

    /// The first obstacle in the rest of the tick, and how long after `elapsed` the ball meets it.
    fn next_obstacle(&self, paddles: &Paddles, elapsed: i32) -> Option<(i32, Obstacle)> {
        let left = TICK - elapsed;
        let mut first = self.wall_ahead(left).map(|moment| (moment, Obstacle::Wall));
        let dims = self.rules.court.dims();
        let reach = Point::new(dims.paddle_half_width + BALL_HALF, dims.paddle_half_height + BALL_HALF);
        for seat in self.rules.court.seats() {
            let paddle = &self.paddles[seat.slot()];
            let x = self.ball.at.x - paddle.at.x;
            if x.abs() > reach.x + self.ball.velocity.x.abs() || paddles.pusher == Some(seat) {
                continue;
            }
            let y = self.ball.at.y - self.paddle_y(paddles, seat, elapsed);
            let own_way = paddle.at.y - paddles.from[seat.slot()];
            let way = Point::new(self.ball.velocity.x, self.ball.velocity.y - own_way);
            if let Some((moment, part)) = sweep(Point::new(x, y), way, reach, left)
                && first.is_none_or(|(earliest, _)| moment < earliest)
            {
                first = Some((moment, Obstacle::Paddle(seat, part)));
            }
        }
        first
    }

    /// When the ball crosses the top or the bottom in the rest of the tick.
    fn wall_ahead(&self, left: i32) -> Option<i32> {
        let (top, bottom) = self.rules.court.dims().ball_range();
        let (y, way) = (self.ball.at.y, self.ball.velocity.y);
        let end = y + way.part(left);
        let wall = if end < top {
            top
        } else if end > bottom {
            bottom
        } else {
            return None;
        };
        let moment = i64::from((wall - y).bits()) * i64::from(TICK) / i64::from(way.bits());
        Some(i32::try_from(moment).expect("a wall ahead is met within the tick").clamp(0, left))
    }

    fn meet_wall(&mut self, events: &mut Events) {
        let (top, bottom) = self.rules.court.dims().ball_range();
        self.ball.at.y = if self.ball.velocity.y < Fx::ZERO { top } else { bottom };
        self.ball.velocity.y = -self.ball.velocity.y;
        events.push(Event::Wall { at: self.ball.at, speed: self.ball.speed });
    }

    /// A return: the angle is proportional to the distance of the ball's middle from the paddle's middle.
    fn meet_face(&mut self, seat: Seat, paddle: Point, events: &mut Events) {
        let dims = self.rules.court.dims();
        let half = dims.paddle_half_height;
        let off_middle = (self.ball.at.y - paddle.y).clamp(-half, half);
        let angle = Fx::from_bits(dims.steepest.bits()).scaled(off_middle.bits(), half.bits());
        let to_the_right = self.ball.at.x > paddle.x;
        let reach = dims.paddle_half_width + BALL_HALF;
        self.ball.at.x = if to_the_right { paddle.x + reach } else { paddle.x - reach };
        self.ball.hasten();
        self.ball.send(Angle::from_bits(angle.bits()), to_the_right);
        self.last_touch = Some(seat);
        let returns = &mut self.tallies[seat.slot()].returns;
        *returns = returns.saturating_add(1);
        events.push(Event::Return { seat, at: self.ball.at, speed: self.ball.speed, out: self.ball.velocity });
    }

    /// The ball leaves up or down at its speed, at the steepest angle of the court, and keeps its way to the left or
    /// to the right: exactly upright it would bounce between the walls for ever, where no face could reach it. An edge is
    /// no touch: it does not change who scores, so that a failed save does not become an own goal.
    fn meet_edge(&mut self, seat: Seat, paddle: Point, events: &mut Events) {
        let dims = self.rules.court.dims();
        let (top, bottom) = dims.ball_range();
        let reach = dims.paddle_half_height + BALL_HALF;
        let upwards = self.ball.at.y < paddle.y;
        let y = if upwards { paddle.y - reach } else { paddle.y + reach };
        self.ball.at.y = y.clamp(top, bottom);
        let angle = if upwards { -dims.steepest.bits() } else { dims.steepest.bits() };
        self.ball.send(Angle::from_bits(angle), self.ball.velocity.x > Fx::ZERO);
        events.push(Event::Edge { seat, at: self.ball.at });
    }

    /// Takes the ball out of every paddle. A paddle that pushes with its edge pushes the ball before it; where a wall
    /// is behind the ball, the paddle yields. What rounding leaves elsewhere is taken out the shorter way.
    fn separate(&mut self, pusher: Option<Seat>) {
        let dims = self.rules.court.dims();
        let (top, bottom) = dims.ball_range();
        let reach = Point::new(dims.paddle_half_width + BALL_HALF, dims.paddle_half_height + BALL_HALF);
        for seat in self.rules.court.seats() {
            let paddle = &mut self.paddles[seat.slot()];
            let way = self.ball.at - paddle.at;
            let depth = Point::new(reach.x - way.x.abs(), reach.y - way.y.abs());
            if depth.x <= Fx::ZERO || depth.y <= Fx::ZERO {
                continue;
            }
            if pusher == Some(seat) || depth.y < depth.x {
                let push = if way.y <= Fx::ZERO { -reach.y } else { reach.y };
                self.ball.at.y = (paddle.at.y + push).clamp(top, bottom);
                paddle.at.y = self.ball.at.y - push;
            } else {
                self.ball.at.x = paddle.at.x + if way.x < Fx::ZERO { -reach.x } else { reach.x };
            }
        }
    }
}

#[cfg(test)]
mod tests;
