//! The calls under way, in the hands of the cabinet: take one over, give it back, whisper to the box (feature W2).

use crate::accounts::AccountId;
use crate::line::Frame;
use huisclos_agenda::{CallId, PatientId, Phone, Private};
use huisclos_call::Seat;
use std::fmt;
use std::sync::mpsc::Receiver;

/// Frames of a browser that may wait for the line: one second. Whoever sends drops what does not fit; a line takes them
/// every 20 ms, and one that has not for a second is gone.
pub const SAID_FRAMES_MAX: usize = 50;
/// Letters of a whisper: a sentence.
pub const WHISPER_CHARS_MAX: usize = 200;

/// Somebody at a browser, as a line hears and speaks to them.
pub struct Headset {
    /// What they say. It ends when they are gone.
    pub says: Receiver<Frame>,
    /// Takes 20 ms of what they hear; false when nobody listens any more. Never blocks.
    pub hears: Box<dyn FnMut(&Frame) -> bool + Send>,
}

impl fmt::Debug for Headset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Headset")
    }
}

/// Where somebody takes a call.
#[derive(Debug)]
pub enum Take {
    /// The handset is rung for them.
    Handset,
    /// Through their browser.
    Desk(Headset),
}

/// A call that is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnderWay {
    /// Which.
    pub call: CallId,
    /// It has sound: a typed call cannot be taken over.
    pub sound: bool,
    /// Who has it, and where; nobody is known at a handset that was just lifted.
    pub taken: Option<(Seat, Option<AccountId>)>,
}

/// Why a call was not taken, given back or whispered into; one French sentence each.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    /// It ended.
    #[error("Cet appel est terminé.")]
    Over,
    /// Somebody was quicker.
    #[error("Cet appel est déjà pris.")]
    Taken(Option<AccountId>),
    /// Given back by somebody who had not taken it.
    #[error("Vous n'avez pas pris cet appel.")]
    NotYours,
    /// A typed call.
    #[error("Cet appel est tapé : il n'a pas de son.")]
    Mute,
    /// Too much at once.
    #[error("La boîte n'a pas encore traité ce que vous venez de demander ; attendez une seconde.")]
    Busy,
    /// The audit trail could not be written, or the line cannot do it.
    #[error("{0}")]
    Failed(String),
}

/// Lines on which the box can call somebody for the cabinet.
pub trait CallsOut: Send + Sync {
    /// Rings the handset of a free line; whoever lifts it is connected to the number, which the box dials then. The line's
    /// name, once its handset rings.
    ///
    /// # Errors
    /// A French sentence: no line is free, or its handset cannot ring.
    fn call_back(&self, number: &Private<Phone>) -> Result<String, String>;
}

/// The calls under way.
pub trait Switchboard: Send + Sync + 'static {
    /// Those that are not over, the oldest first.
    fn under_way(&self) -> Vec<UnderWay>;

    /// True of a call made from the page to try the box: nothing of it goes into the agenda.
    fn is_trial(&self, _call: CallId) -> bool {
        false
    }

    /// Takes a call over; whoever comes first has it.
    ///
    /// # Errors
    /// Over, taken, mute, or the audit trail.
    fn take_over(&self, call: CallId, take: Take, by: AccountId) -> Result<(), NotTaken>;

    /// Gives a call back to the box: at the desk whoever took it, at the handset anybody.
    ///
    /// # Errors
    /// Over, not taken by them, or the audit trail.
    fn hand_back(&self, call: CallId, by: AccountId) -> Result<(), NotTaken>;

    /// Ends a call that one has taken through a browser.
    ///
    /// # Errors
    /// Over, not taken by them, or the audit trail.
    fn hang_up(&self, call: CallId, by: AccountId) -> Result<(), NotTaken>;

    /// Tells the box what to offer; what it made of it comes as a report.
    ///
    /// # Errors
    /// Over, too much at once, or the audit trail.
    fn whisper(&self, call: CallId, text: Private<String>, by: AccountId) -> Result<(), NotTaken>;

    /// True where the box has lines on which it can call somebody for the cabinet.
    fn calls_out(&self) -> bool {
        false
    }

    /// Calls a number, of that patient where there is a card, for whoever asks, as [`CallsOut::call_back`].
    ///
    /// # Errors
    /// No line, no handset, a number that is not called in one click, or the audit trail.
    fn call_back(
        &self,
        _number: &Private<Phone>,
        _whose: Option<PatientId>,
        _by: AccountId,
    ) -> Result<String, NotTaken> {
        Err(NotTaken::Failed("Cette boîte n'a pas de ligne pour appeler.".into()))
    }
}
