//! What the box says on the line: sentences in order, piece by piece as the voice makes them, and the tone behind them.

use crate::conversation::Said;
use huisclos_agenda::Private;
use huisclos_audio::alaw;
use huisclos_audio::tones::{Cadence, ProgressTone};
use huisclos_call::SayingId;
use huisclos_ports::{FRAME_SAMPLES, Frame, SILENCE};
use std::collections::VecDeque;

/// Level of the ringback tone; networks send about that.
const RINGBACK_DBM0: f32 = -15.0;

struct Playing {
    said: Said,
    samples: VecDeque<i16>,
    complete: bool,
    interruptible: bool,
}

/// The mouth of one line. Bounded by the call itself: it never has more than a few sentences given to say.
#[derive(Default)]
pub struct Mouth {
    queue: VecDeque<Playing>,
    begun: Option<Private<String>>,
    ringback: Option<ProgressTone>,
}

impl Mouth {
    /// A sentence was given to say; its samples come with `voiced`.
    pub fn say(&mut self, said: Said, interruptible: bool) {
        self.queue.push_back(Playing { said, samples: VecDeque::new(), complete: false, interruptible });
    }

    /// Samples of a sentence came. One that was cut meanwhile is forgotten.
    pub fn voiced(&mut self, saying: SayingId, pcm: &[i16], last: bool) {
        if let Some(playing) = self.queue.iter_mut().find(|p| p.said.saying == saying) {
            playing.samples.extend(pcm);
            playing.complete |= last;
        }
    }

    /// Everything given to say was said.
    pub fn is_silent(&self) -> bool {
        self.queue.is_empty()
    }

    /// The sentence that is being said may be cut by the caller.
    pub fn may_be_cut(&self) -> bool {
        self.queue.front().is_some_and(|p| p.interruptible)
    }

    /// A sentence is given but has no sound yet.
    #[cfg(test)]
    pub fn awaits_voice(&self) -> bool {
        self.queue.front().is_some_and(|p| p.samples.is_empty() && !p.complete)
    }

    /// Rings back to the caller while nothing is said, or stops.
    pub fn ring_back(&mut self, on: bool) {
        self.ringback = on.then(|| ProgressTone::new(Cadence::Ringback, RINGBACK_DBM0));
    }

    /// The sentence whose first sound was in the last frame.
    pub fn begun(&mut self) -> Option<Private<String>> {
        self.begun.take()
    }

    /// The next 20 ms, and the sentence that began (its id) or ended with them.
    pub fn frame(&mut self, now_ms: u64) -> (Frame, Option<Said>) {
        let Some(playing) = self.queue.front_mut() else {
            return (self.ringback.as_mut().map_or([SILENCE; FRAME_SAMPLES], ProgressTone::frame), None);
        };
        if !playing.samples.is_empty() && playing.said.start_ms.is_none() {
            playing.said.start_ms = Some(now_ms);
            self.begun = Some(playing.said.text.clone());
        }
        let mut pcm = [0i16; FRAME_SAMPLES];
        let count = playing.samples.len().min(FRAME_SAMPLES);
        for (out, sample) in pcm.iter_mut().zip(playing.samples.drain(..count)) {
            *out = sample;
        }
        let ended = playing.complete && playing.samples.is_empty();
        let ended = if ended { self.queue.pop_front().map(|p| p.said) } else { None };
        (if count == 0 { [SILENCE; FRAME_SAMPLES] } else { alaw::encode_frame(&pcm) }, ended)
    }

    /// Drops a sentence that cannot be voiced.
    pub fn drop_saying(&mut self, saying: SayingId) -> Option<Said> {
        let at = self.queue.iter().position(|p| p.said.saying == saying)?;
        self.queue.remove(at).map(|p| p.said)
    }

    /// Stops: everything (`Hush`), or what the caller may cut. What was stopped, in order.
    pub fn cut(&mut self, by_the_caller: bool) -> Vec<Said> {
        let (cut, kept): (VecDeque<_>, VecDeque<_>) =
            std::mem::take(&mut self.queue).into_iter().partition(|p| !by_the_caller || p.interruptible);
        self.queue = kept;
        cut.into_iter().map(|p| p.said).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(id: u32) -> Said {
        Said { saying: SayingId(id), text: Private::new(String::new()), answers_turn: None, start_ms: None }
    }

    #[test]
    fn sentences_follow_each_other_and_begin_with_their_first_sample() {
        let mut mouth = Mouth::default();
        mouth.say(said(1), true);
        mouth.say(said(2), true);
        assert_eq!(mouth.frame(0).0, [SILENCE; FRAME_SAMPLES], "nothing voiced yet");
        mouth.voiced(SayingId(1), &[9_000; FRAME_SAMPLES + 1], true);
        let (frame, ended) = mouth.frame(20);
        assert!(frame != [SILENCE; FRAME_SAMPLES] && ended.is_none());
        let ended = mouth.frame(40).1.expect("the second frame ends it");
        assert_eq!((ended.saying, ended.start_ms), (SayingId(1), Some(20)));
        assert!(mouth.awaits_voice());
    }

    #[test]
    fn the_caller_cuts_what_may_be_cut() {
        let mut mouth = Mouth::default();
        mouth.say(said(1), true);
        mouth.say(said(2), false);
        assert_eq!(mouth.cut(true).len(), 1);
        assert!(!mouth.is_silent() && !mouth.may_be_cut());
        assert_eq!(mouth.cut(false).len(), 1);
        assert!(mouth.is_silent());
        mouth.voiced(SayingId(1), &[1; 10], true);
        assert!(mouth.is_silent(), "samples of a cut sentence are forgotten");
    }
}
