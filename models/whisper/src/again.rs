//! A second look at a name that Whisper wrote by ear: names of the hints that sound like what stands there are read by the
//! decoder in its place, over the same audio. One is taken when the decoder finds it nearly as likely as its own words; so a
//! name that was said otherwise stays as it was heard.
//!
//! Hints alone, token by token, hardly help: a name breaks into pieces, and its first piece is chosen before any hint counts.

use crate::greedy::{Pen, Written};
use crate::hints::{Hints, strength};
use crate::letters::ways;
use huisclos_weights::{Bpe, WeightsError, kernel};

/// Hints of a question that asks for a name: together so probable at any one word. No other answer is looked at again.
const ASKED_MIN: f32 = 0.2;
/// Names tried: each costs the decoder its tokens, 10 ms or so of Whisper base.
const TRIED_MAX: usize = 4;
/// Words at the end that a name may have been heard as ("de l'eau va" for "Deloffre").
const WORDS_MAX: usize = 3;
/// Share of its sounds that a name may differ in from what was written: a word, or several, of which one may be another name.
const UNLIKE_MAX: f32 = 0.5;
const UNLIKE_JOINED_MAX: f32 = 0.34;
/// How much less likely than the decoder's own words a fully expected name of the same sounds may be (natural logarithm); one
/// that sounds otherwise has the less credit the more it does. In Pico's voice the right name was 0 to 5 behind, others 2.4
/// and more (models/README.md).
const CREDIT: f32 = 7.5;

/// The expected names with their sounds, for one turn.
#[derive(Default)]
pub(crate) struct Names(Vec<(String, f32, Vec<u8>)>);

/// A name to try.
struct Try<'a> {
    /// Words at the end that it would stand for.
    count: usize,
    name: &'a str,
    /// Share of the sounds that differ.
    unlike: f32,
    /// How much less likely it may be.
    credit: f32,
}

impl Names {
    /// None where no name was asked for.
    pub(crate) fn new(hints: &Hints) -> Self {
        let asked: f32 = hints.words.iter().map(|hint| hint.chance).sum();
        if asked < ASKED_MIN {
            return Self(Vec::new());
        }
        let heard = |(name, chance): (&str, f32)| Some((name.to_lowercase(), chance, ways(name).into_iter().next()?));
        let mut all: Vec<_> = hints.parts().filter_map(heard).filter(|(_, _, way)| way.len() > 1).collect();
        all.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        all.dedup_by(|a, b| a.0 == b.0);
        Self(all)
    }

    /// The names that sound most like a row of words, each with the words of the end that it would stand for.
    fn like(&self, words: &[String]) -> Vec<Try<'_>> {
        let mut found = Vec::new();
        for count in 1..=WORDS_MAX.min(words.len()) {
            let tail = words[words.len() - count..].concat();
            for written in ways(&tail).into_iter().take(1) {
                for (name, chance, way) in &self.0 {
                    let unlike = changes(&written, way) as f32 / written.len().max(way.len()) as f32;
                    if unlike <= if count == 1 { UNLIKE_MAX } else { UNLIKE_JOINED_MAX } {
                        found.push(Try { count, name, unlike, credit: CREDIT * strength(*chance) * (1.0 - unlike) });
                    }
                }
            }
        }
        found.sort_by(|a, b| a.unlike.total_cmp(&b.unlike).then(b.credit.total_cmp(&a.credit)));
        found.truncate(TRIED_MAX);
        found
    }
}

/// Sounds to change (Levenshtein 1966).
fn changes(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// Where each word begins, and its letters.
fn words(tokens: &[u32], bpe: &Bpe) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, Vec<u8>)> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let bytes = bpe.bytes(*token);
        match out.last_mut() {
            Some((_, word)) if !bytes.starts_with(b" ") => word.extend_from_slice(bytes),
            _ => out.push((at, bytes.to_vec())),
        }
    }
    let text =
        |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).chars().filter(|c| c.is_alphabetic()).collect::<String>();
    out.into_iter().map(|(at, bytes)| (at, text(bytes))).filter(|(_, text)| !text.is_empty()).collect()
}

