//! The language model as a whole: constrained decoding of one turn.

use crate::cabinet::Lists;
use crate::coder::Coder;
use crate::grammar::{Grammar, Place, Source};
use crate::linear::{Guess, Linear};
use crate::model::Model;
use crate::words::{ANSWERS, EMERGENCY, INTENTS, WHO};
use crate::{LanguageError, allowed, ask_word, normalise, reading};
use huisclos_agenda::Cabinet;
use huisclos_speech::{Asking, Form, Intent};
use huisclos_weights::{Bpe, Cache, Precision, Weights, kernel, locate};
use std::path::{Path, PathBuf};

/// A form longer than that is cut: the longest seen in a million turns has 48 tokens.
const WRITTEN_MAX: usize = 60;
/// Room always left for the caller's words, tokens: half a minute of fast speech.
const WORDS_MIN: usize = 160;

/// The language model with its linear part, loaded, and a cabinet's lists read into its cache.
pub struct Language {
    coder: Coder,
    model: Model,
    linear: Option<Linear>,
    lists: Lists,
    source: Source,
    caches: Vec<Cache>,
    prefix: Vec<u32>,
}

/// Probabilities of the three choices, in the order of the form's words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chances {
    /// The 19 intents.
    pub intent: Vec<f32>,
    /// Yes, no, neither.
    pub answer: Vec<f32>,
    /// Self, other, not said.
    pub who: Vec<f32>,
}

/// One turn with everything that led to its form: for comparison with training's reference decoder.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Read {
    /// Tokens read.
    pub ids: Vec<u32>,
    /// Tokens written.
    pub written: Vec<u32>,
    /// What the language model alone believes.
    pub model: Chances,
    /// What the linear part believes, when there is one.
    pub linear: Option<Chances>,
    /// The form.
    pub form: Form,
}

impl Language {
    /// Where the model's file lies: `asked`, else beside the program, else the repository's default.
    pub fn locate(asked: Option<&Path>) -> Result<PathBuf, LanguageError> {
        Ok(locate("language", asked, concat!(env!("CARGO_MANIFEST_DIR"), "/weights/default.gguf"))?)
    }

    /// Opens a GGUF file and runs it once, so that no caller waits for the first products.
    pub fn open(path: &Path) -> Result<Self, LanguageError> {
        Self::open_with(path, Precision::Quick)
    }

    /// The same in a chosen precision.
    pub fn open_with(path: &Path, precision: Precision) -> Result<Self, LanguageError> {
        let mut weights = Weights::gguf(path)?;
        let w = &mut weights;
        match w.text("huisclos.form") {
            Some("huisclos-form-1") => {}
            other => {
                let why = format!(
                    "its form is {other:?}, this program fills huisclos-form-1: a general language model does not know it"
                );
                return Err(w.unsuitable(why).into());
            }
        }
        let tokenizer = w.text("huisclos.tokenizer").unwrap_or_default().to_owned();
        let coder = Bpe::parse(&tokenizer).and_then(Coder::new).map_err(|why| w.unsuitable(why))?;
        let rows = w.shape("token_embd.weight").and_then(|s| s.first().copied()).unwrap_or(0);
        if rows < coder.len() {
            return Err(w
                .unsuitable(format!("its tokenizer has {} tokens, its vocabulary {rows}", coder.len()))
                .into());
        }
        let model = Model::read(w, rows, precision)?;
        let linear = Linear::read(w)?;
        let caches = model.begin();
        let mut language = Self {
            coder,
            model,
            linear,
            lists: Lists::default(),
            source: Source::default(),
            caches,
            prefix: Vec::new(),
        };
        language.read("bonjour", Asking::Open)?;
        Ok(language)
    }

    /// Reads the cabinet's practitioners and motifs, once; every turn then begins after them. Without a cabinet none is copied.
    pub fn set_cabinet(&mut self, cabinet: &Cabinet) -> Result<(), LanguageError> {
        self.set_lists(Lists::of(cabinet))
    }

    /// The same from lists already made.
    pub fn set_lists(&mut self, lists: Lists) -> Result<(), LanguageError> {
        let mut source = Source::default();
        let mut prefix = Vec::new();
        for (mark, entries, list) in [
            (self.coder.practitioner, &lists.practitioners, &mut source.practitioners),
            (self.coder.motif, &lists.motifs, &mut source.motifs),
        ] {
            for (read, _) in entries {
                let tokens = self.coder.text(read);
                prefix.push(mark);
                prefix.extend(&tokens);
                list.push(tokens);
            }
        }
        let max = self.model.context().saturating_sub(WORDS_MIN + WRITTEN_MAX + 2);
        if prefix.len() > max {
            return Err(LanguageError::CabinetTooLong { tokens: prefix.len(), max });
        }
        self.caches.iter_mut().for_each(|cache| cache.truncate(0));
        if !prefix.is_empty() {
            self.model.read_tokens(&mut self.caches, &prefix)?;
        }
        (self.lists, self.source, self.prefix) = (lists, source, prefix);
        Ok(())
    }

    /// The form of what a caller said when they were asked something.
    pub fn read(&mut self, text: &str, asking: Asking) -> Result<Form, LanguageError> {
        Ok(self.turn(text, asking, true)?.form)
    }

