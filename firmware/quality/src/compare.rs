//! Scripts set against each other: how often callers were served, how often they left.

use crate::judged::{Came, came};
use crate::rate::Rate;
use crate::record::CallRecord;
use std::collections::BTreeMap;

/// Calls of a script under which it is set against no other.
pub const SCRIPT_CALLS_MIN: usize = 50;

/// A difference of two shares with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The second less the first, in shares (0.05 is five points).
    pub by: f64,
    /// Between which two numbers.
    pub interval: (f64, f64),
}

impl Difference {
    /// Newcombe's hybrid score interval (1998, method 10), out of the two Wilson intervals.
    #[must_use]
    pub fn of(first: Rate, second: Rate) -> Option<Self> {
        let ((p1, (l1, u1)), (p2, (l2, u2))) =
            (first.share().zip(first.interval())?, second.share().zip(second.interval())?);
        let by = p2 - p1;
        let (down, up) = ((p2 - l2).hypot(u1 - p1), (u2 - p2).hypot(p1 - l1));
        Some(Self { by, interval: (by - down, by + up) })
    }

    /// True when the interval leaves no doubt of which way it goes.
    #[must_use]
    pub fn is_certain(&self) -> bool {
        self.interval.0 > 0.0 || self.interval.1 < 0.0
    }
}

/// The calls of one script.
#[derive(Clone, Debug, PartialEq)]
pub struct ScriptRow {
    /// Its name; `None` is the built-in one.
    pub script: Option<String>,
    /// Calls, sales calls left out.
    pub calls: usize,
    /// Of those judged, the served.
    pub success: Rate,
    /// Of all, those where the caller left with nothing.
    pub abandons: Rate,
    /// Against the script with most calls, where both have enough; `None` for that one itself.
    pub success_against: Option<Difference>,
    /// The same for the abandons.
    pub abandons_against: Option<Difference>,
}

/// One row a script, the one with most calls first.
pub(crate) fn scripts<'a>(calls: impl IntoIterator<Item = &'a CallRecord>) -> Vec<ScriptRow> {
    let mut by_name: BTreeMap<Option<&str>, Vec<Came>> = BTreeMap::new();
    for call in calls {
        let how = came(call);
        if how != Came::Filtered {
            by_name.entry(call.script.as_deref()).or_default().push(how);
        }
    }
    let mut rows: Vec<ScriptRow> = by_name
        .into_iter()
        .map(|(script, all)| ScriptRow {
            script: script.map(str::to_string),
            calls: all.len(),
            success: Rate::of(all.iter().filter(|how| **how != Came::Unknown), |how| **how == Came::Served),
            abandons: Rate::of(&all, |how| **how == Came::Abandoned),
            success_against: None,
            abandons_against: None,
        })
        .collect();
    rows.sort_by(|a, b| b.calls.cmp(&a.calls).then_with(|| a.script.cmp(&b.script)));
    let Some((first, others)) = rows.split_first_mut() else { return rows };
    let enough = |rate: Rate| rate.of >= SCRIPT_CALLS_MIN;
    for row in others {
        if enough(first.success) && enough(row.success) {
            row.success_against = Difference::of(first.success, row.success);
        }
        if enough(first.abandons) && enough(row.abandons) {
            row.abandons_against = Difference::of(first.abandons, row.abandons);
        }
    }
    rows
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn differences_are_those_of_the_table() {
        // Newcombe 1998, table II, method 10: 56/70 - 48/80, then 9/10 - 3/10.
        for (first, second, by, low, high) in [
            ((48, 80), (56, 70), 0.2, 0.0524, 0.3339),
            ((3, 10), (9, 10), 0.6, 0.1705, 0.8090),
            ((0, 20), (0, 10), 0.0, -0.1611, 0.2775),
        ] {
            let rate = |(hits, of)| Rate { hits, of };
            let d = Difference::of(rate(first), rate(second)).unwrap();
            let near = |a: f64, b: f64| (a - b).abs() < 6e-5;
            assert!(
                near(d.by, by) && near(d.interval.0, low) && near(d.interval.1, high),
                "{first:?} {second:?}: {d:?}"
            );
        }
        assert_eq!(Difference::of(Rate::default(), Rate { hits: 1, of: 2 }), None);
    }

    proptest! {
        #[test]
        fn a_difference_turns_with_its_sides(a in 0usize..80, b in 0usize..80, c in 1usize..80, d in 1usize..80) {
            let (first, second) = (Rate { hits: a, of: a + c }, Rate { hits: b, of: b + d });
            let (one, other) = (Difference::of(first, second).unwrap(), Difference::of(second, first).unwrap());
            prop_assert!((one.by + other.by).abs() < 1e-12);
            prop_assert!((one.interval.0 + other.interval.1).abs() < 1e-9);
            prop_assert!(one.interval.0 <= one.by && one.by <= one.interval.1);
            prop_assert!(one.interval.0 >= -1.0 - 1e-9 && one.interval.1 <= 1.0 + 1e-9);
        }
    }
}
