//! The rules of a lobby, one by one, and the invariants over long random sequences of operations.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;

const NAMES: i64 = 12;
/// Random sequences of operations, and the length of each.
const SEQUENCES: u64 = 100_000;
const LENGTH: i64 = 16;

fn custom(match_type: MatchType) -> Room {
    Room::new(LobbyMode::CustomGame, match_type, UserId(1), 0)
}

/// A lobby in which these came after the first; even numbers are guests.
fn with(mut room: Room, others: std::ops::RangeInclusive<i64>) -> Room {
    others.for_each(|user| room.join(UserId(user), user % 2 == 0, user).unwrap());
    room
}

fn teams(room: &Room) -> Vec<LobbyTeam> {
    room.members.iter().map(|member| member.team).collect()
}

#[test]
fn who_comes_goes_to_side_a_then_b_then_watches_until_it_is_full() {
    use LobbyTeam::{A, B, Spectator};
    let mut room = with(custom(MatchType::OneOnOne), 2..=8);
    assert_eq!(teams(&room), [A, B, Spectator, Spectator, Spectator, Spectator, Spectator, Spectator]);
    assert_eq!(room.join(UserId(9), false, 9), Err(ErrorCode::Full));
    assert_eq!(room.join(UserId(8), false, 9), Ok(()), "who is in it stays in it");
    let room = with(custom(MatchType::ThreeOnThree), 2..=7);
    assert_eq!(teams(&room), [A, A, A, B, B, B, Spectator]);
    let mut clash = with(Room::new(LobbyMode::Clash, MatchType::OneOnOne, UserId(1), 0), 2..=3);
    assert_eq!((clash.match_type, clash.join(UserId(4), false, 4)), (MatchType::ThreeOnThree, Err(ErrorCode::Full)));
}

#[test]
fn the_account_that_came_first_follows_the_creator_and_guests_alone_do_not_stay() {
    let mut room = with(custom(MatchType::OneOnOne), 2..=5);
    room.leave(UserId(1)).unwrap();
    assert_eq!(room.creator(), Some(UserId(3)), "2 is a guest");
    room.leave(UserId(4)).unwrap();
    room.leave(UserId(3)).unwrap();
    assert_eq!(room.creator(), Some(UserId(5)));
    room.leave(UserId(5)).unwrap();
    assert!(room.members.is_empty(), "2 alone is a guest");
    assert_eq!(room.join(UserId(7), false, 9), Err(ErrorCode::NotFound));
}

#[test]
fn only_the_creator_bans_and_who_is_banned_does_not_come_back() {
    let mut room = with(custom(MatchType::OneOnOne), 2..=3);
    assert_eq!(room.ban(UserId(2), UserId(3)), Err(ErrorCode::Forbidden));
    assert_eq!(room.ban(UserId(1), UserId(1)), Err(ErrorCode::Yourself));
    assert_eq!(room.ban(UserId(1), UserId(9)), Err(ErrorCode::NotFound));
    room.ban(UserId(1), UserId(3)).unwrap();
    assert_eq!(room.join(UserId(3), false, 9), Err(ErrorCode::NotFound));
    assert_eq!(room.users(), [UserId(1), UserId(2)]);
}

#[test]
fn from_3v3_to_1v1_the_first_of_each_side_stay_and_the_others_watch_and_are_not_ready() {
    use LobbyTeam::{A, B, Spectator};
    let mut room = with(custom(MatchType::ThreeOnThree), 2..=6);
    (1..=6).for_each(|user| room.change(UserId(user), Some(true), None).unwrap());
    room.set_up(UserId(1), Some(MatchType::OneOnOne), Some(5)).unwrap();
    assert_eq!(teams(&room), [A, Spectator, Spectator, B, Spectator, Spectator]);
    let ready: Vec<_> = room.members.iter().filter(|member| member.ready).map(|member| member.user.0).collect();
    assert_eq!((ready, room.goals), (vec![1, 4], 5));
    assert!(room.is_ready(), "the two who are left are ready");
}

#[test]
fn a_side_has_so_many_places_and_spectators_are_not_ready() {
    let mut room = with(custom(MatchType::OneOnOne), 2..=3);
    assert_eq!(room.change(UserId(3), None, Some(LobbyTeam::A)), Err(ErrorCode::Full));
    assert_eq!(room.change(UserId(3), Some(true), None), Err(ErrorCode::Forbidden));
    assert_eq!(room.change(UserId(9), Some(true), None), Err(ErrorCode::Forbidden));
    room.change(UserId(1), Some(true), None).unwrap();
    room.change(UserId(1), None, Some(LobbyTeam::Spectator)).unwrap();
    assert!(!room.member(UserId(1)).unwrap().ready);
    room.change(UserId(3), Some(true), Some(LobbyTeam::A)).unwrap();
    room.change(UserId(2), Some(true), None).unwrap();
    assert!(room.is_ready());
    assert_eq!(room.seats(), [(Seat::new(Side::A, 0), UserId(3)), (Seat::new(Side::B, 0), UserId(2))]);
    let mut clash = with(Room::new(LobbyMode::Clash, MatchType::OneOnOne, UserId(1), 0), 2..=2);
    assert_eq!(clash.change(UserId(2), None, Some(LobbyTeam::B)), Err(ErrorCode::Forbidden));
}

