//! What comes next, from what is known: the order of questions of each request.

use crate::call::Call;
use crate::dossier::{ConsentGiven, Goal};
use crate::hint::says_the_message;
use crate::limits::*;
use crate::outcome::Outcome;
use crate::output::Command;
use crate::question::Question;
use crate::relative::to_the_old;
use crate::state::{AfterNote, Job, State, Step};
use crate::store::{Enlistment, ForPatient, Query};
use crate::texts::Sentence;
use huisclos_agenda::{NoteReason, Priority};

impl Call {
    /// Goes on: asks, works, hands over or leaves.
    pub(crate) fn advance(&mut self) {
        if let Some(job) = self.foreground.filter(|job| self.awaited.contains_key(job)) {
            // What the store was doing when the call was turned aside is not asked twice.
            return self.enter(State::Working { job, since: self.now, told: 1 }, FILLER_MS);
        }
        if self.too_long() {
            return;
        }
        for _ in 0..STEPS_MAX {
            match self.plan() {
                Step::Ask(q) => return self.ask_on(q),
                Step::Work(work) => return self.work(work.0, work.1),
                Step::Again => {}
                Step::Stop => return,
            }
        }
        self.human(NoteReason::NotUnderstood, Priority::Normal);
    }

    /// Puts a question to the store and waits for the answer.
    pub(crate) fn work(&mut self, job: Job, query: Query) {
        self.out.push_back(Command::Overhear); // no question is out; a red flag is heard all the same
        let job = self.ask_store(job, query);
        self.foreground = Some(job);
        self.enter(State::Working { job, since: self.now, told: 0 }, FILLER_MS);
    }

    fn plan(&mut self) -> Step {
        match self.dossier.goal {
            None => self.plan_idle(),
            Some(Goal::Book) => self.plan_book(),
            Some(goal @ (Goal::Move | Goal::Cancel | Goal::Confirm)) => self.plan_existing(goal),
            Some(Goal::Note(reason, priority)) => self.plan_note(reason, priority),
        }
    }

    fn plan_idle(&mut self) -> Step {
        if self.done == 0 {
            return Step::Ask(Question::Open);
        }
        if self.done < REQUESTS_MAX && !self.handed_over {
            self.second_offered = std::mem::take(&mut self.second_due);
            return Step::Ask(Question::More);
        }
        self.leave(None);
        Step::Stop
    }

    fn plan_book(&mut self) -> Step {
        if self.dossier.enlist
            && let Some(wanted) = self.enlistment()
        {
            return Step::work(Job::Enlist, Query::Enlist(wanted));
        }
        if self.dossier.motif.is_none() {
            let lay = if self.dossier.urgent { self.cabinet.lay_motif() } else { None };
            let only = if self.cabinet.motifs.len() == 1 { self.cabinet.motifs.first() } else { None };
            match lay.or(only) {
                Some(motif) => self.dossier.motif = Some(motif.id.clone()),
                None => return Step::Ask(Question::Motif),
            }
        }
        if self.dossier.when.is_none() && !self.dossier.urgent && !self.dossier.skipped.contains(&Question::Date) {
            return Step::Ask(Question::Date);
        }
        if let Some(step) = self.identify(Goal::Book) {
            return step;
        }
        if let Some(step) = self.plan_phone() {
            return step;
        }
        if let Some(step) = self.plan_slot() {
            return step;
        }
        if !self.dossier.recap_ok {
            return Step::Ask(Question::Recap);
        }
        let consent = self.consent_given();
        let d = &self.dossier;
        let patient = match (&d.patient, d.identity()) {
            (Some(card), _) => ForPatient::Known(card.id),
            (None, Some(identity)) => ForPatient::New(identity),
            (None, None) => return Step::Ask(Question::LastName),
        };
        match d.chosen.clone() {
            Some(slot) => Step::work(Job::Book, Query::Book { slot, patient, consent }),
            None => Step::Ask(Question::Slot),
        }
    }

    /// From the wish to a chosen slot; the same for a booking and a move.
    fn plan_slot(&mut self) -> Option<Step> {
        if self.dossier.chosen.is_some() {
            return None;
        }
        let Some(offers) = &self.dossier.offers else { return Some(self.plan_offer()) };
        if !offers.is_empty() {
            return Some(Step::Ask(Question::Slot));
        }
        self.lead(Sentence::NoMoreSlots, 0, &[]);
        self.hand_over_appointment();
        Some(Step::Stop)
    }

    /// Nothing suits: a human, else a note, sooner when it presses.
    pub(crate) fn hand_over_appointment(&mut self) {
        let d = &self.dossier;
        let may_wait = self.cabinet.waiting_list && d.goal == Some(Goal::Book) && !d.urgent && !d.no_list;
        if may_wait && self.enlistment().is_some() {
            return self.ask(Question::WaitList);
        }
        if self.dossier.urgent {
            self.human(NoteReason::Clinical, Priority::Today);
        } else {
            self.human(NoteReason::Appointment, Priority::Normal);
        }
    }

