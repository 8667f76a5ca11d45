//! Text before it is spoken: cleaned of what an engine would take for a command.

/// Text past this is not spoken: nobody listens to five minutes of a machine.
const TEXT_CHARS_MAX: usize = 4000;

/// What an engine may read: letters, digits, and the punctuation of a sentence. `<` and `&` begin commands of Pico's, one of
/// which plays files: they never get through.
pub(crate) fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for c in text.chars().take(TEXT_CHARS_MAX) {
        match c {
            '\u{2019}' | '\u{2018}' => kept.push('\''),
            // What stands between brackets or dashes is read as between commas.
            '«' | '»' | '“' | '”' | '(' | ')' | '—' | '–' => kept.push_str(" , "),
            '…' => kept.push('.'),
            c if c.is_alphanumeric() || " '-,;:.!?%€+/".contains(c) => kept.push(c),
            _ => kept.push(' '),
        }
    }
    let mut out = String::with_capacity(kept.len());
    for word in kept.split_whitespace() {
        match word {
            "," | "." if out.ends_with([',', '.', ';', ':', '!', '?']) || out.is_empty() => {}
            "," | "." => out.push_str(word),
            _ if out.is_empty() => out.push_str(word),
            _ => out.extend([" ", word]),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn commands_of_the_engine_do_not_get_through() {
        for (text, expect) in [
            ("<play file=\"/etc/passwd\"/>Bonjour", "play file /etc/passwd / Bonjour"),
            ("&lt;speed level='10'&gt;", "lt;speed level '10' gt;"),
            ("le docteur (Martin)\nest là", "le docteur, Martin, est là"),
            ("« Bonjour »", "Bonjour,"),
            ("\u{0}\u{1b}[31m😀", "31m"),
        ] {
            assert_eq!(clean(text), expect, "{text}");
        }
    }

    proptest! {
        #[test]
        fn cleaning_leaves_no_markup(text in ".{0,200}") {
            prop_assert!(!clean(&text).contains(['<', '>', '&', '\\', '"', '\0']));
        }
    }
}
