//! The course of a match: countdown, serve, goals, credit, ends.

use super::*;
use crate::sim::court::Court;
use crate::sim::fx::Point;

const A0: Seat = Seat::new(Side::A, 0);
const B0: Seat = Seat::new(Side::B, 0);

fn duel() -> Rules {
    Rules::new(Court::Duel)
}

fn run(pong: &mut Pong, inputs: &Inputs, ticks: u32) -> Vec<Event> {
    (0..ticks).flat_map(|_| pong.step(inputs).iter().copied().collect::<Vec<_>>()).collect()
}

/// A ball that is about to leave the court on the left or on the right, out of reach of the paddles.
fn leaving(to_the_right: bool, last_touch: Option<Seat>) -> Pong {
    let x = if to_the_right { 1_000 } else { 0 };
    let mut ball = Ball::resting(Point::new(Fx::units(x), Fx::units(300)));
    ball.send(Angle::degrees(0), to_the_right);
    Pong { last_touch, ..Pong::with_ball(duel(), ball) }
}

fn goal(mut pong: Pong) -> (Pong, Event) {
    let goal = run(&mut pong, &Inputs::default(), 10).into_iter().find(|event| matches!(event, Event::Goal { .. }));
    (pong, goal.expect("the ball was on its way out"))
}

#[test]
fn a_point_begins_after_two_seconds_in_which_nothing_moves() {
    let mut pong = Pong::new(duel(), Seed(7));
    let before = pong;
    let events = run(&mut pong, &Inputs::default().with(A0, Steer::Up), 239);
    assert_eq!(events, [Event::CountdownTick { seconds_left: 2 }, Event::CountdownTick { seconds_left: 1 }]);
    assert_eq!((pong.paddle(A0), pong.ball()), (before.paddle(A0), before.ball()));
    assert!(matches!(run(&mut pong, &Inputs::default(), 1)[..], [Event::Serve { .. }]));
    assert_eq!((pong.phase(), pong.tick()), (Phase::Rally, Tick(240)));
    run(&mut pong, &Inputs::default().with(A0, Steer::Up), 1);
    assert!(pong.paddle(A0).unwrap().at.y < before.paddle(A0).unwrap().at.y);
}

#[test]
fn serves_go_both_ways_at_most_sixty_degrees_steep() {
    let mut to_the_right = 0;
    for seed in 0..2_000 {
        let mut pong = Pong::new(duel(), Seed(seed));
        run(&mut pong, &Inputs::default(), 240);
        let velocity = pong.ball().velocity;
        to_the_right += u32::from(velocity.x > Fx::ZERO);
        // The tangent of 60 degrees is 1.732.
        assert!(i64::from(velocity.y.abs().bits()) * 1_000 <= i64::from(velocity.x.abs().bits()) * 1_733, "{velocity:?}");
    }
    assert!((900..=1_100).contains(&to_the_right), "{to_the_right} of 2000 serves went to the right");
}

#[test]
fn a_duel_holds_its_serve_while_somebody_is_away_and_clash_does_not() {
    let away = Inputs::default().with(B0, Steer::Away);
    let mut pong = Pong::new(duel(), Seed(7));
    run(&mut pong, &Inputs::default(), 100);
    run(&mut pong, &away, 1_000);
    assert_eq!(pong.phase(), Phase::Countdown { ticks_left: 140, held: true });
    assert_eq!(pong.tick(), Tick(1_100));
    run(&mut pong, &Inputs::default(), 140);
    assert_eq!(pong.phase(), Phase::Rally);

    let mut clash = Pong::new(Rules::new(Court::Clash), Seed(7));
    run(&mut clash, &away, 240);
    assert_eq!(clash.phase(), Phase::Rally);
}

#[test]
fn nobody_touched_the_goal_is_of_the_first_seat_of_the_side() {
    let (pong, event) = goal(leaving(false, None));
    assert!(matches!(event, Event::Goal { side: Side::A, by: A0, own: false, .. }));
    assert_eq!((pong.score(Side::A), pong.tally(A0).goals), (1, 1));
    assert_eq!(pong.phase(), Phase::Countdown { ticks_left: 240 - 6, held: false });
}

#[test]
fn the_last_toucher_of_the_scoring_side_has_the_goal() {
    let striker = Seat::new(Side::B, 0);
    let (pong, event) = goal(leaving(true, Some(striker)));
    assert!(matches!(event, Event::Goal { side: Side::B, by: B0, own: false, .. }));
    assert_eq!(pong.tally(striker), Tally { goals: 1, own_goals: 0, returns: 0 });
}

