//! Whether two things go together, over many calls: Spearman's rank correlation, with how sure it is.
//!
//! Ranks, because marks are steps and durations have a long tail. The interval is Fisher's, with the standard error of
//! Bonett and Wright (2000), who show that the ordinary one is too narrow for ranks. That two things go together does not
//! say that one brings the other about, and the page says so.

use crate::rate::Z;
use crate::record::CallRecord;
use crate::spread::Spread;

/// Pairs under which nothing is said: the interval then spans more than half of everything there is.
pub const PAIRS_MIN: usize = 30;
/// A correlation weaker than this explains under 1 % of the ranks.
const SLIGHT: f64 = 0.1;
/// Cohen (1988): from here it is moderate, then strong.
const MODERATE: f64 = 0.3;
const STRONG: f64 = 0.5;
/// Fisher's transformation has no value at 1.
const ALMOST_ONE: f64 = 0.999_999;

/// What is set against what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pair {
    /// The mark against the call's length.
    MarkDuration,
    /// The mark against the call's median wait.
    MarkWait,
    /// The mark against the share of turns that were not understood.
    MarkUnclear,
}

impl Pair {
    /// All of them.
    pub const ALL: [Pair; 3] = [Pair::MarkDuration, Pair::MarkWait, Pair::MarkUnclear];

    /// Its numbers in a call that has both.
    fn of(self, call: &CallRecord) -> Option<(f64, f64)> {
        let mark = f64::from(call.mark()?);
        let other = match self {
            Pair::MarkDuration => call.seconds,
            Pair::MarkWait => {
                Some(Spread::of(call.waits_ms.iter().map(|ms| f64::from(*ms)))).filter(|s| s.n > 0).map(|s| s.median)?
            }
            Pair::MarkUnclear => {
                call.course.as_ref().filter(|c| c.turns > 0).map(|c| f64::from(c.unclear) / f64::from(c.turns))?
            }
        };
        Some((mark, other))
    }
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Finding {
    /// Not enough calls to say anything.
    TooFew,
    /// One of the two never changes: there is nothing to set against anything.
    Flat,
    /// The interval holds 0: no link is established.
    Nothing,
    /// They go together, so strongly.
    Found(&'static str),
}

/// A correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// What against what.
    pub pair: Pair,
    /// Over how many calls.
    pub n: usize,
    /// Spearman's rho, -1 to 1; `None` where there is none.
    pub rho: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// What that says.
    pub finding: Finding,
}

impl Link {
    /// Sets one thing against the other over these calls.
    pub(crate) fn over<'a>(pair: Pair, calls: impl IntoIterator<Item = &'a CallRecord>) -> Self {
        let (a, b): (Vec<f64>, Vec<f64>) = calls.into_iter().filter_map(|call| pair.of(call)).unzip();
        let n = a.len();
        let nothing = |finding| Self { pair, n, rho: None, interval: None, finding };
        if n < PAIRS_MIN {
            return nothing(Finding::TooFew);
        }
        let Some(rho) = spearman(&a, &b) else { return nothing(Finding::Flat) };
        let (low, high) = interval(rho, n);
        let finding = match rho.abs() {
            _ if low <= 0.0 && high >= 0.0 => Finding::Nothing,
            r if r < SLIGHT => Finding::Found("infime"),
            r if r < MODERATE => Finding::Found("faible"),
            r if r < STRONG => Finding::Found("moyen"),
            _ => Finding::Found("fort"),
        };
        Self { pair, n, rho: Some(rho), interval: Some((low, high)), finding }
    }
}

/// Ranks from 1; equals share the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|i, j| values[*i].total_cmp(&values[*j]));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for group in order.chunk_by(|i, j| values[*i] == values[*j]) {
        let shared = before as f64 + (group.len() as f64 + 1.0) / 2.0;
        group.iter().for_each(|i| ranks[*i] = shared);
        before += group.len();
    }
    ranks
}

