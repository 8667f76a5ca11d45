//! What the far end has told so far: events, keys, tones, a caller's number.

use crate::logs::Logs;
use crate::script::Awaited;
use huisclos_audio::dtmf::DtmfDetector;
use huisclos_audio::progress::{LineTone, ProgressDetector};
use huisclos_audio::{FRAME_MS, FRAME_SAMPLES, level};
use huisclos_dahdi_sys::Event;
use huisclos_tones::{CallProgress, CallerIdMessage, CallerIdReceiver, Progress};

/// Ringing that has stopped for this long is over.
const RING_OVER_MS: u64 = 5_000;
/// Louder than this is a voice.
const VOICE_DBM0: f32 = -38.0;
/// Voice for this long.
const VOICE_MS: u64 = 200;
/// Weaker than this is silence.
const SILENCE_DBM0: f32 = -50.0;
/// Silence for this long.
const SILENCE_MS: u64 = 600;

/// Everything since the last step that asked for it.
pub struct Seen {
    pub events: Vec<Event>,
    pub keys: String,
    pub number: Option<CallerIdMessage>,
    pub since_ring_ms: u64,
    pub voice_ms: u64,
    pub silence_ms: u64,
    pub busy: bool,
    pub dial: bool,
    pub ringback: bool,
    pub level_dbm0: f32,
    pub logs: Logs,
    dtmf: DtmfDetector,
    receiver: CallerIdReceiver,
    tones: ProgressDetector,
    before: CallProgress,
    after: CallProgress,
}

impl Default for Seen {
    fn default() -> Self {
        let mut after = CallProgress::new(u64::MAX);
        after.dialled();
        Self {
            events: Vec::new(),
            keys: String::new(),
            number: None,
            since_ring_ms: 0,
            voice_ms: 0,
            silence_ms: 0,
            busy: false,
            dial: false,
            ringback: false,
            level_dbm0: level::FLOOR_DBM0,
            logs: Logs::default(),
            dtmf: DtmfDetector::default(),
            receiver: CallerIdReceiver::default(),
            tones: ProgressDetector::default(),
            before: CallProgress::new(u64::MAX),
            after,
        }
    }
}

impl Seen {
    /// What a new step waits for has not come yet; what is under way (a ring, a voice) goes on.
    pub fn begin(&mut self) {
        let fresh = Self::default();
        self.busy = false;
        self.dial = false;
        self.ringback = false;
        self.voice_ms = 0;
        self.silence_ms = 0;
        (self.tones, self.before, self.after) = (fresh.tones, fresh.before, fresh.after);
    }

    /// 20 ms heard; a key, when one was pressed.
    pub fn hear(&mut self, pcm: &[i16; FRAME_SAMPLES]) -> Option<char> {
        self.since_ring_ms += FRAME_MS;
        self.level_dbm0 = level::dbm0(pcm);
        let key = self.dtmf.frame(pcm);
        self.keys.extend(key.pressed);
        if let Some(Ok(message)) = self.receiver.hear(pcm) {
            self.number = Some(message);
        }
        let tone = self.tones.frame(pcm);
        self.busy |= tone.recognised == Some(LineTone::Busy);
        self.dial |= self.before.frame(pcm) == Some(Progress::DialTone);
        self.ringback |= self.after.frame(pcm) == Some(Progress::Ringing);
        let voice = self.level_dbm0 > VOICE_DBM0 && !tone.under_way && !key.under_way;
        self.voice_ms = if voice { self.voice_ms + FRAME_MS } else { self.voice_ms.saturating_sub(FRAME_MS / 4) };
        self.silence_ms = if self.level_dbm0 < SILENCE_DBM0 { self.silence_ms + FRAME_MS } else { 0 };
        key.pressed
    }

    /// Something happened.
    pub fn event(&mut self, event: Event) {
        if event == Event::RingBegan {
            self.since_ring_ms = 0;
        }
        self.events.push(event);
    }

    /// Takes what is waited for, if it is there.
    pub fn take(&mut self, awaited: &Awaited) -> bool {
        let mut event = |wanted: Event| {
            let at = self.events.iter().position(|event| *event == wanted);
            at.map(|at| self.events.drain(..=at)).is_some()
        };
        match awaited {
            Awaited::OffHook => event(Event::RingOffHook),
            Awaited::OnHook | Awaited::Released => event(Event::OnHook),
            Awaited::Flash => event(Event::Flashed),
            Awaited::Ring => event(Event::RingBegan),
            Awaited::RingOver => self.since_ring_ms >= RING_OVER_MS,
            Awaited::Number => self.number.is_some(),
            Awaited::Keys(count) => self.keys.len() >= *count,
            Awaited::Voice => self.voice_ms >= VOICE_MS,
            Awaited::DialTone => self.dial,
            Awaited::BusyTone => self.busy,
            Awaited::Ringback => self.ringback,
            Awaited::Silence => self.silence_ms >= SILENCE_MS,
            Awaited::Text { file, text } => self.logs.find(file, text),
        }
    }
}
