//! What a log takes, refuses and gives back.

use super::*;
use crate::sim::court::Court;

const A0: Seat = Seat::new(Side::A, 0);
const B0: Seat = Seat::new(Side::B, 0);

fn change(tick: u32, seat: Seat, steer: Steer) -> Change {
    Change { tick: Tick(tick), seat, steer }
}

/// A duel with a few changes, decided through `through`.
fn sample(through: u32) -> Log {
    let mut log = Log::new(Rules::new(Court::Duel), Seed(42));
    for each in [change(250, A0, Steer::Up), change(250, B0, Steer::Down), change(300, A0, Steer::Still), change(410, B0, Steer::Up)] {
        log.push(each).unwrap();
    }
    log.extend_to(Tick(through));
    log
}

#[test]
fn a_log_refuses_what_cannot_happen() {
    let mut log = sample(500);
    let refused = |log: &mut Log, each| matches!(log.push(each), Err(LogError::Illegal(_)));
    assert!(refused(&mut log, change(499, A0, Steer::Up)), "a decided step");
    assert!(refused(&mut log, change(600, A0, Steer::Still)), "no change");
    assert!(refused(&mut log, change(600, Seat::new(Side::A, 1), Steer::Up)), "no such seat in a duel");
    assert!(refused(&mut log, change(600, Seat::new(Side::A, 9), Steer::Up)), "no such seat at all");
    assert_eq!(log.push(change(600, B0, Steer::Still)), Ok(()));
    assert!(refused(&mut log, change(600, B0, Steer::Up)), "twice in a tick");
    assert!(refused(&mut log, change(600, A0, Steer::Up)), "slots out of order");
    assert_eq!(log.push(change(LOG_TICKS_MAX, A0, Steer::Up)), Err(LogError::TooLarge));
}

#[test]
fn a_log_is_bounded() {
    let mut log = Log::new(Rules::new(Court::Duel), Seed(1));
    for tick in 0..u32::try_from(CHANGES_MAX).unwrap() {
        log.push(change(tick, A0, if tick % 2 == 0 { Steer::Up } else { Steer::Down })).unwrap();
    }
    assert_eq!(log.push(change(500_000, A0, Steer::Still)), Err(LogError::TooLarge));
    log.extend_to(Tick(u32::MAX));
    assert_eq!(log.through(), Tick(LOG_TICKS_MAX));
    assert!(log.to_bytes_claiming(0).len() <= LOG_BYTES_MAX);
}

#[test]
fn what_is_decided_stays_decided() {
    let mut log = sample(500);
    log.extend_to(Tick(10));
    assert_eq!(log.through(), Tick(500));
}

#[test]
fn a_change_takes_effect_in_the_step_that_begins_at_its_tick() {
    let log = sample(500);
    assert_eq!(log.inputs_at(Tick(249)).get(A0), Steer::Still);
    assert_eq!(log.inputs_at(Tick(250)).get(A0), Steer::Up);
    let (before, after) = (log.state_at(Tick(250)), log.state_at(Tick(251)));
    assert_eq!((before.tick(), after.tick()), (Tick(250), Tick(251)));
    assert!(after.paddle(A0).unwrap().at.y < before.paddle(A0).unwrap().at.y);
}

#[test]
fn stepping_by_hand_and_replaying_give_the_same_state() {
    let log = sample(900);
    let mut pong = Pong::new(*log.rules(), log.seed());
    for tick in 0..900 {
        pong.step(&log.inputs_at(Tick(tick)));
    }
    assert_eq!(pong, log.replay());
    assert_eq!(pong.hash(), log.outcome().state_hash);
}

#[test]
fn a_file_gives_back_the_log_and_its_outcome() {
    let mut log = sample(700);
    log.forfeit(Forfeit { at: Tick(700), loser: Side::A });
    let bytes = log.to_bytes();
    assert_eq!(Log::from_bytes(&bytes).as_ref(), Ok(&log));
    let outcome = Log::verify(&bytes).unwrap();
    assert_eq!(outcome, log.outcome());
    assert_eq!((outcome.winner, outcome.ticks), (Some(Side::B), Tick(700)));
    assert_eq!(log.to_bytes_claiming(log.replay().hash()), bytes);
}

#[test]
fn every_part_of_a_log_is_in_its_hash() {
    let log = sample(700);
    let mut longer = log.clone();
    longer.extend_to(Tick(701));
    let mut forfeited = log.clone();
    forfeited.forfeit(Forfeit { at: Tick(700), loser: Side::A });
    let mut other = log.clone();
    other.forfeit(Forfeit { at: Tick(700), loser: Side::B });
    let mut more = log.clone();
    more.push(change(800, A0, Steer::Away)).unwrap();
    let seeded = Log::new(Rules::new(Court::Duel), Seed(43));
    let ruled = Log::new(Rules::new(Court::Duel).with_goals(4), Seed(43));
    let mut hashes: Vec<u64> = [log, longer, forfeited, other, more, seeded, ruled].iter().map(Log::hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), 7);
}

#[test]
fn a_bad_file_is_refused_by_name() {
    let good = sample(700).to_bytes();
    let with = |place: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[place] = byte;
        Log::from_bytes(&bytes)
    };
    assert_eq!(Log::from_bytes(b""), Err(LogError::NotALog));
    assert_eq!(Log::from_bytes(b"\x89PNG\r\n"), Err(LogError::NotALog));
    assert_eq!(with(0, b'X'), Err(LogError::NotALog));
    assert_eq!(with(4, 9), Err(LogError::Version { found: 9, known: u16::from(FORMAT_VERSION) }));
    assert_eq!(with(5, 77), Err(LogError::Version { found: 77, known: SIM_VERSION }));
    assert!(matches!(with(8, 99), Err(LogError::Illegal(_))), "99 goals to win");
    assert_eq!(with(15, !good[15]), Err(LogError::Damaged), "another seed");
    let mut longer = good.clone();
    longer.push(0);
    assert_eq!(Log::from_bytes(&longer), Err(LogError::Damaged));
    longer.resize(LOG_BYTES_MAX + 1, 0);
    assert_eq!(Log::from_bytes(&longer), Err(LogError::TooLarge));
}

#[test]
fn a_claim_that_is_not_true_is_found_out() {
    let bytes = sample(700).to_bytes_claiming(12_345);
    assert!(Log::from_bytes(&bytes).is_ok());
    assert_eq!(Log::verify(&bytes), Err(LogError::Untrue));
}

#[test]
fn nothing_can_be_logged_after_the_end_of_a_match() {
    // Nobody steers: three serves go in.
    let mut log = Log::new(Rules::new(Court::Local), Seed(5));
    log.extend_to(Tick(LOG_TICKS_MAX));
    let end = log.replay().tick();
    assert!(matches!(Log::verify(&log.to_bytes()), Err(LogError::Illegal(_))), "time goes on");

    let mut exact = Log::new(Rules::new(Court::Local), Seed(5));
    exact.extend_to(end);
    assert!(Log::verify(&exact.to_bytes()).unwrap().winner.is_some());
    exact.push(change(end.0, A0, Steer::Up)).unwrap();
    assert!(matches!(Log::verify(&exact.to_bytes()), Err(LogError::Illegal(_))), "a change goes on");
}

#[test]
fn playback_stops_where_the_decided_steps_end() {
    let log = sample(450);
    let mut playback = Playback::new(&log);
    let mut steps = 0;
    while playback.step().is_some() {
        steps += 1;
    }
    assert_eq!((steps, playback.pong().tick()), (450, Tick(450)));
    assert_eq!(*playback.pong(), log.replay());
}
