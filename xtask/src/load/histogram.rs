//! Histograms of the server, read from its figures. Pure.

/// How often something took how long: for each bound, in seconds, how many were within it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Histogram(Vec<(f64, u64)>);

impl Histogram {
    /// The histogram of this name in a page of figures; empty when it is not there.
    pub(super) fn read(page: &str, name: &str) -> Self {
        let begin = format!("{name}_bucket{{le=\"");
        let bucket = |line: &str| {
            let (bound, count) = line.strip_prefix(&begin)?.split_once("\"} ")?;
            Some((bound.replace("+Inf", "inf").parse().ok()?, count.trim().parse().ok()?))
        };
        Self(page.lines().filter_map(bucket).collect())
    }

    /// What came since an earlier reading.
    pub(super) fn since(&self, earlier: &Self) -> Self {
        let before = |bound: f64| earlier.0.iter().find(|(other, _)| *other >= bound).map_or(0, |(_, count)| *count);
        Self(self.0.iter().map(|(bound, count)| (*bound, count.saturating_sub(before(*bound)))).collect())
    }

    /// How many were measured.
    pub(super) fn count(&self) -> u64 {
        self.0.last().map_or(0, |(_, count)| *count)
    }

    /// A share of all was at most so long, seconds; between two bounds it is taken to lie evenly. 0 when nothing was measured.
    #[expect(clippy::cast_precision_loss, reason = "figures for people; 53 bits are more than is measured")]
    pub(super) fn quantile(&self, share: f64) -> f64 {
        let wanted = self.count() as f64 * share;
        let (mut from, mut below) = (0.0, 0);
        for (bound, within) in &self.0 {
            if *within > below && *within as f64 >= wanted {
                let part = (wanted - below as f64) / (within - below) as f64;
                return if bound.is_finite() { from + (bound - from) * part } else { from };
            }
            (from, below) = (if bound.is_finite() { *bound } else { from }, *within);
        }
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str =
        "# TYPE a histogram\na_bucket{le=\"0.001\"} 10\na_bucket{le=\"0.002\"} 90\na_bucket{le=\"+Inf\"} 100\na_sum 1\nb 1\n";

    #[test]
    fn a_quantile_lies_between_the_bounds_that_hold_it() {
        let read = Histogram::read(PAGE, "a");
        assert!((read.quantile(0.5) - 0.0015).abs() < 1e-9);
        assert!((read.quantile(0.99) - 0.002).abs() < 1e-9, "beyond the last bound nothing is known");
        assert!(Histogram::read(PAGE, "b").quantile(0.5).abs() < 1e-9);
    }

    #[test]
    fn only_what_came_since_counts() {
        let later = PAGE.replace("} 90", "} 190").replace("} 100", "} 200");
        let since = Histogram::read(&later, "a").since(&Histogram::read(PAGE, "a"));
        assert_eq!(since, Histogram(vec![(0.001, 0), (0.002, 100), (f64::INFINITY, 100)]));
    }
}
