//! The little language the tables are written in, and its matcher. A doctor or a secretary can read it:
//!
//! | written | means |
//! |---|---|
//! | `mal à la poitrine` | these words, however spelled |
//! | `(gauche\|droit)` | one of these |
//! | `(très\|)`, `très?` | said or not |
//! | `saign*` | every word that begins so |
//! | `=non` | this spelling only, no word that sounds like it |
//! | `..`, `...`, `....` | up to two, five, ten words between |
//! | `<membre>` | a list of the table |
//! | `^`, `$` | the first, the last word of the turn |

use super::lexicon::{Hits, Lexicon};
use super::turn::Turn;
use std::collections::HashMap;
use std::ops::Range;

/// Words that `..` may skip.
const SHORT_GAP: usize = 2;
/// Words that `...` may skip.
const LONG_GAP: usize = 5;
/// Words that `....` may skip: a date said in full.
const DATE_GAP: usize = 10;
/// Nested lists and brackets; the tables use three.
const DEPTH_MAX: usize = 8;

/// A pattern, ready to match.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// A word of the lexicon.
    Word(usize),
    /// One after the other.
    Seq(Vec<Pattern>),
    /// One of these; an empty `Seq` is "nothing".
    Any(Vec<Pattern>),
    /// Up to so many words.
    Gap(usize),
    /// The turn begins here.
    Start,
    /// The turn ends here.
    End,
}

/// What a gap may not skip, beyond a full stop.
pub type Wall = fn(&Turn, usize) -> bool;

/// A gap that skips anything within a sentence.
pub fn open(_: &Turn, _: usize) -> bool {
    false
}

impl Pattern {
    /// Reads a pattern. `lists` holds the text of the named lists.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the pattern.
    pub fn read(text: &str, lists: &HashMap<String, String>, lexicon: &mut Lexicon) -> Result<Self, String> {
        let tokens = tokens(text);
        let mut reader = Reader { tokens: &tokens, at: 0, lists, lexicon, depth: 0, text };
        let pattern = reader.choice()?;
        if reader.at < tokens.len() {
            return Err(format!("« {text} » : une parenthèse ne s'ouvre nulle part"));
        }
        Ok(pattern)
    }

    /// Every place where it matches, first word to one past the last.
    pub fn find_all(&self, turn: &Turn, hits: &Hits, wall: Wall) -> Vec<Range<usize>> {
        if !self.possible(hits) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for start in 0..=turn.words.len() {
            let ends = self.ends(turn, hits, wall, start);
            if let Some(end) = ends.into_iter().max().filter(|end| *end > start) {
                out.push(start..end);
            }
        }
        out
    }

    /// False when one of its words stands nowhere.
    fn possible(&self, hits: &Hits) -> bool {
        match self {
            Pattern::Word(id) => hits.anywhere(*id),
            Pattern::Seq(all) => all.iter().all(|p| p.possible(hits)),
            Pattern::Any(any) => any.iter().any(|p| p.possible(hits)),
            Pattern::Gap(_) | Pattern::Start | Pattern::End => true,
        }
    }

    fn ends(&self, turn: &Turn, hits: &Hits, wall: Wall, at: usize) -> Vec<usize> {
        let n = turn.words.len();
        match self {
            Pattern::Word(id) => hits.ends(at, *id).collect(),
            Pattern::Start => {
                if at == 0 {
                    vec![0]
                } else {
                    Vec::new()
                }
            }
            Pattern::End => {
                if at == n {
                    vec![n]
                } else {
                    Vec::new()
                }
            }
            Pattern::Gap(most) => {
                let mut out = vec![at];
                for next in at..n.min(at + most) {
                    if turn.words[next].stop && next > 0 || wall(turn, next) {
                        break;
                    }
                    out.push(next + 1);
                }
                out
            }
            Pattern::Any(any) => {
                let mut out: Vec<usize> = any.iter().flat_map(|p| p.ends(turn, hits, wall, at)).collect();
                out.sort_unstable();
                out.dedup();
                out
            }
            Pattern::Seq(all) => {
                let mut here = vec![at];
                for (i, part) in all.iter().enumerate() {
                    let mut next = Vec::new();
                    for place in here {
                        // No pattern crosses a full stop, but it may begin after one.
                        let crossed = i > 0 && place > at && place < n && turn.words[place].stop;
                        if !crossed || matches!(part, Pattern::End) {
                            next.extend(part.ends(turn, hits, wall, place));
                        }
                    }
                    next.sort_unstable();
                    next.dedup();
                    here = next;
                    if here.is_empty() {
                        break;
                    }
                }
                here
            }
        }
    }
}

fn tokens(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_whitespace() || matches!(c, '(' | ')' | '|' | '?' | '^' | '$') {
            if !word.is_empty() {
                out.push(std::mem::take(&mut word));
            }
            if !c.is_whitespace() {
                out.push(c.to_string());
            }
        } else {
            word.push(c);
        }
    }
    out
}

struct Reader<'a> {
    tokens: &'a [String],
    at: usize,
    lists: &'a HashMap<String, String>,
    lexicon: &'a mut Lexicon,
    depth: usize,
    text: &'a str,
}

