//! When a turn begins and ends: fed one voice decision every 20 ms.
//!
//! ```text
//!          listen()              4 voiced of 6 (15 of 20 over the box's voice)
//! Closed ------------> Waiting ------------------------------------------------> Speaking
//!   ^                     | nothing_ms of silence: NothingSaid                     |  |
//!   |<--------------------+                                                        |  |  200 ms of pause: Paused
//!   |<-----------------------------------------------------------------------------+  |  voice again: Resumed
//!                         pause_ms of silence, or longest_ms: TurnEnded <-------------+
//! ```
//!
//! A hesitation cannot be known here: who reads the words may ask for [`Ending::wait_longer`] or end the turn early.

use crate::{FRAME_MS, Waits};

/// Frames of the past that a decision may look at; one bit each.
const PAST_FRAMES: u32 = 64;
/// Voiced frames that begin a turn while the box is silent: 80 ms, under the shortest "oui" and over most clicks.
const BEGIN_VOICED: u32 = 4;
/// Within this many frames; one or two may be lost to a consonant.
const BEGIN_WITHIN: u32 = 6;
/// A word of 200 ms may be over before the network believes it: two voiced frames are enough …
const SHORT_VOICED: u32 = 2;
/// … where this many frames …
const SHORT_LOUD: u32 = 7;
/// … of the last so many stood out of the noise.
const SHORT_WITHIN: u32 = 10;
/// Voiced frames that interrupt the box: 300 ms, so that a cough or "hm" does not.
const INTERRUPT_VOICED: u32 = 15;
/// Within this many frames.
const INTERRUPT_WITHIN: u32 = 20;
/// What was said over the box's last words counts once the box is silent, this many frames back (600 ms).
const OVERLAP_FRAMES: u32 = 30;
/// Going back to where speech began stops at this many frames without voice (100 ms): what is before was something else.
const GAP_FRAMES: u32 = 5;
/// A voice is known late, its first consonant and the network's doubt come first: before it, this many frames (500 ms) are
/// counted in as long as they stand out of the noise.
const LEAD_FRAMES: u32 = 25;
/// Voiced frames, of the last three, that end a pause; one alone is a click.
const RESUME_VOICED: u32 = 2;
/// Silence after which a pause is told, so that work can begin on what was said so far.
pub const PAUSE_TOLD_MS: u64 = 200;

/// Why a turn ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The caller was silent for as long as this kind of answer is waited for.
    Pause,
    /// The longest turn was reached while speech went on; what follows is lost unless listened to again.
    TooLong,
    /// The engine asked for it.
    Asked,
}

/// What one frame changed. Times count from the first frame ever fed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A turn began.
    Began {
        /// Where its first voiced frame starts.
        at_ms: u64,
        /// The box was speaking.
        over_voice: bool,
    },
    /// 200 ms without voice.
    Paused {
        /// Where the last voiced frame ends.
        at_ms: u64,
    },
    /// The pause was not the end.
    Resumed,
    /// The turn is over, and nothing is listened to any more.
    Ended {
        /// Where its first voiced frame starts.
        start_ms: u64,
        /// Where its last voiced frame ends.
        end_ms: u64,
        /// Why.
        why: Ended,
    },
    /// Nothing was said, and nothing is listened to any more.
    Nothing {
        /// The silence since the box's last word or since listening began, whichever is later.
        after_ms: u64,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed,
    Waiting { waits: Waits, since_ms: u64 },
    Speaking { waits: Waits, start_ms: u64, voiced_until_ms: u64, told: bool, extra_ms: u64 },
}

/// Follows the turns of one call.
#[derive(Clone, Debug)]
pub struct Ending {
    state: State,
    /// Bit 0 is the last frame.
    past: u64,
    /// The same for frames that stand out of the noise.
    loud: u64,
    now_ms: u64,
    box_spoke: bool,
}

impl Default for Ending {
    fn default() -> Self {
        Self { state: State::Closed, past: 0, loud: 0, now_ms: 0, box_spoke: false }
    }
}

impl Ending {
    /// Waits for a turn; one that is under way is forgotten, its words so far are not (they are found again in the past).
    pub fn listen(&mut self, waits: Waits) {
        self.state = State::Waiting { waits, since_ms: self.now_ms };
    }

    /// Stops waiting.
    pub fn close(&mut self) {
        self.state = State::Closed;
    }

    /// True while a turn is waited for or under way.
    #[must_use]
    pub fn listening(&self) -> bool {
        self.state != State::Closed
    }

    /// Where the turn under way began and where its last voice is.
    #[must_use]
    pub fn speaking(&self) -> Option<(u64, u64)> {
        match self.state {
            State::Speaking { start_ms, voiced_until_ms, .. } => Some((start_ms, voiced_until_ms)),
            _ => None,
        }
    }

    /// Waits this much longer for the pause under way to end; 0 again at the next voice.
    pub fn wait_longer(&mut self, more_ms: u64) {
        if let State::Speaking { extra_ms, .. } = &mut self.state {
            *extra_ms = more_ms;
        }
    }

