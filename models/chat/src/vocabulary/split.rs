//! How a text is cut into words before its bytes are joined: the regular expression of Llama 3 and Qwen, by hand.
//!
//! `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
//! where Qwen takes digits one by one. What Unicode calls alphabetic is taken for a letter: in Latin script that is the same.

/// Digits that make a word together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Digits {
    Single,
    Threes,
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic()
}

fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n')
}

fn is_sign(c: char) -> bool {
    !c.is_whitespace() && !is_letter(c) && !c.is_numeric()
}

/// The words of a text, which together are the text.
pub(super) fn split(text: &str, digits: Digits) -> Vec<&str> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let place = |i: usize| chars.get(i).map_or(text.len(), |(at, _)| *at);
    let mut words = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let end = at + length(&chars[at..], digits).max(1);
        words.push(&text[place(at)..place(end)]);
        at = end;
    }
    words
}

/// Characters of the first word.
fn length(chars: &[(usize, char)], digits: Digits) -> usize {
    let get = |i: usize| chars.get(i).map(|(_, c)| *c);
    let run =
        |from: usize, is: fn(char) -> bool| chars[from.min(chars.len())..].iter().take_while(|(_, c)| is(*c)).count();
    let Some(first) = get(0) else { return 0 };
    if first == '\'' {
        let next = |i: usize| get(i).map(|c| c.to_ascii_lowercase());
        match (next(1), next(2)) {
            (Some('s' | 't' | 'm' | 'd'), _) => return 2,
            (Some('r' | 'v'), Some('e')) | (Some('l'), Some('l')) => return 3,
            _ => {}
        }
    }
    if is_letter(first) {
        return run(0, is_letter);
    }
    if !is_break(first) && !first.is_numeric() && get(1).is_some_and(is_letter) {
        return 1 + run(1, is_letter);
    }
    if first.is_numeric() {
        let most = if digits == Digits::Single { 1 } else { 3 };
        return run(0, char::is_numeric).min(most);
    }
    let blank = usize::from(first == ' ');
    let signs = run(blank, is_sign);
    if signs > 0 {
        return blank + signs + run(blank + signs, is_break);
    }
    let blanks = run(0, char::is_whitespace);
    if let Some(last) = (0..blanks).rev().find(|i| get(*i).is_some_and(is_break)) {
        return last + 1;
    }
    // The last blank belongs to the word after it.
    if blanks < chars.len() && blanks > 1 { blanks - 1 } else { blanks }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_expression() {
        for (text, expect) in [
            ("Bonjour, c'est l'été !", vec!["Bonjour", ",", " c", "'est", " l", "'été", " !"]),
            ("j'me dis 12345", vec!["j", "'m", "e", " dis", " ", "123", "45"]),
            ("a  b\n\n c  ", vec!["a", " ", " b", "\n\n", " c", "  "]),
            ("x ...\n\ny", vec!["x", " ...\n\n", "y"]),
            (" \n \n  z", vec![" \n \n", " ", " z"]),
            ("\tmot (oui)", vec!["\tmot", " (", "oui", ")"]),
            ("", vec![]),
        ] {
            assert_eq!(split(text, Digits::Threes), expect, "{text:?}");
            assert_eq!(split(text, Digits::Single).concat(), text);
        }
        assert_eq!(split("le 12/03", Digits::Single), ["le", " ", "1", "2", "/", "0", "3"]);
    }
}
