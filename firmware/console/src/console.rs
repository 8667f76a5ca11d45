//! The console itself: bytes and facts in, a screen and acts out.

use crate::act::{Act, Answer};
use crate::edit::{Edit, Typed};
use crate::facts::{Facts, Step};
use crate::flood::Flood;
use crate::form::Form;
use crate::keys::{Key, Keys};
use crate::lay::fit;
use crate::limits::{HUSH_MS, IDLE_MS_MAX, WATCH_MS_MAX};
use crate::secret::Secret;
use crate::trace::Trace;
use crate::tries::delay_ms;
use crate::watch::Watch;
use crate::work::{ACT_MS_MAX, Job};
use std::collections::{BTreeSet, VecDeque};

/// A question to the box.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(pub u32);

/// What the console is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// Somebody is at the end of the cable.
    Connected,
    /// Nobody is any more.
    Gone,
    /// What they typed, or what the cable picked up.
    Bytes(Vec<u8>),
    /// How the box is: at the connection, and every [`crate::WATCH_REFRESH_MS`] while connected.
    Facts(Box<Facts>),
    /// How far a job is, in a few words.
    Going(JobId, String),
    /// A job is done, or failed for the reason of the sentence.
    Done(JobId, Result<Answer, String>),
    /// The deadline of `Wait` has passed.
    Passed,
}

/// What the console gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Send this to the terminal, UTF-8.
    Write(String),
    /// Do this; answer with `Input::Done`.
    Do(JobId, Act),
    /// Keep that many refusals in a row, before anything else is done: a power cut must not forgive them.
    Remember(u32),
    /// Write this down.
    Trace(Trace),
    /// Nothing more until something comes, or this hour on the driver's clock of milliseconds.
    Wait(u64),
}

/// Where the session is.
#[derive(Debug)]
pub(crate) enum Place {
    /// Nobody is connected.
    Dark,
    /// A flood of lines: nothing is read until then.
    Hushed(u64),
    /// The PIN is asked for; 0: now, and the prompt is there; else from then on, and until then nothing is read.
    Locked(u64),
    /// The prompt.
    Menu,
    /// A question is out.
    Asking(Form),
    /// Rows too many for one screen, and the first that was not shown.
    Paging(Vec<String>, usize),
    /// Something is watched, since then.
    Watching(Watch),
    /// A job is awaited.
    Working,
}

/// One technician's console.
pub struct Console {
    pub(crate) facts: Facts,
    pub(crate) place: Place,
    pub(crate) edit: Edit,
    pub(crate) now: u64,
    pub(crate) unlocked: bool,
    /// The installation is under way, at this step.
    pub(crate) step: Option<Step>,
    pub(crate) passed_over: BTreeSet<Step>,
    pub(crate) jobs: u32,
    pub(crate) job: Option<Job>,
    /// A long act that nobody watches any more.
    pub(crate) aside: Option<Job>,
    pub(crate) refusals: u32,
    pub(crate) out: VecDeque<Output>,
    /// Number in the words that confirm: another one each time.
    pub(crate) seed: u64,
    keys: Keys,
    flood: Flood,
    /// The last byte that came, or the last job that ended.
    pub(crate) touched: u64,
}

impl Console {
    /// A console nobody is connected to. `refusals`: wrong PINs in a row that were remembered; `seed`: any number.
    #[must_use]
    pub fn new(facts: Facts, refusals: u32, seed: u64) -> Self {
        Self {
            facts,
            place: Place::Dark,
            edit: Edit::default(),
            now: 0,
            unlocked: false,
            step: None,
            passed_over: BTreeSet::new(),
            jobs: 0,
            job: None,
            aside: None,
            refusals,
            out: VecDeque::new(),
            seed,
            keys: Keys::default(),
            flood: Flood::default(),
            touched: 0,
        }
    }

