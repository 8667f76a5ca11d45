//! When the duties of the night are done: at a quiet hour of the civil clock, never during a call.

use jiff::civil::DateTime;

/// The quiet hours: the doctor on call sleeps, the cleaners have gone, summer time has changed at three.
const QUIET: std::ops::Range<i8> = 3..5;
/// Hours in which a cabinet is shut, for a box that is switched off at night.
const SHUT: [std::ops::Range<i8>; 2] = [0..7, 20..24];
/// A night missed by that much is made up in the next hour that is shut,
const MISSED_HOURS: i64 = 36;
/// and by that much in any hour without a call.
const OVERDUE_HOURS: i64 = 72;

/// Whether the duties of the night are to be done now. `last`: when they were done; `None`: never yet.
#[must_use]
pub fn night_is_due(now: DateTime, last: Option<DateTime>, calls: usize) -> bool {
    if calls > 0 {
        return false;
    }
    let quiet = QUIET.contains(&now.hour());
    let Some(last) = last else { return quiet };
    let since_h = now.duration_since(last).as_hours();
    // A clock that was put back must not keep the night from being done.
    if since_h < 0 {
        return quiet;
    }
    let shut = SHUT.iter().any(|hours| hours.contains(&now.hour()));
    (quiet && last.date() < now.date()) || (shut && since_h >= MISSED_HOURS) || since_h >= OVERDUE_HOURS
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn nights_are_done_once_at_a_quiet_hour_and_made_up_when_missed() {
        let at = |day, hour| date(2026, 11, day).at(hour, 10, 0, 0);
        for (now, last, calls, due, why) in [
            (at(23, 3), Some(at(22, 3)), 0, true, "every night"),
            (at(23, 3), Some(at(22, 3)), 1, false, "never during a call"),
            (at(23, 4), Some(at(23, 3)), 0, false, "once"),
            (at(23, 9), Some(at(22, 3)), 0, false, "not by day"),
            (at(23, 2), Some(at(22, 3)), 0, false, "not before its hour"),
            (at(23, 3), None, 0, true, "the first"),
            (at(23, 12), None, 0, false, "a box that was just installed works"),
            (at(23, 21), Some(at(22, 3)), 0, true, "missed: 42 h, and the cabinet is shut"),
            (at(23, 15), Some(at(22, 3)), 0, false, "missed by 36 h, and the cabinet is open"),
            (at(25, 15), Some(at(22, 3)), 0, true, "missed by three days"),
            (at(25, 15), Some(at(22, 3)), 1, false, "and still never during a call"),
            (at(20, 3), Some(at(22, 3)), 0, true, "the clock was put back"),
        ] {
            assert_eq!(night_is_due(now, last, calls), due, "{why}");
        }
    }
}
