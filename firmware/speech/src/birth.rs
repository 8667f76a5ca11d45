//! Birth dates.

use crate::found::Found;
use jiff::civil::{Date, DateTime};

/// A birth date said or written in any of the usual ways, between 1900 and today. A two-digit year is the latest year
/// that is not in the future. `None` for an impossible date.
pub fn birth_date(_text: &str, _now: DateTime) -> Option<Found<Date>> {
    None
}
