//! How an outgoing call goes, by its tones (France: dial 440 Hz steady; busy 500/500; congestion 250/250; ringback
//! 1500/3500; information 950, 1400, 1800 Hz of 330 ms each).
//!
//! Nothing on an analogue line says that somebody answered: ringing that stops, or a voice, does.

use crate::spectrum::{Sound, sound};
use huisclos_audio::{FRAME_MS, FRAME_SAMPLES};
use huisclos_ports::Progress;
use std::ops::RangeInclusive;

/// A dial tone is believed after this long; exchanges give it within a second.
const DIAL_MS: u64 = 600;
/// A tone that goes on after dialling is the dial tone again: digits were not taken.
const STEADY_MS: u64 = 2_600;
/// Burst and rest of the busy tone, with a frame or two at each edge.
const BUSY_MS: RangeInclusive<u64> = 420..=580;
/// The same of congestion.
const CONGESTION_MS: RangeInclusive<u64> = 190..=310;
/// Bursts of ringback: France 1500, most others 1000, some 2000.
const RINGBACK_MS: RangeInclusive<u64> = 800..=2_200;
/// Bursts that make a busy or a congestion tone.
const BURSTS_MIN: u32 = 3;
/// The longest of the three information tones, and the shortest.
const INFORMATION_MS: RangeInclusive<u64> = 240..=420;
/// Ringing that stops for this long was answered by somebody silent. The longest rest in use is 4 s.
const RANG_OFF_MS: u64 = 5_400;
/// Voice that makes an answer, in one second: a click or a breath is shorter.
const VOICE_MS: u64 = 240;
/// The same before any ringback: announcements and crosstalk come there too.
const VOICE_EARLY_MS: u64 = 600;
/// A dead line after dialling; networks may take ten seconds to set up a call to a mobile.
const NOTHING_MS: u64 = 25_000;

/// Follows one outgoing call from off-hook on.
#[derive(Clone, Debug)]
pub struct CallProgress {
    dialled: bool,
    ring_max_ms: u64,
    since_dialled_ms: u64,
    now: (Sound, u64),
    /// Frames of another kind that have not ended the stretch under way.
    doubt: (Sound, u64),
    before: (Sound, u64),
    bursts: u32,
    cadence: Option<Progress>,
    rang: bool,
    since_ring_ms: u64,
    ringing_ms: u64,
    information: u8,
    voice_ms: u64,
    told_dial: bool,
    over: bool,
}

impl CallProgress {
    /// For a call that is given up after `ring_max_ms` of ringing.
    #[must_use]
    pub fn new(ring_max_ms: u64) -> Self {
        let nothing = (Sound::Silence, 0);
        Self {
            dialled: false,
            ring_max_ms,
            since_dialled_ms: 0,
            now: nothing,
            doubt: nothing,
            before: nothing,
            bursts: 0,
            cadence: None,
            rang: false,
            since_ring_ms: 0,
            ringing_ms: 0,
            information: 0,
            voice_ms: 0,
            told_dial: false,
            over: false,
        }
    }

    /// The last digit was sent: what comes from now on is the call's.
    pub fn dialled(&mut self) {
        let ring_max_ms = self.ring_max_ms;
        *self = Self { dialled: true, ..Self::new(ring_max_ms) };
    }

    /// 20 ms of the line.
    pub fn frame(&mut self, pcm: &[i16; FRAME_SAMPLES]) -> Option<Progress> {
        if self.over {
            return None;
        }
        let heard = sound(pcm);
        let ended = self.follow(heard);
        let told = if self.dialled { self.after_dialling(heard, ended) } else { self.before_dialling() };
        self.over = told.is_some_and(Progress::is_last);
        told
    }

    /// Cuts the line into stretches; one frame of doubt is forgiven. Gives the stretch that ended.
    fn follow(&mut self, heard: Sound) -> Option<(Sound, u64)> {
        if heard == self.now.0 {
            self.now.1 += self.doubt.1 + FRAME_MS;
            self.doubt.1 = 0;
            return None;
        }
        let same_doubt = self.doubt.1 > 0 && self.doubt.0 == heard;
        self.doubt = (heard, if same_doubt { self.doubt.1 + FRAME_MS } else { FRAME_MS });
        if self.doubt.1 <= FRAME_MS {
            return None;
        }
        let ended = std::mem::replace(&mut self.now, self.doubt);
        self.doubt.1 = 0;
        Some(ended)
    }

    fn before_dialling(&mut self) -> Option<Progress> {
        if self.now.0 == Sound::Tone && self.now.1 >= DIAL_MS && !self.told_dial {
            self.told_dial = true;
            return Some(Progress::DialTone);
        }
        None
    }

    fn after_dialling(&mut self, heard: Sound, ended: Option<(Sound, u64)>) -> Option<Progress> {
        self.since_dialled_ms += FRAME_MS;
        self.since_ring_ms += FRAME_MS;
        self.ringing_ms += if self.rang { FRAME_MS } else { 0 };
        self.voice_ms = match heard {
            Sound::Other => self.voice_ms + FRAME_MS,
            // A second of silence forgets a fifth of a second of sound.
            _ => self.voice_ms.saturating_sub(FRAME_MS / 5),
        };
        if let Some(ended) = ended {
            let told = self.judge(ended);
            self.before = ended;
            if told.is_some() {
                return told;
            }
        }
        // A ringing burst is told while it sounds; a busy tone's bursts are shorter.
        if self.now.0 == Sound::Tone && self.now.1 == *RINGBACK_MS.start() {
            self.rang = true;
            self.since_ring_ms = 0;
            return Some(Progress::Ringing);
        }
        if self.now.0 == Sound::Tone {
            self.since_ring_ms = 0;
        }
        let voice_min_ms = if self.rang { VOICE_MS } else { VOICE_EARLY_MS };
        if self.voice_ms >= voice_min_ms || self.rang && self.since_ring_ms >= RANG_OFF_MS {
            return Some(Progress::Answered);
        }
        if self.ringing_ms >= self.ring_max_ms {
            return Some(Progress::NoAnswer);
        }
        let steady = self.now.0 == Sound::Tone && self.now.1 >= STEADY_MS;
        let dead = !self.rang && self.since_dialled_ms >= NOTHING_MS;
        (steady || dead).then_some(Progress::Nothing)
    }

    fn judge(&mut self, (kind, ms): (Sound, u64)) -> Option<Progress> {
        match kind {
            Sound::Information(n) => {
                let next = INFORMATION_MS.contains(&ms) && n == self.information;
                self.information = if next { n + 1 } else { u8::from(n == 0) };
                return (self.information == 3).then_some(Progress::Information);
            }
            Sound::Tone => {
                let cadence = [(BUSY_MS, Progress::Busy), (CONGESTION_MS, Progress::Congestion)];
                let cadence = cadence.into_iter().find(|(range, _)| range.contains(&ms));
                let rest = |range: &RangeInclusive<u64>| {
                    self.before.0 == Sound::Silence && range.contains(&self.before.1) && self.bursts > 0
                };
                self.bursts = match &cadence {
                    Some((range, which)) if rest(range) && self.cadence == Some(*which) => self.bursts + 1,
                    Some(_) => 1,
                    None => 0,
                };
                self.cadence = cadence.map(|(_, which)| which);
                return self.cadence.filter(|_| self.bursts >= BURSTS_MIN);
            }
            Sound::Silence | Sound::Other => {}
        }
        None
    }
}
