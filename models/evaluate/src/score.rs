//! Word error rate.

use huisclos_speech::say;

/// A sentence as words: lower case, without punctuation, hyphens as spaces (the recogniser writes "rendez vous"), and digits as they
/// are said: standard Whispers write "39 de fièvre à 10h30".
pub fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace('’', "'").replace(['-', '‑'], " ");
    let mut kept = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        if !c.is_ascii_digit() {
            kept.push(if c.is_alphanumeric() || c == '\'' { c } else { ' ' });
            continue;
        }
        let mut digits = String::from(c);
        while let Some(next) = rest.next_if(char::is_ascii_digit) {
            digits.push(next);
        }
        kept.push_str(&format!(" {} ", said(&digits)));
        if rest.next_if_eq(&'h').is_some() {
            kept.push_str("heures ");
        }
    }
    kept.split_whitespace().map(str::to_string).collect()
}

/// "06" is "zéro six"; numbers longer than a year are said in pairs, as telephone numbers are.
fn said(digits: &str) -> String {
    let one = |digits: &str| digits.parse().map(say::number).unwrap_or_default();
    let said = match digits.strip_prefix('0') {
        Some(_) if digits.len() > 2 => format!("{} {}", self::said(&digits[..2]), self::said(&digits[2..])),
        Some(rest) if !rest.is_empty() => format!("zéro {}", self::said(rest)),
        _ if digits.len() > 4 => format!("{} {}", one(&digits[..2]), self::said(&digits[2..])),
        _ => one(digits),
    };
    said.replace('-', " ")
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
            ("trente-neuf de fièvre à dix heures", "39 de fièvre à 10h.", 0),
            ("zéro six douze trente-quatre", "0612 34", 0),
            ("zéro six douze", "0613", 1),
        ] {
            assert_eq!(edits(&words(reference), &words(heard)), expect, "{reference} / {heard}");
        }
    }
}
