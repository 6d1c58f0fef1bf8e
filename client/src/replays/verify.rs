//! `rebound verify FILE...`: whether the result that a log claims is the one it leads to. Needs no window and no network.

use std::fmt::Write as _;
use std::path::Path;

use common::sim::{Log, Outcome, Side, TICK_HZ};

use super::shelf::folder::read;

/// What came of one file: a line for people.
///
/// # Errors
/// The line that says why the file cannot be believed, or not read.
pub fn verify(file: &Path) -> Result<String, String> {
    let name = file.display();
    let bytes = read(file).map_err(|error| format!("{name}: cannot be read: {error}"))?;
    let log = Log::from_bytes(&bytes).map_err(|error| format!("{name}: refused: {error}"))?;
    let outcome = Log::verify(&bytes).map_err(|error| format!("{name}: refused: {error}"))?;
    Ok(format!("{name}: true: {}", describe(&log, &outcome)))
}

fn describe(log: &Log, outcome: &Outcome) -> String {
    let court = format!("{:?}", log.rules().court).to_lowercase();
    let [a, b] = outcome.score;
    let seconds = outcome.ticks.0 / TICK_HZ;
    let mut line = format!("{court}, a {a}:{b} b");
    let side = |side: Side| if side == Side::A { "a" } else { "b" };
    // Writing into a string does not fail.
    let _ = match (outcome.winner, outcome.forfeit) {
        (Some(winner), None) => write!(line, ", {} won", side(winner)),
        (_, Some(forfeit)) => write!(line, ", {} forfeited", side(forfeit.loser)),
        (None, None) => write!(line, ", not finished"),
    };
    let _ = write!(line, ", {}:{:02}, log {:016x}", seconds / 60, seconds % 60, outcome.log_hash);
    line
}

#[cfg(test)]
mod tests {
    use common::sim::log::LOG_BYTES_MAX;
    use common::sim::{Court, Rules, Seed, Tick};

    use super::*;

    fn log() -> Log {
        let mut log = Log::new(Rules::new(Court::Duel), Seed(7));
        log.extend_to(Tick(600));
        log
    }

    fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        file
    }

    #[test]
    fn a_log_that_leads_to_its_claim_is_true_and_told_in_one_line() {
        let told = verify(file(&log().to_bytes()).path()).unwrap();
        assert!(told.contains("true: duel, a 0:") && told.contains(", 0:05, log ") && !told.contains('\n'), "{told}");
    }

    #[test]
    fn a_file_that_is_missing_damaged_manipulated_too_large_or_no_log_is_refused_with_the_reason() {
        let good = log().to_bytes();
        let mut damaged = good.clone();
        damaged[12] ^= 1;
        let mut newer = good.clone();
        newer[4] = 200;
        let untrue = log().to_bytes_claiming(1);
        let mut large = good;
        large.resize(LOG_BYTES_MAX + 10, 0);
        let cases: [(&[u8], &str); 6] = [
            (b"", "not the log"),
            (b"GIF89a", "not the log"),
            (&damaged, "damaged"),
            (&newer, "version"),
            (&untrue, "claims a result"),
            (&large, "larger"),
        ];
        for (bytes, reason) in cases {
            let refused = verify(file(bytes).path()).unwrap_err();
            assert!(refused.contains(reason), "{refused}");
        }
        assert!(verify(Path::new("/nowhere/at/all")).unwrap_err().contains("cannot be read"));
    }
}
