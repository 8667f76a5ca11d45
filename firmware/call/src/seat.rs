//! Somebody at the cabinet takes the call and gives it back (feature W2), at the handset or at the page.

use crate::call::Call;
use crate::dossier::Goal;
use crate::limits::*;
use crate::outcome::Outcome;
use crate::output::{Command, Fact};
use crate::state::{AlarmStep, State};
use crate::texts::Sentence;
use crate::whisper::Whisper;
use huisclos_agenda::{NoteReason, Priority};

/// Where somebody at the cabinet speaks with the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seat {
    /// The handset beside the box.
    Handset,
    /// A headset at the page.
    Desk,
}

impl Call {
    /// Somebody at the page takes the call: at once, but for the emergency sentence, which is said to its end.
    pub(crate) fn taken_over(&mut self) {
        match self.state {
            State::Ringing | State::HandsetFirst | State::BurstDue => {
                self.desk_waits = true;
                self.pick_up();
            }
            State::PickingUp => self.desk_waits = true,
            State::Alarm(AlarmStep::Telling | AlarmStep::Again) if self.speaking.is_some() => self.desk_waits = true,
            State::Joined(_) | State::Closing | State::Over => {}
            _ => self.join(Seat::Desk),
        }
    }

    /// Somebody at the page wants the call on the handset: it rings; the caller is told.
    pub(crate) fn handset_called(&mut self) {
        if !self.settings.handset {
            return;
        }
        match self.state {
            State::Ringing => {
                self.out.push_back(Command::RingHandset);
                self.handset_rings = true;
                self.enter(State::HandsetFirst, HANDSET_MS);
            }
            State::Alarm(AlarmStep::Again | AlarmStep::Releasing) => {
                self.out.push_back(Command::RingHandset);
                self.handset_rings = true;
                self.enter(State::Alarm(AlarmStep::Ringing), HANDSET_MS);
            }
            State::Asking(..) | State::Working { .. } | State::Leaving => {
                self.hush();
                self.leads.clear();
                self.called_by_desk = true;
                let text = self.texts.fill(Sentence::Transfer, 0, &[]);
                self.say(text, true);
                self.out.push_back(Command::Overhear);
                let (reason, priority) = (NoteReason::Human, Priority::Normal);
                self.enter(State::Transferring { reason, priority, ringing: false }, SAYING_MS_MAX);
            }
            // It rings, or will in a moment; or there is nothing to take.
            _ => {}
        }
    }

    /// Line and person are joined; the box is out of it.
    pub(crate) fn join(&mut self, seat: Seat) {
        let (reason, priority) = match (&self.state, self.dossier.goal) {
            (State::Transferring { reason, priority, .. }, _) => (*reason, *priority),
            (State::Alarm(_), _) => (NoteReason::Emergency, Priority::Highest),
            (_, Some(Goal::Note(reason, priority))) => (reason, priority),
            _ => (NoteReason::Human, Priority::Normal),
        };
        self.desk_waits = false;
        self.called_by_desk = false;
        self.take_back();
        if self.whisper_waits.take().is_some() {
            self.report(Fact::Whispered(Whisper::NotNow));
        }
        self.hush();
        self.leads.clear();
        match seat {
            Seat::Handset => {
                self.handset_rings = false; // lifted: it rings no more
                self.out.push_back(Command::JoinHandset);
            }
            Seat::Desk => {
                self.stop_handset();
                self.out.push_back(Command::JoinDesk);
            }
        }
        self.joined_at = self.now;
        self.outcomes.insert(Outcome::Transferred);
        self.report(Fact::Transferred { reason, priority });
        self.enter(State::Joined(seat), JOINED_MS_MAX);
    }

    /// The person gives the call back, or (`gone`) was cut off: the caller is never left in silence.
    pub(crate) fn handed_back(&mut self, gone: bool) {
        self.desk_waits = false;
        if let State::Joined(_) = self.state {
            self.with_human_ms += self.now.since_ms(self.joined_at);
            self.resume(if gone { Sentence::CutOff } else { Sentence::HandedBack });
        } else if self.called_by_desk && matches!(self.state, State::Transferring { .. }) {
            self.resume(Sentence::NobodyLifted);
        }
    }

    /// The box has the caller again: it goes on with what was wanted, or asks what else it can do.
    pub(crate) fn resume(&mut self, sentence: Sentence) {
        self.hush();
        self.stop_handset();
        self.leads.clear();
        self.called_by_desk = false;
        self.rang_in_vain = false;
        (self.misses, self.silences, self.model_failures) = (0, 0, 0);
        self.keyed.clear();
        self.asked = None;
        // Who wanted a human has had one.
        if matches!(self.dossier.goal, Some(Goal::Note(NoteReason::Human | NoteReason::NotUnderstood, _))) {
            self.dossier.next_request();
        }
        if self.dossier.goal.is_none() {
            self.done = self.done.max(1); // "autre chose ?", not "que puis-je faire ?"
            self.handed_over = false;
        }
        self.lead(sentence, 0, &[]);
        self.advance();
    }

    /// How long the box itself has had the caller: what a human said with them is not its time.
    pub(crate) fn alone_ms(&self) -> u64 {
        self.now.0.saturating_sub(self.with_human_ms)
    }
}
