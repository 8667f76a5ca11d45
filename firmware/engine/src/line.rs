//! A call on a line: frames of 20 ms in and out, the ear, the mouth, and the call in between.
//!
//! On a real board `exchange` blocks until the next frame and workers run beside it. On a simulated line in simulated time
//! the driver waits for the workers instead, and lets their answers come as many frames later as the work took.

pub use crate::complete::patience;

use crate::along::SoFar;
use crate::calls::Door;
use crate::complete::{self, so_far};
use crate::conversation::{Conversation, Ended, Next, Said};
use crate::desk::Desk;
use crate::event::{Event, Understood};
use crate::playing::Mouth;
use crate::workers::{Spoken, Workers};
use huisclos_agenda::{Phone, Private, Purpose};
use huisclos_audio::{Ear, EarFact, Turn};
use huisclos_call::{CallerId, Command, Input, Tick};
use huisclos_ports::{AccountId, Expected, FRAME_MS, FRAME_SAMPLES, Line, LineError, LineFact, SILENCE, What};
use huisclos_speech::Asking;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// A model that gives nothing by then never will; in simulated time the call goes on without it.
const WORK_MAX: Duration = Duration::from_secs(60);
/// An unfinished sentence is waited for that much longer.
const UNFINISHED_MS: u64 = 700;
/// Frames of one call: 2 h 46; handset and line may stay joined for two hours, and everything else ends long before.
const FRAMES_MAX: u64 = 500_000;

/// A turn that is being worked on.
#[derive(Default)]
pub(crate) struct Work {
    /// The job's number: a turn begun at a pause may be begun again, and only what is delivered is a turn.
    job: u32,
    /// Samples it was begun with: the same at the end of the turn, and the work holds.
    samples: usize,
    /// The answer, when it is there before the turn ended.
    answer: Option<Event>,
    /// Set when the turn ended.
    speech_end_ms: Option<u64>,
    asking: Asking,
}

/// One call on one line.
pub struct LineCall<'a> {
    pub(crate) conversation: Conversation,
    pub(crate) line: &'a mut dyn Line,
    pub(crate) workers: &'a Workers,
    pub(crate) inbox: (Sender<Event>, Receiver<Event>),
    pub(crate) ear: Ear,
    mouth: Mouth,
    pub(crate) now: Tick,
    answered: bool,
    pub(crate) joined: bool,
    /// The caller is held, and another number called.
    pub(crate) forwarding: bool,
    identified: bool,
    number: Option<Private<Phone>>,
    /// Who may be calling, as far as the store has said.
    pub(crate) expected: Arc<[Expected]>,
    /// The question whose answer is waited for.
    pub(crate) asked: Option<Asking>,
    told_listening: bool,
    pub(crate) overhears: bool,
    pub(crate) work: Option<Work>,
    pub(crate) so_far: SoFar,
    pub(crate) jobs: u32,
    pub(crate) turns: u32,
    /// Where the page's orders come in.
    pub(crate) door: Option<Door>,
    /// Somebody at the page who waits for the box to finish, and who has the caller.
    pub(crate) comes: Option<Desk>,
    pub(crate) desk: Option<Desk>,
    /// Who had the handset rung from the page.
    pub(crate) wants_handset: Option<AccountId>,
    /// Whispers that the mind reads.
    pub(crate) whispers: usize,
    /// Simulated time only: answers of workers, by the time at which they come.
    ahead: BTreeMap<(u64, u64), Event>,
    arrivals: u64,
    /// When the mind is done with what it was given, in simulated time: one job after the other.
    mind_free_at: u64,
    timeless: bool,
    pub(crate) in_flight: usize,
    pub(crate) gone: bool,
}

impl<'a> LineCall<'a> {
    /// A call whose first ring was just heard.
    pub fn new(conversation: Conversation, line: &'a mut dyn Line, workers: &'a Workers) -> Self {
        Self {
            conversation,
            line,
            workers,
            inbox: channel(),
            ear: Ear::new(0),
            mouth: Mouth::default(),
            now: Tick(0),
            answered: false,
            joined: false,
            forwarding: false,
            identified: false,
            number: None,
            expected: Arc::default(),
            asked: None,
            told_listening: false,
            overhears: false,
            work: None,
            so_far: SoFar::default(),
            jobs: 0,
            turns: 0,
            door: None,
            comes: None,
            desk: None,
            wants_handset: None,
            whispers: 0,
            ahead: BTreeMap::new(),
            arrivals: 0,
            mind_free_at: 0,
            timeless: false,
            in_flight: 0,
            gone: false,
        }
    }

