//! Ways out: the handset, a note, the goodbye.

use crate::call::Call;
use crate::compose::joined;
use crate::dossier::{ConsentGiven, Goal};
use crate::limits::*;
use crate::outcome::Outcome;
use crate::output::Command;
use crate::question::Question;
use crate::state::{AfterNote, Job, State};
use crate::store::{NoteDraft, Query};
use crate::texts::Sentence;
use crate::words::plain;
use huisclos_agenda::{NoteReason, Patient, Priority, Private};
use huisclos_speech::say_date;

impl Call {
    /// Somebody of flesh and blood: the handset when somebody should be there, else a note.
    pub(crate) fn human(&mut self, reason: NoteReason, priority: Priority) {
        if self.handset_may_answer() {
            let sentence = match priority {
                _ if self.foreign => Sentence::Foreign,
                Priority::Highest | Priority::Today if reason == NoteReason::Clinical => Sentence::TransferUrgent,
                _ => Sentence::Transfer,
            };
            let text = self.texts.fill(sentence, 0, &[]);
            self.say(text, true);
            self.out.push_back(Command::Overhear);
            return self.enter(State::Transferring { reason, priority, ringing: false }, SAYING_MS_MAX);
        }
        if self.may_forward() {
            return self.say_forward(reason, priority);
        }
        let nobody = if self.rang_in_vain { Sentence::NobodyThere } else { Sentence::Closed };
        self.note_instead(nobody, reason, priority);
    }

    fn handset_may_answer(&self) -> bool {
        let hours = self.cabinet.secretary.is_empty() || self.cabinet.has_secretary(self.civil());
        self.settings.handset && self.settings.transfer && !self.rang_in_vain && hours
    }

    /// The handset rang in vain, or is busy.
    pub(crate) fn rang_in_vain(&mut self, reason: NoteReason, priority: Priority) {
        self.rang_in_vain = true;
        self.hush();
        self.stop_handset();
        if self.may_forward() {
            return self.say_forward(reason, priority);
        }
        self.note_instead(Sentence::NobodyThere, reason, priority);
    }

    fn note_instead(&mut self, nobody: Sentence, reason: NoteReason, priority: Priority) {
        if self.foreign {
            let text = self.texts.fill(Sentence::NoteForeign, 0, &[]);
            return self.nameless_note(NoteReason::NotUnderstood, text, Sentence::ForeignGoodbye);
        }
        if matches!(self.dossier.consent, ConsentGiven::Refused | ConsentGiven::Unclear) {
            return self.nameless();
        }
        if self.handed_over && matches!(self.dossier.goal, Some(Goal::Note(..))) {
            return self.leave(None);
        }
        self.lead(nobody, 0, &[]);
        if !matches!(self.dossier.goal, Some(Goal::Note(..))) {
            self.keep_wish_for_note();
            self.dossier.goal = Some(Goal::Note(reason, priority));
        }
        self.advance();
    }

    /// What a refused or unanswered consent leads to: a human once, else a note without a name.
    pub(crate) fn without_consent(&mut self) {
        if self.handset_may_answer() || self.may_forward() {
            self.lead(Sentence::ConsentRefused, 0, &[]);
            return self.human(NoteReason::ConsentRefused, Priority::Normal);
        }
        self.nameless();
    }

    fn nameless(&mut self) {
        let goal = match self.dossier.goal {
            Some(Goal::Book) => Sentence::GoalAppointment,
            Some(Goal::Move | Goal::Cancel | Goal::Confirm) => Sentence::GoalChange,
            Some(Goal::Note(..)) => Sentence::GoalMessage,
            None => Sentence::GoalUnknown,
        };
        let goal = self.texts.fill(goal, 0, &[]);
        let refused = self.dossier.consent == ConsentGiven::Refused;
        let text = if refused { Sentence::NoteRefused } else { Sentence::NoteWithout };
        let text = self.texts.fill(text, 0, &[("goal", goal)]);
        self.nameless_note(NoteReason::ConsentRefused, text, Sentence::RefusedGoodbye);
    }

    fn nameless_note(&mut self, reason: NoteReason, text: Private<String>, goodbye: Sentence) {
        let priority = if self.dossier.urgent { Priority::Today } else { Priority::Normal };
        let draft = NoteDraft { reason, priority, patient: None, phone: None, practitioner: None, text };
        let then = AfterNote::Leave(goodbye);
        self.work(Job::Note { reason, priority, then }, Query::AddNote(draft));
    }

    /// A wish that could not be met goes into the note.
    fn keep_wish_for_note(&mut self) {
        let now = self.civil();
        let d = &self.dossier;
        if d.goal == Some(Goal::Book) {
            let motif = d.motif.as_ref().and_then(|m| self.cabinet.motif(m)).map(|m| plain(m.said.clone()));
            let motif = motif.unwrap_or_else(|| self.texts.fill(Sentence::GoalAppointment, 0, &[]));
            let moment = d.when.map(|w| say_date::wish(&w, now)).filter(|m| !m.is_empty());
            let text = match moment {
                Some(moment) => self.texts.fill(Sentence::NoteWish, 0, &[("motif", motif), ("moment", plain(moment))]),
                None => self.texts.fill(Sentence::NoteWishAny, 0, &[("motif", motif)]),
            };
            self.dossier.passages.push(text);
        }
    }

