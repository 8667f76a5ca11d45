//! Text before it is spoken, cut into sentences: the first is heard while the next is still being made.

/// A sentence longer than this is cut at a comma or a space: the caller would wait for its first sound, and Pico's buffer
/// has a few hundred bytes.
pub const SENTENCE_CHARS_MAX: usize = 240;

/// The sentences of a text, each to be spoken by itself, so that the first is heard early. Together they are the whole text.
pub fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.trim().is_empty() {
        let cut = sentence_end(rest).unwrap_or(rest.len()).min(longest(rest));
        let (sentence, after) = rest.split_at(cut);
        if !sentence.trim().is_empty() {
            out.push(sentence.trim());
        }
        rest = after;
    }
    out
}

/// Just after the first mark that ends a sentence: one of `.!?…` before a space (not in "9.30" or "M.").
fn sentence_end(text: &str) -> Option<usize> {
    let mut before: Option<char> = None;
    let mut word = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((i, c)) = letters.next() {
        let space_next = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
        let short = c == '.' && before.is_some_and(char::is_uppercase) && word == 1;
        if matches!(c, '.' | '!' | '?' | '…') && space_next && !short {
            return Some(i + c.len_utf8());
        }
        word = if c.is_whitespace() { 0 } else { word + 1 };
        before = Some(c);
    }
    None
}

/// Where a sentence that is too long is cut: its last comma, else its last space, else anywhere.
fn longest(text: &str) -> usize {
    let Some((end, _)) = text.char_indices().nth(SENTENCE_CHARS_MAX) else { return text.len() };
    let head = &text[..end];
    head.rfind(", ").map(|i| i + 1).or_else(|| head.rfind(' ').map(|i| i + 1)).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sentences_end_where_a_reader_breathes() {
        for (text, expect) in [
            (
                "Bonjour. Cabinet des Lilas ! Que puis-je faire ?",
                vec!["Bonjour.", "Cabinet des Lilas !", "Que puis-je faire ?"],
            ),
            ("à 9.30 chez M. Martin", vec!["à 9.30 chez M. Martin"]),
            ("   ", vec![]),
            ("Attendez… merci", vec!["Attendez…", "merci"]),
            ("Bonjour. Dites-moi", vec!["Bonjour.", "Dites-moi"]),
        ] {
            assert_eq!(sentences(text), expect, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_too_long(text in "[a-zé ,.!?]{0,900}") {
            let parts = sentences(&text);
            prop_assert!(parts.iter().all(|s| s.chars().count() <= SENTENCE_CHARS_MAX));
            let squeeze = |t: &str| t.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(squeeze(&parts.concat()), squeeze(&text));
        }
    }
}