/// The transcript with an expected name at its end, where the decoder agrees.
pub(crate) fn look(
    (pen, bpe): (&Pen, &Bpe),
    names: &Names,
    (heard, seconds): (&[f32], f32),
    written: Written,
) -> Result<Written, WeightsError> {
    let words = words(&written.tokens, bpe);
    let texts: Vec<String> = words.iter().map(|(_, text)| text.clone()).collect();
    if names.0.is_empty() || words.is_empty() || written.looped {
        return Ok(written);
    }
    let point = written.tokens.last().copied().filter(|token| bpe.bytes(*token).iter().all(u8::is_ascii_punctuation));
    let logs: Vec<f32> = written.chances.iter().map(|chance| chance.max(1e-10).ln()).collect();
    let whole = written.mean_log_probability * (logs.len() + 1) as f32;
    let tries = names.like(&texts);
    if tries.is_empty() {
        return Ok(written);
    }
    let begun = pen.begin(heard, seconds)?;
    let mut best: Option<(f32, Written)> = None;
    for Try { count, name, credit, .. } in tries {
        let from = words[words.len() - count].0;
        let before: f32 = logs[..from].iter().sum();
        let mut state = begun.state.clone();
        let mut last = begun.last.clone();
        if from > 0 {
            last = pen.decoder.read_tokens(&mut state, &written.tokens[..from])?;
        }
        let mut tokens = bpe.word(&crate::hints::titled(name));
        tokens.extend(point);
        let more = pen.decoder.read_tokens(&mut state, &tokens)?;
        let width = pen.decoder.width();
        let rows = last[last.len() - width..].chunks_exact(width).chain(more.chunks_exact(width));
        let (mut sum, mut chances) = (before, written.chances[..from].to_vec());
        let mut so_far = written.tokens[..from].to_vec();
        for (row, token) in rows.zip(tokens.iter().chain([&pen.tokens.end])) {
            let (mut own, _) = pen.scores(row, &so_far)?;
            kernel::softmax_whole(&mut own);
            let chance = own.get(*token as usize).copied().unwrap_or_default();
            sum += chance.max(1e-10).ln();
            so_far.push(*token);
            chances.push(chance);
        }
        let gain = sum - whole + credit;
        if gain > 0.0 && best.as_ref().is_none_or(|(most, _)| gain > *most) {
            (so_far.pop(), chances.pop());
            let mean_log_probability = sum / (so_far.len() + 1) as f32;
            best = Some((gain, Written { tokens: so_far, chances, mean_log_probability, ..written.clone() }));
        }
    }
    Ok(best.map_or(written, |(_, written)| written))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hints::Hint;

    fn check(names: &[&str], chance: f32, written: &[&str], expect: Option<(usize, &str)>) {
        let hint = |name: &&str| Hint { text: name.to_string(), chance };
        let names = Names::new(&Hints { words: names.iter().map(hint).collect() });
        let written: Vec<String> = written.iter().map(|word| word.to_string()).collect();
        assert_eq!(names.like(&written).first().map(|tried| (tried.count, tried.name)), expect, "{written:?}");
    }

    #[test]
    fn names_that_sound_like_what_was_written_are_tried() {
        let names = ["Malaval", "Deloffre", "Larrieu", "Garnier"];
        check(&names, 0.1, &["Malamal"], Some((1, "malaval")));
        check(&names, 0.1, &["c'est", "Garnié"], Some((1, "garnier")));
        check(&names, 0.1, &["madame", "de", "l'offre"], Some((2, "deloffre")));
        check(&names, 0.1, &["je", "voudrais", "annuler"], None);
        check(&["Dominique"], 0.5, &["Dominique", "Tevna"], None); // it would take the other name with it
        // No name was asked for.
        check(&names, 0.01, &["Malamal"], None);
        check(&[], 0.0, &["Malamal"], None);
    }
}
