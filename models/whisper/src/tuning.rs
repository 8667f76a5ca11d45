//! What a search weighs, and the sounds that it takes for one another.

/// What a search weighs and bounds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tuning {
    /// Hypotheses kept at each position, and how far behind the best one may lie.
    pub beam: usize,
    pub behind: f32,
    /// Weight of the words' own probability beside the sounds', and what each word costs.
    pub words_weight: f32,
    pub word_cost: f32,
    /// A consonant of liaison is not written, so it is not free.
    pub link_cost: f32,
    /// Share of its neighbour's probability that a sound is given.
    pub neighbour: f32,
    /// No sound is impossible.
    pub floor: f32,
}

/// Chosen on sentences of the open set.
pub(crate) const TUNED: Tuning = Tuning {
    beam: 220,
    behind: 13.0,
    words_weight: 0.7,
    word_cost: -0.2,
    link_cost: 1.0,
    neighbour: 0.25,
    floor: 1e-5,
};

/// e and ɛ, o and ɔ, ə œ ø, nasal vowels are told apart neither by all speakers nor by the head; n and ɲ hardly at the end
/// of a word ("saigne", "scène").
const NEIGHBOURS: [(usize, usize); 9] =
    [(9, 7), (23, 26), (10, 25), (10, 31), (25, 31), (22, 30), (16, 21), (2, 7), (17, 34)];

/// Natural logarithms of the probabilities, neighbours smoothed.
pub(crate) fn likelihoods(scores: &[f32], tuning: &Tuning) -> Vec<f32> {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut row: Vec<f32> = scores.iter().map(|s| (s - most).exp()).collect();
    let sum: f32 = row.iter().sum();
    row.iter_mut().for_each(|p| *p /= sum);
    let plain = row.clone();
    for (a, b) in NEIGHBOURS {
        if a < row.len() && b < row.len() {
            row[a] += tuning.neighbour * plain[b];
            row[b] += tuning.neighbour * plain[a];
        }
    }
    row.iter().map(|p| p.max(tuning.floor).ln()).collect()
}
