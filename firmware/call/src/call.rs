//! One call: facts in, commands out.

use crate::dossier::Dossier;
use crate::input::Input;
use crate::limits::*;
use crate::outcome::Outcome;
use crate::output::{Command, Fact, Output, Pace, SayingId};
use crate::question::Question;
use crate::settings::Settings;
use crate::state::{Job, State};
use crate::store::{JobId, NoteDraft, Query};
use crate::texts::Texts;
use crate::tick::Tick;
use huisclos_agenda::{Cabinet, Private};
use huisclos_speech::{Asking, Meaning};
use jiff::SignedDuration;
use jiff::civil::DateTime;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// One telephone call.
///
/// Feed it with [`Call::handle`], then drain [`Call::poll`] until `Wait` or `Over`. It cannot fail and never panics.
#[derive(Clone, Debug)]
pub struct Call {
    pub(crate) cabinet: Arc<Cabinet>,
    pub(crate) texts: Arc<Texts>,
    pub(crate) settings: Settings,
    started: DateTime,
    pub(crate) now: Tick,
    pub(crate) deadline: Tick,
    pub(crate) state: State,
    pub(crate) out: VecDeque<Command>,
    pub(crate) dossier: Dossier,

    // The voice.
    pub(crate) leads: Vec<Private<String>>,
    sayings: u32,
    pub(crate) speaking: Option<SayingId>,
    pub(crate) pace: Pace,
    pub(crate) last_said: Option<Private<String>>,
    unanswered: Option<u32>,
    /// When the last sentence began, and how many letters it has.
    said_at: Tick,
    said_chars: u64,
    /// The consent question was told, whole or most of it: before that no yes is one.
    pub(crate) consent_told: bool,

    // The question that is out, and how often it failed.
    pub(crate) asked: Option<Question>,
    pub(crate) misses: u8,
    pub(crate) silences: u8,
    pub(crate) keyed: String,
    pub(crate) model_failures: u8,

    // The store.
    jobs: u32,
    /// What is awaited; `true` when its time has passed and the call went on.
    pub(crate) awaited: BTreeMap<JobId, (Job, bool)>,
    pub(crate) foreground: Option<JobId>,
    dropped: u32,

    // How the call goes.
    pub(crate) turns: u32,
    pub(crate) outcomes: BTreeSet<Outcome>,
    pub(crate) done: u8,
    pub(crate) cancelled: bool,
    /// The last thing done, to be said again to whoever asks whether it is.
    pub(crate) done_said: Option<Private<String>>,
    /// Two were asked for in one breath: the second one is still to come.
    pub(crate) second_due: bool,
    /// It is being offered.
    pub(crate) second_offered: bool,
    /// The last thing done was to answer a practical question.
    pub(crate) informed: bool,
    pub(crate) asides: u8,
    /// The caller looks for something: the silence to come is theirs.
    pub(crate) waits_for_caller: bool,
    pub(crate) failed: bool,
    pub(crate) foreign: bool,
    pub(crate) off_topic: u8,
    pub(crate) handed_over: bool,
    pub(crate) rang_in_vain: bool,
    pub(crate) forwarded_in_vain: bool,
    pub(crate) handset_rings: bool,
    pub(crate) rated: bool,
    pub(crate) note_in_vain: bool,
    pub(crate) alarms_again: u8,
    pub(crate) alarm_draft: Option<NoteDraft>,
    /// Somebody at the page has taken the call and waits for the box to finish (off-hook, the emergency sentence).
    pub(crate) desk_waits: bool,
    /// The handset rings because somebody at the page asked for it.
    pub(crate) called_by_desk: bool,
    /// Since when somebody speaks with the caller, and how long others did before.
    pub(crate) joined_at: Tick,
    pub(crate) with_human_ms: u64,
    /// A whisper that came into the caller's turn.
    pub(crate) whisper_waits: Option<(Private<String>, Box<Meaning>)>,
    /// What the caller opened with, for a note.
    pub(crate) opening: Option<Private<String>>,
}

impl Call {
    /// A call whose first ring is now: `now` is the civil time of `Tick(0)`, Europe/Paris.
    pub fn new(cabinet: Arc<Cabinet>, now: DateTime, settings: Settings) -> Self {
        Self {
            cabinet,
            texts: Texts::french().clone(),
            settings,
            started: now,
            now: Tick(0),
            deadline: Tick(ANSWER_MS_MAX),
            state: State::Ringing,
            out: VecDeque::new(),
            dossier: Dossier::default(),
            leads: Vec::new(),
            sayings: 0,
            speaking: None,
            pace: Pace::Normal,
            last_said: None,
            unanswered: None,
            said_at: Tick(0),
            said_chars: 0,
            consent_told: false,
            asked: None,
            misses: 0,
            silences: 0,
            keyed: String::new(),
            model_failures: 0,
            jobs: 0,
            awaited: BTreeMap::new(),
            foreground: None,
            dropped: 0,
            turns: 0,
            outcomes: BTreeSet::new(),
            done: 0,
            cancelled: false,
            done_said: None,
            second_due: false,
            second_offered: false,
            informed: false,
            asides: 0,
            waits_for_caller: false,
            failed: false,
            foreign: false,
            off_topic: 0,
            handed_over: false,
            rang_in_vain: false,
            forwarded_in_vain: false,
            handset_rings: false,
            rated: false,
            note_in_vain: false,
            alarms_again: 0,
            alarm_draft: None,
            desk_waits: false,
            called_by_desk: false,
            joined_at: Tick(0),
            with_human_ms: 0,
            whisper_waits: None,
            opening: None,
        }
    }

    /// The same call in other words.
    #[must_use]
    pub fn in_words(mut self, texts: Arc<Texts>) -> Self {
        self.texts = texts;
        self
    }

