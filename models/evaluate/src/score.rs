//! Word error rate.

/// A sentence as words: lower case, without punctuation, hyphens as spaces (the recogniser writes "rendez vous").
pub fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('’', "'").replace(['-', '‑'], " ");
    let kept: String = text.chars().map(|c| if c.is_alphanumeric() || c == '\'' { c } else { ' ' }).collect();
    kept.split_whitespace().map(str::to_string).collect()
}

/// Edits (substitutions, insertions, deletions) from `reference` to `heard`.
pub fn edits(reference: &[String], heard: &[String]) -> usize {
    let mut row: Vec<usize> = (0..=heard.len()).collect();
    for (i, word) in reference.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in heard.iter().enumerate() {
            let change = diagonal + usize::from(word != other);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[heard.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_counted_by_word() {
        for (reference, heard, expect) in [
            ("un rendez-vous, demain", "un rendez vous demain", 0),
            ("je viens jeudi", "je viens jeudi matin", 1),
            ("je viens jeudi", "", 3),
            ("oui", "non", 1),
        ] {
            assert_eq!(edits(&words(reference), &words(heard)), expect, "{reference} / {heard}");
        }
    }
}
