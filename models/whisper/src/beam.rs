//! Decoding of one window with a few transcripts side by side, for when the likeliest token after the other gave words that the
//! model itself doubts.

use crate::decoder::State;
use crate::greedy::{Begun, Pen, Written};
use crate::guards;
use huisclos_weights::{WeightsError, kernel};

/// Transcripts side by side: each costs a whole decoding. OpenAI's own five bring little over three on short turns.
pub(crate) const WIDTH: usize = 3;

/// A transcript so far.
struct Row {
    state: State,
    /// Scores of what may follow.
    next: Vec<f32>,
    written: Written,
    /// Sum of the model's own log-probabilities, and of those with the help of the hints, by which rows are chosen.
    own: f32,
    helped: f32,
}

impl Row {
    /// The mean over its tokens and its end: a longer row is no worse for its length.
    fn mean(&self, ended: bool) -> f32 {
        self.helped / (self.written.tokens.len() + usize::from(ended)).max(1) as f32
    }

    fn ended(&self, own: f32, helped: f32) -> (f32, Written) {
        let steps = (self.written.tokens.len() + 1) as f32;
        let mut written = self.written.clone();
        written.mean_log_probability = (self.own + own) / steps;
        ((self.helped + helped) / steps, written)
    }
}

/// Writes the transcript of what the encoder gave for `seconds` of audio.
pub(crate) fn write(pen: &Pen, heard: &[f32], seconds: f32, width: usize) -> Result<Written, WeightsError> {
    let Begun { state, last, no_speech, most } = pen.begin(heard, seconds)?;
    let written = Written { no_speech, ..Written::default() };
    let mut rows = vec![Row { state, next: pen.decoder.scores(&last)?, written, own: 0.0, helped: 0.0 }];
    let mut done: Vec<(f32, Written)> = Vec::new();
    for _ in 0..most {
        let mut next: Vec<(f32, usize, u32, f32, f32)> = Vec::new();
        for (i, row) in rows.iter_mut().enumerate() {
            let (mut own, mut helped) = pen.helped(std::mem::take(&mut row.next), &row.written.tokens);
            kernel::softmax_whole(&mut own);
            kernel::softmax_whole(&mut helped);
            for token in likeliest(&helped, width + 1) {
                let (p, q) = (own[token as usize].max(1e-10).ln(), helped[token as usize].max(1e-10).ln());
                next.push((row.helped + q, i, token, p, q));
            }
        }
        next.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut live = Vec::new();
        for (_, i, token, p, q) in next {
            if live.len() >= width {
                break;
            }
            let row = &rows[i];
            if token == pen.tokens.end {
                done.push(row.ended(p, q));
                continue;
            }
            let mut written = row.written.clone();
            written.tokens.push(token);
            written.chances.push(p.exp());
            // A row that goes round in circles ends here, without an end of its own.
            if guards::loops(&written.tokens) {
                continue;
            }
            live.push(Row {
                state: row.state.clone(),
                next: Vec::new(),
                written,
                own: row.own + p,
                helped: row.helped + q,
            });
        }
        if done.len() >= width || live.is_empty() {
            break;
        }
        let tokens: Vec<u32> =
            live.iter().map(|row| row.written.tokens.last().copied().unwrap_or(pen.tokens.end)).collect();
        let after = pen.decoder.follow(&mut live.iter_mut().map(|row| &mut row.state).collect::<Vec<_>>(), &tokens)?;
        for (row, next) in live.iter_mut().zip(after) {
            row.next = next;
        }
        live.retain(|row| !row.next.is_empty());
        rows = live;
    }
    let best = done.into_iter().max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, written)| written);
    Ok(best.unwrap_or_else(|| {
        // None came to an end: the model would have gone on for ever.
        let row = rows.into_iter().max_by(|a, b| a.mean(false).total_cmp(&b.mean(false)));
        row.map(|row| {
            let mean_log_probability = row.own / row.written.tokens.len().max(1) as f32;
            Written { looped: true, mean_log_probability, ..row.written }
        })
        .unwrap_or_default()
    }))
}

/// The likeliest tokens, best first.
fn likeliest(chances: &[f32], count: usize) -> Vec<u32> {
    let mut best: Vec<(f32, u32)> = Vec::with_capacity(count + 1);
    for (chance, token) in chances.iter().zip(0u32..) {
        if best.len() < count || *chance > best[best.len() - 1].0 {
            let at = best.partition_point(|(other, _)| other >= chance);
            best.insert(at, (*chance, token));
            best.truncate(count);
        }
    }
    best.into_iter().map(|(_, token)| token).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_likeliest_come_best_first() {
        let chances = [0.1, 0.4, 0.05, 0.4, 0.2];
        assert_eq!(super::likeliest(&chances, 3), [1, 3, 4]);
        assert_eq!(super::likeliest(&chances, 9), [1, 3, 4, 0, 2]);
    }
}