    /// Ends the turn under way, if there is one.
    pub fn end(&mut self) -> Option<Change> {
        let (start_ms, end_ms) = self.speaking()?;
        Some(self.ended(start_ms, end_ms, Ended::Asked))
    }

    /// What belonged to this turn belongs to no other.
    fn ended(&mut self, start_ms: u64, end_ms: u64, why: Ended) -> Change {
        self.state = State::Closed;
        (self.past, self.loud) = (0, 0);
        Change::Ended { start_ms, end_ms, why }
    }

    /// One frame of 20 ms: whether the caller's voice is in it, whether it at least stands out of the noise, and whether
    /// the box is speaking.
    pub fn frame(&mut self, voiced: bool, loud: bool, box_speaks: bool) -> Option<Change> {
        self.past = self.past << 1 | u64::from(voiced);
        self.loud = self.loud << 1 | u64::from(loud || voiced);
        self.now_ms += FRAME_MS;
        let fell_silent = self.box_spoke && !box_speaks;
        self.box_spoke = box_speaks;
        match self.state {
            State::Closed => None,
            State::Waiting { waits, since_ms } => self.wait(waits, since_ms, box_speaks, fell_silent),
            State::Speaking { .. } => self.follow(voiced),
        }
    }

    fn wait(&mut self, waits: Waits, since_ms: u64, box_speaks: bool, fell_silent: bool) -> Option<Change> {
        let began = if box_speaks {
            self.voiced_within(INTERRUPT_WITHIN) >= INTERRUPT_VOICED
        } else {
            let short =
                self.voiced_within(BEGIN_WITHIN) >= SHORT_VOICED && within(self.loud, SHORT_WITHIN) >= SHORT_LOUD;
            short || self.voiced_within(BEGIN_WITHIN) >= BEGIN_VOICED || (fell_silent && self.spoken_in_overlap())
        };
        if began {
            let (start_ms, voiced_until_ms) = (self.first_voice_ms(), self.last_voice_ms());
            self.state = State::Speaking { waits, start_ms, voiced_until_ms, told: false, extra_ms: 0 };
            return Some(Change::Began { at_ms: start_ms, over_voice: box_speaks });
        }
        let since_ms = if box_speaks { self.now_ms } else { since_ms };
        let after_ms = self.now_ms - since_ms;
        // Half a word under way is not silence: the turn is about to begin.
        if after_ms >= waits.nothing_ms && self.voiced_within(BEGIN_WITHIN) == 0 {
            self.state = State::Closed;
            return Some(Change::Nothing { after_ms });
        }
        self.state = State::Waiting { waits, since_ms };
        None
    }

    fn follow(&mut self, voiced: bool) -> Option<Change> {
        let resumes = voiced && self.voiced_within(3) >= RESUME_VOICED;
        let now_ms = self.now_ms;
        let State::Speaking { waits, start_ms, voiced_until_ms, told, extra_ms } = &mut self.state else {
            return None;
        };
        if now_ms - *start_ms >= waits.longest_ms {
            let (start_ms, end_ms) = (*start_ms, *voiced_until_ms);
            return Some(self.ended(start_ms, end_ms, Ended::TooLong));
        }
        if resumes {
            *voiced_until_ms = now_ms;
            *extra_ms = 0;
            return std::mem::take(told).then_some(Change::Resumed);
        }
        let pause_ms = now_ms - *voiced_until_ms;
        if pause_ms >= (waits.pause_ms + *extra_ms).max(PAUSE_TOLD_MS + FRAME_MS) {
            let (start_ms, end_ms) = (*start_ms, *voiced_until_ms);
            return Some(self.ended(start_ms, end_ms, Ended::Pause));
        }
        if pause_ms >= PAUSE_TOLD_MS && !*told {
            *told = true;
            return Some(Change::Paused { at_ms: *voiced_until_ms });
        }
        None
    }

    fn voiced_within(&self, frames: u32) -> u32 {
        within(self.past, frames)
    }

    /// Whether some word was said during the box's last 600 ms.
    fn spoken_in_overlap(&self) -> bool {
        (0..OVERLAP_FRAMES - BEGIN_WITHIN)
            .any(|back| (self.past >> back & ((1 << BEGIN_WITHIN) - 1)).count_ones() > BEGIN_VOICED)
    }

    fn last_voice_ms(&self) -> u64 {
        self.now_ms - u64::from(self.past.trailing_zeros().min(PAST_FRAMES - 1)) * FRAME_MS
    }

    fn first_voice_ms(&self) -> u64 {
        let last = self.past.trailing_zeros().min(PAST_FRAMES - 1);
        let voiced = reach(self.past, last, PAST_FRAMES);
        let first = reach(self.loud, voiced, voiced + LEAD_FRAMES);
        self.now_ms.saturating_sub(u64::from(first + 1) * FRAME_MS)
    }
}