#[test]
fn the_other_sides_last_toucher_has_an_own_goal() {
    let (pong, event) = goal(leaving(false, Some(B0)));
    assert!(matches!(event, Event::Goal { side: Side::A, by: B0, own: true, .. }));
    assert_eq!(pong.tally(B0), Tally { goals: 0, own_goals: 1, returns: 0 });
    assert_eq!((pong.score(Side::A), pong.score(Side::B)), (1, 0));
}

#[test]
fn the_last_goal_ends_the_match_and_then_nothing_changes() {
    let (mut pong, _) = goal(Pong { score: [2, 2], ..leaving(false, None) });
    assert_eq!((pong.phase(), pong.winner()), (Phase::Over, Some(Side::A)));
    let end = pong;
    assert!(pong.step(&Inputs::default().with(A0, Steer::Up)).is_empty());
    assert_eq!(pong, end);
}

#[test]
fn match_point_is_said_of_the_side_that_has_it() {
    let at = |score| Pong { score, ..resting_rally() };
    assert_eq!(at([1, 1]).is_match_point(), None);
    assert_eq!(at([2, 1]).is_match_point(), Some(Side::A));
    assert_eq!(at([0, 2]).is_match_point(), Some(Side::B));
    assert_eq!(at([2, 2]).is_match_point(), None);
    assert!(at([2, 2]).next_goal_wins(Side::A) && at([2, 2]).next_goal_wins(Side::B));
    let level_after_time = Pong { play_ticks: duel().time_limit_ticks, ..at([1, 1]) };
    assert!(level_after_time.next_goal_wins(Side::A));
}

#[test]
fn when_time_is_up_the_leader_wins() {
    let mut pong = Pong { score: [0, 1], play_ticks: duel().time_limit_ticks - 1, ..resting_rally() };
    assert_eq!(run(&mut pong, &Inputs::default(), 1), [Event::Over { winner: Side::B }]);
}

#[test]
fn level_when_time_is_up_the_next_goal_wins() {
    let mut pong = Pong { play_ticks: duel().time_limit_ticks, ..resting_rally() };
    run(&mut pong, &Inputs::default(), 1);
    assert_eq!(pong.winner(), None);
    let (pong, _) = goal(Pong { play_ticks: duel().time_limit_ticks, ..leaving(true, None) });
    assert_eq!(pong.winner(), Some(Side::B));
}

#[test]
fn level_after_the_overtime_more_returns_win_and_then_the_generator() {
    let late = Pong { play_ticks: duel().time_limit_ticks + OVERTIME_TICKS - 1, ..resting_rally() };
    let mut busier = late;
    busier.tallies[B0.slot()].returns = 1;
    run(&mut busier, &Inputs::default(), 1);
    assert_eq!(busier.winner(), Some(Side::B));
    let drawn = |seed| {
        let mut pong = late;
        pong.rng = Rng::new(Seed(seed));
        run(&mut pong, &Inputs::default(), 1);
        pong.winner().expect("a match is bounded")
    };
    let for_a = (0..200).filter(|seed| drawn(*seed) == Side::A).count();
    assert!((70..=130).contains(&for_a), "{for_a} of 200");
}

/// A rally in mid-court.
fn resting_rally() -> Pong {
    let mut ball = Ball::resting(duel().court.dims().middle());
    ball.send(Angle::degrees(10), true);
    Pong::with_ball(duel(), ball)
}

#[test]
fn the_hash_tells_every_field_apart() {
    let pong = resting_rally();
    let mut others = vec![
        Pong { tick: Tick(1), ..pong },
        Pong { play_ticks: 1, ..pong },
        Pong { phase: Phase::Over, ..pong },
        Pong { phase: Phase::Countdown { ticks_left: 1, held: false }, ..pong },
        Pong { phase: Phase::Countdown { ticks_left: 1, held: true }, ..pong },
        Pong { score: [0, 1], ..pong },
        Pong { score: [1, 0], ..pong },
        Pong { last_touch: Some(A0), ..pong },
        Pong { last_touch: Some(B0), ..pong },
        Pong { winner: Some(Side::A), ..pong },
        Pong { rng: Rng::new(Seed(1)), ..pong },
        Pong { rules: duel().with_goals(4), ..pong },
        Pong { ball: Ball { returns: 1, ..pong.ball }, ..pong },
        Pong { ball: Ball { speed: 360, ..pong.ball }, ..pong },
        pong,
    ];
    let mut moved = pong;
    moved.paddles[A0.slot()].at.y += Fx::from_bits(1);
    others.push(moved);
    let mut hashes: Vec<u64> = others.iter().map(Pong::hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), others.len());
}
