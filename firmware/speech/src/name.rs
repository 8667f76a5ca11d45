//! Family and first names in a caller's words.

use crate::found::Found;
use crate::meaning::Asking;

/// The names of a turn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Family name, lower case, as spelled.
    pub last: Option<Found<String>>,
    /// First name, lower case, as said.
    pub first: Option<Found<String>>,
}

/// The names said in a turn. Asked for a name, whatever remains once the fillers are gone is the name; not asked, only
/// after "je m'appelle", "madame", "au nom de"… (never after "docteur").
pub fn names(_text: &str, _asking: Asking) -> Names {
    Names::default()
}

/// Equal but for case, accents, hyphens, apostrophes and spaces.
pub fn same_name(_a: &str, _b: &str) -> bool {
    false
}

/// How alike two names sound, 0 to 1: 1 for the same sounds.
pub fn alike(_a: &str, _b: &str) -> f32 {
    0.0
}
