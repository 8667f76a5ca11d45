//! One call with its store and whoever watches: what the typed and the spoken driver share.

use crate::course::Gathering;
use crate::event::Understood;
use huisclos_agenda::{Cabinet, CallId, Private};
use huisclos_call::{Call, Channel, Command, Fact, Input, Outcome, Output, SayingId, Tick};
use huisclos_ports::{AccountId, By, CallRecord, Report, Store, What};
use huisclos_speech::{Answer, Meaning};
use jiff::ToSpan;
use jiff::civil::DateTime;
use std::collections::VecDeque;
use std::sync::Arc;

/// Outputs taken in a row before the call is believed to be stuck: a turn gives a dozen.
const OUTPUTS_MAX: usize = 200;

/// How a call ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// The one that counts.
    pub outcome: Outcome,
    /// All.
    pub outcomes: Vec<Outcome>,
    /// Whole length from the first ring.
    pub seconds: f64,
    /// Each wait of the caller.
    pub waits_ms: Vec<u32>,
}

/// A call that goes on.
pub struct Conversation {
    id: CallId,
    call: Call,
    store: Arc<dyn Store>,
    started: DateTime,
    watch: Box<dyn FnMut(Report) + Send>,
    turn_ends: Vec<(u32, u64)>,
    waits_ms: Vec<u32>,
    course: Gathering,
    hung_up: bool,
    /// What was whispered and not looked at yet, with who did. The desk bounds it.
    whispers: VecDeque<(Private<String>, AccountId)>,
}

impl Conversation {
    /// A call whose first ring is at `started`, civil time. `watch` is told every fact as it happens.
    pub fn new(
        id: CallId,
        call: Call,
        store: Arc<dyn Store>,
        started: DateTime,
        watch: Box<dyn FnMut(Report) + Send>,
    ) -> Self {
        Self {
            id,
            call,
            store,
            started,
            watch,
            turn_ends: Vec::new(),
            waits_ms: Vec::new(),
            course: Gathering::default(),
            hung_up: false,
            whispers: VecDeque::new(),
        }
    }

    /// Which call.
    pub fn id(&self) -> CallId {
        self.id
    }

    /// By whose words the caller is understood.
    pub fn cabinet(&self) -> &Arc<Cabinet> {
        self.call.cabinet()
    }

    /// Civil time of a tick.
    pub fn civil(&self, now: Tick) -> DateTime {
        let ms = i64::try_from(now.0).unwrap_or(i64::MAX / 2);
        self.started.checked_add(ms.milliseconds()).unwrap_or(self.started)
    }

    /// Tells whoever watches.
    pub fn report(&mut self, now: Tick, what: What) {
        self.course.happened(&what);
        (self.watch)(Report { call: self.id, t_ms: now.0, what });
    }

    /// Gives the call a fact.
    pub fn feed(&mut self, now: Tick, input: Input) {
        if input == Input::HungUp && !self.hung_up {
            self.hung_up = true;
            self.report(now, What::HungUp { by: By::Caller });
        }
        self.call.handle(now, input);
    }

    /// A turn was understood: reports it and feeds it. An empty text is speech that nothing could be made of.
    pub fn heard(&mut self, now: Tick, speech_end_ms: u64, u: Understood) {
        self.turn_ends.push((u.turn, speech_end_ms));
        self.report(
            now,
            What::Heard {
                turn: u.turn,
                text: u.text.clone(),
                confidence: u.confidence,
                speech_end_ms,
                compute_ms: u.recognise_ms,
            },
        );
        if u.text.matches(|text| text.trim().is_empty()) {
            self.feed(now, Input::Unheard { turn: u.turn });
            return;
        }
        let what = What::Understood { turn: u.turn, meaning: Box::new(u.meaning.clone()), compute_ms: u.understand_ms };
        self.report(now, what);
        self.feed(now, Input::Heard { turn: u.turn, text: u.text, confidence: u.confidence, meaning: u.meaning });
    }

    /// A secretary's whisper was understood.
    pub fn whispered(&mut self, now: Tick, text: Private<String>, by: AccountId, meaning: Meaning) {
        self.whispers.push_back((text.clone(), by));
        self.feed(now, Input::Whispered { text, meaning });
    }