    /// What the language model alone writes, without the linear part and without narrowing by what was asked.
    pub fn read_alone(&mut self, text: &str, asking: Asking) -> Result<Read, LanguageError> {
        self.turn(text, asking, false)
    }

    fn turn(&mut self, text: &str, asking: Asking, helped: bool) -> Result<Read, LanguageError> {
        let text = normalise(text);
        let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            let form = Form { intents: vec![(Intent::None, None, 1.0)], ..Form::default() };
            return Ok(Read { form, ..Read::default() });
        }
        let ask = ask_word(asking);
        let guess = self.linear.as_ref().map(|linear| linear.guess(ask, &words));
        // What does not fit is not read by the language model; the rules and the linear part read it all.
        let mut room = self.model.context() - self.prefix.len() - WRITTEN_MAX - 2;
        let tokens = words.iter().map(|word| self.coder.word(word)).take_while(|tokens| {
            let fits = tokens.len() <= room;
            room = room.saturating_sub(tokens.len());
            fits
        });
        self.source.words = tokens.filter(|tokens| !tokens.is_empty()).collect();
        self.source.rating = ask == "rating";
        let narrowed = if helped { allowed::intents(asking) } else { [true; INTENTS.len()] };
        self.write(ask, guess, helped, &narrowed)
    }

    fn write(
        &mut self,
        ask: &str,
        guess: Option<Guess>,
        helped: bool,
        narrowed: &[bool],
    ) -> Result<Read, LanguageError> {
        let mut out = Read { ids: self.prefix.clone(), ..Read::default() };
        let mut next = vec![self.coder.ask(ask)];
        next.extend(self.source.words.iter().flatten());
        next.push(self.coder.form);
        out.ids.extend(&next);
        self.caches.iter_mut().for_each(|cache| cache.truncate(self.prefix.len()));
        let mut grammar = Grammar::new(&self.coder, &self.source);
        let (mut intents, mut answers, mut who) = (Vec::new(), Vec::new(), Vec::new());
        while out.written.len() < WRITTEN_MAX {
            let scores = self.model.read_tokens(&mut self.caches, &next)?;
            let options: Vec<u32> = match grammar.place() {
                Place::Intent => self.coder.intents.clone(),
                Place::Answer => self.coder.answers.clone(),
                Place::Who => self.coder.who.clone(),
                _ => grammar.allowed(),
            };
            let mut shares: Vec<f32> = options.iter().map(|token| scores[*token as usize]).collect();
            kernel::softmax_whole(&mut shares);
            match grammar.place() {
                Place::Intent => {
                    out.model.intent = shares.clone();
                    if let Some(guess) = guess.as_ref().filter(|_| helped) {
                        mean(&mut shares, &guess.intents);
                    }
                    allowed::narrow(&mut shares, narrowed);
                    intents = shares.clone();
                }
                Place::Answer => {
                    out.model.answer = shares.clone();
                    if let Some(guess) = guess.as_ref().filter(|_| helped) {
                        mean(&mut shares, &guess.answers);
                    }
                    answers = shares.clone();
                }
                Place::Who => {
                    out.model.who = shares.clone();
                    if let Some(guess) = guess.as_ref().filter(|_| helped) {
                        mean(&mut shares, &guess.who);
                    }
                    who = shares.clone();
                }
                _ => {}
            }
            let token = options[kernel::argmax(&shares).unwrap_or(0)];
            out.written.push(token);
            if token == self.coder.end {
                break;
            }
            grammar.take(token);
            next = vec![token];
        }
        out.linear = guess.map(|g| Chances { intent: g.intents, answer: g.answers, who: g.who });
        out.form = self.form(&out, &intents, &answers, &who);
        Ok(out)
    }

    fn form(&self, read: &Read, intents: &[f32], answers: &[f32], who: &[f32]) -> Form {
        let intents =
            INTENTS.iter().zip(intents).map(|((_, intent, topic), share)| (*intent, *topic, *share)).collect();
        let mut form = Form { intents, ..Form::default() };
        form.intents.sort_by(|a, b| b.2.total_cmp(&a.2));
        form.answer = best(&ANSWERS.map(|(_, answer)| answer), answers);
        form.who = best(&WHO.map(|(_, who)| who), who);
        // The model may add an alarm, never remove one: the more alarmed of the two speaks.
        let linear = read.linear.as_ref().map_or(0.0, |linear| linear.intent[EMERGENCY]);
        form.emergency = read.model.intent.get(EMERGENCY).copied().unwrap_or(0.0).max(linear);
        let (practitioner, motif) = reading::spans(&self.coder, &self.source, &read.written, &mut form);
        form.practitioner = practitioner.map(|i| self.lists.practitioners[i].1.clone());
        form.motif = motif.map(|i| self.lists.motifs[i].1.clone());
        form
    }
}

fn mean(shares: &mut [f32], others: &[f32]) {
    for (share, other) in shares.iter_mut().zip(others) {
        *share = (*share + other) / 2.0;
    }
}

fn best<T: Copy>(options: &[Option<T>], shares: &[f32]) -> Option<(T, f32)> {
    let i = kernel::argmax(shares)?;
    Some((options[i]?, shares[i]))
}
