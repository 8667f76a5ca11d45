//! A line, a handset, a store and a clock for calls in simulated time: what the engine does, without threads.
#![allow(dead_code)] // each test binary uses a part

pub mod books;
pub mod by_hand;
pub mod random;
pub mod script;

use books::Books;
use huisclos_agenda::{Cabinet, Phone, Private, Purpose};
use huisclos_call::{Call, CallerId, Command, Fact, Input, JobId, Output, Pace, Reply, SayingId, Settings, Tick};
use huisclos_speech::{Asking, Meaning};
use jiff::civil::DateTime;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

/// Milliseconds a letter takes to be said.
const LETTER_MS: u64 = 60;
/// More steps than any call may take: past that the machine turns in circles.
const STEPS_MAX: usize = 20_000;

/// What the handset does when it rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handset {
    Answers,
    Busy,
    Absent,
}

/// Something seen from outside, in order.
#[derive(Clone, Debug, PartialEq)]
pub enum Seen {
    Said(String, Pace),
    Listening(Asking),
    Fact(Fact),
    Rings,
    Joined,
    Forwards(String),
    TakenBack,
    HungUp,
}

#[derive(Clone, Debug)]
enum Event {
    Answered,
    SaidEnds(SayingId),
    Told(JobId, Reply),
    Lifted,
    Busy,
    Forwarded(bool),
}

/// What is broken on purpose, so that a property can be seen to fail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sabotage {
    /// Sentences never reach the line.
    pub mute: bool,
    /// Deadlines are not fed.
    pub no_deadlines: bool,
    /// Red flags are lost between ear and call.
    pub deaf_to_alarms: bool,
}

/// One simulated call.
pub struct Bench<'a> {
    pub call: Call,
    pub books: &'a mut Books,
    pub now: u64,
    pub seen: Vec<Seen>,
    pub over: bool,
    pub silence_ms_max: u64,
    pub latency_ms: u64,
    pub sabotage: Sabotage,
    pub ear: Option<Asking>,
    pub overhears: bool,
    pub answered: bool,
    pub stalled: bool,
    /// The number that callers are handed to rings.
    pub forwards: bool,
    handset: Handset,
    rings: bool,
    /// Held by the exchange, while another number is called.
    held: bool,
    joined: bool,
    released: bool,
    events: BTreeMap<(u64, u64), Event>,
    saying: VecDeque<(SayingId, u64)>,
    serial: u64,
    turn: u32,
    deadline: u64,
    quiet_since: u64,
    started: DateTime,
}

impl<'a> Bench<'a> {
    pub fn new(
        cabinet: Arc<Cabinet>,
        books: &'a mut Books,
        now: DateTime,
        settings: Settings,
        handset: Handset,
    ) -> Self {
        Self {
            call: Call::new(cabinet, now, settings),
            books,
            now: 0,
            seen: Vec::new(),
            over: false,
            silence_ms_max: 0,
            latency_ms: 5,
            sabotage: Sabotage::default(),
            ear: None,
            overhears: false,
            answered: false,
            stalled: false,
            forwards: true,
            handset,
            rings: false,
            held: false,
            joined: false,
            released: false,
            events: BTreeMap::new(),
            saying: VecDeque::new(),
            serial: 0,
            turn: 0,
            deadline: 0,
            quiet_since: 0,
            started: now,
        }
    }

    pub fn rings_in(&mut self, from: Option<&str>) {
        let caller = from.map_or(CallerId::Withheld, |n| CallerId::Number(Private::new(Phone(n.to_string()))));
        self.feed(Input::Rang(caller));
    }

    /// Feeds a fact now and does what the call commands.
    pub fn feed(&mut self, input: Input) {
        self.call.handle(Tick(self.now), input);
        for _ in 0..STEPS_MAX {
            match self.call.poll() {
                Output::Do(command) => self.carry_out(command),
                Output::Wait(deadline) => {
                    self.deadline = deadline.0;
                    return;
                }
                Output::Over => {
                    self.over = true;
                    return;
                }
            }
        }
        panic!("the call gives commands without end");
    }

