//! Tournaments in a `for` loop: what each rule says, and what holds whatever is done in whatever order.

use common::api::matches::FinishReason;
use common::api::tournament::Stage;
use common::ids::{MatchCode, MatchId};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::*;
use crate::tournament::bracket::{Corner, Made, State};
use crate::tournament::rows;

const PATIENCE_MS: i64 = 60_000;

fn user(id: i64) -> UserId {
    UserId(id)
}

fn code() -> MatchCode {
    "7KDW3Q".parse().unwrap()
}

/// A tournament with so many accounts in it; 1 organises it, and who has the lower id has more trophies.
fn gathered(size: u8, count: i64) -> Life {
    let mut life = Life::new(size, PATIENCE_MS, user(1), 0);
    for id in 2..=count {
        life.join(user(id), false, 0).unwrap();
    }
    life
}

fn started(size: u8, count: i64, now: i64) -> Life {
    let mut life = gathered(size, count);
    life.start(&(1..=count).map(|id| (user(id), 1000 - id)).collect(), now);
    life
}

fn made(id: i64) -> Made {
    Made { id: MatchId(id), code: code() }
}

fn won(corner: Corner) -> Ending {
    let score = if corner == Corner::One { [3, 1] } else { [1, 3] };
    Ending { winner: Some(corner), reason: FinishReason::NormalEnd, score }
}

#[test]
fn it_starts_at_once_when_it_is_full_and_20_seconds_after_four_fifths() {
    assert_eq!([4, 8, 16].map(enough), [4, 7, 13]);
    assert!(gathered(4, 4).wants_start(0));
    let mut life = gathered(8, 6);
    assert_eq!(life.join(user(7), false, 500).unwrap(), [News::Joined(user(7)), News::StartAt(20_500)]);
    assert!(!life.wants_start(20_499) && life.wants_start(20_500));
    assert_eq!(life.leave(user(3), 600).unwrap(), [News::Left(user(3)), News::StartCancelled]);
    assert!(!life.wants_start(100_000));
    assert_eq!(life.join(user(9), true, 700).unwrap(), [News::Joined(user(9)), News::StartAt(20_700)]);
    assert_eq!(life.join(user(10), true, 800).unwrap(), [News::Joined(user(10))]);
    assert!(life.wants_start(800), "full");
    assert_eq!(life.join(user(11), false, 800), Err(Closed::Full));
    assert_eq!(life.join(user(10), true, 800), Ok(vec![]), "who is in it is in it");
}

#[test]
fn the_earliest_account_follows_an_organiser_who_leaves_and_guests_alone_are_sent_home() {
    let mut life = Life::new(4, PATIENCE_MS, user(1), 0);
    life.join(user(2), true, 0).unwrap();
    life.join(user(3), false, 0).unwrap();
    assert_eq!(life.leave(user(1), 0).unwrap(), [News::Left(user(1)), News::Promoted(user(3))]);
    assert_eq!(life.leave(user(3), 0).unwrap(), [News::Left(user(3)), News::CalledOff(vec![user(2)])]);
    assert_eq!(life.phase, Phase::CalledOff);
    assert_eq!(life.leave(user(2), 0), None);
}

#[test]
fn matches_are_made_3_seconds_after_the_start_and_after_each_round() {
    let mut life = started(4, 4, 1_000);
    assert_eq!(life.next_at(), Some(4_000));
    assert_eq!(life.begin_round(3_999), []);
    assert_eq!(life.begin_round(4_000), [News::Due(0), News::Due(1)]);
    assert!(life.made(0, made(1), 4_000) && life.made(1, made(2), 4_000));
    assert!(!life.made(1, made(3), 4_000), "once");
    assert_eq!(life.over(MatchId(1), won(Corner::One), 9_000), [News::Over(0)]);
    assert_eq!(life.next_at(), None);
    assert_eq!(life.over(MatchId(2), won(Corner::Two), 20_000), [News::Over(1)]);
    assert_eq!(life.begin_round(23_000), [News::Due(2)]);
    assert!(life.made(2, made(3), 23_000));
    assert_eq!(life.over(MatchId(3), won(Corner::Two), 50_000), [News::Over(2), News::Finished]);
    assert_eq!(life.phase, Phase::Finished { started_at: 1_000, winner: Some(user(3)) });
}

#[test]
fn who_leaves_forfeits_whatever_stands_or_is_played() {
    let mut life = started(4, 4, 0);
    assert_eq!(life.leave(user(4), 100).unwrap(), [News::Left(user(4))], "the match is open, and ends when its round begins");
    assert_eq!(life.begin_round(3_000), [News::Over(0), News::Due(1)]);
    assert!(life.made(1, made(1), 3_000));
    assert_eq!(life.leave(user(2), 5_000).unwrap(), [News::Left(user(2)), News::Resigned(code(), user(2))]);
    // The court did not hear of it in time, and the one who went away has won there.
    assert_eq!(life.over(MatchId(1), won(Corner::One), 6_000), [News::Over(1)]);
    assert_eq!(life.bracket.0[2].users, [Some(user(1)), Some(user(3))]);
    assert_eq!(life.leave(user(2), 7_000), None);
}