    /// Takes what happened. `now_ms` never goes back.
    pub fn handle(&mut self, now_ms: u64, input: Input) {
        self.now = self.now.max(now_ms);
        match input {
            Input::Connected => self.connected(),
            Input::Gone => self.gone(),
            Input::Bytes(bytes) => {
                self.touched = self.now;
                for byte in bytes {
                    if let Some(key) = self.keys.feed(byte) {
                        self.key(key);
                    }
                }
            }
            Input::Facts(facts) => {
                self.facts = *facts;
                self.watched();
            }
            Input::Going(job, words) => self.going(job, &words),
            Input::Done(job, answer) => self.done(job, answer),
            Input::Passed => self.passed(),
        }
    }

    /// The next thing to do, or until when nothing is.
    pub fn poll(&mut self) -> Output {
        self.out.pop_front().unwrap_or_else(|| Output::Wait(self.deadline()))
    }

    /// True while a session is open.
    #[must_use]
    pub fn is_unlocked(&self) -> bool {
        self.unlocked
    }

    fn deadline(&self) -> u64 {
        let idle = if self.unlocked { self.touched.saturating_add(IDLE_MS_MAX) } else { u64::MAX };
        match &self.place {
            Place::Dark => u64::MAX,
            Place::Hushed(until) => *until,
            Place::Locked(0) => u64::MAX,
            Place::Locked(from) => *from,
            Place::Asking(Form::Confirm(_, _, until)) => idle.min(until.saturating_add(1)),
            Place::Watching(_) => self.touched.saturating_add(WATCH_MS_MAX),
            Place::Working => self.job.as_ref().map_or(idle, |job| job.since.saturating_add(ACT_MS_MAX)),
            Place::Menu | Place::Asking(_) | Place::Paging(..) => idle,
        }
    }

    fn passed(&mut self) {
        if self.now < self.deadline() {
            return;
        }
        match std::mem::replace(&mut self.place, Place::Dark) {
            Place::Dark => {}
            Place::Hushed(_) => self.lock(""),
            Place::Locked(_) => self.ask_pin(0),
            Place::Asking(Form::Confirm(act, ..)) => {
                self.say("");
                self.not_confirmed(&act);
            }
            Place::Working => {
                self.say("Toujours pas de réponse : je n'attends plus.");
                self.job = None;
                self.menu_prompt();
            }
            Place::Menu | Place::Asking(_) | Place::Paging(..) | Place::Watching(_) => {
                self.say("");
                self.lock("personne ne tape plus rien");
            }
        }
    }

    fn connected(&mut self) {
        self.touched = self.now;
        self.trace(Trace::Connected);
        self.keys = Keys::default();
        self.flood.clear();
        // Attributes off, screen empty: whatever the cable left there.
        self.raw("\x1b[0m\x1b[2J\x1b[H");
        // A restart does not forgive: the wait begins again.
        self.lock("");
        if let Place::Locked(_) = self.place {
            self.wait_for_pin();
        }
    }

    fn gone(&mut self) {
        if matches!(self.place, Place::Dark) {
            return;
        }
        if let Place::Asking(Form::Confirm(act, ..)) = &self.place {
            let said = act.said();
            self.trace(Trace::NotConfirmed(said));
        }
        self.trace(Trace::Gone);
        self.forget();
        self.place = Place::Dark;
    }

    /// Closes the session; what was typed is forgotten. A job goes on, unwatched.
    pub(crate) fn forget(&mut self) {
        self.unlocked = false;
        self.step = None;
        self.passed_over.clear();
        self.edit.forget();
        if let Some(job) = &mut self.job {
            job.watched = false;
        }
    }

    /// Closes the session and asks for the PIN, or, on a blank box, for a first one.
    pub(crate) fn lock(&mut self, why: &'static str) {
        if self.unlocked && !why.is_empty() {
            self.trace(Trace::Locked(why));
            self.say(&format!("Session fermée : {why}."));
        }
        self.forget();
        if self.facts.has_pin {
            self.ask_pin(0);
        } else if self.facts.can(crate::Ability::Pin) {
            self.say("Boîte neuve. Choisissez d'abord le code du technicien.");
            self.ask(Form::NewPin);
        } else {
            self.open();
        }
    }