    /// The same call, which the page can take over and whisper into.
    #[must_use]
    pub fn behind(self, door: Door) -> Self {
        Self { door: Some(door), ..self }
    }

    /// The same call, in which the workers take no simulated time: what happens when is then the same on any machine,
    /// however busy.
    #[must_use]
    pub fn timeless(self) -> Self {
        Self { timeless: true, ..self }
    }

    /// Takes the call to its end.
    ///
    /// # Errors
    /// The line failed; the call is over and its outcome kept.
    pub fn run(mut self) -> Result<Ended, LineError> {
        self.workers.expect(self.conversation.cabinet());
        for _ in 0..FRAMES_MAX {
            let until = loop {
                match self.conversation.poll(self.now) {
                    None => {
                        let ended = self.conversation.over(self.now);
                        self.line.hang_up()?;
                        return Ok(ended);
                    }
                    Some(Next::Do(command)) => self.obey(command)?,
                    Some(Next::Wait(until)) => break until,
                }
            };
            self.open_ear();
            if self.now >= until {
                self.conversation.feed(self.now, Input::Passed);
                continue;
            }
            self.frame()?;
            self.work_that_came();
            self.turn_to_orders();
        }
        let ended = self.conversation.over(self.now);
        self.line.hang_up()?;
        Ok(ended)
    }

    fn obey(&mut self, command: Command) -> Result<(), LineError> {
        match command {
            Command::Answer => {
                self.line.answer()?;
                self.answered = true;
                self.ear = Ear::new(self.now.0);
                self.conversation.report(self.now, What::Answered);
                self.conversation.feed(self.now, Input::Answered);
                self.ask_whom_to_expect();
            }
            Command::Say { saying, text, pace, interruptible, answers_turn } => {
                self.workers.speak(saying, &text, pace, &self.inbox.0);
                self.in_flight += 1;
                self.mouth.say(Said { saying, text, answers_turn, start_ms: None }, interruptible);
                self.settle();
            }
            Command::Hush => self.cut(false),
            Command::Listen { asking } => {
                self.asked = Some(asking);
                self.told_listening = false;
                self.overhears = false;
            }
            Command::Overhear => {
                // No question is out any more: what was asked before is not waited for.
                self.asked = None;
                self.overhears = true;
                self.listen(Asking::Open);
            }
            Command::Ask(job, query) => {
                let now = self.conversation.civil(self.now);
                self.workers.ask(self.conversation.id(), job, query, now, &self.inbox.0);
                self.in_flight += 1;
                self.settle();
            }
            Command::RingHandset => {
                self.line.ring_handset(true)?;
                self.mouth.ring_back(true);
            }
            Command::StopHandset => {
                self.line.ring_handset(false)?;
                self.mouth.ring_back(false);
            }
            Command::JoinHandset => {
                self.mouth.ring_back(false);
                self.line.join_handset()?;
                self.join_handset();
            }
            Command::JoinDesk => {
                self.mouth.ring_back(false);
                self.join_desk();
            }
            Command::Forward(number) => self.forward(&number),
            Command::TakeBack => self.take_back()?,
            Command::HangUp => {
                self.line.hang_up()?;
                self.gone = true;
                self.desk = None;
            }
            Command::Report(_) => {}
        }
        Ok(())
    }

    /// The greeting is long enough for the store to say it.
    fn ask_whom_to_expect(&mut self) {
        let (id, now) = (self.conversation.id(), self.conversation.civil(self.now));
        if self.workers.whom_to_expect(id, self.number.clone(), now, &self.inbox.0) {
            self.in_flight += 1;
            self.settle();
        }
    }

    /// Opens the ear: for barge-in as soon as a sentence that may be cut is being said, and for the answer after it.
    fn open_ear(&mut self) {
        if !self.answered || self.joined || self.forwarding || self.desk.is_some() || self.gone || self.work.is_some() {
            return;
        }
        let asking = self.asked.unwrap_or_default();
        if self.mouth.is_silent() {
            if self.asked.is_some() && !self.told_listening {
                self.told_listening = true;
                self.conversation.report(self.now, What::Listening { asking });
            }
            if self.asked.is_some() || self.overhears {
                self.listen(asking);
            } else {
                self.ear.close();
            }
        } else if self.mouth.may_be_cut() {
            self.listen(asking);
        } else {
            self.ear.close();
        }
    }

    fn listen(&mut self, asking: Asking) {
        if !self.ear.listening() {
            self.ear.listen(patience(asking));
        }
    }

