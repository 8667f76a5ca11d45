//! Which tokens may come next in a form. One grammar a turn; the reference is `training/language/decode.py`.

use crate::coder::Coder;
use crate::words::{EMERGENCY, EMERGENCY_SPAN, REASON_SPAN, SPANS};

/// Where the form stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Intent,
    Answer,
    Who,
    Rating,
    /// Choices are made; practitioner, spans or the end may follow.
    Free,
    /// A span was begun: its first word comes.
    Opened,
    Span,
    /// An entry of the cabinet's lists is being copied.
    List,
}

/// The words a form may use, as tokens.
#[derive(Default)]
pub(crate) struct Source {
    /// Each of the caller's words.
    pub words: Vec<Vec<u32>>,
    /// Each practitioner the model was shown.
    pub practitioners: Vec<Vec<u32>>,
    /// Each motif the model was shown.
    pub motifs: Vec<Vec<u32>>,
    /// A rating was asked for.
    pub rating: bool,
}

/// The state of a form being written.
pub(crate) struct Grammar<'a> {
    coder: &'a Coder,
    source: &'a Source,
    tokens: Vec<u32>,
    starts: Vec<usize>,
    ends: Vec<usize>,
    place: Place,
    emergency: bool,
    /// The last span opened.
    span: Option<usize>,
    motif: bool,
    /// Where in the caller's tokens the open span may stand.
    positions: Vec<usize>,
    /// What is left of the open list, and how many of its tokens were written.
    entries: Vec<&'a [u32]>,
    offset: usize,
}

impl<'a> Grammar<'a> {
    /// An empty form.
    pub(crate) fn new(coder: &'a Coder, source: &'a Source) -> Self {
        let (mut tokens, mut starts, mut ends) = (Vec::new(), Vec::new(), Vec::new());
        for word in &source.words {
            starts.push(tokens.len());
            tokens.extend(word);
            ends.push(tokens.len());
        }
        Self {
            coder,
            source,
            tokens,
            starts,
            ends,
            place: Place::Intent,
            emergency: false,
            span: None,
            motif: false,
            positions: Vec::new(),
            entries: Vec::new(),
            offset: 0,
        }
    }

    /// Where the form stands.
    pub(crate) fn place(&self) -> Place {
        self.place
    }

    /// The tokens that may come next, each once, never none.
    pub(crate) fn allowed(&self) -> Vec<u32> {
        let c = self.coder;
        let mut out = match self.place {
            Place::Intent => c.intents.clone(),
            Place::Answer => c.answers.clone(),
            Place::Who => c.who.clone(),
            Place::Rating => [c.ratings.clone(), self.after()].concat(),
            Place::Free => self.after(),
            Place::Opened => self.starts.iter().map(|p| self.tokens[*p]).collect(),
            Place::Span => {
                let mut out: Vec<u32> = self.positions.iter().filter_map(|p| self.tokens.get(*p).copied()).collect();
                if self.positions.iter().any(|p| self.ends.contains(p)) {
                    out.extend(self.after());
                }
                out
            }
            Place::List => {
                let mut out: Vec<u32> = self.entries.iter().filter_map(|e| e.get(self.offset).copied()).collect();
                if self.entries.iter().any(|e| e.len() == self.offset) {
                    out.extend(self.after());
                }
                out
            }
        };
        out.sort_unstable();
        out.dedup();
        out
    }

    /// What may follow when nothing is open: a span that is not behind us, practitioner or motif, the end.
    fn after(&self) -> Vec<u32> {
        let mut out = vec![self.coder.end];
        let said = !self.tokens.is_empty();
        if self.emergency {
            if said {
                out.push(self.coder.spans[EMERGENCY_SPAN]);
            }
            return out;
        }
        if said {
            let from = self.span.unwrap_or(0);
            out.extend(
                (from..SPANS.len())
                    .filter(|k| *k != EMERGENCY_SPAN && !(*k == REASON_SPAN && self.motif))
                    .map(|k| self.coder.spans[k]),
            );
        }
        if self.span == Some(REASON_SPAN) && !self.motif && !self.source.motifs.is_empty() {
            out.push(self.coder.motif);
        }
        if self.place == Place::Free && self.span.is_none() && !self.source.practitioners.is_empty() {
            out.push(self.coder.practitioner);
        }
        out
    }

    /// Writes a token that was allowed.
    pub(crate) fn take(&mut self, token: u32) {
        let c = self.coder;
        match self.place {
            Place::Intent => {
                self.emergency = token == c.intents[EMERGENCY];
                self.place = Place::Answer;
            }
            Place::Answer => self.place = Place::Who,
            Place::Who => self.place = if self.source.rating { Place::Rating } else { Place::Free },
            _ => {
                if let Some(span) = c.spans.iter().position(|s| *s == token) {
                    (self.span, self.place) = (Some(span), Place::Opened);
                } else if token == c.practitioner || token == c.motif {
                    let list = if token == c.motif { &self.source.motifs } else { &self.source.practitioners };
                    self.entries = list.iter().map(Vec::as_slice).collect();
                    (self.offset, self.place) = (0, Place::List);
                    self.motif |= token == c.motif;
                } else if c.ratings.contains(&token) {
                    self.place = Place::Free;
                } else {
                    self.walk(token);
                }
            }
        }
    }

