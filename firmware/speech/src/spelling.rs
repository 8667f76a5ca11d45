//! Names spelled letter by letter.

use crate::found::Found;

/// The name spelled in a turn, in lower case ("L E deux F E V R E" is "leffevre"); `None` under two letters.
pub fn spelled(_text: &str) -> Option<Found<String>> {
    None
}

/// Every name spelled in a turn, in order.
pub fn all_spelled(_text: &str) -> Vec<Found<String>> {
    Vec::new()
}
