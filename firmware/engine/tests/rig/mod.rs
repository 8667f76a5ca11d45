//! A line of the simulated board with a box on it: real ear, real call, real workers; a recogniser that is told what the
//! caller says, a voice that hums, a store that holds nothing.
#![allow(dead_code, clippy::unwrap_used)]

use huisclos_agenda::{Cabinet, CallId, Phone, Private};
use huisclos_board_sim::{Caller, Settings as LineSettings, SimHandle, SimLine, WavCaller};
use huisclos_call::{Call, Query, Reply, Settings};
use huisclos_engine::line::LineCall;
use huisclos_engine::{Calls, Conversation, Ended, Parts, Workers};
use huisclos_ports::{
    CallRecord, CallerId, Expected, FRAME_SAMPLES, Frame, Headset, Heard, Line, ModelError, Pace, Recognizer, Report,
    SAID_FRAMES_MAX, SILENCE, Store, StoreError, Voice, What,
};
use huisclos_speech::Asking;
use jiff::civil::{DateTime, date};
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex};

pub const CALL: CallId = CallId(5);
/// As the recordings speak.
const WORDS_A_S: f32 = 3.2;

/// What the caller says, and how the recogniser hears along.
#[derive(Clone)]
pub struct Ear {
    pub says: &'static str,
    /// What else the caller may have said.
    pub perhaps: Option<&'static str>,
    /// Without it, only whole turns are transcribed.
    pub along: bool,
    /// Turns of this recogniser, with the length of each try, in samples.
    pub tries: Arc<Mutex<Vec<usize>>>,
    /// What was asked, and who was expected, turn by turn.
    pub told: Arc<Mutex<Vec<(Asking, Vec<Expected>)>>>,
}

impl Ear {
    pub fn of(says: &'static str) -> Self {
        Self { says, perhaps: None, along: true, tries: Arc::default(), told: Arc::default() }
    }
}

fn heard(text: String) -> Heard {
    Heard { text: Private::new(text), confidence: 0.9, words: Vec::new(), others: Vec::new() }
}

impl Recognizer for Ear {
    fn transcribe(&mut self, _: &[f32], asking: Asking, expected: &[Expected]) -> Result<Heard, ModelError> {
        self.told.lock().unwrap().push((asking, expected.to_vec()));
        let others = self.perhaps.map(|text| (Private::new(text.to_string()), 0.5));
        Ok(Heard { others: others.into_iter().collect(), ..heard(self.says.into()) })
    }

    fn so_far(&mut self, pcm_16khz: &[f32], _: Asking, _: &[Expected]) -> Result<Heard, ModelError> {
        self.tries.lock().unwrap().push(pcm_16khz.len());
        if !self.along {
            return Err(ModelError { model: "essai".into(), reason: "n'écoute pas en route".into() });
        }
        let words = (pcm_16khz.len() as f32 / 16_000.0 * WORDS_A_S) as usize;
        Ok(heard(self.says.split(' ').take(words).collect::<Vec<_>>().join(" ")))
    }
}

/// Hums for as long as a sentence takes.
struct Hum;

impl Voice for Hum {
    fn speak(&mut self, text: &str, _: Pace) -> Result<Vec<i16>, ModelError> {
        let samples = text.chars().count() * 8 * 55;
        Ok((0..samples).map(|n| if n % 40 < 20 { 2_000 } else { -2_000 }).collect())
    }
}

/// A store that holds nothing but whom to expect, or fails at it.
#[derive(Default)]
pub struct Nothing {
    expected: Option<Vec<Expected>>,
    asked: AskedOf,
}

impl Store for Nothing {
    fn expected(&self, _: CallId, from: Option<&Private<Phone>>, _: DateTime) -> Result<Vec<Expected>, StoreError> {
        self.asked.lock().unwrap().push(from.cloned());
        self.expected.clone().ok_or_else(|| StoreError("essai".into()))
    }

    fn ask(&self, _: CallId, query: &Query, _: DateTime) -> Result<Reply, StoreError> {
        Ok(match query {
            Query::AddNote(_) => Reply::Noted(huisclos_agenda::NoteId(1)),
            Query::Busy { .. } => Reply::Busy(Vec::new()),
            _ => Reply::Found(Vec::new()),
        })
    }
    fn record_call(&self, _: &CallRecord) -> Result<(), StoreError> {
        Ok(())
    }
}

/// A caller who plays one recording when first listened to, and hears.
pub struct Patient {
    pub wav: WavCaller,
    pub heard: Arc<Mutex<Vec<Frame>>>,
    /// Said all the time, once somebody of flesh and blood is there.
    pub hums: Arc<Mutex<Option<u8>>>,
}

impl Caller for Patient {
    fn exchange(&mut self, heard: &Frame) -> huisclos_board_sim::Uttered {
        self.heard.lock().unwrap().push(*heard);
        match *self.hums.lock().unwrap() {
            Some(byte) => huisclos_board_sim::Uttered::sound([byte; FRAME_SAMPLES]),
            None => self.wav.exchange(heard),
        }
    }
    fn asked(&mut self, asking: Asking) {
        self.wav.asked(asking);
    }
}