    /// Goes one token on in the open span or list.
    fn walk(&mut self, token: u32) {
        match self.place {
            Place::List => {
                let offset = self.offset;
                self.entries.retain(|entry| entry.get(offset) == Some(&token));
                self.offset += 1;
            }
            Place::Opened => {
                self.positions = self.starts.iter().filter(|p| self.tokens[**p] == token).map(|p| p + 1).collect();
                self.place = Place::Span;
            }
            Place::Span => {
                self.positions.retain(|p| self.tokens.get(*p) == Some(&token));
                self.positions.iter_mut().for_each(|p| *p += 1);
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use huisclos_weights::Bpe;
    use proptest::prelude::*;

    /// A vocabulary of bytes and the form's tokens.
    fn coder() -> Coder {
        use crate::words::{ANSWERS, INTENTS, RATINGS, WHO};
        let mut names: Vec<String> = ["<form>", "<end>", "<d>", "<r>"].map(String::from).to_vec();
        let asks = ["none", "confirm", "date", "name", "birth_date", "phone", "motif", "rating"];
        names.extend(asks.map(|a| format!("<ask:{a}>")));
        names.extend(INTENTS.map(|(i, ..)| format!("<i:{i}>")));
        names.extend(ANSWERS.map(|(a, _)| format!("<a:{a}>")));
        names.extend(WHO.map(|(w, _)| format!("<p:{w}>")));
        names.extend(RATINGS.map(|r| format!("<n:{r}>")));
        names.extend(SPANS.map(|s| format!("<{s}>")));
        let added: Vec<_> =
            names.iter().zip(0..).map(|(n, id)| serde_json::json!({"id": id, "content": n, "special": true})).collect();
        let letters = "Ġabcdefghijklmnopqrstuvwxyz'-0123456789".chars().map(String::from);
        let vocabulary: std::collections::HashMap<String, usize> = letters.zip(names.len()..).collect();
        let json = serde_json::json!({"model": {"vocab": vocabulary}, "added_tokens": added});
        Coder::new(Bpe::parse(&json.to_string()).expect("sound")).expect("complete")
    }

    fn source(coder: &Coder, words: &str, rating: bool) -> Source {
        Source {
            words: words.split_whitespace().map(|w| coder.word(w)).collect(),
            practitioners: vec![coder.text("martin generaliste"), coder.text("martinez")],
            motifs: vec![coder.text("vaccin"), coder.text("vaccination du nourrisson")],
            rating,
        }
    }

    /// Writes a form choosing what `choose` says among what is allowed, and gives it as text pieces.
    fn write(coder: &Coder, source: &Source, mut choose: impl FnMut(usize) -> usize) -> Vec<u32> {
        let mut grammar = Grammar::new(coder, source);
        let mut written = Vec::new();
        while written.len() < 300 {
            let allowed = grammar.allowed();
            assert!(!allowed.is_empty(), "a form can always go on");
            let token = allowed[choose(allowed.len())];
            written.push(token);
            if token == coder.end {
                break;
            }
            grammar.take(token);
        }
        written
    }

    proptest! {
        #[test]
        fn whatever_the_scores_nothing_is_invented(
            words in "[a-c]{1,3}( [a-c]{1,3}){0,6}", rating: bool, choices in prop::collection::vec(0usize..1000, 300)
        ) {
            let coder = coder();
            let source = source(&coder, &words, rating);
            let mut n = 0;
            let written = write(&coder, &source, |count| { n += 1; choices[n % 300] % count });
            prop_assert!(coder.intents.contains(&written[0]) && coder.answers.contains(&written[1]) && coder.who.contains(&written[2]));
            let mut form = huisclos_speech::Form::default();
            let ended = written.last() == Some(&coder.end);
            let (practitioner, motif) = crate::reading::spans(&coder, &source, &written, &mut form);
            prop_assert!(form.rating.is_none() || rating);
            let said = format!(" {words} ");
            let spans = [&form.motif_words, &form.when_words, &form.existing_words, &form.last_name_words,
                &form.first_name_words, &form.birth_date_words, &form.phone_words, &form.emergency_words];
            if ended {
                for run in spans.into_iter().flatten() {
                    prop_assert!(said.contains(&format!(" {run} ")), "{:?} was never said in {:?}", run, words);
                }
                let copied = |token| written.iter().filter(|t| **t == token).count();
                prop_assert!(copied(coder.practitioner) <= 1 && copied(coder.motif) <= 1);
                prop_assert_eq!(practitioner.is_some(), copied(coder.practitioner) == 1, "a practitioner of the list, whole");
                prop_assert_eq!(motif.is_some(), copied(coder.motif) == 1, "a motif of the list, whole");
            }
            if written[0] == coder.intents[EMERGENCY] {
                prop_assert!(form.when_words.is_empty() && practitioner.is_none());
            } else {
                prop_assert!(form.emergency_words.is_empty());
            }
        }
    }

    #[test]
    fn spans_come_in_order_and_motifs_after_their_reason() {
        let coder = coder();
        let source = source(&coder, "un vaccin jeudi", false);
        let mut grammar = Grammar::new(&coder, &source);
        let mut take = |tokens: &[u32]| {
            for token in tokens {
                assert!(grammar.allowed().contains(token), "{token} is not allowed at {:?}", grammar.place());
                grammar.take(*token);
            }
            grammar.allowed()
        };
        let free = take(&[coder.intents[0], coder.answers[2], coder.who[2]]);
        assert!(free.contains(&coder.practitioner) && !free.contains(&coder.motif), "a motif needs its reason first");
        let after = take(&[vec![coder.spans[0]], coder.text("vaccin")].concat());
        assert!(
            after.contains(&coder.motif) && after.contains(&coder.spans[1]) && !after.contains(&coder.practitioner)
        );
        take(&[vec![coder.motif], coder.text("vaccin")].concat());
        let after = take(&[vec![coder.spans[1]], coder.text("jeudi")].concat());
        assert!(!after.contains(&coder.spans[0]) && !after.contains(&coder.motif), "the reason is behind us");
        assert!(after.contains(&coder.end));
    }
}