/// How far back from a frame marks go, over gaps shorter than [`GAP_FRAMES`], and no further than `limit`.
fn reach(bits: u64, from: u32, limit: u32) -> u32 {
    let mut furthest = from;
    for back in from..limit.min(PAST_FRAMES) {
        if bits >> back & 1 == 1 {
            furthest = back;
        } else if back - furthest >= GAP_FRAMES {
            break;
        }
    }
    furthest
}

/// How many of the last frames are marked.
fn within(bits: u64, frames: u32) -> u32 {
    (bits & ((1 << frames) - 1)).count_ones()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Patience;

    /// Feeds `.` silence, `v` voice, `b` the box, `B` voice over the box; gives what changed, with its frame.
    fn follow(ending: &mut Ending, frames: &str) -> Vec<(usize, Change)> {
        let feed = |(n, frame): (usize, char)| {
            let (voiced, box_speaks) = (matches!(frame, 'v' | 'B'), matches!(frame, 'b' | 'B'));
            ending.frame(voiced, voiced, box_speaks).map(|change| (n, change))
        };
        frames.chars().enumerate().filter_map(feed).collect()
    }

    fn told(frames: &str) -> Vec<(usize, Change)> {
        let mut ending = Ending::default();
        ending.listen(Patience::YesNo.waits());
        follow(&mut ending, frames)
    }

    fn times(parts: &[(&str, usize)]) -> String {
        parts.iter().map(|(frame, times)| frame.repeat(*times)).collect()
    }

    #[test]
    fn follows_a_turn_from_its_first_to_its_last_frame() {
        let began = Change::Began { at_ms: 200, over_voice: false };
        let ended = Change::Ended { start_ms: 200, end_ms: 400, why: Ended::Pause };
        let frames = times(&[(".", 10), ("v", 10), (".", 60)]);
        assert_eq!(told(&frames), [(13, began), (29, Change::Paused { at_ms: 400 }), (47, ended)]);
        // A pause that was not the end.
        let frames = times(&[(".", 10), ("v", 10), (".", 15), ("v", 10), (".", 60)]);
        let resumed: Vec<usize> =
            told(&frames).iter().filter(|(_, change)| *change == Change::Resumed).map(|(n, _)| *n).collect();
        assert_eq!(resumed, [36], "at its second frame");
    }

    #[test]
    fn clicks_begin_nothing_and_end_no_pause() {
        assert_eq!(told(&times(&[(".", 10), ("v", 2), (".", 20), ("v", 2), (".", 20)])), []);
        let frames = times(&[("v", 10), (".", 20), ("v", 1), (".", 20)]);
        assert!(
            matches!(told(&frames)[..], [_, (_, Change::Paused { .. }), (37, Change::Ended { .. })]),
            "{:?}",
            told(&frames)
        );
    }

    #[test]
    fn takes_300_ms_to_interrupt_the_box() {
        assert_eq!(told(&times(&[("b", 50), ("B", 14), ("b", 50)])), []);
        let began = Change::Began { at_ms: 1_000, over_voice: true };
        assert_eq!(told(&times(&[("b", 50), ("B", 15)])), [(64, began)]);
        // Said over the last words, it counts when the box is silent.
        let began = Change::Began { at_ms: 1_000, over_voice: false };
        assert_eq!(told(&times(&[("b", 50), ("B", 10), ("b", 5), (".", 1)])), [(65, began)]);
    }

    #[test]
    fn nothing_said_is_told_once_and_counts_from_the_box() {
        let wait = Patience::YesNo.waits().nothing_ms / FRAME_MS;
        let frames = times(&[(".", 100), ("b", 100), (".", 2 * wait as usize)]);
        let after_ms = Patience::YesNo.waits().nothing_ms;
        assert_eq!(told(&frames), [(199 + wait as usize, Change::Nothing { after_ms })]);
    }

    #[test]
    fn what_belonged_to_a_turn_belongs_to_no_other() {
        let mut ending = Ending::default();
        ending.listen(Patience::YesNo.waits());
        let longest = Patience::YesNo.waits().longest_ms;
        let first = follow(&mut ending, &times(&[("v", longest as usize / 20)]));
        assert!(matches!(first[..], [_, (_, Change::Ended { why: Ended::TooLong, .. })]), "{first:?}");
        ending.listen(Patience::YesNo.waits());
        let second = follow(&mut ending, &times(&[("v", 10)]));
        assert_eq!(second, [(3, Change::Began { at_ms: longest, over_voice: false })]);
    }

    #[test]
    fn closed_it_tells_nothing() {
        let mut ending = Ending::default();
        assert_eq!(follow(&mut ending, &times(&[("v", 100), (".", 600)])), []);
        ending.listen(Patience::Open.waits());
        ending.close();
        assert_eq!(follow(&mut ending, &times(&[("v", 100), (".", 600)])), []);
        assert_eq!((ending.end(), ending.speaking(), ending.listening()), (None, None, false));
    }
}
