//! What must hold on every line, in a shortened run. The seeds are fixed, and so is what comes out.

use super::*;
use crate::sim::Court;

fn figures(court: Court, line: Profile, matches: u64, seconds_max: u32) -> Report {
    let mut figures = Figures::default();
    for seed in 0..matches {
        figures.play(&Setup { watched: true, ..Figures::even(court, line, seed, seconds_max) });
    }
    println!("{figures:?}");
    figures.all
}

/// Nothing is played that is not the server's, nothing jumps, and keys are answered.
fn assert_even(report: &Report) {
    assert_eq!(report.mismatches, 0);
    assert!(report.keys > 500 && report.keys - report.answered_at_once <= report.keys / 1_000, "{report:?}");
    assert!(report.ball_percent <= 150 && report.paddle_percent <= 150 && report.own_percent <= 150, "{report:?}");
}

#[test]
fn beside_the_server_what_is_seen_is_what_is_counted() {
    let report = figures(Court::Duel, Profile::round_trip(0), 4, 60);
    assert_even(&report);
    assert_eq!((report.own.wrong(), report.others.wrong(), report.late_inputs), (0, 0, 0));
    assert!(report.own.counted > 100);
}

#[test]
fn at_60_ms_with_stalls_nothing_jumps_and_next_to_no_return_is_denied() {
    let report = figures(Court::Duel, Profile::round_trip(60).with_stalls(), 16, 300);
    assert_even(&report);
    assert!(report.own.and(report.others).wrong_per_million() <= 1_000, "{report:?}");
}

#[test]
fn at_150_ms_with_stalls_at_most_one_return_in_500_is_denied() {
    let report = figures(Court::Duel, Profile::round_trip(150).with_stalls(), 96, 300);
    assert_even(&report);
    assert!(report.own.wrong_per_million() <= 2_000, "{report:?}");
    assert!(report.own.and(report.others).wrong_per_million() <= 2_000, "{report:?}");
}

#[test]
fn at_200_ms_with_stalls_at_most_one_return_in_200_is_denied() {
    let report = figures(Court::Duel, Profile::round_trip(200).with_stalls(), 24, 300);
    assert_even(&report);
    assert!(report.own.wrong_per_million() <= 5_000, "{report:?}");
    assert!(report.own.and(report.others).wrong_per_million() <= 5_000, "{report:?}");
}

#[test]
fn clash_is_as_even_and_at_200_ms_at_most_one_return_in_25_is_denied() {
    for (ms, wrong_per_million) in [(60, 6_000), (200, 40_000)] {
        let report = figures(Court::Clash, Profile::round_trip(ms).with_stalls(), 4, 90);
        assert_even(&report);
        assert!(report.own.and(report.others).wrong_per_million() <= wrong_per_million, "{ms} ms: {report:?}");
    }
}

#[test]
fn the_same_seed_is_the_same_match_and_a_far_player_changes_sides() {
    let [near, far] = [20, 200].map(Profile::round_trip);
    let setups = [0, 1].map(|seed| Figures::uneven(near, far, seed, 20));
    assert_eq!(setups.map(|setup| setup.lines), [[far, near], [near, far]]);
    let [once, again] = [play(&setups[0]), play(&setups[0])];
    assert_eq!((once.pong, once.reports.len()), (again.pong, 2));
    assert_eq!(once.reports[0].depths, again.reports[0].depths);
}
