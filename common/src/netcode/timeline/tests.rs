//! Confirmation, prediction and what they make of each other.

use super::*;
use crate::sim::{Court, Phase, Side};

const A0: Seat = Seat::new(Side::A, 0);
const B0: Seat = Seat::new(Side::B, 0);

fn change(tick: u32, seat: Seat, steer: Steer) -> Change {
    Change { tick: Tick(tick), seat, steer }
}

/// A duel in its rally, confirmed and predicted through tick 300, steered here at `a`.
fn timeline() -> Timeline {
    let mut timeline = Timeline::new(Rules::new(Court::Duel), Seed(4), vec![A0]);
    timeline.confirm(Tick(300), &[]).unwrap();
    timeline
}

fn y(pong: &Pong, seat: Seat) -> i32 {
    pong.paddle(seat).expect("a seat of this court").at.y.bits()
}

#[test]
fn an_own_paddle_moves_in_the_tick_of_the_key() {
    let mut timeline = timeline();
    timeline.advance_to(Tick(320));
    let before = y(timeline.predicted(), A0);
    assert_eq!(timeline.steer(A0, Steer::Up), Some(Tick(320)));
    timeline.advance();
    assert!(y(timeline.predicted(), A0) < before);
    assert_eq!(y(timeline.previous(), A0), before);
    assert_eq!(y(timeline.confirmed(), A0), before);
}

#[test]
fn a_steer_that_changes_nothing_or_is_not_ours_is_not_sent() {
    let mut timeline = timeline();
    assert_eq!(timeline.steer(A0, Steer::Still), None);
    assert_eq!(timeline.steer(B0, Steer::Up), None);
    assert_eq!(timeline.steer(A0, Steer::Away), None);
    assert_eq!(timeline.steer(A0, Steer::Up), Some(Tick(300)));
    assert_eq!(timeline.steer(A0, Steer::Up), None);
    assert_eq!(timeline.steer(A0, Steer::Down), Some(Tick(301)), "one change in a tick");
}

#[test]
fn own_inputs_that_are_placed_as_meant_change_nothing() {
    let mut timeline = timeline();
    timeline.advance_to(Tick(310));
    timeline.steer(A0, Steer::Up);
    timeline.advance_to(Tick(330));
    let predicted = *timeline.predicted();
    let rollback = timeline.confirm(Tick(320), &[change(310, A0, Steer::Up)]).unwrap();
    assert_eq!(rollback, Rollback { depth_ticks: 0, confirmed_ticks: 20, late_inputs: 0 });
    assert_eq!(*timeline.predicted(), predicted);
    assert!(timeline.pending.is_empty());
}

#[test]
fn own_inputs_that_are_placed_later_are_corrected() {
    let mut timeline = timeline();
    timeline.advance_to(Tick(310));
    timeline.steer(A0, Steer::Up);
    timeline.advance_to(Tick(330));
    let early = y(timeline.predicted(), A0);
    let rollback = timeline.confirm(Tick(320), &[change(315, A0, Steer::Up)]).unwrap();
    assert_eq!(rollback, Rollback { depth_ticks: 20, confirmed_ticks: 20, late_inputs: 1 });
    assert_eq!(timeline.present(), Tick(330));
    assert!(y(timeline.predicted(), A0) > early, "five ticks less upwards");
}

#[test]
fn an_own_input_that_is_late_is_expected_as_soon_as_it_can_be() {
    let mut timeline = timeline();
    timeline.advance_to(Tick(310));
    timeline.steer(A0, Steer::Up);
    timeline.advance_to(Tick(330));
    timeline.confirm(Tick(325), &[]).unwrap();
    assert_eq!(y(timeline.confirmed(), A0), y(timeline.at(Tick(300)).unwrap(), A0));
    assert!(y(timeline.predicted(), A0) < y(timeline.confirmed(), A0), "still predicted to come");
    for through in 326..440 {
        timeline.confirm(Tick(through), &[]).unwrap();
    }
    timeline.advance_to(Tick(450));
    assert_eq!(y(timeline.predicted(), A0), y(timeline.confirmed(), A0), "a second later it is given up");
}

#[test]
fn a_far_players_change_is_played_again_from_its_tick() {
    let mut timeline = timeline();
    timeline.advance_to(Tick(340));
    let rollback = timeline.confirm(Tick(312), &[change(310, B0, Steer::Down)]).unwrap();
    assert_eq!(rollback.depth_ticks, 30);
    let mut log = Log::new(Rules::new(Court::Duel), Seed(4));
    log.push(change(310, B0, Steer::Down)).unwrap();
    log.extend_to(Tick(340));
    assert_eq!(*timeline.predicted(), log.replay(), "others go on as they did last");
    assert_eq!(timeline.check(log.state_at(Tick(312)).hash(), Tick(312)), Ok(()));
    assert_eq!(timeline.check(log.state_at(Tick(305)).hash(), Tick(305)), Ok(()));
    assert_eq!(timeline.check(1, Tick(312)), Err(NetcodeError::Diverged(Tick(312))));
    assert_eq!(timeline.check(1, Tick(313)), Err(NetcodeError::Gap(Tick(313))));
}

#[test]
fn prediction_has_a_bound() {
    let mut timeline = timeline();
    timeline.advance_to(Tick(9_999));
    assert_eq!(timeline.present(), Tick(300 + PREDICT_TICKS_MAX));
    assert!(timeline.advance().is_empty());
    assert_eq!(timeline.present(), Tick(300 + PREDICT_TICKS_MAX));
}

#[test]
fn what_does_not_continue_the_log_is_an_error_and_a_reset_mends_it() {
    let mut timeline = timeline();
    assert_eq!(timeline.confirm(Tick(299), &[]), Err(NetcodeError::Backwards(Tick(299))));
    assert_eq!(timeline.confirm(Tick(310), &[change(310, B0, Steer::Up)]), Err(NetcodeError::Gap(Tick(310))));
    assert_eq!(timeline.confirm(Tick(310), &[change(200, B0, Steer::Up)]), Err(NetcodeError::Gap(Tick(200))));
    let mut log = Log::new(Rules::new(Court::Duel), Seed(4));
    log.push(change(290, B0, Steer::Up)).unwrap();
    log.extend_to(Tick(500));
    timeline.reset(&log);
    assert_eq!((timeline.present(), *timeline.confirmed()), (Tick(500), log.replay()));
    assert_eq!(timeline.confirm(Tick(501), &[change(500, B0, Steer::Down)]).map(|rollback| rollback.confirmed_ticks), Ok(1));
}

#[test]
fn goals_are_announced_when_they_are_confirmed_and_once() {
    let mut timeline = Timeline::new(Rules::new(Court::Local), Seed(5), vec![A0]);
    let mut goals = 0;
    let mut through = 0;
    while timeline.confirmed().phase() != Phase::Over {
        through += 7;
        timeline.confirm(Tick(through), &[]).unwrap();
        timeline.advance_to(Tick(through + 50));
        goals += timeline.take_decided().iter().filter(|(_, event)| matches!(event, Event::Goal { .. })).count();
    }
    assert_eq!(goals, usize::from(timeline.confirmed().score(Side::A) + timeline.confirmed().score(Side::B)));
}
