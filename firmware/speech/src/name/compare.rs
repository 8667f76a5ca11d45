//! Names compared: the same, or alike to the ear.

use crate::phonetic::sounds;
use crate::words::fold;

/// A name without case, accents, hyphens, apostrophes and spaces: the form names are compared by.
pub fn normal(name: &str) -> String {
    fold(name).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Equal but for case, accents, hyphens, apostrophes and spaces. Two empty names are not the same.
pub fn same_name(a: &str, b: &str) -> bool {
    let a = normal(a);
    !a.is_empty() && a == normal(b)
}

/// How alike two names sound, 0 to 1: 1 for the same sounds, 0 where one is empty. Letters count a little less than
/// sounds, so that "Lefebvre" and "Lefèvre" stay apart from "Lefort".
pub fn alike(a: &str, b: &str) -> f32 {
    let (letters_a, letters_b) = (normal(a), normal(b));
    if letters_a.is_empty() || letters_b.is_empty() {
        return 0.0;
    }
    if letters_a == letters_b {
        return 1.0;
    }
    let by_sound = nearness(&sounds(a), &sounds(b));
    by_sound.max(0.95 * nearness(&letters_a, &letters_b))
}

/// 1 less the share of letters to change (Levenshtein 1966).
pub(super) fn nearness(a: &str, b: &str) -> f32 {
    let a: Vec<char> = a.chars().take(64).collect();
    let b: Vec<char> = b.chars().take(64).collect();
    let longest = a.len().max(b.len());
    if longest == 0 {
        return 0.0;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let change = diagonal + usize::from(ca != cb);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    1.0 - row[b.len()] as f32 / longest as f32
}