    /// Who it is for, as far as it is known; empty where nothing is.
    pub(crate) fn who_text(&self) -> Private<String> {
        let d = &self.dossier;
        if d.last_name.is_none() && d.first_name.is_none() {
            return plain("");
        }
        let mut parts = vec![self.texts.fill(Sentence::NoteWho, 0, &[("name", self.person())])];
        if let Some(birth) = &d.birth_date {
            let birth = birth.map(|b| say_date::birth(*b));
            parts.push(self.texts.fill(Sentence::NoteBirth, 0, &[("birth", birth)]));
        }
        joined(&parts)
    }

    /// The note of what is known now.
    pub(crate) fn draft(&self, reason: NoteReason, priority: Priority) -> NoteDraft {
        let d = &self.dossier;
        let mut parts = vec![self.who_text()];
        parts.extend(
            self.opening
                .iter()
                .chain(&d.passages)
                .take(PASSAGES_MAX)
                .map(|p| self.texts.fill(Sentence::NoteWords, 0, &[("words", p.clone())])),
        );
        if parts.len() == 1 {
            parts.push(self.texts.fill(Sentence::NoteNothing, 0, &[]));
        }
        NoteDraft {
            reason,
            priority,
            patient: d.patient.as_ref().or_else(|| d.card_of_number()).map(|p| p.id),
            phone: d.call_back(),
            practitioner: d.practitioner.clone(),
            text: joined(&parts),
        }
    }

    /// True when what is said may be kept: agreed to in this call, or on the card of the number before.
    pub(crate) fn may_keep(&self) -> bool {
        let on_card = |c: &Patient| c.consent.as_ref() == Some(&self.texts.consent_version);
        self.consent_given().is_some() || self.dossier.card_of_number().is_some_and(on_card)
    }

    /// No waiting list: a human, else a note.
    pub(crate) fn no_waiting_list(&mut self) {
        self.dossier.no_list = true;
        self.hand_over_appointment();
    }

    /// The caller hung up in the middle of a note they consented to: what was said is kept.
    pub(crate) fn keep_what_was_dictated(&mut self) {
        let Some(Goal::Note(reason, priority)) = self.dossier.goal else { return };
        let d = &self.dossier;
        let worth = d.dictated || d.last_name.is_some() || d.card_of_number().is_some() || d.patient.is_some();
        let consented = self.may_keep();
        let asked_already = self.awaited.values().any(|(job, _)| matches!(job, Job::Note { .. }));
        if worth && consented && !asked_already && !self.note_in_vain {
            let draft = self.draft(reason, priority);
            self.ask_store(
                Job::Note { reason, priority, then: AfterNote::Nothing { again: true } },
                Query::AddNote(draft),
            );
        }
    }

    /// The recogniser or the voice failed: once it is asked again, then there must be a way out without them.
    pub(crate) fn model_failed(&mut self) {
        self.model_failures = self.model_failures.saturating_add(1);
        if self.model_failures < MODEL_FAILURES_MAX {
            return self.unheard();
        }
        match self.state {
            State::Asking(..) | State::Working { .. } => {
                self.failed = true;
                self.hush();
                self.leads.clear();
                if self.handset_may_answer() || self.may_forward() {
                    self.lead(Sentence::TroubleHearing, 0, &[]);
                    return self.human(NoteReason::Failure, Priority::Today);
                }
                self.keep_what_was_dictated();
                self.leave(Some(Sentence::CannotNote));
            }
            State::Leaving => self.release(),
            _ => {}
        }
    }

    /// So long that the box hands over, once; then it takes no more than the note.
    pub(crate) fn too_long(&mut self) -> bool {
        let long = self.turns >= TURNS_MAX || self.alone_ms() >= CALL_MS_MAX;
        if !long || std::mem::replace(&mut self.handed_over, true) {
            return false;
        }
        if self.dossier.goal.is_none() && self.done > 0 {
            self.leave(None);
            return true;
        }
        self.lead(Sentence::TooLong, 0, &[]);
        self.human(NoteReason::NotUnderstood, Priority::Normal);
        true
    }

    /// Whatever is going on, it ends here; what can be kept is kept.
    pub(crate) fn leave_for_good(&mut self) {
        self.hush();
        self.keep_what_was_dictated();
        self.leave(None);
    }

    /// The goodbye, with a sentence of its own or the ordinary one.
    pub(crate) fn leave(&mut self, sentence: Option<Sentence>) {
        let ordinary = sentence.is_none() && !self.handed_over && !self.failed && self.done > 0;
        if ordinary && self.settings.rating && !std::mem::replace(&mut self.rated, true) {
            return self.ask(Question::Rating);
        }
        self.stop_handset();
        let text = self.texts.fill(sentence.unwrap_or(Sentence::Goodbye), 0, &[]);
        self.say(text, true);
        self.out.push_back(Command::Overhear); // no question is out any more
        self.asked = None;
        self.enter(State::Leaving, SAYING_MS_MAX);
    }

    /// A sales call or a wrong number: one chance to say otherwise, then a polite end (A14).
    pub(crate) fn not_ours(&mut self, q: Question) {
        self.outcomes.insert(Outcome::Filtered);
        self.off_topic = self.off_topic.saturating_add(1);
        if self.off_topic > 1 {
            return self.leave(Some(Sentence::FilteredGoodbye));
        }
        self.lead(Sentence::NotOurs, 0, &[("cabinet", plain(self.cabinet.name.clone()))]);
        self.ask(q);
    }
}