    fn at(&mut self, when: u64, event: Event) {
        self.serial += 1;
        self.events.insert((when, self.serial), event);
    }

    fn carry_out(&mut self, command: Command) {
        match command {
            Command::Answer => self.at(self.now + 100, Event::Answered),
            Command::Say { saying, text, pace, .. } => {
                let text = text.into_open(Purpose::Voice);
                let begins = self.saying.back().map_or(self.now, |(_, end)| *end);
                let ends = begins + 300 + LETTER_MS * text.chars().count() as u64;
                if !self.sabotage.mute {
                    self.saying.push_back((saying, ends));
                    self.seen.push(Seen::Said(text, pace));
                }
                self.at(ends, Event::SaidEnds(saying));
            }
            Command::Hush => {
                let cut: Vec<SayingId> = self.saying.drain(..).map(|(id, _)| id).collect();
                self.events.retain(|_, e| !matches!(e, Event::SaidEnds(id) if cut.contains(id)));
            }
            Command::Listen { asking } => {
                self.ear = Some(asking);
                self.overhears = false;
                self.seen.push(Seen::Listening(asking));
            }
            Command::Overhear => {
                self.ear = None;
                self.overhears = true;
            }
            Command::Ask(job, query) => {
                let reply = self.books.answer(&query, self.civil());
                self.at(self.now + self.latency_ms, Event::Told(job, reply));
            }
            Command::RingHandset => {
                self.rings = true;
                self.seen.push(Seen::Rings);
                match self.handset {
                    Handset::Answers => self.at(self.now + 3_000, Event::Lifted),
                    Handset::Busy => self.at(self.now + 50, Event::Busy),
                    Handset::Absent => {}
                }
            }
            Command::StopHandset => {
                self.rings = false;
                self.events.retain(|_, e| !matches!(e, Event::Lifted | Event::Busy));
            }
            Command::JoinHandset | Command::JoinDesk => {
                self.joined = true;
                self.rings = false;
                self.seen.push(Seen::Joined);
            }
            Command::Forward(number) => {
                self.held = true;
                self.seen.push(Seen::Forwards(number.into_open(Purpose::Handset).0));
                self.at(self.now + 4_000, Event::Forwarded(self.forwards));
            }
            Command::TakeBack => {
                self.held = false;
                self.events.retain(|_, e| !matches!(e, Event::Forwarded(_)));
                self.seen.push(Seen::TakenBack);
            }
            Command::HangUp => {
                self.released = true;
                self.ear = None;
                self.overhears = false;
                self.seen.push(Seen::HungUp);
            }
            Command::Report(fact) => self.seen.push(Seen::Fact(fact)),
        }
    }

    fn civil(&self) -> DateTime {
        self.started.saturating_add(jiff::SignedDuration::from_millis(self.now as i64))
    }

    pub fn joined(&self) -> bool {
        self.joined
    }

    pub fn released(&self) -> bool {
        self.released
    }

    pub fn rings(&self) -> bool {
        self.rings
    }

    pub fn speaking(&self) -> bool {
        !self.saying.is_empty()
    }

    /// True when the caller may speak in answer to a question.
    pub fn ear_is_open(&self) -> bool {
        self.ear.is_some() && self.saying.is_empty()
    }

    fn hears_something(&self) -> bool {
        !self.answered
            || self.joined
            || self.held
            || self.released
            || self.rings
            || self.ear_is_open()
            || self.speaking()
    }

