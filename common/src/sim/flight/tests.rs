//! Single contacts, put up by hand, and sweeps over thousands of them.

use crate::sim::ball::{Ball, SPEED_MAX, SPEED_SERVE};
use crate::sim::event::{Event, Events};
use crate::sim::fx::{Fx, Point};
use crate::sim::pong::Pong;
use crate::sim::rules::Rules;
use crate::sim::seat::{Seat, Side};
use crate::sim::steer::{Inputs, Steer};
use crate::sim::trig::Angle;
use crate::sim::{BALL_HALF, Court};

const A0: Seat = Seat::new(Side::A, 0);

/// A ball on its way: its middle in court units, its speed, its angle downwards in degrees.
fn ball(at: (i16, i16), speed: u16, degrees: i32, to_the_right: bool) -> Ball {
    let mut ball = Ball::resting(Point::new(Fx::units(at.0), Fx::units(at.1)));
    ball.speed = speed;
    ball.send(Angle::degrees(degrees), to_the_right);
    ball
}

/// A measure of a court in whole units.
fn whole(x: Fx) -> i16 {
    i16::try_from(x.floor()).expect("courts are small")
}

fn step(pong: &mut Pong, steer: Steer) -> Events {
    let events = pong.step(&Inputs::default().with(A0, steer));
    assert_apart(pong);
    events
}

/// Ball and paddles never overlap after a step, and stay in the court.
fn assert_apart(pong: &Pong) {
    let dims = pong.rules().court.dims();
    let (top, bottom) = dims.paddle_range();
    for seat in pong.rules().court.seats() {
        let paddle = pong.paddle(seat).unwrap().at;
        assert!(paddle.y >= top && paddle.y <= bottom, "{seat} left the court");
        let way = pong.ball().at - paddle;
        let inside = way.x.abs() < dims.paddle_half_width + BALL_HALF && way.y.abs() < dims.paddle_half_height + BALL_HALF;
        assert!(!inside, "the ball is inside {seat}: {pong:?}");
    }
}

fn first_return(pong: &mut Pong, steer: Steer, ticks: u32) -> Option<Event> {
    (0..ticks).find_map(|_| step(pong, steer).iter().find(|event| matches!(event, Event::Return { .. })).copied())
}

#[test]
fn a_ball_in_the_middle_of_the_paddle_comes_back_level_and_faster() {
    let mut pong = Pong::with_ball(Rules::new(Court::Duel), ball((850, 300), SPEED_SERVE, 0, true));
    let Some(Event::Return { seat, at, speed, out }) = first_return(&mut pong, Steer::Still, 60) else { panic!("no return") };
    assert_eq!((seat, speed), (A0, SPEED_SERVE + 60));
    assert_eq!(at.x, Fx::units(875));
    assert_eq!(out.y, Fx::ZERO);
    assert!(out.x < Fx::ZERO);
    assert_eq!((pong.last_touch(), pong.tally(A0).returns, pong.ball().returns), (Some(A0), 1, 1));
}

#[test]
fn the_angle_of_a_return_grows_with_the_distance_from_the_middle_up_to_the_steepest() {
    for (court, height, steepest) in [(Court::Duel, 100, 72), (Court::Clash, 50, 60), (Court::Local, 100, 72)] {
        let middle = whole(court.dims().middle().y);
        let x = whole(court.dims().paddle_x(A0)) - 27;
        let out = |off: i16| {
            let mut pong = Pong::with_ball(Rules::new(court), ball((x, middle + off), SPEED_SERVE, 0, true));
            match first_return(&mut pong, Steer::Still, 2) {
                Some(Event::Return { out, .. }) => out,
                other => panic!("{other:?} at {off}"),
            }
        };
        let mut wanted = ball((0, 0), SPEED_SERVE + 60, steepest, false);
        assert_eq!(out(height), wanted.velocity, "at the end of the paddle");
        assert_eq!(out(height + 9), wanted.velocity, "beyond its end, with the ball's corner");
        wanted = ball((0, 0), SPEED_SERVE + 60, steepest / 2, false);
        let half = out(height / 2);
        assert!((half.y - wanted.velocity.y).abs() < Fx::from_bits(64), "half way: {half:?} instead of {:?}", wanted.velocity);
        assert_eq!(out(-height).y, -out(height).y, "upwards as downwards");
    }
}

