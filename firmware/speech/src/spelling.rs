//! Names spelled letter by letter: "L E deux F E V R E", "gé a erre enne i e erre", "D comme Denis".
//!
//! A letter's name is often a French word ("elle", "aime", "air", "thé"): it counts as a letter only inside a run in
//! which letters that can be nothing else stand beside it.

mod letters;
mod remark;

use crate::found::Found;
use crate::words::{Glue, Words};
use letters::{MAYBE, SURE, accented};

/// Letters of one spelled name: the longest double names have under forty.
const LETTERS_MAX: usize = 60;

/// What one or several words stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Letter {
        c: char,
        sure: bool,
    },
    /// "deux" or "double" before a letter.
    Twice,
    /// "accent aigu" on the letter before.
    Accent(char),
    Joint(char),
    /// "et", "puis", "majuscule", "en un mot": nothing.
    Nothing,
}

/// The name spelled in a turn, in lower case ("L E deux F E V R E" is "leffevre"); `None` under two letters. Of several,
/// the longest.
pub fn spelled(text: &str) -> Option<Found<String>> {
    all_spelled(text).into_iter().max_by_key(|f| f.value.chars().count())
}

/// Every name spelled in a turn, in order.
pub fn all_spelled(text: &str) -> Vec<Found<String>> {
    let words = Words::as_written(text);
    let mut out = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match run(text, &words, at) {
            Some((name, end)) => {
                let name = remark::without_remarks(&words, at, end, name);
                out.push(Found::new(name, words.span(at, end)));
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    out
}

/// The run of letters that starts at a word, and the word after it.
fn run(text: &str, words: &Words, from: usize) -> Option<(String, usize)> {
    let mut name = String::new();
    let (mut letters, mut sure_letters, mut plain_letters, mut paused_letters) = (0, 0, 0, 0);
    let mut twice = false;
    let mut at = from;
    // The end after the last letter: what trails ("et", "deux") is not part of it.
    let mut end = from;
    let mut weak_tail: Option<(usize, usize)> = None;
    while letters < LETTERS_MAX {
        let Some((sign, used)) = sign(text, words, at, letters > 0) else { break };
        match sign {
            Sign::Letter { c, sure } => {
                if letters == 0 && !sure && !opens(words, at) {
                    return None;
                }
                // A weak word after a pause and not followed by a letter ends the name: ", elle est née".
                name.push(c);
                if twice {
                    name.push(c);
                }
                letters += 1;
                sure_letters += usize::from(sure || twice);
                paused_letters += usize::from(words.pause(at));
                plain_letters += usize::from(sure || words[at].raw.chars().count() == 1);
                twice = false;
                at += used;
                let before_comparison = end;
                end = at;
                if words.bare(at) == "comme" && words.get(at + 1).is_some() {
                    at += 1;
                    if matches!(words.bare(at), "le" | "la" | "l" | "un" | "une" | "dans" | "en")
                        && words.get(at + 1).is_some()
                    {
                        at += 1;
                    }
                    at += 1;
                    end = at;
                    sure_letters += usize::from(!sure);
                    weak_tail = None;
                } else if words.bare(at) == "de"
                    && words.get(at + 1).is_some_and(|w| w.raw.len() > 2 && crate::name::is_first_name(&w.raw))
                {
                    at += 2;
                    end = at;
                    weak_tail = None;
                } else if sure {
                    weak_tail = None;
                } else if weak_tail.is_none() {
                    weak_tail = Some((before_comparison, name.len() - c.len_utf8()));
                }
            }
            Sign::Twice => {
                if !matches!(self::sign(text, words, at + used, true), Some((Sign::Letter { .. }, _))) {
                    break;
                }
                twice = true;
                at += used;
            }
            Sign::Accent(mark) if letters > 0 => {
                let last = name.pop()?;
                name.push(accented(last, mark));
                at += used;
                end = at;
                weak_tail = None;
            }
            Sign::Joint(c) if letters > 0 => {
                // Only between letters: a sign at the end is no part of the name.
                if !matches!(
                    self::sign(text, words, at + used, true),
                    Some((Sign::Letter { .. } | Sign::Twice | Sign::Nothing, _))
                ) {
                    break;
                }
                name.push(c);
                at += used;
            }
            Sign::Nothing if letters > 0 => at += used,
            _ => break,
        }
    }
    // Weak words at the very end that a sentence may start with: "…e r elle est".
    if let Some((cut_end, cut_len)) = weak_tail
        && words.get(end).is_some_and(|w| {
            w.glue != Glue::Pause && !matches!(w.bare.as_str(), "et" | "comme" | "prenom" | "voila" | "merci")
        })
    {
        let cut = name.split_off(cut_len);
        letters -= cut.chars().count().min(letters);
        end = cut_end;
    }
    let name = name.trim_end_matches([' ', '-', '\'']).to_string();
    // Nothing but letters in the whole turn: "a o u", "gé a air haine i eux air".
    let only_letters = from == 0
        && end == words.len()
        && letters >= 3
        && (plain_letters == letters || sure_letters >= 2 || paused_letters + 1 == letters);
    let enough = letters >= 2 && end > from;
    let certain = only_letters || (sure_letters >= 2 && sure_letters * 2 >= letters);
    (enough && certain).then_some((name, end))
}

/// True when a weak word may open a run: at the start, after a pause, or after a word that announces a spelling.
fn opens(words: &Words, at: usize) -> bool {
    at == 0
        || words.pause(at)
        || words.get(at).is_some_and(|w| w.glue == Glue::Hyphen)
        || matches!(
            words.back(at, 1),
            "est"
                | "ecrit"
                | "epelle"
                | "nom"
                | "prenom"
                | "avec"
                | "epelez"
                | "donc"
                | "alors"
                | "c"
                | "ca"
                | "lettre"
                | "euh"
        )
}

fn sign(text: &str, words: &Words, at: usize, inside: bool) -> Option<(Sign, usize)> {
    let word = words.get(at)?;
    let bare = word.bare.as_str();
    let next_glue = words.get(at + 1).map(|w| w.glue);
    for (phrase, c) in [
        ("double ve", 'w'),
        ("double v", 'w'),
        ("double vee", 'w'),
        ("i grec", 'y'),
        ("i grecque", 'y'),
        ("y grec", 'y'),
        ("est ce", 's'),
    ] {
        if words.are(at, phrase) {
            return Some((Sign::Letter { c, sure: phrase != "est ce" }, 2));
        }
    }
    if inside {
        for (phrase, sign) in [
            ("accent aigu", Sign::Accent('´')),
            ("accent aigue", Sign::Accent('´')),
            ("accent grave", Sign::Accent('`')),
            ("accent circonflexe", Sign::Accent('^')),
            ("trema", Sign::Accent('¨')),
            ("cedille", Sign::Accent('¸')),
            ("trait d union", Sign::Joint('-')),
            ("trait union", Sign::Joint('-')),
            ("tiret", Sign::Joint('-')),
            ("apostrophe", Sign::Joint('\'')),
            ("espace", Sign::Joint(' ')),
            ("en deux mots", Sign::Joint(' ')),
            ("plus loin", Sign::Joint(' ')),
            ("en un seul mot", Sign::Nothing),
            ("en un mot", Sign::Nothing),
            ("majuscule", Sign::Nothing),
            ("minuscule", Sign::Nothing),
            ("et puis", Sign::Nothing),
            ("puis", Sign::Nothing),
            ("ensuite", Sign::Nothing),
            ("apres", Sign::Nothing),
        ] {
            if words.are(at, phrase) {
                return Some((sign, phrase.split(' ').count()));
            }
        }
        if bare == "et" && matches!(self::sign(text, words, at + 1, true), Some((Sign::Letter { sure: true, .. }, _))) {
            return Some((Sign::Nothing, 1));
        }
    }
    if matches!(bare, "deux" | "double" | "2") {
        return Some((Sign::Twice, 1));
    }
    // "c'est", "j'ai" inside a run; elsewhere an elided letter is no letter.
    if next_glue == Some(Glue::Apostrophe) {
        let both = format!("{bare}'{}", words.bare(at + 1));
        if inside && let Some((_, c)) = MAYBE.iter().find(|(w, _)| *w == both) {
            let goes_on = matches!(self::sign(text, words, at + 2, true), Some((Sign::Letter { sure: true, .. }, _)));
            return goes_on.then_some((Sign::Letter { c: *c, sure: false }, 2));
        }
        return None;
    }
    if word.glue == Glue::Apostrophe && bare.len() > 1 {
        return None;
    }
    let mut letters = word.raw.chars();
    if let (Some(c), None) = (letters.next(), letters.next()) {
        if !c.is_alphabetic() {
            return None;
        }
        let capital = text.get(word.span.clone()).is_some_and(|t| t.chars().all(char::is_uppercase));
        let sure = capital || !matches!(c, 'a' | 'à' | 'y' | 'o' | 'ô');
        return Some((Sign::Letter { c, sure }, 1));
    }
    // With its accent it can be nothing else: "de", "te" and "ce" are words.
    if let Some(c @ ('t' | 'd' | 'c')) =
        matches!(word.raw.as_str(), "té" | "dé" | "cé").then(|| bare.chars().next()).flatten()
    {
        return Some((Sign::Letter { c, sure: true }, 1));
    }
    if let Some((_, c)) = SURE.iter().find(|(w, _)| *w == bare) {
        return Some((Sign::Letter { c: *c, sure: true }, 1));
    }
    MAYBE.iter().find(|(w, _)| *w == bare).map(|(_, c)| (Sign::Letter { c: *c, sure: false }, 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spells() {
        for (say, want) in [
            ("L E deux F E V R E", "leffevre"),
            ("l e deux f e v r e", "leffevre"),
            ("M A deux L E T", "mallet"),
            ("G-A-R-N-I-E-R", "garnier"),
            ("G.A.R.N.I.E.R.", "garnier"),
            ("g, a, r, n, i, e, r", "garnier"),
            ("gé a erre enne i e erre", "garnier"),
            ("gé a air haine i eux air", "garnier"),
            ("bé e erre thé i enne", "bertin"),
            ("D comme Denis, U, R, A, N, D comme Denis", "durand"),
            ("D comme le dé, U, P, O, N, T", "dupont"),
            ("O apostrophe B R I E N", "o'brien"),
            ("L E tiret B R A S", "le-bras"),
            ("L E espace G A L L", "le gall"),
            ("L E en deux mots G A deux L", "le gall"),
            ("double vé a elle té e erre", "walter"),
            ("i grec v e esse", "yves"),
            ("e accent aigu t i e deux n e", "étienne"),
            ("f r a n c cédille o i s", "françois"),
            ("ça s'écrit D E L A T O U R, voilà", "delatour"),
            ("P comme Pierre, A, U, L, paul", "paul"),
            ("c'est garnier, G A R N I E R, et le prénom sophie", "garnier"),
            ("zède o e accent aigu", "zoé"),
        ] {
            let got = spelled(say).map_or(String::new(), |f| f.value);
            assert_eq!(got, want, "{say}");
        }
    }

    #[test]
    fn sentences_spell_nothing() {
        for say in [
            "il y a un problème",
            "elle aime l'air de la mer",
            "je voudrais deux rendez-vous",
            "c'est à dix heures",
            "j'ai mal à la tête et au dos",
            "en deux mots",
            "a",
            "",
        ] {
            assert_eq!(spelled(say), None, "{say}");
        }
    }

    #[test]
    fn a_turn_of_doubles_ends() {
        for say in ["deux a deux a elle vient", "deux deux deux", "a tiret a tiret de elle", "et et et et"] {
            let _ = all_spelled(&say.repeat(40));
        }
    }

    #[test]
    fn two_names_in_one_turn() {
        let all: Vec<String> =
            all_spelled("M A deux L E T, et le prénom guy, G U Y").into_iter().map(|f| f.value).collect();
        assert_eq!(all, ["mallet", "guy"]);
    }

    proptest! {
        #[test]
        fn a_spelled_name_comes_back(name in "[a-zéèç]{3,14}") {
            let said = crate::say::spelled(&name);
            prop_assert_eq!(spelled(&said).map(|f| f.value), Some(name), "{}", said);
        }

        #[test]
        fn never_panics(text in "\\PC{0,60}", letters in "(deux |A |accent aigu |tiret |comme |elle |de |É|'| ){0,40}") {
            let _ = all_spelled(&text);
            let _ = all_spelled(&letters);
        }
    }
}
