//! What must hold on every line.

use super::*;
use crate::sim::Court;

fn figures(court: Court, line: Profile, matches: u64, seconds_max: u32) -> Figures {
    let mut figures = Figures::default();
    for seed in 0..matches {
        figures.play(&Setup { watched: true, ..Figures::even(court, line, seed, seconds_max) });
    }
    println!("{figures:?} {}", figures.all.own.wrong_per_million());
    figures
}

#[test]
fn probe() {
    for ms in [1, 60, 150, 200, 300] {
        let t = std::process::Command::new("date").arg("+%s.%N").output().unwrap();
        println!("{ms} {}", String::from_utf8_lossy(&t.stdout));
        figures(Court::Duel, Profile::round_trip(ms).with_stalls(), 12, 300);
        figures(Court::Clash, Profile::round_trip(ms).with_stalls(), 4, 60);
    }
    let mut f = Figures::default();
    for seed in 0..40 {
        f.play(&Figures::uneven(Profile::round_trip(20).with_stalls(), Profile::round_trip(200).with_stalls(), seed, 400));
    }
    println!("FAIR {f:?}");
}