impl Reader<'_> {
    fn choice(&mut self) -> Result<Pattern, String> {
        let mut any = vec![self.sequence()?];
        while self.peek() == Some("|") {
            self.at += 1;
            any.push(self.sequence()?);
        }
        Ok(if any.len() == 1 { any.remove(0) } else { Pattern::Any(any) })
    }

    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.at).map(String::as_str)
    }

    fn sequence(&mut self) -> Result<Pattern, String> {
        let mut all = Vec::new();
        while let Some(token) = self.peek() {
            if token == "|" || token == ")" {
                break;
            }
            let token = token.to_string();
            self.at += 1;
            let part = self.part(&token)?;
            let part = if self.peek() == Some("?") {
                self.at += 1;
                Pattern::Any(vec![part, Pattern::Seq(Vec::new())])
            } else {
                part
            };
            all.push(part);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Pattern::Seq(all) })
    }

    fn part(&mut self, token: &str) -> Result<Pattern, String> {
        match token {
            "(" => {
                let inner = self.choice()?;
                if self.peek() != Some(")") {
                    return Err(format!("« {} » : une parenthèse n'est pas fermée", self.text));
                }
                self.at += 1;
                Ok(inner)
            }
            "?" => Err(format!("« {} » : un point d'interrogation ne suit rien", self.text)),
            "^" => Ok(Pattern::Start),
            "$" => Ok(Pattern::End),
            ".." => Ok(Pattern::Gap(SHORT_GAP)),
            "..." => Ok(Pattern::Gap(LONG_GAP)),
            "...." => Ok(Pattern::Gap(DATE_GAP)),
            name if name.starts_with('<') => {
                let name = name.trim_matches(['<', '>']);
                let list = self.lists.get(name).ok_or(format!("« {} » : la liste {name} n'existe pas", self.text))?;
                if self.depth >= DEPTH_MAX {
                    return Err(format!("« {} » : la liste {name} se contient elle-même", self.text));
                }
                let tokens = tokens(list);
                let mut inner = Reader {
                    tokens: &tokens,
                    at: 0,
                    lists: self.lists,
                    lexicon: self.lexicon,
                    depth: self.depth + 1,
                    text: list,
                };
                let pattern = inner.choice()?;
                if inner.at < tokens.len() {
                    return Err(format!("« {list} » : une parenthèse ne s'ouvre nulle part"));
                }
                Ok(pattern)
            }
            word => {
                let bare: String = word.chars().filter(|c| c.is_alphanumeric()).collect();
                if bare.is_empty() {
                    return Err(format!("« {} » : « {word} » n'est pas un mot", self.text));
                }
                // The unstressed "ne" is dropped from turns, so it is dropped here.
                let word = word.strip_prefix("n'").unwrap_or(word);
                if word == "ne" {
                    return Ok(Pattern::Seq(Vec::new()));
                }
                Ok(Pattern::Word(self.lexicon.id(word)))
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn found(pattern: &str, said: &str) -> Option<String> {
        let mut lexicon = Lexicon::default();
        let lists = HashMap::from([("membre".to_string(), "bras|jambe".to_string())]);
        let pattern = Pattern::read(pattern, &lists, &mut lexicon).unwrap();
        let turn = Turn::hear(said, &lexicon);
        let hits = lexicon.hits(&turn);
        pattern.find_all(&turn, &hits, open).into_iter().next().map(|r| turn.quote(r).to_string())
    }

    fn check(pattern: &str, said: &str, expect: Option<&str>) {
        assert_eq!(found(pattern, said).as_deref(), expect, "{pattern} | {said}");
    }

    #[test]
    fn matches_words_however_they_are_spelled() {
        check("mal à la poitrine", "g mal a la poitrine sa serre", Some("mal a la poitrine"));
        check("j'ai mal", "g mal a la poitrine", Some("g mal"));
        check("c'est urgent", "cé urgent", Some("cé urgent"));
        check("rendez-vous", "je voudrais un rendevous", Some("rendevous"));
        check("rendez-vous", "un rendé vous", Some("rendé vous"));
        check("docteur", "le dock teur martin", Some("dock teur"));
        check("je voudrais", "jevoudrais voir", Some("jevoudrais"));
        check("enceinte", "je sui en sinte", Some("en sinte"));
        check("étouff*", "y sétouffe", Some("sétouffe"));
        check("prendre rendez-vous", "prend dre rendez vous", Some("prend dre rendez vous"));
        check("annuler", "anuller le rendez-vous", Some("anuller"));
    }

    #[test]
    fn knows_gaps_lists_and_ends() {
        check("sent plus .. <membre>", "il ne sent plus du tout son bras", None);
        check("sent plus ... <membre>", "il ne sent plus du tout son bras", Some("sent plus du tout son bras"));
        check("^ oui", "oui bonjour", Some("oui"));
        check("^ oui", "ah mais oui", None);
        check("oui $", "mais oui", Some("oui"));
        check("oui très? bien", "oui bien", Some("oui bien"));
        check("mal ... poitrine", "il va mal. Sa poitrine est belle", None);
        check("=non", "mon nom", None);
    }

    #[test]
    fn says_what_is_wrong_with_a_pattern() {
        for broken in ["(a|b", "a)", "<rien>", "?", "a - b"] {
            assert!(Pattern::read(broken, &HashMap::new(), &mut Lexicon::default()).is_err(), "{broken}");
        }
    }
}
