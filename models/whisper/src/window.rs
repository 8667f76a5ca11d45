//! Audio longer than the model's context is cut where it is quiet.

use crate::RATE_HZ;
use crate::gate::level_db;

/// A cut is looked for in this share of the window, from its end: short pieces lose the sentence's sense.
const LOOKED_AT: f32 = 0.4;
/// Length of the quiet looked for: a breath, longer than the closure of a "p".
const QUIET: usize = RATE_HZ / 5;
/// Step between two looks.
const STEP: usize = RATE_HZ / 50;

/// The audio as pieces of at most `longest` samples, none left out, in order.
pub(crate) fn pieces(samples: &[f32], longest: usize) -> Vec<&[f32]> {
    let longest = longest.max(2 * QUIET);
    let (mut out, mut rest) = (Vec::new(), samples);
    while rest.len() > longest {
        let (piece, after) = rest.split_at(quietest(&rest[..longest]));
        out.push(piece);
        rest = after;
    }
    out.push(rest);
    out
}

/// The middle of the quietest stretch near the end.
fn quietest(window: &[f32]) -> usize {
    let from = window.len() - (window.len() as f32 * LOOKED_AT) as usize;
    (from..=window.len().saturating_sub(QUIET))
        .step_by(STEP)
        .map(|at| (level_db(&window[at..at + QUIET]), at + QUIET / 2))
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map_or(window.len(), |(_, at)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_cut_lies_in_the_pause() {
        let mut samples: Vec<f32> = (0..40_000).map(|i| 0.3 * (0.2 * i as f32).sin()).collect();
        samples[22_000..26_000].fill(0.0);
        let lengths: Vec<usize> = pieces(&samples, 32_000).iter().map(|p| p.len()).collect();
        assert_eq!(lengths.len(), 2);
        assert!((22_000..26_000).contains(&lengths[0]), "{lengths:?}");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_piece_is_too_long(len in 0usize..60_000, longest in 7000usize..30_000) {
            let samples: Vec<f32> = (0..len).map(|i| (i % 97) as f32).collect();
            let pieces = pieces(&samples, longest);
            prop_assert!(pieces.iter().all(|p| p.len() <= longest));
            prop_assert_eq!(pieces.concat(), samples);
        }
    }
}
