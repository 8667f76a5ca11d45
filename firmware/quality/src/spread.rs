//! Where numbers lie: mean, middle, and the slow end.

/// Mean, median and 95th percentile of some numbers, in their unit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    /// How many numbers.
    pub n: usize,
    /// Their mean; 0 of none.
    pub mean: f64,
    /// Half are smaller, half are greater (between the two middle ones where there are two).
    pub median: f64,
    /// The smallest that is not under 95 % of them (nearest rank).
    pub p95: f64,
}

impl Spread {
    /// Of these numbers; what is no number is left out.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut all: Vec<f64> = values.into_iter().filter(|v| v.is_finite()).collect();
        all.sort_by(f64::total_cmp);
        let n = all.len();
        if n == 0 {
            return Self::default();
        }
        let rank = (n * 95).div_ceil(100).max(1);
        Self {
            n,
            mean: all.iter().sum::<f64>() / n as f64,
            median: f64::midpoint(all[(n - 1) / 2], all[n / 2]),
            p95: all[rank - 1],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn middles_and_ends_are_those_counted_by_hand() {
        for (values, mean, median, p95) in [
            (vec![], 0.0, 0.0, 0.0),
            (vec![7.0], 7.0, 7.0, 7.0),
            (vec![3.0, 1.0], 2.0, 2.0, 3.0),
            (vec![5.0, 1.0, 3.0, f64::NAN], 3.0, 3.0, 5.0),
            ((1..=20).map(f64::from).collect(), 10.5, 10.5, 19.0),
            ((1..=100).map(f64::from).collect(), 50.5, 50.5, 95.0),
        ] {
            let s = Spread::of(values.clone());
            assert_eq!((s.mean, s.median, s.p95), (mean, median, p95), "{values:?}");
        }
    }
}
