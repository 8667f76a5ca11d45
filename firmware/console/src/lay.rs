//! Laying text out in 79 columns.

use crate::limits::COLUMNS;

/// A row that fits, its end replaced by "…" where it does not; without control characters, whatever is in it.
pub fn fit(text: &str) -> String {
    fit_to(text, COLUMNS)
}

/// The same for another width.
pub fn fit_to(text: &str, columns: usize) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    if text.chars().count() <= columns {
        return text.chars().map(clean).collect();
    }
    let mut out: String = text.chars().take(columns.saturating_sub(1)).map(clean).collect();
    out.push('…');
    out
}

/// A sentence on as many rows as it takes, those after the first indented.
pub fn wrap(text: &str, indent: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    let mut row = String::new();
    for word in text.split_whitespace() {
        if !row.trim().is_empty() && row.chars().count() + 1 + word.chars().count() > COLUMNS {
            rows.push(std::mem::replace(&mut row, " ".repeat(indent)));
        } else if !row.trim().is_empty() {
            row.push(' ');
        }
        row.push_str(word);
    }
    rows.push(row);
    rows
}

/// A rule under a title.
pub fn rule() -> String {
    "─".repeat(COLUMNS)
}

/// A title at the left, something at the right.
pub fn ends(left: &str, right: &str) -> String {
    let right = fit_to(right, COLUMNS / 2);
    let left = fit_to(left, COLUMNS.saturating_sub(right.chars().count() + 1));
    let gap = COLUMNS.saturating_sub(left.chars().count() + right.chars().count());
    format!("{left}{}{right}", " ".repeat(gap))
}

/// An accent written as a character of its own after its letter, as the French BIP 39 list does: none of ours.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Letters and their accents as one character each, so that a row is as wide as it has characters.
pub fn composed(text: &str) -> String {
    const PAIRS: [(&str, &str); 8] = [
        ("e\u{301}", "é"),
        ("e\u{300}", "è"),
        ("e\u{302}", "ê"),
        ("a\u{300}", "à"),
        ("a\u{302}", "â"),
        ("i\u{302}", "î"),
        ("o\u{302}", "ô"),
        ("u\u{302}", "û"),
    ];
    PAIRS.iter().fold(text.to_string(), |text, (pair, one)| text.replace(pair, one))
}

/// Lower case without accents: how commands are compared.
pub fn folded(word: &str) -> String {
    word.chars()
        .filter(|c| !is_accent(*c))
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'à' | 'â' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' => 'i',
            'ô' | 'ö' => 'o',
            'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_fit() {
        let long = "é".repeat(200);
        assert_eq!(fit(&long).chars().count(), COLUMNS);
        assert_eq!(ends(&long, &long).chars().count(), COLUMNS);
        let sentence = "Débranchez le réseau et appelez l'installateur. ".repeat(5);
        assert!(wrap(&sentence, 4).iter().all(|row| row.chars().count() <= COLUMNS));
        assert_eq!(wrap(&sentence, 4).join(" ").split_whitespace().count(), sentence.split_whitespace().count());
        assert_eq!(fit("a\x1b[2Jb\r"), "a [2Jb ", "nothing in a text commands the terminal");
    }
}
