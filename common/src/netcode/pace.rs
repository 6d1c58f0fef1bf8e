//! How often a client asks for the server's time.

/// At first, so that the clock is soon right, microseconds; and so many times.
const FIRST_US: i64 = 120_000;
const FIRST_COUNT: u32 = 12;
/// Together with something else that is sent anyway, microseconds: it then costs no message of its own.
const COMPANY_US: i64 = 200_000;
/// Alone, microseconds.
const ALONE_US: i64 = 800_000;

/// When to send the next ping. Local times are those of the clock that learns from the answers.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    asked: u32,
    asked_us: Option<i64>,
}

impl Pace {
    /// A pace that begins anew, as when the server's ticks begin to run.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether it is time for a ping, which then counts as sent; `in_company` of something else that is sent at this moment.
    pub fn asks(&mut self, now_us: i64, in_company: bool) -> bool {
        let pause_us = match in_company {
            _ if self.asked < FIRST_COUNT => FIRST_US,
            true => COMPANY_US,
            false => ALONE_US,
        };
        let is_due = self.asked_us.is_none_or(|then_us| now_us - then_us >= pause_us);
        if is_due {
            self.asked = self.asked.saturating_add(1);
            self.asked_us = Some(now_us);
        }
        is_due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When it asks, of a client that looks every millisecond and sends something every so often.
    fn asked(pace: &mut Pace, from_ms: i64, until_ms: i64, sends_every_ms: i64) -> Vec<i64> {
        (from_ms..until_ms).filter(|now| pace.asks(now * 1000, now % sends_every_ms == 0)).collect()
    }

    #[test]
    fn it_asks_often_at_first_then_seldom_and_in_company_whenever_that_comes() {
        let mut pace = Pace::new();
        let first = asked(&mut pace, 5, 1_400, 10_000);
        assert_eq!(first, (0..12).map(|count| 5 + 120 * count).collect::<Vec<_>>());
        assert_eq!(asked(&mut pace, 1_400, 4_000, 10_000), [2_125, 2_925, 3_725]);
        assert_eq!(asked(&mut pace, 4_000, 5_000, 150), [4_050, 4_350, 4_650, 4_950]);
    }
}
