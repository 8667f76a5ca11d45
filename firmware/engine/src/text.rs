//! A call with a typed caller, in simulated line time: no frame and no sound, but every deadline, and compute time counted.

use crate::calls::{Door, Order};
use crate::conversation::{Conversation, Ended, Next, Said};
use crate::event::{Event, Understood};
use crate::line::patience;
use crate::workers::{Spoken, Workers};
use huisclos_agenda::Private;
use huisclos_call::{CallerId, Command, Input, Pace, Tick};
use huisclos_ports::What;
use huisclos_speech::Asking;
use std::collections::{BTreeMap, VecDeque};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// Between the first and the second ring: when caller ID is there.
const IDENTIFIED_MS: u64 = 2_000;
/// From one burst of ringing to the next (France).
const RING_PERIOD_MS: u64 = 5_000;
/// From the end of a question to the first word of the answer; a quarter to half a second is usual in conversation.
const REACTION_MS: u64 = 400;
/// A caller's speech: 14 characters a second.
const CALLER_CHAR_MS: u64 = 70;
/// The box's speech, normal and slow.
const BOX_CHAR_MS: u64 = 65;
const BOX_SLOW_CHAR_MS: u64 = 85;
/// An interruption comes that long after the sentence began, or in its middle.
const CUT_IN_MS: u64 = 900;
/// Between two keys.
const KEY_GAP_MS: u64 = 200;
/// The handset is lifted after its second ring.
const LIFT_MS: u64 = 6_000;
/// A number that callers are handed to rings after that: dial tone, digits, the network.
const FORWARD_MS: u64 = 6_000;
/// What secretary and caller then say to each other, before the caller hangs up.
const TALK_MS: u64 = 30_000;
/// A model that gives nothing by then never will; the call goes on without it.
const WORK_MAX: Duration = Duration::from_secs(60);

/// What the typed caller does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Says this when listened to.
    Say(String),
    /// Says nothing to this question; then, over the next sentence of the box, this.
    Interrupt(String),
    /// Presses keys.
    Keys(String),
    /// Says nothing for that long.
    Silence {
        /// How long.
        ms: u64,
    },
    /// Makes a noise nothing can be made of.
    Noise,
    /// Has not typed anything yet: is asked again, and no time passes.
    Wait,
    /// Hangs up. Also the end of the input.
    HangUp,
}

impl Act {
    /// Reads a line: `/key *`, `/silence 4000`, `/interrupt TEXT`, `/noise`, `/hangup`, anything else is said.
    ///
    /// # Errors
    /// A sentence that says how the act is written.
    pub fn parse(line: &str) -> Result<Act, String> {
        let line = line.trim();
        let Some(act) = line.strip_prefix('/') else {
            return Ok(if line.is_empty() { Act::Silence { ms: 0 } } else { Act::Say(line.to_string()) });
        };
        let (word, rest) = act.split_once(char::is_whitespace).unwrap_or((act, ""));
        let rest = rest.trim();
        match word {
            "key" => {
                let keys: String = rest.chars().filter(|c| !c.is_whitespace()).collect();
                if !keys.is_empty() && keys.chars().all(|c| c.is_ascii_digit() || c == '*' || c == '#') {
                    Ok(Act::Keys(keys))
                } else {
                    Err("« /key » veut des touches : 0 à 9, * ou #".into())
                }
            }
            "silence" => match rest.parse() {
                Ok(ms) => Ok(Act::Silence { ms }),
                Err(_) => Err("« /silence » veut une durée en millisecondes".into()),
            },
            "interrupt" if !rest.is_empty() => Ok(Act::Interrupt(rest.to_string())),
            "interrupt" => Err("« /interrupt » veut ce que dit l'appelant".into()),
            "noise" => Ok(Act::Noise),
            "hangup" => Ok(Act::HangUp),
            other => Err(format!("acte inconnu « /{other} » : /key, /silence, /interrupt, /noise ou /hangup")),
        }
    }
}

/// Who types.
pub trait Typist {
    /// What the caller does now that the box listens. May block.
    fn next(&mut self, asking: Asking) -> Act;
}

/// What the cabinet's handset does when it rings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandsetIs {
    /// Somebody lifts it at the second ring.
    Answered,
    /// In use.
    Busy,
    /// Rings in vain.
    Absent,
}

/// What will happen on the simulated line.
enum Happening {
    Identified,
    /// Another burst.
    RingsAgain,
    Answered,
    SentenceEnds,
    CutIn(String),
    Speaks,
    TurnEnds {
        spoken: Option<String>,
        asking: Asking,
        speech_end_ms: u64,
    },
    Key(char),
    NextAct,
    HandsetLifts,
    Forwarded,
    FarHangsUp,
    Worked(Event),
}