    /// Whose call it is: what is said in it is understood by this cabinet's words, to its end.
    pub fn cabinet(&self) -> &Arc<Cabinet> {
        &self.cabinet
    }

    /// The script it is spoken by, where it has a name.
    pub fn script(&self) -> Option<&str> {
        self.texts.script.as_deref()
    }

    /// Takes a fact. `now` never goes back.
    pub fn handle(&mut self, now: Tick, input: Input) {
        self.now = self.now.max(now);
        if self.state == State::Over {
            self.dropped += u32::from(matches!(input, Input::Told(..)));
            return;
        }
        match input {
            Input::Rang(caller) => self.rang(caller),
            Input::RangAgain => self.rang_again(),
            Input::Answered => {
                if self.state == State::PickingUp {
                    self.greet();
                }
            }
            Input::Spoken { saying, cut } => self.spoken(saying, cut),
            Input::Speaking => self.voice_began(),
            Input::Heard { turn, text, confidence, meaning } => {
                self.turns += 1;
                self.unanswered = Some(turn);
                self.heard(text, confidence, meaning);
            }
            Input::Unheard { turn } => {
                self.turns += 1;
                self.unanswered = Some(turn);
                self.unheard();
            }
            Input::Pressed(key) => self.pressed(key),
            Input::Told(job, reply) => match self.awaited.remove(&job) {
                Some((what, late)) => self.told(job, what, late, reply),
                None => self.dropped += 1,
            },
            Input::HandsetLifted => self.handset_lifted(),
            Input::HandsetBusy => self.nobody_lifts(),
            Input::Forwarded => self.forwarded(),
            Input::NotForwarded => self.not_forwarded(),
            Input::TakenOver => self.taken_over(),
            Input::HandsetCalled => self.handset_called(),
            Input::HandedBack { gone } => self.handed_back(gone),
            Input::Whispered { text, meaning } => self.whispered(text, meaning),
            Input::HandsetReplaced => {
                if matches!(self.state, State::Joined(_)) {
                    self.release();
                }
            }
            Input::HungUp => self.hung_up(),
            Input::ModelFailed => self.model_failed(),
            Input::Passed => {
                if self.now >= self.deadline {
                    self.passed();
                }
            }
        }
        self.whisper_after_turn();
        if self.state == State::Closing && self.awaited.is_empty() {
            self.state = State::Over;
        }
    }

    /// The next command, or until when nothing is to be done.
    pub fn poll(&mut self) -> Output {
        match (self.out.pop_front(), &self.state) {
            (Some(command), _) => Output::Do(command),
            (None, State::Over) => Output::Over,
            (None, _) => Output::Wait(self.deadline),
        }
    }

    /// Everything that came of it so far, in the order that makes the first *the* outcome. Never empty.
    pub fn outcomes(&self) -> Vec<Outcome> {
        let mut all = self.outcomes.clone();
        if self.failed && !all.contains(&Outcome::Transferred) {
            all.insert(Outcome::Failed);
        }
        if all.is_empty() {
            all.insert(Outcome::Abandoned);
        }
        all.into_iter().collect()
    }

    /// *The* outcome.
    pub fn outcome(&self) -> Outcome {
        self.outcomes().first().copied().unwrap_or(Outcome::Abandoned)
    }

    /// Answers of the store that nobody awaited.
    pub fn dropped_answers(&self) -> u32 {
        self.dropped
    }

    /// The question that is out, by the ear's word: where the caller stands, or stood when they left.
    pub fn asking(&self) -> Option<Asking> {
        self.asked.map(Question::asking)
    }

    /// Civil time, Europe/Paris.
    pub(crate) fn civil(&self) -> DateTime {
        let elapsed = SignedDuration::from_millis(i64::try_from(self.now.0).unwrap_or(i64::MAX));
        self.started.saturating_add(elapsed)
    }

    pub(crate) fn report(&mut self, fact: Fact) {
        self.out.push_back(Command::Report(fact));
    }

    /// Puts the call in a state, with its deadline from now.
    pub(crate) fn enter(&mut self, state: State, ms: u64) {
        self.state = state;
        self.deadline = self.now + ms;
    }

    /// Says all that waits to be said, and `text` after it.
    pub(crate) fn say(&mut self, text: Private<String>, interruptible: bool) {
        self.leads.push(text);
        let text = crate::compose::joined(&std::mem::take(&mut self.leads));
        self.sayings += 1;
        let saying = SayingId(self.sayings);
        self.speaking = Some(saying);
        self.last_said = Some(text.clone());
        self.said_at = self.now;
        self.said_chars = letters(&text);
        let answers_turn = self.unanswered.take();
        self.out.push_back(Command::Say { saying, text, pace: self.pace, interruptible, answers_turn });
    }

    /// True when so much time has passed since the last sentence began that most of it was heard.
    pub(crate) fn mostly_said(&self) -> bool {
        self.now.since_ms(self.said_at) >= self.said_chars * MOSTLY_SAID_CHAR_MS
    }

    /// Stops the sentence that is being said, if any.
    pub(crate) fn hush(&mut self) {
        if self.speaking.take().is_some() {
            self.out.push_back(Command::Hush);
        }
    }

    /// A question to the store; the answer is awaited.
    pub(crate) fn ask_store(&mut self, job: Job, query: Query) -> JobId {
        self.jobs += 1;
        let id = JobId(self.jobs);
        self.awaited.insert(id, (job, false));
        self.out.push_back(Command::Ask(id, query));
        id
    }
}

fn letters(text: &Private<String>) -> u64 {
    let mut count = 0;
    text.matches(|t| {
        count = t.chars().count() as u64;
        true
    });
    count
}
