//! A caller who wants somebody is handed to another number, where the period names one and the line can (feature A16).

use crate::call::Call;
use crate::limits::*;
use crate::outcome::Outcome;
use crate::output::{Command, Fact};
use crate::state::State;
use crate::texts::Sentence;
use huisclos_agenda::{NoteReason, Priority};

impl Call {
    /// Once a call: what failed once is not tried on the same caller again. Never in an emergency: the 15 must see the
    /// patient's own number (A5).
    pub(crate) fn may_forward(&self) -> bool {
        let alarmed = self.outcomes.contains(&Outcome::Emergency);
        self.settings.forward_to.is_some() && !self.forwarded_in_vain && !self.foreign && !alarmed
    }

    /// Tells the caller; the number is called after that.
    pub(crate) fn say_forward(&mut self, reason: NoteReason, priority: Priority) {
        let text = self.texts.fill(Sentence::Forward, 0, &[]);
        self.say(text, true);
        self.out.push_back(Command::Overhear);
        self.enter(State::Forwarding { reason, priority, dialled: false }, SAYING_MS_MAX);
    }

    /// Holds the caller and calls the number.
    pub(crate) fn forward(&mut self, reason: NoteReason, priority: Priority) {
        let Some(number) = self.settings.forward_to.clone() else { return self.not_forwarded() };
        self.out.push_back(Command::Forward(number));
        self.enter(State::Forwarding { reason, priority, dialled: true }, FORWARD_MS);
    }

    /// It rings there: the line is released, and the exchange leaves the two together.
    pub(crate) fn forwarded(&mut self) {
        let State::Forwarding { reason, priority, dialled: true } = self.state else { return };
        self.outcomes.insert(Outcome::Transferred);
        self.report(Fact::Transferred { reason, priority });
        self.release();
    }

    /// It does not: the caller hears so from the box, and leaves a note.
    pub(crate) fn not_forwarded(&mut self) {
        let State::Forwarding { reason, priority, .. } = self.state else { return };
        self.take_back();
        self.forwarded_in_vain = true;
        self.rang_in_vain(reason, priority);
    }

    /// Whatever comes first, a caller who is held is heard and spoken to again.
    pub(crate) fn take_back(&mut self) {
        if matches!(self.state, State::Forwarding { dialled: true, .. }) {
            self.out.push_back(Command::TakeBack);
        }
    }
}
