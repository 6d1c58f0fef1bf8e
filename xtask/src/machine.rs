//! When and on what something was measured: the date, the processor, the cores, the system. Nothing that names a machine or its owner.

use std::fs;
use std::thread;
use std::time::{SystemTime, UNIX_EPOCH};

/// A sentence with the date (UTC) and the machine.
pub(crate) fn today_and_here() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs());
    let (year, month, day) = date(seconds / 86_400);
    let cores = cores();
    format!("Measured on {year}-{month:02}-{day:02} (UTC): {cores} cores of {}, {}.", processor(), system())
}

/// Of the machine, not only those that this program is held to.
fn cores() -> usize {
    let known = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let listed = known.lines().filter(|line| line.split_once(':').is_some_and(|(key, _)| key.trim() == "processor")).count();
    if listed > 0 { listed } else { thread::available_parallelism().map_or(1, usize::from) }
}

fn processor() -> String {
    let known = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    field(&known, "model name", ':').unwrap_or_else(|| std::env::consts::ARCH.to_owned())
}

fn system() -> String {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = field(&release, "PRETTY_NAME", '=').unwrap_or_else(|| std::env::consts::OS.to_owned());
    match fs::read_to_string("/proc/sys/kernel/osrelease") {
        Ok(kernel) => {
            let version: String = kernel.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            format!("{name}, Linux {}", version.trim_end_matches('.'))
        }
        Err(_) => name,
    }
}

/// The value of the first line `name <sign> value`, without quotes.
fn field(text: &str, name: &str, sign: char) -> Option<String> {
    let lines = text.lines().filter_map(|line| line.split_once(sign));
    lines.filter(|(key, _)| key.trim() == name).map(|(_, value)| value.trim().trim_matches('"').to_owned()).next()
}

/// Year, month and day of a number of days since the beginning of 1970.
fn date(days: u64) -> (u64, u64, u64) {
    let is_leap = |year: u64| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let (mut left, mut year) = (days, 1970);
    while left >= 365 + u64::from(is_leap(year)) {
        left -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let lengths = [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 1;
    for length in lengths {
        if left < length {
            break;
        }
        left -= length;
        month += 1;
    }
    (year, month, left + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(11_016), (2000, 2, 29));
        assert_eq!(date(11_017), (2000, 3, 1));
        assert_eq!(date(20_818), (2026, 12, 31));
        assert_eq!(date(20_819), (2027, 1, 1));
    }

    #[test]
    fn a_field_is_found_among_others() {
        let text = "processor\t: 0\nmodel name\t: Some CPU @ 3 GHz\nmodel name\t: Other\n";
        assert_eq!(field(text, "model name", ':').as_deref(), Some("Some CPU @ 3 GHz"));
        assert_eq!(field("A=b\nPRETTY_NAME=\"Debian 13\"\n", "PRETTY_NAME", '=').as_deref(), Some("Debian 13"));
        assert_eq!(field(text, "no such thing", ':'), None);
    }
}
