//! What every text goes through before the model, in training (`form.py`) as here.

use unicode_normalization::UnicodeNormalization;

/// Composed letters, lower case, no punctuation but that inside words and dates, single spaces. An apostrophe stays with the
/// word before it and does not part it from the next.
pub fn normalise(text: &str) -> String {
    let lower: String =
        text.nfc().flat_map(char::to_lowercase).map(|c| if c == '\u{2019}' { '\'' } else { c }).collect();
    let letters: Vec<char> = lower.chars().collect();
    // "12.03.1964": a point between two digits parts two numbers.
    let digit = |i: Option<usize>| i.and_then(|i| letters.get(i)).is_some_and(|c: &char| c.is_numeric());
    let dated: String = letters
        .iter()
        .enumerate()
        .map(|(i, c)| if *c == '.' && digit(i.checked_sub(1)) && digit(Some(i + 1)) { ' ' } else { *c })
        .collect();
    // As form.py does it: a space after each apostrophe, other punctuation to spaces, then "' " joined again.
    let spaced = dated.replace('\'', "' ").replace("' ", "'");
    let kept: String = spaced
        .chars()
        .map(|c| if c.is_alphanumeric() || matches!(c, '_' | '\'' | '-' | '/' | '+' | ' ') { c } else { ' ' })
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn texts_are_those_of_training() {
        for (said, read) in [
            ("Bonjour, je voudrais un RENDEZ-VOUS !", "bonjour je voudrais un rendez-vous"),
            ("C’est l’après-midi", "c'est l'après-midi"),
            ("l' après-midi", "l' après-midi"), // as training's Python leaves it
            ("le 12.03.1964. Voilà", "le 12 03 1964 voilà"),
            ("03/04/1958", "03/04/1958"),
            ("e\u{301}te\u{301}", "été"),
            ("+33 6… (portable)", "+33 6 portable"),
            ("  \t\n ?! ", ""),
        ] {
            assert_eq!(normalise(said), read, "{said}");
        }
    }

    proptest! {
        #[test]
        fn once_is_enough(text in ".{0,40}") {
            let once = normalise(&text);
            prop_assert!(!once.contains("  ") && once.trim() == once);
            prop_assert_eq!(normalise(&once), once);
        }
    }
}
