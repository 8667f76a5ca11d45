//! One struct that hears a call: echo taken off, keys, tones, voice, turns.

use std::collections::VecDeque;

use crate::dtmf::DtmfDetector;
use crate::echo::Echo;
use crate::ending::{Change, Ended, Ending, PAUSE_TOLD_MS};
use crate::progress::{LineTone, ProgressDetector};
use crate::vad::Vad;
use crate::{FRAME_MS, FRAME_SAMPLES, LINE_HZ, Patience, RECOGNISER_HZ, alaw, level, resample};

/// Kept before the first voiced frame of a turn: the first consonant is often weaker than any detector sees.
pub const BEFORE_MS: u64 = 250;
/// Kept after the last voiced frame. As long as the pause that is told, so that the samples known at [`EarFact::Paused`]
/// are exactly those of the turn if it ends there, and work begun on them is not lost.
pub const AFTER_MS: u64 = PAUSE_TOLD_MS;
/// 8 kHz.
const SAMPLES_PER_MS: u64 = LINE_HZ as u64 / 1_000;
/// Samples kept while nobody speaks: 64 frames in which a turn may turn out to have begun, and what is kept before.
const IDLE_SAMPLES: usize = 64 * FRAME_SAMPLES + (BEFORE_MS as usize * LINE_HZ as usize / 1000);
/// Louder than this in a frame, the box is speaking.
const BOX_SPEAKS_DBM0: f32 = -45.0;
/// And for this long after: its echo comes back later, and its sentences have pauses.
const BOX_SPEAKS_FRAMES: u32 = 20;

/// What the caller said in one turn.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// 16 kHz mono, full scale 1.0, the box's echo taken off; from 250 ms before the first voice (less where nothing was
    /// heard before) to 200 ms after the last.
    pub pcm_16khz: Vec<f32>,
    /// Where the first sample lies.
    pub from_ms: u64,
    /// Where speech begins.
    pub speech_start_ms: u64,
    /// Where speech ends: the caller's wait counts from here.
    pub speech_end_ms: u64,
    /// It began while the box was speaking.
    pub over_voice: bool,
}

/// What was heard. Times are in milliseconds of line time, counted from the origin given to [`Ear::new`].
#[derive(Clone, Debug, PartialEq)]
pub enum EarFact {
    /// The caller speaks (80 ms of voice, 300 ms while the box speaks).
    SpeechBegan {
        /// Since when.
        at_ms: u64,
        /// The box was speaking: it should stop.
        over_voice: bool,
    },
    /// Silence for 200 ms; [`Ear::turn_so_far`] gives what was said, for who wants to begin on it.
    Paused {
        /// Where speech stopped.
        at_ms: u64,
    },
    /// The pause was not the end of the turn: drop what was begun.
    Resumed,
    /// The caller's turn is over. Nothing is listened to until the next [`Ear::listen`].
    TurnEnded {
        /// What was said.
        turn: Turn,
        /// Why it ended.
        why: Ended,
    },
    /// Nothing was said for as long as it is waited for. Nothing is listened to until the next [`Ear::listen`].
    NothingSaid {
        /// The silence, counted from the end of the box's own voice.
        after_ms: u64,
    },
    /// A key (`0`-`9`, `*`, `#`, `A`-`D`), once, when it has lasted 40 ms. Told whether listening or not.
    Pressed(char),
    /// Three bursts of busy or congestion tone: nobody is there any more. Told whether listening or not.
    BusyTone,
    /// A steady tone for 30 s: not a caller. Told whether listening or not.
    SteadyTone,
}

/// Hears one call.
pub struct Ear {
    origin_ms: u64,
    frames: u64,
    echo: Echo,
    vad: Vad,
    ending: Ending,
    keys: DtmfDetector,
    tones: ProgressDetector,
    /// The caller alone, 8 kHz; its first sample is number `kept_from`.
    kept: VecDeque<i16>,
    kept_from: u64,
    /// Samples before this one were part of a turn that was told.
    told_until: u64,
    box_spoke_frames_ago: u32,
    over_voice: bool,
    patience_scale: f32,
}

impl Ear {
    /// An ear for a new call. `origin_ms` is the line time of the first frame it will be given.
    #[must_use]
    pub fn new(origin_ms: u64) -> Self {
        Self {
            origin_ms,
            frames: 0,
            echo: Echo::default(),
            vad: Vad::default(),
            ending: Ending::default(),
            keys: DtmfDetector::default(),
            tones: ProgressDetector::default(),
            kept: VecDeque::with_capacity(IDLE_SAMPLES),
            kept_from: 0,
            told_until: 0,
            box_spoke_frames_ago: u32::MAX,
            over_voice: false,
            patience_scale: 1.0,
        }
    }

    /// Begins to wait for a turn. It may be called before or while the box speaks: the caller can then interrupt, and
    /// the silence that means that nothing was said counts from the box's last word.
    pub fn listen(&mut self, patience: Patience) {
        self.ending.listen(patience.waits().scaled(self.patience_scale));
    }

