//! `FIGURES.md`: figures that were measured, each section between two comments, written by the task that measured them.

use std::fs;
use std::thread::available_parallelism;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};

use crate::process;

const PAGE: &str = "FIGURES.md";

/// Puts a section into the page, in the place of the one that was there.
///
/// # Errors
/// The page is not there, or has no place for it.
pub(crate) fn write(section: &str, text: &str) -> Result<()> {
    let page = process::root().join(PAGE);
    let before = fs::read_to_string(&page).with_context(|| format!("{PAGE} cannot be read"))?;
    fs::write(&page, replaced(&before, section, text)?)?;
    process::say(&format!("{PAGE} has these figures now"));
    Ok(())
}

/// When and where, as every section says it: the date, the processor and its cores; nothing that names the machine.
pub(crate) fn when_and_where() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':')).map(|(_, name)| name.trim().to_owned());
    let cpu = cpu.unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cores = available_parallelism().map_or(1, usize::from);
    format!("{} (UTC), {cpu}, {cores} cores", date(seconds / (24 * 60 * 60)))
}

fn replaced(page: &str, section: &str, text: &str) -> Result<String> {
    let (begin, end) = (format!("<!-- {section}: begin -->"), format!("<!-- {section}: end -->"));
    let Some((before, rest)) = page.split_once(&begin) else { bail!("{PAGE} has no line {begin}") };
    let Some((_, after)) = rest.split_once(&end) else { bail!("{PAGE} has no line {end}") };
    Ok(format!("{before}{begin}\n{}\n{end}{after}", text.trim()))
}

/// The day so many days after 1970-01-01, by the calendar of Gregory.
fn date(days: u64) -> String {
    let is_leap = |year: u64| year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let (mut year, mut left) = (1970, days);
    while left >= 365 + u64::from(is_leap(year)) {
        left -= 365 + u64::from(is_leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + u64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if left < length {
            break;
        }
        left -= length;
        month += 1;
    }
    format!("{year}-{month:02}-{:02}", left + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_takes_the_place_of_the_one_before_and_nothing_else() {
        let page = "# A\n<!-- b: begin -->\nold\n<!-- b: end -->\nc\n";
        let once = replaced(page, "b", "new\n").unwrap();
        assert_eq!(once, "# A\n<!-- b: begin -->\nnew\n<!-- b: end -->\nc\n");
        assert_eq!(replaced(&once, "b", "new\n").unwrap(), once);
        assert!(replaced(page, "d", "new").is_err());
    }

    #[test]
    fn days_are_counted_by_the_calendar() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(11_016), "2000-02-29");
        assert_eq!(date(11_017), "2000-03-01");
        assert_eq!(date(20_818), "2026-12-31");
    }
}