    /// A sentence ended or was cut: reports it, counts the caller's wait, and tells the call.
    pub fn said(&mut self, now: Tick, said: Said, cut: bool) {
        if let Some(start_ms) = said.start_ms {
            if let Some(turn) = said.answers_turn
                && let Some(at) = self.turn_ends.iter().position(|(t, _)| *t == turn)
            {
                // Only the first sentence that answers a turn ends a wait.
                let (_, end_ms) = self.turn_ends.swap_remove(at);
                self.waits_ms.push(u32::try_from(start_ms.saturating_sub(end_ms)).unwrap_or(u32::MAX));
            }
            let Said { text, answers_turn, .. } = said.clone();
            self.report(now, What::Said { text, answers_turn, start_ms, interrupted: cut });
        }
        self.feed(now, Input::Spoken { saying: said.saying, cut });
    }

    /// The next thing to do, or until when nothing is to be done; `None` when the call is over. Reports are made here.
    pub fn poll(&mut self, now: Tick) -> Option<Next> {
        for _ in 0..OUTPUTS_MAX {
            match self.call.poll() {
                Output::Do(Command::Report(fact)) => self.fact(now, fact),
                Output::Do(command) => {
                    self.course.does(&command);
                    if command == Command::HangUp && !self.hung_up {
                        self.hung_up = true;
                        self.report(now, What::HungUp { by: By::Us });
                    }
                    return Some(Next::Do(command));
                }
                Output::Wait(until) => return Some(Next::Wait(until)),
                Output::Over => return None,
            }
        }
        eprintln!("appel : trop de commandes à la suite ; l'appel est rendu au combiné");
        None
    }

    fn fact(&mut self, now: Tick, fact: Fact) {
        let what = match fact {
            Fact::Offered(slots) => What::Offered { slots },
            Fact::Booked(appointment) => What::Booked { appointment },
            Fact::Moved(appointment) => What::Moved { appointment },
            Fact::Cancelled(appointment) => What::Cancelled { appointment: appointment.id },
            Fact::Confirmed(appointment) => What::Confirmed { appointment: appointment.id },
            Fact::Consent { answer, version, channel } => {
                What::Consent { given: answer == Answer::Yes, by_key: channel == Channel::Key, wording: version }
            }
            Fact::Transferred { reason, priority } => What::Transferred { reason, priority },
            Fact::Noted { reason, priority, .. } => What::Note { reason, priority },
            Fact::Rated(mark) => What::Rated { mark },
            Fact::Enlisted => What::Enlisted,
            Fact::Whispered(made) => match self.whispers.pop_front() {
                Some((text, by)) => What::Whispered { text, by, made },
                None => return,
            },
        };
        self.report(now, what);
    }

    /// The call is over: reports it and keeps its outcome and waits.
    pub fn over(mut self, now: Tick) -> Ended {
        let outcomes = self.call.outcomes();
        let outcome = outcomes.first().copied().unwrap_or(Outcome::Abandoned);
        let seconds = now.0 as f64 / 1000.0;
        let record = CallRecord {
            id: self.id,
            at: self.started,
            seconds,
            outcomes: outcomes.clone(),
            waits_ms: self.waits_ms.clone(),
            script: self.call.script().map(str::to_string),
            course: Some(self.course.done()),
        };
        if let Err(error) = self.store.record_call(&record) {
            eprintln!("{error}");
        }
        self.report(now, What::Over { seconds, outcome, outcomes: outcomes.clone() });
        Ended { outcome, outcomes, seconds, waits_ms: self.waits_ms }
    }
}

/// What the driver does next.
#[derive(Debug)]
pub enum Next {
    /// This, now.
    Do(Command),
    /// Nothing until a fact comes, or this tick.
    Wait(Tick),
}

/// A sentence on its way to the caller.
#[derive(Clone, Debug)]
pub struct Said {
    /// Which.
    pub saying: SayingId,
    /// The words.
    pub text: huisclos_agenda::Private<String>,
    /// The turn it answers.
    pub answers_turn: Option<u32>,
    /// Its first sample on the line; `None` while it has none (cut before it began).
    pub start_ms: Option<u64>,
}
