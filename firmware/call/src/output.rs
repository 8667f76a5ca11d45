//! The commands a call gives.

use crate::store::Channel;
use crate::store::{JobId, Query};
use crate::tick::Tick;
use crate::whisper::Whisper;
use huisclos_agenda::{Appointment, NoteId, NoteReason, Phone, Priority, Private, Slot};
use huisclos_speech::{Answer, Asking};

/// A sentence of the box, numbered from 1 in each call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SayingId(pub u32);

/// How fast and loud to speak. The voice's own type in this crate's words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Pace {
    /// As everybody likes it.
    #[default]
    Normal,
    /// Slower and louder: the caller asked for it, and it stays.
    Slow,
}

/// What `poll` gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Output {
    /// Do this now, in order.
    Do(Command),
    /// Nothing more until a fact comes, or this tick: then feed `Input::Passed`.
    Wait(Tick),
    /// The call is over: nothing is awaited. `Call::outcomes` says what came of it.
    Over,
}

/// What the engine must do.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Go off-hook; answer with `Input::Answered`.
    Answer,
    /// Say a sentence, after those already given. Each ends in one `Input::Spoken`.
    Say {
        /// To be given back in `Spoken`.
        saying: SayingId,
        /// French, for the ear.
        text: Private<String>,
        /// How.
        pace: Pace,
        /// The caller may cut it by speaking: the ear then opens at once, whether or not a `Listen` was given.
        interruptible: bool,
        /// The caller's turn it answers, for the measure of waits.
        answers_turn: Option<u32>,
    },
    /// Stop what is being said and forget what waits to be said.
    Hush,
    /// A question was asked: open the ear when everything given to say has ended or was cut. One turn; the next needs
    /// another `Listen` or `Overhear`.
    Listen {
        /// What was asked.
        asking: Asking,
    },
    /// Keep the ear open with no question asked (the handset rings, the store works): whatever is said is `Heard`,
    /// understood as `open`. No `listening` event. Stays until the next `Listen` or `Heard`.
    Overhear,
    /// Ask the store; answer with `Input::Told`.
    Ask(JobId, Query),
    /// Ring the cabinet's handset. The caller hears a ringback tone whenever nothing is being said, until
    /// `StopHandset` or `JoinHandset`.
    RingHandset,
    /// Stop ringing it.
    StopHandset,
    /// Join handset and line. From then on the box neither hears nor speaks.
    JoinHandset,
    /// Join line and headset at the page. From then on the box neither hears nor speaks, until `HandedBack`.
    JoinDesk,
    /// Hold the caller and call this number on the same line (an analogue line's R key); answer with `Input::Forwarded`
    /// when it rings there, with `Input::NotForwarded` when it does not. `HangUp` then leaves the two together.
    Forward(Private<Phone>),
    /// Take the held caller back, if one is held.
    TakeBack,
    /// Go on-hook.
    HangUp,
    /// Tell whoever watches (the events of `--json`, the page).
    Report(Fact),
}

/// What came of it so far. Nothing here is reported before the store said it is on disk.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// These were offered, in this order.
    Offered(Vec<Slot>),
    /// In the book.
    Booked(Appointment),
    /// The appointment at its new time.
    Moved(Appointment),
    /// Given back.
    Cancelled(Appointment),
    /// The patient comes, or heard when it is.
    Confirmed(Appointment),
    /// The answer to the consent question, kept as proof.
    Consent {
        /// Yes or no.
        answer: Answer,
        /// Version of the wording.
        version: String,
        /// By voice or key.
        channel: Channel,
    },
    /// Somebody at the cabinet has the caller.
    Transferred {
        /// Why.
        reason: NoteReason,
        /// How pressing it was.
        priority: Priority,
    },
    /// A note lies in the inbox.
    Noted {
        /// Which.
        note: NoteId,
        /// What about.
        reason: NoteReason,
        /// How soon.
        priority: Priority,
    },
    /// The caller's note for the call, 1 to 5 (A17).
    Rated(u8),
    /// Somebody is on the waiting list, on disk.
    Enlisted,
    /// What became of a whisper.
    Whispered(Whisper),
}
