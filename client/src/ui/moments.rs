//! Moments and lengths of time in words: how long ago, when exactly, how long.

use common::api::time::{Span, Timestamp};

use super::text::Text;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// From here on the date says more.
const DAYS_MAX: i64 = 14;

/// How long ago something was; the date when that is long ago.
#[must_use]
pub fn ago(text: &Text, now: Timestamp, then: Timestamp) -> String {
    let seconds = now.0.saturating_sub(then.0) / 1000;
    if seconds < MINUTE {
        return text.get("ago-now");
    }
    let steps = [("ago-minutes", MINUTE, HOUR), ("ago-hours", HOUR, DAY), ("ago-days", DAY, DAYS_MAX * DAY)];
    let step = steps.into_iter().find(|(_, _, end)| seconds < *end);
    step.map_or_else(|| then.to_string().chars().take(10).collect(), |(key, unit, _)| text.with(key, [("count", seconds / unit)]))
}

/// The day and the minute, in universal time, which is all that a program knows for sure.
#[must_use]
pub fn exactly(text: &Text, then: Timestamp) -> String {
    let written = then.to_string();
    let (day, time) = (written.get(..10).unwrap_or_default(), written.get(11..16).unwrap_or_default());
    text.with("exactly", [("day", day), ("time", time)])
}

/// Minutes and seconds.
#[must_use]
pub fn clock(Span(micros): Span) -> String {
    let seconds = micros / 1_000_000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text::Language;

    #[test]
    fn the_past_is_told_in_the_largest_part_and_as_a_date_when_it_is_long_ago() {
        let text = Text::new(Language::En);
        let now = Timestamp(1_769_858_884_123);
        let told = |seconds: i64| ago(&text, now, Timestamp(now.0 - seconds * 1000));
        assert_eq!([told(-5), told(59)], ["just now", "just now"]);
        assert_eq!([told(60), told(3 * 60 + 59)], ["1 min ago", "3 min ago"]);
        assert_eq!([told(3600), told(5 * 3600)], ["1 h ago", "5 h ago"]);
        assert_eq!([told(86_400), told(13 * 86_400)], ["1 day ago", "13 days ago"]);
        assert_eq!(told(14 * 86_400), "2026-01-17");
    }

    #[test]
    fn the_exact_moment_has_day_and_minute() {
        assert_eq!(exactly(&Text::new(Language::En), Timestamp(1_769_858_884_123)), "2026-01-31, 11:28 UTC");
    }

    #[test]
    fn a_length_is_told_in_minutes_and_seconds() {
        assert_eq!(clock(Span(0)), "0:00");
        assert_eq!(clock(Span(754_900_000)), "12:34");
    }
}
