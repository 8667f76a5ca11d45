//! Writing by a model that is held by the hand: some text is given, some is one of a few choices, some may only be the
//! caller's own words, and some is free.
//!
//! What is given is not decoded token by token but read with what comes next, as one batch; where few tokens are allowed only
//! their scores are computed.

use crate::decoder::Decoder;
use crate::kept::Kept;
use crate::vocabulary::Vocabulary;
use huisclos_blocks::kernel;

/// Longest piece of a vocabulary that is looked for among the caller's words, bytes.
const PIECE_MAX: usize = 32;

/// A text under way.
pub(crate) struct Writer<'a> {
    decoder: &'a Decoder,
    vocabulary: &'a Vocabulary,
    kept: &'a mut Kept,
    /// Given, and not yet read.
    pending: Vec<u32>,
    state: Vec<f32>,
}

impl<'a> Writer<'a> {
    /// Goes on after `kept` with these tokens.
    pub(crate) fn new(decoder: &'a Decoder, vocabulary: &'a Vocabulary, kept: &'a mut Kept, tokens: Vec<u32>) -> Self {
        Self { decoder, vocabulary, kept, pending: tokens, state: Vec::new() }
    }

    /// Room left, tokens.
    pub(crate) fn room(&self) -> usize {
        self.decoder.config().context.saturating_sub(self.kept.len() + self.pending.len())
    }

    /// Puts text down.
    pub(crate) fn give(&mut self, text: &str) {
        self.pending.extend(self.vocabulary.encode_on(text));
    }

    fn read(&mut self) {
        if !self.pending.is_empty() {
            self.state = self.decoder.read(self.kept, &std::mem::take(&mut self.pending));
        }
    }

    /// Probabilities of some tokens, among themselves.
    fn shares(&mut self, tokens: &[u32]) -> Vec<f32> {
        self.read();
        let mut shares = self.decoder.scores_of(&self.state, tokens);
        // A score that is no number must not win.
        shares.iter_mut().filter(|s| !s.is_finite()).for_each(|s| *s = f32::MIN);
        kernel::soften(&mut shares, 1.0);
        shares
    }

    /// Lets the model choose one of some texts, each between `before` and `after`, which are put down as well. Gives each one's
    /// probability: exact along the way that was taken, shared evenly among those that parted from it together.
    pub(crate) fn choose(&mut self, before: &str, options: &[&str], after: &str) -> (usize, Vec<f32>) {
        let whole = |option: &&str| self.vocabulary.encode_on(&format!("{before}{option}{after}"));
        let ways: Vec<Vec<u32>> = options.iter().map(whole).collect();
        let mut chances = vec![0.0; options.len()];
        let (mut left, mut share, mut depth): (Vec<usize>, f32, usize) = ((0..options.len()).collect(), 1.0, 0);
        while left.len() > 1 {
            let mut next: Vec<u32> = left.iter().filter_map(|i| ways[*i].get(depth).copied()).collect();
            next.sort_unstable();
            next.dedup();
            if next.is_empty() {
                break; // the same text twice
            }
            let best = if next.len() == 1 {
                0
            } else {
                let shares = self.shares(&next);
                for (token, part) in next.iter().zip(&shares) {
                    let group: Vec<usize> =
                        left.iter().copied().filter(|i| ways[*i].get(depth) == Some(token)).collect();
                    for i in &group {
                        chances[*i] = share * part / group.len() as f32;
                    }
                }
                let best = argmax(&shares);
                share *= shares[best];
                best
            };
            left.retain(|i| ways[*i].get(depth) == Some(&next[best]));
            self.pending.push(next[best]);
            depth += 1;
        }
        let chosen = left.first().copied().unwrap_or(0);
        if let Some(way) = ways.get(chosen) {
            self.pending.extend(way.get(depth..).unwrap_or(&[]));
        }
        if let Some(chance) = chances.get_mut(chosen) {
            *chance = share;
        }
        (chosen, chances)
    }

    /// Lets the model copy one run of whole words out of `words` (single spaces), at least one, then puts a line's end.
    pub(crate) fn copy(&mut self, words: &str, tokens_max: usize) -> String {
        let text = format!(" {}", words.trim());
        let bytes = text.as_bytes();
        // Where the run may stand now; at first before every word.
        let mut places: Vec<usize> = (0..bytes.len()).filter(|i| bytes[*i] == b' ').collect();
        let line = self.vocabulary.encode_on("\n");
        let mut run = Vec::new();
        for _ in 0..tokens_max {
            let mut next: Vec<(u32, usize)> = Vec::new();
            for from in &places {
                for length in 1..=PIECE_MAX.min(bytes.len() - from) {
                    if let Some(id) = self.vocabulary.find(&bytes[*from..from + length]) {
                        next.push((id, from + length));
                    }
                }
            }
            let is_whole = !run.is_empty() && places.iter().any(|p| *p == bytes.len() || bytes[*p] == b' ');
            let mut tokens: Vec<u32> = next.iter().map(|(id, _)| *id).collect();
            tokens.extend(line.first().filter(|_| is_whole));
            tokens.sort_unstable();
            tokens.dedup();
            let best = match tokens.len() {
                0 => break,
                1 => tokens[0],
                _ => {
                    let shares = self.shares(&tokens);
                    tokens[argmax(&shares)]
                }
            };
            if is_whole && line.first() == Some(&best) {
                break;
            }
            places = next.iter().filter(|(id, _)| *id == best).map(|(_, at)| *at).collect();
            run.extend(self.vocabulary.bytes(best));
            self.pending.push(best);
        }
        self.pending.extend(line);
        // A run that was cut at its longest ends inside a word: that word is left out.
        let mut run = String::from_utf8_lossy(&run).trim_start().to_string();
        if !places.iter().any(|p| *p == bytes.len() || bytes[*p] == b' ') {
            run.truncate(run.rfind(' ').unwrap_or(0));
        }
        run
    }

    /// Lets the model write one line of at most so many tokens. What it says in special tokens ends it; called off, or too long,
    /// it is empty: half a line is none.
    pub(crate) fn line(&mut self, tokens_max: usize, goes_on: &dyn Fn() -> bool) -> String {
        let mut ids = Vec::new();
        let room = tokens_max.min(self.room());
        for n in 0..=room {
            if n == room || !goes_on() {
                return String::new();
            }
            self.read();
            let scores = self.decoder.scores(&self.state);
            let best = argmax(&scores[..self.vocabulary.len().min(scores.len())]) as u32;
            let bytes = self.vocabulary.bytes(best);
            if self.vocabulary.ends().contains(&best) || bytes.is_empty() {
                break;
            }
            if bytes.contains(&b'\n') {
                if ids.is_empty() {
                    self.pending.push(best);
                    continue;
                }
                break;
            }
            ids.push(best);
            self.pending.push(best);
        }
        self.vocabulary.decode(&ids).trim().to_string()
    }
}

/// The first of the greatest; what is no number is none.
fn argmax(values: &[f32]) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (i, v) in values.iter().enumerate() {
        if *v > best.1 {
            best = (i, *v);
        }
    }
    best.0
}
