//! Rooms in a `for` loop, and in any order of commands.

use std::num::NonZeroU64;

use common::sim::bot::{Bot, Skill};
use common::sim::{Court, Phase};
use proptest::prelude::*;

use super::*;

const A: Seat = Seat::new(Side::A, 0);
const B: Seat = Seat::new(Side::B, 0);
const ADA: UserId = UserId(1);
const BOB: UserId = UserId(2);
const PATIENCE: Patience = Patience { connect_ticks: 15 * TICK_HZ, grace_ticks: 30 * TICK_HZ };

fn conn(id: u64) -> ConnId {
    ConnId(NonZeroU64::new(id).unwrap())
}

fn duel() -> Room {
    Room::new(Rules::new(Court::Duel), Seed(7), &[(A, ADA), (B, BOB)], PATIENCE)
}

/// A duel whose players are there and whose clock runs.
fn running() -> Room {
    let mut room = duel();
    room.sit(ADA, conn(1));
    room.sit(BOB, conn(2));
    room.tick();
    assert!(room.is_running());
    room
}

fn steer(seq: u32, tick: Tick, steer: Steer) -> SteerAt {
    SteerAt { player: 0, seq, tick, steer }
}

fn ticks_until_the_end(room: &mut Room, most: u32) -> (u32, Ending) {
    (1..=most).find_map(|tick| room.tick().ended.map(|ending| (tick, ending))).expect("the match ends")
}

/// A client's copy of the log, built from what the room says.
struct Copy(Log);

impl Copy {
    fn of(room: &Room) -> Self {
        Self(room.log().clone())
    }

    fn hear(&mut self, part: &LogPart) {
        part.changes.iter().for_each(|change| self.0.push(*change).expect("parts are legal"));
        self.0.extend_to(part.through);
        if let Some(hash) = part.hash {
            assert_eq!(self.0.replay().hash(), hash);
        }
    }
}

#[test]
fn the_clock_stands_until_everybody_is_there() {
    let mut room = duel();
    room.sit(ADA, conn(1));
    for _ in 0..TICK_HZ {
        assert!(room.tick().part.is_none());
    }
    assert_eq!(room.waiting().unwrap().missing, [B]);
    assert_eq!(room.waiting().unwrap().left_ms, 14_000);
    room.sit(BOB, conn(2));
    room.tick();
    room.tick();
    assert_eq!(room.pong().tick(), Tick(1));
}

#[test]
fn who_gives_a_match_up_loses_it_with_the_next_tick_at_any_moment() {
    let mut waiting = duel();
    waiting.sit(BOB, conn(2));
    waiting.resign(BOB);
    let (ticks, ending) = ticks_until_the_end(&mut waiting, 2);
    assert_eq!((ticks, ending.reason, ending.winner, ending.score), (1, FinishReason::PlayerNotConnected, Some(Side::A), [3, 0]));
    let mut room = running();
    room.tick();
    room.resign(ADA);
    room.resign(UserId(99));
    let (ticks, ending) = ticks_until_the_end(&mut room, 2);
    assert_eq!((ticks, ending.reason, ending.winner), (1, FinishReason::PlayerDisconnect, Some(Side::B)));
    room.resign(BOB);
    assert!(room.tick().ended.is_none(), "it is over, once");
    let mut both = duel();
    both.resign(ADA);
    both.resign(BOB);
    assert_eq!(ticks_until_the_end(&mut both, 2).1.reason, FinishReason::PlayersTimeout);
}

#[test]
fn who_does_not_come_forfeits_three_to_nil() {
    let mut room = duel();
    room.sit(BOB, conn(2));
    let (ticks, ending) = ticks_until_the_end(&mut room, 10_000);
    assert_eq!(ticks, PATIENCE.connect_ticks);
    assert_eq!(ending, Ending { reason: FinishReason::PlayerNotConnected, winner: Some(Side::B), score: [0, 3] });
    assert_eq!(room.log().outcome().winner, Some(Side::B));
    assert!(room.tick().ended.is_none(), "an end is said once");
}

#[test]
fn a_match_that_nobody_comes_to_has_no_winner() {
    let (_, ending) = ticks_until_the_end(&mut duel(), 10_000);
    assert_eq!(ending, Ending { reason: FinishReason::PlayersTimeout, winner: None, score: [0, 0] });
}

#[test]
fn who_comes_and_goes_before_the_start_is_still_waited_for() {
    let mut room = duel();
    room.sit(ADA, conn(1));
    room.leave(conn(1));
    room.sit(BOB, conn(2));
    room.tick();
    assert_eq!(room.waiting().unwrap().missing, [A]);
    assert!(!room.is_running());
}