/// Pearson's correlation of the ranks, which is Spearman's rho with ties too; `None` where one side never changes.
fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    let (a, b) = (ranks(a), ranks(b));
    let n = a.len() as f64;
    let mean = (n + 1.0) / 2.0;
    let sum = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    let (saa, sbb) = (sum(&a, &a), sum(&b, &b));
    (saa > 0.0 && sbb > 0.0).then(|| (sum(&a, &b) / (saa * sbb).sqrt()).clamp(-1.0, 1.0))
}

fn interval(rho: f64, n: usize) -> (f64, f64) {
    let error = ((1.0 + rho * rho / 2.0) / (n as f64 - 3.0)).sqrt();
    let z = rho.clamp(-ALMOST_ONE, ALMOST_ONE).atanh();
    ((z - Z * error).tanh(), (z + Z * error).tanh())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranks_share_their_places() {
        assert_eq!(ranks(&[10.0, 20.0, 20.0, 5.0]), [2.0, 3.5, 3.5, 1.0]);
        assert_eq!(ranks(&[3.0, 3.0, 3.0]), [2.0, 2.0, 2.0]);
    }

    #[test]
    fn correlations_are_those_computed_by_hand() {
        let check = |a: &[f64], b: &[f64], rho: Option<f64>| {
            let found = spearman(a, b);
            let same = match (found, rho) {
                (Some(f), Some(r)) => (f - r).abs() < 1e-6,
                (f, r) => f == r,
            };
            assert!(same, "{a:?} {b:?}: {found:?} instead of {rho:?}");
        };
        check(&[1.0, 2.0, 3.0, 4.0], &[10.0, 20.0, 30.0, 400.0], Some(1.0));
        check(&[1.0, 2.0, 3.0, 4.0], &[9.0, 7.0, 5.0, 1.0], Some(-1.0));
        // The classical table of IQ and hours of television: the squares of the differences of ranks add up to 194.
        let iq = [86.0, 97.0, 99.0, 100.0, 101.0, 103.0, 106.0, 110.0, 112.0, 113.0];
        let tv = [2.0, 20.0, 28.0, 27.0, 50.0, 29.0, 7.0, 17.0, 6.0, 12.0];
        check(&iq, &tv, Some(-29.0 / 165.0));
        // With ties: ranks 1.5 1.5 3 4 and 1 2 3.5 3.5, covariance 4 over sqrt(4.5 * 4.5).
        check(&[1.0, 1.0, 2.0, 3.0], &[1.0, 2.0, 5.0, 5.0], Some(4.0 / 4.5));
        check(&[4.0, 4.0], &[1.0, 2.0], None);
    }

    #[test]
    fn intervals_are_those_computed_by_hand() {
        // rho 0.5, n 103: z 0.549306, error sqrt(1.125/100) = 0.106066: tanh of 0.341421 and of 0.757191.
        let (low, high) = interval(0.5, 103);
        assert!((low - 0.328_744).abs() < 1e-5 && (high - 0.639_420).abs() < 1e-5, "{low} {high}");
        let (low, high) = interval(1.0, 30);
        assert!(low > 0.99 && high <= 1.0);
    }

    proptest! {
        #[test]
        fn rho_lies_in_its_interval_and_turns_with_the_sign(
            pairs in prop::collection::vec((0u8..6, 0u16..900), PAIRS_MIN..90)
        ) {
            let (a, b): (Vec<f64>, Vec<f64>) = pairs.iter().map(|(a, b)| (f64::from(*a), f64::from(*b))).unzip();
            let turned: Vec<f64> = b.iter().map(|x| -x).collect();
            match (spearman(&a, &b), spearman(&a, &turned)) {
                (Some(rho), Some(other)) => {
                    prop_assert!((rho + other).abs() < 1e-9);
                    let (low, high) = interval(rho, a.len());
                    prop_assert!(-1.0 <= low && low <= rho + 1e-5 && rho <= high + 1e-5 && high <= 1.0);
                }
                (found, other) => prop_assert_eq!(found, other),
            }
        }
    }
}
