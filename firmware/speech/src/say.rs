//! What the voice says: numbers, hours, phones, spelled names, lists, in words a French ear expects.

use huisclos_agenda::Phone;
use jiff::civil::Time;

/// A number in words: 71 is "soixante et onze".
pub fn number(_n: u32) -> String {
    String::new()
}

/// "neuf heures et quart", "midi", "quatorze heures vingt".
pub fn hour(_time: Time) -> String {
    String::new()
}

/// "zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit".
pub fn phone(_phone: &Phone) -> String {
    String::new()
}

/// Letter by letter with pauses, for the voice: "g, a, r, n, i, e, r".
pub fn spelled(_name: &str) -> String {
    String::new()
}

/// "quinze minutes", "une heure", "une heure trente".
pub fn minutes(_minutes: u32) -> String {
    String::new()
}

/// "a", "a ou b", "a, b ou c".
pub fn either(_items: &[String]) -> String {
    String::new()
}

/// "a", "a et b", "a, b et c".
pub fn both(_items: &[String]) -> String {
    String::new()
}

/// "de" or "d'" before a word, joined to it: "de Martin", "d'Yvette".
pub fn of(_word: &str) -> String {
    String::new()
}
