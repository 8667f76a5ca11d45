//! A call that the box makes: dial tone, digits, and how it goes. Pure.

use huisclos_audio::{FRAME_MS, FRAME_SAMPLES, alaw, tones};
use huisclos_ports::{Frame, Progress, SILENCE};
use huisclos_tones::CallProgress;
use std::collections::VecDeque;

/// A digit, and the pause after it: exchanges take 40 ms, the relays of old ones want more.
const DIGIT_MS: u64 = 80;
/// Level of each of a digit's two tones: what the far end of a long line still hears.
const DIGIT_DBM0: f32 = -9.0;
/// A pause after the dial tone, so that the exchange has its receiver ready.
const BEFORE_MS: u64 = 300;
/// No dial tone by then: the line is dead, or the exchange has none to give.
const DIAL_TONE_MS: u64 = 5_000;

/// What a dialled call does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Waiting for the dial tone.
    Tone { ms: u64 },
    /// Sending digits.
    Digits,
    /// Following the call.
    Following,
    /// The dial tone was all that was wanted.
    Heard,
}

/// One outgoing call.
#[derive(Clone, Debug)]
pub struct Dialling {
    step: Step,
    digits: VecDeque<Frame>,
    /// Only whether there is a dial tone.
    tries: bool,
    progress: CallProgress,
}

impl Dialling {
    /// A call to these digits, given up after `ring_max_ms` of ringing; what is no digit is left out.
    pub fn new(digits: &str, ring_max_ms: u64) -> Self {
        let mut pcm = tones::sines(&[], 0.0, BEFORE_MS);
        for digit in digits.chars() {
            if let Some(key) = tones::key(digit, DIGIT_DBM0, DIGIT_MS) {
                pcm.extend(key);
                pcm.extend(tones::sines(&[], 0.0, DIGIT_MS));
            }
        }
        let digits = alaw::frames(&pcm).into();
        Self { step: Step::Tone { ms: 0 }, digits, tries: false, progress: CallProgress::new(ring_max_ms) }
    }

    /// No call: whether the exchange gives its dial tone.
    pub fn tone_only() -> Self {
        let progress = CallProgress::new(u64::MAX);
        Self { step: Step::Tone { ms: 0 }, digits: VecDeque::new(), tries: true, progress }
    }

    /// What goes out instead of the box's voice; `None` once the digits are sent.
    pub fn says(&mut self) -> Option<Frame> {
        match self.step {
            Step::Tone { .. } | Step::Heard => Some([SILENCE; FRAME_SAMPLES]),
            Step::Digits => Some(self.digits.pop_front().unwrap_or([SILENCE; FRAME_SAMPLES])),
            Step::Following => None,
        }
    }

    /// 20 ms of the line.
    pub fn frame(&mut self, heard: &Frame) -> Option<Progress> {
        let told = match self.step {
            Step::Digits if self.digits.is_empty() => {
                self.progress.dialled();
                self.step = Step::Following;
                None
            }
            Step::Digits | Step::Heard => None,
            Step::Tone { .. } | Step::Following => self.progress.frame(&alaw::decode_frame(heard)),
        };
        if let Step::Tone { ms } = &mut self.step {
            *ms += FRAME_MS;
            if told == Some(Progress::DialTone) {
                self.step = if self.tries { Step::Heard } else { Step::Digits };
            } else if *ms >= DIAL_TONE_MS {
                self.step = if self.tries { Step::Heard } else { Step::Following };
                return Some(Progress::Nothing);
            }
        }
        told
    }
}
