//! The tokens of a form, to the form.

use crate::coder::Coder;
use crate::grammar::Source;
use huisclos_speech::Form;

/// Puts the spans and copies of the tokens `written` into `form`; practitioner and motif as their place in the lists.
pub(crate) fn spans(
    coder: &Coder,
    source: &Source,
    written: &[u32],
    form: &mut Form,
) -> (Option<usize>, Option<usize>) {
    let (mut practitioner, mut motif) = (None, None);
    let mark = |token: &u32| {
        coder.spans.contains(token)
            || [coder.practitioner, coder.motif, coder.end].contains(token)
            || [&coder.intents, &coder.answers, &coder.who, &coder.ratings].iter().any(|list| list.contains(token))
    };
    let starts: Vec<usize> = (0..written.len()).filter(|i| mark(&written[*i])).collect();
    for (n, start) in starts.iter().enumerate() {
        let end = starts.get(n + 1).copied().unwrap_or(written.len());
        let (token, tail) = (written[*start], &written[start + 1..end]);
        if token == coder.practitioner {
            practitioner = source.practitioners.iter().position(|entry| entry == tail);
        } else if token == coder.motif {
            motif = source.motifs.iter().position(|entry| entry == tail);
        } else if let Some(rating) = coder.ratings.iter().position(|r| *r == token) {
            form.rating = Some(rating as u8 + 1);
        } else if let Some(span) = coder.spans.iter().position(|s| *s == token) {
            // A form that was cut at its longest may end inside a word or before one.
            let run = coder.decode(tail);
            if !run.is_empty() {
                form.words_mut(span).push(run);
            }
        }
    }
    (practitioner, motif)
}