    fn frame(&mut self) -> Result<(), LineError> {
        self.look_after_who_comes();
        let mut desk_gone = false;
        let (say, ended) = if self.joined || self.forwarding {
            ([SILENCE; FRAME_SAMPLES], None)
        } else if let Some(desk) = &mut self.desk {
            let says = desk.says();
            desk_gone = says.is_none();
            (says.unwrap_or([SILENCE; FRAME_SAMPLES]), None)
        } else {
            self.mouth.frame(self.now.0)
        };
        let exchange = self.line.exchange(&say)?;
        self.now = self.now + FRAME_MS;
        if let Some(desk) = &mut self.desk {
            desk_gone |= !desk.hears(&exchange.heard);
        }
        for fact in exchange.facts {
            self.line_fact(fact);
        }
        if let Some(text) = self.mouth.begun() {
            self.conversation.report(self.now, What::Saying { text });
        }
        if let Some(said) = ended {
            self.conversation.said(self.now, said, false);
        }
        if self.answered && !self.joined && !self.forwarding && !self.gone {
            // While somebody speaks with the caller the ear is closed: it hears keys and the busy tone, no words.
            for fact in self.ear.frame(&exchange.heard, &say) {
                self.ear_fact(fact);
            }
            self.hear_along();
        }
        if desk_gone && !self.gone {
            self.desk_gone();
        }
        Ok(())
    }

    fn line_fact(&mut self, fact: LineFact) {
        let input = match fact {
            // The first burst began the call; at the second one caller ID will no longer come.
            LineFact::Rang if self.now.0 > FRAME_MS * 2 => {
                self.identify(CallerId::Unavailable);
                Input::RangAgain
            }
            LineFact::Progressed(progress) => return self.forward_goes(progress),
            LineFact::Rang | LineFact::Restored => return,
            LineFact::Identified(caller) => return self.identify(caller),
            LineFact::Abandoned | LineFact::HungUp | LineFact::Cut => {
                self.gone = true;
                self.desk = None; // lets the headset go
                Input::HungUp
            }
            LineFact::Pressed(key) => Input::Pressed(key),
            LineFact::HandsetLifted => Input::HandsetLifted,
            // A handset that had no part in the call ends none.
            LineFact::HandsetReplaced if !self.joined => return,
            LineFact::HandsetReplaced => Input::HandsetReplaced,
            LineFact::HandsetBusy => Input::HandsetBusy,
        };
        self.conversation.feed(self.now, input);
    }

    fn identify(&mut self, caller: CallerId) {
        if !self.identified {
            self.identified = true;
            self.number = if let CallerId::Number(number) = &caller { Some(number.clone()) } else { None };
            self.conversation.report(self.now, What::Ring { from: caller.clone() });
            self.conversation.feed(self.now, Input::Rang(caller));
        }
    }

    fn ear_fact(&mut self, fact: EarFact) {
        match fact {
            EarFact::SpeechBegan { .. } => {
                self.conversation.feed(self.now, Input::Speaking);
                self.cut(true);
            }
            EarFact::Paused { .. } => {
                if let Some(turn) = self.ear.turn_so_far() {
                    self.begin_work(&turn);
                }
            }
            EarFact::Resumed => self.work = None,
            EarFact::TurnEnded { turn, .. } => self.end_turn(&turn),
            // The call has its own deadline for silence; the ear goes on.
            EarFact::NothingSaid { .. } => {}
            EarFact::Pressed(key) => self.conversation.feed(self.now, Input::Pressed(key)),
            EarFact::BusyTone | EarFact::SteadyTone => {
                self.gone = true;
                self.desk = None; // lets the headset go
                self.conversation.feed(self.now, Input::HungUp);
            }
        }
    }

    fn begin_work(&mut self, turn: &Turn) {
        self.jobs += 1;
        let asking = self.asked.unwrap_or_default();
        let now = self.conversation.civil(self.now);
        let pcm = turn.pcm_16khz.clone();
        self.work = Some(Work { job: self.jobs, samples: pcm.len(), asking, ..Work::default() });
        let spoken = Spoken::Pcm(pcm, self.expected.clone());
        self.workers.understand(self.jobs, spoken, asking, (now, self.conversation.cabinet()), &self.inbox.0);
        self.in_flight += 1;
        self.settle();
    }

    /// The turn is over: the work begun at its first pause holds when not a sample has come since.
    fn end_turn(&mut self, turn: &Turn) {
        if self.work.as_ref().is_none_or(|work| work.samples != turn.pcm_16khz.len()) {
            self.begin_work(turn);
        }
        if let Some(work) = self.work.as_mut() {
            work.speech_end_ms = Some(turn.speech_end_ms);
        }
        self.deliver();
    }

