//! Moments and lengths of time as the API writes them.

use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

/// A moment, in milliseconds since 1970 UTC; written as RFC 3339 with three digits after the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime, example = "2026-01-31T11:28:04.123Z"))]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(pub i64);

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000).map_err(|_| fmt::Error)?;
        let text = moment
            .format(format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z"))
            .map_err(|_| fmt::Error)?;
        f.write_str(&text)
    }
}

impl From<Timestamp> for String {
    fn from(moment: Timestamp) -> Self {
        moment.to_string()
    }
}

/// The moments that can be written with a year of four digits, nanoseconds since 1970 UTC.
const FIRST_NANOS: i128 = -62_167_219_200 * 1_000_000_000;
const LAST_NANOS: i128 = 253_402_300_799_999 * 1_000_000;

impl TryFrom<String> for Timestamp {
    type Error = time::error::Parse;

    fn try_from(raw: String) -> Result<Self, Self::Error> {
        // The offset is not applied: what it leads beyond the year 9999 could not be written again.
        let nanos = OffsetDateTime::parse(&raw, &Rfc3339)?.unix_timestamp_nanos().clamp(FIRST_NANOS, LAST_NANOS);
        // Years of four digits in nanoseconds, divided to milliseconds, always fit.
        Ok(Self(i64::try_from(nanos.div_euclid(1_000_000)).unwrap_or(i64::MAX)))
    }
}

/// A length of time in microseconds, written `HH:MM:SS.ffffff`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "00:03:12.500000"))]
#[serde(try_from = "String", into = "String")]
pub struct Span(pub u64);

/// Not a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a duration of the form HH:MM:SS.ffffff")]
pub struct SpanError;

impl Span {
    /// The time that this many ticks of the simulation take.
    #[must_use]
    pub fn from_ticks(ticks: u32) -> Self {
        Self(u64::from(ticks) * 1_000_000 / u64::from(crate::sim::TICK_HZ))
    }
}

impl From<Span> for String {
    fn from(Span(micros): Span) -> Self {
        let seconds = micros / 1_000_000;
        format!("{:02}:{:02}:{:02}.{:06}", seconds / 3600, seconds / 60 % 60, seconds % 60, micros % 1_000_000)
    }
}

impl TryFrom<String> for Span {
    type Error = SpanError;

    fn try_from(raw: String) -> Result<Self, SpanError> {
        let digits = |part: &str| if part.bytes().all(|b| b.is_ascii_digit()) { part.parse::<u64>().ok() } else { None };
        let parse = || {
            let (clock, fraction) = raw.split_once('.')?;
            let [hours, minutes, seconds] = clock.split(':').collect::<Vec<_>>().try_into().ok()?;
            let (hours, minutes, seconds) = (digits(hours)?, digits(minutes)?, digits(seconds)?);
            let micros = digits(fraction).filter(|_| fraction.len() == 6)?;
            let whole = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds)?;
            whole.checked_mul(1_000_000)?.checked_add(micros)
        };
        parse().map(Self).ok_or(SpanError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_written_with_three_digits_after_the_second_and_read_back() {
        let moment = Timestamp(1_769_858_884_123);
        assert_eq!(moment.to_string(), "2026-01-31T11:28:04.123Z");
        assert_eq!(Timestamp::try_from(moment.to_string()).unwrap(), moment);
        assert_eq!(Timestamp(0).to_string(), "1970-01-01T00:00:00.000Z");
    }

    #[test]
    fn a_moment_that_its_offset_leads_out_of_the_calendar_is_held_at_its_end() {
        for (raw, held) in [
            ("9999-12-31T23:59:59-01:00", "9999-12-31T23:59:59.999Z"),
            ("0000-01-01T00:00:00+01:00", "0000-01-01T00:00:00.000Z"),
            ("2026-01-31T12:28:04.123+01:00", "2026-01-31T11:28:04.123Z"),
        ] {
            assert_eq!(Timestamp::try_from(raw.to_owned()).unwrap().to_string(), held);
        }
        assert!(Timestamp::try_from("yesterday".to_owned()).is_err());
    }

    #[test]
    fn a_length_of_time_is_written_in_hours_minutes_and_seconds_and_read_back() {
        let span = Span(3_600_000_000 + 62_500_000);
        assert_eq!(String::from(span), "01:01:02.500000");
        assert_eq!(Span::try_from("01:01:02.500000".to_owned()), Ok(span));
        assert_eq!(Span::try_from("1:2".to_owned()), Err(SpanError));
    }
}