#[test]
fn while_it_plays_nothing_is_set_up_and_afterwards_nobody_is_ready() {
    let mut room = with(custom(MatchType::OneOnOne), 2..=2);
    [1, 2].into_iter().for_each(|user| room.change(UserId(user), Some(true), None).unwrap());
    room.begin(MatchCode::from_draws([1; 6]));
    assert!(!room.is_ready());
    assert_eq!(room.change(UserId(1), Some(false), None), Err(ErrorCode::MatchRunning));
    assert_eq!(room.set_up(UserId(1), None, Some(4)), Err(ErrorCode::MatchRunning));
    room.end();
    assert!(room.members.iter().all(|member| !member.ready) && room.playing.is_none());
}

#[test]
fn a_team_looks_for_others_once_all_of_it_are_ready_also_alone() {
    let mut clash = Room::new(LobbyMode::Clash, MatchType::ThreeOnThree, UserId(1), 0);
    clash.change(UserId(1), Some(true), None).unwrap();
    assert!(clash.is_ready());
    clash.join(UserId(2), true, 0).unwrap();
    assert!(!clash.is_ready(), "the second is not");
    clash.leave(UserId(2)).unwrap();
    assert!(clash.is_ready());
    assert_eq!(clash.set_up(UserId(1), None, Some(4)), Err(ErrorCode::MethodNotAllowed));
}

/// What is true of every lobby at every moment.
fn hold(room: &Room) {
    let Room { members, .. } = room;
    if members.is_empty() {
        assert!(!room.is_ready() && room.creator().is_none());
        return;
    }
    assert_eq!(members.iter().filter(|member| member.creator).count(), 1, "one creator");
    assert!(members.iter().all(|member| !(member.creator && member.is_guest)), "who has an account");
    assert!(members.len() <= usize::from(room.mode.participants_max()));
    let seen = members.iter().fold(0_u32, |seen, member| seen | 1 << member.user.0);
    assert_eq!(seen.count_ones(), u32::try_from(members.len()).unwrap(), "nobody twice");
    assert!(members.iter().all(|member| !room.banned.contains(&member.user)));
    assert!(members.is_sorted_by_key(|member| member.join_at));
    assert!((1..=21).contains(&room.goals));
    let on = |team| members.iter().filter(|member| member.team == team).count();
    match room.mode {
        LobbyMode::Clash => assert!(on(LobbyTeam::A) == members.len() && room.match_type == MatchType::ThreeOnThree),
        LobbyMode::CustomGame => assert!(on(LobbyTeam::A).max(on(LobbyTeam::B)) <= room.match_type.side_len()),
    }
    assert!(members.iter().all(|member| !(member.ready && member.team == LobbyTeam::Spectator)));
    if room.is_ready() {
        assert!(room.playing.is_none());
        if room.mode == LobbyMode::CustomGame {
            assert_eq!(room.seats().len(), 2 * room.match_type.side_len(), "every seat has somebody");
        }
    }
}

/// One operation, whoever does it. What is refused changes nothing.
fn operate(room: &mut Room, rng: &mut StdRng, now_ms: i64) {
    let before = room.clone();
    let mut somebody = || UserId(rng.random_range(1..=NAMES));
    let (one, other) = (somebody(), somebody());
    let is_guest = one.0 % 2 == 0;
    let done = match rng.random_range(0..12) {
        0..=3 => room.join(one, is_guest, now_ms),
        4 => room.leave(one),
        5 => room.ban(one, other),
        6 => {
            let match_type = [None, Some(MatchType::OneOnOne), Some(MatchType::ThreeOnThree)][rng.random_range(0..3)];
            room.set_up(one, match_type, Some(rng.random_range(1..=21)))
        }
        7..=9 => room.change(one, Some(rng.random_range(0..4) > 0), None),
        10 => {
            let team = [LobbyTeam::A, LobbyTeam::B, LobbyTeam::Spectator][rng.random_range(0..3)];
            room.change(one, [None, Some(true)][rng.random_range(0..2)], Some(team))
        }
        _ => {
            room.end();
            Ok(())
        }
    };
    if done.is_err() {
        assert_eq!(*room, before, "what is refused changes nothing: {done:?}");
    }
    if room.is_ready() && rng.random_range(0..2) == 0 {
        room.begin(MatchCode::from_draws([2; 6]));
    }
}

#[test]
fn whatever_is_done_in_whatever_order_the_invariants_hold() {
    let seed: u64 = std::env::var("REBOUND_LOBBY_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(rand::random);
    for sequence in 0..SEQUENCES {
        let seed = seed.wrapping_add(sequence);
        let outcome = std::panic::catch_unwind(|| {
            let mut rng = StdRng::seed_from_u64(seed);
            let mode = [LobbyMode::Clash, LobbyMode::CustomGame, LobbyMode::CustomGame][rng.random_range(0..3)];
            let match_type = [MatchType::OneOnOne, MatchType::ThreeOnThree][rng.random_range(0..2)];
            let mut room = Room::new(mode, match_type, UserId(1), 0);
            for now_ms in 1..=LENGTH {
                operate(&mut room, &mut rng, now_ms);
                hold(&room);
            }
        });
        assert!(outcome.is_ok(), "an invariant broke; again with REBOUND_LOBBY_SEED={seed}");
    }
}