    fn plan_existing(&mut self, goal: Goal) -> Step {
        if let Some(step) = self.identify(goal) {
            return step;
        }
        let Some(patient) = self.dossier.patient.as_ref().map(|p| p.id) else { return Step::Ask(Question::BirthDate) };
        let Some(upcoming) = &self.dossier.upcoming else {
            return Step::work(Job::Upcoming, Query::Upcoming { patient, from: self.civil() });
        };
        if upcoming.is_empty() {
            self.lead(Sentence::NoAppointment, 0, &[]);
            self.outcomes.insert(Outcome::Informed); // they know now that there is none
            self.finish();
            return Step::Again;
        }
        if self.dossier.selected.is_none() && !self.select_appointment() {
            return Step::Ask(Question::Which);
        }
        let Some(appointment) = self.dossier.selected.clone() else { return Step::Ask(Question::Which) };
        match goal {
            Goal::Cancel if !self.dossier.sure => Step::Ask(Question::CancelSure),
            Goal::Cancel => Step::work(Job::Cancel, Query::Cancel(appointment.id)),
            Goal::Confirm if !self.dossier.sure => {
                self.outcomes.insert(Outcome::Confirmed); // the hour is told in the question
                Step::Ask(Question::Present)
            }
            Goal::Confirm => Step::work(Job::Confirm, Query::Confirm(appointment.id)),
            _ => self.plan_move(appointment),
        }
    }

    fn plan_move(&mut self, appointment: huisclos_agenda::Appointment) -> Step {
        if self.dossier.when.is_none() && self.asked != Some(Question::Date) && self.dossier.refusals == 0 {
            // "Avancer mon rendez-vous", "plus tard le même jour": said in the opening.
            let today = self.civil().date();
            let old = appointment.slot.start;
            self.dossier.when = self.opening.as_ref().and_then(|said| to_the_old(said, None, old, today));
        }
        if self.dossier.when.is_none() && !self.dossier.skipped.contains(&Question::Date) {
            if self.asked != Some(Question::Date) && self.dossier.refusals == 0 {
                let parts = self.slot_parts(&appointment.slot);
                self.lead(Sentence::YourAppointment, 0, &parts[1..]);
            }
            return Step::Ask(Question::Date);
        }
        if let Some(step) = self.plan_slot() {
            return step;
        }
        if !self.dossier.recap_ok {
            return Step::Ask(Question::RecapMove);
        }
        match self.dossier.chosen.clone() {
            Some(to) => {
                Step::work(Job::Move(appointment.slot.clone()), Query::Move { appointment: appointment.id, to })
            }
            None => Step::Ask(Question::Slot),
        }
    }

    fn plan_note(&mut self, reason: NoteReason, priority: Priority) -> Step {
        if let Some(step) = self.consent_step() {
            return step;
        }
        let d = &self.dossier;
        if d.patient.is_none() && d.card_of_number().is_none() {
            let first_known = d.first_name.is_some() || d.professional;
            for (q, known) in [(Question::LastName, d.last_name.is_some()), (Question::FirstName, first_known)] {
                if !known && !d.skipped.contains(&q) {
                    return Step::Ask(q);
                }
                if q == Question::LastName && d.last_name_doubted && !d.skipped.contains(&Question::SpellBack) {
                    return Step::Ask(Question::SpellBack);
                }
            }
        }
        if let Some(step) = self.plan_phone() {
            return step;
        }
        let d = &self.dossier;
        let told_already = matches!(reason, NoteReason::Results | NoteReason::Document | NoteReason::Appointment)
            || (reason == NoteReason::NotUnderstood && !d.passages.is_empty());
        if !told_already && !d.dictated && !d.skipped.contains(&Question::Dictation) {
            return Step::Ask(Question::Dictation);
        }
        let draft = self.draft(reason, priority);
        Step::work(Job::Note { reason, priority, then: AfterNote::Tell }, Query::AddNote(draft))
    }

    /// The number to call back: the card's, the calling one, or a dictated one read back.
    fn plan_phone(&mut self) -> Option<Step> {
        let d = &self.dossier;
        if d.phone_confirmed || d.skipped.contains(&Question::Phone) {
            return None;
        }
        if d.phone.is_some() {
            return Some(Step::Ask(Question::ReadPhone));
        }
        if d.call_back().is_some() {
            return None;
        }
        let offered = d.caller.is_some() && !d.phone_refused;
        Some(Step::Ask(if offered { Question::OfferPhone } else { Question::Phone }))
    }

    /// What the waiting list would hold; `None` while it is not known who, or for what.
    fn enlistment(&self) -> Option<Box<Enlistment>> {
        let d = &self.dossier;
        let patient = match (&d.patient, d.identity()) {
            (Some(card), _) => ForPatient::Known(card.id),
            (None, identity) => ForPatient::New(identity?),
        };
        let motif = d.motif.clone()?;
        Some(Box::new(Enlistment {
            patient,
            motif,
            practitioner: d.practitioner.clone(),
            when: d.when.unwrap_or_default(),
            consent: self.consent_given(),
        }))
    }

    /// The proof of this call, when there is one.
    pub(crate) fn consent_given(&self) -> Option<crate::store::Consent> {
        match &self.dossier.consent {
            ConsentGiven::Yes(consent) => Some(consent.clone()),
            _ => None,
        }
    }

    /// True when the opening is the message itself: "je vais avoir dix minutes de retard".
    pub(crate) fn told_already(&self) -> bool {
        let message = matches!(self.dossier.goal, Some(Goal::Note(NoteReason::Message | NoteReason::Clinical, _)));
        message && self.dossier.passages.is_empty() && self.opening.as_ref().is_some_and(says_the_message)
    }

    /// One request is done.
    pub(crate) fn finish(&mut self) {
        self.done = self.done.saturating_add(1);
        self.dossier.next_request();
    }
}