    pub(crate) fn ask_pin(&mut self, from: u64) {
        let now = from <= self.now;
        self.place = Place::Locked(if now { 0 } else { from });
        if now {
            let drawn = self.edit.begin("Huisclos — code du technicien : ", true);
            self.raw(&drawn);
        }
    }

    /// The wait that the last refusals cost.
    pub(crate) fn wait_for_pin(&mut self) {
        let wait_ms = delay_ms(self.refusals);
        if wait_ms > 0 {
            self.raw("\r\x1b[K");
            self.say(&format!("Code refusé {} fois. Attendez {} s.", self.refusals, wait_ms.div_ceil(1_000)));
        }
        self.ask_pin(self.now + wait_ms);
    }

    fn key(&mut self, key: Key) {
        if key == Key::Enter && !matches!(self.place, Place::Dark | Place::Hushed(_)) && self.flood.line(self.now) {
            self.flooded();
            return;
        }
        match &self.place {
            Place::Dark | Place::Hushed(_) => {}
            Place::Locked(1..) => {}
            Place::Working => {
                if key == Key::Cancel {
                    self.leave_job();
                }
            }
            Place::Paging(..) => match key {
                Key::Char(' ') | Key::Enter => self.next_page(),
                Key::Char('q') | Key::Cancel | Key::Leave => {
                    self.raw("\r\x1b[K");
                    self.go_on();
                }
                _ => {}
            },
            Place::Watching(_) => self.watch_key(key),
            Place::Locked(_) | Place::Menu | Place::Asking(_) => match self.edit.key(key) {
                Typed::Draw(drawn) => self.raw(&drawn),
                Typed::Whole(line) => self.line(line),
                Typed::Other(key) => self.other_key(key),
            },
        }
    }

    fn flooded(&mut self) {
        self.trace(Trace::Flooded);
        self.flood.clear();
        self.forget();
        self.raw("\r\n");
        self.say("Trop de lignes à la fois : câble en boucle ?");
        self.say("Je n'écoute plus pendant dix secondes.");
        self.place = Place::Hushed(self.now + HUSH_MS);
    }

    fn line(&mut self, line: Option<Secret>) {
        self.raw("\r\n");
        let Some(line) = line else {
            let place = std::mem::replace(&mut self.place, Place::Dark);
            let again = if matches!(place, Place::Asking(Form::Confirm(..))) { "" } else { " : retapez-la" };
            self.say(&format!("Ligne brouillée par des parasites{again}."));
            match place {
                // A confirmation is not asked twice on a cable that hums.
                Place::Asking(Form::Confirm(act, ..)) => self.not_confirmed(&act),
                Place::Asking(form) => self.ask(form),
                Place::Menu => self.menu_prompt(),
                _ => self.ask_pin(0),
            }
            return;
        };
        match std::mem::replace(&mut self.place, Place::Dark) {
            Place::Locked(_) => self.pin_typed(line),
            Place::Asking(form) => self.answered(form, &line),
            _ => self.command(line.expose()),
        }
    }

    pub(crate) fn trace(&mut self, trace: Trace) {
        self.out.push_back(Output::Trace(trace));
    }

    /// One row.
    pub(crate) fn say(&mut self, text: &str) {
        let row = fit(text);
        self.raw(&format!("{row}\x1b[K\r\n"));
    }

    /// What is written one after the other goes as one.
    pub(crate) fn raw(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.out.back_mut() {
            Some(Output::Write(last)) => last.push_str(text),
            _ => self.out.push_back(Output::Write(text.to_string())),
        }
    }
}

impl std::fmt::Debug for Console {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Console").field("place", &self.place).field("unlocked", &self.unlocked).finish_non_exhaustive()
    }
}
