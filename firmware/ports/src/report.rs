//! What happens in a call, as the command line and the page show it (interfaces.md, "Events of a call").

use crate::accounts::AccountId;
use huisclos_agenda::Private;
use huisclos_agenda::{Appointment, AppointmentId, CallId, NoteReason, Priority, Slot};
use huisclos_call::{CallerId, Outcome, Seat, Whisper};
use huisclos_speech::{Asking, Meaning};

/// One fact of a call with its time.
#[derive(Clone, Debug)]
pub struct Report {
    /// Which call.
    pub call: CallId,
    /// Line time since the first ring.
    pub t_ms: u64,
    /// What happened.
    pub what: What,
}

/// Who ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The far end.
    Caller,
    /// The box.
    Us,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum What {
    /// The line rang.
    Ring {
        /// Who calls.
        from: CallerId,
    },
    /// The box went off-hook.
    Answered,
    /// A sentence of the box begins to be heard; its `Said` takes its place.
    Saying {
        /// The sentence.
        text: Private<String>,
    },
    /// A sentence of the box ended or was cut.
    Said {
        /// The sentence.
        text: Private<String>,
        /// The caller's turn it answers.
        answers_turn: Option<u32>,
        /// Its first sample on the line.
        start_ms: u64,
        /// The caller cut it.
        interrupted: bool,
    },
    /// The ear is open for the answer to a question.
    Listening {
        /// What was asked.
        asking: Asking,
    },
    /// A turn of the caller was transcribed.
    Heard {
        /// Its number, from 1.
        turn: u32,
        /// What the recogniser wrote.
        text: Private<String>,
        /// 0 to 1.
        confidence: f32,
        /// Last sample of speech on the line.
        speech_end_ms: u64,
        /// Time the recogniser took.
        compute_ms: u64,
    },
    /// What the turn means.
    Understood {
        /// Its number, from 1.
        turn: u32,
        /// The closed form.
        meaning: Box<Meaning>,
        /// Time rules and language model took.
        compute_ms: u64,
    },
    /// Slots were offered.
    Offered {
        /// In the order in which they were said.
        slots: Vec<Slot>,
    },
    /// In the book, on disk.
    Booked {
        /// The appointment.
        appointment: Appointment,
    },
    /// Moved, on disk.
    Moved {
        /// The appointment as it is now.
        appointment: Appointment,
    },
    /// Cancelled, on disk.
    Cancelled {
        /// Which.
        appointment: AppointmentId,
    },
    /// Confirmed, or its hour told.
    Confirmed {
        /// Which.
        appointment: AppointmentId,
    },
    /// Consent was given or refused.
    Consent {
        /// True when given.
        given: bool,
        /// By voice or by key.
        by_key: bool,
        /// Version of the wording.
        wording: String,
    },
    /// The handset took over, or was rung in vain (then a note follows).
    Transferred {
        /// Why.
        reason: NoteReason,
        /// How pressing.
        priority: Priority,
    },
    /// A note is in the inbox, on disk.
    Note {
        /// Why.
        reason: NoteReason,
        /// How pressing.
        priority: Priority,
    },
    /// The caller gave a mark, 1 to 5.
    Rated {
        /// Which.
        mark: u8,
    },
    /// What the caller has said of a turn that is not over. Each replaces the one before; the turn's `Heard` replaces all.
    Hearing {
        /// The number the turn will have.
        turn: u32,
        /// What the recogniser wrote so far.
        text: Private<String>,
    },
    /// Somebody at the cabinet speaks with the caller.
    TakenOver {
        /// Where.
        seat: Seat,
        /// Who; nobody is known at a handset that was just lifted.
        by: Option<AccountId>,
    },
    /// The box has the caller again.
    HandedBack {
        /// Who gave the call back.
        by: Option<AccountId>,
        /// They were cut off.
        gone: bool,
    },
    /// A secretary whispered to the box.
    Whispered {
        /// What.
        text: Private<String>,
        /// Who.
        by: AccountId,
        /// What the box made of it.
        made: Whisper,
    },
    /// The caller is on the waiting list, on disk.
    Enlisted,
    /// The call ended.
    HungUp {
        /// By whom.
        by: By,
    },
    /// The last fact of every call.
    Over {
        /// Whole length, from the first ring.
        seconds: f64,
        /// The one that counts.
        outcome: Outcome,
        /// All that were reached.
        outcomes: Vec<Outcome>,
    },
}

/// An outcome as secretaries and technicians read it.
pub fn in_french(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Emergency => "urgence",
        Outcome::Failed => "panne",
        Outcome::Transferred => "transféré",
        Outcome::Booked => "rendez-vous pris",
        Outcome::Moved => "rendez-vous déplacé",
        Outcome::Cancelled => "rendez-vous annulé",
        Outcome::Confirmed => "rendez-vous confirmé",
        Outcome::Noted => "note prise",
        Outcome::Informed => "renseigné",
        Outcome::Filtered => "démarchage ou erreur",
        Outcome::Abandoned => "abandonné",
    }
}