#[test]
fn two_bots_play_a_match_and_every_client_can_follow_it() {
    let mut room = running();
    let mut copy = Copy::of(&room);
    let skill = |level| Skill::new(level).unwrap();
    let mut bots = [(A, conn(1), Bot::new(skill(6), A, 1)), (B, conn(2), Bot::new(skill(2), B, 2))];
    let mut held = [Steer::Still; 2];
    for seq in 1..100_000 {
        for ((seat, conn, bot), held) in bots.iter_mut().zip(&mut held) {
            let wanted = bot.steer(room.pong());
            if wanted != *held {
                *held = wanted;
                room.steer(*conn, *seat, steer(seq, room.pong().tick(), wanted));
            }
        }
        let output = room.tick();
        output.part.iter().for_each(|part| copy.hear(part));
        if let Some(ending) = output.ended {
            assert_eq!(ending.reason, FinishReason::NormalEnd);
            assert_eq!(copy.0, *room.log());
            let proven = Log::verify(&room.log().to_bytes()).unwrap();
            assert_eq!((proven.winner, proven.score), (ending.winner, ending.score));
            return;
        }
    }
    panic!("the match never ended");
}

#[test]
fn a_steer_is_told_at_once_and_a_quiet_match_tells_ten_times_a_second() {
    let mut room = running();
    let quiet = (0..TICK_HZ).filter(|_| room.tick().part.is_some()).count();
    assert_eq!(quiet, 10);
    room.steer(conn(1), A, steer(1, Tick(0), Steer::Up));
    let part = room.tick().part.unwrap();
    assert_eq!(part.changes, [Change { tick: Tick(TICK_HZ), seat: A, steer: Steer::Up }]);
    assert_eq!(part.through, Tick(TICK_HZ + 1));
}

#[test]
fn the_hash_of_the_state_travels_once_a_second() {
    let mut room = running();
    let hashes = (0..10 * TICK_HZ).filter_map(|_| room.tick().part?.hash).count();
    assert_eq!(hashes, 10);
}

#[test]
fn only_the_connection_that_has_a_seat_steers_it() {
    let mut room = running();
    assert_eq!(room.steer(conn(1), B, steer(1, Tick(0), Steer::Up)), Verdict::Ignored);
    assert_eq!(room.steer(conn(9), A, steer(1, Tick(0), Steer::Up)), Verdict::Ignored);
    room.sit(ADA, conn(3));
    assert_eq!(room.steer(conn(1), A, steer(1, Tick(0), Steer::Up)), Verdict::Ignored);
    assert!(matches!(room.steer(conn(3), A, steer(1, Tick(0), Steer::Up)), Verdict::Taken { .. }));
}

#[test]
fn a_newer_connection_takes_the_seat_over_and_nothing_stays_held() {
    let mut room = running();
    room.steer(conn(1), A, steer(1, Tick(0), Steer::Up));
    room.tick();
    assert_eq!(room.sit(ADA, conn(3)), Some(conn(1)));
    assert_eq!(room.tick().part.unwrap().changes[0].steer, Steer::Still);
    room.leave(conn(1));
    assert!(room.away().is_empty(), "the end of the older connection takes nothing away");
}

#[test]
fn the_serve_waits_for_who_is_away_and_goes_on_when_they_are_back() {
    let mut room = running();
    room.leave(conn(2));
    let output = room.tick();
    assert_eq!(output.notices, [ToClient::Away(wire::Away { seat: B, left_ms: Some(30_000) })]);
    assert_eq!(output.part.unwrap().changes[0].steer, Steer::Away);
    (0..29 * TICK_HZ).for_each(|_| assert!(room.tick().ended.is_none()));
    assert!(matches!(room.pong().phase(), Phase::Countdown { held: true, .. }));
    room.sit(BOB, conn(3));
    let output = room.tick();
    assert_eq!(output.notices, [ToClient::Away(wire::Away { seat: B, left_ms: None })]);
    assert_eq!(output.part.unwrap().changes[0].steer, Steer::Still);
    (0..3 * TICK_HZ).for_each(|_| _ = room.tick());
    assert_eq!(room.pong().phase(), Phase::Rally);
}

#[test]
fn who_is_away_for_thirty_seconds_forfeits() {
    let mut room = running();
    room.leave(conn(1));
    let (ticks, ending) = ticks_until_the_end(&mut room, 10_000);
    assert_eq!(ticks, PATIENCE.grace_ticks);
    assert_eq!(ending, Ending { reason: FinishReason::PlayerDisconnect, winner: Some(Side::B), score: [0, 0] });
    let proven = Log::verify(&room.log().to_bytes()).unwrap();
    assert_eq!(proven.winner, Some(Side::B));
}

