//! What a team-mate is taken to do while news of him are on their way: he does not run past a ball that comes.
//!
//! A key that is held is let go a moment later, and with a team-mate 200 units away the news of that come after the ball. Taken at
//! their word, those news would let every paddle that moves run past the ball, and the ball through to the own one.

use crate::sim::{BALL_HALF, Fx, Phase, Pong, Seat, Side, Steer};

/// A paddle stops when the ball would arrive so far behind its middle, in hundredths of half of its height: it still returns it.
const PASSED_PERCENT: i32 = 60;

/// How the paddle of `seat` is steered in the step after `pong`, if `known` is the last that was heard of it.
pub(super) fn team_mate(pong: &Pong, seat: Seat, known: Steer) -> Steer {
    let Some(paddle) = pong.paddle(seat).filter(|_| pong.phase() == Phase::Rally) else { return known };
    let (ball, dims) = (pong.ball(), pong.rules().court.dims());
    let flies_right = ball.velocity.x > Fx::ZERO;
    let is_attack = flies_right == (seat.side == Side::A);
    let approaches = flies_right == (ball.at.x < paddle.at.x);
    if known.direction() == 0 || !is_attack || !approaches {
        return known;
    }
    let reach = dims.paddle_half_width + BALL_HALF;
    let face = if flies_right { paddle.at.x - reach } else { paddle.at.x + reach };
    let ahead = (ball.arrival(face, dims) - paddle.at.y).bits() * known.direction();
    let passed = -dims.paddle_half_height.scaled(PASSED_PERCENT, 100).bits();
    if ahead < passed { Steer::Still } else { known }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{Court, Inputs, Rules, Seed};

    const MATE: Seat = Seat::new(Side::A, 2);

    /// A rally in which the ball is on its way to side `a`, before its first paddle.
    fn attacked() -> Pong {
        let to_a = |seed| {
            let mut pong = Pong::new(Rules::new(Court::Clash), Seed(seed));
            while pong.phase() != Phase::Rally {
                pong.step(&Inputs::default());
            }
            pong
        };
        (0..).map(to_a).find(|pong| pong.ball().velocity.x > Fx::ZERO).expect("half of all serves")
    }

    /// Where the paddle of `MATE` ends when it is known to go `steer` and the ball gets to it.
    fn ends(mut pong: Pong, steer: Steer) -> (Fx, Fx) {
        let face = Court::Clash.dims().paddle_x(MATE) - Fx::units(25);
        let arrival = pong.ball().arrival(face, Court::Clash.dims());
        while pong.ball().at.x + pong.ball().velocity.x < face {
            let mut inputs = Inputs::default();
            inputs.set(MATE, team_mate(&pong, MATE, steer));
            pong.step(&inputs);
        }
        (pong.paddle(MATE).expect("a seat of clash").at.y, arrival)
    }

    #[test]
    fn a_paddle_that_moves_to_the_ball_stops_where_it_still_returns_it() {
        let pong = attacked();
        let arrival = ends(pong, Steer::Still).1;
        let steer = if arrival < pong.paddle(MATE).expect("a seat of clash").at.y { Steer::Up } else { Steer::Down };
        let (y, arrival) = ends(pong, steer);
        let off = (y - arrival).abs();
        assert!(off < Fx::units(50), "{off:?}");
    }

    #[test]
    fn a_paddle_that_stands_is_taken_to_stand_and_one_that_is_away_to_be_away() {
        let pong = attacked();
        assert_eq!([Steer::Still, Steer::Away].map(|known| team_mate(&pong, MATE, known)), [Steer::Still, Steer::Away]);
    }

    #[test]
    fn of_a_ball_that_flies_away_or_rests_nothing_is_concluded() {
        let pong = attacked();
        let rests = Pong::new(Rules::new(Court::Clash), Seed(0));
        for known in Steer::ALL {
            assert_eq!(team_mate(&pong, Seat::new(Side::B, 2), known), known);
            assert_eq!(team_mate(&rests, MATE, known), known);
        }
    }
}
