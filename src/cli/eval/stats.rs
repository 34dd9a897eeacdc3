//! Shares with their bounds, and quantiles.

use serde::{Deserialize, Serialize};

/// A share with the interval it is known to lie in.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Share {
    pub count: usize,
    pub of: usize,
}

/// Two-sided 95 %.
const Z: f64 = 1.959_964;

impl Share {
    pub(super) fn add(&mut self, counts: bool) {
        self.of += 1;
        self.count += usize::from(counts);
    }

    pub(super) fn value(self) -> Option<f64> {
        (self.of > 0).then(|| self.count as f64 / self.of as f64)
    }

    /// Wilson's lower and upper bound at 95 %.
    pub(super) fn wilson(self) -> Option<(f64, f64)> {
        let (n, p) = (self.of as f64, self.value()?);
        let z2 = Z * Z;
        let center = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
        let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
        Some(((center - half).max(0.0), (center + half).min(1.0)))
    }

    /// `12 of 40, 30.0 % (18.1–45.4)`.
    pub(super) fn show(self) -> String {
        let (Some(value), Some((low, high))) = (self.value(), self.wilson()) else {
            return "none".to_owned();
        };
        format!(
            "{} of {}, {:.1} % ({:.1}–{:.1})",
            self.count,
            self.of,
            value * 100.0,
            low * 100.0,
            high * 100.0
        )
    }

    /// As [`Share::show`]; for a harm that never occurred, the rule of three.
    pub(super) fn show_harm(self) -> String {
        if self.count == 0 && self.of > 0 {
            format!("0 of {}, below {:.1} %", self.of, (300.0 / self.of as f64).min(100.0))
        } else {
            self.show()
        }
    }
}

/// The nearest-rank quantile, `q` from 0 to 1; `None` of nothing.
pub(in crate::cli) fn quantile(values: &[f64], q: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (q * sorted.len() as f64).ceil().max(1.0) as usize;
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_s_bound_is_the_published_one() {
        // Newcombe 1998, table I: 81 of 263 and 0 of 20.
        let (low, high) = Share { count: 81, of: 263 }.wilson().unwrap();
        assert!((low - 0.2553).abs() < 1e-4 && (high - 0.3662).abs() < 1e-4);
        let (low, high) = Share { count: 0, of: 20 }.wilson().unwrap();
        assert!(low == 0.0 && (high - 0.1611).abs() < 1e-4);
    }

    #[test]
    fn harms_that_never_happened_are_bounded_by_three_in_n() {
        assert_eq!(Share { count: 0, of: 150 }.show_harm(), "0 of 150, below 2.0 %");
        assert_eq!(Share { count: 0, of: 2 }.show_harm(), "0 of 2, below 100.0 %");
        assert_eq!(Share::default().show_harm(), "none");
    }

    #[test]
    fn quantiles_are_values_that_occurred() {
        let values = [4.0, 1.0, 3.0, 2.0];
        assert_eq!(quantile(&values, 0.5), Some(2.0));
        assert_eq!(quantile(&values, 0.95), Some(4.0));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
