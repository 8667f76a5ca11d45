//! What the caller says, while they say it: every half second of speech the turn so far goes to the recogniser, for the
//! page and for the red flags.
//!
//! It never costs the caller a wait. A try begins only while they speak, when the worker is on nothing at all, and the
//! work on the turn begins 200 ms after their last word: a try that is quicker than that is over by then, and one that
//! takes longer is made more seldom.

use crate::event::{Hearing, Understood};
use crate::line::LineCall;
use crate::workers::Spoken;
use huisclos_audio::EarFact;
use huisclos_ports::What;
use huisclos_speech::{Family, Intent, Meaning};

/// Speech between two tries: four or five syllables, a line on the page that moves with the voice.
const EVERY_MS: u64 = 500;
/// A try takes at most this share of the time: twice what the last one took lies between two.
const COSTS: u64 = 2;

/// How far a turn that goes on was heard.
#[derive(Debug, Default)]
pub(crate) struct SoFar {
    /// The try under way.
    job: Option<u32>,
    /// Speech of the turn at the last frame, and when the last try was begun.
    spoken_ms: u64,
    tried_ms: u64,
    /// Time the last try took.
    cost_ms: u64,
    /// The red flag of the last try.
    alarm: Option<Family>,
}

impl SoFar {
    /// Another turn.
    pub(crate) fn forget(&mut self) {
        *self = Self { cost_ms: self.cost_ms, ..Self::default() };
    }
}

impl LineCall<'_> {
    /// After each frame: tries, when half a second more was said.
    pub(crate) fn hear_along(&mut self) {
        let Some(spoken_ms) = self.ear.spoken_ms() else { return self.so_far.forget() };
        let speaks = spoken_ms > self.so_far.spoken_ms;
        self.so_far.spoken_ms = spoken_ms;
        let due_ms = self.so_far.tried_ms + EVERY_MS.max(COSTS * self.so_far.cost_ms);
        if !speaks || spoken_ms < due_ms || self.so_far.job.is_some() || self.work.is_some() {
            return;
        }
        let Some(turn) = self.ear.turn_so_far() else { return };
        self.so_far.tried_ms = spoken_ms;
        self.jobs += 1;
        let asking = self.asked.unwrap_or_default();
        let how = (self.line.simulated(), &self.inbox.0);
        let spoken = Spoken::Pcm(turn.pcm_16khz, self.expected.clone());
        if self.workers.hear_along(self.jobs, spoken, asking, self.conversation.cabinet(), how) {
            self.so_far.job = Some(self.jobs);
            self.in_flight += 1;
            self.settle();
        }
    }

    /// A try came back: shown, and read for red flags. Two in a row that hear the same one, in words that nothing said
    /// later takes back, are enough: the box says the sentence of the 15 without waiting for the end of the turn.
    pub(crate) fn heard_along(&mut self, hearing: Hearing) {
        if self.so_far.job != Some(hearing.job) {
            return; // that turn is over
        }
        self.so_far.job = None;
        self.so_far.cost_ms = hearing.compute_ms;
        if hearing.text.matches(|text| text.trim().is_empty()) {
            return;
        }
        let turn = self.turns + 1;
        self.conversation.report(self.now, What::Hearing { turn, text: hearing.text.clone() });
        let before = self.so_far.alarm;
        self.so_far.alarm = hearing.alarm.as_ref().map(|flag| flag.family);
        if self.so_far.alarm.is_none() || before != self.so_far.alarm || self.work.is_some() {
            return;
        }
        let Some(EarFact::TurnEnded { turn: so_far, .. }) = self.ear.end_turn() else { return };
        self.so_far.forget();
        self.asked = None;
        self.overhears = false;
        self.turns = turn;
        let meaning = Meaning { intent: Intent::Emergency, emergency: hearing.alarm, ..Meaning::default() };
        let understood = Understood {
            turn,
            text: hearing.text,
            confidence: hearing.confidence,
            meaning,
            recognise_ms: hearing.compute_ms,
            understand_ms: 0,
        };
        self.conversation.heard(self.now, so_far.speech_end_ms, understood);
    }
}
