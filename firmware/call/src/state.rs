//! Where a call stands. Every state has a deadline, set where it is entered.
//!
//! ```text
//! Ringing ─> (HandsetFirst ─> BurstDue) ─> PickingUp ─> Asking <─> Working
//!                                                         │ ^         │
//!     any but Over ── red flag ──> Alarm ─────────────────┘ │         │  plan: ask, work, hand over, leave
//!                                                         │ └─────────┤
//!                        (Forwarding <─) Transferring <─┴───────────┴─> Leaving ─> Closing ─> Over
//!     any but Over ── taken over ──> Joined ── replaced ────────^ (given back: on with the plan)
//!                                   └─ handset lifted ─> Joined ────────────^
//! ```

use crate::question::Question;
use crate::seat::Seat;
use crate::store::{Consent, JobId};
use crate::texts::Sentence;
use crate::tick::Tick;
use huisclos_agenda::{NoteReason, Priority, Slot};

/// The box speaks, the ear is open, or the caller speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ear {
    /// The question is being said. Deadline: the sentence's.
    Saying,
    /// Nothing heard yet. Deadline: silence.
    Open,
    /// The caller's voice began. Deadline: the turn's.
    Turn,
}

/// How far an emergency is (A5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AlarmStep {
    /// The sentence is being said.
    Telling,
    /// The handset rings. Deadline: 20 s.
    Ringing,
    /// The sentence is being said again.
    Again,
    /// Said twice. Deadline: the release.
    Releasing,
}

/// Where a call stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It rings. Deadline: answer without caller ID.
    Ringing,
    /// The handset rings first. Deadline: the box is to answer.
    HandsetFirst,
    /// The box answers with the next burst. Deadline: none was told.
    BurstDue,
    /// Going off-hook. Deadline: taken to be done.
    PickingUp,
    /// A question is out.
    Asking(Question, Ear),
    /// The store works. Deadline: say so, then failure.
    Working {
        /// On what.
        job: JobId,
        /// Since when.
        since: Tick,
        /// How often the caller was told to wait.
        told: u8,
    },
    /// A human is called to the handset.
    Transferring {
        /// Why.
        reason: NoteReason,
        /// How pressing.
        priority: Priority,
        /// It rings. Deadline: 20 s. Before: the sentence's.
        ringing: bool,
    },
    /// The caller is handed to another number.
    Forwarding {
        /// Why.
        reason: NoteReason,
        /// How pressing.
        priority: Priority,
        /// The caller is held, the number called. Deadline: given up. Before: the sentence's.
        dialled: bool,
    },
    /// A red flag was heard.
    Alarm(AlarmStep),
    /// Line and somebody at the cabinet are joined; the box is out of it.
    Joined(Seat),
    /// The goodbye is being said, or (cut) the caller's last word awaited.
    Leaving,
    /// The line is released; the store still owes answers.
    Closing,
    /// Nothing is awaited.
    Over,
}

/// What the store was asked, and what for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Job {
    /// Who calls.
    Cards,
    /// Who is it.
    Patient,
    /// What is taken.
    Busy,
    /// What lies ahead.
    Upcoming,
    /// Make it so.
    Book,
    /// From where.
    Move(Slot),
    /// Give it back.
    Cancel,
    /// The patient comes.
    Confirm,
    /// On the waiting list.
    Enlist,
    /// Keep the proof.
    Consent(Consent),
    /// Write the consent on the card that was found meanwhile.
    Card,
    /// A note.
    Note {
        /// About.
        reason: NoteReason,
        /// How soon.
        priority: Priority,
        /// What follows it.
        then: AfterNote,
    },
    /// Take back what came too late to be told.
    Undo,
}

/// What follows a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AfterNote {
    /// It is told, and the call goes on.
    Tell,
    /// The call ends with that sentence.
    Leave(Sentence),
    /// Nothing: an emergency's, tried again once, or one that nobody waits for.
    Nothing {
        /// Failed once already.
        again: bool,
    },
}

/// What to do next.
pub(crate) enum Step {
    /// Ask that.
    Ask(Question),
    /// Put that to the store and wait.
    Work(Box<(Job, crate::store::Query)>),
    /// Something was settled without the caller: plan again.
    Again,
    /// The call stands elsewhere now.
    Stop,
}

impl Step {
    /// Put that to the store and wait.
    pub(crate) fn work(job: Job, query: crate::store::Query) -> Self {
        Self::Work(Box::new((job, query)))
    }
}
