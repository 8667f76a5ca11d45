//! What the recogniser gives back.

use std::fmt;

/// What was heard in some audio.
/// Its `Debug` says nothing of the words: a caller's sentence never gets into a log by accident.
#[derive(Clone, Default, PartialEq)]
pub struct Transcript {
    /// The words, as the model writes them; empty when nothing believable was heard.
    pub text: String,
    /// Geometric mean of the tokens' probabilities with the end of the transcript, 0 to 1.
    pub confidence: f32,
    /// Each word of `text`.
    pub words: Vec<Word>,
    /// What else may have been said, with its probability, likeliest first; empty where the search was sure, or when the
    /// decoder wrote the text. Words that were taken for music's come first.
    pub others: Vec<(String, f32)>,
    /// Greedy phonemes of the model's second head, in espeak-ng's IPA; empty when the model has none.
    pub phonemes: Vec<String>,
    /// Why there is no text, when there is none.
    pub rejected: Option<Rejection>,
    /// Time it took, milliseconds.
    pub compute_ms: u64,
}

/// A word with how sure the model is of it.
#[derive(Clone, PartialEq)]
pub struct Word {
    /// As written, with its punctuation.
    pub text: String,
    /// Probability of its least sure token, 0 to 1: a name under the dialogue's threshold is spelled back.
    pub confidence: f32,
}

/// Why audio gave no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// Too quiet to be speech, or shorter than a syllable.
    Silence,
    /// Loud and steady: a tone, hum or hiss.
    SteadyNoise,
    /// The model says that nobody speaks, or writes nothing.
    NoSpeech,
    /// The model fell into a loop, twice.
    Repetition,
    /// A sentence Whisper makes up when it hears nothing ("Sous-titres réalisés par…").
    Phantom,
    /// The model believes its own words too little.
    Unsure,
    /// The sound is music: its tones hold, and no sound of a voice stands out. The words are among `others`, for the red flags.
    Music,
}

impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transcript")
            .field("words", &self.words)
            .field("confidence", &self.confidence)
            .field("rejected", &self.rejected)
            .field("compute_ms", &self.compute_ms)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "‹private› {:.2}", self.confidence)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_learns_nothing_of_the_words() {
        let word = Word { text: "garnier".into(), confidence: 0.5 };
        let heard = Transcript {
            text: "garnier".into(),
            words: vec![word],
            phonemes: vec!["ɡ".into()],
            ..Transcript::default()
        };
        let logged = format!("{heard:?} {heard:#?}");
        assert!(!logged.contains("garnier") && !logged.contains('ɡ') && logged.contains("0.50"), "{logged}");
    }
}
