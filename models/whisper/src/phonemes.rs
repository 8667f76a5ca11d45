//! The second head: phonemes heard at each position, by CTC. Matching them against the names a cabinet knows beats the
//! transcript on exactly those words.

use huisclos_weights::{Matrix, Precision, Weights, WeightsError, kernel};

/// The head's weights with its symbols, blank first.
pub(crate) struct Phonemes {
    symbols: Vec<String>,
    matrix: Matrix,
}

impl Phonemes {
    /// Reads the head, when the file has one.
    pub(crate) fn read(
        w: &Weights,
        symbols: Vec<String>,
        width: usize,
        p: Precision,
    ) -> Result<Option<Self>, WeightsError> {
        if symbols.is_empty() || w.shape("ctc.weight").is_none() {
            return Ok(None);
        }
        let bias = w.values("ctc.bias", &[symbols.len()])?;
        let matrix = w.matrix(&["ctc.weight"], symbols.len(), width, p)?.with_bias(bias);
        Ok(Some(Self { symbols, matrix }))
    }

    /// How many symbols there are, with the blank.
    pub(crate) fn symbols(&self) -> usize {
        self.symbols.len()
    }

    /// The scores of every symbol at every position, before softmax.
    pub(crate) fn scores(&self, positions: &[f32]) -> Result<Vec<f32>, WeightsError> {
        self.matrix.apply(positions)
    }

    /// The likeliest symbol of each position, repeats and blanks left out.
    pub(crate) fn heard(&self, scores: &[f32]) -> Vec<String> {
        let best = scores.chunks_exact(self.symbols.len()).map(|row| kernel::argmax(row).unwrap_or(0));
        collapse(best).map(|i| self.symbols[i].clone()).collect()
    }
}

/// CTC's reading: neighbours that are the same are one, then blanks (0) go.
fn collapse(best: impl Iterator<Item = usize>) -> impl Iterator<Item = usize> {
    let mut before = 0;
    best.filter(move |i| {
        let new = *i != before;
        before = *i;
        new && *i != 0
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_blank_parts_two_of_the_same() {
        let read = |row: &[usize]| super::collapse(row.iter().copied()).collect::<Vec<_>>();
        assert_eq!(read(&[0, 3, 3, 0, 3, 5, 5, 0]), [3, 3, 5]);
        assert!(read(&[0, 0]).is_empty());
        assert_eq!(read(&[2, 2, 2]), [2]);
    }
}
