//! The facts a call is fed.

use crate::output::SayingId;
use crate::store::{JobId, Reply};
use huisclos_agenda::{Phone, Private};
use huisclos_speech::Meaning;

/// Who calls, as the line says it. The line's own type in this crate's words: the domain knows no line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallerId {
    /// A number in E.164.
    Number(Private<Phone>),
    /// The caller withheld it.
    Withheld,
    /// The network has none, or nothing came.
    Unavailable,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Input {
    /// It rings and the caller's number is known, or known not to come (the second burst began). Without this fact the
    /// call answers by itself at its first deadline.
    Rang(CallerId),
    /// Another burst of ringing begins: the caller is still there.
    RangAgain,
    /// The line is off-hook: the caller can hear.
    Answered,
    /// A sentence ended; `cut` when the caller interrupted it or `Hush` stopped it.
    Spoken {
        /// Which.
        saying: SayingId,
        /// Not heard to its end.
        cut: bool,
    },
    /// The caller's voice began. It holds the silence deadline until `Heard` or `Unheard` comes.
    Speaking,
    /// One turn of the caller, understood.
    Heard {
        /// Number of the turn, from 1, given by the ear.
        turn: u32,
        /// What was said.
        text: Private<String>,
        /// 0 to 1, the recogniser's.
        confidence: f32,
        /// What it means.
        meaning: Meaning,
    },
    /// Speech was there and nothing could be made of it.
    Unheard {
        /// Number of the turn.
        turn: u32,
    },
    /// A key (`0`-`9`, `*`, `#`).
    Pressed(char),
    /// The answer to a job.
    Told(JobId, Reply),
    /// Somebody lifted the cabinet's handset: because it rang, or to take the call over.
    HandsetLifted,
    /// Somebody at the page takes the call; their headset is ready.
    TakenOver,
    /// Somebody at the page wants the call on the handset.
    HandsetCalled,
    /// Whoever had taken the call gives it back to the box.
    HandedBack {
        /// They were cut off: their browser is gone.
        gone: bool,
    },
    /// A secretary tells the box what to offer; the caller does not hear it.
    Whispered {
        /// What was written.
        text: Private<String>,
        /// What it means, read as if it had been said.
        meaning: Meaning,
    },
    /// The handset is in use and cannot ring.
    HandsetBusy,
    /// The number that the caller is handed to rings, or answered.
    Forwarded,
    /// It does not, or the line cannot: the caller is on the line again.
    NotForwarded,
    /// The handset was put back after it had been joined to the line; or whoever spoke through the page has hung up.
    HandsetReplaced,
    /// The caller hung up, or gave up before the answer.
    HungUp,
    /// The recogniser, or the voice, failed: the caller still hears a sentence and gets a way out.
    ModelFailed,
    /// The deadline of the last `Wait` came.
    Passed,
}
