//! The same rules, seed and inputs give the same match, and every match keeps to the laws of the court.

use common::sim::{
    BALL_HALF, Bot, Change, Court, Event, Fx, Inputs, Log, Phase, Point, Pong, Rules, SPEED_MAX, SPEED_SERVE, Seat, Seed, Side, Skill,
    Steer, Tick,
};
use proptest::prelude::*;

fn court() -> impl Strategy<Value = Court> {
    prop_oneof![Just(Court::Duel), Just(Court::Clash), Just(Court::Local)]
}

fn steer() -> impl Strategy<Value = Steer> {
    prop_oneof![4 => Just(Steer::Up), 4 => Just(Steer::Down), 2 => Just(Steer::Still), 1 => Just(Steer::Away)]
}

/// What every seat does, for how long each.
fn course() -> impl Strategy<Value = Vec<(u8, Vec<Steer>)>> {
    prop::collection::vec((1..=120_u8, prop::collection::vec(steer(), 6)), 1..80)
}

fn inputs(court: Court, steers: &[Steer]) -> Inputs {
    court.seats().fold(Inputs::default(), |inputs, seat| inputs.with(seat, steers[seat.slot()]))
}

fn paddle_at(pong: &Pong, seat: Seat) -> Point {
    pong.paddle(seat).expect("a seat of this court").at
}

/// The laws that hold after every step.
fn check(before: &Pong, after: &Pong) {
    let dims = after.rules().court.dims();
    let ball = after.ball();
    let (top, bottom) = dims.ball_range();
    assert!(ball.at.y >= top && ball.at.y <= bottom);
    assert!(ball.at.x + BALL_HALF > Fx::ZERO && ball.at.x - BALL_HALF < dims.width, "outside means goal");
    assert!((SPEED_SERVE..=SPEED_MAX).contains(&ball.speed));
    let fastest = Fx::units(9);
    if after.phase() == Phase::Rally && before.phase() == Phase::Rally {
        let way = ball.at - before.ball().at;
        assert!(way.x.abs() < fastest && way.y.abs() < fastest, "the ball jumped by {way:?}");
    }
    for seat in after.rules().court.seats() {
        let (paddle, was) = (paddle_at(after, seat), paddle_at(before, seat));
        assert!(paddle.y >= dims.paddle_half_height && paddle.y <= dims.height - dims.paddle_half_height);
        assert!((paddle.y - was.y).abs() <= Fx::units(5), "a paddle jumped");
        let way = ball.at - paddle;
        let inside = way.x.abs() < dims.paddle_half_width + BALL_HALF && way.y.abs() < dims.paddle_half_height + BALL_HALF;
        assert!(!inside, "the ball is inside {seat}");
    }
    let goals = [0, 1].map(|side| after.score(Side::ALL[side]));
    assert!(goals.iter().all(|goals| *goals <= after.rules().goals_to_win));
    assert_eq!(goals.contains(&after.rules().goals_to_win), after.phase() == Phase::Over && after.winner().is_some());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_match_keeps_to_the_laws(court in court(), seed: u64, course in course()) {
        let mut pong = Pong::new(Rules::new(court), Seed(seed));
        for (ticks, steers) in course {
            let inputs = inputs(court, &steers);
            for _ in 0..ticks {
                let before = pong;
                pong.step(&inputs);
                check(&before, &pong);
            }
        }
    }

    #[test]
    fn the_same_inputs_give_the_same_hash_and_the_log_gives_it_again(court in court(), seed: u64, course in course()) {
        let rules = Rules::new(court);
        let (mut pong, mut log) = (Pong::new(rules, Seed(seed)), Log::new(rules, Seed(seed)));
        for (ticks, steers) in course {
            let inputs = inputs(court, &steers);
            for seat in court.seats() {
                if log.latest().get(seat) != inputs.get(seat) && pong.phase() != Phase::Over {
                    log.push(Change { tick: pong.tick(), seat, steer: inputs.get(seat) }).unwrap();
                }
            }
            for _ in 0..ticks {
                pong.step(&inputs);
            }
            log.extend_to(pong.tick());
        }
        prop_assert_eq!(log.replay(), pong);
        let outcome = Log::verify(&log.to_bytes()).unwrap();
        prop_assert_eq!(outcome.state_hash, pong.hash());
        prop_assert_eq!(Log::from_bytes(&log.to_bytes()).unwrap(), log);
    }
}

#[test]
fn a_match_in_which_nobody_ever_moves_still_ends() {
    for court in Court::ALL {
        for seed in 0..20 {
            let mut pong = Pong::new(Rules::new(court), Seed(seed));
            for _ in 0..80_000 {
                pong.step(&Inputs::default());
            }
            assert_eq!(pong.phase(), Phase::Over, "{court:?} {seed}: {pong:?}");
            assert!(pong.tick() <= Tick(60_000));
        }
    }
}

#[test]
fn bots_play_every_court_within_the_laws() {
    for court in Court::ALL {
        for level in Skill::all() {
            let seed = u64::from(level.level());
            let mut pong = Pong::new(Rules::new(court), Seed(seed));
            let mut bots: Vec<Bot> = court.seats().map(|seat| Bot::new(level, seat, seed)).collect();
            let mut goals = 0;
            while pong.phase() != Phase::Over {
                let before = pong;
                let inputs = bots.iter_mut().fold(Inputs::default(), |inputs, bot| inputs.with(bot.seat(), bot.steer(&before)));
                let events = pong.step(&inputs);
                goals += events.iter().filter(|event| matches!(event, Event::Goal { .. })).count();
                check(&before, &pong);
            }
            assert_eq!(goals, Side::ALL.iter().map(|side| usize::from(pong.score(*side))).sum::<usize>());
        }
    }
}