pub fn recording(name: &str) -> WavCaller {
    let mut caller = WavCaller::new();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/recordings").join(name);
    caller.add(Some(Asking::Open), &path).unwrap();
    caller.hangs_up_after(20_000);
    caller
}

/// Everything that happened, with what is done about it as it happens.
pub type Act = Box<dyn FnMut(&Report, &Rig) + Send>;

#[derive(Clone)]
pub struct Rig {
    pub calls: Arc<Calls>,
    pub handle: SimHandle,
    pub heard: Arc<Mutex<Vec<Frame>>>,
    pub hums: Arc<Mutex<Option<u8>>>,
    pub at_desk: Arc<Mutex<Vec<Frame>>>,
}

impl Rig {
    /// A headset that says this byte all the time, for so many frames; then it is gone.
    pub fn headset(&self, byte: u8, frames: usize) -> Headset {
        let (says, said) = sync_channel(SAID_FRAMES_MAX);
        let (at_desk, mut left) = (self.at_desk.clone(), frames);
        let mut says: Option<SyncSender<Frame>> = Some(says);
        for _ in 0..4 {
            let _ = says.as_ref().map(|s| s.try_send([byte; FRAME_SAMPLES]));
        }
        let hears = move |frame: &Frame| {
            at_desk.lock().unwrap().push(*frame);
            left = left.saturating_sub(1);
            if left == 0 {
                says = None;
            }
            says.as_ref().is_some_and(|says| says.try_send([byte; FRAME_SAMPLES]).is_ok())
        };
        Headset { says: said, hears: Box::new(hears) }
    }
}

/// A whole call, in simulated time.
pub fn call(ear: Ear, wav: WavCaller, act: Act) -> (Ended, Vec<Report>, Rig) {
    call_on(LineSettings::default(), Settings::default(), ear, wav, act)
}

/// The same on such a line, taken in such a way.
pub fn call_on(
    line: LineSettings,
    settings: Settings,
    ear: Ear,
    wav: WavCaller,
    act: Act,
) -> (Ended, Vec<Report>, Rig) {
    call_with((line, settings), (CallerId::Withheld, Arc::default()), ear, wav, act)
}

/// What the store was asked: whom to expect of each number.
pub type AskedOf = Arc<Mutex<Vec<Option<Private<Phone>>>>>;

/// A call from such a number, where such people are expected (`None`: the store cannot say).
pub fn call_from(
    from: CallerId,
    expected: Option<Vec<Expected>>,
    ear: Ear,
    wav: WavCaller,
) -> (Ended, Vec<Report>, AskedOf) {
    let store = Arc::new(Nothing { expected, asked: Arc::default() });
    let asked = store.asked.clone();
    let how = (LineSettings::default(), Settings::default());
    let (ended, reports, _) = call_with(how, (from, store), ear, wav, Box::new(|_, _| {}));
    (ended, reports, asked)
}

fn call_with(
    (line, settings): (LineSettings, Settings),
    (from, store): (CallerId, Arc<Nothing>),
    ear: Ear,
    wav: WavCaller,
    mut act: Act,
) -> (Ended, Vec<Report>, Rig) {
    let cabinet = Arc::new(Cabinet::demo());
    let workers = Workers::start(Parts {
        cabinet: cabinet.clone(),
        recognizer: Some(Box::new(ear)),
        understanding: None,
        voice: Some(Box::new(Hum)),
        store: store.clone(),
    });
    let (mut line, handle) = SimLine::new(line);
    let rig = Rig {
        calls: Arc::default(),
        handle: handle.clone(),
        heard: Arc::default(),
        hums: Arc::default(),
        at_desk: Arc::default(),
    };
    let patient = Patient { wav, heard: rig.heard.clone(), hums: rig.hums.clone() };
    handle.call(from, Box::new(patient)).unwrap();
    while line.exchange(&[SILENCE; FRAME_SAMPLES]).unwrap().facts.is_empty() {}
    let told: Arc<Mutex<Vec<Report>>> = Arc::default();
    let now = date(2026, 11, 23).at(9, 0, 0, 0);
    let (kept, watched) = (told.clone(), rig.clone());
    let watch = Box::new(move |report: Report| {
        if let What::Listening { asking } = &report.what {
            let _ = handle.asked(*asking);
        }
        kept.lock().unwrap().push(report.clone());
        act(&report, &watched);
    });
    let conversation = Conversation::new(CALL, Call::new(cabinet, now, settings), store, now, watch);
    let door = rig.calls.enter(CALL, true);
    let ended = LineCall::new(conversation, &mut line, &workers).behind(door).timeless().run().unwrap();
    let told = told.lock().unwrap().clone();
    (ended, told, rig)
}

/// When the first report that is one happened.
pub fn at(reports: &[Report], what: impl Fn(&What) -> bool) -> Option<u64> {
    reports.iter().find(|r| what(&r.what)).map(|r| r.t_ms)
}

/// The box's sentences that say this.
pub fn said(reports: &[Report], words: &str) -> Vec<u64> {
    reports
        .iter()
        .filter_map(|r| match &r.what {
            What::Said { text, start_ms, .. } if text.matches(|t| t.contains(words)) => Some(*start_ms),
            _ => None,
        })
        .collect()
}