#[test]
fn when_nobody_comes_nobody_wins_and_it_ends_all_the_same() {
    let mut life = started(4, 4, 0);
    life.begin_round(3_000);
    let nobody = Ending { winner: None, reason: FinishReason::PlayersTimeout, score: [0, 0] };
    for place in [0, 1] {
        assert!(life.made(place, made(i64::try_from(place).unwrap()), 3_000));
        life.over(MatchId(i64::try_from(place).unwrap()), nobody, 63_000);
    }
    assert_eq!(life.begin_round(66_000), [News::Over(2), News::Finished]);
    assert_eq!(life.phase, Phase::Finished { started_at: 0, winner: None });
    assert!(life.players.iter().all(|entrant| !entrant.still_in));
}

#[test]
fn one_can_win_without_playing() {
    let mut life = started(4, 4, 0);
    for id in [2, 3, 4] {
        life.leave(user(id), 1_000).unwrap();
    }
    assert_eq!(life.begin_round(3_000), [News::Over(0), News::Over(1)]);
    assert_eq!(life.begin_round(6_000), [News::Over(2), News::Finished]);
    assert_eq!(life.phase, Phase::Finished { started_at: 0, winner: Some(user(1)) });
}

#[test]
fn a_match_that_the_server_gives_up_is_made_once_more_and_no_more() {
    let mut life = started(4, 4, 0);
    life.begin_round(3_000);
    life.made(0, made(1), 3_000);
    let aborted = Ending { winner: None, reason: FinishReason::Aborted, score: [0, 0] };
    assert_eq!(life.over(MatchId(1), aborted, 4_000), [News::Due(0)]);
    life.made(0, made(2), 4_000);
    assert_eq!(life.over(MatchId(2), aborted, 5_000), [News::Over(0)]);
    assert_eq!(life.bracket.0[2].users[0], None);
}

#[test]
fn who_sits_in_another_match_has_as_long_as_others_to_come() {
    let mut life = started(4, 4, 0);
    life.begin_round(3_000);
    assert_eq!(life.cannot_come(0, [true, false], 62_999), []);
    assert_eq!(life.cannot_come(0, [true, false], 63_000), [News::Over(0)]);
    assert_eq!(life.bracket.0[2].users[0], Some(user(4)));
    assert_eq!(life.cannot_come(1, [false, false], 63_000), [], "who is free only waits for a court");
}

#[test]
fn a_restart_gives_everybody_the_time_to_come_anew() {
    let mut life = gathered(8, 7);
    assert_eq!(life.resume(19_000), [News::StartAt(54_000)]);
    let mut life = started(4, 4, 0);
    life.resume(100_000);
    assert_eq!(life.next_at(), Some(103_000));
    life.begin_round(103_000);
    life.made(0, made(1), 103_000);
    life.resume(200_000);
    assert_eq!(life.bracket.0[0].state, State::Made { made: made(1), by: 260_000 });
    assert_eq!(life.bracket.0[1].state, State::Due { by: 260_000 });
}

/// What holds at every moment.
fn hold(life: &Life, accounts: i64) {
    let ids: std::collections::BTreeSet<_> = life.players.iter().map(|entrant| entrant.user).collect();
    assert_eq!(ids.len(), life.players.len(), "nobody is in it twice");
    assert!(life.players.len() <= usize::from(life.size));
    match life.phase {
        Phase::Gathering { start_at } => {
            assert!(life.entrant(life.organiser).is_some_and(|organiser| !organiser.is_guest) && life.organiser.0 <= accounts);
            let count = life.players.len();
            if count < enough(life.size) {
                assert_eq!(start_at, None);
            } else {
                assert!(start_at.is_some() || count == usize::from(life.size));
            }
        }
        Phase::Running { stage, round_at, .. } => {
            let earlier = life.bracket.0.iter().filter(|pairing| pairing.stage.id() > stage.id());
            assert!(earlier.into_iter().all(crate::tournament::bracket::Pairing::is_over));
            assert!(!life.bracket.is_over(stage), "a round that is over has a next one");
            let due = |state: State| matches!(state, State::Due { .. } | State::Made { .. });
            let somebody_plays = life.bracket.0.iter().any(|pairing| due(pairing.state));
            assert_eq!(somebody_plays, round_at.is_none(), "it waits for matches, or for the moment of the next ones");
        }
        Phase::Finished { winner, .. } => {
            assert!(life.bracket.0.iter().all(crate::tournament::bracket::Pairing::is_over));
            assert_eq!(winner, life.bracket.0.last().unwrap().winner());
        }
        Phase::CalledOff => assert!(life.players.is_empty()),
    }
    hold_bracket(life);
}

