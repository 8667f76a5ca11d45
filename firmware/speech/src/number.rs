//! French numbers.

use crate::found::Found;

/// Every cardinal of a turn, words or figures, in order: "quatre-vingt-dix", "septante", "14".
pub fn numbers_in(_text: &str) -> Vec<Found<u32>> {
    Vec::new()
}

/// Every rank of a turn: "le premier" 1, "la deuxième" 2, "le dernier" -1, "l'avant-dernier" -2.
pub fn ranks_in(_text: &str) -> Vec<Found<i8>> {
    Vec::new()
}