#[test]
fn no_return_is_faster_than_the_fastest() {
    let mut pong = Pong::with_ball(Rules::new(Court::Duel), ball((850, 300), 990, 0, true));
    let Some(Event::Return { speed, .. }) = first_return(&mut pong, Steer::Still, 60) else { panic!("no return") };
    assert_eq!(speed, SPEED_MAX);
}

#[test]
fn in_clash_the_back_of_a_paddle_is_solid_for_its_own_side() {
    let front = Seat::new(Side::A, 2);
    let mut pong = Pong::with_ball(Rules::new(Court::Clash), ball((1450, 375), SPEED_SERVE, 0, false));
    let Some(Event::Return { seat, out, .. }) = first_return(&mut pong, Steer::Still, 120) else { panic!("no return") };
    assert_eq!(seat, front);
    assert!(out.x > Fx::ZERO, "away from the face that it struck");
}

#[test]
fn an_edge_sends_the_ball_away_without_speed() {
    let mut pong = Pong::with_ball(Rules::new(Court::Duel), ball((880, 180), SPEED_SERVE, 60, true));
    let edge = (0..30).find_map(|_| step(&mut pong, Steer::Still).iter().find(|e| matches!(e, Event::Edge { .. })).copied());
    assert!(matches!(edge, Some(Event::Edge { seat: A0, .. })));
    let out = pong.ball();
    assert_eq!(out.speed, SPEED_SERVE);
    assert!(out.velocity.y < Fx::ZERO && out.velocity.y.abs() > out.velocity.x.abs(), "{out:?}");
    assert_eq!((pong.last_touch(), pong.tally(A0).returns), (None, 0), "an edge is no touch");
}

#[test]
fn a_paddle_cannot_squeeze_the_ball_into_the_wall() {
    for x in 876..925 {
        let mut pong = Pong::with_ball(Rules::new(Court::Duel), ball((x, 60), SPEED_SERVE, -5, true));
        for _ in 0..400 {
            step(&mut pong, Steer::Up);
            if pong.score(Side::B) > 0 {
                break;
            }
        }
        assert!(pong.score(Side::B) > 0 || pong.tally(A0).returns > 0, "the ball is stuck: {pong:?}");
    }
}

#[test]
fn at_top_speed_no_ball_passes_through_a_paddle_anywhere() {
    for court in Court::ALL {
        for seat in court.seats() {
            let dims = court.dims();
            let x = whole(dims.paddle_x(seat));
            let middle = whole(dims.middle().y);
            let half = whole(dims.paddle_half_height);
            for (off, before) in (-half..=half).step_by(7).flat_map(|off| (26..60).map(move |before| (off, before))) {
                for to_the_right in [true, false] {
                    let from = if to_the_right { x - before } else { x + before };
                    let mut pong = Pong::with_ball(Rules::new(court), ball((from, middle + off), SPEED_MAX, 0, to_the_right));
                    let struck = (0..8).any(|_| {
                        let events = pong.step(&Inputs::default());
                        assert_apart(&pong);
                        events.iter().any(|event| matches!(event, Event::Return { seat: by, .. } if *by == seat))
                    });
                    assert!(struck, "{court:?} {seat}: passed at {off} from {before}");
                }
            }
        }
    }
}

#[test]
fn whatever_angle_and_steer_nothing_is_ever_inside_anything() {
    for degrees in (-72..=72).step_by(3) {
        for y in (15..590).step_by(11) {
            for steer in [Steer::Up, Steer::Still, Steer::Down] {
                let mut pong = Pong::with_ball(Rules::new(Court::Duel), ball((860, y), SPEED_MAX, degrees, true));
                for _ in 0..40 {
                    step(&mut pong, steer);
                }
            }
        }
    }
}

#[test]
fn walls_fold_the_ball_back() {
    let mut pong = Pong::with_ball(Rules::new(Court::Duel), ball((500, 12), SPEED_MAX, -60, true));
    let before = pong.ball();
    let events = step(&mut pong, Steer::Still);
    assert!(matches!(events.as_slice(), [Event::Wall { .. }]));
    let folded = Fx::units(20) - (before.at.y + before.velocity.y);
    assert!((pong.ball().at.y - folded).abs() <= Fx::from_bits(16), "{:?} instead of {folded:?}", pong.ball().at.y);
    assert_eq!(pong.ball().velocity.y, -before.velocity.y);
    assert_eq!(pong.ball().velocity.x, before.velocity.x);
}
