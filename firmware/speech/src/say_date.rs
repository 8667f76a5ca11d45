//! Dates as the voice says them.

use crate::meaning::When;
use jiff::civil::{Date, DateTime};

/// "aujourd'hui", "demain mardi", "jeudi vingt-six novembre"; with the year when it is further than eleven months.
pub fn day(_date: Date, _now: DateTime) -> String {
    String::new()
}

/// "demain mardi à quatorze heures", "jeudi vingt-six novembre à neuf heures et quart".
pub fn moment(_at: DateTime, _now: DateTime) -> String {
    String::new()
}

/// A birth date in full: "le douze mars mille neuf cent soixante-quatre".
pub fn birth(_date: Date) -> String {
    String::new()
}

/// A wish said back: "jeudi vingt-six novembre, entre quatorze heures et dix-huit heures".
pub fn wish(_when: &When, _now: DateTime) -> String {
    String::new()
}