    /// Stops waiting; keys and tones are still told.
    pub fn close(&mut self) {
        self.ending.close();
    }

    /// True between [`Ear::listen`] and the end of the turn.
    #[must_use]
    pub fn listening(&self) -> bool {
        self.ending.listening()
    }

    /// Waits longer (over 1.0) for this caller from the next [`Ear::listen`] on.
    pub fn scale_patience(&mut self, factor: f32) {
        self.patience_scale = factor;
    }

    /// The words so far are not a sentence ("le, euh…"): waits this much longer in the pause under way.
    pub fn wait_longer(&mut self, more_ms: u64) {
        self.ending.wait_longer(more_ms);
    }

    /// The words so far are all that was asked for: ends the turn under way.
    pub fn end_turn(&mut self) -> Option<EarFact> {
        let change = self.ending.end()?;
        Some(self.told(change))
    }

    /// The turn under way, as it would be if it ended here.
    #[must_use]
    pub fn turn_so_far(&self) -> Option<Turn> {
        let (start_ms, end_ms) = self.ending.speaking()?;
        Some(self.turn(start_ms, end_ms))
    }

    /// How long the turn under way is so far, from its first voice to its last.
    #[must_use]
    pub fn spoken_ms(&self) -> Option<u64> {
        self.ending.speaking().map(|(start_ms, end_ms)| end_ms.saturating_sub(start_ms))
    }

    /// Line time of the next frame.
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        self.origin_ms + self.frames * FRAME_MS
    }

    /// 20 ms heard from the line while the box said `said`.
    pub fn frame(&mut self, heard: &[u8; FRAME_SAMPLES], said: &[u8; FRAME_SAMPLES]) -> Vec<EarFact> {
        let mut facts = Vec::new();
        self.frames += 1;
        let (heard, said) = (alaw::decode_frame(heard), alaw::decode_frame(said));
        let box_speaks = self.box_speaks(&said);
        let near = self.echo.frame(&heard, &said);
        self.keep(&near.pcm);

        let key = self.keys.frame(&near.pcm);
        facts.extend(key.pressed.map(EarFact::Pressed));
        let tone = self.tones.frame(&near.pcm);
        facts.extend(tone.recognised.map(|tone| match tone {
            LineTone::Busy => EarFact::BusyTone,
            LineTone::Steady => EarFact::SteadyTone,
        }));

        let voice = self.vad.frame(&near.pcm, near.echo_dbm0);
        let tonal = key.under_way || tone.under_way;
        if let Some(change) = self.ending.frame(voice.voiced && !tonal, voice.loud && !tonal, box_speaks) {
            let fact = self.told(change);
            facts.push(fact);
        }
        facts
    }

    fn box_speaks(&mut self, said: &[i16]) -> bool {
        let loud = level::dbm0(said) > BOX_SPEAKS_DBM0;
        self.box_spoke_frames_ago = if loud { 0 } else { self.box_spoke_frames_ago.saturating_add(1) };
        self.box_spoke_frames_ago < BOX_SPEAKS_FRAMES
    }

    fn keep(&mut self, pcm: &[i16]) {
        self.kept.extend(pcm);
        if self.ending.speaking().is_none() {
            let excess = self.kept.len().saturating_sub(IDLE_SAMPLES);
            self.kept.drain(..excess);
            self.kept_from += excess as u64;
        }
    }

    fn told(&mut self, change: Change) -> EarFact {
        match change {
            Change::Began { at_ms, over_voice } => {
                self.over_voice = over_voice;
                EarFact::SpeechBegan { at_ms: self.origin_ms + at_ms, over_voice }
            }
            Change::Paused { at_ms } => EarFact::Paused { at_ms: self.origin_ms + at_ms },
            Change::Resumed => EarFact::Resumed,
            Change::Ended { start_ms, end_ms, why } => {
                let turn = self.turn(start_ms, end_ms);
                self.told_until = end_ms * SAMPLES_PER_MS;
                EarFact::TurnEnded { turn, why }
            }
            Change::Nothing { after_ms } => EarFact::NothingSaid { after_ms },
        }
    }

    fn turn(&self, start_ms: u64, end_ms: u64) -> Turn {
        let from = (start_ms.saturating_sub(BEFORE_MS) * SAMPLES_PER_MS).max(self.told_until).max(self.kept_from);
        let to = ((end_ms + AFTER_MS) * SAMPLES_PER_MS).min(self.kept_from + self.kept.len() as u64);
        let range = (from - self.kept_from) as usize..(to.max(from) - self.kept_from) as usize;
        let pcm: Vec<f32> = self.kept.range(range).map(|s| f32::from(*s) / 32768.0).collect();
        let pcm_16khz = resample::convert(&pcm, LINE_HZ, RECOGNISER_HZ).unwrap_or_default();
        Turn {
            pcm_16khz,
            from_ms: self.origin_ms + from / SAMPLES_PER_MS,
            speech_start_ms: self.origin_ms + start_ms,
            speech_end_ms: self.origin_ms + end_ms,
            over_voice: self.over_voice,
        }
    }
}