/// The ear of the typed line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ear {
    Closed,
    /// Opens when everything has been said.
    Due(Asking),
    Open(Asking),
}

/// One typed call.
pub struct TextCall<'a> {
    conversation: Conversation,
    workers: &'a Workers,
    typist: &'a mut dyn Typist,
    handset: HandsetIs,
    caller: CallerId,
    inbox: (Sender<Event>, Receiver<Event>),
    now: Tick,
    /// By time, then by order of arrival.
    ahead: BTreeMap<(u64, u64), Happening>,
    arrivals: u64,
    to_say: VecDeque<(Said, Pace, bool)>,
    saying: Option<(Said, bool)>,
    ear: Ear,
    silent_until: u64,
    armed: Option<String>,
    turn: u32,
    speech_ends: BTreeMap<u32, u64>,
    /// The typist is still at it.
    typing: Option<Asking>,
    /// Where the page's whispers come in.
    door: Option<Door>,
    gone: bool,
}

impl<'a> TextCall<'a> {
    /// A call that is about to ring.
    pub fn new(
        conversation: Conversation,
        workers: &'a Workers,
        typist: &'a mut dyn Typist,
        handset: HandsetIs,
        caller: CallerId,
    ) -> Self {
        Self {
            conversation,
            workers,
            typist,
            handset,
            caller,
            inbox: channel(),
            now: Tick(0),
            ahead: BTreeMap::new(),
            arrivals: 0,
            to_say: VecDeque::new(),
            saying: None,
            ear: Ear::Closed,
            silent_until: 0,
            armed: None,
            turn: 0,
            speech_ends: BTreeMap::new(),
            typing: None,
            door: None,
            gone: false,
        }
    }

    /// The same call, which the page can whisper into.
    #[must_use]
    pub fn behind(self, door: Door) -> Self {
        Self { door: Some(door), ..self }
    }

    /// Plays the call to its end.
    pub fn run(mut self) -> Ended {
        self.workers.expect(self.conversation.cabinet());
        let from = self.caller.clone();
        self.conversation.report(self.now, What::Ring { from });
        self.after(IDENTIFIED_MS, Happening::Identified);
        self.after(RING_PERIOD_MS, Happening::RingsAgain);
        loop {
            self.turn_to_orders();
            let until = loop {
                match self.conversation.poll(self.now) {
                    None => return self.conversation.over(self.now),
                    Some(Next::Do(command)) => self.obey(command),
                    Some(Next::Wait(until)) => break until,
                }
            };
            if self.open_ear() {
                continue;
            }
            if let Some(asking) = self.typing.take() {
                if self.ear == Ear::Open(asking) {
                    self.act(asking);
                }
                continue;
            }
            match self.ahead.first_key_value() {
                Some((&(at, _), _)) if at <= until.0 => {
                    if let Some(((at, _), happening)) = self.ahead.pop_first() {
                        self.now = Tick(at.max(self.now.0));
                        self.happen(happening);
                    }
                }
                _ => {
                    self.now = Tick(until.0.max(self.now.0));
                    self.conversation.feed(self.now, Input::Passed);
                }
            }
        }
    }

    /// Whispers are all that a typed call takes: it has no sound to be taken over.
    fn turn_to_orders(&mut self) {
        while let Some(order) = self.door.as_ref().and_then(Door::next) {
            if let Order::Whisper(text, by) = order {
                let asking = if self.ear == Ear::Open(Asking::Slot) { Asking::Slot } else { Asking::Date };
                let now = self.conversation.civil(self.now);
                self.workers.whisper(text, by, asking, (now, self.conversation.cabinet()), &self.inbox.0);
                self.await_work();
            }
        }
    }

