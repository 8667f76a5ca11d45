//! What is kept of a call. No name, no number, no word that was said.

use huisclos_agenda::{CallId, NoteReason};
use huisclos_call::Outcome;
use huisclos_speech::{Asking, Intent};
use jiff::civil::DateTime;

/// What is kept of every call, consent or not: its outcome, its waits and its course (feature A6).
#[derive(Clone, Debug, PartialEq)]
pub struct CallRecord {
    /// Which.
    pub id: CallId,
    /// First ring.
    pub at: DateTime,
    /// From the first ring to the end.
    pub seconds: f64,
    /// All that were reached; the first counts.
    pub outcomes: Vec<Outcome>,
    /// Each wait of the caller, from the end of their speech to the first sound of the answer.
    pub waits_ms: Vec<u32>,
    /// The script it was spoken by, where the cabinet has its own or tries two (feature W6).
    pub script: Option<String>,
    /// How it went; `None` in records of before 22 November 2026, of which only the above is known.
    pub course: Option<Course>,
}

/// How a call went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// What the caller wanted first; `Intent::None` where they never said.
    pub wanted: Intent,
    /// Where the caller was when they hung up; `None` when the box or the desk ended the call.
    pub left: Option<Step>,
    /// How often the cabinet's handset was rung for them.
    pub rung: u8,
    /// What the last note of the call is about.
    pub note: Option<NoteReason>,
    /// Turns in which the caller said something.
    pub turns: u16,
    /// Those of them of which nothing was understood.
    pub unclear: u16,
    /// The caller's mark, 1 to 5.
    pub mark: Option<u8>,
    /// What a chat model made of the call afterwards, in hundredths: 100 to 500. `None` where there is none, or not yet.
    pub quality: Option<u16>,
}

/// A place in a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Nothing had been asked yet: it rang, or the announcement was being said.
    Greeting,
    /// The last question that was out.
    Asked(Asking),
    /// The cabinet's handset was ringing.
    Ringing,
}

impl Step {
    /// Its word in records and downloads.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Step::Greeting => "greeting",
            Step::Ringing => "ringing",
            Step::Asked(asking) => asking.word(),
        }
    }

    /// The step of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "greeting" => Some(Step::Greeting),
            "ringing" => Some(Step::Ringing),
            word => Asking::from_word(word).map(Step::Asked),
        }
    }
}

impl CallRecord {
    /// The outcome that counts.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcomes.first().copied().unwrap_or(Outcome::Abandoned)
    }

    /// How the call went by a chat model, 1 to 5.
    #[must_use]
    pub fn quality(&self) -> Option<f64> {
        let quality = self.course.as_ref().and_then(|c| c.quality).filter(|q| (100..=500).contains(q));
        quality.map(|hundredths| f64::from(hundredths) / 100.0)
    }

    /// The caller's mark.
    #[must_use]
    pub fn mark(&self) -> Option<u8> {
        self.course.as_ref().and_then(|c| c.mark).filter(|m| (1..=5).contains(m))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_come_back_from_their_words() {
        let asked = Asking::WORDS.map(|(asking, _)| Step::Asked(asking));
        for step in asked.into_iter().chain([Step::Greeting, Step::Ringing]) {
            assert_eq!(Step::from_word(step.word()), Some(step));
        }
        assert_eq!(Step::from_word("dernière marche"), None);
    }
}
