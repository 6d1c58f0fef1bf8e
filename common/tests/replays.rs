//! Logs as files: golden ones that change only on purpose, sizes, and bytes that nobody should ever send.

use std::path::PathBuf;

use common::sim::{Bot, Change, Court, Log, LogError, Phase, Pong, Rng, Rules, Seed, Skill, Steer, Tick};
use proptest::prelude::*;

/// Plays a match of bots and keeps its log; over after `ticks` at the latest.
fn recorded(court: Court, level: u8, seed: u64, ticks: u32) -> Log {
    let rules = Rules::new(court);
    let (mut pong, mut log) = (Pong::new(rules, Seed(seed)), Log::new(rules, Seed(seed)));
    let skill = Skill::new(level).expect("a level");
    let mut bots: Vec<Bot> = court.seats().map(|seat| Bot::new(skill, seat, seed)).collect();
    while pong.phase() != Phase::Over && pong.tick() < Tick(ticks) {
        for bot in &mut bots {
            let (seat, steer) = (bot.seat(), bot.steer(&pong));
            if log.latest().get(seat) != steer {
                log.push(Change { tick: pong.tick(), seat, steer }).expect("in order");
            }
        }
        pong.step(&log.latest());
        log.extend_to(pong.tick());
    }
    log
}

/// A golden log: its name, its court, level and seed of the bots that played it, score and hash of its end.
type Golden = (&'static str, Court, u8, u64, [u8; 2], u64);

/// A change of these hashes means that every log ever kept gives another match: raise `SIM_VERSION`, then run this test with
/// `REBOUND_RECORD_GOLDEN=1`, which plays the matches anew, and write the new ends here.
const GOLDEN: [Golden; 3] = [
    ("duel", Court::Duel, 5, 1, [3, 2], 0x64F7_6B8C_7300_ABCC),
    ("clash", Court::Clash, 4, 2, [3, 2], 0x988F_CDF4_365D_F131),
    ("local", Court::Local, 3, 3, [3, 0], 0x0667_DF08_C766_BD90),
];

fn golden(name: &str) -> PathBuf {
    // Asked when it runs: what another checkout built into the same target directory knows that one's path.
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it")).join("tests/golden").join(format!("{name}.rbnd"))
}

#[test]
fn golden_logs_still_give_the_same_matches() {
    let ends = GOLDEN.map(|(name, court, level, seed, ..)| {
        if std::env::var_os("REBOUND_RECORD_GOLDEN").is_some() {
            std::fs::write(golden(name), recorded(court, level, seed, u32::MAX).to_bytes()).unwrap();
        }
        let outcome = Log::verify(&std::fs::read(golden(name)).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, court, level, seed, outcome.score, outcome.state_hash)
    });
    assert_eq!(ends, GOLDEN);
}

/// Two players who change their steer ten times a second each, for as long as three minutes.
fn three_busy_minutes() -> Log {
    let mut log = Log::new(Rules::new(Court::Duel).with_goals(21), Seed(9));
    let mut rng = Rng::new(Seed(10));
    for tick in 0..3 * 60 * 120 {
        for seat in Court::Duel.seats() {
            let steer = [Steer::Up, Steer::Still, Steer::Down][usize::from(rng.below(2) == 0) + usize::from(rng.below(3) == 0)];
            if rng.below(7) == 0 && log.latest().get(seat) != steer {
                log.push(Change { tick: Tick(tick), seat, steer }).expect("in order");
            }
        }
    }
    log.extend_to(Tick(3 * 60 * 120));
    log
}

#[test]
fn three_minutes_of_two_active_players_fit_8_kib() {
    let busy = three_busy_minutes();
    assert!(busy.changes().len() > 3_400, "{} changes are not active", busy.changes().len());
    assert!(busy.to_bytes().len() <= 8 * 1024, "{} bytes", busy.to_bytes().len());
    for level in 1..=7 {
        let log = recorded(Court::Duel, level, 4, 3 * 60 * 120);
        assert!(log.to_bytes().len() <= 2 * 1024, "bots of level {level}: {} bytes", log.to_bytes().len());
    }
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let bytes = recorded(Court::Clash, 5, 8, 6_000).to_bytes();
    for length in 0..bytes.len() {
        assert!(Log::from_bytes(&bytes[..length]).is_err(), "{length} of {} bytes", bytes.len());
    }
}

#[test]
fn a_file_with_any_bit_flipped_is_refused() {
    let bytes = recorded(Court::Duel, 5, 8, 6_000).to_bytes();
    for place in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[place / 8] ^= 1 << (place % 8);
        assert!(Log::verify(&flipped).is_err(), "bit {place} of byte {}", place / 8);
    }
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..2_000)) {
        prop_assert!(Log::verify(&bytes).is_err());
    }

    #[test]
    fn arbitrary_bytes_after_a_good_beginning_never_panic(court in 0..4_u8, tail in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut bytes = b"RBND".to_vec();
        bytes.extend([1, 1, 0, court, 3, 0xA0, 0x99, 0x02]);
        bytes.extend(tail);
        prop_assert!(Log::verify(&bytes).is_err());
    }

    #[test]
    fn a_file_edited_in_a_few_places_is_refused(edits in prop::collection::vec((any::<prop::sample::Index>(), 1..=255_u8), 1..6)) {
        let good = recorded(Court::Duel, 2, 1, 2_000).to_bytes();
        let mut bytes = good.clone();
        for (place, by) in edits {
            let place = place.index(bytes.len());
            bytes[place] = bytes[place].wrapping_add(by);
        }
        match Log::verify(&bytes) {
            Ok(_) => prop_assert_eq!(bytes, good),
            Err(LogError::NotALog | LogError::Version { .. } | LogError::Damaged | LogError::TooLarge | LogError::Illegal(_) | LogError::Untrue) => {}
        }
    }
}