    fn after(&mut self, ms: u64, happening: Happening) {
        self.arrivals += 1;
        self.ahead.insert((self.now.0 + ms, self.arrivals), happening);
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Answer => {
                self.ahead.retain(|_, h| !matches!(h, Happening::RingsAgain));
                self.after(0, Happening::Answered);
            }
            Command::Say { saying, text, pace, interruptible, answers_turn } => {
                self.to_say.push_back((Said { saying, text, answers_turn, start_ms: None }, pace, interruptible));
                self.begin_saying();
            }
            Command::Hush => self.cut(false),
            Command::Listen { asking } => self.ear = Ear::Due(asking),
            Command::Overhear => self.ear = Ear::Closed,
            Command::Ask(job, query) => {
                let now = self.conversation.civil(self.now);
                self.workers.ask(self.conversation.id(), job, query, now, &self.inbox.0);
                self.await_work();
            }
            Command::RingHandset => match self.handset {
                HandsetIs::Answered => self.after(LIFT_MS, Happening::HandsetLifts),
                HandsetIs::Busy => self.conversation.feed(self.now, Input::HandsetBusy),
                HandsetIs::Absent => {}
            },
            Command::StopHandset => self.ahead.retain(|_, h| !matches!(h, Happening::HandsetLifts)),
            Command::JoinHandset => self.after(TALK_MS, Happening::FarHangsUp),
            Command::JoinDesk => {}
            Command::Forward(_) => self.after(FORWARD_MS, Happening::Forwarded),
            Command::TakeBack => self.ahead.retain(|_, h| !matches!(h, Happening::Forwarded)),
            Command::HangUp => self.gone = true,
            Command::Report(_) => {}
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Identified => self.conversation.feed(self.now, Input::Rang(self.caller.clone())),
            Happening::RingsAgain => {
                self.after(RING_PERIOD_MS, Happening::RingsAgain);
                self.conversation.feed(self.now, Input::RangAgain);
            }
            Happening::Answered => {
                self.conversation.report(self.now, What::Answered);
                self.conversation.feed(self.now, Input::Answered);
            }
            Happening::SentenceEnds => {
                if let Some((said, _)) = self.saying.take() {
                    self.conversation.said(self.now, said, false);
                    self.begin_saying();
                }
            }
            Happening::CutIn(text) => {
                if self.saying.is_some() {
                    self.conversation.feed(self.now, Input::Speaking);
                    self.cut(true);
                    let asking = match self.ear {
                        Ear::Due(asking) | Ear::Open(asking) => asking,
                        Ear::Closed => Asking::Open,
                    };
                    self.ear = Ear::Closed;
                    self.speech(Some(text), asking, 0);
                } else {
                    self.armed = Some(text);
                }
            }
            Happening::Speaks => self.conversation.feed(self.now, Input::Speaking),
            Happening::TurnEnds { spoken, asking, speech_end_ms } => self.turn(spoken, asking, speech_end_ms),
            Happening::Key(key) => self.conversation.feed(self.now, Input::Pressed(key)),
            Happening::NextAct => {
                if let Ear::Open(asking) = self.ear {
                    self.conversation.report(self.now, What::Listening { asking });
                    self.act(asking);
                }
            }
            Happening::HandsetLifts => self.conversation.feed(self.now, Input::HandsetLifted),
            Happening::Forwarded => self.conversation.feed(self.now, Input::Forwarded),
            Happening::FarHangsUp => self.hang_up(),
            Happening::Worked(event) => self.worked(event),
        }
    }

    /// Opens the ear when it is due; true when something happened.
    fn open_ear(&mut self) -> bool {
        let Ear::Due(asking) = self.ear else { return false };
        if self.saying.is_some() || !self.to_say.is_empty() || self.gone {
            return false;
        }
        self.ear = Ear::Open(asking);
        self.conversation.report(self.now, What::Listening { asking });
        if self.now.0 < self.silent_until {
            self.after(self.silent_until - self.now.0, Happening::NextAct);
        } else if self.armed.is_none() {
            self.act(asking);
        }
        true
    }

    fn act(&mut self, asking: Asking) {
        match self.typist.next(asking) {
            Act::Say(text) => self.speech(Some(text), asking, REACTION_MS),
            Act::Noise => self.speech(None, asking, REACTION_MS),
            Act::Wait => self.typing = Some(asking),
            Act::Interrupt(text) => self.armed = Some(text),
            Act::Keys(keys) => {
                let mut at = REACTION_MS;
                for key in keys.chars() {
                    self.after(at, Happening::Key(key));
                    at += KEY_GAP_MS;
                }
                self.after(at + KEY_GAP_MS, Happening::NextAct);
            }
            // An empty line: nothing is said to this question.
            Act::Silence { ms: 0 } => {}
            Act::Silence { ms } => {
                self.silent_until = self.now.0 + ms;
                self.after(ms, Happening::NextAct);
            }
            Act::HangUp => self.after(REACTION_MS, Happening::FarHangsUp),
        }
    }

    fn speech(&mut self, spoken: Option<String>, asking: Asking, reaction_ms: u64) {
        let chars = spoken.as_ref().map_or(8, |text| text.chars().count()) as u64;
        let speech_end_ms = self.now.0 + reaction_ms + chars * CALLER_CHAR_MS;
        let pause_ms = patience(asking).waits().pause_ms;
        self.after(reaction_ms, Happening::Speaks);
        let ends_in = speech_end_ms - self.now.0 + pause_ms;
        self.after(ends_in, Happening::TurnEnds { spoken, asking, speech_end_ms });
    }

    fn turn(&mut self, spoken: Option<String>, asking: Asking, speech_end_ms: u64) {
        self.turn += 1;
        self.ear = Ear::Closed;
        self.speech_ends.insert(self.turn, speech_end_ms);
        let now = self.conversation.civil(self.now);
        let spoken = Spoken::Text(spoken.unwrap_or_default());
        self.workers.understand(self.turn, spoken, asking, (now, self.conversation.cabinet()), &self.inbox.0);
        self.await_work();
    }

    /// Waits for a worker and lets its answer come as much later as the work took.
    fn await_work(&mut self) {
        match self.inbox.1.recv_timeout(WORK_MAX) {
            Ok(event) => self.after(event.compute_ms(), Happening::Worked(event)),
            Err(_) => self.conversation.feed(self.now, Input::ModelFailed),
        }
    }

    fn worked(&mut self, event: Event) {
        match event {
            Event::Understood(understood) => {
                let end_ms = self.speech_ends.remove(&understood.turn).unwrap_or(self.now.0);
                let understood = Understood { recognise_ms: 0, ..understood };
                self.conversation.heard(self.now, end_ms, understood);
            }
            Event::NotHeard { .. } | Event::NotVoiced { .. } => self.conversation.feed(self.now, Input::ModelFailed),
            Event::Told { job, reply, .. } => self.conversation.feed(self.now, Input::Told(job, reply)),
            Event::Whispered { text, by, meaning, .. } => self.conversation.whispered(self.now, text, by, *meaning),
            Event::Voiced { .. } | Event::Hearing(_) | Event::Expected { .. } => {}
        }
    }

    fn begin_saying(&mut self) {
        if self.saying.is_some() {
            return;
        }
        let Some((mut said, pace, interruptible)) = self.to_say.pop_front() else { return };
        said.start_ms = Some(self.now.0);
        let chars = chars(&said.text);
        let length_ms = chars * if pace == Pace::Slow { BOX_SLOW_CHAR_MS } else { BOX_CHAR_MS };
        self.saying = Some((said, interruptible));
        if interruptible && let Some(text) = self.armed.take() {
            self.after(CUT_IN_MS.min(length_ms / 2), Happening::CutIn(text));
        }
        self.after(length_ms, Happening::SentenceEnds);
    }

    /// Stops what is being said, and forgets what waits: all of it (`Hush`), or what the caller may cut.
    fn cut(&mut self, by_the_caller: bool) {
        if let Some((said, interruptible)) = self.saying.take() {
            if by_the_caller && !interruptible {
                self.saying = Some((said, interruptible));
                return;
            }
            self.ahead.retain(|_, h| !matches!(h, Happening::SentenceEnds));
            self.conversation.said(self.now, said, true);
        }
        let waiting = std::mem::take(&mut self.to_say);
        for (said, pace, interruptible) in waiting {
            if by_the_caller && !interruptible {
                self.to_say.push_back((said, pace, interruptible));
            } else {
                self.conversation.said(self.now, said, true);
            }
        }
        self.begin_saying();
    }

    fn hang_up(&mut self) {
        if self.gone {
            return;
        }
        self.gone = true;
        self.saying = None;
        self.to_say.clear();
        self.ear = Ear::Closed;
        self.ahead.retain(|_, h| matches!(h, Happening::Worked(_)));
        self.conversation.feed(self.now, Input::HungUp);
    }
}

fn chars(text: &Private<String>) -> u64 {
    let mut count = 0;
    text.matches(|t| {
        count = t.chars().count() as u64;
        true
    });
    count.max(8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_acts() {
        for (line, expect) in [
            ("Bonjour", Ok(Act::Say("Bonjour".into()))),
            ("/key *", Ok(Act::Keys("*".into()))),
            ("/key 06 12", Ok(Act::Keys("0612".into()))),
            ("/silence 4000", Ok(Act::Silence { ms: 4000 })),
            ("/interrupt une urgence", Ok(Act::Interrupt("une urgence".into()))),
            ("/hangup", Ok(Act::HangUp)),
            ("", Ok(Act::Silence { ms: 0 })),
            ("/key z", Err(())),
            ("/silence vite", Err(())),
            ("/danse", Err(())),
        ] {
            assert_eq!(Act::parse(line).map_err(|_| ()), expect, "{line}");
        }
    }
}
