//! How long each kind of data is kept. Audio is not in the list: none is kept, and no setting can change that.

use crate::error::Error;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// How long each kind of data is kept, `[retention]` of the settings file. What is older goes every night.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Notes, which hold what callers said, counted from the day they were taken.
    pub transcripts_days: u16,
    /// Appointments, counted from their day; cards, from their last appointment, note or consent.
    pub appointments_months: u16,
    /// Proofs of consent that a later answer has replaced, or that belong to no card, counted from the answer.
    pub consents_months: u16,
    /// Outcome and waits of calls, and measures: no name, no number.
    pub calls_months: u16,
    /// The audit trail.
    pub audit_months: u16,
}

impl Default for Retention {
    /// Transcripts 30 days and appointments 3 years (store.md); consents 5 years, the ordinary limitation period (Code
    /// civil, art. 2224), since they are evidence; calls 25 months, what the CNIL accepts for audience figures; audit
    /// 12 months, the upper end of what the CNIL recommends for access logs (délibération 2021-122).
    fn default() -> Self {
        Self { transcripts_days: 30, appointments_months: 36, consents_months: 60, calls_months: 25, audit_months: 12 }
    }
}

/// One setting: its key, what it may be, in which unit, and an example.
type Bound = (&'static str, RangeInclusive<u16>, &'static str, u16);

/// Lower ends keep the box useful (a note must live until it was read; a known patient is one who came in the last
/// months). Upper ends are where keeping more would need another reason than answering the telephone: three months of
/// transcripts, a medical file's 20 years, the limitation period twice, the CNIL's 6 to 12 months of traces.
const BOUNDS: [Bound; 5] = [
    ("transcripts_days", 1..=90, "jours", 30),
    ("appointments_months", 6..=240, "mois", 36),
    ("consents_months", 12..=120, "mois", 60),
    ("calls_months", 1..=25, "mois", 25),
    ("audit_months", 6..=12, "mois", 12),
];

impl Retention {
    /// Every setting with its bound, in the order of `BOUNDS`.
    fn values(&self) -> [u16; 5] {
        [self.transcripts_days, self.appointments_months, self.consents_months, self.calls_months, self.audit_months]
    }

    pub(crate) fn check(&self) -> Result<(), Error> {
        for ((key, range, unit, example), value) in BOUNDS.into_iter().zip(self.values()) {
            if !range.contains(&value) {
                return Err(Error::Setting {
                    key: format!("retention.{key}"),
                    fault: format!("{value} {unit} n'est pas possible."),
                    remedy: format!("Écrivez un nombre de {} à {}, par exemple {example}.", range.start(), range.end()),
                });
            }
        }
        Ok(())
    }

    /// First day whose notes are kept, when today is `today`.
    #[must_use]
    pub fn transcripts_from(&self, today: Date) -> Date {
        today.saturating_sub(i32::from(self.transcripts_days).days())
    }

    /// First day whose appointments are kept.
    #[must_use]
    pub fn appointments_from(&self, today: Date) -> Date {
        months_before(today, self.appointments_months)
    }

    /// First day whose replaced consents are kept.
    #[must_use]
    pub fn consents_from(&self, today: Date) -> Date {
        months_before(today, self.consents_months)
    }

    /// First day whose calls and measures are kept.
    #[must_use]
    pub fn calls_from(&self, today: Date) -> Date {
        months_before(today, self.calls_months)
    }

    /// First day whose accesses are kept; the trail goes by whole months of writing.
    #[must_use]
    pub fn audit_from(&self, today: Date) -> Date {
        months_before(today, self.audit_months)
    }
}

fn months_before(today: Date, months: u16) -> Date {
    today.saturating_sub(i32::from(months).months())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_bound_holds_its_default_and_refuses_what_lies_beyond() {
        assert_eq!(Retention::default().check(), Ok(()));
        let set = |i: usize, value: u16| {
            let mut r = Retention::default();
            let fields = [
                &mut r.transcripts_days,
                &mut r.appointments_months,
                &mut r.consents_months,
                &mut r.calls_months,
                &mut r.audit_months,
            ];
            *fields.into_iter().nth(i).expect("five settings") = value;
            r.check()
        };
        for (i, (key, range, ..)) in BOUNDS.into_iter().enumerate() {
            for (value, good) in
                [(*range.start(), true), (*range.end(), true), (range.start() - 1, false), (range.end() + 1, false)]
            {
                let said = set(i, value);
                assert_eq!(said.is_ok(), good, "{key} = {value}");
                assert!(good || said.is_err_and(|e| e.to_string().contains(key)));
            }
        }
    }

    #[test]
    fn days_are_counted_back_over_short_months_and_never_panic() {
        let r = Retention::default();
        let check = |today: Date, notes: Date, book: Date, audit: Date| {
            let found = (r.transcripts_from(today), r.appointments_from(today), r.audit_from(today));
            assert_eq!(found, (notes, book, audit), "{today}");
        };
        check(date(2026, 11, 23), date(2026, 10, 24), date(2023, 11, 23), date(2025, 11, 23));
        check(date(2028, 2, 29), date(2028, 1, 30), date(2025, 2, 28), date(2027, 2, 28));
        check(date(1970, 1, 1), date(1969, 12, 2), date(1967, 1, 1), date(1969, 1, 1));
        assert_eq!(r.transcripts_from(Date::MIN), Date::MIN);
    }
}