    /// Gives the call the turn once it has ended and is understood.
    fn deliver(&mut self) {
        let Some(work) = self.work.as_mut() else { return };
        let Some(speech_end_ms) = work.speech_end_ms else { return };
        let Some(event) = work.answer.take() else { return };
        self.work = None;
        self.so_far.forget();
        self.asked = None;
        self.overhears = false;
        self.turns += 1;
        match event {
            Event::Understood(understood) => {
                let understood = Understood { turn: self.turns, ..understood };
                self.conversation.heard(self.now, speech_end_ms, understood);
            }
            _ => self.conversation.feed(self.now, Input::ModelFailed),
        }
    }

    /// In simulated time: waits for what is under way, and lets it come as much later as it took.
    pub(crate) fn settle(&mut self) {
        if !self.line.simulated() {
            return;
        }
        let mut voice_ms = 0;
        while self.in_flight > 0 {
            let Ok(event) = self.inbox.1.recv_timeout(WORK_MAX) else {
                self.in_flight = 0;
                self.conversation.feed(self.now, Input::ModelFailed);
                return;
            };
            if !matches!(event, Event::Voiced { last: false, .. }) {
                self.in_flight -= 1;
            }
            let event = if self.timeless { event.timeless() } else { event };
            // One voice makes the pieces of a sentence one after the other.
            let mut after_ms = event.compute_ms();
            if matches!(event, Event::Understood(_) | Event::Hearing(_) | Event::Whispered { .. }) {
                // One mind, too: what it is given while it hears along waits for it.
                self.mind_free_at = self.mind_free_at.max(self.now.0) + after_ms;
                after_ms = self.mind_free_at - self.now.0;
            }
            if let Event::Voiced { compute_ms, .. } = &event {
                voice_ms += compute_ms;
                after_ms = voice_ms;
            }
            self.arrivals += 1;
            self.ahead.insert((self.now.0 + after_ms, self.arrivals), event);
        }
    }

    fn work_that_came(&mut self) {
        if self.line.simulated() {
            while let Some((&(at, order), _)) = self.ahead.first_key_value()
                && at <= self.now.0
                && let Some(event) = self.ahead.remove(&(at, order))
            {
                self.worked(event);
            }
        } else {
            while let Ok(event) = self.inbox.1.try_recv() {
                self.worked(event);
            }
        }
    }

    fn worked(&mut self, event: Event) {
        match event {
            Event::Voiced { saying, pcm, last, .. } => self.mouth.voiced(saying, &pcm, last),
            Event::NotVoiced { saying } => {
                if let Some(said) = self.mouth.drop_saying(saying) {
                    self.conversation.said(self.now, said, true);
                }
                self.conversation.feed(self.now, Input::ModelFailed);
            }
            Event::Expected { people, .. } => self.expected = people,
            Event::Told { job, reply, .. } => self.conversation.feed(self.now, Input::Told(job, reply)),
            Event::Hearing(hearing) => self.heard_along(hearing),
            Event::Whispered { text, by, meaning, .. } => {
                self.whispers = self.whispers.saturating_sub(1);
                self.conversation.whispered(self.now, text, by, *meaning);
            }
            Event::NotHeard { turn } => self.answer_of(turn, event),
            Event::Understood(Understood { turn, .. }) => self.answer_of(turn, event),
        }
    }

    /// An answer nobody awaits any more (the caller went on speaking) is dropped.
    fn answer_of(&mut self, job: u32, event: Event) {
        let Some(work) = self.work.as_mut().filter(|work| work.job == job) else { return };
        if work.speech_end_ms.is_none()
            && let Event::Understood(u) = &event
        {
            let judged = so_far(work.asking, u.text.open(Purpose::Voice), &u.meaning);
            work.answer = Some(event);
            match judged {
                complete::SoFar::Complete => {
                    if let Some(EarFact::TurnEnded { turn, .. }) = self.ear.end_turn() {
                        self.end_turn(&turn);
                    }
                }
                complete::SoFar::Unfinished => self.ear.wait_longer(UNFINISHED_MS),
                complete::SoFar::Open => {}
            }
            return;
        }
        work.answer = Some(event);
        self.deliver();
    }

    fn cut(&mut self, by_the_caller: bool) {
        for said in self.mouth.cut(by_the_caller) {
            self.conversation.said(self.now, said, true);
        }
    }
}