fn hold_bracket(life: &Life) {
    let seed = |user: Option<UserId>| user.and_then(|user| life.entrant(user)?.seed);
    for pairing in &life.bracket.0 {
        let seeds = pairing.users.map(seed);
        if pairing.stage != Stage::Final {
            assert!(!seeds.contains(&Some(1)) || !seeds.contains(&Some(2)), "1 and 2 meet in the final only");
        }
        if matches!(pairing.state, State::Due { .. } | State::Made { .. }) {
            assert!(pairing.users.iter().all(Option::is_some));
        }
        let before = |n| life.bracket.0.iter().find(|other| other.stage.id() == pairing.stage.id() + 1 && other.n == n);
        if let (Some(one), Some(two)) = (before(pairing.n * 2 - 1), before(pairing.n * 2)) {
            assert_eq!(pairing.users, [one.winner(), two.winner()], "who is there has won before");
        }
    }
    for entrant in life.players.iter().filter(|entrant| entrant.seed.is_some()) {
        let unfinished = life.bracket.0.iter().filter(|pairing| !pairing.is_over() && pairing.corner_of(entrant.user).is_some()).count();
        assert!(unfinished <= 1 && (!entrant.still_in || unfinished == 1 || !life.is_running()));
        assert!(!(entrant.still_in && entrant.has_left));
    }
}

/// One random thing that people, courts, time or the server do.
fn happen(life: &mut Life, rng: &mut StdRng, now: &mut i64, next_match: &mut i64) {
    let somebody = user(rng.random_range(1..=20));
    *now += rng.random_range(0..8_000);
    match rng.random_range(0..100) {
        0..45 if life.is_gathering() => _ = life.join(somebody, somebody.0 > 14, *now),
        0..3 | 45..50 => _ = life.leave(somebody, *now),
        3..5 => {
            let (head, players, pairings) = rows::written(&card(), life);
            *life = rows::read(&head, &players, &pairings).unwrap();
            *now += 60_000;
            life.resume(*now);
        }
        5..60 => {
            let due: Vec<_> = (0..life.bracket.0.len()).filter(|place| matches!(life.bracket.0[*place].state, State::Due { .. })).collect();
            for place in due {
                if rng.random_bool(0.8) {
                    *next_match += 1;
                    assert!(life.made(place, made(*next_match), *now));
                } else {
                    life.cannot_come(place, [rng.random(), rng.random()], *now);
                }
            }
        }
        60.. => {
            let playing: Vec<_> = life.bracket.0.iter().filter_map(crate::tournament::bracket::Pairing::made).collect();
            for match_made in playing {
                if rng.random_bool(0.5) {
                    life.over(match_made.id, ending(rng), *now);
                }
            }
        }
        _ => {}
    }
    if life.phase == Phase::CalledOff {
        return;
    }
    if life.wants_start(*now) {
        let trophies = (1..=20).map(|id| (user(id), rng.random_range(0..5))).collect();
        life.start(&trophies, *now);
    }
    life.begin_round(*now);
}

pub(super) fn ending(rng: &mut StdRng) -> Ending {
    let corner = if rng.random() { Corner::One } else { Corner::Two };
    match rng.random_range(0..10) {
        0 => Ending { winner: None, reason: FinishReason::PlayersTimeout, score: [0, 0] },
        1 => Ending { winner: None, reason: FinishReason::Aborted, score: [1, 0] },
        2 => Ending { reason: FinishReason::PlayerNotConnected, ..won(corner) },
        3 => Ending { reason: FinishReason::PlayerDisconnect, score: [0, 2], ..won(corner) },
        _ => won(corner),
    }
}

pub(super) fn card() -> rows::Card {
    let (id, code) = (common::ids::TournamentId(1), "R2CV8N".parse().unwrap());
    rows::Card { id, code, name: "cup".into(), private: false, forfeit_after: None, created_at: 0 }
}

#[test]
fn over_100_000_random_sequences_nothing_that_must_hold_is_ever_broken() {
    const SEQUENCES: u64 = 100_000;
    let first: u64 = rand::random();
    println!("tournaments: first seed {first}");
    let (mut finished, mut called_off) = (0, 0);
    for number in 0..SEQUENCES {
        let seed = first.wrapping_add(number);
        let mut rng = StdRng::seed_from_u64(seed);
        let size = [4, 8, 16][rng.random_range(0..3)];
        let (mut now, mut next_match) = (0, 0);
        let mut life = Life::new(size, PATIENCE_MS, user(1), 0);
        for _ in 0..35 {
            happen(&mut life, &mut rng, &mut now, &mut next_match);
            hold(&life, 14);
            if life.phase == Phase::CalledOff {
                break;
            }
        }
        finished += u32::from(matches!(life.phase, Phase::Finished { .. }));
        called_off += u32::from(life.phase == Phase::CalledOff);
    }
    println!("tournaments: {finished} finished, {called_off} called off");
    assert!(finished > 1_000 && called_off > 10, "the sequences come to all ends");
}
