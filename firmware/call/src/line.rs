//! What the line, the handset and the clock bring.

use crate::call::Call;
use crate::input::CallerId;
use crate::limits::*;
use crate::output::{Command, Pace, SayingId};
use crate::question::Question;
use crate::seat::Seat;
use crate::state::{AlarmStep, Ear, Job, State};
use crate::store::Query;
use crate::texts::Sentence;

impl Call {
    pub(crate) fn rang(&mut self, caller: CallerId) {
        if self.dossier.caller.is_none()
            && let CallerId::Number(phone) = caller
        {
            self.dossier.caller = Some(phone.clone());
            self.ask_store(Job::Cards, Query::FindByPhone(phone));
        }
        if self.state != State::Ringing {
            return;
        }
        if self.settings.handset && self.settings.handset_first_ms > 0 {
            self.out.push_back(Command::RingHandset);
            self.handset_rings = true;
            self.enter(State::HandsetFirst, self.settings.handset_first_ms);
        } else {
            self.pick_up();
        }
    }

    /// A burst begins: the moment to answer, if it is time.
    pub(crate) fn rang_again(&mut self) {
        let soon = self.deadline <= self.now + BURST_EARLY_MS;
        if self.state == State::BurstDue || self.state == State::HandsetFirst && soon {
            self.pick_up();
        }
    }

    pub(crate) fn pick_up(&mut self) {
        self.stop_handset();
        self.out.push_back(Command::Answer);
        self.enter(State::PickingUp, PICK_UP_MS_MAX);
    }

    pub(crate) fn spoken(&mut self, saying: SayingId, cut: bool) {
        if self.speaking != Some(saying) {
            return; // an older sentence: what counts is the last one
        }
        self.speaking = None;
        self.sentence_ended(cut);
    }

    /// The last sentence ended, or must have.
    pub(crate) fn sentence_ended(&mut self, cut: bool) {
        match self.state.clone() {
            State::Asking(q, Ear::Saying) => {
                self.consent_told |= q == Question::Consent && (!cut || self.mostly_said());
                let ms = self.silence_ms(q);
                self.enter(State::Asking(q, Ear::Open), ms);
            }
            State::Transferring { reason, priority, ringing: false } => {
                self.out.push_back(Command::RingHandset);
                self.handset_rings = true;
                self.enter(State::Transferring { reason, priority, ringing: true }, HANDSET_MS);
            }
            State::Forwarding { reason, priority, dialled: false } => self.forward(reason, priority),
            State::Alarm(AlarmStep::Telling | AlarmStep::Again) if self.desk_waits => self.join(Seat::Desk),
            State::Alarm(AlarmStep::Telling) => self.alarm_told(),
            State::Alarm(AlarmStep::Again) => self.enter(State::Alarm(AlarmStep::Releasing), RELEASE_MS),
            State::Working { .. } => self.deadline = self.now + FILLER_MS,
            State::Leaving if cut => self.enter(State::Leaving, LAST_WORD_MS),
            State::Leaving => self.release(),
            _ => {}
        }
    }

    pub(crate) fn voice_began(&mut self) {
        match self.state {
            State::Asking(q, ear) => {
                self.consent_told |= q == Question::Consent && ear == Ear::Saying && self.mostly_said();
                let ms = if q.takes_a_message() { DICTATION_MS_MAX } else { TURN_MS_MAX };
                self.enter(State::Asking(q, Ear::Turn), ms);
            }
            State::Leaving | State::Alarm(AlarmStep::Releasing) => self.deadline = self.now + TURN_MS_MAX,
            _ => {}
        }
    }

    pub(crate) fn silence_ms(&self, q: Question) -> u64 {
        if self.pace == Pace::Slow || q.takes_a_message() || self.waits_for_caller {
            SILENCE_SLOW_MS
        } else {
            SILENCE_MS
        }
    }

    /// The deadline came.
    pub(crate) fn passed(&mut self) {
        if self.alone_ms() >= CALL_MS_HARD && matches!(self.state, State::Asking(..) | State::Working { .. }) {
            return self.leave_for_good();
        }
        match self.state.clone() {
            State::Ringing | State::BurstDue => self.pick_up(),
            State::HandsetFirst => self.enter(State::BurstDue, BURST_MS_MAX),
            State::PickingUp => self.greet(),
            State::Asking(_, Ear::Saying)
            | State::Transferring { ringing: false, .. }
            | State::Forwarding { dialled: false, .. } => {
                self.speaking = None;
                self.sentence_ended(false);
            }
            State::Asking(q, Ear::Open) => self.silent(q),
            State::Asking(_, Ear::Turn) => self.unheard(),
            State::Working { job, since, told } => self.store_is_slow(job, since, told),
            State::Transferring { ringing: true, .. } => self.nobody_lifts(),
            State::Forwarding { dialled: true, .. } => self.not_forwarded(),
            State::Alarm(AlarmStep::Telling | AlarmStep::Again) => {
                self.speaking = None;
                self.sentence_ended(false);
            }
            State::Alarm(AlarmStep::Ringing) => self.nobody_lifts(),
            State::Alarm(AlarmStep::Releasing) | State::Leaving | State::Joined(_) => self.release(),
            State::Closing => {
                self.awaited.clear();
                self.state = State::Over;
            }
            State::Over => {}
        }
    }

    /// Goes on-hook.
    pub(crate) fn release(&mut self) {
        self.hush();
        self.stop_handset();
        self.out.push_back(Command::HangUp);
        self.enter(State::Closing, CLOSING_MS);
    }

    pub(crate) fn hung_up(&mut self) {
        if self.state == State::Closing {
            return;
        }
        if !matches!(self.state, State::Joined(_)) {
            self.keep_what_was_dictated();
        }
        self.release();
    }

    pub(crate) fn stop_handset(&mut self) {
        if std::mem::take(&mut self.handset_rings) {
            self.out.push_back(Command::StopHandset);
        }
    }

    pub(crate) fn handset_lifted(&mut self) {
        if !matches!(self.state, State::Joined(_) | State::Closing) {
            self.join(Seat::Handset);
        }
    }

    /// The handset is busy, or rang in vain.
    pub(crate) fn nobody_lifts(&mut self) {
        match self.state {
            State::HandsetFirst | State::BurstDue => self.pick_up(),
            State::Transferring { .. } if self.called_by_desk => self.resume(Sentence::NobodyLifted),
            State::Transferring { reason, priority, .. } => self.rang_in_vain(reason, priority),
            State::Alarm(AlarmStep::Ringing) => self.alarm_again(),
            _ => {}
        }
    }
}