#[test]
fn when_both_leave_at_once_and_stay_away_nobody_wins() {
    let mut room = running();
    room.leave(conn(1));
    room.leave(conn(2));
    let (_, ending) = ticks_until_the_end(&mut room, 10_000);
    assert_eq!((ending.reason, ending.winner), (FinishReason::Aborted, None));
}

#[test]
fn clash_plays_on_while_somebody_is_away() {
    let seats: Vec<_> = Court::Clash.seats().zip((1..).map(UserId)).collect();
    let mut room = Room::new(Rules::new(Court::Clash), Seed(1), &seats, PATIENCE);
    for (_, user) in &seats {
        room.sit(*user, conn(u64::try_from(user.0).unwrap()));
    }
    room.tick();
    room.leave(conn(4));
    (0..3 * TICK_HZ).for_each(|_| _ = room.tick());
    assert_eq!(room.pong().phase(), Phase::Rally);
}

#[test]
fn after_a_restart_the_match_goes_on_from_its_log_when_both_are_back() {
    let mut before = running();
    before.steer(conn(1), A, steer(1, Tick(0), Steer::Up));
    (0..5 * TICK_HZ).for_each(|_| _ = before.tick());
    let mut room = Room::resume(before.log().clone(), &[(A, ADA), (B, BOB)], PATIENCE);
    assert_eq!(room.pong(), before.pong());
    (0..29 * TICK_HZ).for_each(|_| assert!(room.tick().ended.is_none()));
    room.sit(ADA, conn(1));
    room.sit(BOB, conn(2));
    (0..RESUME_TICKS).for_each(|_| _ = room.tick());
    assert_eq!(room.pong().tick(), before.pong().tick(), "the countdown after a restart is outside of the match");
    room.tick();
    let part = room.tick().part.unwrap();
    assert_eq!(part.changes[0].steer, Steer::Still, "nothing stays held over a restart");
}

#[test]
fn after_a_restart_who_does_not_come_back_forfeits_and_if_nobody_does_nobody_wins() {
    let mut before = running();
    (0..TICK_HZ).for_each(|_| _ = before.tick());
    let resume = || Room::resume(before.log().clone(), &[(A, ADA), (B, BOB)], PATIENCE);
    let mut one = resume();
    one.sit(BOB, conn(2));
    let (_, ending) = ticks_until_the_end(&mut one, 10_000);
    assert_eq!((ending.reason, ending.winner), (FinishReason::PlayerDisconnect, Some(Side::B)));
    let (_, ending) = ticks_until_the_end(&mut resume(), 10_000);
    assert_eq!((ending.reason, ending.winner), (FinishReason::Aborted, None));
}

#[derive(Clone, Debug)]
enum Command {
    Sit(i64, u64),
    Leave(u64),
    Steer(u64, bool, SteerAt),
    Ticks(u16),
}

fn any_command() -> impl Strategy<Value = Command> {
    let steers = prop::sample::select(Steer::ALL.to_vec());
    let at = (0_u32..40, prop_oneof![0_u32..4000, Just(u32::MAX)], steers).prop_map(|(seq, tick, way)| steer(seq, Tick(tick), way));
    prop_oneof![
        (1_i64..4, 1_u64..6).prop_map(|(user, conn)| Command::Sit(user, conn)),
        (1_u64..6).prop_map(Command::Leave),
        (1_u64..6, any::<bool>(), at).prop_map(|(conn, first, at)| Command::Steer(conn, first, at)),
        (1_u16..700).prop_map(Command::Ticks),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever is sent in whatever order, the log stays legal, the parts add up to it, and it gives the referee's state; and it is the
    /// same when everybody is asked in every tick.
    #[test]
    fn any_sequence_of_commands_keeps_the_log_legal(commands in prop::collection::vec(any_command(), 1..80)) {
        let (mut room, mut asking) = (duel(), duel());
        let mut copy = Copy::of(&room);
        for command in commands {
            for room in [&mut room, &mut asking] {
                match command {
                    Command::Sit(user, id) => _ = room.sit(UserId(user), conn(id)),
                    Command::Leave(id) => room.leave(conn(id)),
                    Command::Steer(id, first, at) => _ = room.steer(conn(id), if first { A } else { B }, at),
                    Command::Ticks(_) => {}
                }
            }
            let Command::Ticks(count) = command else { continue };
            for _ in 0..count {
                room.tick().part.iter().for_each(|part| copy.hear(part));
                asking.calm_until = Tick(0);
                asking.tick();
            }
        }
        prop_assert_eq!(asking.log(), room.log());
        prop_assert_eq!(room.log().replay().hash(), room.pong().hash());
        let proven = Log::verify(&room.log().to_bytes());
        prop_assert!(proven.is_ok(), "{:?}", proven);
        copy.0.extend_to(room.log().through());
        prop_assert_eq!(copy.0.changes(), room.log().changes());
    }
}
