//! A share of calls, and between which two numbers it lies.

/// Calls under which a share is not judged: one call more or less then moves it by five points.
pub const CALLS_MIN: usize = 20;

/// Half-width of a 95 % interval of the normal law.
pub(crate) const Z: f64 = 1.959_964;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// Those that count.
    pub hits: usize,
    /// All of them.
    pub of: usize,
}

impl Rate {
    /// Of these, those for which it is true.
    pub fn of<T>(all: impl IntoIterator<Item = T>, mut is: impl FnMut(&T) -> bool) -> Self {
        all.into_iter()
            .fold(Self::default(), |rate, one| Self { hits: rate.hits + usize::from(is(&one)), of: rate.of + 1 })
    }

    /// From 0 to 1; `None` of nothing.
    #[must_use]
    pub fn share(self) -> Option<f64> {
        (self.of > 0).then(|| self.hits as f64 / self.of as f64)
    }

    /// Wilson's score interval at 95 % (Wilson 1927): it holds for few calls and never leaves 0 to 1.
    #[must_use]
    pub fn interval(self) -> Option<(f64, f64)> {
        let p = self.share()?;
        let n = self.of as f64;
        let (z2, wide) = (Z * Z, Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt());
        let (middle, over) = (p + z2 / (2.0 * n), 1.0 + z2 / n);
        Some((((middle - wide) / over).max(0.0), ((middle + wide) / over).min(1.0)))
    }

    /// True when there are enough calls to judge it.
    #[must_use]
    pub fn is_sound(self) -> bool {
        self.of >= CALLS_MIN
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn intervals_are_those_of_the_tables() {
        // Newcombe 1998, table I (method 3, score without continuity correction).
        for (hits, of, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let (l, h) = Rate { hits, of }.interval().unwrap();
            assert!((l - low).abs() < 5e-5 && (h - high).abs() < 5e-5, "{hits}/{of}: {l:.4} {h:.4}");
        }
        assert_eq!(Rate::default().share(), None);
        assert_eq!(Rate::default().interval(), None);
        assert!(!Rate { hits: 19, of: 19 }.is_sound() && Rate { hits: 0, of: 20 }.is_sound());
    }

    proptest! {
        #[test]
        fn a_share_lies_in_its_interval(hits in 0usize..500, more in 0usize..500) {
            let rate = Rate { hits, of: hits + more };
            if let (Some(p), Some((low, high))) = (rate.share(), rate.interval()) {
                prop_assert!(0.0 <= low && low <= p + 1e-12 && p <= high + 1e-12 && high <= 1.0);
            } else {
                prop_assert_eq!(rate.of, 0);
            }
        }
    }
}