    /// The next thing that happens by itself: an event or the deadline. At most up to `until`.
    pub fn step(&mut self, until: u64) {
        let event = self.events.keys().next().map(|(t, _)| *t);
        let deadline = if self.sabotage.no_deadlines { u64::MAX } else { self.deadline.max(self.now) };
        let next = event.unwrap_or(u64::MAX).min(deadline).min(until);
        if next >= u64::MAX - 1 {
            self.stalled = true; // nothing is awaited: the machine stands still
            return;
        }
        let heard = self.hears_something();
        if !heard {
            self.silence_ms_max = self.silence_ms_max.max(next.saturating_sub(self.quiet_since));
        }
        self.now = self.now.max(next);
        if heard {
            self.quiet_since = self.now;
        }
        if event == Some(next) {
            if let Some((_, event)) = self.events.pop_first() {
                self.happens(event);
            }
        } else if deadline == next {
            self.feed(Input::Passed);
        }
        if self.hears_something() {
            self.quiet_since = self.now;
        }
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Answered => {
                self.answered = true;
                self.feed(Input::Answered);
            }
            Event::SaidEnds(saying) => {
                self.saying.retain(|(id, _)| *id != saying);
                self.feed(Input::Spoken { saying, cut: false });
            }
            Event::Told(job, reply) => self.feed(Input::Told(job, reply)),
            Event::Lifted => self.feed(Input::HandsetLifted),
            Event::Busy => self.feed(Input::HandsetBusy),
            Event::Forwarded(true) => self.feed(Input::Forwarded),
            Event::Forwarded(false) => self.feed(Input::NotForwarded),
        }
    }

    /// Lets time pass until the caller is asked something, the line is no longer ours, or the call is over.
    pub fn run(&mut self) {
        for _ in 0..STEPS_MAX {
            if self.over || self.ear_is_open() || self.joined || self.stalled {
                return;
            }
            self.step(u64::MAX);
        }
        panic!("nothing happens any more");
    }

    /// Lets that much time pass.
    pub fn run_for(&mut self, ms: u64) {
        let until = self.now + ms;
        for _ in 0..STEPS_MAX {
            if self.over || self.now >= until || self.stalled {
                return;
            }
            self.step(until);
        }
        panic!("nothing happens any more");
    }

    /// Somebody at the page takes the call, speaks that long, and gives it back or is cut off.
    pub fn page_has_it_for(&mut self, ms: u64, gone: bool) {
        self.feed(Input::TakenOver);
        if self.joined {
            self.now += ms;
            self.joined = false;
        }
        self.quiet_since = self.now;
        self.feed(Input::HandedBack { gone });
    }

    /// The caller says something now; whatever is being said is cut.
    pub fn caller_says(&mut self, text: &str, mut meaning: Meaning, confidence: f32) {
        if self.over || self.released || self.joined {
            return;
        }
        self.cut();
        self.feed(Input::Speaking);
        self.now += 300 + LETTER_MS * text.chars().count() as u64;
        self.quiet_since = self.now;
        self.turn += 1;
        self.ear = None;
        if self.sabotage.deaf_to_alarms {
            meaning.emergency = None;
            if meaning.intent == huisclos_speech::Intent::Emergency {
                meaning.intent = huisclos_speech::Intent::None;
            }
        }
        let text = Private::new(text.to_string());
        self.feed(Input::Heard { turn: self.turn, text, confidence, meaning });
    }

    /// Speech of which nothing can be made.
    pub fn caller_mumbles(&mut self) {
        self.cut();
        self.feed(Input::Speaking);
        self.now += 1_000;
        self.quiet_since = self.now;
        self.turn += 1;
        self.ear = None;
        self.feed(Input::Unheard { turn: self.turn });
    }

    fn cut(&mut self) {
        let cut: Vec<SayingId> = self.saying.drain(..).map(|(id, _)| id).collect();
        self.events.retain(|_, e| !matches!(e, Event::SaidEnds(id) if cut.contains(id)));
        for saying in cut {
            self.feed(Input::Spoken { saying, cut: true });
        }
    }

    pub fn caller_hangs_up(&mut self) {
        self.feed(Input::HungUp);
        for _ in 0..STEPS_MAX {
            if self.over || self.stalled {
                return;
            }
            self.step(u64::MAX);
        }
    }

    /// Sentences said since the `from`th thing seen.
    pub fn said_since(&self, from: usize) -> Vec<&str> {
        self.seen[from..]
            .iter()
            .filter_map(|s| if let Seen::Said(t, _) = s { Some(t.as_str()) } else { None })
            .collect()
    }
}
